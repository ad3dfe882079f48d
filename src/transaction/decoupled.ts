import type { OwnAnswer } from '../decision/decision.ts';
import { decoupledMs } from '../messages/decoupled.ts';
import type { AReq } from '../messages/types.ts';
import type { Policy } from './policy.ts';
import type { DecoupledAnswer, Result } from './transaction.ts';

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
export function decoupledResult(answer: DecoupledAnswer, policy: Policy): Result {
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
