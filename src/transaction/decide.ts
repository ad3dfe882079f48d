import { renderingOf } from '../challenge/appUi.ts';
import type { MethodName } from '../challenge/methods.ts';
import type { AReq } from '../messages/types.ts';

/** What a decision needs to know of the card. */
export interface CardFacts {
  blocked: boolean;
  /** The answer of the issuer's policy while too many wrong ePins lock the card. */
  locked?: { transStatus: 'N' | 'U' | 'R'; transStatusReason: string };
  outcome?: { transStatus: 'Y' | 'A' | 'N' | 'U' | 'R'; transStatusReason?: string };
  /** Whatever stands for it; absent where none is enrolled. */
  ePin?: string;
}

/** The answer to an AReq, with the sentence that explains it. */
export type Decision = { because: string } & (
  | { transStatus: 'C'; method: MethodName }
  | { transStatus: 'Y' | 'A' | 'I' }
  | { transStatus: 'N' | 'U' | 'R'; transStatusReason: string }
);

interface Rule {
  because: string;
  decide(areq: AReq, card: CardFacts): Omit<Decision, 'because'> | undefined;
}

const refuse = (transStatus: 'N' | 'U' | 'R', transStatusReason: string) => ({ transStatus, transStatusReason });

/** The policy of the issuer. The first rule that has an answer decides. */
const RULES: readonly Rule[] = [
  {
    because: 'requestor initiated authentication (3RI) is not served by this version of the simulator',
    decide: ({ deviceChannel }) => (deviceChannel === '03' ? refuse('U', '21') : undefined),
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
    because: 'the card is locked for a time: too many wrong ePins in a row, over all its transactions',
    decide: (_areq, { locked }) => locked,
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
    if (answer) return presentable(areq, { ...answer, because } as Decision);
  }
  throw new Error('the last rule answers every AReq');
}

/** A challenge that the SDK has no means to show is none. */
function presentable({ deviceChannel, deviceRenderOptions }: AReq, decision: Decision): Decision {
  if (!('method' in decision) || deviceChannel !== '01' || renderingOf(decision.method, deviceRenderOptions)) return decision;
  const because = `the SDK can show no user interface that the challenge needs (deviceRenderOptions); else: ${decision.because}`;
  return { ...refuse('U', '03'), because };
}
