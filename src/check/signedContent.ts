import { X509Certificate } from 'node:crypto';
import { fits, SIGNATURES, type Signature, verifies } from '../crypto/jws.ts';
import { decodeBase64url } from '../messages/base64url.ts';
import { dataFindings } from '../messages/schemas.ts';
import type { Fault } from '../messages/subject.ts';

type Json = Record<string, unknown>;

const REASONS = { missing: 'REQUIRED_ELEMENT_MISSING', format: 'ELEMENT_FORMAT_INVALID' } as const;

/** What is wrong with an acsSignedContent: header, certificates, payload and signature (EMV 3DS 2.2.0, 6.2.3). */
export function signedContentFaults(jws: string): Fault[] {
  const [header, payload] = jws.split('.').map(json);
  if (!header || !payload) {
    const rule = 'A JWS: header and payload are JSON objects in base64url.';
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'acsSignedContent', rule }];
  }
  const shape = dataFindings('acsSignedContent', { header, payload }).map(({ element, fault, errors }): Fault => {
    const reason = fault === 'missing' ? REASONS.missing : REASONS.format;
    return { reason, detail: `acsSignedContent.${element}`, errors };
  });
  return [...shape, ...signatureFaults(jws, header)];
}

function json(part: string): Json | undefined {
  try {
    const value = JSON.parse(decodeBase64url(part) ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** For each algorithm: the keys that it goes with. */
const KEYS: Record<Signature, string> = { ES256: 'an EC key on P-256', PS256: 'an RSA key of at least 2048 bits' };
/** R and S of ES256, in bytes. */
const ES256_LENGTH = 64;

function signatureFaults(jws: string, { alg: name, x5c }: Json): Fault[] {
  const alg = SIGNATURES.find((known) => known === name);
  if (!alg) {
    const rule = 'The algorithm of the signature: PS256 or ES256.';
    return name === undefined ? [] : [{ reason: 'CRYPTO_ALGORITHM_WRONG', detail: 'acsSignedContent.header.alg', rule }];
  }
  if (!Array.isArray(x5c) || x5c.length === 0) return [];
  const chain = x5c.map(certificate);
  const [leaf] = chain;
  const unread = chain.indexOf(undefined);
  if (!leaf || unread !== -1) {
    const rule = `Certificate ${unread + 1} cannot be read: each is an X.509 certificate, DER in base64.`;
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'acsSignedContent.header.x5c', rule }];
  }
  const { length } = Buffer.from(jws.split('.')[2] ?? '', 'base64url');
  const faults: Fault[] = [];
  const not = (detail: string, rule: string) => faults.push({ reason: 'SIGNATURE_NOT_VERIFIED', detail, rule });
  if (!fits(leaf.publicKey, alg)) {
    not('acsSignedContent.header.x5c', `${alg} needs ${KEYS[alg]} in the first certificate.`);
  } else if (alg === 'ES256' && length !== ES256_LENGTH) {
    not('acsSignedContent', `The signature of ES256 is R and S, ${ES256_LENGTH} bytes, not DER; here it has ${length}.`);
  } else if (!verifies(jws, leaf.publicKey, alg)) {
    not('acsSignedContent', 'The signature is that of the first certificate over header and payload as they stand.');
  }
  const torn = chain.findIndex((each, at) => at > 0 && each && !chain[at - 1]?.verify(each.publicKey));
  if (torn > 0) not('acsSignedContent.header.x5c', `Each certificate is signed by the next; number ${torn} is not.`);
  return faults;
}

function certificate(base64: unknown): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(String(base64), 'base64'));
  } catch {
    return undefined;
  }
}
