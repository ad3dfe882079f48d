import type { EphemPubKey } from './ephemeralKeys.ts';
import { type Signer, signJws } from './jws.ts';

/** What the ACS signs for the SDK (EMV 3DS 2.2.0, Table A.1, ACS Signed Content); both keys as objects. */
export interface AcsSignedContent {
  acsEphemPubKey: EphemPubKey;
  /** As it came in the AReq. */
  sdkEphemPubKey: object;
  acsURL: string;
}

/** acsSignedContent of an ARes: a compact JWS of ES256 or PS256, whose header is exactly alg and x5c. */
export function acsSignedContent(content: AcsSignedContent, signer: Signer): Promise<string> {
  const { acsEphemPubKey, sdkEphemPubKey, acsURL } = content;
  return signJws({ acsEphemPubKey, sdkEphemPubKey, acsURL }, signer);
}
