import { DATE_TIME, isLuhn, maskDigits, withoutCardNumbers } from '../messages/cardNumbers.ts';

/** Digits that could be a card number, also written in groups; not those of an id that begins with letters (A0000000031010). */
const DIGITS = /(?<!\w)\d(?:[ ._-]?\d){12,}/g;

/**
 * A text without card numbers: first six and last four digits are left. What a tester mistyped is hidden, too, so no check digit is
 * asked for. A date and time has 14 digits, too, and stays.
 */
export function masked(text: string): string {
  const isDate = (found: string) => DATE_TIME.test(found) && !isLuhn(found);
  return withoutCardNumbers(text.replaceAll(DIGITS, (found) => (isDate(found) ? found : maskDigits(found))));
}
