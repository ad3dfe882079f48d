import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

// Compact JWEs (RFC 7516) with the two content encryptions of the protocol. They are made here and not by a library, since the
// protocol says what the IV is (EMV 3DS 2.3.1, 6.2.4) and derives a key of ECDH-ES in a way of its own (6.2.2.1).

/** The content encryptions of CReq, CRes and sdkEncData (EMV 3DS 2.2.0, 6.2.2.1 and 6.2.4.1). */
export const ENCRYPTIONS = ['A128CBC-HS256', 'A128GCM'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

export function isEncryption(enc: unknown): enc is Encryption {
  return (ENCRYPTIONS as readonly unknown[]).includes(enc);
}

/** Bytes of the key of each. */
export const KEY_BYTES: Readonly<Record<Encryption, number>> = { 'A128CBC-HS256': 32, A128GCM: 16 };
const IV_BYTES: Readonly<Record<Encryption, number>> = { 'A128CBC-HS256': 16, A128GCM: 12 };
/** The text of 6.2.2.1 asks for an IV of 128 bits with both; RFC 7518 has 96 with GCM. */
const LONGEST_IV_BYTES = 16;
const TAG_BYTES = 16;

/** A compact JWE, taken apart; nothing in it is proven yet. */
export interface CompactJwe {
  header: Readonly<Record<string, unknown>>;
  encryptedKey: Buffer;
  iv: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
  /** What the tag covers besides: the header as it was spelt. */
  aad: string;
}

/** Text is what it claims to be only in this spelling: otherwise one flipped bit could pass unseen. */
const isCanonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;

/** The parts of a compact JWE; undefined for any other text. */
export function readCompactJwe(text: string): CompactJwe | undefined {
  const parts = text.split('.');
  if (parts.length !== 5 || !parts.every(isCanonical)) return undefined;
  const [aad = ''] = parts;
  const [head, encryptedKey, iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (!head || !encryptedKey || !iv || !ciphertext || !tag) return undefined;
  try {
    const header: unknown = JSON.parse(head.toString('utf8'));
    if (typeof header !== 'object' || header === null || Array.isArray(header)) return undefined;
    return { header: { ...header }, encryptedKey, iv, ciphertext, tag, aad };
  } catch {
    return undefined;
  }
}

export function freshIv(enc: Encryption): Buffer {
  return randomBytes(IV_BYTES[enc]);
}

/** How a JWE is made. */
export interface JweMaking {
  /** The protected header, in this order; `enc` says how it is encrypted. */
  header: { alg: string; enc: Encryption; kid: string } & Readonly<Record<string, unknown>>;
  /** As long as `enc` needs. */
  key: Uint8Array;
  /** Never the same twice with one key. */
  iv: Buffer;
  /** Empty where both sides have the key. */
  encryptedKey?: Buffer;
}

export function sealCompactJwe(text: string, { header, key, iv, encryptedKey = Buffer.alloc(0) }: JweMaking): string {
  const aad = Buffer.from(JSON.stringify(header), 'utf8').toString('base64url');
  const { ciphertext, tag } = CIPHERS[header.enc].seal(Buffer.from(text, 'utf8'), { key, iv, aad });
  return [aad, ...[encryptedKey, iv, ciphertext, tag].map((part) => part.toString('base64url'))].join('.');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text in a JWE.
 * @returns undefined where it was not encrypted with this key, was changed on its way, holds no text, or asks for an extension
 *   of JWE, of which none is known here (RFC 7516, 4.1.3 and 4.1.13)
 */
export function openCompactJwe({ header, iv, ciphertext, tag, aad }: CompactJwe, key: Uint8Array): string | undefined {
  const { enc, crit, zip } = header;
  if (!isEncryption(enc) || crit !== undefined || zip !== undefined) return undefined;
  if (tag.length !== TAG_BYTES || iv.length < IV_BYTES[enc] || iv.length > LONGEST_IV_BYTES) return undefined;
  try {
    const plain = CIPHERS[enc].open(ciphertext, { key, iv, aad, tag });
    return plain && utf8.decode(plain);
  } catch {
    return undefined;
  }
}

interface With {
  key: Uint8Array;
  iv: Buffer;
  aad: string;
}

interface Cipher {
  seal(plain: Buffer, how: With): { ciphertext: Buffer; tag: Buffer };
  open(ciphertext: Buffer, how: With & { tag: Buffer }): Buffer | undefined;
}

const CIPHERS: Readonly<Record<Encryption, Cipher>> = {
  'A128CBC-HS256': {
    seal(plain, { key, iv, aad }) {
      const cipher = createCipheriv('aes-128-cbc', key.subarray(16, 32), iv);
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { ciphertext, tag: macOf(ciphertext, { key, iv, aad }) };
    },
    open(ciphertext, { tag, ...how }) {
      if (!timingSafeEqual(macOf(ciphertext, how), tag)) return undefined;
      const decipher = createDecipheriv('aes-128-cbc', how.key.subarray(16, 32), how.iv);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    },
  },
  A128GCM: {
    seal(plain, { key, iv, aad }) {
      const cipher = createCipheriv('aes-128-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad));
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { ciphertext, tag: cipher.getAuthTag() };
    },
    open(ciphertext, { key, iv, aad, tag }) {
      const decipher = createDecipheriv('aes-128-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    },
  },
};

/** RFC 7518, 5.2.2.1: the first half of the key signs header, IV, ciphertext and the length of the header in bits. */
function macOf(ciphertext: Buffer, { key, iv, aad }: With): Buffer {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(Buffer.byteLength(aad) * 8));
  const mac = createHmac('sha256', key.subarray(0, 16)).update(aad).update(iv).update(ciphertext).update(bits);
  return mac.digest().subarray(0, TAG_BYTES);
}
