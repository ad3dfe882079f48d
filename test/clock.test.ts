import fc from 'fast-check';
import t from 'tap';
import { makeForwardClock, makeMovableClock } from '../src/clock.ts';

/** A machine of which the time is set, and how long it has run is not. */
function machine(start = 1_800_000_000_000) {
  let [wall, ticks] = [start, 0];
  return {
    clock: { now: () => wall },
    ticks: () => ticks,
    passes(ms: number) {
      wall += ms;
      ticks += ms;
    },
    isSet(byMs: number) {
      wall += byMs;
    },
  };
}

const SECOND = 1000;
const HOUR = 3_600_000;
/** What happens to a machine: time passes, or somebody sets its clock. */
const happenings = fc.array(
  fc.oneof(
    fc.record({ passes: fc.integer({ min: 0, max: 10 * SECOND }) }),
    fc.record({ isSet: fc.integer({ min: -5 * HOUR, max: 5 * HOUR }) }),
    fc.record({ isSet: fc.integer({ min: -2 * SECOND, max: 2 * SECOND }) }),
  ),
  { maxLength: 60 },
);

t.test('whatever happens to the machine’s clock, time never goes back, and what lasts is over in time', async (t) => {
  fc.assert(
    fc.property(happenings, (all) => {
      const { clock, ticks, passes, isSet } = machine();
      const time = makeForwardClock(clock, ticks);
      let [before, wallBefore] = [time.now(), clock.now()];
      for (const each of all) {
        if ('passes' in each) passes(each.passes);
        else isSet(each.isSet);
        const now = time.now();
        const passed = 'passes' in each ? each.passes : 0;
        if (now < before) throw new Error('it went back');
        if (now < clock.now()) throw new Error('it is behind the machine');
        // It stands still for a second at most, until the machine has caught up.
        const isAhead = before - wallBefore;
        if (now - before < passed - Math.max(isAhead, 0) && isAhead <= SECOND) throw new Error('it stood still too long');
        if (isAhead > SECOND && now - before < passed) throw new Error('it went on more slowly than the machine ran');
        if (!('isSet' in each) && now - before > passed + 1) throw new Error('it ran ahead by itself');
        [before, wallBefore] = [now, clock.now()];
      }
    }),
    { numRuns: 2000 },
  );
  t.pass('2000 ways through time');
});

t.test('as long as nobody sets it back, time is the machine’s', async (t) => {
  const { clock, ticks, passes, isSet } = machine();
  const time = makeForwardClock(clock, ticks);
  for (const jump of [0, 5, HOUR, 0]) {
    passes(37);
    isSet(jump);
    t.equal(time.now(), clock.now());
  }
});

t.test('a clock that is put right again is followed again', async (t) => {
  const { clock, ticks, passes, isSet } = machine();
  const time = makeForwardClock(clock, ticks);
  isSet(-2 * HOUR);
  passes(10 * SECOND);
  t.equal(time.leadMs, 2 * HOUR, 'it goes on from where it was');
  isSet(2 * HOUR);
  t.equal(time.leadMs, 0);
});

t.test('of a clock that a test suite brings, what goes forward counts, also after it went back', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -HOUR, max: HOUR })), (moves) => {
      let wall = 1_800_000_000_000;
      const time = makeForwardClock({ now: () => wall });
      let before = time.now();
      for (const move of moves) {
        wall += move;
        const now = time.now();
        if (now - before !== Math.max(move, 0)) throw new Error(`${move} made ${now - before}`);
        before = now;
      }
    }),
  );
  t.pass();
});

t.test('what a tester moves on is on top, also of a clock that was set back', async (t) => {
  let wall = 1_800_000_000_000;
  const time = makeMovableClock(0, { now: () => wall });
  const start = time.now();
  wall -= HOUR;
  time.advance(SECOND);
  t.equal(time.now(), start + SECOND);
  t.equal(time.offsetMs, SECOND, 'which is what it says of itself');
  time.atLeast(start + HOUR);
  t.equal(time.now(), start + HOUR);
  time.atLeast(start);
  t.equal(time.now(), start + HOUR, 'never less');
});
