import { createHash, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { dsPublicJwkOf } from '../../crypto/sdkEncData.ts';

/** What the DS and the SDKs of its payment system know each other by. */
export interface DsKeys {
  /** Device information is sealed for it by name, too (PartyVInfo: EMV 3DS 2.3.1.1, 6.2.2.1). */
  directoryServerID: string;
  /** The private keys that open device information, RSA or EC. */
  deviceKeys: readonly KeyObject[];
  /** The CAs of the DS: one of them has certified the servers of split SDKs. */
  roots: readonly X509Certificate[];
}

/** Without keys nothing can be opened, and nobody has certified anything. */
export const NO_KEYS: DsKeys = { directoryServerID: '', deviceKeys: [], roots: [] };

/** The kid of a key: a UUID that follows from the key itself, so that a new key has a new one. */
export function kidOf(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const [a, b, c, d, e] = [0, 8, 12, 16, 20].map((from, index) => hexOf(spki).slice(from, [8, 12, 16, 20, 32][index]));
  // Version 8, its variant: a UUID with contents of one's own (RFC 9562, 5.8).
  return `${a}-${b}-8${c?.slice(1)}-a${d?.slice(1)}-${e}`;
}

function hexOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What SDKs have to be given, as JSON. */
export function publishedKeys({ directoryServerID, deviceKeys, roots }: DsKeys): object {
  return {
    directoryServerID,
    keys: deviceKeys.map((key) => dsPublicJwkOf(key, kidOf(key))),
    rootCertificates: roots.map(String).join(''),
  };
}
