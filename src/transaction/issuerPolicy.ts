import type { AReq } from '../messages/types.ts';
import type { CardFacts } from './decide.ts';
import { reportsSpc } from './legality.ts';
import type { Outcome } from './outcome.ts';

/** What an issuer makes of a threeDSRequestorChallengeInd. */
export type Handling = 'Y' | 'I' | 'challenge' | 'ignore';

/** The choices of the issuer: `policy` of issuer.json. What is absent there is as here. */
export interface IssuerPolicy {
  /** By value of threeDSRequestorChallengeInd; a value that is not named is ignored. Of two, I wins over challenge over Y. */
  challengeInd: Readonly<Record<string, Handling>>;
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
  frictionlessBelow: {},
  frictionlessNeedsMethod: false,
};

interface PolicyRule {
  /** How `explain` calls it. */
  name: string;
  because: string;
  decide(areq: AReq, card: CardFacts, policy: IssuerPolicy): Outcome | undefined;
}

const refuse = (transStatus: 'N' | 'U', transStatusReason: string): Outcome => ({ transStatus, transStatusReason });

/** The policy of the issuer, for what no rule and no card decided. The first row that has an answer decides. */
export const POLICY_RULES: readonly PolicyRule[] = [
  {
    name: 'app',
    because: 'the app channel is not served by this version of the simulator',
    decide: ({ deviceChannel }) => (deviceChannel === '01' ? refuse('U', '03') : undefined),
  },
  {
    name: '3RI',
    because: 'requestor initiated authentication (3RI) is not served by this version of the simulator',
    decide: ({ deviceChannel }) => (deviceChannel === '02' ? undefined : refuse('U', '21')),
  },
  {
    name: 'non-payment',
    because: 'non-payment authentication is not served by this version of the simulator',
    decide: ({ messageCategory }) => (messageCategory === '01' ? undefined : refuse('U', '20')),
  },
  {
    name: 'blocked card',
    because: 'the card is blocked',
    decide: (_areq, { blocked }) => (blocked ? refuse('N', '12') : undefined),
  },
  {
    name: 'SPC cancelled',
    because: 'Secure Payment Confirmation was cancelled by the cardholder (spcIncompInd 02)',
    decide: ({ spcIncompInd }) => (spcIncompInd === '02' ? refuse('N', '26') : undefined),
  },
  {
    name: 'SPC not completed',
    because: 'Secure Payment Confirmation was not completed (spcIncompInd 01, 03): the cardholder is challenged instead',
    decide: (areq, card) => (reportsSpc(areq) && areq.spcIncompInd ? challenge(card) : undefined),
  },
  {
    name: 'SPC proven',
    because: 'the assertion of Secure Payment Confirmation answers the challenge of the ARes with S',
    decide: (areq, { spcProven }) => (reportsSpc(areq) && spcProven ? { transStatus: 'Y' } : undefined),
  },
  {
    name: 'SPC not proven',
    because: 'the assertion of Secure Payment Confirmation does not answer the challenge of an ARes with S for this card',
    decide: (areq) => (reportsSpc(areq) ? refuse('N', '09') : undefined),
  },
  {
    name: 'data only',
    because: 'the requestor shares data only (threeDSRequestorChallengeInd 06), which rules a challenge out',
    decide: (areq, _card, policy) => (wishOf(areq, 'I', policy) ? { transStatus: 'I' } : undefined),
  },
  {
    name: 'challenge asked for',
    because: 'the requestor asks for a challenge (threeDSRequestorChallengeInd)',
    decide: (areq, card, policy) => (wishOf(areq, 'challenge', policy) ? challenge(card) : undefined),
  },
  {
    name: 'exemption',
    because: 'the requestor names a ground for no challenge (threeDSRequestorChallengeInd), which the issuer accepts',
    decide(areq, _card, policy) {
      const wish = wishOf(areq, 'Y', policy);
      return wish && isTrusted(areq, policy) ? { transStatus: 'Y', ...exemption(areq, wish) } : undefined;
    },
  },
  {
    name: 'small amount',
    because: 'the amount is below the limit of the issuer',
    decide: (areq, _card, policy) => (isBelowLimit(areq, policy) && isTrusted(areq, policy) ? { transStatus: 'Y' } : undefined),
  },
  {
    name: 'ePin',
    because: 'the cardholder has an ePin: it is asked first, then a code sent by SMS',
    decide: (_areq, card) => (card.ePin ? challenge(card) : undefined),
  },
  {
    name: 'SMS',
    because: 'the cardholder has no ePin: a code sent by SMS is asked',
    decide: (_areq, card) => challenge(card),
  },
];

/** The best challenge that the cardholder is enrolled for. */
export function challenge({ ePin }: CardFacts): Outcome & { transStatus: 'C' } {
  return { transStatus: 'C', method: ePin ? 'ePinThenSms' : 'sms' };
}

/** The wish of the requestor that the policy handles so; 08 counts only where the cardholder trusts the merchant. */
function wishOf(areq: AReq, handling: Handling, { challengeInd }: IssuerPolicy): string | undefined {
  const wishes: string[] = [areq.threeDSRequestorChallengeInd ?? []].flat();
  const isGrounded = (wish: string) => wish !== '08' || areq.whiteListStatus === 'Y' || areq.trustListStatus === 'Y';
  return wishes.find((wish) => challengeInd[wish] === handling && (handling !== 'Y' || isGrounded(wish)));
}

const isTrusted = ({ deviceChannel, threeDSCompInd }: AReq, { frictionlessNeedsMethod }: IssuerPolicy) =>
  !frictionlessNeedsMethod || deviceChannel !== '02' || threeDSCompInd === 'Y';

function isBelowLimit({ messageCategory, purchaseAmount, purchaseCurrency }: AReq, policy: IssuerPolicy): boolean {
  const limit = policy.frictionlessBelow[purchaseCurrency ?? ''];
  return (
    messageCategory === '01' && limit !== undefined && purchaseAmount !== undefined && BigInt(purchaseAmount) < BigInt(limit)
  );
}

/** The exemptions that 2.3.1 can name in its ARes. */
const EXEMPTIONS = ['05', '08', '10', '11'];

function exemption({ messageVersion }: AReq, wish: string): Pick<Outcome, 'transChallengeExemption'> {
  return messageVersion === '2.3.1' && EXEMPTIONS.includes(wish) ? { transChallengeExemption: wish } : {};
}
