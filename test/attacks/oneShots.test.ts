import t from 'tap';
import { createSimulator } from '../../src/index.ts';
import { areqOf, sends } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import { startDs } from '../support/moodyDs.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

const N11 = { transStatus: 'N', transStatusReason: '11' };

async function next(s: Scenario, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${s.simulator.urls.control}/api/next`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

/** How many of some AReqs at once got the outcome. */
async function hits(senders: readonly Scenario[], count: number): Promise<number> {
  const sent = Array.from({ length: count }, (_, index) =>
    senders[index % senders.length]?.sendsAReq({ acctNumber: CARDS.frictionless }),
  );
  const all = await Promise.all(sent);
  t.ok(
    all.every((ares) => ares?.messageType === 'ARes'),
    'every AReq is answered',
  );
  return all.filter((ares) => ares?.transStatus === 'N').length;
}

t.test('of 50 AReqs at once, exactly as many get a one-shot as it has times', async (t) => {
  const s = await startScenario(t, { data: t.testdir() });
  for (const times of [1, 7, 50]) {
    await next(s, { ...N11, times });
    t.equal(await hits([s], 50), times, `${times} times`);
    t.equal(await hits([s], 5), 0, 'and no other one');
  }
  for (let made = 0; made < 20; made += 1) await next(s, N11);
  t.equal(await hits([s], 50), 20, 'so it is with 20 one-shots');
});

t.test('an AReq that had come before takes no one-shot, nor does one with its ids', async (t) => {
  const s = await startScenario(t, { data: t.testdir() });
  const areq = areqOf(s, '2.2.0', 'browser-payment', { acctNumber: CARDS.frictionless });
  const first = await sends(s, areq);
  t.match(first, { transStatus: 'Y' });
  await next(s, N11);
  t.same(await sends(s, areq), first, 'it gets the ARes that it had');
  t.match(await sends(s, { ...areq, purchaseAmount: '1' }), { messageType: 'Erro', errorCode: '301' });
  const again = await Promise.all([...Array.from({ length: 20 }, () => sends(s, areq))]);
  t.ok(again.every(({ acsTransID }) => acsTransID === first.acsTransID));
  t.equal(await hits([s], 10), 1, 'the next new one has it');

  await next(s, N11);
  const twice = areqOf(s, '2.2.0', 'browser-payment', { acctNumber: CARDS.frictionless });
  const atOnce = await Promise.all(Array.from({ length: 5 }, () => sends(s, twice)));
  t.equal(new Set(atOnce.map(({ acsTransID }) => acsTransID)).size, 1, 'of five times the same one there is one answer');
  await next(s, { ...N11, times: 3 });
  await Promise.all(Array.from({ length: 5 }, () => sends(s, twice)));
  const left = await hits([s], 10);
  t.equal(left, atOnce[0]?.transStatus === 'N' ? 3 : 4, 'what was not applied is left');
});

t.test('two simulators on one data folder share a one-shot', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const options = { data, clock, durability: 'NORMAL' } as const;
  const simulators = await Promise.all([createSimulator(options), createSimulator(options)]);
  const [a, b] = simulators.map((simulator) => makeScenario(t, simulator, clock, ds)) as [Scenario, Scenario];
  for (const times of [1, 5, 20]) {
    await next(a, { ...N11, times });
    await b.simulator.sweep();
    t.equal(await hits([a, b], 50), times, `${times} times`);
    t.equal(await hits([b, a], 10), 0, 'and no other one');
  }
  await next(a, N11);
  await b.simulator.sweep();
  t.equal(await hits([a], 1), 1, 'what one used up');
  t.equal(await hits([b], 1), 0, 'the other one does not use again');
  const rules = await fetch(`${b.simulator.urls.control}/api/rules`);
  t.same(await rules.json(), []);
});

t.test('rules outlive a restart, with what is left of them', async (t) => {
  const options = { data: t.testdir() };
  const before = await startScenario(t, options);
  await next(before, { ...N11, times: 3 });
  await fetch(`${before.simulator.urls.control}/api/rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ match: { acctNumber: CARDS.sms }, outcome: { transStatus: 'A' } }),
  });
  t.equal(await hits([before], 1), 1);
  await before.close();
  const after = await startScenario(t, options);
  t.equal(await hits([after], 10), 2, 'two of three are left');
  t.match(await after.sendsAReq({ acctNumber: CARDS.sms }), { transStatus: 'A' }, 'the rule of the card stands');
});

t.test('a rule that is removed while AReqs come is not applied after its removal', async (t) => {
  const s = await startScenario(t, { data: t.testdir() });
  await next(s, { ...N11, times: 1000 });
  const storm = hits([s], 50);
  await fetch(`${s.simulator.urls.control}/api/rules`, { method: 'DELETE' });
  await storm;
  t.equal(await hits([s], 10), 0);
});
