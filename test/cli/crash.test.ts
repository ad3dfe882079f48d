import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { startCli } from '../support/cli.ts';
import { messagesTo, PEOPLE, signsIn } from '../support/portal.ts';
import { startWebhook } from '../support/receivers.ts';
import { browserOf, codeFor, EPIN_CARD, pause, SMS_CARD, sendAReq, stubDs, transactionOf, until } from './outside.ts';

const KILLED_AT = ['before the CReq', 'at the ePin', 'at the code', 'after the last entry'] as const;

for (const killedAt of KILLED_AT) {
  t.test(`a challenge goes on after kill -9 ${killedAt}`, async (t) => {
    const ds = await stubDs(t);
    let cli = await startCli(t);
    const { acs, control } = cli.urls;
    const ares = await sendAReq(acs, ds.url, { acctNumber: EPIN_CARD.acctNumber });
    const { acsTransID = '' } = ares;
    t.equal(ares.transStatus, 'C');
    const browser = browserOf(acs, ares);
    const killIf = async (point: (typeof KILLED_AT)[number]) => {
      if (point !== killedAt) return;
      t.equal((await cli.kill9()).signal, 'SIGKILL', 'killed');
      cli = await cli.again();
    };

    await killIf('before the CReq');
    await browser.sendCReq();
    t.equal(browser.name(), 'epin');
    await killIf('at the ePin');
    await browser.enter({ ePin: EPIN_CARD.ePin });
    t.equal(browser.name(), 'otp', 'the page token from before is still good');
    const code = await codeFor(control, acsTransID);
    await killIf('at the code');
    t.equal(await codeFor(control, acsTransID), code, 'no second code was sent');
    await browser.enter({ code });
    await killIf('after the last entry');
    t.match(await browser.finalCRes(), { transStatus: 'Y', acsTransID }, 'it ends in Y');

    const reports = ds.received.map((text) => JSON.parse(text));
    t.match(reports[0], { transStatus: 'Y', acsTransID, interactionCounter: '02' });
    // Killed between the RReq and the commit of its RRes, it is sent again, the same: nobody can know more.
    t.same(new Set(ds.received).size, 1, `one RReq, whatever happened (sent ${ds.received.length} times)`);
    if (killedAt !== 'after the last entry') t.equal(ds.received.length, 1, 'sent once');
    const { state, report, messages } = await transactionOf(control, acsTransID);
    t.same([state, report], ['final', 'acknowledged']);
    t.equal(messages.filter(({ type }) => type === 'RRes').length, 1, 'one RRes is on record');
    t.equal((await cli.stop()).code, 0);
  });
}

t.test('a wrong try before kill -9 counts after it', async (t) => {
  const ds = await stubDs(t);
  const first = await startCli(t);
  const ares = await sendAReq(first.urls.acs, ds.url, { acctNumber: SMS_CARD.acctNumber });
  const browser = browserOf(first.urls.acs, ares);
  await browser.sendCReq();
  const code = await codeFor(first.urls.control, ares.acsTransID ?? '');
  const wrong = code === '00000000' ? '11111111' : '00000000';
  await browser.enter({ code: wrong });
  await browser.enter({ code: wrong });
  await first.kill9();
  const second = await first.again();
  await browser.enter({ code: wrong });
  t.match(await browser.finalCRes(), { transStatus: 'N' }, 'the third wrong try ends it, across a crash');
  t.equal(ds.received.length, 1);
  t.equal((await second.stop()).code, 0);
});

t.test('an RReq that could not be sent before kill -9 is sent after it', async (t) => {
  const ds = await stubDs(t);
  const first = await startCli(t);
  const ares = await sendAReq(first.urls.acs, ds.url, { acctNumber: SMS_CARD.acctNumber });
  const { acsTransID = '' } = ares;
  const browser = browserOf(first.urls.acs, ares);
  await browser.sendCReq();
  const code = await codeFor(first.urls.control, acsTransID);
  await ds.down();
  await browser.enter({ code });
  t.equal(browser.name(), 'processing', 'the cardholder waits');
  await until(() => first.stderr().includes('RReq could not be delivered'), 'a try that failed');
  await first.kill9();

  await ds.up();
  const restarted = performance.now();
  const second = await first.again();
  await until(() => ds.received.length > 0, 'the RReq arrives');
  t.ok(performance.now() - restarted < 10_000, 'within a few seconds');
  t.match(await browser.finalCRes(), { transStatus: 'Y' }, 'the page that waited ends in Y');
  await pause(700);
  t.equal(ds.received.length, 1, 'once');
  t.match(JSON.parse(ds.received[0] ?? ''), { transStatus: 'Y', acsTransID, authenticationValue: String });
  t.match(await transactionOf(second.urls.control, acsTransID), { state: 'final', report: 'acknowledged' });
});

