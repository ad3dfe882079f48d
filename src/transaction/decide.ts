import { renderingOf } from '../challenge/appUi.ts';
import { type Automatic, type MethodName, stepsOf } from '../challenge/methods.ts';
import type { AReq } from '../messages/types.ts';
import { asksForDecoupled, type DecoupledFacts, decideDecoupled } from './decoupled.ts';
import type { MethodData } from './threeDSMethod.ts';

/** What a decision needs to know of the card. */
export interface CardFacts {
  blocked: boolean;
  /** The answer of the issuer's policy while too many wrong ePins lock the card. */
  locked?: { transStatus: 'N' | 'U' | 'R'; transStatusReason: string };
  outcome?: { transStatus: 'Y' | 'A' | 'N' | 'U' | 'R'; transStatusReason?: string };
  /** Whatever stands for it; absent where none is enrolled. */
  ePin?: string;
  /** Where codes by e-mail go. */
  email?: string;
  /** How its cardholder is challenged, where the card or he himself is set to one method. */
  method?: MethodName;
  /** What comes of the method `automatic`. */
  automatic?: Automatic;
  /** Absent where it is not authenticated apart from the purchase. */
  decoupled?: DecoupledFacts;
  /** What the 3DS Method has told of the browser. */
  methodData?: MethodData;
}

/** The answer to an AReq, with the sentence that explains it. */
export type Decision = { because: string } & (
  | { transStatus: 'C'; method: MethodName; automatic?: Automatic }
  | { transStatus: 'D'; answers?: NonNullable<DecoupledFacts['answers']> }
  | { transStatus: 'Y' | 'A' | 'I' }
  | { transStatus: 'N' | 'U' | 'R'; transStatusReason: string }
);

interface Rule {
  because: string;
  /** An answer may explain itself better than its rule does. */
  decide(areq: AReq, card: CardFacts): (Omit<Decision, 'because'> & { because?: string }) | undefined;
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
    because: 'the card is blocked',
    decide: (_areq, { blocked }) => (blocked ? refuse('N', '12') : undefined),
  },
  {
    because: 'the card is locked for a time: too many wrong ePins in a row, over all its transactions',
    decide: (_areq, { locked }) => locked,
  },
  {
    because: 'the card is scripted to this outcome',
    decide: (_areq, { outcome }) => outcome,
  },
  {
    because: 'the requestor shares data only (threeDSRequestorChallengeInd 06), which rules a challenge out',
    decide: (areq) => (wishesOf(areq).includes('06') ? { transStatus: 'I' } : undefined),
  },
  {
    because: 'the requestor wants no challenge by a right of its own (threeDSRequestorChallengeInd 05, 07 or a DS value): noted',
    decide: (areq) => (wishesOf(areq).some((wish) => INFORMATIONAL.test(wish)) ? { transStatus: 'I' } : undefined),
  },
  {
    because: 'the card is authenticated decoupled and in no other way',
    decide: (areq, { decoupled }) => (decoupled?.is === 'needed' ? decideDecoupled(areq, decoupled) : undefined),
  },
  {
    because: 'the requestor goes on decoupled after a challenge (threeRIInd 19)',
    decide: (areq, { decoupled = {} }) =>
      areq.deviceChannel === '03' && areq.threeRIInd === '19' ? decideDecoupled(areq, decoupled) : undefined,
  },
  {
    because: 'the requestor takes decoupled authentication, and the card can be authenticated so',
    decide: (areq, { decoupled }) => (decoupled && asksForDecoupled(areq) ? decideDecoupled(areq, decoupled) : undefined),
  },
  {
    because:
      'the requestor initiates the authentication (3RI): nobody is there to be challenged, and nothing speaks against the card',
    decide: ({ deviceChannel }) => (deviceChannel === '03' ? { transStatus: 'Y' } : undefined),
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

/** Values that ask for no challenge and are answered by I: TRA or SCA done (05, 07), and those of the DS. */
const INFORMATIONAL = /^(05|07|[89]\d)$/;

/** What the requestor wants, as far as its version and channel let it say so; I came with 2.2.0, wishes in 3RI with 2.3.1. */
function wishesOf({ messageVersion, deviceChannel, threeDSRequestorChallengeInd: wish }: AReq): string[] {
  if (messageVersion === '2.1.0' || (deviceChannel === '03' && messageVersion !== '2.3.1')) return [];
  return [wish].flat().filter((value) => value !== undefined);
}

/** Decides an AReq for a card of a served range. The order of the rules is the policy. */
export function decide(areq: AReq, card: CardFacts): Decision {
  for (const { because, decide: rule } of RULES) {
    const answer = rule(areq, card);
    if (answer) return presentable(areq, { because, ...answer } as Decision);
  }
  throw new Error('the last rule answers every AReq');
}

/** A challenge that the SDK has no means to show is none. */
function presentable({ deviceChannel, deviceRenderOptions }: AReq, decision: Decision): Decision {
  if (!('method' in decision) || deviceChannel !== '01' || renderingOf(decision.method, deviceRenderOptions)) return decision;
  const because = `the SDK can show no user interface that the challenge needs (deviceRenderOptions); else: ${decision.because}`;
  return { ...refuse('U', '03'), because };
}
