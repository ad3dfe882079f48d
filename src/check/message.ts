import { faultOfKey } from '../crypto/areqKeys.ts';
import type { KeyElement } from '../messages/areqFaults.ts';
import { allFaults, furtherFaults } from '../messages/checks.ts';
import { isBeyondBounds } from '../messages/messageFaults.ts';
import { isMessageType, MESSAGE_TYPES } from '../messages/schemas.ts';
import { type Fault, subjectOf } from '../messages/subject.ts';
import { factsOf, type MessageVersion, VERSIONS } from '../messages/versions.ts';
import { schemaOfElement } from './advice.ts';
import type { Found } from './find.ts';
import type { CheckOptions } from './options.ts';
import { meaningOf } from './ruleTexts.ts';
import { sdkServerFaults, signedContentFaults } from './signedContent.ts';

type Json = Record<string, unknown>;

/** A message as it was found, and the version by which it is judged. */
export interface FoundMessage {
  raw: string;
  message: Json;
  field?: Found['field'];
  version: MessageVersion;
}

/** Every fault of a message: those that reading it finds, and those that its signatures, its leg and its field show. */
export function faultsOfMessage({ raw, message, field, version }: FoundMessage, options: CheckOptions): Fault[] {
  const { messageVersion } = message;
  const judged = asDsWouldPassIt(message);
  const faults = allFaults(subjectOf(message, raw, MESSAGE_TYPES, options, { version, ...(judged ? { judged } : {}) })).filter(
    // Of another version than that of the schemas: that has been told.
    ({ detail, errors }) => version === messageVersion || detail !== 'messageVersion' || errors === undefined,
  );
  const beyond = faults.filter(isBeyondBounds);
  if (beyond.length > 0) return beyond;
  // An empty object that lacks its elements: that has been told with each of them.
  const isTold = ({ detail, errors = [] }: Fault) =>
    errors.some(({ keyword }) => keyword === 'minProperties') &&
    faults.some(({ reason, detail: child }) => reason === 'REQUIRED_ELEMENT_MISSING' && child.startsWith(`${detail}.`));
  return [
    ...findMisplaced(message, field),
    ...faults.filter((fault) => !isTold(fault)),
    ...(judged ? sealFaults(message) : []),
    ...keyFaults(message, faults),
    ...signatureFaults(message),
    ...copyFaults(message, version),
  ];
}

const OF_THE_DS = { dsReferenceNumber: 'DS', dsTransID: '00000000-0000-0000-0000-000000000000', dsURL: 'http://ds.example/' };

/** Whether an AReq is on its first leg, from the 3DS Server to the DS: it has nothing of the DS. */
export function isOnFirstLeg(message: Json): boolean {
  return message.messageType === 'AReq' && !Object.keys(OF_THE_DS).some((name) => name in message);
}

/** The schemas are those of the leg to the ACS. On the first leg, deviceInfo is sealed in sdkEncData. */
function asDsWouldPassIt(message: Json): Json | undefined {
  if (!isOnFirstLeg(message)) return undefined;
  const { sdkEncData: _sealed, ...others } = message;
  return { ...others, ...OF_THE_DS, ...(isSealed(message) ? { deviceInfo: 'eyJEViI6IjEuMCJ9' } : {}) };
}

/** An app without deviceInfo sends sdkEncData; one with deviceInfo sends to a DS that takes it as it is, such as our own. */
function isSealed(message: Json): boolean {
  return message.deviceChannel === '01' && !('deviceInfo' in message);
}

/** Five parts, of which some are empty with some algorithms. */
const COMPACT_JWE = /^[\w-]+\.[\w-]*\.[\w-]*\.[\w-]+\.[\w-]*$/;
const MAX_SDK_ENC_DATA = 64_000;

function sealFaults(message: Json): Fault[] {
  const { sdkEncData } = message;
  const rule = `What the SDK tells of the device, sealed for the DS: a JWE in compact form, at most ${MAX_SDK_ENC_DATA} characters.`;
  if (message.deviceChannel !== '01' || (sdkEncData === undefined && !isSealed(message))) return [];
  if (sdkEncData === undefined || sdkEncData === null || sdkEncData === '')
    return [{ reason: 'REQUIRED_ELEMENT_MISSING', detail: 'sdkEncData', rule }];
  const isRight = typeof sdkEncData === 'string' && sdkEncData.length <= MAX_SDK_ENC_DATA && COMPACT_JWE.test(sdkEncData);
  return isRight ? [] : [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'sdkEncData', rule }];
}

/** A browser brings a CReq in `creq`, and its answer, or an Erro, in `cres`. */
function findMisplaced({ messageType }: Json, field: Found['field']): Fault[] {
  const expected = field === 'creq' ? ['CReq'] : ['CRes', 'Erro'];
  if (!field || typeof messageType !== 'string' || !isMessageType(messageType) || expected.includes(messageType)) return [];
  const rule = `The form field ${field} brings a ${expected.join(' or ')}.`;
  return [{ reason: 'MESSAGE_RECEIVED_INVALID', detail: 'Invalid Message for the receiving component', rule }];
}

/** What an ACS finds further in an AReq, as far as it needs no issuer: what the keys show, where their elements have the right form. */
function keyFaults(message: Json, known: readonly Fault[]): Fault[] {
  if (message.messageType !== 'AReq') return [];
  const isKnown = (element: string) => known.some(({ detail }) => detail.split('.')[0] === element);
  const facts = {
    // What is wrong with a signed content is told part by part.
    faultOfKey: (element: KeyElement) =>
      isKnown(element) || element === 'sdkServerSignedContent' ? undefined : faultOfKey(message, element),
  };
  const { sdkServerSignedContent: signed, deviceChannel, messageVersion } = message;
  const isSigned = typeof signed === 'string' && deviceChannel === '01' && factsOf(messageVersion)?.sdkTypes === true;
  const ofServer = isSigned && !isKnown('sdkServerSignedContent') ? sdkServerFaults(signed, message) : [];
  return [...furtherFaults({ areq: message, facts }), ...ofServer];
}

function signatureFaults({ messageType, acsSignedContent }: Json): Fault[] {
  const isJws = typeof acsSignedContent === 'string' && acsSignedContent.split('.').length === 3;
  return messageType === 'ARes' && isJws ? signedContentFaults(acsSignedContent) : [];
}

/** An RReq may bring a copy of the Erro that ended the challenge: its faults are those of the RReq. */
function copyFaults({ messageType, challengeErrorReporting: copy }: Json, version: MessageVersion): Fault[] {
  if (messageType !== 'RReq' || !VERSIONS[version].challengeErrorReporting || typeof copy !== 'object' || copy === null)
    return [];
  if (Array.isArray(copy) || Object.keys(copy).length === 0) return [];
  return allFaults(subjectOf(copy as Json, JSON.stringify(copy), ['Erro'], {}, { version })).map((fault) => ({
    reason: fault.reason === 'REQUIRED_ELEMENT_MISSING' ? fault.reason : 'ELEMENT_FORMAT_INVALID',
    detail: `challengeErrorReporting.${schemaOfElement(fault)}`,
    rule: `A copy of the Erro. ${meaningOf(fault, `${version}/Erro.json`)}`,
  }));
}
