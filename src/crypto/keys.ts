import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { CREDENTIAL_SEED_BYTES } from './credential.ts';

/** The keyed functions of the simulator. All keys come from one secret, so that one file is all there is to keep. */
export interface Keys {
  /** Keyed hash of a card number: the only form in which one is stored or looked up. */
  cardHash(acctNumber: string): string;
  /** Keyed hash of a one-time code, bound to its transaction. */
  codeHash(acsTransID: string, code: string): string;
  /** What is hashed with scrypt instead of the ePin itself: four digits alone would be found in a moment. */
  pepper(ePin: string): Buffer;
  /** Keyed digest of a message, whose card number must not be found by trying. */
  messageDigest(text: string): Buffer;
  /** The proof that a page of ours was shown for this transaction and place. */
  pageProof(acsTransID: string, place: string): string;
  /** The proof that a notification of ours asked for an approval. Another key: who has a page's proof has not this one. */
  approvalProof(acsTransID: string, push: string): string;
  /** What the authenticator signs in Secure Payment Confirmation: 43 characters of base64url, bound to the transaction. */
  spcChallenge(acsTransID: string): string;
  /** What the simulated credential of a card is made of (credential.ts). */
  credentialSeed(cardHash: string): Buffer;
  /** Keyed hash of what limits are counted by: an address, an e-mail, a session. It tells them apart and names none. */
  subjectHash(text: string): string;
  /** Keyed hash of a threeDSRequestorID, which is only ever compared. */
  requestorHash(threeDSRequestorID: string): string;
  /** The keyed part of an authenticationValue, bound to all of the parts: 32 bytes, of which it takes the first. */
  valueMac(parts: readonly string[]): Buffer;
  /** Text that only this simulator can read again (AES-256-GCM). */
  seal(text: string): string;
  unseal(sealed: string): string;
  /** A value that shows whether a store was written with this secret. */
  fingerprint: string;
}

const SECRET_BYTES = 32;

export function newSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

export function makeKeys(secret: Buffer): Keys {
  const keyFor = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `acs-simulator ${use}`, 32)));
  const mac = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest();
  const [card, code, ePin, page, value, sealing] = ['card', 'code', 'ePin', 'page', 'authenticationValue', 'seal'].map(
    keyFor,
  ) as [KeyObject, KeyObject, KeyObject, KeyObject, KeyObject, KeyObject];
  const approval = keyFor('approval');
  const subject = keyFor('subject');
  const message = keyFor('message');
  const credential = keyFor('credential');
  const requestor = keyFor('requestor');
  return {
    cardHash: (acctNumber) => mac(card, acctNumber).toString('base64url'),
    codeHash: (acsTransID, digits) => mac(code, `${acsTransID}|${digits}`).toString('base64url'),
    pepper: (digits) => mac(ePin, digits),
    messageDigest: (text) => mac(message, text),
    pageProof: (acsTransID, place) => mac(page, `${acsTransID}|${place}`).toString('base64url').slice(0, 32),
    approvalProof: (acsTransID, push) => mac(approval, `${acsTransID}|${push}`).toString('base64url').slice(0, 32),
    spcChallenge: (acsTransID) => mac(page, `${acsTransID}|spc`).toString('base64url'),
    credentialSeed: (cardHash) => Buffer.from(hkdfSync('sha256', credential, '', cardHash, CREDENTIAL_SEED_BYTES)),
    subjectHash: (text) => mac(subject, text).toString('base64url'),
    requestorHash: (threeDSRequestorID) => mac(requestor, threeDSRequestorID).toString('base64url'),
    valueMac: (parts) => mac(value, JSON.stringify(parts)),
    seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    fingerprint: mac(keyFor('fingerprint'), '').toString('base64url'),
  };
}

/** Compares without telling by time how much of it fits. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