t.test('an RReq that was not acknowledged before kill -9 is sent again, letter for letter', async (t) => {
  const silent = await stubDs(t, { hangs: true });
  const first = await startCli(t);
  const ares = await sendAReq(first.urls.acs, silent.url, { acctNumber: SMS_CARD.acctNumber });
  const browser = browserOf(first.urls.acs, ares);
  await browser.sendCReq();
  await browser.enter({ code: await codeFor(first.urls.control, ares.acsTransID ?? '') });
  await until(() => silent.received.length === 1, 'the RReq arrives');
  const { acsTransID = '' } = ares;
  const began = await transactionOf(first.urls.control, acsTransID);
  t.match(began.rreq, { attempts: [{ outcome: 'sending' }], nextTryAt: undefined }, 'while it is waited for, the record has it');
  const rreqsOf = (told: typeof began) => told.messages.filter(({ type }) => type === 'RReq');
  t.match(rreqsOf(began), [{ body: { transStatus: 'Y' } }]);
  await first.kill9();
  const second = await first.again();
  await until(() => silent.received.length === 2, 'it arrives again');
  t.equal(silent.received[1], silent.received[0], 'the same text');
  const told = await transactionOf(second.urls.control, acsTransID);
  t.match(
    told.rreq,
    { attempts: [{ outcome: 'interrupted', why: /ended/ }, { outcome: 'sending' }] },
    'each try is on the record',
  );
  t.equal(rreqsOf(told).length, 1, 'and the RReq once');
});

t.test('a deadline that passed while the process was down is honoured once', async (t) => {
  const ds = await stubDs(t);
  const first = await startCli(t);
  const ares = await sendAReq(first.urls.acs, ds.url);
  const { acsTransID = '' } = ares;
  await first.kill9();
  passDeadlines(join(first.data, 'acs.sqlite'));
  const second = await first.again();
  await until(() => ds.received.length > 0, 'the RReq of the time-out');
  await pause(1200);
  t.equal(ds.received.length, 1, 'once');
  t.match(JSON.parse(ds.received[0] ?? ''), { transStatus: 'N', transStatusReason: '14', challengeCancel: '05', acsTransID });
  await until(async () => (await transactionOf(second.urls.control, acsTransID)).state === 'final', 'it is over');
  const browser = browserOf(second.urls.acs, ares);
  await browser.sendCReq();
  t.notMatch(browser.name(), /epin|otp/, 'a CReq that comes after it opens nothing');
});

for (const mood of ['hangs', 'isBroken'] as const) {
  t.test(`the notice of a new ePin is sent after kill -9 where the webhook ${mood} before it`, async (t) => {
    const hook = await startWebhook(t);
    const first = await startCli(t, { args: ['--sms-webhook', hook.url] });
    const { phone } = PEOPLE.newcomer;
    const visitor = await signsIn(first.urls, PEOPLE.newcomer);
    hook.mood = mood;
    const before = hook.received.length;
    t.equal((await visitor.choosesEPin('5937')).notice, 'ePinCreated', 'the ePin is chosen');
    await until(() => hook.received.length > before, 'a first try');
    if (mood === 'isBroken') await until(() => first.stderr().includes('notice not sent'), 'that failed');
    await first.kill9();

    hook.mood = 'takes';
    const tried = hook.received.length;
    const second = await first.again();
    await until(() => hook.received.length > tried, 'it arrives');
    t.same(hook.received.at(-1), hook.received.at(-2), 'the same notice');
    const notices = async () => (await messagesTo(second.urls.control, phone)).filter(({ code }) => code === undefined);
    await until(async () => JSON.stringify(await notices()).includes('"state":"sent"'), 'the inbox says so');
    t.equal((await notices()).length, 1, 'and has it once');
    await pause(700);
    t.equal(hook.received.length, tried + 1, 'it was taken once');
    t.equal((await second.stop()).code, 0);
  });
}

/** As if the process had been down for longer: what was awaited until some time was awaited until an hour before. */
function passDeadlines(file: string): void {
  const database = new Sqlite(file);
  const past = Date.now() - 3_600_000;
  database.prepare("UPDATE transactions SET dueAt = ?, document = json_set(document, '$.state.dueAt', ?)").run(past, past);
  database.close();
}
