import type { ErrorReason } from '../../messages/errors.ts';
import type { Feature } from '../../messages/versions.ts';
import type { RuleOf } from './refusal.ts';

/** An answer of the ACS to a CReq, with what it has to fit to. */
export interface AnsweredCReq {
  status: number;
  contentType: string;
  body: string;
  /** The JSON of the JWE header; empty where the body is no JWE. */
  header: string;
  /** What was in the JWE, parsed; empty until it is decrypted. */
  cres: Record<string, unknown>;
  creq: Record<string, unknown>;
}

/** A rule that an answer has to keep. */
export interface SdkRule {
  rule: string;
  of: readonly RuleOf[];
  says: string;
  /** Where the rule holds only in versions without this. */
  unless?: Feature;
  /** Where the rule holds only in versions with this. */
  since?: Feature;
  isKept(answered: AnsweredCReq): boolean;
  /** What the ACS is told; 203 if absent. */
  reason?: ErrorReason | ((answered: AnsweredCReq) => ErrorReason);
  /** The errorDetail; the name of the rule if absent. */
  detail?: (answered: AnsweredCReq) => string;
}

export const SDKS: readonly RuleOf[] = ['Android', 'iOS'];
export const ALL: readonly RuleOf[] = [...SDKS, 'EMV'];
export const UNREADABLE: Pick<SdkRule, 'reason' | 'detail'> = {
  reason: 'MESSAGE_RECEIVED_INVALID',
  detail: () => 'Invalid Formatted Message',
};
export const NOT_OPENED: Pick<SdkRule, 'reason'> = { reason: 'DATA_DECRYPTION_FAILURE' };

/** One UUID may be written in two cases (RFC 4122, 3). */
export const isSameId = (one: unknown, other: unknown) => String(one).toLowerCase() === String(other).toLowerCase();
export const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
export const isStrictBase64url = (value: unknown) =>
  typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value) && value.length % 4 !== 1;
export const shows = ({ cres }: AnsweredCReq, ...types: string[]) =>
  cres.challengeCompletionInd === 'N' && types.includes(String(cres.acsUiType));
export const missingOr = (name: string, reason: ErrorReason) => (answered: AnsweredCReq) =>
  answered.cres[name] === undefined || answered.cres[name] === '' ? 'REQUIRED_ELEMENT_MISSING' : reason;
