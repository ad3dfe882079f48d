import t from 'tap';
import { CARDS } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { type DsMood, startDs } from '../support/moodyDs.ts';
import type { Page } from '../support/page.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { SECOND } from '../support/testClock.ts';
import { until } from '../support/until.ts';

/** A cardholder who did all right; the RReq is on its way. */
async function succeeds(s: Scenario, patch: Json = {}): Promise<{ ares: Json; waiting: Page }> {
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms, ...patch });
  const page = await s.postsCReq(ares);
  return { ares, waiting: await s.posts(page, { code: await s.code(ares) }) };
}

t.test('the final CRes follows the RRes; while it is awaited, the cardholder is asked to wait', async (t) => {
  const s = await startScenario(t);
  await s.ds.stop();
  const { ares, waiting } = await succeeds(s);
  t.same([waiting.name, waiting.final], ['processing', undefined]);
  await s.ds.start();
  s.clock.forward(10 * SECOND);
  await s.simulator.sweep();
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
  t.match(await s.transaction(ares), { report: 'acknowledged' });
  t.equal(s.ds.rreqs().length, 1);
});

t.test('a DS that cannot be reached is tried at once again, then every ten seconds; the outcome stays', async (t) => {
  const s = await startScenario(t);
  s.ds.mood = 'isBroken';
  const { ares, waiting } = await succeeds(s);
  const tries = async (count: number) => {
    await until(
      () => s.ds.received.length,
      (n) => n === count,
      `${count} tries`,
      3000,
    );
    // The ACS needs a moment to read the answer: its pause begins then, by the clock that this test moves.
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await tries(2);
  await s.simulator.sweep();
  s.clock.forward(10 * SECOND - 1);
  await s.simulator.sweep();
  t.equal(s.ds.received.length, 2, 'two tries at once');
  s.clock.forward(1);
  for (const count of [3, 4, 5]) {
    await s.simulator.sweep();
    await tries(count);
    t.equal(s.ds.received.length, count);
    s.clock.forward(10 * SECOND);
  }
  const final = await s.finalPage(ares, waiting);
  t.match(await s.transaction(ares), { state: 'final', report: 'undelivered', result: { transStatus: 'Y' } });
  t.match(final.final?.message, { transStatus: 'Y' }, 'the final CRes tells the true outcome');
  for (const count of [6, 7, 8]) {
    s.clock.forward(60 * SECOND);
    await s.simulator.sweep();
    await tries(count);
  }
  t.equal(new Set(s.ds.received).size, 1, 'each try sent the same bytes');
});

t.test('a DS that refuses connections ends the same way', async (t) => {
  const s = await startScenario(t);
  await s.ds.stop();
  const { ares, waiting } = await succeeds(s);
  for (let sweep = 0; sweep < 6; sweep += 1) {
    await s.simulator.sweep();
    s.clock.forward(10 * SECOND);
  }
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
  t.match(await s.transaction(ares), { report: 'undelivered' });
});

/** What the DS answers, and the errorCode and errorDetail of the Erro that it gets for that, if any. */
const answers: [mood: DsMood, report: string, errorCode?: string, errorDetail?: RegExp][] = [
  ['acknowledges', 'acknowledged'],
  ['answersAtLength', 'acknowledged'],
  ['answersErro', 'undelivered'],
  ['answersBrokenErro', 'undelivered'],
  ['answersGarbage', 'undelivered', '101', /./],
  ['answersBrokenRRes', 'undelivered', '203', /^resultsStatus$/],
  ['answersForOther', 'undelivered', '301', /^acsTransID$/],
  ['answersTooMuch', 'undelivered', '101', /larger than/],
  ['redirects', 'undelivered', '101', /./],
];

t.test('every answer of a DS settles the RReq; a fault is told to the DS, an Erro is never answered', async (t) => {
  const s = await startScenario(t);
  for (const [mood, report, errorCode, errorDetail] of answers) {
    s.ds.mood = mood;
    s.ds.received.length = 0;
    const { ares, waiting } = await succeeds(s);
    const final = await s.finalPage(ares, waiting);
    t.match(await s.transaction(ares), { report, result: { transStatus: 'Y' } }, `${mood}: ${report}`);
    t.match(final.final?.message, { transStatus: 'Y' }, `${mood}: the final CRes`);
    t.equal(s.ds.rreqs().length, 1, `${mood}: one RReq`);
    if (errorCode === undefined) t.same(s.ds.erros(), [], `${mood}: no Erro goes out`);
    else {
      const { acsTransID, threeDSServerTransID } = ares;
      const about = { acsTransID, threeDSServerTransID, errorComponent: 'A', messageVersion: '2.2.0', errorMessageType: 'RRes' };
      t.equal(s.ds.erros().length, 1);
      t.match(s.ds.erros(), [{ ...about, errorCode, errorDetail }], `${mood}: Erro ${errorCode}`);
    }
  }
  t.equal(s.ds.followed, 0, 'no redirect was followed');
});

t.test('a DS that never answers gets Erro 402 after five seconds, one RReq in all, and the cardholder his CRes', async (t) => {
  const s = await startScenario(t);
  s.ds.mood = 'hangs';
  const { ares, waiting } = await succeeds(s);
  await until(
    () => s.ds.rreqs().length,
    (count) => count === 1,
    'the RReq',
  );
  // Time that a tester skips is no reason to send what is on its way once more.
  s.clock.forward(60 * SECOND);
  await Promise.race([s.simulator.sweep(), new Promise((resolve) => setTimeout(resolve, 200))]);
  const started = performance.now();
  await until(
    () => s.ds.erros().length,
    (count) => count > 0,
    'the Erro',
  );
  t.ok(performance.now() - started < 9000, 'after five seconds, not after twice as many');
  t.match(s.ds.erros(), [{ errorCode: '402', acsTransID: ares.acsTransID }]);
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
  t.same([s.ds.rreqs().length, s.ds.erros().length], [1, 1], 'one RReq and one Erro in all');
  t.match(await s.transaction(ares), { report: 'undelivered' });
  await s.ds.stop();
});

t.test('an RReq goes to allowed origins only, and the transaction ends nevertheless', async (t) => {
  const outside = await startDs(t);
  const { port } = new URL(outside.url);
  const s = await startScenario(t);
  const foreign = [
    'https://ds.example.com/rreq',
    `http://127.0.0.1.nip.example:${port}/rreq`,
    `http://localhost.example:${port}/rreq`,
    'http://169.254.169.254/latest/meta-data',
    `http://0.0.0.0:${port}/rreq`,
    `http://127.0.0.1@ds.example.com:${port}/rreq`,
  ];
  for (const dsURL of foreign) {
    const { ares, waiting } = await succeeds(s, { dsURL });
    const started = performance.now();
    t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' }, dsURL);
    t.ok(performance.now() - started < 4000, 'no answer was waited for');
    t.match(await s.transaction(ares), { report: 'undelivered' });
    const { messages, rreq } = await s.transaction(ares);
    t.equal(messages.filter(({ type }) => type === 'RReq').length, 1, 'the record has it');
    t.match(rreq, { attempts: [{ outcome: 'notSent', why: /^origin not allowed: start with --allow-origin http/ }] });
  }
  t.same(outside.received, []);
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' });
  t.equal(s.ds.rreqs().length, 1, 'one to this machine is sent');
});

t.test('an AReq whose dsURL is no web address is refused', async (t) => {
  const s = await startScenario(t);
  for (const dsURL of ['file:///etc/passwd', 'ftp://localhost/', 'javascript:alert(1)', 'localhost:8080', ''])
    t.match(await s.sendsAReq({ dsURL }), { messageType: 'Erro', errorDetail: 'dsURL' }, dsURL);
});

t.test('a process that stopped before its RReq left sends it after the next start, once', async (t) => {
  const data = t.testdir();
  const before = await startScenario(t, { data });
  await before.ds.stop();
  const { ares, waiting } = await succeeds(before);
  await before.simulator.sweep();
  await before.close();
  await before.ds.start();
  before.clock.forward(10 * SECOND);
  const after = await startScenario(t, { data, clock: before.clock, ds: before.ds });
  t.match((await after.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
  await after.simulator.sweep();
  t.equal(before.ds.rreqs().length, 1);
});
