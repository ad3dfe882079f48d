import { duplicateElements } from './duplicates.ts';
import { type About, ProtocolError } from './errors.ts';
import { badUrls, extensionsOf, oversized, unknownIsoCodes } from './rules.ts';
import { type Finding, findings, hasType, type MessageType } from './schemas.ts';
import type { MessageByType } from './types.ts';
import { isSupported, isVersion, type MessageVersion, SUPPORTED_VERSIONS } from './versions.ts';

export interface ReadOptions {
  /** Refuse http where the protocol asks for https. Off by default: this is a simulator. */
  strictHttps?: boolean;
  /** The messageVersion of the transaction, which every message of it has (203). */
  version?: string;
  /**
   * The channel of the transaction, where the message does not say it: 01 app, 02 browser, 03 3RI. Without it, a message with
   * sdkTransID is one of an app.
   */
  deviceChannel?: string;
}

interface Subject {
  raw: string;
  message: Record<string, unknown>;
  expected: readonly MessageType[];
  options: ReadOptions;
  /** The message as its channel has it. */
  judged: Record<string, unknown>;
  /** What the schema found, once asked. */
  findings: () => Finding[];
}

type Check = (subject: Subject) => ProtocolError | undefined;

/**
 * The order in which faults are looked for; the first one found is the answer. The specification gives no total order:
 * this is ours (recognise the message, then what decides how it is read, then what is absent, then what is malformed).
 */
const CHECKS: readonly Check[] = [
  messageType,
  messageVersion,
  versionOfTransaction,
  typeOfVersion,
  duplicates,
  criticalExtensions,
  decidingElements,
  missingElements,
  malformedElements,
  reservedValues,
  repeatedValues,
  isoCodes,
];

/**
 * Turns the text of a message into a message of one of the expected types.
 * @throws ProtocolError with errorCode, errorDetail and all ids that could be read (EMV 3DS 2.2.0, 5.9 and Table A.4)
 */
export function readMessage<T extends MessageType>(
  expected: T | readonly T[],
  raw: string,
  options: ReadOptions = {},
): MessageByType[T] {
  const subject = subjectOf(expected, raw, options);
  for (const check of CHECKS) {
    const fault = check(subject);
    if (fault) throw fault.knowing(aboutOf(subject.message));
  }
  return subject.message as unknown as MessageByType[T];
}

/** What a message that fails them is, cannot be told: nothing else of it is judged. */
const RECOGNITION: readonly Check[] = [messageType, messageVersion, typeOfVersion];

/** Every fault of a message, in the order in which they are looked for: for those who look at it. The first one is the answer. */
export function faultsOf(
  expected: MessageType | readonly MessageType[],
  raw: string,
  options: ReadOptions = {},
): ProtocolError[] {
  try {
    const subject = subjectOf(expected, raw, options);
    const unrecognised = CHECKS.filter((check) => RECOGNITION.includes(check) && check(subject));
    const checks = unrecognised.length > 0 ? unrecognised.slice(0, 1) : CHECKS;
    return checks.map((check) => check(subject)).filter((fault) => fault !== undefined);
  } catch (error) {
    if (error instanceof ProtocolError) return [error];
    throw error;
  }
}

function subjectOf(expected: MessageType | readonly MessageType[], raw: string, options: ReadOptions): Subject {
  const message = parse(raw);
  const types = (Array.isArray(expected) ? expected : [expected]) as readonly MessageType[];
  const judged = inChannel(message, options.deviceChannel);
  let found: Finding[] | undefined;
  return {
    ...{ raw, message, expected: types, options, judged },
    findings: () => {
      found ??= findings(message.messageVersion as MessageVersion, message.messageType as MessageType, judged);
      return found;
    },
  };
}

const CHANNEL_BY_SDK: readonly unknown[] = ['ARes', 'CReq', 'CRes', 'RReq', 'RRes'];

/**
 * Where a message names no channel, sdkTransID makes it one of an app: of a transaction that is known to be another's, it is an
 * element that nobody asked for, and is ignored; of one in an app, it has to be there (an empty one counts as absent).
 */
function inChannel(message: Record<string, unknown>, deviceChannel: string | undefined): Record<string, unknown> {
  if (deviceChannel === undefined || !CHANNEL_BY_SDK.includes(message.messageType)) return message;
  if (deviceChannel === '01')
    return isEmpty(message.sdkTransID) || isBare(message) ? { ...message, sdkTransID: ABSENT } : message;
  if (!('sdkTransID' in message)) return message;
  const { sdkTransID: _ignored, ...others } = message;
  return others;
}

/** 2.3.1 takes an object or list without content for an empty element. */
function isBare({ messageVersion, sdkTransID }: Record<string, unknown>): boolean {
  return messageVersion === '2.3.1' && typeof sdkTransID === 'object' && Object.keys(sdkTransID ?? {}).length === 0;
}

/** In place of a sdkTransID that is absent: with it, the rest of the message is judged as that of an app. */
const ABSENT = '00000000-0000-0000-0000-000000000000';

/** What a message says of itself, as far as it is text; for answers to messages that are broken elsewhere. */
export function aboutOf(message: Record<string, unknown>): About {
  const names = ['messageType', 'messageVersion', 'threeDSServerTransID', 'acsTransID', 'dsTransID', 'sdkTransID'] as const;
  const about: About = {};
  for (const name of names) {
    const value = message[name];
    if (typeof value === 'string' && value !== '') about[name] = value;
  }
  return about;
}

