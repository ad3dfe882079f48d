import pino from 'pino';
import t, { type Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { startSimulator } from '../../src/simulator.ts';
import { CARDS } from '../support/cards.ts';
import { makeFolder } from '../support/cli.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { type StubDs, startDs } from '../support/moodyDs.ts';
import { makeScenario } from '../support/scenario.ts';
import { MINUTE, SECOND, testClock } from '../support/testClock.ts';
import { until } from '../support/until.ts';

const HOUR = 60 * MINUTE;

/** What happens to the time of a simulator. */
interface Time {
  /** Absent where the machine's clock counts. */
  clock?: ReturnType<typeof testClock>;
  passes(ms: number): void;
  /** Somebody sets the clock. */
  isSet(byMs: number): void;
}

/** The time of the machine, for this process, until the end of the test. */
function machineTime(t: Test): Time {
  const [now, ticks] = [Date.now, performance.now];
  let [set, passed] = [0, 0];
  Date.now = () => now() + set + passed;
  performance.now = () => ticks.call(performance) + passed;
  t.teardown(() => {
    Date.now = now;
    performance.now = ticks;
  });
  return {
    passes(ms) {
      passed += ms;
    },
    isSet(byMs) {
      set += byMs;
    },
  };
}

interface Given {
  data: string;
  ds: StubDs;
  /** Without it the machine's clock counts. */
  clock?: ReturnType<typeof testClock>;
}

async function start(t: Test, { data, ds, clock }: Given) {
  const lines: Json[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const free = ['--port', '0', '--control-port', '0', '--sandbox-port', '0'];
  const config = readConfig([...free, '--data', data, '--durability', 'normal'], {});
  const s = makeScenario(t, await startSimulator({ config, log, ...(clock ? { clock } : {}) }), clock ?? testClock(), ds);
  const now = async () =>
    Date.parse(((await (await fetch(`${s.simulator.urls.control}/api/clock`)).json()) as { now: string }).now);
  return { s, lines, now };
}

const CLOCKS: Record<string, (t: Test) => Time> = {
  'the machine’s clock': machineTime,
  'a clock that a test suite brings': () => {
    const clock = testClock();
    return { clock, passes: clock.forward, isSet: clock.forward };
  },
};

for (const [name, make] of Object.entries(CLOCKS)) {
  t.test(`${name} is set back: a code is no younger for it`, async (t) => {
    const { passes, isSet, ...given } = make(t);
    const { s } = await start(t, { data: makeFolder(t), ds: await startDs(t), ...given });
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const page = await s.postsCReq(ares);
    const code = await s.code(ares);
    passes(5 * MINUTE);
    await s.simulator.sweep();
    isSet(-2 * HOUR);
    await s.simulator.sweep();
    passes(6 * MINUTE);
    await s.posts(page, { code });
    t.match((await s.ends(ares)).result, { transStatus: 'N' }, 'eleven minutes are too long');
    t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' }, 'and the next payment goes its way');
  });

  t.test(`${name} is set back: an RReq that waits is tried again when it would have been`, async (t) => {
    const { passes, isSet, ...given } = make(t);
    const ds = await startDs(t);
    const { s } = await start(t, { data: makeFolder(t), ds, ...given });
    await ds.stop();
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const page = await s.postsCReq(ares);
    await s.posts(page, { code: await s.code(ares) });
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await s.simulator.sweep();
    t.match((await s.transaction(ares)).state, 'ending');
    await ds.start();
    isSet(-2 * HOUR);
    await s.simulator.sweep();
    passes(11 * SECOND);
    await s.simulator.sweep();
    t.match((await s.ends(ares)).result, { transStatus: 'Y' });
    t.equal(ds.rreqs().length, 1);
  });

  t.test(
    `${name} is behind at a start: time goes on from the highest that the store has seen, and the log says so`,
    async (t) => {
      const { passes, isSet, ...given } = make(t);
      const [data, ds] = [makeFolder(t), await startDs(t)];
      const first = await start(t, { data, ds, ...given });
      const ares = await first.s.sendsAReq({ acctNumber: CARDS.sms });
      const page = await first.s.postsCReq(ares);
      const code = await first.s.code(ares);
      passes(9 * MINUTE);
      const seen = await first.now();
      await first.s.close();
      isSet(-2 * HOUR);
      const { s, lines, now } = await start(t, { data, ds, ...given });
      t.ok((await now()) >= seen, 'not one millisecond is lost');
      const said = lines.map(({ msg }) => String(msg)).filter((msg) => /this store has come to/.test(msg));
      t.equal(said.length, 1);
      t.equal(said[0]?.match(/\d{4}-\d\d-\d\dT\S+Z/g)?.length, 2, `both times: ${said[0]}`);
      const { acsTransID } = ares;
      t.match((await s.codes({ acsTransID })).length, 1);
      // Two minutes more, and the code of before is eleven minutes old.
      passes(2 * MINUTE);
      await s.posts(page, { code });
      t.match((await s.ends(ares)).result, { transStatus: 'N' });
    },
  );

  t.test(`${name} stays right: nothing is said of it`, async (t) => {
    const { passes, isSet, ...given } = make(t);
    const [data, ds] = [makeFolder(t), await startDs(t)];
    await (await start(t, { data, ds, ...given })).s.close();
    passes(SECOND);
    const { s, lines } = await start(t, { data, ds, ...given });
    t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' });
    t.same(
      lines.filter(({ msg }) => /time goes on/.test(String(msg))),
      [],
    );
  });
}

t.test('kill -9 takes at most a second of it back', async (t) => {
  const clock = testClock();
  const [data, ds] = [makeFolder(t), await startDs(t)];
  const first = await start(t, { data, ds, clock });
  clock.forward(30 * MINUTE);
  await first.s.sendsAReq({ acctNumber: CARDS.frictionless });
  // Nobody closes it: the second one finds what was committed.
  const late = testClock();
  const second = await start(t, { data, ds, clock: late });
  t.ok((await second.now()) >= clock.now() - SECOND);
});

t.test('of two simulators on one store neither lives in a time that has passed for the other', async (t) => {
  const [mine, theirs] = [testClock(), testClock()];
  const [data, ds] = [makeFolder(t), await startDs(t)];
  const one = await start(t, { data, ds, clock: mine });
  const other = await start(t, { data, ds, clock: theirs });
  const ares = await one.s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await one.s.postsCReq(ares);
  const code = await one.s.code(ares);
  mine.forward(11 * MINUTE);
  await one.s.sendsAReq({ acctNumber: CARDS.frictionless });
  await other.s.simulator.sweep();
  await until(other.now, (now) => now >= mine.now() - SECOND, 'the other one to hear of it');
  await other.s.posts(page, { code });
  t.match((await other.s.ends(ares)).result, { transStatus: 'N' }, 'the code is as old in both');
});
