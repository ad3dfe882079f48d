import { badUrls, extensionsOf, oversized, unknownIsoCodes, unknownSellers, unreadableDeviceInfo } from './beyondSchemas.ts';
import { findBrokenBound } from './bounds.ts';
import { duplicateElements } from './duplicates.ts';
import type { ErrorReason } from './errors.ts';
import { MESSAGE_DEPTH, MESSAGE_MEMBERS } from './limits.ts';
import { type Finding, hasType, isMessageType } from './schemas.ts';
import { type Fault, isEmpty, lacksSdk, NO_OBJECT, type ReadOptions, type Subject, tellsOfVersion } from './subject.ts';
import { factsOf, isSupported, isVersion, SUPPORTED_VERSIONS } from './versions.ts';

// What each check of a message finds. Their order, and the source of each, stand in checks.ts.

export function jsonObject({ message }: Subject): Fault[] {
  if (message !== NO_OBJECT) return [];
  const rule = 'A message is one JSON object in UTF-8.';
  return [{ reason: 'MESSAGE_RECEIVED_INVALID', detail: 'Invalid Formatted Message', rule }];
}

/** Whatever else is looked at, or kept, has an end: what walks through a message may call itself. */
export function bounds({ raw, message, expected }: Subject): Fault[] {
  const hasLists = message.messageType === 'PRes' && expected.includes('PRes');
  const broken = findBrokenBound(raw, hasLists ? { members: Number.POSITIVE_INFINITY } : {});
  return broken ? [{ reason: 'MESSAGE_RECEIVED_INVALID', ...TOO_MUCH[broken] }] : [];
}

const TOO_MUCH = {
  depth: {
    detail: `Message nested deeper than ${MESSAGE_DEPTH} levels`,
    rule: `Objects and lists stand in each other at most ${MESSAGE_DEPTH} levels deep.`,
  },
  members: {
    detail: `Message with more than ${MESSAGE_MEMBERS} members`,
    rule: `The objects of a message have at most ${MESSAGE_MEMBERS} members, at all levels together.`,
  },
} as const;

/** Whether a fault is that the message is too deep or has too many members: then nothing else may walk through it. */
export function isBeyondBounds({ detail }: Fault): boolean {
  return Object.values(TOO_MUCH).some((beyond) => beyond.detail === detail);
}

const TYPE_RULE = 'The messageType of a message that there is in this version.';
const INVALID_TYPE: Fault = { reason: 'MESSAGE_RECEIVED_INVALID', detail: 'Invalid Message Type', rule: TYPE_RULE };

export function messageType({ message, expected, version }: Subject): Fault[] {
  const type = message.messageType;
  if (isEmpty(type)) return [{ reason: 'REQUIRED_ELEMENT_MISSING', detail: 'messageType', rule: TYPE_RULE }];
  if (typeof type !== 'string') return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'messageType', rule: TYPE_RULE }];
  if (!isMessageType(type) || (isSupported(version) && !hasType(version, type))) return [INVALID_TYPE];
  if (expected.includes(type)) return [];
  const detail = 'Invalid Message for the receiving component';
  return [{ reason: 'MESSAGE_RECEIVED_INVALID', detail, rule: `Here ${expected.join(', ')} is taken.` }];
}

export function messageVersion({ message }: Subject): Fault[] {
  const version = message.messageVersion;
  const form = 'Three numbers with dots, 5 to 8 characters.';
  if (isEmpty(version)) return [{ reason: 'REQUIRED_ELEMENT_MISSING', detail: 'messageVersion', rule: form }];
  if (typeof version !== 'string' || !isVersion(version)) {
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'messageVersion', rule: form }];
  }
  if (isSupported(version) || tellsOfVersion(message)) return [];
  const rule = 'A version that is spoken here.';
  return [{ reason: 'MESSAGE_VERSION_NOT_SUPPORTED', detail: SUPPORTED_VERSIONS.join(','), rule, id: 'Req 195' }];
}

export function versionOfTransaction({ message, options }: Subject): Fault[] {
  const { version } = options;
  if (version === undefined || version === message.messageVersion) return [];
  const rule = `Every message of a transaction has its messageVersion, here ${version}.`;
  return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'messageVersion', rule }];
}

