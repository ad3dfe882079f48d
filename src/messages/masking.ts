import { DATE_TIME, FEWEST_DIGITS, isLuhn, maskNumber, replaceLongNumbers, withoutCardNumbers } from './cardNumbers.ts';
import { tokensOf } from './jsonText.ts';

export { maskNumber } from './cardNumbers.ts';

type Hide = (found: string) => string;

/**
 * What is taken for a card number, from the surest to the least sure: each row hides what the rows before it hide.
 * - `valid`: 13 to 19 digits, together or in groups, with the check digit of a card number (ISO/IEC 7812-1); no dates, no ids of
 *   transactions, nothing that begins with 0, 1 or 7;
 * - `alone`: 13 to 19 digits that stand by themselves, too, whatever their check digit;
 * - `typed`: every number of 13 digits or more, also in groups, but for dates (unless their check digit is right) and ids that begin with letters
 *   (A0000000031010): what a tester mistyped;
 * - `long`: those, too.
 */
const SUSPECTS = {
  valid: withoutCardNumbers,
  alone: (text: string, hide: Hide) => withoutCardNumbers(text.replaceAll(STANDING_ALONE, hide), hide),
  typed: (text: string, hide: Hide) =>
    withoutCardNumbers(
      replaceLongNumbers(text, (found, start) => hideTyped(found, text[start - 1] ?? '', hide)),
      hide,
    ),
  long: (text: string, hide: Hide) => replaceLongNumbers(text, hide),
} satisfies Record<string, (text: string, hide: Hide) => string>;

export type Suspects = keyof typeof SUSPECTS;

/** What no card number is without: as many digits in a row or in groups, or escapes. Quick to look for, and most texts have none. */
const SUSPECT = /\d(?:[ ._-]?\d){12}|%|\\u00/;
/** Digits, and what parts groups of them, as JSON and as URLs may spell them; a URL within a URL spells its `%` as `%25`. */
const JSON_ESCAPE = /(?<!\\)\\+u00(3\d|20|2[de]|5f)/gi;
const URL_ESCAPE = /%(?:25)*(3\d|20|2[de]|5f)/gi;
/** By its look a card number, also where its check digit is wrong. */
const STANDING_ALONE = /(?<![\w-])\d{13,19}(?![\w-])/g;
/** What may be base64url, or parts of it as JOSE has them; a card number takes 18 characters at least. */
const ENCODED = /^[\w-]{18,}={0,2}(?:\.[\w-]*)*$/;

/**
 * A text of others as it may be kept and shown: without what looks like a card number, together or in groups, also where digits
 * are spelt as escapes of JSON or of URLs. A text without one comes back as it was. It takes one pass, whatever the text is.
 * @param hides what is taken for a card number
 * @param hide what stands in its place; without it first six and last four digits stay
 */
export function maskText(text: string, hides: Suspects = 'alone', hide: Hide = maskNumber): string {
  return maskPlain(text, (plain) => SUSPECTS[hides](plain, hide));
}

/** What is known of a message that is masked. */
export interface AboutMessage {
  hides?: Suspects;
  /**
   * Of an AReq that was judged: its number is hidden wherever and however it stands, and what proves that one has the card.
   */
  acctNumber?: string;
  /** Of an app: what the cardholder entered is hidden, and so is the whole where that cannot be found. */
  hasEntries?: boolean;
}

/**
 * A message as it may be kept and shown: its text, but for what looks like a card number in any of its names, texts and numbers,
 * at whatever depth, also inside of base64url. JSON stays JSON, byte for byte but for what is masked; what is none is taken as text.
 */
export function maskMessage(raw: string, { hides = 'alone', acctNumber, hasEntries = false }: AboutMessage = {}): string {
  if (acctNumber !== undefined) return maskAReq(raw, acctNumber);
  const text = hasEntries ? withoutEntries(raw) : raw;
  const mask = (plain: string) => SUSPECTS[hides](plain, maskNumber);
  if (!isJson(text)) return maskPlain(text, mask);
  return maskTokens(text, (token, element) => (element === '' ? maskPlain(token, mask) : maskValue(token, mask)));
}

