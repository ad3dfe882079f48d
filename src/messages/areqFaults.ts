import type { ErrorReason } from './errors.ts';
import type { Fault } from './subject.ts';

// What each further check of an AReq finds. Their order, and the source of each, stand in checks.ts.

/** An element whose fault only the keys in an AReq show. */
export type KeyElement = 'sdkEphemPubKey' | 'sdkServerSignedContent';

/** What an ACS knows besides the message, as far as it knows it yet: what it does not know finds no fault. */
export interface AReqFacts {
  /** The merchant category codes that the payment system of the issuer refuses. */
  refusedMccs?: readonly string[] | undefined;
  /** What the keys show to be wrong with an element. Asked only where nothing before is wrong: it costs. */
  faultOfKey?: (element: KeyElement) => ErrorReason | undefined;
  /** Whether a range of the issuer holds the card number. */
  isServed?: boolean;
  /** The versions that the card is set to; any if absent. */
  versionsOfCard?: readonly string[] | undefined;
  /** Whether another AReq has opened a transaction with both of its ids. */
  areIdsTaken?: boolean;
}

/** An AReq that is right by itself, and what is known besides. */
export interface SubjectAReq {
  areq: { mcc?: unknown; messageVersion?: unknown };
  facts: AReqFacts;
}

/** The payment system of the issuer has no such merchants. */
export function mccOfScheme({ areq: { mcc }, facts: { refusedMccs = [] } }: SubjectAReq): Fault[] {
  const rule = 'A merchant category code that the payment system has.';
  return typeof mcc === 'string' && refusedMccs.includes(mcc) ? [{ reason: 'MCC_NOT_VALID', detail: 'mcc', rule }] : [];
}

export function keyOfSdk(subject: SubjectAReq): Fault[] {
  return byKey(subject, 'sdkEphemPubKey', 'The key is a point on the curve P-256.');
}

export function signatureOfSdkServer(subject: SubjectAReq): Fault[] {
  const rule =
    'A JWS by PS256 or ES256 whose header has x5c, of splitSdkServerID (at most 32 characters), sdkSignatureTimestamp ' +
    '(YYYYMMDDHHMMSS), and sdkTransID and sdkReferenceNumber as in this AReq; no key in it is private.';
  return byKey(subject, 'sdkServerSignedContent', rule);
}

function byKey({ facts: { faultOfKey } }: SubjectAReq, detail: KeyElement, rule: string): Fault[] {
  const reason = faultOfKey?.(detail);
  return reason ? [{ reason, detail, rule }] : [];
}

export function servedCard({ facts: { isServed } }: SubjectAReq): Fault[] {
  const rule = 'A card number of a range that the issuer serves.';
  return isServed === false ? [{ reason: 'TRANSACTION_DATA_NOT_VALID', detail: 'acctNumber', rule }] : [];
}

/** A card may be set to fewer versions than are spoken here. */
export function versionOfCard({ areq: { messageVersion }, facts: { versionsOfCard } }: SubjectAReq): Fault[] {
  if (!versionsOfCard || versionsOfCard.some((version) => version === messageVersion)) return [];
  const rule = 'A version that the card is set to.';
  return [{ reason: 'MESSAGE_VERSION_NOT_SUPPORTED', detail: versionsOfCard.join(','), rule }];
}

/** The same AReq again is a retry of the DS, and no fault. */
export function idsOfAnother({ facts: { areIdsTaken } }: SubjectAReq): Fault[] {
  const rule = 'Both ids name one transaction.';
  return areIdsTaken ? [{ reason: 'DUPLICATE_MESSAGE', detail: 'threeDSServerTransID,dsTransID', rule }] : [];
}
