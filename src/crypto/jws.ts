import { constants, type KeyObject, sign, verify, type X509Certificate } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { readX5c, x5cOf } from './certificates.ts';

/** The signatures of the protocol's JWSs (EMV 3DS 2.2.0, 6.2.3.1). */
export const SIGNATURES = ['ES256', 'PS256'] as const;
export type Signature = (typeof SIGNATURES)[number];

/** Whether a key can make or verify signatures of an algorithm. */
export function fits({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject, alg: Signature): boolean {
  return alg === 'ES256'
    ? asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1'
    : asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= 2048;
}

/** How each is made: R and S side by side; a salt as long as the digest. */
const OPTIONS = {
  ES256: { dsaEncoding: 'ieee-p1363' },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
} as const satisfies Record<Signature, object>;

/** Whether a key, which fits the algorithm, has made the signature of a compact JWS. */
export function verifies(jws: string, key: KeyObject, alg: Signature): boolean {
  const end = jws.lastIndexOf('.');
  const signature = Buffer.from(jws.slice(end + 1), 'base64url');
  return verify('sha256', Buffer.from(jws.slice(0, end)), { key, ...OPTIONS[alg] }, signature);
}

export interface Signer {
  alg: Signature;
  privateKey: KeyObject;
  /** The signing certificate first, then the intermediates. */
  chain: readonly X509Certificate[];
}

/** A compact JWS whose header is exactly alg and x5c. */
export function signCompact(payload: object, { alg, privateKey, chain }: Signer): string {
  const signed = [{ alg, x5c: x5cOf(chain) }, payload].map((part) =>
    Buffer.from(JSON.stringify(part), 'utf8').toString('base64url'),
  );
  const text = signed.join('.');
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, ...OPTIONS[alg] }).toString('base64url')}`;
}

/** The same, when there is time for it. */
export async function signJws(payload: object, signer: Signer): Promise<string> {
  return signCompact(payload, signer);
}

export interface Jws {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  /** The certificates of x5c, in their order. */
  chain: X509Certificate[];
}

/** What is wrong with a JWS: its form, an algorithm that is not of the protocol, or a signature that x5c[0] has not made. */
export type JwsFault = 'malformed' | 'algorithm' | 'signature';

/** A compact JWS by its form: what it says, but not whether its signature is right. Further members of the header are allowed. */
export function parseJws(text: string): (Jws & { alg: Signature }) | Exclude<JwsFault, 'signature'> {
  const header = readHeader(text);
  if (!header) return 'malformed';
  const alg = SIGNATURES.find((name) => name === header.alg);
  if (!alg) return 'algorithm';
  const chain = readX5c(header.x5c);
  const payload = readPayload(text);
  return chain && payload ? { alg, header, payload, chain } : 'malformed';
}

/** A compact JWS that the first certificate of its x5c has signed. Who issued that certificate is not judged here. */
export function readJws(text: string): Jws | JwsFault {
  const jws = parseJws(text);
  if (typeof jws === 'string') return jws;
  const { alg, header, payload, chain } = jws;
  const [leaf] = chain;
  // No extension of JWS is known here, so none that has to be understood is (RFC 7515, 4.1.11).
  if (!leaf || header.crit !== undefined || !fits(leaf.publicKey, alg)) return 'signature';
  return verifies(text, leaf.publicKey, alg) ? { header, payload, chain } : 'signature';
}

function readHeader(text: string): Record<string, unknown> | undefined {
  if (!/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    return { ...decodeProtectedHeader(text) };
  } catch {
    return undefined;
  }
}

function readPayload(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
