/** A range of account numbers, both ends included, 13 to 19 digits. */
export interface CardRange {
  start: string;
  end: string;
}

/** Digits of the longest account number. */
export const MOST_DIGITS = 19;

/** Whether a card number lies in a range. Numbers of different length are compared digit by digit from the left, as issuers number. */
export function isInRange(acctNumber: string, { start, end }: CardRange): boolean {
  const number = acctNumber.padEnd(MOST_DIGITS, '0');
  return start.padEnd(MOST_DIGITS, '0') <= number && number <= end.padEnd(MOST_DIGITS, '9');
}
