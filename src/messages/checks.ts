import { badUrls, extensionsOf, oversized, unknownIsoCodes, unreadableDeviceInfo } from './beyondSchemas.ts';
import { brokenBound } from './bounds.ts';
import { duplicateElements } from './duplicates.ts';
import type { ErrorReason } from './errors.ts';
import { MESSAGE_DEPTH, MESSAGE_MEMBERS } from './limits.ts';
import { type Finding, findings, hasType, isMessageType, type MessageType } from './schemas.ts';
import { factsOf, isSupported, isVersion, type MessageVersion, SUPPORTED_VERSIONS } from './versions.ts';

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

/** One fault of a message. */
export interface Fault {
  reason: ErrorReason;
  /** What errorDetail says of it: the element (`parent.child`), the id of an extension, or the text that Table A.4 asks for. */
  detail: string;
  /** The rule that is broken, where no schema holds it. */
  rule?: string;
  /** What the schema found. */
  errors?: Finding['errors'];
}

/** A message under judgement. */
export interface Subject {
  raw: string;
  message: Record<string, unknown>;
  expected: readonly MessageType[];
  options: ReadOptions;
  /** By whose schemas it is judged. */
  version: MessageVersion;
  /** The message as its channel has it. */
  judged: Record<string, unknown>;
  /** What the schema found, once asked. */
  findings: () => Finding[];
}

type Check = (subject: Subject) => Fault[];

/**
 * The order in which faults are looked for; the reason of the first one found is the answer. The specification gives no total
 * order: this is ours (recognise the message, then what decides how it is read, then what is absent, then what is malformed).
 */
const CHECKS: readonly Check[] = [
  bounds,
  messageType,
  messageVersion,
  versionOfTransaction,
  duplicates,
  criticalExtensions,
  decidingElements,
  missingElements,
  malformedElements,
  reservedValues,
  repeatedValues,
  isoCodes,
];

/** Without these nobody can tell what else to look for, or may. */
const DECIDE_THE_REST = new Set<Check>([bounds, messageType]);

/** What is judged of a message: by its own version, and as its channel has it, unless `others` says something else. */
export function subjectOf(
  message: Record<string, unknown>,
  raw: string,
  expected: readonly MessageType[],
  options: ReadOptions,
  others: Partial<Pick<Subject, 'version' | 'judged'>> = {},
): Subject {
  const { version = message.messageVersion as MessageVersion, judged = inChannel(message, options.deviceChannel) } = others;
  let once: Finding[] | undefined;
  return {
    ...{ raw, message, expected, options, version, judged },
    findings: () => {
      once ??= findings(version, message.messageType as MessageType, judged);
      return once;
    },
  };
}

/** The faults of the first kind that is found; none in a message that is right. */
export function firstFaults(subject: Subject): Fault[] {
  for (const check of CHECKS) {
    const [first, ...others] = check(subject);
    if (first) return [first, ...others.filter(({ reason }) => reason === first.reason)];
  }
  return [];
}

/** Every fault that can be found, each once, by kind: those that would make one Erro stand together. */
export function kindsOfFaults(subject: Subject): [Fault, ...Fault[]][] {
  const known = new Set<string>();
  const kinds: [Fault, ...Fault[]][] = [];
  for (const check of CHECKS) {
    const faults = check(subject);
    for (const reason of new Set(faults.map((fault) => fault.reason))) {
      const ofKind = faults.filter(({ reason: each, detail }) => {
        const isNew = each === reason && !known.has(`${reason} ${detail}`);
        if (isNew) known.add(`${reason} ${detail}`);
        return isNew;
      });
      const [first, ...others] = ofKind;
      if (first) kinds.push([first, ...others]);
    }
    if (faults.length > 0 && (DECIDE_THE_REST.has(check) || !isSupported(subject.version))) break;
  }
  return kinds;
}

/** Every fault that can be found, each once. */
export function allFaults(subject: Subject): Fault[] {
  return kindsOfFaults(subject).flat();
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

/** Since 2.3.1 an object or list without content is an empty element. */
function isBare({ messageVersion, sdkTransID }: Record<string, unknown>): boolean {
  return (
    factsOf(messageVersion)?.bareIsEmpty === true && typeof sdkTransID === 'object' && Object.keys(sdkTransID ?? {}).length === 0
  );
}

/** In place of a sdkTransID that is absent: with it, the rest of the message is judged as that of an app. */
const ABSENT = '00000000-0000-0000-0000-000000000000';

/** Whatever else is looked at, or kept, has an end: what walks through a message may call itself. */
function bounds({ raw, message, expected }: Subject): Fault[] {
  const hasLists = message.messageType === 'PRes' && expected.includes('PRes');
  const broken = brokenBound(raw, hasLists ? { members: Number.POSITIVE_INFINITY } : {});
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

function messageType({ message, expected, version }: Subject): Fault[] {
  const type = message.messageType;
  if (isEmpty(type)) return [{ reason: 'REQUIRED_ELEMENT_MISSING', detail: 'messageType', rule: TYPE_RULE }];
  if (typeof type !== 'string') return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'messageType', rule: TYPE_RULE }];
  if (!isMessageType(type) || (isSupported(version) && !hasType(version, type))) return [INVALID_TYPE];
  if (expected.includes(type)) return [];
  const detail = 'Invalid Message for the receiving component';
  return [{ reason: 'MESSAGE_RECEIVED_INVALID', detail, rule: `Here ${expected.join(', ')} is taken.` }];
}

