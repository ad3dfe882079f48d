import t from 'tap';
import type { SdkChallenge } from '../../src/index.ts';
import { UNPROVEN } from '../../src/web/app/unproven.ts';
import { erroOf, opensApp, opensWithCode, valid } from '../support/app.ts';
import type { Json } from '../support/json.ts';
import type { DsMood } from '../support/moodyDs.ts';
import { startScenario } from '../support/scenario.ts';
import { SECOND } from '../support/testClock.ts';

t.test(
  '5.9.11 not recognised, 5.9.11 invalid, 5.9.11 missing, 5.9.11 Erro: what follows the RRes, the SDK is told as the DS',
  async (t) => {
    const s = await startScenario(t);
    // Before 2.3.1 the SDK is told that the result was not acknowledged.
    const moods: [DsMood, string, string, string][] = [
      ['answersErro', '403', '403', ''],
      ['answersBrokenErro', '403', '403', ''],
      ['answersGarbage', '403', '101', 'Invalid Formatted Message'],
      ['answersForOther', '403', '301', 'acsTransID'],
      ['answersBrokenRRes', '403', '203', 'resultsStatus'],
      ['answersPoorRRes', '403', '201', 'resultsStatus'],
      ['answersTooMuch', '403', '101', 'Invalid Formatted Message'],
      ['redirects', '403', '101', 'Invalid Formatted Message'],
      ['isBroken', '405', '405', ''],
    ];
    for (const messageVersion of ['2.2.0', '2.3.1'] as const) {
      for (const [mood, before, since, errorDetail] of moods) {
        const is231 = messageVersion === '2.3.1';
        const { ares, challenge, code } = await opensWithCode(s, { messageVersion });
        s.ds.mood = mood;
        const erro = await erroOf(challenge.enters(code));
        const isOfRRes = is231 && before !== since;
        const told = {
          errorCode: is231 ? since : before,
          errorMessageType: isOfRRes ? 'RRes' : 'CReq',
          sdkTransID: ares.sdkTransID,
        };
        t.match(valid('Erro', { ...erro }), told, `${messageVersion}: ${mood}`);
        if (isOfRRes) t.match(erro.errorDetail, errorDetail, `${mood}: by its name`);
        if (isOfRRes) t.equal(s.ds.erros().at(-1)?.errorCode, since, `${mood}: the DS is told the same`);
        const result = mood === 'isBroken' && is231 ? { transStatus: 'U', withheld: { transStatus: 'Y' } } : { transStatus: 'Y' };
        t.match(await s.transaction(ares), { result }, `${mood}: the result stands`);
        s.ds.mood = 'acknowledges';
      }
    }
  },
);

t.test('a DS that cannot be reached is told to the SDK at once, and is tried further', async (t) => {
  const s = await startScenario(t);
  const forbidden = await opensWithCode(s, { areq: { dsURL: 'http://ds.example.com/rreq' } });
  t.match(await erroOf(forbidden.challenge.enters(forbidden.code)), { errorCode: '405' }, 'a dsURL that is not allowed');
  const { ares, challenge, code } = await opensWithCode(s);
  await s.ds.stop();
  t.match(await erroOf(challenge.enters(code)), { errorCode: '405' }, 'a DS that is down');
  t.match(await s.transaction(ares), { state: 'ending' });
  await s.ds.start();
  s.clock.forward(11 * SECOND);
  await s.simulator.sweep();
  t.match(await s.ends(ares), { report: 'acknowledged', result: { transStatus: 'Y' } }, 'and gets the RReq when it is back');
});

t.test('a DS that hangs keeps the SDK waiting for less than its ten seconds', async (t) => {
  const s = await startScenario(t);
  const { challenge, code } = await opensWithCode(s);
  s.ds.mood = 'hangs';
  const start = performance.now();
  t.match(await erroOf(challenge.enters(code)), { errorCode: '402' });
  t.ok(performance.now() - start < 9000, 'five seconds for the RRes');
});

