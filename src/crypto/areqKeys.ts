import { factsOf } from '../messages/versions.ts';
import { readEphemPubKey } from './ephemeralKeys.ts';
import type { JwsFault } from './jws.ts';
import { faultOfSdkServerSignedContent, formFaultOfSdkServerSignedContent } from './sdkServerSignedContent.ts';

/** Faults of a split SDK's signature, by what is wrong with it (EMV 3DS 2.3.1, Table A.4). */
const SPLIT_SDK_FAULTS = {
  malformed: 'ELEMENT_FORMAT_INVALID',
  algorithm: 'CRYPTO_ALGORITHM_WRONG',
  signature: 'SIGNATURE_NOT_VERIFIED',
} as const satisfies Record<JwsFault, string>;

/** What only the keys in the AReq of an app can show to be wrong with an element. */
const FAULTS_OF_KEYS = {
  /** A point beside the curve. */
  sdkEphemPubKey: ({ sdkEphemPubKey }: Json) =>
    readEphemPubKey(sdkEphemPubKey) ? undefined : ('ELEMENT_FORMAT_INVALID' as const),
  /** What the server of a split SDK has signed. */
  sdkServerSignedContent({ messageVersion, sdkServerSignedContent, sdkTransID, sdkReferenceNumber }: Json, verifies: boolean) {
    if (!factsOf(messageVersion)?.sdkTypes || typeof sdkServerSignedContent !== 'string') return undefined;
    const find = verifies ? faultOfSdkServerSignedContent : formFaultOfSdkServerSignedContent;
    const fault = find(sdkServerSignedContent, { sdkTransID, sdkReferenceNumber });
    return fault && SPLIT_SDK_FAULTS[fault];
  },
};

type Json = Readonly<
  Partial<
    Record<
      'deviceChannel' | 'messageVersion' | 'sdkEphemPubKey' | 'sdkServerSignedContent' | 'sdkTransID' | 'sdkReferenceNumber',
      unknown
    >
  >
>;

/**
 * The reason that an Erro gives for an element of an AReq whose fault only its keys show; undefined where none is found.
 * @param verifies whether the signature of a split SDK's server is verified, too: not by an ACS, it is the DS that does (EMV 3DS
 *   2.3.1, Req 390)
 */
export function faultOfKey(
  areq: Json,
  element: keyof typeof FAULTS_OF_KEYS,
  { verifies = false } = {},
): (typeof SPLIT_SDK_FAULTS)[JwsFault] | undefined {
  return areq.deviceChannel === '01' ? FAULTS_OF_KEYS[element](areq, verifies) : undefined;
}