export function duplicates({ raw, message }: Subject): Fault[] {
  return makeFaults('DUPLICATE_ELEMENT', duplicateElements(raw, message), 'An element stands once in its object.');
}

/** No extension is known here, so every critical one is refused (EMV 3DS 2.2.0, 202). */
export function criticalExtensions({ message }: Subject): Fault[] {
  const critical = extensionsOf(message).filter((extension) => extension?.criticalityIndicator === true);
  const ids = critical.map(({ id }) => id).filter((id): id is string => typeof id === 'string' && id !== '');
  return makeFaults('CRITICAL_EXTENSION_NOT_RECOGNISED', ids, 'A critical extension is refused by whoever does not know it.');
}

const DECIDING = new Set(['deviceChannel', 'messageCategory']);

/** Every other rule depends on these two. */
export function decidingElements(subject: Subject): Fault[] {
  const deciding = subject.findings().filter(({ element }) => DECIDING.has(element));
  return (['missing', 'format', 'reserved'] as const).flatMap((fault) => found(deciding, fault));
}

export function missingElements(subject: Subject): Fault[] {
  const sdkTransID = lacksSdk(subject) && mustNameSdk(subject.message) ? ['sdkTransID'] : [];
  const rule = 'Present in an app.';
  return [...makeFaults('REQUIRED_ELEMENT_MISSING', sdkTransID, rule), ...found(subject.findings(), 'missing')];
}

/** In 2.1.0, neither RReq nor RRes has to. */
function mustNameSdk({ messageVersion, messageType }: Record<string, unknown>): boolean {
  return factsOf(messageVersion)?.sdkTransIDInRReq !== false || (messageType !== 'RReq' && messageType !== 'RRes');
}

/** The schema's findings, and what JSON Schema cannot say. */
export function malformedElements(subject: Subject): Fault[] {
  const { judged, message, options, findings } = subject;
  const strictHttps = options.strictHttps === true;
  const optional = lacksSdk(subject) && message.sdkTransID !== undefined ? ['sdkTransID'] : [];
  const invalid = (elements: string[], rule: string) => makeFaults('ELEMENT_FORMAT_INVALID', elements, rule);
  return [
    ...found(findings(), 'format'),
    ...invalid(challengesNobody(judged, options) ? ['transStatus'] : [], 'C is never sent for 3RI: nobody is there.'),
    ...invalid(optional, 'An identifier, or absent.'),
    ...invalid(badUrls(judged, strictHttps), strictHttps ? 'A whole https URL.' : 'A whole URL that can be resolved.'),
    ...invalid(unreadableDeviceInfo(judged), 'base64url of a JSON object.'),
    ...invalid(unknownSellers(judged), 'The sellerId of a seller in sellerInfo.'),
    ...invalid(oversized(judged), 'Its JSON is longer than the table allows.'),
  ];
}

function challengesNobody({ messageType, transStatus }: Record<string, unknown>, { deviceChannel }: ReadOptions): boolean {
  return deviceChannel === '03' && messageType === 'ARes' && transStatus === 'C';
}

export function reservedValues(subject: Subject): Fault[] {
  return found(subject.findings(), 'reserved');
}

export function repeatedValues(subject: Subject): Fault[] {
  return found(subject.findings(), 'repeated');
}

export function isoCodes({ judged }: Subject): Fault[] {
  const rule = 'A code of its ISO list, a currency with its own exponent.';
  return makeFaults('ISO_CODE_INVALID', unknownIsoCodes(judged), rule);
}

const REASONS = {
  missing: 'REQUIRED_ELEMENT_MISSING',
  format: 'ELEMENT_FORMAT_INVALID',
  reserved: 'RESERVED_VALUE_USED',
  repeated: 'DUPLICATE_ELEMENT',
} as const satisfies Record<Finding['fault'], ErrorReason>;

function found(all: readonly Finding[], kind: Finding['fault']): Fault[] {
  const ofKind = all.filter(({ fault }) => fault === kind);
  return ofKind.map(({ element, errors }) => ({
    ...{ reason: REASONS[kind], detail: element, errors },
    ...(kind === 'format' && errors.every(({ data }) => data === null || data === '') ? { id: 'Req 309' } : {}),
  }));
}

function makeFaults(reason: ErrorReason, details: readonly string[], rule: string): Fault[] {
  return details.map((detail) => ({ reason, detail, rule }));
}
