import { isUtf8 } from 'node:buffer';
import { errorCodeOf } from '../messages/errors.ts';
import { maskText } from '../messages/masking.ts';
import { dataFindings, hasType, isMessageType } from '../messages/schemas.ts';
import { type Fault, ruleOfFault } from '../messages/subject.ts';
import { isSupported, type MessageVersion, NEWEST, USUAL_VERSION } from '../messages/versions.ts';
import { changeOf, elementOf } from './advice.ts';
import { type Found, find } from './find.ts';
import { faultsOfMessage, isOnFirstLeg } from './message.ts';
import { isConvention, notesOfVersion } from './notes.ts';
import type { CheckOptions } from './options.ts';
import { meaningOf } from './ruleTexts.ts';
import { signedContentFaults } from './signedContent.ts';

/** One thing that is wrong, or worth a note. Card numbers are masked in all of it. */
export interface CheckFinding {
  /** A note is of what is unusual, or of no use: nothing is wrong for it. */
  severity: 'error' | 'note';
  /** The element that it is about, `parent.child`; of a JWS also its header and payload. */
  element: string;
  /** The rule that it goes by: ids of docs/conformance/requirements.csv, parted by `, `, as `A.1 mcc`. */
  rule: string;
  /** What the rule says, in words. */
  meaning: string;
  /** What an Erro would say, in the version of the message; of a note, the Erro of those who insist, or none. */
  errorCode?: string;
  /** What would be right, with an example. */
  change: string;
}

/** A message that was found in the text, and what is wrong with it. */
export interface Checked {
  /** The line on which it begins, from 1. */
  line: number;
  /** A messageType, threeDSMethodData, threeDSSessionData, acsSignedContent, JWE, or `no message`. */
  message: string;
  messageVersion?: string;
  /** What has to be known to read the findings. */
  note?: string;
  findings: CheckFinding[];
}

/**
 * Checks the messages in a text by the rules that the ACS itself goes by, and tells every fault of each: JSON alone, in a list
 * or in the lines of a log; form fields `creq=`, `cres=`, `threeDSMethodData=`; base64url alone; an acsSignedContent.
 * @param input a text; of bytes it is also told where they are no UTF-8
 * @returns one entry a message, in the order of the text; a text without any has one entry that says so
 */
export function check(input: string | Uint8Array, options: CheckOptions = {}): Checked[] {
  const { text, isDamaged } = typeof input === 'string' ? { text: input, isDamaged: false } : decode(input);
  const hasMark = text.startsWith('\ufeff');
  const found = find(hasMark ? text.slice(1) : text);
  const all = found.map((each) => judge(each, options));
  const [first] = all;
  if (!first) return [unreadable(1, nothingIn(text))];
  if (hasMark) first.findings.unshift(byteOrderMark());
  for (const [at, checked] of all.entries())
    if (isDamaged && checked.message !== 'no message' && found[at]?.text.includes(REPLACEMENT))
      checked.findings.unshift(notUtf8());
  return all;
}

/** What a decoder writes in place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

function decode(bytes: Uint8Array): { text: string; isDamaged: boolean } {
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), isDamaged: !isUtf8(bytes) };
}

function judge({ line, what, text, field }: Found, options: CheckOptions): Checked {
  switch (what) {
    case 'message':
      return { line, ...judgeMessage(text, field, options) };
    case 'threeDSMethodData':
      return { line, message: what, findings: dataFaults(JSON.parse(text)) };
    case 'threeDSSessionData':
      return { line, message: what, findings: [longSessionData(text.length)] };
    case 'JWS':
      return { line, message: 'acsSignedContent', findings: toFindings(signedContentFaults(text), { version: newest(options) }) };
    case 'JWE':
      return { line, message: 'JWE', note: 'encrypted: check the message before it is encrypted', findings: [] };
    case 'unreadable':
      return unreadable(line, text);
  }
}

type Json = Record<string, unknown>;

function judgeMessage(raw: string, field: Found['field'], options: CheckOptions): Omit<Checked, 'line'> {
  const message = JSON.parse(raw) as Json;
  const { messageType, messageVersion } = message;
  const type = typeof messageType === 'string' ? messageType : '';
  const version = [messageVersion, options.version].find(isSupported) ?? fallbackFor(messageType);
  const faults = faultsOfMessage({ raw, message, version, ...(field ? { field } : {}) }, options);
  const notes = notesOfVersion(message, version).map((note): CheckFinding => maskAll({ severity: 'note', ...note }));
  return {
    message: type === '' ? 'message without messageType' : maskText(type, 'typed').slice(0, 20),
    ...(typeof messageVersion === 'string' ? { messageVersion: maskText(messageVersion, 'typed').slice(0, 20) } : {}),
    ...(isOnFirstLeg(message) ? { note: 'as a 3DS Server sends it: the DS has not added its elements yet' } : {}),
    findings: [...toFindings(faults, { version, type, message }), ...notes],
  };
}

/** What is told there has its own rule. */
const NO_SCHEMA = 'common/definitions.json';

