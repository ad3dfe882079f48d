import t from 'tap';
import { createSimulator } from '../../src/index.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import { startDs } from '../support/moodyDs.ts';
import type { Page } from '../support/page.ts';
import { makeScenario, startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND, testClock } from '../support/testClock.ts';

t.test('without a CReq within 30 seconds the outcome is N, 14, cancel 05: reported once', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq();
  s.clock.forward(30 * SECOND - 1);
  await s.simulator.sweep();
  t.match(await s.transaction(ares), { state: 'awaitingCReq' }, 'a millisecond before, nothing is over');
  s.clock.forward(1);
  await Promise.all(Array.from({ length: 20 }, () => s.simulator.sweep()));
  await s.ends(ares);
  for (let again = 0; again < 3; again += 1) {
    s.clock.forward(MINUTE);
    await s.simulator.sweep();
  }
  t.equal(s.ds.rreqs().length, 1);
  t.match(s.ds.rreqs(), [{ transStatus: 'N', transStatusReason: '14', challengeCancel: '05', interactionCounter: '00' }]);
});

t.test('ten minutes without a word end the challenge: N, 14, cancel 04; each page renews them', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq();
  let page: Page = await s.postsCReq(ares);
  for (const form of [{ ePin: '' }, { ePin: '0000' }, { action: 'close' }, { ePin: EPIN }, { action: 'resend' }]) {
    s.clock.forward(10 * MINUTE - 1);
    await s.simulator.sweep();
    page = await s.posts(page, form);
    t.match(page.triesLeft, form.ePin === '' ? 2 : 1, `${JSON.stringify(form)} is in time`);
  }
  s.clock.forward(10 * MINUTE - 1);
  await s.looks(page);
  await s.simulator.sweep();
  t.match(await s.transaction(ares), { state: 'challenging' });
  s.clock.forward(1);
  await s.simulator.sweep();
  await s.ends(ares);
  t.equal(s.ds.rreqs().length, 1);
  t.match(s.ds.rreqs(), [{ transStatus: 'N', transStatusReason: '14', challengeCancel: '04', interactionCounter: '03' }]);
  const late = await s.posts(page, { code: await s.code(ares, 2) });
  t.match(late.final?.message, { messageType: 'CRes', transStatus: 'N' }, 'the cardholder gets his final CRes');
});

t.test('a right code a moment after the deadline is too late, though no sweep has seen it', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const code = await s.code(ares);
  s.clock.forward(10 * MINUTE);
  await Promise.all([s.posts(page, { code }), s.simulator.sweep(), s.posts(page, { code }), s.posts(page, { action: 'cancel' })]);
  await s.ends(ares);
  t.match(s.ds.rreqs(), [{ transStatus: 'N', transStatusReason: '14', challengeCancel: '04', interactionCounter: '00' }]);
  t.equal(s.ds.rreqs().length, 1);
});

t.test('a code works for ten minutes, however long the challenge goes on', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const first = await s.postsCReq(ares);
  const code = await s.code(ares);
  s.clock.forward(9 * MINUTE);
  const kept = await s.posts(first, { code: '' });
  s.clock.forward(MINUTE);
  const expired = await s.posts(kept, { code });
  t.same([expired.name, expired.triesLeft], ['otp', 2], 'the right code has expired, which costs no try');
  t.equal((await s.posts(expired, { code: otherCode(code) })).triesLeft, 2, 'and a wrong one is not told from it');
  const resent = await s.posts(expired, { action: 'resend' });
  const newCode = await s.code(ares, 2);
  s.clock.forward(10 * MINUTE - 1);
  const final = await s.finalPage(ares, await s.posts(resent, { code: newCode }));
  t.match(final.final?.message, { transStatus: 'Y' }, 'a new one works to its last moment');
});

t.test('deadlines that passed while the process was down are honoured at the next start, once', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const start = async () => makeScenario(t, await createSimulator({ data, clock, durability: 'NORMAL' }), clock, ds);
  const before = await start();
  const [unopened, idle, inTime] = [await before.sendsAReq(), await before.sendsAReq(), await before.sendsAReq()];
  await before.postsCReq(idle);
  clock.forward(9 * MINUTE);
  const page = await before.postsCReq(await before.sendsAReq()).then(async () => {
    const ares = await before.sendsAReq();
    return { ares, page: await before.postsCReq(ares) };
  });
  await before.simulator.sweep();
  await before.close();
  t.match(
    ds
      .rreqs()
      .map(({ acsTransID }) => acsTransID)
      .sort(),
    [unopened.acsTransID, inTime.acsTransID].sort(),
  );

  clock.forward(MINUTE);
  const after = await start();
  await after.ends(idle);
  await after.simulator.sweep();
  const rreqs = ds.rreqs().filter(({ acsTransID }) => acsTransID === idle.acsTransID);
  t.equal(rreqs.length, 1);
  t.match(rreqs, [{ transStatus: 'N', transStatusReason: '14', challengeCancel: '04' }]);

  const codePage = await after.posts(page.page, { ePin: EPIN });
  const final = await after.finalPage(page.ares, await after.posts(codePage, { code: await after.code(page.ares) }));
  t.match(final.final?.message, { transStatus: 'Y' }, 'a page of before the restart goes on after it');
});

t.test('tries and codes outlive a restart', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const start = async () => makeScenario(t, await createSimulator({ data, clock, durability: 'NORMAL' }), clock, ds);
  const before = await start();
  const ares = await before.sendsAReq({ acctNumber: CARDS.sms });
  const first = await before.postsCReq(ares);
  const code = await before.code(ares);
  const second = await before.posts(await before.posts(first, { code: otherCode(code) }), { code: otherCode(code) });
  t.equal(second.triesLeft, 1);
  await before.close();
  const after = await start();
  t.equal((await after.postsCReq(ares)).triesLeft, 1, 'one try is left');
  t.same(await after.codes(ares), [code], 'no code is sent again');
  const last = await after.posts(second, { code: otherCode(code) });
  t.match((await after.finalPage(ares, last)).final?.message, { transStatus: 'N' });
  t.match((await after.ends(ares)).result, { transStatusReason: '19', interactionCounter: 3 });
});
