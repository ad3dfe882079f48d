import { maskDigits, withoutCardNumbers } from '../../messages/cardNumbers.ts';
import { endOfString, skipSpace } from '../../messages/jsonText.ts';
import { FEWEST_DIGITS, findLongNumber } from '../../messages/longNumbers.ts';

/** Elements that may look like a card number by right: amounts, and numbers of merchants, requestors, phones and extensions. */
const NUMBERS = new Set([
  ...['purchaseAmount', 'recurringAmount', 'merchantAmount', 'giftCardAmount', 'subscriber', 'id', 'sellerId', 'browserTZ'],
  ...['acquirerBIN', 'acquirerMerchantID', 'threeDSRequestorID', 'threeDSServerOperatorID', 'threeDSReqPriorRef'],
  ...['threeDSServerRefNumber', 'dsReferenceNumber', 'sdkReferenceNumber'],
]);

/** What proves that one has the card: nobody has to see it. */
const SECRETS: Record<string, (secret: string) => string> = {
  cardSecurityCode: (code) => 'X'.repeat(Math.min(code.length, 4)),
  tokenCryptogram: () => 'XXXX',
  token: (token) => (/^\d{13,19}$/.test(token) ? maskDigits(token) : 'XXXX'),
};

const [QUOTE, COLON, MINUS, ZERO, NINE] = [34, 58, 45, 48, 57];
/** The rest of a number. */
const END_OF_NUMBER = /[^\d.eE+-]|$/g;

/**
 * An AReq for the record: as it came, but for its card number, wherever and however grouped it stands, whatever else looks like
 * a card number, and the secrets of the card. It is valid JSON, and stays so.
 */
export function areqRecord(raw: string, acctNumber: string): string {
  const own = new RegExp([...acctNumber].join('[ ._-]?'), 'g');
  const anyNumber = { start: 0, end: 0 };
  const masked = (text: string, element: string) => {
    const secret = secretOf(element);
    if (secret) return text === '' ? text : secret(text);
    // Quick to look for, and most texts have none.
    if (!findLongNumber(text, 0, anyNumber)) return text;
    const withoutOwn = text.replaceAll(own, maskDigits);
    return NUMBERS.has(element) ? withoutOwn : withoutCardNumbers(withoutOwn);
  };
  let shown = '';
  let kept = 0;
  let element = '';
  for (const { start, end, isName } of tokensOf(raw)) {
    // In a few characters nothing can be hidden but a secret.
    if (!isName && end - start < FEWEST_DIGITS && !secretOf(element)) continue;
    const token = raw.slice(start, end);
    const text = textOf(token);
    if (isName) element = text;
    const safe = masked(text, isName ? '' : element);
    if (safe === text) continue;
    shown += raw.slice(kept, start) + JSON.stringify(safe);
    kept = end;
  }
  return kept === 0 ? raw : shown + raw.slice(kept);
}

const secretOf = (element: string) => (Object.hasOwn(SECRETS, element) ? SECRETS[element] : undefined);

/** A digit may be spelt as an escape. */
function textOf(token: string): string {
  if (!token.startsWith('"')) return token;
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

interface Token {
  start: number;
  end: number;
  /** Whether it is the name of a member. */
  isName: boolean;
}

/** The texts and numbers of a JSON. */
function* tokensOf(raw: string): Generator<Token> {
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw.charCodeAt(at);
    const isNumber = char === MINUS || (char >= ZERO && char <= NINE);
    if (char !== QUOTE && !isNumber) continue;
    const start = at;
    const end = isNumber ? endOfNumber(raw, at) : endOfString(raw, at);
    yield { start, end, isName: !isNumber && raw.charCodeAt(skipSpace(raw, end)) === COLON };
    at = end - 1;
  }
}

function endOfNumber(raw: string, from: number): number {
  END_OF_NUMBER.lastIndex = from + 1;
  return END_OF_NUMBER.exec(raw)?.index ?? raw.length;
}
