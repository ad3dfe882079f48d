import { type CardRange, isInRange } from '../messages/cardRanges.ts';
import type { Scheme } from '../transaction/scheme.ts';
import { widthOf } from './ranges.ts';

/** A scheme with the account numbers that are its own. */
export interface SchemeOfCards extends Scheme {
  ranges: readonly CardRange[];
}

/**
 * The scheme of a card: of the ranges that hold its number, the smallest one tells.
 * @param issuerScheme name of the issuer's own scheme, for numbers in no range
 */
export function schemeOfCard(acctNumber: string, schemes: readonly SchemeOfCards[], issuerScheme: string): Scheme {
  const found = schemes
    .flatMap((scheme) => scheme.ranges.filter((range) => isInRange(acctNumber, range)).map((range) => ({ scheme, range })))
    .sort((a, b) => (widthOf(a.range) < widthOf(b.range) ? -1 : 1));
  return found[0]?.scheme ?? schemeNamed(undefined, schemes, issuerScheme);
}

/** A scheme by its name; the issuer's own where there is no such one (any more). */
export function schemeNamed(name: string | undefined, schemes: readonly SchemeOfCards[], issuerScheme: string): SchemeOfCards {
  const scheme = schemes.find((one) => one.name === name) ?? schemes.find((one) => one.name === issuerScheme);
  if (!scheme) throw new Error(`schemes.json has no scheme ${issuerScheme}`);
  return scheme;
}
