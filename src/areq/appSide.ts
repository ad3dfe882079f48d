import type { Acs } from '../acs.ts';
import { renderingOf } from '../challenge/appUi.ts';
import { acsSignedContent } from '../crypto/acsSignedContent.ts';
import { makeEphemeralKeys, readEphemPubKey, sessionKey } from '../crypto/ephemeralKeys.ts';
import type { Decision } from '../decision/decision.ts';
import { isLandscape } from '../messages/deviceInfo.ts';
import type { AReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import type { AppSide } from '../transaction/transaction.ts';
import { APP_CREQ_PATH } from '../urls.ts';

/**
 * What opens a challenge in an app: its side of the transaction, and what the SDK is told of it. The ephemeral private key
 * makes the session key at once and is gone then. Nothing for any other channel and outcome.
 */
export async function openApp(
  acs: Acs,
  areq: AReq,
  decision: Decision,
  acsTransID: string,
): Promise<{ app: AppSide; acsSignedContent: string } | undefined> {
  const sdkKey = readEphemPubKey(areq.sdkEphemPubKey);
  if (!('method' in decision) || areq.deviceChannel !== '01' || !sdkKey || !areq.sdkEphemPubKey) return undefined;
  const acsRenderingType = renderingOf(decision.method, areq.deviceRenderOptions, areq.messageVersion);
  if (!acsRenderingType) return undefined;
  const own = makeEphemeralKeys();
  const key = sessionKey(own.privateKey, sdkKey, areq.sdkReferenceNumber ?? '');
  const content = {
    acsEphemPubKey: own.publicKey,
    sdkEphemPubKey: areq.sdkEphemPubKey,
    acsURL: `${acs.urls.acs}${APP_CREQ_PATH}`,
  };
  const sealed = acs.keys.seal('seal of a session key', [acsTransID], key.toString('base64url'));
  return {
    app: {
      sdkTransID: areq.sdkTransID ?? '',
      acsRenderingType,
      ...shownBy(areq),
      ...(VERSIONS[areq.messageVersion].sdkTypes && areq.sdkType === '02' ? { needsGcm: true } : {}),
      sessionKey: sealed,
    },
    acsSignedContent: await acsSignedContent(content, acs.signing.signer),
  };
}

/** What is known of the screen: what the SDK shows on it, and whether it lies. */
function shownBy({ deviceRenderOptions, deviceInfo }: AReq): Pick<AppSide, 'sdkUiType' | 'deviceUserInterfaceMode'> {
  return {
    ...(deviceRenderOptions ? { sdkUiType: deviceRenderOptions.sdkUiType } : {}),
    ...(isLandscape(deviceInfo) ? { deviceUserInterfaceMode: '02' as const } : {}),
  };
}
