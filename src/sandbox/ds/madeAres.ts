import type { ErrorReason } from '../../messages/errors.ts';
import type { AReq, ARes } from '../../messages/types.ts';
import { VERSIONS } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { DS_REFERENCE_NUMBER } from './context.ts';
import type { DsAnswer } from './rules.ts';

/** transStatusReason by what kept the ACS from answering; else 08, no card record. */
const REASONS: Partial<Record<ErrorReason, { now: string; before: string }>> = {
  // 22, a technical issue of the ACS, is not in every version.
  SYSTEM_CONNECTION_FAILURE: { now: '22', before: '13' },
  TRANSACTION_TIMED_OUT: { now: '14', before: '14' },
};
const NO_CARD_RECORD = '08';
const LAST_OF_210 = 21;

/**
 * The ARes that the DS makes in place of an ACS: its acsReferenceNumber and acsTransID are those of the DS (EMV 3DS 2.3.1.1,
 * Req 421, Req 411, Req 412).
 * @param message the AReq with the elements of the DS
 * @param why what kept the ACS from answering
 */
export function madeAres(
  sandbox: Sandbox,
  message: AReq,
  { transStatus, why }: { transStatus: Exclude<DsAnswer, 'Erro'>; why: ErrorReason },
): ARes {
  const { messageVersion, threeDSServerTransID, dsTransID = '', deviceChannel, sdkTransID } = message;
  const facts = VERSIONS[messageVersion];
  const reason = REASONS[why];
  const transStatusReason = (facts.lastReason > LAST_OF_210 ? reason?.now : reason?.before) ?? NO_CARD_RECORD;
  const isOfApp = deviceChannel === '01';
  return {
    messageType: 'ARes',
    messageVersion,
    threeDSServerTransID,
    dsTransID,
    acsTransID: dsTransID,
    dsReferenceNumber: DS_REFERENCE_NUMBER,
    acsReferenceNumber: DS_REFERENCE_NUMBER,
    ...(isOfApp && sdkTransID ? { sdkTransID } : {}),
    transStatus,
    ...(['N', 'U', 'R'].includes(transStatus) ? { transStatusReason } : {}),
    ...sandbox.proofOf(message, transStatus),
    ...(isOfApp && facts.deviceInfoRecognised
      ? { deviceInfoRecognisedVersion: facts.deviceInfoVersion, threeDSRequestorAppURLInd: 'N' as const }
      : {}),
  };
}
