import type { KeyObject, X509Certificate } from 'node:crypto';
import { faultOfChain } from '../../crypto/certificates.ts';
import { type EphemPubKey, readEphemPubKey } from '../../crypto/ephemeralKeys.ts';
import { holdsPrivateJwk } from '../../crypto/jwk.ts';
import { readJws } from '../../crypto/jws.ts';
import { isUrl } from '../../messages/urls.ts';
import { SdkRefusal } from './refusal.ts';

/** What an SDK takes from acsSignedContent. */
export interface SignedContent {
  acsURL: string;
  acsEphemPubKey: KeyObject;
}

/**
 * Verifies acsSignedContent as the published SDKs do, and that it was made for this challenge, which neither of them does.
 * @param at milliseconds since 1970
 * @throws SdkRefusal
 */
export async function readSignedContent(
  acsSignedContent: string | undefined,
  { roots, sdkEphemPubKey, at }: { roots: readonly X509Certificate[]; sdkEphemPubKey: EphemPubKey; at: number },
): Promise<SignedContent> {
  const refuse = (rule: string, says: string) => new SdkRefusal(`acsSignedContent ${rule}`, ['Android', 'iOS'], says);
  const jws = readJws(acsSignedContent ?? '');
  if (jws === 'malformed') throw refuse('form', 'three parts in base64url, with alg and x5c in the header');
  if (jws === 'algorithm') throw refuse('alg', 'ES256 or PS256');
  if (jws === 'signature') throw refuse('signature', 'made by x5c[0]');
  const fault = faultOfChain(jws.chain, roots, at);
  if (fault) throw refuse('chain', `x5c leads to a root that the SDK trusts; here ${fault}`);
  const { acsURL, acsEphemPubKey, sdkEphemPubKey: signed } = jws.payload;
  if (typeof acsURL !== 'string' || !isUrl(acsURL)) throw refuse('acsURL', 'a URL');
  const key = typeof acsEphemPubKey === 'object' ? readEphemPubKey(acsEphemPubKey) : undefined;
  if (!key) throw refuse('acsEphemPubKey', 'a JWK object, on P-256, without private members');
  const { x, y } = (signed ?? {}) as Partial<EphemPubKey>;
  if (x !== sdkEphemPubKey.x || y !== sdkEphemPubKey.y || holdsPrivateJwk(signed))
    throw new SdkRefusal('acsSignedContent sdkEphemPubKey', ['EMV'], 'the key that the SDK put into its AReq');
  return { acsURL, acsEphemPubKey: key };
}
