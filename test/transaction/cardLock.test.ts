import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { afterEPin, type CardLock, isLocked, isShut, NO_WRONG_EPINS } from '../../src/transaction/cardLock.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { step } from '../support/usualPolicy.ts';
import { challenged, deepFreeze, freshCode, here, live, START } from './lives.ts';

const RULE = { maxWrongEPins: 5, lockMs: 1_800_000 };
const over = START - 1;
const later = START + 1;

t.test('the count after an ePin', async (t) => {
  const rows: [sentence: string, before: CardLock, right: boolean, after: CardLock][] = [
    ['the first wrong one', NO_WRONG_EPINS, false, { wrongEPins: 1 }],
    ['the one before the last', { wrongEPins: 3 }, false, { wrongEPins: 4 }],
    ['the last one locks', { wrongEPins: 4 }, false, { wrongEPins: 5, lockedUntil: START + RULE.lockMs }],
    ['a right one begins anew', { wrongEPins: 4 }, true, { wrongEPins: 0 }],
    ['a wrong one after a lock is the first', { wrongEPins: 5, lockedUntil: over }, false, { wrongEPins: 1 }],
    ['a right one after a lock begins anew', { wrongEPins: 5, lockedUntil: over }, true, { wrongEPins: 0 }],
    ['a right one in a lock lifts nothing', { wrongEPins: 5, lockedUntil: later }, true, { wrongEPins: 5, lockedUntil: later }],
    [
      'a wrong one in a lock is the last',
      { wrongEPins: 5, lockedUntil: later },
      false,
      { wrongEPins: 5, lockedUntil: later, shut: true },
    ],
    ['a wrong one after that is the first', { wrongEPins: 5, lockedUntil: over, shut: true }, false, { wrongEPins: 1 }],
  ];
  for (const [sentence, before, right, after] of rows) t.same(afterEPin(before, right, START, RULE), after, sentence);
  t.match(afterEPin(NO_WRONG_EPINS, false, START, { maxWrongEPins: 1, lockMs: 1 }), { lockedUntil: START + 1 }, 'a limit of one');
});

t.test('a lock lasts to the millisecond', async (t) => {
  const lock = { wrongEPins: 5, lockedUntil: START };
  t.same([isLocked(lock, START - 1), isLocked(lock, START), isLocked(NO_WRONG_EPINS, START)], [true, false, false]);
  const shut = { ...lock, shut: true } as const;
  t.same([isShut(shut, START - 1), isShut(shut, START), isShut(lock, START - 1)], [true, false, false]);
});

/** One ePin: into which of the transactions, right or wrong, after which time; `anew` opens another one in its place. */
interface Entry {
  into: number;
  right: boolean;
  wait: number;
  anew: boolean;
}

const entries = fc.array(
  fc.record({
    into: fc.nat(2),
    right: fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: 4, arbitrary: fc.constant(false) }),
    wait: fc.oneof({ weight: 6, arbitrary: fc.nat(1000) }, { weight: 1, arbitrary: fc.nat(40 * 60_000) }),
    anew: fc.boolean(),
  }),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** Opened just before the entry, so that no deadline of its own ends it. */
const opened = (at: number): Transaction => {
  const { state, ...rest } = live(challenged('ePinThenSms'), 'CReq').transaction;
  return { ...rest, state: { ...state, dueAt: at + POLICY.idleMs } } as Transaction;
};

t.test(
  'whatever is typed into however many transactions: five wrong in a row lock, one more is judged, and then nothing gets through',
  async (t) => {
    const seen = { locks: 0, acceptedInLock: 0, shut: 0, refusedRight: 0, accepted: 0, unlocked: 0 };
    const property = fc.property(entries, (all: Entry[]) => {
      let now = START;
      let card: CardLock = NO_WRONG_EPINS;
      const transactions = [0, 1, 2].map(() => opened(now));
      // The witness reads nothing from the machine: it knows what was typed, and whether the card has to be locked.
      let inARow = 0;
      let lockEnds = 0;
      let isOver = false;
      for (const { into, right, wait, anew } of all) {
        now += wait;
        const before = transactions[into] as Transaction;
        const current = anew || before.state.name !== 'challenging' || before.state.dueAt <= now ? opened(now) : before;
        const isEPinStep = here(current).step === 0;
        const event = deepFreeze({
          type: 'ePin',
          at: now,
          place: here(current),
          right,
          fresh: freshCode(),
          cardLock: card,
        } as const);
        const done = step(deepFreeze(current), event);
        const proven = done.effects.some(({ kind }) => kind === 'sms');
        if (!isEPinStep) assert.equal(done.cardLock, undefined, 'nothing is counted where no ePin is asked for');
        else if (now < lockEnds && isOver) {
          assert.equal(proven, false, 'no ePin is judged, not even the right one');
          assert.equal(done.cardLock, undefined, 'and none is counted');
          assert.equal(done.transaction.state.name, 'challenging', 'but no payment ends by what others did');
          if (right) seen.refusedRight += 1;
        } else if (now < lockEnds) {
          assert.equal(proven, right, 'a payment that has begun goes on with the right ePin');
          assert.equal(done.transaction.state.name, right ? 'challenging' : 'ending', 'and ends by its own wrong one');
          if (right) seen.acceptedInLock += 1;
          else [isOver, seen.shut] = [true, seen.shut + 1];
        } else {
          if (lockEnds > 0) [inARow, lockEnds, isOver, seen.unlocked] = [0, 0, false, seen.unlocked + 1];
          assert.equal(proven, right, 'a card that is not locked takes the right ePin, and no other');
          inARow = right ? 0 : inARow + 1;
          if (right) seen.accepted += 1;
          if (inARow === RULE.maxWrongEPins) {
            [lockEnds, seen.locks] = [now + RULE.lockMs, seen.locks + 1];
            assert.equal(done.transaction.state.name, 'ending', 'the ePin that locks it ends its transaction');
          }
        }
        card = done.cardLock ?? card;
        assert.equal(isLocked(card, now), now < lockEnds, 'the machine and the witness agree about the lock');
        transactions[into] = done.transaction;
      }
    });
    fc.assert(property, { numRuns: 500 });
    t.pass('500 cards');
    for (const [what, count] of Object.entries(seen)) t.ok(count > 20, `${what}: ${count}, so the test sees them`);
  },
);
