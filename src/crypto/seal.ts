import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** What is sealed for a purpose and a record begins so; no base64url has a full stop. Older values, without it, know of neither. */
const BOUND = '2.';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals text (AES-256-GCM), bound to the record that keeps it. @param owner what names that record */
export function sealText(key: KeyObject, owner: readonly string[], text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(nameOf(owner));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return BOUND + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/**
 * The text that was sealed.
 * @param keys that of the purpose, and the one that older versions of this program sealed everything with
 * @throws Error where it was not sealed with that key, or for another record
 */
export function openSealed(keys: { key: KeyObject; before: KeyObject }, owner: readonly string[], sealed: string): string {
  const isBound = sealed.startsWith(BOUND);
  const bytes = Buffer.from(isBound ? sealed.slice(BOUND.length) : sealed, 'base64url');
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
  const decipher = createDecipheriv('aes-256-gcm', isBound ? keys.key : keys.before, iv, { authTagLength: TAG_BYTES });
  if (isBound) decipher.setAAD(nameOf(owner));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}

function nameOf(owner: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(owner), 'utf8');
}
