// Where numbers of many digits stand in a text, found in one pass: a regular expression would begin anew at each digit, and
// keep each step of a long one on its stack.

/** As many digits as a card number has at least (ISO/IEC 7812-1). */
export const FEWEST_DIGITS = 13;

/** From `start` to before `end`: it begins and ends with a digit. */
export interface Span {
  start: number;
  end: number;
}

const [OTHER, SEPARATOR, DIGIT] = [0, 1, 2];
const KINDS = new Uint8Array(0x1_00_00);
for (const char of ' ._-') KINDS[char.charCodeAt(0)] = SEPARATOR;
for (const char of '0123456789') KINDS[char.charCodeAt(0)] = DIGIT;

/** A digit, or what may stand between two of them. */
const kindAt = (text: string, at: number): number => KINDS[text.charCodeAt(at)] ?? OTHER;

/**
 * Finds the next number of thirteen digits or more, together or with a single space, dot, underscore or hyphen between two of
 * them. It is as long as it can be.
 * @param found where it stands; unchanged where there is none
 */
export function findLongNumber(text: string, from: number, found: Span): boolean {
  let at = from;
  while (at + FEWEST_DIGITS <= text.length) {
    const foreign = lastForeign(text, at, at + FEWEST_DIGITS - 1);
    if (foreign >= at) at = foreign + 1;
    else {
      const end = readAlong(text, at, found);
      if (end < 0) return true;
      at = end;
    }
  }
  return false;
}

/** The last place from `at` to `far` at which no number can be: most texts are passed in steps of thirteen. */
function lastForeign(text: string, at: number, far: number): number {
  let place = far;
  while (place >= at && kindAt(text, place) !== OTHER) place -= 1;
  return place;
}

const FOUND = -1;

/** Reads along digits and separators: to the end of a long number, or to where there are no more of them. */
function readAlong(text: string, from: number, found: Span): number {
  let start = from;
  let digits = 0;
  let last = from - 1;
  let at = from;
  for (; at < text.length; at += 1) {
    const kind = kindAt(text, at);
    if (kind === DIGIT) {
      if (digits === 0) start = at;
      digits += 1;
      last = at;
    } else if (kind === OTHER || last < at - 1) {
      // Two separators in a row end a number as well.
      if (digits >= FEWEST_DIGITS) break;
      if (kind === OTHER) return at + 1;
      digits = 0;
    }
  }
  if (digits < FEWEST_DIGITS) return at;
  found.start = start;
  found.end = last + 1;
  return FOUND;
}

/** A text in which each long number is replaced. */
export function replaceLongNumbers(text: string, replace: (found: string, start: number) => string): string {
  const found = { start: 0, end: 0 };
  let shown = '';
  let kept = 0;
  while (findLongNumber(text, found.end, found)) {
    shown += text.slice(kept, found.start) + replace(text.slice(found.start, found.end), found.start);
    kept = found.end;
  }
  return kept === 0 ? text : shown + text.slice(kept);
}
