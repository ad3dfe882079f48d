import type { ServerTransaction } from '../threeDSServer/serverTransactions.ts';

export type Outcome = 'accepted' | 'refused' | 'cancelled' | 'timedOut' | 'error' | 'waiting';

/**
 * How a payment ended for the shop: by the RReq after a challenge, by the ARes without one, never by the CRes, which comes
 * from the browser. Y and A are accepted.
 */
export function outcomeOf({ ares, rreq, erro }: ServerTransaction): Outcome {
  if (!ares) return erro ? 'error' : 'waiting';
  if (ares.transStatus !== 'C' && ares.transStatus !== 'D') return isAccepted(ares.transStatus) ? 'accepted' : 'refused';
  if (!rreq) return 'waiting';
  if (isAccepted(rreq.transStatus)) return 'accepted';
  if (rreq.challengeCancel === '01') return 'cancelled';
  return TIME_OUTS.includes(rreq.challengeCancel) ? 'timedOut' : 'refused';
}

/** challengeCancel: 03 decoupled, 04 cardholder too slow, 05 no CReq. */
const TIME_OUTS: readonly (string | undefined)[] = ['03', '04', '05'];

function isAccepted(transStatus: string | undefined): boolean {
  return transStatus === 'Y' || transStatus === 'A';
}