function messageVersion({ message }: Subject): Fault[] {
  const version = message.messageVersion;
  const form = 'Three numbers with dots, 5 to 8 characters.';
  if (isEmpty(version)) return [{ reason: 'REQUIRED_ELEMENT_MISSING', detail: 'messageVersion', rule: form }];
  if (typeof version !== 'string' || !isVersion(version)) {
    return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'messageVersion', rule: form }];
  }
  if (isSupported(version)) return [];
  const rule = 'A version that is spoken here.';
  return [{ reason: 'MESSAGE_VERSION_NOT_SUPPORTED', detail: SUPPORTED_VERSIONS.join(','), rule }];
}

function versionOfTransaction({ message, options }: Subject): Fault[] {
  const { version } = options;
  if (version === undefined || version === message.messageVersion) return [];
  const rule = `Every message of a transaction has its messageVersion, here ${version}.`;
  return [{ reason: 'ELEMENT_FORMAT_INVALID', detail: 'messageVersion', rule }];
}

function duplicates({ raw, message }: Subject): Fault[] {
  return faultsOf('DUPLICATE_ELEMENT', duplicateElements(raw, message), 'An element stands once in its object.');
}

/** No extension is known here, so every critical one is refused (EMV 3DS 2.2.0, 202). */
function criticalExtensions({ message }: Subject): Fault[] {
  const critical = extensionsOf(message).filter((extension) => extension?.criticalityIndicator === true);
  const ids = critical.map(({ id }) => id).filter((id): id is string => typeof id === 'string' && id !== '');
  return faultsOf('CRITICAL_EXTENSION_NOT_RECOGNISED', ids, 'A critical extension is refused by whoever does not know it.');
}

const DECIDING = new Set(['deviceChannel', 'messageCategory']);

/** Every other rule depends on these two. */
function decidingElements(subject: Subject): Fault[] {
  const deciding = subject.findings().filter(({ element }) => DECIDING.has(element));
  return (['missing', 'format', 'reserved'] as const).flatMap((fault) => found(deciding, fault));
}

function missingElements(subject: Subject): Fault[] {
  const lacksSdk = subject.judged.sdkTransID === ABSENT && mustNameSdk(subject.message);
  const sdkTransID = lacksSdk ? ['sdkTransID'] : [];
  const rule = 'Present in an app.';
  return [...faultsOf('REQUIRED_ELEMENT_MISSING', sdkTransID, rule), ...found(subject.findings(), 'missing')];
}

/** In 2.1.0, neither RReq nor RRes has to. */
function mustNameSdk({ messageVersion, messageType }: Record<string, unknown>): boolean {
  return factsOf(messageVersion)?.sdkTransIDInRReq !== false || (messageType !== 'RReq' && messageType !== 'RRes');
}

/** The schema's findings, and what JSON Schema cannot say. */
function malformedElements({ judged, message, options, findings }: Subject): Fault[] {
  const strictHttps = options.strictHttps === true;
  const optional = judged.sdkTransID === ABSENT && message.sdkTransID !== undefined ? ['sdkTransID'] : [];
  const invalid = (elements: string[], rule: string) => faultsOf('ELEMENT_FORMAT_INVALID', elements, rule);
  return [
    ...found(findings(), 'format'),
    ...invalid(challengesNobody(judged, options) ? ['transStatus'] : [], 'C is never sent for 3RI: nobody is there.'),
    ...invalid(optional, 'An identifier, or absent.'),
    ...invalid(badUrls(judged, strictHttps), strictHttps ? 'A whole https URL.' : 'A whole URL that can be resolved.'),
    ...invalid(unreadableDeviceInfo(judged), 'base64url of a JSON object.'),
    ...invalid(oversized(judged), 'Its JSON is longer than the table allows.'),
  ];
}

function challengesNobody({ messageType, transStatus }: Record<string, unknown>, { deviceChannel }: ReadOptions): boolean {
  return deviceChannel === '03' && messageType === 'ARes' && transStatus === 'C';
}

function reservedValues(subject: Subject): Fault[] {
  return found(subject.findings(), 'reserved');
}

function repeatedValues(subject: Subject): Fault[] {
  return found(subject.findings(), 'repeated');
}

function isoCodes({ judged }: Subject): Fault[] {
  const rule = 'A code of its ISO list, a currency with its own exponent.';
  return faultsOf('ISO_CODE_INVALID', unknownIsoCodes(judged), rule);
}

const REASONS = {
  missing: 'REQUIRED_ELEMENT_MISSING',
  format: 'ELEMENT_FORMAT_INVALID',
  reserved: 'RESERVED_VALUE_USED',
  repeated: 'DUPLICATE_ELEMENT',
} as const satisfies Record<Finding['fault'], ErrorReason>;

function found(all: readonly Finding[], kind: Finding['fault']): Fault[] {
  const ofKind = all.filter(({ fault }) => fault === kind);
  return ofKind.map(({ element, errors }) => ({ reason: REASONS[kind], detail: element, errors }));
}

function faultsOf(reason: ErrorReason, details: readonly string[], rule: string): Fault[] {
  return details.map((detail) => ({ reason, detail, rule }));
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
