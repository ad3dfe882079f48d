import { maskDigits, withoutCardNumbers } from './cardNumbers.ts';
import { maskText, maskTokens, maskValue } from './record.ts';

/** What proves that one has the card: nobody has to see it. */
const SECRETS: Record<string, (secret: string) => string> = {
  cardSecurityCode: (code) => 'X'.repeat(Math.min(code.length, 4)),
  tokenCryptogram: () => 'XXXX',
  token: (token) => (/^\d{13,19}$/.test(token) ? maskDigits(token) : 'XXXX'),
};

/**
 * An AReq for the record: as it came, but for its card number, wherever and however it is spelt, whatever else looks like a card
 * number, in whatever element it stands, and the secrets of the card. It is valid JSON, and stays so.
 */
export function areqRecord(raw: string, acctNumber: string): string {
  const own = new RegExp([...acctNumber].join('[ ._-]?'), 'g');
  const mask = (text: string) => withoutCardNumbers(text.replaceAll(own, maskDigits));
  const maskToken = (text: string, element: string) => {
    const secret = secretOf(element);
    if (secret) return text === '' ? text : secret(text);
    return element === '' ? maskText(text, mask) : maskValue(text, mask);
  };
  return maskTokens(raw, maskToken, (element) => secretOf(element) !== undefined);
}

const secretOf = (element: string) => (Object.hasOwn(SECRETS, element) ? SECRETS[element] : undefined);
