import { type CardRange, isInRange } from '../messages/cardRanges.ts';
import type { Scheme } from '../transaction/scheme.ts';
import { widthOf } from './ranges.ts';

/** A scheme with the account numbers that are its own. */
export interface SchemeOfCards extends Scheme {
  ranges: readonly CardRange[];
  /** The file of its logo; a neutral one if absent. */
  logo?: string;
}

/** What cardholders see of a scheme. */
export interface SchemeFace {
  /** The name of its 3-D Secure programme. */
  programme: string;
  logo: string;
  /** It is the issuer's own, whose profile says how it is shown. */
  isIssuers: boolean;
}

/** Of a scheme without a logo. */
const NEUTRAL_LOGO = 'neutral.svg';

/** What pages show of a scheme: the logo in the branding zone is that of the card's own (EMV 3DS 2.3.1, Req 180). */
export function faceOfScheme(
  name: string,
  schemes: readonly SchemeOfCards[],
  { scheme: own, schemeLogo }: { scheme: { name: string; programme: string }; schemeLogo: string },
): SchemeFace {
  const scheme = schemeNamed(name, schemes, own.name);
  return scheme.name === own.name
    ? { programme: own.programme, logo: schemeLogo, isIssuers: true }
    : { programme: scheme.programme, logo: scheme.logo ?? NEUTRAL_LOGO, isIssuers: false };
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
