import { type CardRange, isInRange, MOST_DIGITS } from '../messages/cardRanges.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { METHOD_DIGITS, meaningOfNumber, PREFIX, VERSION_DIGITS } from './speakingNumbers.ts';

/** A range as it is published to 3DS Servers. */
export interface PublishedRange extends CardRange {
  /** The versions of its cards, highest first; all of them if absent. */
  versions?: readonly MessageVersion[];
  /** False where it has no 3DS Method. */
  threeDSMethod?: false;
}

const USUAL_LENGTH = 16;
const lowest = (start: string) => BigInt(start.padEnd(MOST_DIGITS, '0'));
const highest = (end: string) => BigInt(end.padEnd(MOST_DIGITS, '9'));
const toText = (number: bigint) => number.toString().padStart(MOST_DIGITS, '0');

/** How many numbers a range holds. */
export function widthOf({ start, end }: CardRange): bigint {
  return highest(end) - lowest(start);
}

/** Whether a card number lies in one of the ranges (otherwise Erro 305 `acctNumber`). */
export function isServed(acctNumber: string, ranges: readonly CardRange[]): boolean {
  return ranges.some((range) => isInRange(acctNumber, range));
}

/**
 * The served ranges, with those cut out of them whose card numbers say that they have other versions or no 3DS Method. What is
 * cut, or has ends of different lengths, gets ends of 16 digits, as most cards have: so the ranges of a PRes do not overlap for
 * a 3DS Server that compares whole numbers, nor for one that compares digit by digit.
 */
export function publishedRanges(served: readonly CardRange[]): PublishedRange[] {
  return served.flatMap((range) => {
    const pieces = piecesOf(range);
    const isAsItWas = pieces.length === 1 && range.start.length === range.end.length;
    return isAsItWas ? pieces : pieces.map((piece) => ({ ...piece, ...inUsualLength(piece) }));
  });
}

/** The same range with ends of 16 digits; as it is where more digits tell something. */
function inUsualLength({ start, end }: CardRange): CardRange {
  const short = {
    start: start.padEnd(USUAL_LENGTH, '0').slice(0, USUAL_LENGTH),
    end: end.padEnd(USUAL_LENGTH, '9').slice(0, USUAL_LENGTH),
  };
  return lowest(short.start) === lowest(start) && highest(short.end) === highest(end) ? short : { start, end };
}

function piecesOf(range: CardRange): PublishedRange[] {
  const inside = SPECIAL.filter(({ start, end }) => lowest(start) >= lowest(range.start) && highest(end) <= highest(range.end));
  const pieces: PublishedRange[] = [];
  let { start } = range;
  for (const special of inside) {
    if (lowest(special.start) > lowest(start)) pieces.push({ start, end: toText(lowest(special.start) - 1n) });
    pieces.push(special);
    start = toText(highest(special.end) + 1n);
  }
  return highest(range.end) >= lowest(start) ? [...pieces, { start, end: range.end }] : pieces;
}

/** In the order of their numbers. */
const SPECIAL: readonly PublishedRange[] = Object.keys(VERSION_DIGITS).flatMap((v) =>
  Object.keys(METHOD_DIGITS)
    .filter((m) => v !== '0' || m !== '0')
    .map((m): PublishedRange => {
      const start = `${PREFIX}${v}${m}00000000`;
      const meaning = meaningOfNumber(start);
      if (typeof meaning !== 'object') throw new Error(`${PREFIX}${v}${m} has no meaning`);
      return {
        ...{ start, end: `${PREFIX}${v}${m}99999999` },
        ...(v === '0' ? {} : { versions: meaning.versions }),
        ...(meaning.threeDSMethod ? {} : { threeDSMethod: false }),
      };
    }),
);
