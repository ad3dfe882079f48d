// Where numbers of many digits, and card numbers among them, stand in a text: found in one pass, whatever the text is. A regular
// expression would begin anew at each digit, and keep each step of a long one on its stack. What is hidden where is for masking.ts
// to say; nobody else comes here.
import { TRANS_ID } from './ids.ts';

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

/** YYYYMMDDHHMMSS: fourteen digits that are no card number. */
export const DATE_TIME = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/;

/**
 * A text without what looks like a card number: 13 to 19 digits, written together or in groups, whose check digit is right
 * (ISO/IEC 7812-1). Ids of transactions and dates stay; so does what begins with 0, 1 or 7, as the digits of a registered
 * provider (A000000003…) and milliseconds since 1970 do: no payment card does. It takes one pass, whatever the text is.
 * @param hide what stands in its place
 */
export function withoutCardNumbers(text: string, hide: (found: string) => string = maskNumber): string {
  const hidden = cardNumbersIn(text);
  if (hidden.length === 0) return text;
  if (hide === maskNumber) return maskedAt(text, hidden);
  let shown = '';
  let kept = 0;
  for (const { start, end } of hidden) {
    shown += text.slice(kept, start) + hide(text.slice(start, end));
    kept = end;
  }
  return shown + text.slice(kept);
}

/** Where they stand, in their order. */
function cardNumbersIn(text: string): Span[] {
  const hidden: Span[] = [];
  const number = { start: 0, end: 0 };
  let at = 0;
  let id = -1;
  let isFound = findLongNumber(text, 0, number);
  while (isFound) {
    if (id < at) id = nextTransID(text, at);
    if (id <= number.start) at = id + TRANS_ID_LENGTH;
    else {
      addCardNumbers(text, number, hidden);
      at = number.end;
    }
    if (number.start < at) isFound = findLongNumber(text, at, number);
  }
  return hidden;
}

const TRANS_ID_LENGTH = 36;
const HYPHEN = 45;

/** Where the next id of a transaction begins, which may be digits alone; further than any text where there is none. */
function nextTransID(text: string, from: number): number {
  for (let hyphen = text.indexOf('-', from + 8); hyphen !== -1; hyphen = text.indexOf('-', hyphen + 1)) {
    const start = hyphen - 8;
    // Two hyphens with something between them: most are not looked at further.
    const isLike = text.charCodeAt(hyphen + 1) !== HYPHEN && text.charCodeAt(hyphen + 5) === HYPHEN;
    if (isLike && TRANS_ID.test(text.slice(start, start + TRANS_ID_LENGTH))) return start;
  }
  return Number.POSITIVE_INFINITY;
}

/** Nobody writes so many in a row: they are hidden as a whole. */
const MANY_GROUPS = 100;
const MOST_DIGITS = 19;

// Written anew for each number: made anew for each, they would take longer than all else.

/** The groups of the number at hand: where each begins and ends, and how many digits of the number stand before it. */
const groups = { start: new Int32Array(MANY_GROUPS), end: new Int32Array(MANY_GROUPS), before: new Int32Array(MANY_GROUPS + 1) };

/** Adds the parts of a long number that are to be hidden: groups that make a card number; of two that share one, all. */
function addCardNumbers(text: string, number: Span, hidden: Span[]): void {
  const count = splitIntoGroups(text, number);
  if (count > MANY_GROUPS) {
    hidden.push({ ...number });
    return;
  }
  if (count === 1 && number.end - number.start > MOST_DIGITS) return;
  writeSums(text, number);
  const known = hidden.length;
  const { start: starts, before } = groups;
  for (let first = 0; first < count; first += 1) {
    const start = starts[first] ?? 0;
    if (!beginsCardNumber(text.charCodeAt(start))) continue;
    const from = before[first] ?? 0;
    for (let next = first + 1; next <= count; next += 1) {
      const upTo = before[next] ?? 0;
      if (upTo - from > MOST_DIGITS) break;
      if (upTo - from < FEWEST_DIGITS || !isRight(from, upTo)) continue;
      const end = groups.end[next - 1] ?? 0;
      if (upTo - from === 14 && DATE_TIME.test(digitsOf(text.slice(start, end)))) continue;
      const joined = hidden.length > known ? hidden[hidden.length - 1] : undefined;
      if (joined && joined.end >= start - 1) joined.end = Math.max(joined.end, end);
      else hidden.push({ start, end });
    }
  }
}

