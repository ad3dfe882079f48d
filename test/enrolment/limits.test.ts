import fc from 'fast-check';
import t from 'tap';
import { blockedUntil, LIMITS, type LimitName, LONGEST_MS, type Scope, scopesOf } from '../../src/enrolment/limits.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-02-07T21:28:18Z');
const ago = (...minutes: number[]) => minutes.map((each) => NOW - each * MINUTE);

t.test('a use is allowed until the limit of a scope is reached, and again when the oldest use is out of its time', async (t) => {
  const rows = [
    ['none before', {}, undefined],
    ['four of five tries', { flow: ago(1, 2, 3, 4) }, undefined],
    ['five of five tries', { flow: ago(1, 2, 3, 4, 5) }, 10],
    ['more than five, as after a change of the limit', { flow: ago(1, 2, 3, 4, 5, 6) }, 10],
    ['the oldest is as old as the limit looks back', { flow: ago(1, 2, 3, 4, 15) }, undefined],
    ['in any order', { flow: ago(4, 1, 14, 2, 3) }, 1],
    ['another scope', { flow: ago(1), cardholder: Array<number>(15).fill(NOW - 20 * MINUTE) }, 40],
    ['two scopes: the later end', { flow: ago(1, 1, 1, 1, 1), cardholder: Array<number>(15).fill(NOW - 50 * MINUTE) }, 14],
  ] as const;
  for (const [said, uses, minutes] of rows) {
    const expected = minutes === undefined ? undefined : NOW + minutes * MINUTE;
    t.equal(blockedUntil('proveIdentity', uses, NOW), expected, said);
  }
});

t.test('each limit holds until the last millisecond of its time, and not one use longer or earlier', async (t) => {
  const rows: [name: LimitName, scope: Scope, most: number, minutes: number][] = [
    ['identify', 'source', 100, 15],
    ['sendCodes', 'flow', 4, 15],
    ['sendCodes', 'cardholder', 20, 60],
    ['sendCodes', 'source', 100, 60],
    ['proveIdentity', 'flow', 5, 15],
    ['proveIdentity', 'cardholder', 15, 60],
    ['proveIdentity', 'source', 100, 60],
    ['sendPhoneCode', 'flow', 4, 15],
    ['sendPhoneCode', 'cardholder', 10, 60],
    ['sendPhoneCode', 'source', 50, 60],
    ['provePhone', 'flow', 5, 15],
    ['provePhone', 'cardholder', 15, 60],
    ['provePhone', 'source', 100, 60],
    ['repeatEPin', 'flow', 5, 15],
    ['repeatEPin', 'cardholder', 15, 60],
  ];
  const all = (Object.keys(LIMITS) as LimitName[]).flatMap((name) => scopesOf(name).map(([scope]) => `${name} ${scope}`));
  t.same(
    rows.map(([name, scope]) => `${name} ${scope}`),
    all,
    'every limit has a row',
  );
  for (const [name, scope, most, minutes] of rows) {
    const window = minutes * MINUTE;
    const used = (count: number, age: number) => blockedUntil(name, { [scope]: Array<number>(count).fill(NOW - age) }, NOW);
    t.equal(used(most - 1, 0), undefined, `${name} ${scope}: ${most - 1} are allowed`);
    t.equal(used(most, 0), NOW + window, `${name} ${scope}: ${most} are enough`);
    t.equal(used(most, window - 1), NOW + 1, `${name} ${scope}: in the last millisecond`);
    t.equal(used(most, window), undefined, `${name} ${scope}: after ${minutes} minutes`);
  }
  t.equal(LONGEST_MS, 60 * MINUTE);
});

t.test('whatever came before: in no stretch of its time are there more uses than the limit', async (t) => {
  const names = fc.constantFrom(...(Object.keys(LIMITS) as LimitName[]));
  const pauses = fc.array(fc.integer({ min: 0, max: 10 * MINUTE }), { maxLength: 300 });
  fc.assert(
    fc.property(names, pauses, (name, waits) => {
      const made: number[] = [];
      let at = NOW;
      for (const wait of waits) {
        at += wait;
        const uses = Object.fromEntries(scopesOf(name).map(([scope]) => [scope, made]));
        const until = blockedUntil(name, uses, at);
        if (until === undefined) made.push(at);
        else if (until <= at || until > at + LONGEST_MS) return false;
      }
      return scopesOf(name).every(([, { most, withinMs }]) =>
        made.every((first) => made.filter((time) => time >= first && time < first + withinMs).length <= most),
      );
    }),
    { numRuns: 60 },
  );
  t.pass();
});
