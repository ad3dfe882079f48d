import type { MessageVersion } from '../messages/versions.ts';
import { METHOD_DIGITS, meaningOf, PREFIX, VERSION_DIGITS } from './cardNumbers.ts';

/** A range of account numbers that the ACS serves; numbers of other lengths are compared digit by digit from the left. */
export interface CardRange {
  start: string;
  end: string;
}

/** A range as it is published to 3DS Servers. */
export interface PublishedRange extends CardRange {
  /** The versions of its cards, highest first; all of them if absent. */
  versions?: readonly MessageVersion[];
  /** False where it has no 3DS Method. */
  threeDSMethod?: false;
}

const LENGTH = 19;
const lowest = (start: string) => BigInt(start.padEnd(LENGTH, '0'));
const highest = (end: string) => BigInt(end.padEnd(LENGTH, '9'));
const toText = (number: bigint) => number.toString().padStart(LENGTH, '0');

/** How many numbers a range holds. */
export function widthOf({ start, end }: CardRange): bigint {
  return BigInt(end.padEnd(LENGTH, '9')) - BigInt(start.padEnd(LENGTH, '0'));
}

/** Whether a card number lies in one of the ranges (otherwise Erro 305 `acctNumber`). */
export function isServed(acctNumber: string, ranges: readonly CardRange[]): boolean {
  const number = acctNumber.padEnd(LENGTH, '0');
  return ranges.some(({ start, end }) => number >= start.padEnd(LENGTH, '0') && number <= end.padEnd(LENGTH, '9'));
}

/** The served ranges, with those cut out of them whose card numbers say that they have other versions or no 3DS Method. */
export function publishedRanges(served: readonly CardRange[]): PublishedRange[] {
  return served.flatMap((range) => {
    const inside = SPECIAL.filter(({ start, end }) => lowest(start) >= lowest(range.start) && highest(end) <= highest(range.end));
    const pieces: PublishedRange[] = [];
    let { start } = range;
    for (const special of inside) {
      if (lowest(special.start) > lowest(start)) pieces.push({ start, end: toText(lowest(special.start) - 1n) });
      pieces.push(special);
      start = toText(highest(special.end) + 1n);
    }
    return highest(range.end) >= lowest(start) ? [...pieces, { start, end: range.end }] : pieces;
  });
}

/** In the order of their numbers. */
const SPECIAL: readonly PublishedRange[] = Object.keys(VERSION_DIGITS).flatMap((v) =>
  Object.keys(METHOD_DIGITS)
    .filter((m) => v !== '0' || m !== '0')
    .map((m): PublishedRange => {
      const start = `${PREFIX}${v}${m}00000000`;
      const meaning = meaningOf(start);
      if (typeof meaning !== 'object') throw new Error(`${PREFIX}${v}${m} has no meaning`);
      return {
        ...{ start, end: `${PREFIX}${v}${m}99999999` },
        ...(v === '0' ? {} : { versions: meaning.versions }),
        ...(meaning.threeDSMethod ? {} : { threeDSMethod: false }),
      };
    }),
);
