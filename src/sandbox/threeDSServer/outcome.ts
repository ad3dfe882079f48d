import type { ServerTransaction } from './serverTransactions.ts';

export type PaymentOutcome = 'accepted' | 'refused' | 'cancelled' | 'timedOut' | 'error' | 'waiting' | 'noResult';

/** The transStatus of an ARes that a later message decides: an RReq, or the AReq that reports what came of SPC. */
const DECIDED_LATER: readonly (string | undefined)[] = ['C', 'D', 'S'];

/**
 * How an authentication ended for the requestor: by the RReq after a challenge, by the ARes without one, never by the CRes, which
 * comes from the browser. Y and A are accepted. An Erro instead of a result ends the waiting, and never hides a result.
 * @param now milliseconds since 1970: where decoupled authentication has no result in time, it has none
 */
export function paymentOutcomeOf({ ares, rreq, erro, rreqErro, waitsUntil }: ServerTransaction, now: number): PaymentOutcome {
  if (!ares) return erro ? 'error' : 'waiting';
  if (!DECIDED_LATER.includes(ares.transStatus)) return isAccepted(ares.transStatus) ? 'accepted' : 'refused';
  if (!rreq) {
    if (rreqErro) return 'error';
    return waitsUntil !== undefined && now > Date.parse(waitsUntil) ? 'noResult' : 'waiting';
  }
  if (isAccepted(rreq.transStatus)) return 'accepted';
  if (rreq.challengeCancel === '01') return 'cancelled';
  return TIME_OUTS.includes(rreq.challengeCancel) ? 'timedOut' : 'refused';
}

/** challengeCancel: 03 decoupled, 04 cardholder too slow, 05 no CReq. */
const TIME_OUTS: readonly (string | undefined)[] = ['03', '04', '05'];

function isAccepted(transStatus: string | undefined): boolean {
  return transStatus === 'Y' || transStatus === 'A';
}
