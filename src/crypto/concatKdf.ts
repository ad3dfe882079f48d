import { createHash } from 'node:crypto';

/** The fixed info of a derivation; each text is preceded by its length in bytes. */
export interface ConcatKdfInfo {
  algorithmID: string;
  partyUInfo: string;
  partyVInfo: string;
  /** Length of the key: at most the 256 of one round of SHA-256. */
  bits: number;
}

/** The Concat KDF with SHA-256, one round (NIST SP 800-56A, 5.8.1, as in RFC 7518, 4.6.2). */
export function concatKdf(sharedSecret: Uint8Array, { algorithmID, partyUInfo, partyVInfo, bits }: ConcatKdfInfo): Buffer {
  const parts = [algorithmID, partyUInfo, partyVInfo].map((text) => Buffer.from(text, 'utf8'));
  const round = createHash('sha256').update(uint32(1)).update(sharedSecret);
  for (const part of parts) round.update(uint32(part.length)).update(part);
  return round
    .update(uint32(bits))
    .digest()
    .subarray(0, bits / 8);
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}
