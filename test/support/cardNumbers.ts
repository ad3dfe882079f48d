import { descriptionsOf } from '../../src/messages/descriptions.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import { CARDS } from './cards.ts';
import type { Json } from './json.ts';

/** A card number that is not the one of the AReq. */
export const NUMBER = CARDS.sms;

/** One of another bank: nothing in it is like the card of the AReq. */
export const FOREIGN = '5555555555554444';

const inGroups = (by: string) => NUMBER.replaceAll(/(\d{4})(?=\d)/g, `$1${by}`);
const spelt = (by: (digit: string) => string) => [...NUMBER].map(by).join('');

/** How a card number can be spelt in text of others. */
export const SPELLINGS = {
  plain: NUMBER,
  spaces: inGroups(' '),
  dashes: inGroups('-'),
  urlEncoded: spelt((digit) => `%3${digit}`),
  urlEncodedTwice: spelt((digit) => `%253${digit}`),
  urlGroups: inGroups('%20'),
  jsonEscaped: spelt((digit) => `\\u003${digit}`),
};

/** A URL of others that holds the number in its path and in its query. */
export const inUrl = (origin: string) => `${origin}/${SPELLINGS.plain}/${SPELLINGS.urlEncoded}?pan=${SPELLINGS.urlGroups}`;

/** base64url of JSON, as deviceInfo is. */
export const ENCODED = Buffer.from(JSON.stringify({ DV: '1.4', DD: { C001: `card ${NUMBER}` } })).toString('base64url');

/** What is put into each element: whatever it takes of them. */
export const VALUES = [
  NUMBER,
  FOREIGN,
  SPELLINGS.spaces,
  `of ${SPELLINGS.dashes}`,
  inUrl('https://shop.example'),
  ENCODED,
  SPELLINGS.urlEncoded,
];

/** A member of a message that no schema knows, with the number at every depth, as name, text and number. */
export const UNKNOWN = {
  text: [...Object.values(SPELLINGS), FOREIGN],
  [NUMBER]: { [`a ${SPELLINGS.spaces}`]: [[{ deep: SPELLINGS.plain, number: Number(NUMBER) }]] },
};

/** The spellings of the number that a text holds. */
export function numbersIn(text: string): string[] {
  const found = Object.entries(SPELLINGS).filter(([, spelling]) => text.includes(spelling));
  const others = { 'of another bank': FOREIGN, base64url: ENCODED };
  const foundOthers = Object.entries(others).filter(([, number]) => text.includes(number));
  return [...found, ...foundOthers].map(([name]) => name);
}

/** The elements of a message, as its schema has them: `acctInfo.chAccAgeInd`. */
export function elementsOf(version: MessageVersion, type: MessageType): string[] {
  return [...descriptionsOf(version, type).keys()];
}

/** A message with one of its elements set; where a list is on the way, in its first member. */
export function withValue(message: Json, path: string, value: unknown): Json {
  const [name = '', ...rest] = path.split('.');
  const before = message[name];
  if (rest.length === 0) return { ...message, [name]: value };
  const inner = (Array.isArray(before) ? before[0] : before) as Json | undefined;
  const set = withValue(typeof inner === 'object' && inner !== null ? inner : {}, rest.join('.'), value);
  return { ...message, [name]: Array.isArray(before) ? [set, ...before.slice(1)] : set };
}
