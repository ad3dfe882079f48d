/** A range of account numbers that the ACS serves; numbers of other lengths are compared digit by digit from the left. */
export interface CardRange {
  start: string;
  end: string;
}

const LENGTH = 19;

/** How many numbers a range holds. */
export function widthOf({ start, end }: CardRange): bigint {
  return BigInt(end.padEnd(LENGTH, '9')) - BigInt(start.padEnd(LENGTH, '0'));
}

/** Whether a card number lies in one of the ranges (otherwise Erro 305 `acctNumber`). */
export function isServed(acctNumber: string, ranges: readonly CardRange[]): boolean {
  const number = acctNumber.padEnd(LENGTH, '0');
  return ranges.some(({ start, end }) => number >= start.padEnd(LENGTH, '0') && number <= end.padEnd(LENGTH, '9'));
}
