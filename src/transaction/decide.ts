import { type Automatic, type MethodName, stepsOf } from '../challenge/methods.ts';
import type { AReq } from '../messages/types.ts';

/** What a decision needs to know of the card. */
export interface CardFacts {
  blocked: boolean;
  outcome?: { transStatus: 'Y' | 'A' | 'N' | 'U' | 'R'; transStatusReason?: string };
  /** Whatever stands for it; absent where none is enrolled. */
  ePin?: string;
  /** Where codes by e-mail go. */
  email?: string;
  /** How its cardholder is challenged, where the card or he himself is set to one method. */
  method?: MethodName;
  /** What comes of the method `automatic`. */
  automatic?: Automatic;
}

/** The answer to an AReq, with the sentence that explains it. */
export type Decision = { because: string } & (
  | { transStatus: 'C'; method: MethodName; automatic?: Automatic }
  | { transStatus: 'Y' | 'A' | 'I' }
  | { transStatus: 'N' | 'U' | 'R'; transStatusReason: string }
);

interface Rule {
  because: string;
  decide(areq: AReq, card: CardFacts): Omit<Decision, 'because'> | undefined;
}

const refuse = (transStatus: 'N' | 'U' | 'R', transStatusReason: string) => ({ transStatus, transStatusReason });

/** The method that the card is set to, if its cardholder can use it: an ePin must be enrolled, an e-mail address known. */
function methodOf({ method, automatic, ePin, email }: CardFacts): Omit<Decision & { transStatus: 'C' }, 'because'> | undefined {
  if (!method) return undefined;
  const steps = stepsOf(method);
  if ((steps.includes('ePin') && !ePin) || (steps.includes('emailCode') && !email)) return undefined;
  return { transStatus: 'C', method, ...(automatic && method === 'automatic' ? { automatic } : {}) };
}

/** The policy of the issuer. The first rule that has an answer decides. */
const RULES: readonly Rule[] = [
  {
    because: 'the app channel is not served by this version of the simulator',
    decide: ({ deviceChannel }) => (deviceChannel === '01' ? refuse('U', '03') : undefined),
  },
  {
    because: 'requestor initiated authentication (3RI) is not served by this version of the simulator',
    decide: ({ deviceChannel }) => (deviceChannel === '02' ? undefined : refuse('U', '21')),
  },
  {
    because: 'non-payment authentication is not served by this version of the simulator',
    decide: ({ messageCategory }) => (messageCategory === '01' ? undefined : refuse('U', '20')),
  },
  {
    because: 'the card is blocked',
    decide: (_areq, { blocked }) => (blocked ? refuse('N', '12') : undefined),
  },
  {
    because: 'the card is scripted to this outcome',
    decide: (_areq, { outcome }) => outcome,
  },
  {
    because: 'the requestor shares data only (threeDSRequestorChallengeInd 06), which rules a challenge out',
    decide: (areq) => ([areq.threeDSRequestorChallengeInd].flat().includes('06') ? { transStatus: 'I' } : undefined),
  },
  {
    because: 'the card or its cardholder is set to this method of challenge',
    decide: (_areq, card) => methodOf(card),
  },
  {
    because: 'the cardholder has an ePin: it is asked first, then a code sent by SMS',
    decide: (_areq, { ePin }) => (ePin ? { transStatus: 'C', method: 'ePinThenSms' } : undefined),
  },
  {
    because: 'the cardholder has no ePin: a code sent by SMS is asked',
    decide: () => ({ transStatus: 'C', method: 'sms' }),
  },
];

/** Decides an AReq for a card of a served range. The order of the rules is the policy. */
export function decide(areq: AReq, card: CardFacts): Decision {
  for (const { because, decide: rule } of RULES) {
    const answer = rule(areq, card);
    if (answer) return { ...answer, because } as Decision;
  }
  throw new Error('the last rule answers every AReq');
}
