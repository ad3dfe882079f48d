import { ProtocolError } from '../messages/errors.ts';
import { POLICY } from './policy.ts';
import type { BrowserSession, ChallengeSession, Transaction } from './transaction.ts';

/**
 * Whether a well formed CReq may open this challenge, or open it again: undefined if so, else the fault to answer.
 * The same CReq again, as a browser's reload sends it, goes on where the challenge was (EMVCo FAQ 44; EMV 3DS 2.2.0 has 305
 * for any other second one, 2.3.1 has 315 after the RReq, and 402 is for one that comes too late).
 */
export function faultOfCReq(transaction: Transaction, session: BrowserSession): ProtocolError | undefined {
  const { state, method } = transaction;
  if (!method) return new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acsTransID');
  switch (state.name) {
    case 'decoupled':
      return new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acsTransID');
    case 'awaitingCReq':
      return undefined;
    case 'challenging':
      return isSame(state.session, session) ? undefined : new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acsTransID');
    case 'ending':
    case 'final':
      return state.result.transStatusReason === POLICY.reason.timedOut
        ? new ProtocolError('TRANSACTION_TIMED_OUT', 'The challenge timed out before this CReq came')
        : new ProtocolError('CREQ_AFTER_RREQ', 'acsTransID');
  }
}

function isSame(first: ChallengeSession, second: BrowserSession): boolean {
  return 'creq' in first && first.creq === second.creq && first.threeDSSessionData === second.threeDSSessionData;
}
