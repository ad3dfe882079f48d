import {
  constants,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import {
  type CompactJwe,
  type Encryption,
  freshIv,
  isEncryption,
  KEY_BYTES,
  openCompactJwe,
  readCompactJwe,
  sealCompactJwe,
} from './compactJwe.ts';
import { concatKdf } from './concatKdf.ts';
import { makeEphemeralKeys, readEphemPubKey } from './ephemeralKeys.ts';

// Device information on its way from an SDK to the DS (EMV 3DS 2.2.0, 6.2.2.1 and 6.2.2.2).

/** How the key of a DS is used, by its kind. */
export const KEY_MANAGEMENTS = { rsa: 'RSA-OAEP-256', ec: 'ECDH-ES' } as const;
export type KeyManagement = (typeof KEY_MANAGEMENTS)[keyof typeof KEY_MANAGEMENTS];

/** A public key of a DS as it gives it to SDKs: a JWK (RFC 7517) with its kid, RSA of 2048 bits or more, or EC on P-256. */
export type DsPublicJwk =
  | { kid: string; kty: 'RSA'; n: string; e: string }
  | { kid: string; kty: 'EC'; crv: 'P-256'; x: string; y: string };

/** What is wrong with an sdkEncData: nothing that can be read, an algorithm that is not of the protocol, a kid of no key, or a key that does not open it. */
export type SdkEncDataFault = 'malformed' | 'algorithm' | 'kid' | 'decryption';

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;
const MIN_RSA_BITS = 2048;

/** How a key of a DS is used; undefined for one that the protocol has no use for. */
export function keyManagementOf({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): KeyManagement | undefined {
  if (asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS) return KEY_MANAGEMENTS.rsa;
  if (asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return KEY_MANAGEMENTS.ec;
  return undefined;
}

/** The public key of a JWK that an SDK is given for a DS. @throws Error where it is none of the two kinds */
export function readDsPublicJwk(jwk: DsPublicJwk): KeyObject {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  if (!keyManagementOf(key)) throw new Error('the key of a DS is RSA of 2048 bits or more, or EC on P-256');
  return key;
}

/** The JWK of a key of a DS, public or private, to be given to SDKs. @throws Error where it is none of the two kinds */
export function dsPublicJwkOf(key: KeyObject, kid: string): DsPublicJwk & { use: 'enc'; alg: KeyManagement } {
  const alg = keyManagementOf(key);
  if (!alg) throw new Error('the key of a DS is RSA of 2048 bits or more, or EC on P-256');
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return { ...(publicKey.export({ format: 'jwk' }) as unknown as DsPublicJwk), kid, use: 'enc', alg };
}

export interface SdkEncDataOptions {
  /** Names the key. */
  kid: string;
  /** The public key of the DS. */
  key: KeyObject;
  enc: Encryption;
  /** PartyVInfo of ECDH-ES; RSA does without. */
  directoryServerID: string;
}

/** The sdkEncData of device information: a compact JWE. @throws Error for a key that is neither RSA nor EC on P-256 */
export function sealSdkEncData(deviceInfo: string, { kid, key, enc, directoryServerID }: SdkEncDataOptions): string {
  const alg = keyManagementOf(key);
  const iv = freshIv(enc);
  if (alg === 'RSA-OAEP-256') {
    const contentKey = randomBytes(KEY_BYTES[enc]);
    const encryptedKey = publicEncrypt({ key, ...OAEP }, contentKey);
    return sealCompactJwe(deviceInfo, { header: { alg, kid, enc }, key: contentKey, iv, encryptedKey });
  }
  if (alg !== 'ECDH-ES') throw new Error('the key of a DS is RSA of 2048 bits or more, or EC on P-256');
  const own = makeEphemeralKeys();
  const contentKey = agreedKey(own.privateKey, key, enc, directoryServerID);
  return sealCompactJwe(deviceInfo, { header: { alg, kid, epk: own.publicKey, enc }, key: contentKey, iv });
}

/**
 * The device information in an sdkEncData, as text.
 * @param keyOf the private key of the DS that a kid names; undefined where it names none
 */
export function openSdkEncData(
  sdkEncData: string,
  { keyOf, directoryServerID }: { keyOf: (kid: string) => KeyObject | undefined; directoryServerID: string },
): { text: string } | { fault: SdkEncDataFault } {
  const jwe = readCompactJwe(sdkEncData);
  if (!jwe) return { fault: 'malformed' };
  const { alg, enc, kid } = jwe.header;
  const key = typeof kid === 'string' ? keyOf(kid) : undefined;
  if (!key) return { fault: 'kid' };
  // The key says how it is used: what a header says may not turn it to another use.
  if (!isEncryption(enc) || alg === undefined || alg !== keyManagementOf(key)) return { fault: 'algorithm' };
  const contentKey = alg === 'RSA-OAEP-256' ? unwrapKey(jwe, key, enc) : agreedWith(jwe, key, enc, directoryServerID);
  const text = contentKey && openCompactJwe(jwe, contentKey);
  return text === undefined ? { fault: 'decryption' } : { text };
}

function unwrapKey({ encryptedKey }: CompactJwe, key: KeyObject, enc: Encryption): Buffer | undefined {
  try {
    const contentKey = privateDecrypt({ key, ...OAEP }, encryptedKey);
    return contentKey.length === KEY_BYTES[enc] ? contentKey : undefined;
  } catch {
    return undefined;
  }
}

function agreedWith({ header, encryptedKey }: CompactJwe, key: KeyObject, enc: Encryption, directoryServerID: string) {
  const theirs = readEphemPubKey(header.epk);
  return theirs && encryptedKey.length === 0 ? agreedKey(key, theirs, enc, directoryServerID) : undefined;
}

/** 256 bits, of which A128GCM takes the left half. AlgorithmID is empty, unlike in RFC 7518, 4.6.2. */
function agreedKey(own: KeyObject, theirs: KeyObject, enc: Encryption, directoryServerID: string): Buffer {
  const sharedSecret = diffieHellman({ privateKey: own, publicKey: theirs });
  const derived = concatKdf(sharedSecret, { algorithmID: '', partyUInfo: '', partyVInfo: directoryServerID, bits: 256 });
  return derived.subarray(0, KEY_BYTES[enc]);
}
