import { hasWishes } from '../messages/statusConditions.ts';
import type { AReq } from '../messages/types.ts';
import { SUPPORTED_VERSIONS } from '../messages/versions.ts';
import type { Delays, Faults } from './decision.ts';
import { type Asked, findBrokenLaw, LAWS, type Law } from './laws.ts';
import type { Outcome } from './outcome.ts';

/** Which amounts: in minor units, both ends included; `endsWith` looks at the last digits, such as the cents. */
export interface AmountMatch {
  min?: number;
  max?: number;
  endsWith?: string;
}

/** What an AReq has to say for a rule to apply; everything that is given has to fit. Empty fits every AReq. */
export interface Match {
  /** The keyed hash of one card number. */
  cardHash?: string;
  /** The first digits of the card numbers. */
  acctNumberPrefix?: string;
  /** One amount, or a range. */
  purchaseAmount?: string | AmountMatch;
  purchaseCurrency?: string;
  /** Texts: `*` stands for any text, capital letters make no difference. */
  merchantName?: string;
  acquirerMerchantID?: string;
  cardholderName?: string;
  email?: string;
  threeDSRequestorID?: string;
  threeDSServerTransID?: string;
  deviceChannel?: string;
  messageCategory?: string;
  messageVersion?: string;
  threeDSCompInd?: string;
  /** One of the values, where the AReq has several. */
  threeDSRequestorChallengeInd?: string;
  /** The id of an extension of the AReq. */
  messageExtension?: string;
}

/** An outcome for the AReqs that match. */
export interface Rule {
  /** What people call it. */
  name?: string;
  match: Match;
  outcome: Outcome;
  delays?: Delays;
  faults?: Faults;
  /** How often it applies; absent for always. */
  times?: number;
  /** Whether it applies where the protocol forbids its outcome: to test how a client takes that. */
  force?: boolean;
}

/** A rule with where it comes from. */
export interface ActiveRule extends Rule {
  /** Of a rule in the store; those of a file have none. */
  id?: number;
  /** How `explain` calls it, e.g. `one-shot rule 12`. */
  title: string;
}

const TEXTS = [
  'merchantName',
  'acquirerMerchantID',
  'cardholderName',
  'email',
  'threeDSRequestorID',
  'threeDSServerTransID',
] as const;
const CODES = ['purchaseCurrency', 'deviceChannel', 'messageCategory', 'messageVersion', 'threeDSCompInd'] as const;

/**
 * Why a rule does not match an AReq: the member that differs; undefined where it matches.
 * Never says what the AReq holds, which may be anything.
 */
export function mismatch(match: Match, areq: AReq, cardHash: string): string | undefined {
  if (match.cardHash !== undefined && match.cardHash !== cardHash) return 'acctNumber';
  if (match.acctNumberPrefix !== undefined && !areq.acctNumber.startsWith(match.acctNumberPrefix)) return 'acctNumberPrefix';
  const code = CODES.find((name) => match[name] !== undefined && match[name] !== areq[name]);
  if (code) return code;
  const text = TEXTS.find((name) => match[name] !== undefined && !isLike(areq[name], match[name]));
  if (text) return text;
  if (match.purchaseAmount !== undefined && !isAmount(areq.purchaseAmount, match.purchaseAmount)) return 'purchaseAmount';
  const wish = match.threeDSRequestorChallengeInd;
  if (wish !== undefined && !([areq.threeDSRequestorChallengeInd ?? noWishOf(areq)].flat() as string[]).includes(wish))
    return 'threeDSRequestorChallengeInd';
  const extension = match.messageExtension;
  if (extension !== undefined && !areq.messageExtension?.some(({ id }) => id === extension)) return 'messageExtension';
  return undefined;
}

/** What the absent threeDSRequestorChallengeInd stands for: 01, no preference, where the requestor could have said more. */
function noWishOf(areq: AReq): string[] {
  return hasWishes(areq) ? ['01'] : [];
}

/** Whether a text fits a pattern in which `*` stands for any text. In one pass: a pattern of a tester cannot make it slow. */
export function isLike(text: string | undefined, pattern: string): boolean {
  if (text === undefined) return false;
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const plain = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return plain === first;
  if (!plain.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = plain.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return plain.length - last.length >= at && plain.endsWith(last);
}

function isAmount(amount: string | undefined, wanted: string | AmountMatch): boolean {
  if (amount === undefined) return false;
  // Up to 48 digits: more than a number can tell apart.
  const value = BigInt(amount);
  if (typeof wanted === 'string') return value === BigInt(wanted);
  const { min, max, endsWith = '' } = wanted;
  return (
    (min === undefined || value >= BigInt(min)) &&
    (max === undefined || value <= BigInt(max)) &&
    value.toString().padStart(endsWith.length, '0').endsWith(endsWith)
  );
}

/**
 * The rule of the protocol that an outcome breaks whatever an AReq that matches may ask; undefined where there is an AReq
 * that it may answer. Of several, the one that stands against the AReq that suits the outcome best.
 */
export function alwaysBroken(match: Match, outcome: Outcome): Law | undefined {
  let last: Law | undefined;
  for (const asked of everyAsked(match)) {
    const broken = findBrokenLaw(outcome, asked);
    if (!broken) return undefined;
    if (!last || LAWS.indexOf(broken) > LAWS.indexOf(last)) last = broken;
  }
  return last;
}

const WISHES = [[], ['02'], ['05'], ['06'], ['80']];

/** One of each kind of AReq that a rule can match. */
function* everyAsked(match: Match): Generator<Asked> {
  const { messageVersion, deviceChannel, messageCategory, threeDSRequestorChallengeInd: wish } = match;
  const wishes = wish === undefined ? WISHES : [[wish]];
  for (const version of SUPPORTED_VERSIONS.filter((one) => messageVersion === undefined || messageVersion === one))
    for (const channel of deviceChannel === undefined ? ['02', '01', '03'] : [deviceChannel])
      for (const challengeInd of wishes)
        for (const agrees of ['Y', undefined])
          yield {
            messageVersion: version,
            deviceChannel: channel,
            messageCategory: messageCategory ?? '01',
            challengeInd: hasWishes({ messageVersion: version, deviceChannel: channel }) ? challengeInd : [],
            threeDSRequestorDecReqInd: agrees,
            threeDSRequestorSpcSupport: agrees,
            isAfterSpc: false,
            hasPurchase: true,
            isOfLimitedSdk: false,
          };
}
