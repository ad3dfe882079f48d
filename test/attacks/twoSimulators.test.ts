import t from 'tap';
import { createSimulator } from '../../src/index.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import { startDs } from '../support/moodyDs.ts';
import type { Page } from '../support/page.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

/** Two simulators on one data folder, one clock and one DS. */
async function startTwo(t: Parameters<typeof startDs>[0] & { testdir(): string }): Promise<[Scenario, Scenario]> {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const options = { data, clock, durability: 'NORMAL' } as const;
  const [first, second] = await Promise.all([createSimulator(options), createSimulator(options)]);
  return [makeScenario(t, first, clock, ds), makeScenario(t, second, clock, ds)];
}

t.test('what one simulator began the other one ends, with one RReq', async (t) => {
  const [a, b] = await startTwo(t);
  const ares = await a.sendsAReq();
  const page = await b.postsCReq(ares);
  const codePage = await a.posts(page, { ePin: EPIN });
  const waiting = await b.posts(codePage, { code: await b.code(ares) });
  const final = await a.finalPage(ares, waiting);
  t.match(final.final?.message, { transStatus: 'Y' });
  await Promise.all([a.simulator.sweep(), b.simulator.sweep()]);
  t.equal(a.ds.rreqs().length, 1);
  t.equal((await a.codes(ares)).length, 1, 'and one code');
});

t.test('guessers who use both have three tries together', async (t) => {
  const [a, b] = await startTwo(t);
  const ares = await a.sendsAReq({ acctNumber: CARDS.sms });
  const page = await a.postsCReq(ares);
  const code = await a.code(ares);
  const guess = async (first: Scenario, second: Scenario, index: number) => {
    let current: Page = page;
    const wrong = String((Number(code) + 1 + index) % 100_000_000).padStart(8, '0');
    for (let post = 0; post < 6 && current.token !== ''; post += 1)
      current = await (post % 2 === 0 ? first : second).posts(current, { code: wrong });
  };
  await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? guess(a, b, index) : guess(b, a, index))));
  const late = await Promise.all([a.posts(page, { code }), b.posts(page, { code })]);
  t.notOk(
    late.some(({ name }) => name === 'success'),
    'the right code comes too late in both',
  );
  const { result } = await b.ends(ares);
  t.match(result, { transStatus: 'N', transStatusReason: '19', interactionCounter: 3 });
  await Promise.all([a.simulator.sweep(), b.simulator.sweep()]);
  t.match(a.ds.rreqs(), [{ transStatus: 'N', transStatusReason: '19', interactionCounter: '03' }]);
  t.equal(a.ds.rreqs().length, 1);
});

t.test('a right and a wrong code at the same time in both lead to one outcome', async (t) => {
  const [a, b] = await startTwo(t);
  for (let round = 0; round < 6; round += 1) {
    const ares = await a.sendsAReq({ acctNumber: CARDS.sms });
    const page = await b.postsCReq(ares);
    const code = await a.code(ares);
    const posts = [
      () => b.posts(page, { code }),
      () => a.posts(page, { code: otherCode(code) }),
      () => a.posts(page, { action: 'cancel' }),
    ];
    // Each of them is the first one twice.
    const inTurn = [...posts.slice(round % 3), ...posts.slice(0, round % 3)];
    const pages = await Promise.all(inTurn.map((post) => post()));
    // Where the wrong code was judged, the challenge goes on: the cardholder has enough of it.
    const asked = pages.find(({ token }) => token !== '');
    const cancels = asked && (await b.posts(asked, { action: 'cancel' }));
    t.not(cancels?.name, 'otp', 'it is over now');
    const { result } = await a.ends(ares);
    t.match(result?.transStatus, /^[YN]$/, `round ${round} ended in ${result?.transStatus}`);
    const rreqs = a.ds.rreqs().filter(({ acsTransID }) => acsTransID === ares.acsTransID);
    t.equal(rreqs.length, 1, 'one RReq');
    t.equal(rreqs[0]?.transStatus, result?.transStatus, 'that says what the transaction says');
    t.same((await b.transaction(ares)).result, result, 'both say the same');
  }
});

t.test('both see a deadline pass, one RReq leaves', async (t) => {
  const [a, b] = await startTwo(t);
  const ares = await Promise.all(Array.from({ length: 10 }, () => a.sendsAReq({ acctNumber: CARDS.sms })));
  a.clock.forward(30_000);
  await Promise.all([a.simulator.sweep(), b.simulator.sweep(), a.simulator.sweep()]);
  for (const each of ares) await b.ends(each);
  const ids = a.ds.rreqs().map(({ acsTransID }) => acsTransID);
  t.same([ids.length, new Set(ids).size], [10, 10], 'one RReq for each of ten transactions');
});

t.test('the positive control of one simulator: it is not the second one that saves it', async (t) => {
  const s = await startScenario(t, { data: t.testdir() });
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const final = await s.finalPage(ares, await s.posts(page, { code: await s.code(ares) }));
  t.match(final.final?.message, { transStatus: 'Y' });
});
