import { maskDigits, withoutCardNumbers } from './cardNumbers.ts';
import { tokensOf } from './jsonText.ts';
import { FEWEST_DIGITS } from './longNumbers.ts';

/** What no card number is without: as many digits in a row or in groups, or escapes. Quick to look for, and most texts have none. */
const SUSPECT = /\d(?:[ ._-]?\d){12}|%|\\u00/;
/** Digits, and what parts groups of them, as JSON and as URLs may spell them; a URL within a URL spells its `%` as `%25`. */
const JSON_ESCAPE = /(?<!\\)\\+u00(3\d|20|2[de]|5f)/gi;
const URL_ESCAPE = /%(?:25)*(3\d|20|2[de]|5f)/gi;
/** By its look a card number, also where its check digit is wrong. */
const STANDING_ALONE = /(?<![\w-])\d{13,19}(?![\w-])/g;
/** What may be base64url, or parts of it as JOSE has them; a card number takes 18 characters at least. */
const ENCODED = /^[\w-]{18,}={0,2}(?:\.[\w-]*)*$/;

/** Whether a text is worth a closer look: it holds many digits, or escapes. */
export function mayHoldCardNumber(text: string): boolean {
  return SUSPECT.test(text);
}

/**
 * A text of others as it may be kept and shown: without what looks like a card number (ISO/IEC 7812-1), together or in groups,
 * also where digits are spelt as escapes of JSON or of URLs. A text without one comes back as it was.
 * @param mask gets the text without escapes
 */
export function maskText(text: string, mask: (plain: string) => string = (plain) => withoutCardNumbers(plain)): string {
  if (!SUSPECT.test(text)) return text;
  const plain = text.replaceAll(JSON_ESCAPE, charOf).replaceAll(URL_ESCAPE, charOf);
  const masked = mask(plain);
  return masked === plain ? text : masked;
}

/**
 * A message of others as it may be kept and shown: its text, but for what looks like a card number in any of its names, texts
 * and numbers, at whatever depth and also with a wrong check digit. JSON stays JSON; what is none is taken as text.
 */
export function maskMessage(raw: string): string {
  return isJson(raw) ? maskTokens(raw, maskOfOthers) : maskEveryNumber(raw);
}

/** A plain text in the same way: of 13 to 19 digits that stand by themselves, those with a wrong check digit are masked, too. */
export function maskEveryNumber(text: string): string {
  return maskText(text, maskAllNumbers);
}

/**
 * JSON with each of its names, texts and numbers as `mask` makes it; the rest stays byte for byte. Values of a few characters,
 * which hold no card number, are left alone.
 * @param mask gets the text without escapes, and the element that it is of; '' for a name
 * @param isSecret whether values of an element are masked however short they are
 */
export function maskTokens(
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
export function maskValue(text: string, mask: (plain: string) => string): string {
  return maskText(ENCODED.test(text) ? maskEncoded(text, mask) : text, mask);
}

/** base64url without the card numbers that are in its text; as it was where there are none. */
function maskEncoded(text: string, mask: (plain: string) => string): string {
  const maskPart = (part: string) => {
    const decoded = Buffer.from(part, 'base64url').toString('latin1');
    const masked = maskText(decoded, mask);
    return masked === decoded ? part : Buffer.from(masked, 'latin1').toString('base64url');
  };
  return text.split('.').map(maskPart).join('.');
}

const maskOfOthers = (text: string, element: string) =>
  element === '' ? maskEveryNumber(text) : maskValue(text, maskAllNumbers);
const maskAllNumbers = (text: string) => withoutCardNumbers(text.replaceAll(STANDING_ALONE, maskDigits));
const charOf = (_escape: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
