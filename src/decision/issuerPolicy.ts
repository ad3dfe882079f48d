import { type MethodName, stepsOf, suitsLimitedSdk } from '../challenge/methods.ts';
import { rowOf } from '../challenge/steps.ts';
import { asksForDecoupled } from '../messages/decoupled.ts';
import { wishesOf } from '../messages/statusConditions.ts';
import type { AReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import type { CardFacts } from './cardFacts.ts';
import { decideDecoupled } from './decoupled.ts';
import { isOfLimitedSdk, reportsSpc } from './laws.ts';
import type { Outcome } from './outcome.ts';
import { trustForExemption } from './statuses.ts';

/** What an issuer makes of a threeDSRequestorChallengeInd. */
export type Handling = 'Y' | 'I' | 'challenge' | 'ignore';

/** The choices of the issuer: `policy` of issuer.json. What is absent there is as here. */
export interface IssuerPolicy {
  /** By value of threeDSRequestorChallengeInd; a value that is not named is ignored. Of two, I wins over challenge over Y. */
  challengeInd: Readonly<Record<string, Handling>>;
  /**
   * By value of threeDSRequestorAuthenticationInd: `challenge` where neither amount nor exemption is a ground for Y, since more than
   * this payment is agreed to. A value that is not named is ignored.
   */
  authenticationInd: Readonly<Record<string, 'challenge' | 'ignore'>>;
  /** By ISO 4217 numeric code of the currency: payments below this amount, in minor units, get Y. */
  frictionlessBelow: Readonly<Record<string, number>>;
  /** Whether a payment in a browser gets Y for its amount or an exemption only if the 3DS Method was completed. */
  frictionlessNeedsMethod: boolean;
}

export const DEFAULT_POLICY: IssuerPolicy = {
  challengeInd: {
    '02': 'ignore',
    '03': 'challenge',
    '04': 'challenge',
    '05': 'Y',
    '06': 'I',
    '07': 'Y',
    '08': 'Y',
    '09': 'challenge',
    '10': 'Y',
    '11': 'Y',
    '12': 'challenge',
    '13': 'challenge',
    '14': 'challenge',
  },
  // A card is added, or a token made for it, or a billing agreed to.
  authenticationInd: { '04': 'challenge', '06': 'challenge', '07': 'challenge' },
  frictionlessBelow: {},
  frictionlessNeedsMethod: false,
};

/** A policy of which parts are absent: these are as by default, value by value. */
export function withDefaults(policy: Partial<IssuerPolicy>): IssuerPolicy {
  const challengeInd = { ...DEFAULT_POLICY.challengeInd, ...policy.challengeInd };
  const authenticationInd = { ...DEFAULT_POLICY.authenticationInd, ...policy.authenticationInd };
  return { ...DEFAULT_POLICY, ...policy, challengeInd, authenticationInd };
}

interface PolicyRule {
  /** How `explain` calls it. */
  name: string;
  because: string;
  /** An answer may explain itself better than its rule does. */
  decide(areq: AReq, card: CardFacts, policy: IssuerPolicy): (Outcome & { because?: string }) | undefined;
}

/**
 * The policy of the issuer, for what no rule and no card decided. The first row that has an answer decides; what the protocol
 * forbids, as a challenge in 3RI, is passed over.
 */
export const POLICY_RULES: readonly PolicyRule[] = [
  {
    name: 'blocked card',
    because: 'the card is blocked',
    decide: (_areq, { blocked }) => (blocked ? { transStatus: 'N', transStatusReason: '12' } : undefined),
  },
  {
    name: 'locked card',
    because: 'the card is locked for a time: too many wrong ePins in a row, over all cards and transactions of the cardholder',
    decide: (_areq, { locked }) => locked,
  },
  {
    name: 'SPC cancelled',
    because: 'Secure Payment Confirmation was cancelled by the cardholder (spcIncompInd 02)',
    decide: ({ spcIncompInd }) => (spcIncompInd === '02' ? { transStatus: 'N', transStatusReason: '26' } : undefined),
  },
  {
    name: 'SPC not completed',
    because: 'Secure Payment Confirmation was not completed (spcIncompInd 01, 03): the cardholder is challenged instead',
    decide: (areq, card) => (reportsSpc(areq) && areq.spcIncompInd ? challenge(areq, card) : undefined),
  },
  {
    name: 'SPC proven',
    because: 'the card’s credential has signed what the ARes with S showed (Secure Payment Confirmation)',
    decide: (areq, { spc }) => (reportsSpc(areq) && spc === 'proven' ? { transStatus: 'Y' } : undefined),
  },
  {
    name: 'SPC not proven',
    because: 'the AReq reports Secure Payment Confirmation without an assertion',
    decide(areq, { spc }) {
      if (!reportsSpc(areq)) return undefined;
      const because = typeof spc === 'object' ? { because: `Secure Payment Confirmation is not proven: ${spc.fault}` } : {};
      return { transStatus: 'N', transStatusReason: '09', ...because };
    },
  },
  {
    name: 'information only',
    because:
      'the requestor shares data only (threeDSRequestorChallengeInd 06, or a value that the issuer handles so), which rules a challenge out',
    decide: (areq, _card, policy) => (wishOf(areq, 'I', policy) ? { transStatus: 'I' } : undefined),
  },
  {
    name: 'exemption',
    because: 'the requestor names a ground for no challenge (threeDSRequestorChallengeInd), which the issuer accepts',
    decide(areq, { trustList }, policy) {
      const wish = wishOf(areq, 'Y', policy, trustForExemption(areq, trustList)?.status === 'Y');
      return wish && isFrictionless(areq, policy) ? { transStatus: 'Y', ...exemption(areq, wish) } : undefined;
    },
  },
  {
    name: 'small amount',
    because: 'the amount is below the limit of the issuer',
    decide: (areq, _card, policy) =>
      isBelowLimit(areq, policy) && isFrictionless(areq, policy) ? { transStatus: 'Y' } : undefined,
  },
  {
    name: 'transaction before',
    because: 'the AReq leans on an earlier transaction (threeDSReqPriorRef) that was of another card',
    decide(areq, { prior }) {
      if (areq.deviceChannel !== '03') return undefined;
      if (prior === 'otherCard') return { transStatus: 'N', transStatusReason: '09' };
      const goesOn = areq.threeRIInd !== '19' || prior === undefined || prior === 'goesOnDecoupled';
      const because = 'the AReq goes on after a challenge (threeRIInd 19), and threeDSReqPriorRef names none that ended in D';
      return goesOn ? undefined : { transStatus: 'N', transStatusReason: '07', because };
    },
  },
  {
    name: 'decoupled needed',
    because: 'the card is authenticated decoupled and in no other way',
    decide: (areq, { decoupled }) => (decoupled?.is === 'needed' ? decideDecoupled(areq, decoupled) : undefined),
  },
  {
    name: 'decoupled after a challenge',
    because: 'the requestor goes on decoupled after a challenge (threeRIInd 19)',
    decide: (areq, { decoupled = {} }) =>
      areq.deviceChannel === '03' && areq.threeRIInd === '19' ? decideDecoupled(areq, decoupled) : undefined,
  },
  {
    name: 'decoupled asked for',
    because: 'the requestor takes decoupled authentication, and the card can be authenticated so',
    decide: (areq, { decoupled }) => (decoupled && asksForDecoupled(areq) ? decideDecoupled(areq, decoupled) : undefined),
  },
  {
    name: '3RI',
    because:
      'the requestor initiates the authentication (3RI): nobody is there to be challenged, and nothing speaks against the card',
    decide: ({ deviceChannel }) => (deviceChannel === '03' ? { transStatus: 'Y' } : undefined),
  },
  {
    name: 'challenge asked for',
    because: 'the requestor asks for a challenge (threeDSRequestorChallengeInd)',
    decide: (areq, card, policy) => (wishOf(areq, 'challenge', policy) ? challenge(areq, card) : undefined),
  },
  {
    name: 'limited split SDK',
    because:
      'the SDK is a limited split one (limitedInd Y), which is asked for no static passcode and no knowledge: a code sent by SMS is asked',
    decide: (areq, card) => (isOfLimitedSdk(areq) && !suitsLimitedSdk(usual(card)) ? challenge(areq, card) : undefined),
  },
  {
    name: 'method of the card',
    because: 'the card, or its cardholder, is set to this method of challenge',
    decide: (areq, card) => (methodSet(card) ? challenge(areq, card) : undefined),
  },
  {
    name: 'ePin',
    because: 'the cardholder has an ePin: it is asked first, then a code sent by SMS',
    decide: (areq, card) => (card.ePin ? challenge(areq, card) : undefined),
  },
  {
    name: 'SMS',
    because: 'the cardholder has no ePin: a code sent by SMS is asked',
    decide: (areq, card) => challenge(areq, card),
  },
];

/**
 * The challenge that the card is set to, else the best that the cardholder is enrolled for; a code by SMS, which everybody can
 * get, where a limited split SDK may not be asked for that.
 */
export function challenge(areq: AReq, card: CardFacts): { transStatus: 'C'; method: MethodName } {
  const method = usual(card);
  return { transStatus: 'C', method: isOfLimitedSdk(areq) && !suitsLimitedSdk(method) ? 'sms' : method };
}

function usual(card: CardFacts): MethodName {
  return methodSet(card) ?? (card.ePin ? 'ePinThenSms' : 'sms');
}

/** The method that the card is set to, if all that its steps need is known of its cardholder. */
function methodSet(card: CardFacts): MethodName | undefined {
  return card.method && canDo(card.method, card) ? card.method : undefined;
}

/** Whether all that the steps of a method need is known of the cardholder. */
export function canDo(method: MethodName, card: CardFacts): boolean {
  const needs = stepsOf(method).map((step) => rowOf(step).needs);
  return needs.every((need) => need === null || card[need]);
}

/**
 * The wish of the requestor that the policy handles so; 08 as a ground for Y counts only where the cardholder trusts the
 * merchant.
 */
function wishOf(areq: AReq, handling: Handling, { challengeInd }: IssuerPolicy, isTrusted = false): string | undefined {
  const isGrounded = (wish: string) => wish !== '08' || isTrusted;
  return wishesOf(areq).find((wish) => challengeInd[wish] === handling && (handling !== 'Y' || isGrounded(wish)));
}

/** Whether there may be no challenge: none is asked for, and the 3DS Method was completed where the issuer wants that. */
function isFrictionless(areq: AReq, policy: IssuerPolicy): boolean {
  const { deviceChannel, threeDSCompInd, threeDSRequestorAuthenticationInd = '' } = areq;
  if (deviceChannel !== '03' && policy.authenticationInd[threeDSRequestorAuthenticationInd] === 'challenge') return false;
  if (wishOf(areq, 'challenge', policy)) return false;
  return !policy.frictionlessNeedsMethod || deviceChannel !== '02' || threeDSCompInd === 'Y';
}

function isBelowLimit({ messageCategory, purchaseAmount, purchaseCurrency }: AReq, policy: IssuerPolicy): boolean {
  const limit = policy.frictionlessBelow[purchaseCurrency ?? ''];
  return (
    messageCategory === '01' && limit !== undefined && purchaseAmount !== undefined && BigInt(purchaseAmount) < BigInt(limit)
  );
}

/** The exemptions that an ARes can name. */
const EXEMPTIONS = ['05', '08', '10', '11'];

function exemption({ messageVersion }: AReq, wish: string): Pick<Outcome, 'transChallengeExemption'> {
  return VERSIONS[messageVersion].transChallengeExemption && EXEMPTIONS.includes(wish) ? { transChallengeExemption: wish } : {};
}
