import type { ServedRange } from './options.ts';

const LONGEST = 19;

/** Whether a card number lies in a range. Numbers of different length are compared from their first digit on, as issuers number. */
export function isWithin(acctNumber: string, { start, end }: ServedRange): boolean {
  const number = acctNumber.padEnd(LONGEST, '0');
  return start.padEnd(LONGEST, '0') <= number && number <= end.padEnd(LONGEST, '9');
}
