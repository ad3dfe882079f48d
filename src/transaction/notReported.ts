import { type ErrorReason, ProtocolError } from '../messages/errors.ts';
import { VERSIONS } from '../messages/versions.ts';
import type { Transaction } from './transaction.ts';

const WHY: Partial<Record<ErrorReason, string>> = {
  TRANSACTION_TIMED_OUT: 'The DS did not answer the RReq in time',
  SYSTEM_CONNECTION_FAILURE: 'The DS could not be reached with the RReq',
};

/** A fault that is not of the CReq which waits for its answer, but of the RRes. */
export class FaultOfRRes extends ProtocolError {}

/** What an app is told where the result is not acknowledged for a reason that is not in an RRes. */
export function notReported(reason: ErrorReason): ProtocolError {
  return new ProtocolError(reason, WHY[reason] ?? 'The DS did not acknowledge the RReq');
}

/** What is wrong with an RRes is told to the app as to the DS in 2.3.1 (5.9.11); before, that the result was not acknowledged. */
export function invalidRRes({ messageVersion }: Transaction, { reason, detail }: ProtocolError): ProtocolError {
  if (reason === 'TRANSACTION_TIMED_OUT') return notReported(reason);
  return VERSIONS[messageVersion].tellsAppOfRRes
    ? new FaultOfRRes(reason, detail, { messageType: 'RRes' })
    : notReported('TRANSIENT_SYSTEM_FAILURE');
}
