import { constants, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { decodeBase64url } from '../messages/base64url.ts';
import type { Fault } from '../messages/checks.ts';
import { dataFindings } from '../messages/schemas.ts';

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

/** For each algorithm: the keys that it goes with, and how it verifies. */
const ALGORITHMS: Record<string, { keys: string; fits(key: KeyObject): boolean; options: object; length?: number }> = {
  ES256: {
    keys: 'an EC key on P-256',
    fits: ({ asymmetricKeyType, asymmetricKeyDetails }) =>
      asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1',
    options: { dsaEncoding: 'ieee-p1363' },
    length: 64,
  },
  PS256: {
    keys: 'an RSA key of at least 2048 bits',
    fits: ({ asymmetricKeyType, asymmetricKeyDetails }) =>
      asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048,
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  },
};

function signatureFaults(jws: string, { alg, x5c }: Json): Fault[] {
  const algorithm = typeof alg === 'string' && Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
  if (!algorithm) {
    const rule = 'The algorithm of the signature: PS256 or ES256.';
    return alg === undefined ? [] : [{ reason: 'CRYPTO_ALGORITHM_WRONG', detail: 'acsSignedContent.header.alg', rule }];
  }
  if (!Array.isArray(x5c) || x5c.length === 0) return [];
  const chain = x5c.map(certificate);
  const [leaf] = chain;
  const unread = chain.indexOf(undefined);
  if (!leaf || unread !== -1) {
    const rule = `Certificate ${unread + 1} cannot be read: each is an X.509 certificate, DER in base64.`;
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'acsSignedContent.header.x5c', rule }];
  }
  const [head, body, signature = ''] = jws.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const faults: Fault[] = [];
  const not = (detail: string, rule: string) => faults.push({ reason: 'SIGNATURE_NOT_VERIFIED', detail, rule });
  if (!algorithm.fits(leaf.publicKey)) {
    not('acsSignedContent.header.x5c', `${alg} needs ${algorithm.keys} in the first certificate.`);
  } else if (algorithm.length !== undefined && bytes.length !== algorithm.length) {
    not(
      'acsSignedContent',
      `The signature of ${alg} is R and S, ${algorithm.length} bytes, not DER; here it has ${bytes.length}.`,
    );
  } else if (!verify('sha256', Buffer.from(`${head}.${body}`), { key: leaf.publicKey, ...algorithm.options }, bytes)) {
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
