import { ERROR_CODES, type ErrorReason } from './errors.ts';
import { rulesOf } from './ruleIds.ts';
import { type Finding, findings, type MessageType } from './schemas.ts';
import type { Leniency } from './validators.ts';
import { factsOf, isVersion, type MessageVersion, nearestVersion } from './versions.ts';

export interface ReadOptions extends Leniency {
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
  /** The rule that is broken in words, where no schema holds it. */
  rule?: string;
  /** Its id in docs/conformance/requirements.csv; absent where it is that of the element or of the code. */
  id?: string;
  /** What the schema found. */
  errors?: Finding['errors'];
}

/** The rule that a fault goes by: ids of docs/conformance/requirements.csv, parted by `, `. */
export function ruleOfFault({ reason, detail, id }: Fault): string {
  return id ?? rulesOf(ERROR_CODES[reason][0], detail).join(', ');
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

/** What a text stands for that is no JSON object. */
export const NO_OBJECT: Readonly<Record<string, unknown>> = Object.freeze({});

/** The JSON object that a text is; NO_OBJECT for any other text. */
export function objectOf(raw: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return NO_OBJECT;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : NO_OBJECT;
}

/** What is judged of a message: by its own version, and as its channel has it, unless `others` says something else. */
export function subjectOf(
  message: Record<string, unknown>,
  raw: string,
  expected: readonly MessageType[],
  options: ReadOptions,
  others: Partial<Pick<Subject, 'version' | 'judged'>> = {},
): Subject {
  const { version = versionOf(message), judged = inChannel(message, options.deviceChannel) } = others;
  let once: Finding[] | undefined;
  return {
    ...{ raw, message, expected, options, version, judged },
    findings: () => {
      once ??= findings(version, message.messageType as MessageType, judged, options);
      return once;
    },
  };
}

/** An Erro that says which versions are spoken has the one that is not (Req 195, 320): it is read by the nearest. */
export function tellsOfVersion({ messageType, errorCode, messageVersion }: Record<string, unknown>): boolean {
  return messageType === 'Erro' && errorCode === '102' && typeof messageVersion === 'string' && isVersion(messageVersion);
}

function versionOf(message: Record<string, unknown>): MessageVersion {
  return tellsOfVersion(message) ? nearestVersion(String(message.messageVersion)) : (message.messageVersion as MessageVersion);
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

/** Whether a message of an app names no SDK. One that names it by zeros does. */
export function lacksSdk({ judged, message }: Pick<Subject, 'judged' | 'message'>): boolean {
  return judged.sdkTransID === ABSENT && message.sdkTransID !== ABSENT;
}

/** Whether an element counts as absent where it has to be there. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
