import { isUtf8 } from 'node:buffer';
import { errorCodeOf } from '../messages/errors.ts';
import { maskText } from '../messages/masking.ts';
import { dataFindings, hasType, isMessageType } from '../messages/schemas.ts';
import { isSupported, type MessageVersion, NEWEST, USUAL_VERSION } from '../messages/versions.ts';
import { lookIntoHtml } from './acsHtml.ts';
import { changeOf } from './advice.ts';
import { type Found, findMessages } from './find.ts';
import { type CheckFinding, error, maskAll, toFindings } from './findings.ts';
import { faultsOfMessage, isOnFirstLeg } from './message.ts';
import { notesOfVersion } from './notes.ts';
import type { CheckOptions } from './options.ts';
import { faultsOfPairs } from './pairs.ts';
import { meaningOf } from './ruleTexts.ts';
import { signedContentFaults } from './signedContent.ts';

export type { CheckFinding } from './findings.ts';

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
  return checkAll([input], options)[0] ?? [];
}

/**
 * The same for several texts: an answer is also judged by the message that it goes with, wherever among them that stands, where one
 * of their ids is the same (an ARes by its AReq, an RReq by its AReq and its ARes, an RRes by its RReq).
 * @returns what `check` returns, for each text
 */
export function checkAll(inputs: readonly (string | Uint8Array)[], options: CheckOptions = {}): Checked[][] {
  const texts = inputs.map((input) => judgeText(input, options));
  const messages = texts.flat().flatMap(({ checked, message }) => (message ? [{ checked, message }] : []));
  for (const { of, version, faults } of faultsOfPairs(messages.map(({ message }) => message))) {
    const { checked, message } = messages[of] as (typeof messages)[number];
    const type = String(message.messageType);
    const isTold = ({ element, errorCode }: CheckFinding) =>
      checked.findings.some((known) => known.element === element && known.errorCode === errorCode);
    checked.findings.push(...toFindings(faults, { version, type, message }).filter((finding) => !isTold(finding)));
  }
  return texts.map((text) => text.map(({ checked }) => checked));
}

interface JudgedMessage {
  checked: Checked;
  /** Where it is one. */
  message?: Json;
}

function judgeText(input: string | Uint8Array, options: CheckOptions): JudgedMessage[] {
  const { text, isDamaged } = typeof input === 'string' ? { text: input, isDamaged: false } : decode(input);
  const hasMark = text.startsWith('\ufeff');
  const found = findMessages(hasMark ? text.slice(1) : text);
  const all = found.map((each): JudgedMessage => {
    const message = each.what === 'message' ? { message: JSON.parse(each.text) as Json } : {};
    return { checked: judgeFound(each, options), ...message };
  });
  const [first] = all;
  if (!first) return [{ checked: unreadable(1, nothingIn(text)) }];
  if (hasMark) first.checked.findings.unshift(byteOrderMark());
  for (const [at, { checked }] of all.entries())
    if (isDamaged && checked.message !== 'no message' && found[at]?.text.includes(REPLACEMENT))
      checked.findings.unshift(notUtf8());
  return all;
}

/** What a decoder writes in place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

function decode(bytes: Uint8Array): { text: string; isDamaged: boolean } {
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), isDamaged: !isUtf8(bytes) };
}

function judgeFound({ line, what, text, field }: Found, options: CheckOptions): Checked {
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
  const html = messageType === 'CRes' ? lookIntoHtml(message) : { faults: [], notes: [] };
  const notes = [...notesOfVersion(message, version), ...html.notes].map(
    (note): CheckFinding => maskAll({ severity: 'note', ...note }),
  );
  return {
    message: type === '' ? 'message without messageType' : maskText(type, 'typed').slice(0, 20),
    ...(typeof messageVersion === 'string' ? { messageVersion: maskText(messageVersion, 'typed').slice(0, 20) } : {}),
    ...(isOnFirstLeg(message) ? { note: 'as a 3DS Server sends it: the DS has not added its elements yet' } : {}),
    findings: [...toFindings([...faults, ...html.faults], { version, type, message }), ...notes],
  };
}

/** A version that has messages of that type. */
const fallbackFor = (type: unknown): MessageVersion =>
  typeof type === 'string' && isMessageType(type) && !hasType(USUAL_VERSION, type) ? NEWEST : USUAL_VERSION;
const newest = ({ version }: CheckOptions): MessageVersion => (isSupported(version) ? version : NEWEST);

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
