import { allFaults, type Fault, subjectOf } from '../messages/checks.ts';
import { errorCodeOf } from '../messages/errors.ts';
import { dataFindings, hasType, isMessageType, MESSAGE_TYPES } from '../messages/schemas.ts';
import { isSupported, type MessageVersion, SUPPORTED_VERSIONS } from '../messages/versions.ts';
import { changeOf, elementOf } from './advice.ts';
import { type Found, find } from './find.ts';
import { masked } from './mask.ts';
import { ruleOf } from './rules.ts';
import { signedContentFaults } from './signedContent.ts';

export interface CheckOptions {
  /** The channel of the transaction, where a message does not say it: 01 app, 02 browser, 03 3RI. */
  deviceChannel?: '01' | '02' | '03';
  /** The messageVersion of the transaction, which every message of it has to have. */
  version?: string;
  /** Refuse http where the protocol asks for https. */
  strictHttps?: boolean;
}

/** One thing that is wrong. Card numbers are masked in all of it. */
export interface CheckFinding {
  /** The element that it is about, `parent.child`; of a JWS also its header and payload. */
  element: string;
  /** The rule that is broken, in words. */
  rule: string;
  /** What an Erro would say, in the version of the message. */
  errorCode: string;
  /** What would be right, with an example. */
  change: string;
}

/** A message that was found in the text, and what is wrong with it. */
export interface Checked {
  /** The line on which it begins, from 1. */
  line: number;
  /** A messageType, threeDSMethodData, acsSignedContent, JWE, or `no message`. */
  message: string;
  messageVersion?: string;
  /** What has to be known to read the findings. */
  note?: string;
  findings: CheckFinding[];
}

/** By whose rules a message is judged that names no version. */
const FALLBACK_VERSION = '2.2.0';

/**
 * Checks the messages in a text by the rules that the ACS itself goes by, and tells every fault of each: JSON alone, in a list
 * or in the lines of a log; form fields `creq=`, `cres=`, `threeDSMethodData=`; base64url alone; an acsSignedContent.
 * @returns one entry a message, in the order of the text; a text without any has one entry that says so
 */
export function check(text: string, options: CheckOptions = {}): Checked[] {
  const hasMark = text.startsWith('\ufeff');
  const all = find(hasMark ? text.slice(1) : text).map((found) => judge(found, options));
  const [first] = all;
  if (!first) return [unreadable(1, nothingIn(text))];
  if (hasMark) first.findings.unshift(byteOrderMark());
  return all;
}

function judge({ line, what, text }: Found, options: CheckOptions): Checked {
  switch (what) {
    case 'message':
      return { line, ...judgeMessage(text, options) };
    case 'threeDSMethodData':
      return { line, message: what, findings: dataFaults(JSON.parse(text)) };
    case 'JWS':
      return { line, message: 'acsSignedContent', findings: toFindings(signedContentFaults(text), { version: newest(options) }) };
    case 'JWE':
      return { line, message: 'JWE', note: 'encrypted: check the message before it is encrypted', findings: [] };
    case 'unreadable':
      return unreadable(line, text);
  }
}

type Json = Record<string, unknown>;

function judgeMessage(raw: string, options: CheckOptions): Omit<Checked, 'line'> {
  const message = JSON.parse(raw) as Json;
  const { messageType, messageVersion, acsSignedContent } = message;
  const version = [messageVersion, options.version].find(isKnown) ?? FALLBACK_VERSION;
  const toDs = asDsWouldPassIt(message);
  const others = { version, ...(toDs ? { judged: toDs } : {}) };
  const faults = allFaults(subjectOf(message, raw, MESSAGE_TYPES, options, others)).filter(
    // Of another version than that of the schemas: that has been told.
    ({ detail, errors }) => version === messageVersion || detail !== 'messageVersion' || errors === undefined,
  );
  if (messageType === 'ARes' && typeof acsSignedContent === 'string' && acsSignedContent.split('.').length === 3)
    faults.push(...signedContentFaults(acsSignedContent));
  return {
    message:
      typeof messageType === 'string' && messageType !== '' ? masked(messageType).slice(0, 20) : 'message without messageType',
    ...(typeof messageVersion === 'string' ? { messageVersion: masked(messageVersion).slice(0, 20) } : {}),
    ...(toDs ? { note: 'as a 3DS Server sends it: the DS has not added its elements yet' } : {}),
    findings: toFindings(faults, { version, type: String(messageType), message }),
  };
}

