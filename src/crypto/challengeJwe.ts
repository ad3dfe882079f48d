import { type Encryption, freshIv, openCompactJwe, readCompactJwe, sealCompactJwe } from './compactJwe.ts';

/** Who speaks: with A128GCM each side has a half of the key, and a kind of IV, for its own. */
export type Direction = 'SDK to ACS' | 'ACS to SDK';

/** The header of a JWE as far as it can be read; what it says is proven by the decryption alone. */
export interface JweHeader {
  alg: unknown;
  enc: unknown;
  /** The acsTransID. */
  kid: string;
}

/** The last counter that a message may have: each is 8 bits, and may not come to zero again (EMV 3DS 2.3.1, 6.2.4). */
export const LAST_COUNTER = 254;

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

/** How a CReq or CRes is encrypted. */
export interface ChallengeSealing {
  /** The session key, 32 bytes. */
  key: Uint8Array;
  enc: Encryption;
  direction: Direction;
  /** The kid. */
  acsTransID: string;
  /** sdkCounterStoA or acsCounterAtoS of the message. With A128GCM it is the IV: one key encrypts one message of each. */
  counter: string | number;
}

/** Encrypts a CReq or CRes as compact JWE, with alg `dir`; with A128CBC-HS256 the IV is random. */
export function encryptChallenge(message: string, { key, enc, direction, acsTransID, counter }: ChallengeSealing): string {
  const iv = enc === 'A128GCM' ? ivOf(Number(counter), direction) : freshIv(enc);
  // Published SDKs refuse a header with further members, or one whose JSON is not compact.
  return sealCompactJwe(message, { header: { alg: 'dir', enc, kid: acsTransID }, key: keyOf(key, enc, direction), iv });
}

/**
 * The message in a compact JWE. Its IV is the one that it names: nothing says that it has to be looked at.
 * @returns undefined where it was not encrypted with this key and algorithm, was changed on its way, or holds no text
 */
export function decryptChallenge(
  jwe: string,
  { key, enc, direction }: { key: Uint8Array; enc: Encryption; direction: Direction },
): string | undefined {
  const read = readCompactJwe(jwe);
  if (read?.header.alg !== 'dir' || read.header.enc !== enc || read.encryptedKey.length > 0) return undefined;
  return openCompactJwe(read, keyOf(key, enc, direction));
}

/** A128CBC-HS256 uses the whole key both ways; A128GCM the left half for the SDK's messages, the right one for the ACS's. */
function keyOf(key: Uint8Array, enc: Encryption, direction: Direction): Uint8Array {
  if (enc === 'A128CBC-HS256') return key;
  return direction === 'SDK to ACS' ? key.subarray(0, 16) : key.subarray(16, 32);
}

const PADDING: Readonly<Record<Direction, number>> = { 'SDK to ACS': 0x00, 'ACS to SDK': 0xff };

/** The counter, one byte, padded to 96 bits: by the SDK with 00, by the ACS with FF (EMV 3DS 2.3.1, 6.2.4.1 and 6.2.4.4). */
function ivOf(counter: number, direction: Direction): Buffer {
  const iv = Buffer.alloc(12, PADDING[direction]);
  iv.writeUInt8(counter % 256, iv.length - 1);
  return iv;
}
