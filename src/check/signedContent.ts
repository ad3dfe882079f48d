import { X509Certificate } from 'node:crypto';
import { fits, SIGNATURES, type Signature, verifies } from '../crypto/jws.ts';
import { decodeBase64url } from '../messages/base64url.ts';
import { dataFindings } from '../messages/schemas.ts';
import type { Fault } from '../messages/subject.ts';
import { readUtcTime } from '../messages/utcTime.ts';

type Json = Record<string, unknown>;

const REASONS = { missing: 'REQUIRED_ELEMENT_MISSING', format: 'ELEMENT_FORMAT_INVALID' } as const;

/** What is wrong with an acsSignedContent: header, certificates, payload and signature (EMV 3DS 2.2.0, 6.2.3). */
export function signedContentFaults(jws: string): Fault[] {
  const [header, payload] = jws.split('.').map(json);
  if (!header || !payload) {
    const rule = 'A JWS: header and payload are JSON objects in base64url.';
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'acsSignedContent', rule, id: '6.2.3.3 JWS' }];
  }
  const shape = dataFindings('acsSignedContent', { header, payload }).map(({ element, fault, errors }): Fault => {
    const reason = fault === 'missing' ? REASONS.missing : REASONS.format;
    return { reason, detail: `acsSignedContent.${element}`, errors, id: ofPart(element) };
  });
  return [...shape, ...signatureFaults(jws, header, ACS)];
}

/** The rule of a part of an acsSignedContent. */
function ofPart(element: string): string {
  if (element.startsWith('header.x5c')) return '6.2.3.2 x5c';
  if (element.startsWith('header.alg')) return '6.2.3.2 alg';
  return element.startsWith('header') ? '6.2.3.2 JWS header' : '6.2.3.2 payload';
}

/** A signed element, and the rules that its signature goes by. */
interface Signed {
  element: 'acsSignedContent' | 'sdkServerSignedContent';
  alg: string;
  x5c: string;
  signature: string;
}

const ACS: Signed = { element: 'acsSignedContent', alg: '6.2.3.2 alg', x5c: '6.2.3.2 x5c', signature: '6.2.3.3 JWS' };
const SPLIT_SDK: Signed = {
  ...{ element: 'sdkServerSignedContent', alg: '6.2.2.4 alg', x5c: '6.2.2.3 chain', signature: '6.2.2.4 failure' },
};

type OfAReq = { sdkTransID?: unknown; sdkReferenceNumber?: unknown };

/** What each signed element of a split SDK has to be, and by which rule. */
const SDK_SERVER_MEMBERS: readonly [
  name: string,
  id: string,
  says: string,
  isRight: (value: unknown, areq: OfAReq) => boolean,
][] = [
  [
    ...(['sdkReferenceNumber', '6.2.2.4 ids', 'That of the AReq.'] as const),
    (value, { sdkReferenceNumber }) => value === sdkReferenceNumber,
  ],
  [
    ...(['sdkTransID', '6.2.2.4 ids', 'That of the AReq.'] as const),
    (value, { sdkTransID }) => String(value).toLowerCase() === String(sdkTransID).toLowerCase(),
  ],
  [
    ...(['splitSdkServerID', 'A.1 splitSdkServerID', 'The name that the DS gave the server, at most 32 characters.'] as const),
    (value) => typeof value === 'string' && value !== '' && [...value].length <= 32,
  ],
  [
    ...(['sdkSignatureTimestamp', 'A.1 sdkSignatureTimestamp', 'When it was signed, in UTC: YYYYMMDDHHMMSS.'] as const),
    (value) => readUtcTime(value) !== undefined,
  ],
];

/**
 * What is wrong with the sdkServerSignedContent of an AReq: header, certificates, payload and signature (EMV 3DS 2.3.1, 6.2.2.3).
 * Whether its chain leads to the CA of the DS, and whether its time is now, the DS alone can tell.
 */
export function sdkServerFaults(jws: string, areq: OfAReq): Fault[] {
  const [header, payload] = jws.split('.').map(json);
  const { element } = SPLIT_SDK;
  if (!header || !payload || jws.split('.').length !== 3) {
    const rule = 'A JWS: header and payload are JSON objects in base64url.';
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: element, rule, id: '6.2.2.3 signature' }];
  }
  if (!SIGNATURES.some((known) => known === header.alg)) {
    const rule = 'The algorithm of the signature, alg of the header: PS256 or ES256.';
    return [{ reason: 'CRYPTO_ALGORITHM_WRONG', detail: element, rule, id: SPLIT_SDK.alg }];
  }
  const x5c = Array.isArray(header.x5c) && header.x5c.length > 0;
  const chain = 'The certificate of the signing key first, then those that it hangs on.';
  const members = SDK_SERVER_MEMBERS.filter(([name, , , isRight]) => !isRight(payload[name], areq));
  return [
    ...(x5c ? [] : [{ reason: REASONS.missing, detail: `${element}.header.x5c`, rule: chain, id: '6.2.2.3 chain' }]),
    ...members.map(([name, id, rule]): Fault => {
      const reason = payload[name] === undefined ? REASONS.missing : REASONS.format;
      return { reason, detail: `${element}.payload.${name}`, rule, id };
    }),
    ...signatureFaults(jws, header, SPLIT_SDK),
  ];
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

function signatureFaults(jws: string, { alg: name, x5c }: Json, signed: Signed): Fault[] {
  const { element } = signed;
  const alg = SIGNATURES.find((known) => known === name);
  if (!alg) {
    const rule = 'The algorithm of the signature: PS256 or ES256.';
    return name === undefined
      ? []
      : [{ reason: 'CRYPTO_ALGORITHM_WRONG', detail: `${element}.header.alg`, rule, id: signed.alg }];
  }
  if (!Array.isArray(x5c) || x5c.length === 0) return [];
  const chain = x5c.map(certificate);
  const [leaf] = chain;
  const unread = chain.indexOf(undefined);
  if (!leaf || unread !== -1) {
    const rule = `Certificate ${unread + 1} cannot be read: each is an X.509 certificate, DER in base64.`;
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: `${element}.header.x5c`, rule, id: signed.x5c }];
  }
  const { length } = Buffer.from(jws.split('.')[2] ?? '', 'base64url');
  const faults: Fault[] = [];
  const not = (detail: string, rule: string, id: string) => faults.push({ reason: 'SIGNATURE_NOT_VERIFIED', detail, rule, id });
  if (!fits(leaf.publicKey, alg)) {
    not(`${element}.header.x5c`, `${alg} needs ${KEYS[alg]} in the first certificate.`, signed.x5c);
  } else if (alg === 'ES256' && length !== ES256_LENGTH) {
    not(element, `The signature of ES256 is R and S, ${ES256_LENGTH} bytes, not DER; here it has ${length}.`, signed.signature);
  } else if (!verifies(jws, leaf.publicKey, alg)) {
    not(element, 'The signature is that of the first certificate over header and payload as they stand.', signed.signature);
  }
  const torn = chain.findIndex((each, at) => at > 0 && each && !chain[at - 1]?.verify(each.publicKey));
  if (torn > 0) not(`${element}.header.x5c`, `Each certificate is signed by the next; number ${torn} is not.`, signed.x5c);
  return faults;
}

function certificate(base64: unknown): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(String(base64), 'base64'));
  } catch {
    return undefined;
  }
}
