import type { Acs } from '../../acs.ts';
import { renderingOf } from '../../challenge/appUi.ts';
import { acsSignedContent } from '../../crypto/acsSignedContent.ts';
import { makeEphemeralKeys, readEphemPubKey, sessionKey } from '../../crypto/ephemeralKeys.ts';
import type { JwsFault } from '../../crypto/jws.ts';
import { faultOfSdkServerSignedContent } from '../../crypto/sdkServerSignedContent.ts';
import { type ErrorReason, ProtocolError } from '../../messages/errors.ts';
import type { AReq } from '../../messages/types.ts';
import type { Decision } from '../../transaction/decide.ts';
import type { AppSide } from '../../transaction/transaction.ts';
import { APP_CREQ_PATH } from './creq.ts';

/** Faults of a split SDK's signature, by what is wrong with it (EMV 3DS 2.3.1, Table A.4). */
const SPLIT_SDK_FAULTS: Record<JwsFault, ErrorReason> = {
  malformed: 'ELEMENT_FORMAT_INVALID',
  algorithm: 'CRYPTO_ALGORITHM_WRONG',
  signature: 'SIGNATURE_NOT_VERIFIED',
};

/**
 * What only the keys in the AReq of an app can show to be wrong.
 * @throws ProtocolError 203 `sdkEphemPubKey` for a point beside the curve; 203, 308, 310 for the signature of a split SDK
 */
export async function judgeKeys(areq: AReq): Promise<void> {
  if (areq.deviceChannel !== '01') return;
  if (!readEphemPubKey(areq.sdkEphemPubKey)) throw new ProtocolError('ELEMENT_FORMAT_INVALID', 'sdkEphemPubKey');
  if (areq.messageVersion !== '2.3.1' || typeof areq.sdkServerSignedContent !== 'string') return;
  const { sdkTransID, sdkReferenceNumber } = areq;
  const fault = await faultOfSdkServerSignedContent(areq.sdkServerSignedContent, { sdkTransID, sdkReferenceNumber });
  if (fault) throw new ProtocolError(SPLIT_SDK_FAULTS[fault], 'sdkServerSignedContent');
}

/**
 * What opens a challenge in an app: its side of the transaction, and what the SDK is told of it. The ephemeral private key
 * makes the session key at once and is gone then. Nothing for any other channel and outcome.
 */
export async function openApp(
  acs: Acs,
  areq: AReq,
  decision: Decision,
): Promise<{ app: AppSide; acsSignedContent: string } | undefined> {
  const sdkKey = readEphemPubKey(areq.sdkEphemPubKey);
  if (!('method' in decision) || areq.deviceChannel !== '01' || !sdkKey || !areq.sdkEphemPubKey) return undefined;
  const acsRenderingType = renderingOf(decision.method, areq.deviceRenderOptions);
  if (!acsRenderingType) return undefined;
  const own = makeEphemeralKeys();
  const key = sessionKey(own.privateKey, sdkKey, areq.sdkReferenceNumber ?? '');
  const content = {
    acsEphemPubKey: own.publicKey,
    sdkEphemPubKey: areq.sdkEphemPubKey,
    acsURL: `${acs.urls.acs}${APP_CREQ_PATH}`,
  };
  return {
    app: { sdkTransID: areq.sdkTransID ?? '', acsRenderingType, sessionKey: acs.keys.seal(key.toString('base64url')) },
    acsSignedContent: await acsSignedContent(content, acs.signing.signer),
  };
}
