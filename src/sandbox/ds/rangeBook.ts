import { createHash } from 'node:crypto';
import { type CardRange, highestOf, inOrder, lowestOf, MOST_DIGITS, overlapIn } from '../../messages/cardRanges.ts';
import type { ServedRange } from '../options.ts';

/** A card range that takes part at the DS. */
export interface DsRange extends ServedRange {
  /** False where no ACS answers for it. */
  acs?: false;
}

/** The card ranges as they were at one time. */
export interface RangeState {
  /** Names the ranges by what they are: the same ranges have the same name, also after a restart. */
  id: string;
  /** In the order of their numbers. */
  ranges: readonly DsRange[];
}

/** The card ranges of the DS, and what they were before. */
export interface RangeBook {
  current(): RangeState;
  /** One of the last states; undefined for one that never was, or is too long ago. */
  past(id: string): RangeState | undefined;
  /** The range that holds a card number. */
  find(acctNumber: string): DsRange | undefined;
  /** @returns the two ranges that overlap, where nothing was changed for it (EMV 3DS 2.3.1.1, Req 458) */
  replace(ranges: readonly DsRange[]): readonly [DsRange, DsRange] | undefined;
}

/** How many ranges of earlier states are kept, all together: their changes are told from them. */
const PAST_RANGES = 500_000;
const PAST_STATES = 50;

/** What tells a range from another one; all else can be modified. */
export function rangeKeyOf({ start, end }: CardRange): string {
  return `${start}-${end}`;
}

/** What a PRes says of a range besides its ends. */
export function rangeFactsOf({ versions, threeDSMethod, acs }: DsRange): string {
  return JSON.stringify([versions ?? [], threeDSMethod, acs]);
}

/** @throws Error where two ranges overlap */
export function makeRangeBook(initial: readonly DsRange[]): RangeBook {
  let states: RangeState[] = [];

  function replace(ranges: readonly DsRange[]) {
    const sorted = inOrder(ranges);
    const overlap = overlapIn(sorted);
    if (overlap) return overlap;
    const state = { id: idOf(sorted), ranges: sorted };
    states = keep([state, ...states.filter(({ id }) => id !== state.id)]);
    return undefined;
  }

  const overlap = replace(initial);
  if (overlap) throw new Error(`the card ranges ${overlap.map(rangeKeyOf).join(' and ')} overlap`);
  const current = () => states[0] as RangeState;
  return {
    current,
    past: (id) => states.find((state) => state.id === id),
    find: (acctNumber) => findRange(current().ranges, acctNumber),
    replace,
  };
}

/** The newest states, and as many before as there is room for. */
function keep(states: readonly RangeState[]): RangeState[] {
  let room = PAST_RANGES;
  return states.slice(0, PAST_STATES).filter(({ ranges }, index) => {
    room -= ranges.length;
    return index === 0 || room >= 0;
  });
}

/** Ranges do not overlap: the last one that begins before a number holds it, or none does. */
function findRange(ranges: readonly DsRange[], acctNumber: string): DsRange | undefined {
  const number = acctNumber.padEnd(MOST_DIGITS, '0');
  let [from, to] = [0, ranges.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const range = ranges[middle] as DsRange;
    if (lowestOf(range) <= number) from = middle + 1;
    else to = middle;
  }
  const range = ranges[from - 1];
  return range && number <= highestOf(range) ? range : undefined;
}

function idOf(ranges: readonly DsRange[]): string {
  const hash = createHash('sha256');
  for (const range of ranges) hash.update(`${rangeKeyOf(range)} ${rangeFactsOf(range)}\n`);
  return hash.digest('hex').slice(0, 14);
}
