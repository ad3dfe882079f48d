import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { CREDENTIAL_SEED_BYTES } from './credential.ts';
import { openSealed, sealText } from './seal.ts';

/**
 * What there are keys for: one of its own for each purpose, so that what was made for one is nothing to every other. Their names
 * are what they are derived by, and stores hold what was made with most of them: a name that has shipped never changes. `page`
 * and `subject` were in use for several purposes at once and are never to be used again; `seal` only opens what was sealed then.
 */
const PURPOSES = [
  ...['card', 'code', 'ePin', 'message', 'fixtures', 'credential', 'fingerprint', 'authenticationValue'],
  ...['page token', '3DS Method token', 'approval', 'SPC challenge', 'portal visit form', 'portal session form'],
  ...['portal SMS code', 'portal e-mail code', 'portal phone code', 'portal source', 'portal cardholder', 'portal phone'],
  ...['seal', 'seal of a session key', 'seal of an effect', 'seal of a message to a cardholder'],
  ...['requestor', 'device', 'seal of a transaction', 'seal of a message', 'seal of a rule', 'seal of another message'],
] as const;
type Purpose = (typeof PURPOSES)[number];

/** Proofs that leave the simulator within a token, and come back from anybody. */
export type ProofPurpose = Purpose & ('page token' | '3DS Method token' | 'approval' | `portal ${string} form`);

/** Keyed hashes that the portal keeps: of codes, and of what its limits are counted by. They tell things apart and name none. */
export type PortalPurpose = Purpose & (`portal ${string} code` | 'portal source' | 'portal cardholder' | 'portal phone');

/** Text that is kept sealed. */
export type SealPurpose = Purpose & `seal of ${string}`;

/** The keyed functions of the simulator. All keys come from one secret, so that one file is all there is to keep. */
export interface Keys {
  /** Keyed hash of a card number: the only form in which one is stored or looked up. */
  cardHash(acctNumber: string): string;
  /** Keyed hash of the one-time code of a challenge, bound to its transaction. */
  codeHash(acsTransID: string, code: string): string;
  /** What is hashed with scrypt instead of the ePin itself: four digits alone would be found in a moment. */
  pepper(ePin: string): Buffer;
  /** Keyed digest of a message, whose card number must not be found by trying. */
  messageDigest(text: string): Buffer;
  /** Keyed digest of the fixtures: they hold card numbers and ePins. */
  fixturesDigest(text: string): string;
  /** 32 characters of base64url that prove that we said all of the parts, for this purpose and for no other one. */
  proof(purpose: ProofPurpose, ...parts: readonly string[]): string;
  /** What the authenticator signs in Secure Payment Confirmation: 43 characters of base64url, bound to the transaction. */
  spcChallenge(acsTransID: string): string;
  /** What the simulated credential of a card is made of (credential.ts). */
  credentialSeed(cardHash: string): Buffer;
  /** Keyed hash of something of the portal, bound to all of the parts. */
  portalHash(purpose: PortalPurpose, ...parts: readonly string[]): string;
  /** Keyed hash of a threeDSRequestorID, which is only ever compared. */
  requestorHash(threeDSRequestorID: string): string;
  /** What is known of a device, to be compared only. */
  deviceHash(facts: string): string;
  /** The keyed part of an authenticationValue, bound to all of the parts: 32 bytes, of which it takes the first. */
  valueMac(parts: readonly string[]): Buffer;
  /**
   * Text that only this simulator can read again (AES-256-GCM), for this purpose and at its place alone.
   * @param owner what names the record that keeps it, such as its id
   */
  seal(purpose: SealPurpose, owner: readonly string[], text: string): string;
  /** @throws Error for what was sealed for another purpose, for another record, by somebody else, or not at all */
  unseal(purpose: SealPurpose, owner: readonly string[], sealed: string): string;
  /** A value that shows whether a store was written with this secret. */
  fingerprint: string;
}

const SECRET_BYTES = 32;

export function newSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

export function makeKeys(secret: Buffer): Keys {
  const keyFor = (use: Purpose) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `acs-simulator ${use}`, 32)));
  const keys = Object.fromEntries(PURPOSES.map((purpose) => [purpose, keyFor(purpose)])) as Record<Purpose, KeyObject>;
  const mac = (purpose: Purpose, text: string) => createHmac('sha256', keys[purpose]).update(text).digest();
  const hash = (purpose: Purpose, text: string) => mac(purpose, text).toString('base64url');
  return {
    cardHash: (acctNumber) => hash('card', acctNumber),
    codeHash: (acsTransID, digits) => hash('code', joinParts(acsTransID, digits)),
    pepper: (digits) => mac('ePin', digits),
    messageDigest: (text) => mac('message', text),
    fixturesDigest: (text) => hash('fixtures', text),
    proof(purpose, ...parts) {
      // Links of notifications live for days, so those of older versions of this program still open.
      const text = purpose === 'approval' ? joinParts(...parts) : JSON.stringify(parts);
      return hash(purpose, text).slice(0, 32);
    },
    spcChallenge: (acsTransID) => hash('SPC challenge', acsTransID),
    credentialSeed: (cardHash) => Buffer.from(hkdfSync('sha256', keys.credential, '', cardHash, CREDENTIAL_SEED_BYTES)),
    portalHash: (purpose, ...parts) => hash(purpose, JSON.stringify(parts)),
    requestorHash: (threeDSRequestorID) => hash('requestor', threeDSRequestorID),
    deviceHash: (facts) => hash('device', facts),
    valueMac: (parts) => mac('authenticationValue', JSON.stringify(parts)),
    seal: (purpose, owner, text) => sealText(keys[purpose], owner, text),
    unseal: (purpose, owner, sealed) => openSealed({ key: keys[purpose], before: keys.seal }, owner, sealed),
    fingerprint: hash('fingerprint', ''),
  };
}

/** Parts as stores have them: only the last one may hold the sign between them, so no two lists make one text. */
function joinParts(...parts: readonly string[]): string {
  if (parts.slice(0, -1).some((part) => part.includes('|')))
    throw new Error('a part of what is signed holds the sign between the parts');
  return parts.join('|');
}

/** Compares without telling by time how much of it fits. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
