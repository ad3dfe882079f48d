import { encodeBase64url } from '../../messages/base64url.ts';
import { findBrokenBound } from '../../messages/bounds.ts';
import { duplicateElements } from '../../messages/duplicates.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { keepOwnMembers } from '../../messages/ownMembers.ts';
import { aboutOf, readMessage, readWhole } from '../../messages/read.ts';
import { NO_OBJECT, objectOf } from '../../messages/subject.ts';
import type { AReq } from '../../messages/types.ts';
import { isSupported, VERSIONS } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';

/** The elements of an AReq that the DS adds. */
export type DsElements = Pick<AReq, 'dsTransID' | 'dsReferenceNumber' | 'dsURL'>;

/** An AReq of a 3DS Server as it goes on, but for its device information. */
export interface FirstLeg {
  message: AReq;
  /** The device information of an app, still sealed. */
  sdkEncData?: string;
}

/** The JSON object of an AReq; nothing of what is refused as it is, without a look inside. */
export function objectOfAReq(raw: string): Readonly<Record<string, unknown>> | undefined {
  const message = objectOf(raw);
  return message === NO_OBJECT || findBrokenBound(raw) ? undefined : message;
}

/** The message with the elements of the DS; all others stay as they came. @throws ProtocolError 204 */
export function withDsElements(raw: string, elements: DsElements): string {
  const message = objectOfAReq(raw);
  if (!message) return raw;
  const doubled = duplicateElements(raw, { ...message });
  // Written anew, a doubled element would be gone: it is found here.
  if (doubled.length > 0) throw new ProtocolError('DUPLICATE_ELEMENT', doubled.join(','), aboutOf({ ...message }));
  return JSON.stringify({ ...message, ...elements });
}

const LONGEST_ENC_DATA = 64_000;
/** Any deviceInfo that is right, while the one in sdkEncData is sealed. */
const RIGHT = encodeBase64url('{"DV":"1.7"}');
/** One that has the wrong form, as what came in its place. */
const WRONG = 0;

/**
 * Judges an AReq by itself. An app seals deviceInfo for the DS, as sdkEncData; only the ACS gets it in the clear (EMV 3DS 2.3.1.1,
 * Table A.1).
 * @param text with the elements of the DS
 * @throws ProtocolError for the first kind of faults that is found (5.9.1)
 */
export function readFirstLeg(text: string, sandbox: Sandbox): FirstLeg {
  const parts = objectOfAReq(text);
  if (parts?.deviceChannel !== '01') return { message: read(text, sandbox) };
  const { sdkEncData, deviceInfo, ...others } = parts;
  const isThere = sdkEncData !== undefined && sdkEncData !== null && sdkEncData !== '';
  if (!isThere && deviceInfo !== undefined && sandbox.dsRules.deviceInfo === 'clear')
    return { message: read(JSON.stringify({ ...others, deviceInfo }), sandbox) };
  const isRight = typeof sdkEncData === 'string' && sdkEncData.length <= LONGEST_ENC_DATA;
  const standIn = isThere ? { deviceInfo: isRight ? RIGHT : WRONG } : {};
  try {
    const message = read(JSON.stringify({ ...others, ...standIn }), sandbox);
    return { message, ...(isRight ? { sdkEncData } : {}) };
  } catch (error) {
    throw error instanceof ProtocolError ? named(error) : error;
  }
}

/** What stood in for sdkEncData is called by its name. */
function named({ reason, detail, about }: ProtocolError): ProtocolError {
  const names = detail.split(',').map((name) => (name === 'deviceInfo' ? 'sdkEncData' : name));
  return new ProtocolError(reason, names.join(','), about);
}

/** Since 2.3.1 an AReq goes on without what its version, channel and category do not have (Req 209). */
function read(text: string, { dsRules: { unknownElements }, judgement = {} }: Sandbox): AReq {
  const { messageVersion } = objectOf(text);
  const drops = unknownElements === 'dropped' && isSupported(messageVersion) && VERSIONS[messageVersion].unknownIsDropped;
  return drops
    ? keepOwnMembers(messageVersion, 'AReq', readMessage('AReq', text, judgement))
    : readWhole('AReq', text, judgement);
}
