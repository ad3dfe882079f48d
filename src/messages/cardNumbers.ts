import { TRANS_ID } from './ids.ts';

/** The id of a transaction, which may be digits alone; or digits that could be a card number, also in groups. */
const CANDIDATE = new RegExp(`${TRANS_ID.source.slice(1, -1)}|\\d(?:[ ._-]?\\d){12,}`, 'gi');
/** YYYYMMDDHHMMSS: fourteen digits that are no card number. */
export const DATE_TIME = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/;

/**
 * A text without what looks like a card number: 13 to 19 digits, written together or in groups, whose check digit is right
 * (ISO/IEC 7812-1). Ids of transactions and dates stay; so does what begins with 0, 1 or 7, as the digits of a registered
 * provider (A000000003…) and milliseconds since 1970 do: no payment card does.
 * @param hide what stands in its place
 */
export function withoutCardNumbers(text: string, hide: (found: string) => string = maskDigits): string {
  return text.replaceAll(CANDIDATE, (found) => (TRANS_ID.test(found) ? found : hideIn(found, hide)));
}

/** Nobody writes so many in a row: looked at one by one, a long text of them would take seconds. */
const MANY_GROUPS = 100;

/** Groups that are, or with their neighbours make, a card number are hidden; of two that share one, all. */
function hideIn(found: string, hide: (found: string) => string): string {
  const groups = [...found.matchAll(/(\d+)([ ._-]?)/g)].map(([text, digits = '']) => ({ text, digits, isHidden: false }));
  if (groups.length > MANY_GROUPS) return hide(found);
  for (let first = 0; first < groups.length; first += 1) {
    let digits = '';
    for (let last = first; last < groups.length && digits.length < 19; last += 1) {
      digits += groups[last]?.digits;
      if (digits.length >= 13 && isCardNumber(digits)) for (const group of groups.slice(first, last + 1)) group.isHidden = true;
    }
  }
  const parts: { text: string; isHidden: boolean }[] = [];
  for (const { text, isHidden } of groups) {
    const before = parts.at(-1);
    if (before?.isHidden === isHidden) before.text += text;
    else parts.push({ text, isHidden });
  }
  return parts.map(({ text, isHidden }) => (isHidden ? hideDigits(text, hide) : text)).join('');
}

/** What parts a number from what follows it is none of it. */
function hideDigits(text: string, hide: (found: string) => string): string {
  const digits = text.replace(/[ ._-]$/, '');
  return hide(digits) + text.slice(digits.length);
}

function isCardNumber(digits: string): boolean {
  return /^[2-689]\d{12,18}$/.test(digits) && isLuhn(digits) && !DATE_TIME.test(digits);
}

/** Whether the check digit of some digits is that of a card number (ISO/IEC 7812-1). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const counted = at % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}

/** First six and last four digits, the rest hidden, as it is grouped: `4970 72XX XXXX 2226`. Short numbers keep their first five. */
export function maskDigits(number: string): string {
  const count = number.replaceAll(/\D/g, '').length;
  const head = count >= 16 ? 6 : 5;
  let at = 0;
  return number.replaceAll(/\d/g, (digit) => {
    at += 1;
    return at > head && at <= count - 4 ? 'X' : digit;
  });
}