t.test('5.9.5 Erro: the Erro of an SDK ends the challenge, gets no answer, and is reported', async (t) => {
  const s = await startScenario(t);
  const jose = 'application/jose;charset=UTF-8';
  type Send = (challenge: SdkChallenge, ares: Json) => Promise<{ status: number; body: string }>;
  const erro = { errorCode: '203', errorComponent: 'C', errorDescription: 'Wrong', errorDetail: 'acsHTML' };
  const sends: [string, Send, boolean][] = [
    ['as Android', (c) => c.reports('ELEMENT_FORMAT_INVALID', 'acsHTML'), true],
    ['encrypted', async (c, a) => c.posts(await c.seals(JSON.stringify({ messageType: 'Erro', ...ids(a), ...erro }))), true],
    [
      'with two ids',
      (c, { acsTransID, sdkTransID }) => c.posts(JSON.stringify({ messageType: 'Erro', acsTransID, sdkTransID }), jose),
      false,
    ],
    [
      'encrypted, without acsTransID',
      async (c, a) => c.posts(await c.seals(JSON.stringify({ messageType: 'Erro', ...ids(a), acsTransID: undefined, ...erro }))),
      true,
    ],
  ];
  for (const messageVersion of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    for (const [what, send, isWhole] of sends) {
      const { ares, challenge } = await opensWithCode(s, { messageVersion });
      const { status, body } = await send(challenge, ares);
      t.same([status, body], [200, ''], `${messageVersion}, ${what}`);
      await s.ends(ares);
      const rreq = valid('RReq', s.ds.rreqs().at(-1));
      const is231 = messageVersion === '2.3.1';
      t.match(rreq, { transStatus: 'U', challengeCancel: is231 ? '09' : '06' });
      if (is231)
        t.match(rreq.challengeErrorReporting, isWhole ? { errorCode: '203', errorComponent: 'C' } : { errorCode: '101' });
      t.match(await erroOf(challenge.entersNothing()), { errorCode: '305' }, 'no CReq follows');
    }
  }
});

const ids = ({ acsTransID, threeDSServerTransID, sdkTransID, messageVersion }: Json) => ({
  ...{ acsTransID, threeDSServerTransID, sdkTransID, messageVersion },
  errorMessageType: 'CRes',
});

t.test(
  'what names a challenge by its acsTransID alone ends it neither before nor after its first CReq, and is kept with it',
  async (t) => {
    const s = await startScenario(t);
    const { threeDSServerTransID: _one, sdkTransID: _two, ...onlyOne } = ids({});
    const erro = {
      messageType: 'Erro',
      ...onlyOne,
      errorCode: '203',
      errorComponent: 'C',
      errorDescription: 'Wrong',
      errorDetail: 'x',
    };
    for (const messageVersion of ['2.1.0', '2.2.0', '2.3.1'] as const) {
      const { ares, challenge, code } = await opensWithCode(s, { messageVersion });
      const waiting = await opensApp(s, { messageVersion });
      const other = await opensWithCode(s, { messageVersion });
      for (const errorCode of ['203', '402']) {
        for (const type of ['application/json; charset=utf-8', 'application/jose;charset=UTF-8']) {
          for (const { acsTransID } of [ares, waiting.ares]) {
            const posted = await challenge.posts(JSON.stringify({ ...erro, messageVersion, errorCode, acsTransID }), type);
            t.same([posted.status, posted.body], [200, ''], `${messageVersion} Erro ${errorCode} as ${type}`);
          }
        }
      }
      // Who has the key of one challenge has proven nothing of another.
      await other.challenge.posts(await other.challenge.seals(JSON.stringify({ ...erro, ...ids(ares), messageVersion })));
      for (const [of, state] of [
        [ares, 'challenging'],
        [waiting.ares, 'awaitingCReq'],
        [other.ares, 'challenging'],
      ] as const) {
        const { messages, ...transaction } = await s.transaction(of);
        t.equal(transaction.state, state, `${messageVersion}: goes on`);
        const kept = messages.filter(({ type }) => type === 'Erro').map(({ mark }) => mark);
        t.same(
          kept,
          Array(of === ares ? 5 : of === waiting.ares ? 4 : 0).fill(UNPROVEN),
          `${messageVersion}: the record says so`,
        );
      }
      t.match(await challenge.enters(code), { transStatus: 'Y' }, `${messageVersion}: the right CReq ends it in Y`);
      t.ok(await waiting.challenge.start(), `${messageVersion}: and the other begins`);
    }
  },
);

