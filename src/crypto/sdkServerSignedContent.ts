import type { X509Certificate } from 'node:crypto';
import { readUtcTime } from '../messages/utcTime.ts';
import { faultOfChain } from './certificates.ts';
import { holdsPrivateJwk } from './jwk.ts';
import { type Jws, type JwsFault, parseJws, readJws, type Signer, signCompact } from './jws.ts';

/** What the server of a split SDK signs (EMV 3DS 2.3.1, 6.2.2.3). */
export interface SdkServerSignedContent {
  sdkReferenceNumber: string;
  sdkTransID: string;
  /** At most 32 characters; the DS gives it. */
  splitSdkServerID: string;
  /** YYYYMMDDHHMMSS, UTC. */
  sdkSignatureTimestamp: string;
}

/** sdkTransID and sdkReferenceNumber of the AReq, which the signed ones have to equal. */
export interface OfAReq {
  sdkTransID: unknown;
  sdkReferenceNumber: unknown;
}

/** What a DS verifies a signed content by. */
export interface Verifying extends OfAReq {
  /** The CA certificates of the DS. */
  roots: readonly X509Certificate[];
  /** Milliseconds since 1970. */
  at: number;
}

/** What a DS finds: the reason of its Erro D, and the errorDetail, which names elements, or describes a failed verification. */
export interface SignedContentFault {
  reason: 'ELEMENT_FORMAT_INVALID' | 'CRYPTO_ALGORITHM_WRONG' | 'SIGNATURE_NOT_VERIFIED';
  detail: string;
}

const MAX_SERVER_ID = 32;
/** How far sdkSignatureTimestamp may be off (EMV 3DS 2.3.1, Req 416). */
const MAX_OFF_MS = 30 * 60_000;

export function signSdkServerContent(content: SdkServerSignedContent, signer: Signer): string {
  const { sdkReferenceNumber, sdkTransID, splitSdkServerID, sdkSignatureTimestamp } = content;
  return signCompact({ sdkReferenceNumber, sdkTransID, splitSdkServerID, sdkSignatureTimestamp }, signer);
}

/**
 * What is wrong with the form of an sdkServerSignedContent; undefined where nothing is. That is all that an ACS looks at: the DS
 * verifies the signature (EMV 3DS 2.3.1, 6.2.2.4).
 */
export function formFaultOfSdkServerSignedContent(signed: string, ofAReq: OfAReq): Exclude<JwsFault, 'signature'> | undefined {
  const jws = parseJws(signed);
  if (typeof jws === 'string') return jws;
  return elementFaultOf(jws, ofAReq) === undefined ? undefined : 'malformed';
}

/** The same, and that the key of x5c[0] has made the signature, whoever has issued that certificate. */
export function faultOfSdkServerSignedContent(signed: string, ofAReq: OfAReq): JwsFault | undefined {
  const jws = readJws(signed);
  return typeof jws === 'string' ? jws : formFaultOfSdkServerSignedContent(signed, ofAReq);
}

/**
 * Verifies the sdkServerSignedContent of an AReq as a DS does (EMV 3DS 2.3.1, Req 390, Req 416 and 6.2.2.4): the form, the
 * signature by ES256 or PS256, the chain of x5c to one of the roots, what was signed, and when.
 * @returns undefined where all is right
 */
export function verifySdkServerSignedContent(
  signed: string,
  { roots, at, ...ofAReq }: Verifying,
): SignedContentFault | undefined {
  const name = 'sdkServerSignedContent';
  const notVerified = (detail: string): SignedContentFault => ({ reason: 'SIGNATURE_NOT_VERIFIED', detail });
  const jws = readJws(signed);
  if (jws === 'malformed') return { reason: 'ELEMENT_FORMAT_INVALID', detail: name };
  if (jws === 'algorithm') return { reason: 'CRYPTO_ALGORITHM_WRONG', detail: `${name}: alg has to be PS256 or ES256` };
  if (jws === 'signature') return notVerified(`${name}: the signature is not that of the first certificate in x5c`);
  const fault = faultOfChain(jws.chain, roots, at);
  if (fault) return notVerified(`${name}: x5c does not lead to a CA of this DS: ${fault}`);
  const member = elementFaultOf(jws, ofAReq);
  if (member !== undefined) return { reason: 'ELEMENT_FORMAT_INVALID', detail: [name, member].filter(Boolean).join('.') };
  const signedAt = readUtcTime(jws.payload.sdkSignatureTimestamp) ?? 0;
  const isNow = Math.abs(at - signedAt) <= MAX_OFF_MS;
  return isNow ? undefined : { reason: 'ELEMENT_FORMAT_INVALID', detail: `${name}.sdkSignatureTimestamp` };
}

type MemberCheck = (value: unknown, ofAReq: OfAReq) => boolean;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What each signed element has to be (EMV 3DS 2.3.1, Table A.1). */
const MEMBERS: Readonly<Record<keyof SdkServerSignedContent, MemberCheck>> = {
  sdkReferenceNumber: (value, { sdkReferenceNumber }) => isText(value) && value === sdkReferenceNumber,
  // One UUID may be written in two cases (RFC 4122, 3).
  sdkTransID: (value, { sdkTransID }) => isText(value) && value.toLowerCase() === String(sdkTransID).toLowerCase(),
  splitSdkServerID: (value) => isText(value) && [...value].length <= MAX_SERVER_ID,
  sdkSignatureTimestamp: (value) => readUtcTime(value) !== undefined,
};

/** The first signed element that is wrong; empty where a key in it is private; undefined where nothing is wrong. */
function elementFaultOf({ header, payload }: Jws, ofAReq: OfAReq): string | undefined {
  if (holdsPrivateJwk([header, payload])) return '';
  return Object.entries(MEMBERS).find(([name, isRight]) => !isRight(payload[name], ofAReq))?.[0];
}
