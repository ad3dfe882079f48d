import { readEphemPubKey } from './ephemeralKeys.ts';
import type { JwsFault } from './jws.ts';
import { faultOfSdkServerSignedContent } from './sdkServerSignedContent.ts';

/** Faults of a split SDK's signature, by what is wrong with it (EMV 3DS 2.3.1, Table A.4). */
const SPLIT_SDK_FAULTS = {
  malformed: 'ELEMENT_FORMAT_INVALID',
  algorithm: 'CRYPTO_ALGORITHM_WRONG',
  signature: 'SIGNATURE_NOT_VERIFIED',
} as const satisfies Record<JwsFault, string>;

/** An element of an AReq whose fault only its keys show, and the reason that an Erro gives for it. */
export interface KeyFault {
  element: 'sdkEphemPubKey' | 'sdkServerSignedContent';
  reason: (typeof SPLIT_SDK_FAULTS)[JwsFault];
}

/**
 * What only the keys in the AReq of an app can show to be wrong: a point beside the curve, the signature of a split SDK.
 * @param hasSplitSdk whether its version knows split SDKs
 */
export function faultsOfKeys(areq: Readonly<Record<string, unknown>>, hasSplitSdk: boolean): KeyFault[] {
  if (areq.deviceChannel !== '01') return [];
  const faults: KeyFault[] = [];
  if (!readEphemPubKey(areq.sdkEphemPubKey)) faults.push({ element: 'sdkEphemPubKey', reason: 'ELEMENT_FORMAT_INVALID' });
  const { sdkServerSignedContent, sdkTransID, sdkReferenceNumber } = areq;
  if (!hasSplitSdk || typeof sdkServerSignedContent !== 'string') return faults;
  const fault = faultOfSdkServerSignedContent(sdkServerSignedContent, { sdkTransID, sdkReferenceNumber });
  if (fault) faults.push({ element: 'sdkServerSignedContent', reason: SPLIT_SDK_FAULTS[fault] });
  return faults;
}
