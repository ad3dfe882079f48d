import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { concatKdf } from './concatKdf.ts';
import { isPrivateJwk } from './jwk.ts';

/** A public key on P-256 as messages carry it: acsEphemPubKey, sdkEphemPubKey. */
export interface EphemPubKey {
  kty: 'EC';
  crv: 'P-256';
  /** Coordinates, 32 bytes each, base64url. */
  x: string;
  y: string;
}

/** The key pair of one side for one challenge. */
export interface EphemeralKeys {
  publicKey: EphemPubKey;
  privateKey: KeyObject;
}

export function makeEphemeralKeys(): EphemeralKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return { publicKey: { kty: 'EC', crv: 'P-256', x, y }, privateKey };
}

/**
 * The key of a JWK; undefined where it is none on P-256, such as a point beside the curve, or is not public. Further members are
 * ignored.
 */
export function readEphemPubKey(jwk: unknown): KeyObject | undefined {
  if (typeof jwk === 'object' && jwk !== null && isPrivateJwk(jwk)) return undefined;
  const { kty, crv, x, y } = (jwk ?? {}) as Record<string, unknown>;
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') return undefined;
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

const SESSION_KEY_BITS = 256;

/**
 * The key that ACS and SDK share for one challenge (EMV 3DS 2.2.0, 6.2.3.2): ECDH on P-256, then the Concat KDF with an empty
 * AlgorithmID and PartyUInfo.
 * @param sdkReferenceNumber of the AReq: the PartyVInfo
 * @returns 32 bytes
 */
export function sessionKey(own: KeyObject, theirs: KeyObject, sdkReferenceNumber: string): Buffer {
  const sharedSecret = diffieHellman({ privateKey: own, publicKey: theirs });
  return concatKdf(sharedSecret, { algorithmID: '', partyUInfo: '', partyVInfo: sdkReferenceNumber, bits: SESSION_KEY_BITS });
}