t.test('a flood of unproven messages does not fill the record', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const erro = JSON.stringify({ messageType: 'Erro', acsTransID: ares.acsTransID });
  for (let times = 0; times < 130; times += 1) await challenge.posts(erro);
  t.equal((await s.transaction(ares)).messages.length, 100);
  t.match(await challenge.enters(code), { transStatus: 'Y' });
});

t.test('5.9.5 Erro, Req 64: an SDK that has waited too long is U by Erro, N with challengeCancel 08 by CReq', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    const reason = messageVersion === '2.1.0' ? '01' : '26';
    const outcome = { transStatus: 'N', transStatusReason: reason, challengeCancel: '08' };
    const byErro = await opensWithCode(s, { messageVersion });
    await byErro.challenge.reports('TRANSACTION_TIMED_OUT', 'Challenge request timed-out');
    await s.ends(byErro.ares);
    const is231 = messageVersion === '2.3.1';
    const reported = is231 ? { challengeErrorReporting: { errorCode: '402', errorComponent: 'C' } } : {};
    const failed = { transStatus: 'U', challengeCancel: is231 ? '09' : '06', ...reported };
    t.match(valid('RReq', s.ds.rreqs().at(-1)), failed, `${messageVersion} by Erro`);
    const byCReq = await opensWithCode(s, { messageVersion });
    t.match(await byCReq.challenge.cancels('08'), { transStatus: 'N' });
    t.match(valid('RReq', s.ds.rreqs().at(-1)), outcome, `${messageVersion} by CReq`);
    const unknown = await opensWithCode(s, { messageVersion });
    t.match(await unknown.challenge.cancels('07'), { transStatus: 'N' });
    t.match(valid('RReq', s.ds.rreqs().at(-1)), {
      transStatus: 'N',
      transStatusReason: is231 ? '19' : '01',
      challengeCancel: '07',
    });
  }
});

t.test('an Erro of an SDK is copied into the RReq as it came', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge } = await opensWithCode(s, { messageVersion: '2.3.1' });
  const erro = {
    ...{ messageType: 'Erro', messageVersion: '2.3.1', errorCode: '999', errorComponent: 'C', errorMessageType: 'CRes' },
    ...{ errorDescription: 'A code of our own', errorDetail: 'x', threeDSServerTransID: ares.threeDSServerTransID },
    ...{ acsTransID: ares.acsTransID, sdkTransID: ares.sdkTransID },
  };
  await challenge.posts(JSON.stringify(erro));
  await s.ends(ares);
  const title =
    'Req 216, A.1 errorCode, A.1 challengeErrorReporting: the Erro is copied as it came, with a code that no table has';
  t.same(valid('RReq', s.ds.rreqs().at(-1)).challengeErrorReporting, erro, title);
});

t.test('an Erro of nobody, of another transaction, and one before the first CReq', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const other = await opensApp(s);
  const erro = { messageType: 'Erro', messageVersion: '2.2.0', errorCode: '101' };
  const foreign = [
    {},
    { acsTransID: 'x' },
    { acsTransID: [ares.acsTransID] },
    { acsTransID: ares.acsTransID, threeDSServerTransID: other.ares.threeDSServerTransID },
    { acsTransID: ares.acsTransID, sdkTransID: other.ares.sdkTransID },
  ];
  for (const of of foreign) t.equal((await challenge.posts(JSON.stringify({ ...erro, ...of }))).status, 200, JSON.stringify(of));
  t.match(await challenge.enters(code), { transStatus: 'Y' }, 'the challenge went on');
  await other.challenge.reports('DATA_DECRYPTION_FAILURE', 'nothing came');
  t.match(await s.ends(other.ares), { result: { transStatus: 'U', challengeCancel: '06', interactionCounter: 0 } });
  t.same(s.ds.erros(), [], 'the DS gets no Erro for all that');
});
