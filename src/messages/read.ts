import { duplicateElements } from './duplicates.ts';
import { type About, ProtocolError } from './errors.ts';
import { badUrls, oversized, unknownIsoCodes } from './rules.ts';
import { type Finding, findings, type MessageType } from './schemas.ts';
import type { MessageByType } from './types.ts';
import { isSupported, isVersion, type MessageVersion, SUPPORTED_VERSIONS } from './versions.ts';

export interface ReadOptions {
  /** Refuse http where the protocol asks for https. Off by default: this is a simulator. */
  strictHttps?: boolean;
}

interface Subject {
  raw: string;
  message: Record<string, unknown>;
  expected: readonly MessageType[];
  options: ReadOptions;
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
  duplicates,
  criticalExtensions,
  decidingElements,
  missingElements,
  malformedElements,
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
  const message = parse(raw);
  const types = (Array.isArray(expected) ? expected : [expected]) as readonly MessageType[];
  let found: Finding[] | undefined;
  const subject: Subject = {
    raw,
    message,
    expected: types,
    options,
    findings: () => {
      found ??= findings(message.messageVersion as MessageVersion, message.messageType as MessageType, message);
      return found;
    },
  };
  for (const check of CHECKS) {
    const fault = check(subject);
    if (fault) throw fault.knowing(aboutOf(message));
  }
  return message as unknown as MessageByType[T];
}

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

function duplicates({ raw, message }: Subject): ProtocolError | undefined {
  return faultOf('DUPLICATE_ELEMENT', duplicateElements(raw, message));
}

/** No extension is known here, so every critical one is refused (EMV 3DS 2.2.0, 202). */
function criticalExtensions({ message }: Subject): ProtocolError | undefined {
  const extensions = Array.isArray(message.messageExtension) ? message.messageExtension : [];
  const critical = extensions.filter((extension) => extension?.criticalityIndicator === true).map(({ id }) => id);
  return faultOf(
    'CRITICAL_EXTENSION_NOT_RECOGNISED',
    critical.filter((id) => typeof id === 'string' && id !== ''),
  );
}

const DECIDING = new Set(['deviceChannel', 'messageCategory']);

/** Every other rule depends on these two. */
function decidingElements(subject: Subject): ProtocolError | undefined {
  const deciding = subject.findings().filter(({ element }) => DECIDING.has(element));
  return missingOf(deciding) ?? formatOf(deciding);
}

function missingElements(subject: Subject): ProtocolError | undefined {
  return missingOf(subject.findings());
}

/** The schema's findings, and what JSON Schema cannot say. */
function malformedElements({ message, options, findings }: Subject): ProtocolError | undefined {
  const others = [...badUrls(message, options.strictHttps === true), ...oversized(message)];
  return formatOf([...findings(), ...others.map((element) => ({ element, fault: 'format' as const }))]);
}

function isoCodes({ message }: Subject): ProtocolError | undefined {
  return faultOf('ISO_CODE_INVALID', unknownIsoCodes(message));
}

function missingOf(all: Finding[]): ProtocolError | undefined {
  return faultOf('REQUIRED_ELEMENT_MISSING', namesOf(all, 'missing'));
}

function formatOf(all: Finding[]): ProtocolError | undefined {
  return faultOf('ELEMENT_FORMAT_INVALID', namesOf(all, 'format'));
}

function namesOf(all: Finding[], fault: Finding['fault']): string[] {
  return [...new Set(all.filter((finding) => finding.fault === fault).map(({ element }) => element))];
}

function faultOf(reason: ProtocolError['reason'], elements: string[]): ProtocolError | undefined {
  return elements.length > 0 ? new ProtocolError(reason, elements.join(',')) : undefined;
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
