import { decodeBase64url } from '../messages/base64url.ts';
import { isBroken, jsonObjects } from './jsonObjects.ts';

/** Something to check, found in a text. */
export interface Found {
  /** Where it begins, from 1. */
  line: number;
  what: 'message' | 'threeDSMethodData' | 'JWS' | 'JWE' | 'unreadable';
  /** The JSON, the token, or for what is unreadable: why. */
  text: string;
}

type Json = Record<string, unknown>;

/** A form field of the protocol, in a body or in the query of an address. */
const FORM_FIELD = /(?<![\w-])(creq|cres|threeDSMethodData)=([^&\s"'<>]*)/g;
/** What may be base64url, a JWS (three parts) or a JWE (five): they all begin with `{"`. */
const TOKEN = /(?<![\w.-])eyJ[\w-]{8,}={0,2}(?:\.[\w-]*){0,4}/g;

/**
 * Finds the messages of 3-D Secure in any text: JSON by itself, in a list, in the lines of a log, there also as text inside of
 * JSON; the form fields creq, cres and threeDSMethodData; base64url alone; a JWS or JWE.
 */
export function find(text: string): Found[] {
  const lineAt = (index: number) => text.slice(0, index).split('\n').length;
  const objects = jsonObjects(text);
  const found: [index: number, found: Found][] = [];
  let rest = text;
  for (const object of objects) {
    const { start, raw } = object;
    const line = lineAt(start);
    if (isBroken(object)) found.push([start, { line, what: 'unreadable', text: object.why }]);
    else found.push(...fromObject(raw, object.value).map((each): [number, Found] => [start, { ...each, line }]));
    // What stands in JSON has been seen; the places of the rest stay.
    rest = rest.slice(0, start) + ' '.repeat(raw.length) + rest.slice(start + raw.length);
  }
  for (const { index, 0: whole, 1: name = '', 2: value = '' } of rest.matchAll(FORM_FIELD)) {
    found.push([index, { ...fromField(name, value), line: lineAt(index) }]);
    rest = rest.slice(0, index) + ' '.repeat(whole.length) + rest.slice(index + whole.length);
  }
  for (const { index, 0: token } of rest.matchAll(TOKEN)) {
    found.push(...fromToken(token).map((each): [number, Found] => [index, { ...each, line: lineAt(index) }]));
  }
  return found.toSorted(([a], [b]) => a - b).map(([, each]) => each);
}

type Piece = Omit<Found, 'line'>;

/** A message, or whatever is in an object that holds one. */
function fromObject(raw: string, value: Json): Piece[] {
  if ('messageType' in value) return [{ what: 'message', text: raw }];
  if ('threeDSMethodNotificationURL' in value) return [{ what: 'threeDSMethodData', text: raw }];
  const inside = jsonObjects(raw.slice(1, -1)).flatMap((object) =>
    isBroken(object) ? [] : fromObject(object.raw, object.value),
  );
  const texts = Object.entries(value).flatMap(([name, member]) =>
    [member].flat(2).flatMap((text) => (typeof text === 'string' ? fromMember(name, text) : [])),
  );
  return [...inside, ...texts];
}

/** A text in JSON: of a field of a form, or one that holds anything. */
function fromMember(name: string, text: string): Piece[] {
  if (/^(creq|cres|threeDSMethodData)$/.test(name)) return [fromField(name, text)];
  return find(text).map(({ what, text: piece }) => ({ what, text: piece }));
}

function fromField(name: string, value: string): Piece {
  const what = name === 'threeDSMethodData' ? 'threeDSMethodData' : 'message';
  const text = decodeBase64url(percentDecoded(value).trim());
  if (text === undefined) return { what: 'unreadable', text: `${name} is not base64url of a text in UTF-8` };
  const [object] = jsonObjects(text);
  if (object && !isBroken(object) && object.raw === text.trim()) return { what, text };
  return { what: 'unreadable', text: `${name} is base64url, but not of a JSON object` };
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', '%2B'));
  } catch {
    return value;
  }
}

function fromToken(token: string): Piece[] {
  const dots = token.split('.').length - 1;
  if (dots === 2) return [{ what: 'JWS', text: token }];
  if (dots === 4) return [{ what: 'JWE', text: token }];
  const text = dots === 0 ? decodeBase64url(token) : undefined;
  const [object] = jsonObjects(text ?? '');
  return object && !isBroken(object) ? fromObject(object.raw, object.value) : [];
}