/** What is told there has its own rule. */
const NO_SCHEMA = 'common/definitions.json';

const isKnown = (version: unknown): version is MessageVersion => typeof version === 'string' && isSupported(version);
const newest = ({ version }: CheckOptions): MessageVersion => (isKnown(version) ? version : SUPPORTED_VERSIONS[0]);

const OF_THE_DS = { dsReferenceNumber: 'DS', dsTransID: '00000000-0000-0000-0000-000000000000', dsURL: 'http://ds.example/' };

/** The schemas are those of the leg to the ACS. On the first leg an AReq has nothing of the DS, and of an app, sealed deviceInfo. */
function asDsWouldPassIt(message: Json): Json | undefined {
  if (message.messageType !== 'AReq' || Object.keys(OF_THE_DS).some((name) => name in message)) return undefined;
  const { sdkEncData, ...others } = message;
  const deviceInfo = sdkEncData !== undefined && !('deviceInfo' in message) ? { deviceInfo: 'eyJEViI6IjEuMCJ9' } : {};
  return { ...others, ...OF_THE_DS, ...deviceInfo };
}

function toFindings(
  faults: readonly Fault[],
  judged: { version: MessageVersion; type?: string; message?: Json },
): CheckFinding[] {
  const { version, type = '', message = {} } = judged;
  return faults.map((fault) => {
    const element = elementOf(fault);
    const signed = element.startsWith('acsSignedContent.');
    // A type that is none never becomes the name of a file.
    const path = isMessageType(type) && hasType(version, type) ? `${version}/${type}.json` : NO_SCHEMA;
    const inSchema = signed ? { ...fault, detail: element.slice('acsSignedContent.'.length) } : fault;
    return maskAll({
      element,
      rule: ruleOf(inSchema, signed ? 'common/acsSignedContent.json' : path),
      errorCode: errorCodeOf(version, fault.reason),
      change: changeOf(fault, { version, type: signed ? '' : type, message }),
    });
  });
}

/** No message: its faults have the codes that those of one would have. */
function dataFaults(data: Json): CheckFinding[] {
  return dataFindings('threeDSMethodData', data).map(({ element, fault, errors }) => {
    const reason = fault === 'missing' ? 'REQUIRED_ELEMENT_MISSING' : 'ELEMENT_FORMAT_INVALID';
    const found = { reason, detail: element, errors } as const;
    return maskAll({
      element,
      rule: ruleOf(found, 'common/threeDSMethodData.json'),
      errorCode: errorCodeOf(FALLBACK_VERSION, reason),
      change: changeOf(found, { version: FALLBACK_VERSION, type: 'AReq', message: data }),
    });
  });
}

function unreadable(line: number, why: string): Checked {
  const change = 'send one JSON object in UTF-8, such as {"messageType":"AReq","messageVersion":"2.2.0", …}';
  const rule = `A message is one JSON object. ${why}`;
  return { line, message: 'no message', findings: [maskAll({ element: 'message', rule, errorCode: '101', change })] };
}

function nothingIn(text: string): string {
  if (text.trim() === '') return 'There is nothing here.';
  if (text.includes('\0')) return 'This is no text in UTF-8, but in UTF-16 perhaps, or no text at all.';
  try {
    JSON.parse(text);
    return 'Here is JSON, but no object with messageType.';
  } catch {
    return 'None was found here: neither JSON, nor creq=, cres= or threeDSMethodData=, nor base64url, nor a JWS.';
  }
}

function byteOrderMark(): CheckFinding {
  const rule = 'JSON is sent in UTF-8 without a byte order mark (RFC 8259).';
  return { element: 'message', rule, errorCode: '101', change: 'leave out the first three bytes, EF BB BF' };
}

function maskAll(finding: CheckFinding): CheckFinding {
  const { element, rule, errorCode, change } = finding;
  return { element: masked(element), rule: masked(rule), errorCode, change: masked(change) };
}