/** @returns how many; one too many where there are more than are looked at */
function splitIntoGroups(text: string, { start, end }: Span): number {
  let count = 0;
  let from = start;
  let digits = 0;
  for (let at = start; at <= end; at += 1) {
    // Between two digits there is one separator at most.
    if (at < end && text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) continue;
    if (count === MANY_GROUPS) return count + 1;
    digits += at - from;
    groups.start[count] = from;
    groups.end[count] = at;
    groups.before[count + 1] = digits;
    count += 1;
    from = at + 1;
  }
  return count;
}

const X = 88;
const ZERO = 48;
const NINE = 57;

/** 2 to 6, 8 and 9. */
const beginsCardNumber = (char: number) => (char >= 50 && char <= 54) || char === 56 || char === 57;

/**
 * The sums of ISO/IEC 7812-1 up to each digit of the number at hand, with its even or its odd places doubled: with them, the check
 * digit of any part of the number is judged at once.
 */
const sums = { even: new Uint8Array(1024), odd: new Uint8Array(1024) };

function writeSums(text: string, { start, end }: Span): void {
  if (end - start >= sums.even.length) {
    sums.even = new Uint8Array(2 * (end - start));
    sums.odd = new Uint8Array(2 * (end - start));
  }
  const { even, odd } = sums;
  let [digits, sumOfEven, sumOfOdd] = [0, 0, 0];
  for (let at = start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) continue;
    const doubled = digit < 5 ? digit * 2 : digit * 2 - 9;
    const isEven = digits % 2 === 0;
    sumOfEven += isEven ? doubled : digit;
    sumOfOdd += isEven ? digit : doubled;
    if (sumOfEven > 9) sumOfEven -= 10;
    if (sumOfOdd > 9) sumOfOdd -= 10;
    digits += 1;
    even[digits] = sumOfEven;
    odd[digits] = sumOfOdd;
  }
}

/** Whether the check digit of the digits after the first `before` ones and up to `upTo` is right: the last one counts once. */
function isRight(before: number, upTo: number): boolean {
  const ofParity = upTo % 2 === 0 ? sums.even : sums.odd;
  return ofParity[upTo] === ofParity[before];
}

const digitsOf = (text: string) => text.replaceAll(/\D/g, '');

/** Whether the check digit of some digits is that of a card number (ISO/IEC 7812-1). */
export function isLuhn(digits: string): boolean {
  writeSums(digits, { start: 0, end: digits.length });
  return isRight(0, digits.length);
}

/** The last digit of a card number, by the others. */
export function luhnDigit(digits: string): number {
  return [0, 1, 2, 3, 4, 5, 6, 7, 8].find((digit) => isLuhn(`${digits}${digit}`)) ?? 9;
}

/** First six and last four digits, the rest hidden, as it is grouped: `4970 72XX XXXX 2226`. Short numbers keep their first five. */
export function maskNumber(number: string): string {
  return maskedAt(number, [{ start: 0, end: number.length }]);
}

/** The numbers in a text, each masked in its place: written at once, since a text can hold a hundred thousand of them. */
function maskedAt(text: string, numbers: readonly Span[]): string {
  const isAscii = Buffer.byteLength(text) === text.length;
  const chars = isAscii ? Buffer.from(text, 'latin1') : new Uint16Array(text.length);
  const bytes = Buffer.from(chars.buffer, chars.byteOffset, chars.byteLength);
  if (!isAscii) bytes.write(text, 'utf16le');
  for (const number of numbers) mask(chars, number);
  return bytes.toString(isAscii ? 'latin1' : 'utf16le');
}

function mask(chars: Uint8Array | Uint16Array, { start, end }: Span): void {
  const head = afterDigits(chars, start, end, 16) === undefined ? 5 : 6;
  let last = end;
  for (let kept = 0; kept < 4 && last > start; last -= 1) if (isDigit(chars[last - 1])) kept += 1;
  for (let at = afterDigits(chars, start, end, head) ?? end; at < last; at += 1) if (isDigit(chars[at])) chars[at] = X;
}

const isDigit = (char = 0) => char >= ZERO && char <= NINE;

/** The place after so many digits; undefined where there are fewer. */
function afterDigits(chars: Uint8Array | Uint16Array, start: number, end: number, count: number): number | undefined {
  let digits = 0;
  for (let at = start; at < end; at += 1) {
    if (isDigit(chars[at])) digits += 1;
    if (digits === count) return at + 1;
  }
  return undefined;
}
