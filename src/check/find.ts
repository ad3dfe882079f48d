import { decodeBase64url } from '../messages/base64url.ts';
import { looksLikeMessage } from './elements.ts';
import { isBrokenJson, jsonObjects, type ObjectInText } from './jsonObjects.ts';

/** Something to check, found in a text. */
export interface Found {
  /** Where it begins, from 1. */
  line: number;
  what: 'message' | 'threeDSMethodData' | 'threeDSSessionData' | 'JWS' | 'JWE' | 'unreadable';
  /** The JSON, the token, or for what is unreadable: why. */
  text: string;
  /** The form field that a message came in. */
  field?: 'creq' | 'cres';
}

/**
 * Where something begins: a form field of the protocol, in a body or in the query of an address; or what may be base64url, a
 * JWS (three parts) or a JWE (five), which all begin with a brace, and a quote or space after it.
 */
const BEGINNINGS = /(?<![\w-])(creq|cres|threeDSMethodData|threeDSSessionData)=|(?<![\w.-])(?:eyJ|ey[A-D]|ew[0-3k-r])/g;
const END_OF_FIELD = /[&\s"'<>]/g;
const END_OF_TOKEN = /[^\w+/=.-]/g;
const MIN_TOKEN = 11;
/** Longer than any message in base64url. */
const MAX_ENCODED = 1024 * 1024;
const MAX_SESSION_DATA = 1024;

/**
 * Finds the messages of 3-D Secure in any text: JSON by itself, in a list, in the lines of a log, there also as text inside of
 * JSON; the form fields creq, cres and threeDSMethodData; base64url alone; a JWS or JWE.
 */
export function findMessages(text: string): Found[] {
  const lineAt = lineCounter(text);
  const found: Found[] = [];
  let at = 0;
  const add = (index: number, pieces: readonly Piece[]) => {
    const line = lineAt(index);
    for (const piece of pieces) found.push({ ...piece, line });
  };
  const findBetween = (end: number) => {
    for (const { start, pieces } of decodeEncoded(text.slice(at, end))) add(at + start, pieces);
  };
  for (const object of jsonObjects(text, true)) {
    // Several stand in one place where their quotes are escaped.
    if (object.start > at) findBetween(object.start);
    add(object.start, isBrokenJson(object) ? [unreadable(object.why)] : fromObject(object));
    at = object.end;
  }
  findBetween(text.length);
  const alone = text.trim();
  // Among other text, a JWS may be of anybody; one that stands alone was put here to be checked.
  if (found.length === 0 && isJws(alone)) return [{ line: lineAt(text.indexOf(alone)), what: 'JWS', text: alone }];
  const isWrapped = found.length === 0 && /\s/.test(text.trim()) && !/[^\w+/=\s-]/.test(text);
  return isWrapped ? findMessages(text.replaceAll(/\s+/g, '')) : found;
}

/** Tells on which line a character stands, for characters in their order. */
function lineCounter(text: string): (index: number) => number {
  let line = 1;
  let next = text.indexOf('\n');
  return (index) => {
    while (next !== -1 && next < index) {
      line += 1;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}

/** What stands in a text as form field or token. Where it ends is searched for: a pattern of any length overflows the stack. */
function decodeEncoded(text: string): { start: number; pieces: Piece[] }[] {
  const found: { start: number; pieces: Piece[] }[] = [];
  let end = 0;
  for (const { index, 0: beginning, 1: name } of text.matchAll(BEGINNINGS)) {
    if (index < end) continue;
    const ending = name === undefined ? END_OF_TOKEN : END_OF_FIELD;
    ending.lastIndex = index + beginning.length;
    end = ending.exec(text)?.index ?? text.length;
    const pieces = name ? fromField(name, text.slice(index + beginning.length, end)) : fromToken(text.slice(index, end));
    found.push({ start: index, pieces });
  }
  return found;
}

type Piece = Omit<Found, 'line'>;

const unreadable = (why: string): Piece => ({ what: 'unreadable', text: why });

/** In how many objects inside each other a message is looked for: each is read anew. */
const MOST_AROUND = 20;

/** A message, or whatever is in an object that holds one. @param around how many objects it stands in */
function fromObject({ raw, value }: Pick<ObjectInText, 'raw' | 'value'>, around = 0): Piece[] {
  if ('messageType' in value) return [{ what: 'message', text: raw }];
  if ('threeDSMethodNotificationURL' in value) return [{ what: 'threeDSMethodData', text: raw }];
  if (around === MOST_AROUND) return [];
  const inside = jsonObjects(raw.slice(1, -1)).flatMap((object) => (isBrokenJson(object) ? [] : fromObject(object, around + 1)));
  const texts = Object.entries(value).flatMap(([name, member]) =>
    [member].flat(2).flatMap((text) => (typeof text === 'string' ? fromMember(name, text) : [])),
  );
  const pieces = [...inside, ...texts];
  const holdsMessage = pieces.some(({ what }) => what === 'message');
  return !holdsMessage && looksLikeMessage(value) ? [{ what: 'message', text: raw }] : pieces;
}

/** A text in JSON: of a field of a form, or one that holds anything. */
function fromMember(name: string, text: string): Piece[] {
  if (/^(creq|cres|threeDSMethodData|threeDSSessionData)$/.test(name)) return fromField(name, text);
  if (name === 'acsSignedContent' && isJws(text)) return [{ what: 'JWS', text }];
  return findMessages(text).map(({ line: _line, ...piece }) => piece);
}

function fromField(name: string, value: string): Piece[] {
  if (name === 'threeDSSessionData') {
    const text = decodePercent(value);
    return text.length > MAX_SESSION_DATA ? [{ what: name, text }] : [];
  }
  if (value.length > MAX_ENCODED) return [unreadable(`${name} is longer than any message`)];
  const text = decodeBase64url(decodePercent(value).trim());
  if (text === undefined) return [unreadable(`${name} is not base64url of a text in UTF-8`)];
  const [object] = jsonObjects(text);
  if (!object || isBrokenJson(object) || object.raw !== text.trim())
    return [unreadable(`${name} is base64url, but not of a JSON object`)];
  if (name === 'creq' || name === 'cres') return [{ what: 'message', text, field: name }];
  return [{ what: 'threeDSMethodData', text }];
}

function decodePercent(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', '%2B'));
  } catch {
    return value;
  }
}

function fromToken(characters: string): Piece[] {
  const parts = characters.split('.');
  // The full stop of a sentence.
  if (parts.length % 2 === 0 && parts.at(-1) === '') parts.pop();
  const token = parts.join('.');
  if (token.length < MIN_TOKEN || token.length > MAX_ENCODED) return [];
  if (parts.length === 3) return isSignedContent(parts[1]) ? [{ what: 'JWS', text: token }] : [];
  if (parts.length === 5) return [{ what: 'JWE', text: token }];
  // The standard alphabet has a slash, and so has the path of an address.
  const [ownPath = ''] = token.split('/');
  return parts.length === 1 ? ([token, ownPath].map(inBase64).find((pieces) => pieces.length > 0) ?? []) : [];
}

function inBase64(token: string): Piece[] {
  const [object] = jsonObjects(decodeBase64url(token) ?? '');
  return object && !isBrokenJson(object) ? fromObject(object) : [];
}

const isJws = (text: string) => text.length <= MAX_ENCODED && /^ey[\w-]*\.[\w-]+\.[\w-]*$/.test(text);

/** Whether the payload of a JWS is that of an acsSignedContent. Logs are full of others: whoever calls an API brings one. */
function isSignedContent(payload = ''): boolean {
  return ['acsEphemPubKey', 'sdkEphemPubKey', 'acsURL'].some((name) => decodeBase64url(payload)?.includes(`"${name}"`));
}
