import { maskDigits, withoutCardNumbers } from './cardNumbers.ts';
import { maskText, maskTokens, maskValue } from './record.ts';

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

/**
 * An AReq for the record: as it came, but for its card number, wherever and however it is spelt, whatever else looks like a card
 * number, and the secrets of the card. Where it may look like one by right, only the numbers of the card's own bank are hidden.
 * It is valid JSON, and stays so.
 */
export function areqRecord(raw: string, acctNumber: string): string {
  const own = new RegExp([...acctNumber].join('[ ._-]?'), 'g');
  const bin = acctNumber.slice(0, 6);
  const hideOwnBank = (found: string) => (found.replaceAll(/\D/g, '').startsWith(bin) ? maskDigits(found) : found);
  const mask = (text: string) => withoutCardNumbers(text.replaceAll(own, maskDigits));
  const maskNumber = (text: string) => withoutCardNumbers(text.replaceAll(own, maskDigits), hideOwnBank);
  const maskToken = (text: string, element: string) => {
    const secret = secretOf(element);
    if (secret) return text === '' ? text : secret(text);
    if (element === '') return maskText(text, mask);
    return maskValue(text, NUMBERS.has(element) ? maskNumber : mask);
  };
  return maskTokens(raw, maskToken, (element) => secretOf(element) !== undefined);
}

const secretOf = (element: string) => (Object.hasOwn(SECRETS, element) ? SECRETS[element] : undefined);
