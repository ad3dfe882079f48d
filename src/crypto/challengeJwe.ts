import { CompactEncrypt, compactDecrypt } from 'jose';

/** The content encryptions of CReq and CRes (EMV 3DS 2.2.0, 6.2.4.1). */
export const ENCRYPTIONS = ['A128CBC-HS256', 'A128GCM'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

/** Who speaks: with A128GCM each side has a half of the key for its own. */
export type Direction = 'SDK to ACS' | 'ACS to SDK';

/** The header of a JWE as far as it can be read; what it says is proven by the decryption alone. */
export interface JweHeader {
  alg: unknown;
  enc: unknown;
  /** The acsTransID. */
  kid: string;
}

/** Text is what it claims to be only in this spelling: otherwise one flipped bit could pass unseen. */
const isCanonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;

/** The header of a compact JWE with a kid; undefined for any other text. */
export function readJweHeader(jwe: string): JweHeader | undefined {
  const parts = jwe.split('.');
  if (parts.length !== 5) return undefined;
  try {
    const { alg, enc, kid } = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString('utf8')) ?? {};
    return typeof kid === 'string' ? { alg, enc, kid } : undefined;
  } catch {
    return undefined;
  }
}

export function isEncryption(enc: unknown): enc is Encryption {
  return (ENCRYPTIONS as readonly unknown[]).includes(enc);
}

/**
 * Encrypts a CReq or CRes as compact JWE, with alg `dir` and a random IV.
 * @param acsTransID the kid
 * @param key the session key, 32 bytes
 */
export function encryptChallenge(
  message: string,
  { key, enc, direction, acsTransID }: { key: Uint8Array; enc: Encryption; direction: Direction; acsTransID: string },
): Promise<string> {
  // SDKs refuse a header with further members, or one whose JSON is not compact.
  return new CompactEncrypt(Buffer.from(message, 'utf8'))
    .setProtectedHeader({ alg: 'dir', enc, kid: acsTransID })
    .encrypt(keyOf(key, enc, direction));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The message in a compact JWE.
 * @returns undefined where it was not encrypted with this key and algorithm, was changed on its way, or holds no text
 */
export async function decryptChallenge(
  jwe: string,
  { key, enc, direction }: { key: Uint8Array; enc: Encryption; direction: Direction },
): Promise<string | undefined> {
  if (!jwe.split('.').every(isCanonical)) return undefined;
  try {
    const { plaintext } = await compactDecrypt(jwe, keyOf(key, enc, direction), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: [enc],
    });
    return utf8.decode(plaintext);
  } catch {
    return undefined;
  }
}

/** A128CBC-HS256 uses the whole key both ways; A128GCM the left half for the SDK's messages, the right one for the ACS's. */
function keyOf(key: Uint8Array, enc: Encryption, direction: Direction): Uint8Array {
  if (enc === 'A128CBC-HS256') return key;
  return direction === 'SDK to ACS' ? key.subarray(0, 16) : key.subarray(16, 32);
}