/** What the cardholder entered in an app. It is judged and forgotten. */
const ENTRIES = new Set(['challengeDataEntry', 'challengeDataEntryTwo', 'challengeHTMLDataEntry']);

function withoutEntries(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (name, value) => (ENTRIES.has(name) ? '[hidden]' : value));
  } catch {
    return '"[unreadable]"';
  }
}

/** What proves that one has the card: nobody has to see it. */
const SECRETS: Record<string, (secret: string) => string> = {
  cardSecurityCode: (code) => 'X'.repeat(Math.min(code.length, 4)),
  tokenCryptogram: () => 'XXXX',
  token: (token) => (/^\d{13,19}$/.test(token) ? maskNumber(token) : 'XXXX'),
};

const secretOf = (element: string) => (Object.hasOwn(SECRETS, element) ? SECRETS[element] : undefined);

function maskAReq(raw: string, acctNumber: string): string {
  const own = new RegExp([...acctNumber].join('[ ._-]?'), 'g');
  const mask = (text: string) => withoutCardNumbers(text.replaceAll(own, maskNumber));
  const maskToken = (text: string, element: string) => {
    const secret = secretOf(element);
    if (secret) return text === '' ? text : secret(text);
    return element === '' ? maskPlain(text, mask) : maskValue(text, mask);
  };
  return maskTokens(raw, maskToken, (element) => secretOf(element) !== undefined);
}

/** @param mask gets the text without escapes */
function maskPlain(text: string, mask: (plain: string) => string): string {
  if (!SUSPECT.test(text)) return text;
  const plain = text.replaceAll(JSON_ESCAPE, charOf).replaceAll(URL_ESCAPE, charOf);
  const masked = mask(plain);
  return masked === plain ? text : masked;
}

const charOf = (_escape: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));

/**
 * JSON with each of its names, texts and numbers as `mask` makes it; the rest stays byte for byte. Values of a few characters,
 * which hold no card number, are left alone.
 * @param mask gets the text without escapes, and the element that it is of; '' for a name
 * @param isSecret whether values of an element are masked however short they are
 */
function maskTokens(
  raw: string,
  mask: (text: string, element: string) => string,
  isSecret: (element: string) => boolean = () => false,
): string {
  let shown = '';
  let kept = 0;
  let element = '';
  for (const { start, end, isName } of tokensOf(raw)) {
    if (!isName && end - start < FEWEST_DIGITS && !isSecret(element)) continue;
    const token = raw.slice(start, end);
    const text = textOf(token);
    if (isName) element = text;
    const masked = mask(text, isName ? '' : element);
    if (masked === text) continue;
    shown += raw.slice(kept, start) + JSON.stringify(masked);
    kept = end;
  }
  return kept === 0 ? raw : shown + raw.slice(kept);
}

/** A digit may be spelt as an escape. */
function textOf(token: string): string {
  if (!token.startsWith('"')) return token;
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

/** The value of an element: text, also where it is base64url of text, such as deviceInfo, or a JWS. */
function maskValue(text: string, mask: (plain: string) => string): string {
  return maskPlain(ENCODED.test(text) ? maskEncoded(text, mask) : text, mask);
}

/** base64url without the card numbers that are in its text; as it was where there are none. */
function maskEncoded(text: string, mask: (plain: string) => string): string {
  const maskPart = (part: string) => {
    const decoded = Buffer.from(part, 'base64url').toString('latin1');
    const masked = maskPlain(decoded, mask);
    return masked === decoded ? part : Buffer.from(masked, 'latin1').toString('base64url');
  };
  return text.split('.').map(maskPart).join('.');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const FIRST_OF_NUMBER = /(?<!\w)\d/g;

/** Digits that could be a card number, also written in groups; not those of an id that begins with letters. */
function hideTyped(found: string, before: string, hide: Hide): string {
  FIRST_OF_NUMBER.lastIndex = before.length;
  const first = (FIRST_OF_NUMBER.exec(before + found)?.index ?? Number.POSITIVE_INFINITY) - before.length;
  const number = found.slice(first);
  const digits = number.length - number.replaceAll(/\d+/g, '').length;
  const isNumber = digits >= FEWEST_DIGITS && !(DATE_TIME.test(number) && !isLuhn(number));
  return isNumber ? found.slice(0, first) + hide(number) : found;
}
