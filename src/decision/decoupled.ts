import { asksForDecoupled, decoupledMs } from '../messages/decoupled.ts';
import type { AReq } from '../messages/types.ts';
import type { DecoupledFacts, OwnAnswer } from './decision.ts';

const MINUTE_MS = 60_000;

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
