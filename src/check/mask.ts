import { DATE_TIME, isLuhn, maskDigits, withoutCardNumbers } from '../messages/cardNumbers.ts';
import { FEWEST_DIGITS, replaceLongNumbers } from '../messages/longNumbers.ts';

/**
 * A text without card numbers: first six and last four digits are left. What a tester mistyped is hidden, too, so no check digit is
 * asked for. A date and time has 14 digits, too, and stays.
 */
export function masked(text: string): string {
  return withoutCardNumbers(replaceLongNumbers(text, (found, start) => maskedNumber(found, text[start - 1] ?? '')));
}

const FIRST_OF_NUMBER = /(?<!\w)\d/g;

/** Digits that could be a card number, also written in groups; not those of an id that begins with letters (A0000000031010). */
function maskedNumber(found: string, before: string): string {
  FIRST_OF_NUMBER.lastIndex = before.length;
  const first = (FIRST_OF_NUMBER.exec(before + found)?.index ?? Number.POSITIVE_INFINITY) - before.length;
  const number = found.slice(first);
  const isNumber = countOfDigits(number) >= FEWEST_DIGITS && !(DATE_TIME.test(number) && !isLuhn(number));
  return isNumber ? found.slice(0, first) + maskDigits(number) : found;
}

function countOfDigits(text: string): number {
  return text.length - text.replaceAll(/\d+/g, '').length;
}