function parse(raw: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Formatted Message');
}

const KNOWN_TYPES: readonly unknown[] = ['AReq', 'ARes', 'CReq', 'CRes', 'PReq', 'PRes', 'RReq', 'RRes', 'OReq', 'ORes', 'Erro'];

function messageType({ message, expected }: Subject): ProtocolError | undefined {
  const type = message.messageType;
  if (isEmpty(type)) return new ProtocolError('REQUIRED_ELEMENT_MISSING', 'messageType');
  if (typeof type !== 'string') return new ProtocolError('ELEMENT_FORMAT_INVALID', 'messageType');
  if (!KNOWN_TYPES.includes(type)) return new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Message Type');
  if (!(expected as readonly string[]).includes(type)) {
    return new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Message for the receiving component');
  }
  return undefined;
}

function messageVersion({ message }: Subject): ProtocolError | undefined {
  const version = message.messageVersion;
  if (isEmpty(version)) return new ProtocolError('REQUIRED_ELEMENT_MISSING', 'messageVersion');
  if (typeof version !== 'string' || !isVersion(version)) {
    return new ProtocolError('ELEMENT_FORMAT_INVALID', 'messageVersion');
  }
  return isSupported(version) ? undefined : new ProtocolError('MESSAGE_VERSION_NOT_SUPPORTED', SUPPORTED_VERSIONS.join(','));
}

function versionOfTransaction({ message, options }: Subject): ProtocolError | undefined {
  const { version } = options;
  return version === undefined || version === message.messageVersion
    ? undefined
    : new ProtocolError('ELEMENT_FORMAT_INVALID', 'messageVersion');
}

function typeOfVersion({ message }: Subject): ProtocolError | undefined {
  const known = hasType(message.messageVersion as MessageVersion, message.messageType as MessageType);
  return known ? undefined : new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Message Type');
}

function duplicates({ raw, message }: Subject): ProtocolError | undefined {
  return faultOf('DUPLICATE_ELEMENT', duplicateElements(raw, message));
}

/** No extension is known here, so every critical one is refused (EMV 3DS 2.2.0, 202). */
function criticalExtensions({ message }: Subject): ProtocolError | undefined {
  const critical = extensionsOf(message).filter((extension) => extension?.criticalityIndicator === true);
  const ids = critical.map(({ id }) => id).filter((id): id is string => typeof id === 'string' && id !== '');
  return faultOf('CRITICAL_EXTENSION_NOT_RECOGNISED', ids);
}

const DECIDING = new Set(['deviceChannel', 'messageCategory']);

/** Every other rule depends on these two. */
function decidingElements(subject: Subject): ProtocolError | undefined {
  const deciding = subject.findings().filter(({ element }) => DECIDING.has(element));
  return missingOf(deciding) ?? formatOf(deciding) ?? reservedOf(deciding);
}

function missingElements(subject: Subject): ProtocolError | undefined {
  const sdkTransID = subject.judged.sdkTransID === ABSENT && mustNameSdk(subject.message) ? ['sdkTransID'] : [];
  return missingOf([...sdkTransID.map((element) => ({ element, fault: 'missing' as const })), ...subject.findings()]);
}

/** In 2.1.0, neither RReq nor RRes has to. */
function mustNameSdk({ messageVersion, messageType }: Record<string, unknown>): boolean {
  return messageVersion !== '2.1.0' || (messageType !== 'RReq' && messageType !== 'RRes');
}

/** The schema's findings, and what JSON Schema cannot say. */
function malformedElements({ judged, message, options, findings }: Subject): ProtocolError | undefined {
  const others = [...badUrls(judged, options.strictHttps === true), ...oversized(judged)];
  const optional = judged.sdkTransID === ABSENT && message.sdkTransID !== undefined ? ['sdkTransID'] : [];
  return formatOf([...findings(), ...[...optional, ...others].map((element) => ({ element, fault: 'format' as const }))]);
}

function reservedValues(subject: Subject): ProtocolError | undefined {
  return reservedOf(subject.findings());
}

function repeatedValues(subject: Subject): ProtocolError | undefined {
  return faultOf('DUPLICATE_ELEMENT', namesOf(subject.findings(), 'repeated'));
}

function isoCodes({ judged }: Subject): ProtocolError | undefined {
  return faultOf('ISO_CODE_INVALID', unknownIsoCodes(judged));
}

function missingOf(all: Finding[]): ProtocolError | undefined {
  return faultOf('REQUIRED_ELEMENT_MISSING', namesOf(all, 'missing'));
}

function formatOf(all: Finding[]): ProtocolError | undefined {
  return faultOf('ELEMENT_FORMAT_INVALID', namesOf(all, 'format'));
}

function reservedOf(all: Finding[]): ProtocolError | undefined {
  return faultOf('RESERVED_VALUE_USED', namesOf(all, 'reserved'));
}

function namesOf(all: Finding[], fault: Finding['fault']): string[] {
  return [...new Set(all.filter((finding) => finding.fault === fault).map(({ element }) => element))];
}

function faultOf(reason: ProtocolError['reason'], elements: string[]): ProtocolError | undefined {
  return elements.length > 0 ? new ProtocolError(reason, elements.join(',')) : undefined;
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