/** A version that has messages of that type. */
const fallbackFor = (type: unknown): MessageVersion =>
  typeof type === 'string' && isMessageType(type) && !hasType(USUAL_VERSION, type) ? NEWEST : USUAL_VERSION;
const newest = ({ version }: CheckOptions): MessageVersion => (isSupported(version) ? version : NEWEST);

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
    const isNote = isConvention(fault, message);
    return maskAll({
      severity: isNote ? 'note' : 'error',
      element,
      rule: ruleOfFault(fault),
      meaning: meaningOf(inSchema, signed ? 'common/acsSignedContent.json' : path, isNote),
      errorCode: errorCodeOf(version, fault.reason),
      change: `${changeOf(fault, { version, type: signed ? '' : type, message })}${isNote ? ', or let it be' : ''}`,
    });
  });
}

/** No message: its faults have the codes that those of one would have. */
function dataFaults(data: Json): CheckFinding[] {
  return dataFindings('threeDSMethodData', data).map(({ element, fault, errors }) => {
    const reason = fault === 'missing' ? 'REQUIRED_ELEMENT_MISSING' : 'ELEMENT_FORMAT_INVALID';
    const found = { reason, detail: element, errors } as const;
    return maskAll({
      severity: 'error',
      element,
      rule: 'A.2 3DS Method data',
      meaning: meaningOf(found, 'common/threeDSMethodData.json'),
      errorCode: errorCodeOf(USUAL_VERSION, reason),
      change: changeOf(found, { version: USUAL_VERSION, type: 'AReq', message: data }),
    });
  });
}

function longSessionData(length: number): CheckFinding {
  const meaning = `What the ACS hands back with the CRes, at most 1024 characters; here it has ${length}.`;
  return error('threeDSSessionData', 'A.3 threeDSSessionData', meaning, '203', 'keep the data, and send a short name of it');
}

function unreadable(line: number, why: string): Checked {
  const change = `send one JSON object in UTF-8, such as {"messageType":"AReq","messageVersion":"${USUAL_VERSION}", …}`;
  return {
    line,
    message: 'no message',
    findings: [error('message', 'Req 198', `A message is one JSON object. ${why}`, '101', change)],
  };
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
  const meaning = 'JSON is sent in UTF-8 without a byte order mark (RFC 8259).';
  return error('message', 'Req 198', meaning, '101', 'leave out the first three bytes, EF BB BF');
}

function notUtf8(): CheckFinding {
  const change = 'encode it in UTF-8: é is C3 A9, in Latin-1 it would be E9';
  return error('message', 'Req 198', 'A message is in UTF-8; it has bytes that are not.', '101', change);
}

function error(element: string, rule: string, meaning: string, errorCode: string, change: string): CheckFinding {
  return maskAll({ severity: 'error', element, rule, meaning, errorCode, change });
}

function maskAll(finding: CheckFinding): CheckFinding {
  const { element, meaning, change } = finding;
  return {
    ...finding,
    element: maskText(element, 'typed'),
    meaning: maskText(meaning, 'typed'),
    change: maskText(change, 'typed'),
  };
}
