import type { AReq } from '../messages/types.ts';
import { POLICY, type Policy } from '../transaction/policy.ts';
import type { Result, Verdict } from '../transaction/transaction.ts';

/** What the cardholder does by himself where he is authenticated decoupled. */
export interface OwnAnswer {
  answer: 'approved' | 'refused';
  afterSeconds: number;
}

/** How a card is authenticated apart from the purchase, by the issuer's own means (EMV 3DS 2.2.0, decoupled). */
export interface DecoupledFacts {
  /** `needed`: in no other way; `possible`: where the requestor asks for it. */
  is: 'needed' | 'possible';
  /** Minutes that the cardholder has to have; with fewer the ACS does not try. */
  minutes?: number;
  /** The cardholder answers by himself after so many seconds; otherwise a tester does. */
  answers?: OwnAnswer;
  /** Also after a challenge that was completed, where the requestor allows it (transStatusReason 30). */
  afterChallenge?: boolean;
}

/** What ends decoupled authentication. */
export type DecoupledAnswer = Verdict | 'timedOut';

const MINUTE_MS = 60_000;

/** The longest time there is: 7 days. */
const MAX_MINUTES = 10_080;

type AsksForDecoupled = { messageVersion: string; threeDSRequestorDecReqInd?: string | undefined };

/** Whether the requestor takes transStatus D in the ARes: threeDSRequestorDecReqInd Y, since 2.3.1 also B (both). */
export function asksForDecoupled({ messageVersion, threeDSRequestorDecReqInd: asked }: AsksForDecoupled): boolean {
  if (messageVersion === '2.1.0') return false;
  return asked === 'Y' || (messageVersion === '2.3.1' && asked === 'B');
}

/** Whether it takes transStatus D as the end of a challenge: F (fallback) or B, since 2.3.1. */
export function takesFallback({ messageVersion, threeDSRequestorDecReqInd: asked }: AReq): boolean {
  return messageVersion === '2.3.1' && (asked === 'F' || asked === 'B');
}

/** The time that decoupled authentication may take. 2.2.0 lets the element be absent: then it is the longest. */
function decoupledMs({ threeDSRequestorDecMaxTime }: AReq): number {
  return Number(threeDSRequestorDecMaxTime ?? MAX_MINUTES) * MINUTE_MS;
}

/**
 * The answer for a card that is to be authenticated decoupled: D where that was asked for and the time is enough, else
 * U with 23 (needed, but not asked for) or 25 (too little time).
 */
export function decideDecoupled(
  areq: AReq,
  { minutes = 1, answers }: Omit<DecoupledFacts, 'is'>,
): { transStatus: 'D'; answers?: OwnAnswer } | { transStatus: 'U'; transStatusReason: '23' | '25'; because: string } {
  if (!asksForDecoupled(areq)) {
    const because = 'decoupled authentication is needed, and the requestor does not ask for it (threeDSRequestorDecReqInd)';
    return { transStatus: 'U', transStatusReason: '23', because };
  }
  if (decoupledMs(areq) < minutes * MINUTE_MS) {
    const because = `decoupled authentication of this card takes ${minutes} minutes, more than threeDSRequestorDecMaxTime`;
    return { transStatus: 'U', transStatusReason: '25', because };
  }
  return { transStatus: 'D', ...(answers ? { answers } : {}) };
}

/** When decoupled authentication is looked at next, and what has come of it by then. */
export function decoupledUntil(
  areq: AReq,
  answers: OwnAnswer | undefined,
  at: number,
): { dueAt: number; atDue: DecoupledAnswer } {
  const end = at + decoupledMs(areq);
  const answered = at + (answers?.afterSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return answers && answered < end ? { dueAt: answered, atDue: answers.answer } : { dueAt: end, atDue: 'timedOut' };
}

/** How it ends (EMV 3DS 2.2.0, Table A.1: reasons 24 and 26, challengeCancel 03). Nobody answered on a page: no interactions. */
export function decoupledResult(answer: DecoupledAnswer, policy: Policy = POLICY): Result {
  switch (answer) {
    case 'approved':
      return { transStatus: 'Y', interactionCounter: 0 };
    case 'refused':
      return { transStatus: 'N', transStatusReason: policy.reason.refused, interactionCounter: 0 };
    case 'timedOut':
      return {
        transStatus: policy.decoupledTimedOut,
        transStatusReason: policy.reason.decoupledTimedOut,
        challengeCancel: policy.cancel.decoupledTimedOut,
        interactionCounter: 0,
      };
  }
}
