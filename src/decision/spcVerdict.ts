import { type Credential, faultOfAssertion } from '../crypto/credential.ts';
import type { AReq } from '../messages/types.ts';
import { type Assertion, faultOfClientData, faultOfPayment, type OfferedSpc, priorInfoOf, type SpcVerdict } from './spc.ts';

/** How long an ARes with S waits for the AReq that reports what came of it (EMV 3DS 2.3.1, time-out of SPC). */
const SPC_VALID_MS = 10 * 60_000;

/** The transaction that an assertion answers: its ARes said S. */
export interface PriorS {
  cardHash: string;
  threeDSServerTransID: string;
  /** What the ARes offered, and when it left. */
  sent?: { at: number; offered: OfferedSpc };
  /** Its wait has ended without a second AReq: its result stands, and no other may stand beside it. */
  isOver?: true;
  /** Whether an AReq has brought an assertion for it that counted. */
  isAnswered: boolean;
}

/** What an assertion is judged by. */
export interface SpcFacts {
  /** Of the AReq that brings it. */
  cardHash: string;
  /** Absent where threeDSReqPriorRef names no transaction whose ARes said S. */
  prior: PriorS | undefined;
  /** The credential of the card. Asked only where nothing before is wrong: it costs. */
  credential: () => Credential;
  rpID: string;
  now: number;
}

/** What an assertion comes to that has been used before. */
export const ANSWERED_BEFORE: SpcVerdict = { fault: 'the ARes with S has had its answer before' };

/** Judges an assertion: whether it answers an ARes with S for this card and payment, in time, signed, and for the first time. */
export function judgeAssertion(assertion: Assertion, areq: AReq, facts: SpcFacts): SpcVerdict {
  const { prior, cardHash, now } = facts;
  if (!prior) return { fault: 'threeDSReqPriorRef names no transaction whose ARes said S' };
  if (prior.cardHash !== cardHash) return { fault: 'that ARes with S was for another card' };
  if (prior.threeDSServerTransID === areq.threeDSServerTransID)
    return { fault: 'threeDSServerTransID is that of the AReq before, and has to be a fresh one' };
  const { threeDSReqPriorAuthMethod: method = '05' } = priorInfoOf(areq) ?? {};
  if (method !== '05') return { fault: `threeDSReqPriorAuthMethod is ${method}, and has to be 05 (Secure Payment Confirmation)` };
  if (prior.isOver)
    return { fault: 'that ARes with S is not waited for any more: its ten minutes are over, or the DS refused it' };
  const { sent } = prior;
  if (!sent || now - sent.at > SPC_VALID_MS) return { fault: 'it comes more than ten minutes after the ARes with S' };
  const fault =
    faultOfClientData(assertion.clientData, sent.offered) ??
    faultOfPayment(areq, sent.offered) ??
    faultOfAssertion(facts.credential(), facts.rpID, assertion);
  if (fault !== undefined) return { fault };
  return prior.isAnswered ? ANSWERED_BEFORE : 'proven';
}
