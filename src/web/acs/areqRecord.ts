import { maskDigits, withoutCardNumbers } from '../../messages/cardNumbers.ts';

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

/** As many digits in a row, or in groups, as a card number has at least: quick to look for, and most texts have none. */
const LONG_NUMBER = /\d(?:[ ._-]?\d){12}/;

/** A text with the colon that makes it a name, or a number. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d[\d.eE+-]*/g;

/**
 * An AReq for the record: as it came, but for its card number, wherever and however grouped it stands, whatever else looks like
 * a card number, and the secrets of the card. It is valid JSON, and stays so.
 */
export function areqRecord(raw: string, acctNumber: string): string {
  const own = new RegExp([...acctNumber].join('[ ._-]?'), 'g');
  const masked = (text: string, element: string) => {
    const secret = Object.hasOwn(SECRETS, element) ? SECRETS[element] : undefined;
    if (secret) return text === '' ? text : secret(text);
    if (!LONG_NUMBER.test(text)) return text;
    const withoutOwn = text.replaceAll(own, maskDigits);
    return NUMBERS.has(element) ? withoutOwn : withoutCardNumbers(withoutOwn);
  };
  let element = '';
  return raw.replaceAll(TOKEN, (token: string, quoted: string | undefined, colon: string | undefined) => {
    // A digit may be spelt as an escape.
    const text = quoted === undefined ? token : quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
    if (colon !== undefined) element = text;
    const shown = masked(text, colon === undefined ? element : '');
    return shown === text ? token : JSON.stringify(shown) + (colon ?? '');
  });
}
