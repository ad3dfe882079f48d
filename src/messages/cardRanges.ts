/** A range of account numbers, both ends included, 13 to 19 digits. */
export interface CardRange {
  start: string;
  end: string;
}

/** Digits of the longest account number. */
export const MOST_DIGITS = 19;

/** Whether a card number lies in a range. Numbers of different length are compared digit by digit from the left, as issuers number. */
export function isInRange(acctNumber: string, range: CardRange): boolean {
  const number = acctNumber.padEnd(MOST_DIGITS, '0');
  return lowestOf(range) <= number && number <= highestOf(range);
}

/** The lowest number of a range, in 19 digits. */
export function lowestOf({ start }: CardRange): string {
  return start.padEnd(MOST_DIGITS, '0');
}

/** The highest one. */
export function highestOf({ end }: CardRange): string {
  return end.padEnd(MOST_DIGITS, '9');
}

/** Ranges by their lowest numbers. */
export function inOrder<Range extends CardRange>(ranges: readonly Range[]): Range[] {
  return [...ranges].sort((a, b) => (lowestOf(a) < lowestOf(b) ? -1 : 1));
}

/** The first two neighbours that overlap (EMV 3DS 2.3.1.1, Req 458). @param sorted `inOrder` */
export function overlapIn<Range extends CardRange>(sorted: readonly Range[]): readonly [Range, Range] | undefined {
  for (const [index, range] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && highestOf(range) >= lowestOf(next)) return [range, next];
  }
  return undefined;
}
