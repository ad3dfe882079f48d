import { currencyOf, isCountry } from './isoCodes.ts';
import type { MessageType } from './schemas.ts';

// What Table A.1 asks for and JSON Schema cannot say. Each function returns the names of the elements that fail.
// Only elements of the message's own table are judged: the same name in another message is an unknown element.

type Message = Record<string, unknown>;
type ByType<T> = Partial<Record<MessageType, T>>;

const URLS: ByType<string[]> = {
  AReq: ['threeDSRequestorURL', 'threeDSServerURL', 'notificationURL', 'dsURL'],
  ARes: ['acsURL'],
};

/** URLs that cannot be resolved, or, if asked, that are not https. The schema has seen that they begin like one. */
export function badUrls(message: Message, strictHttps: boolean): string[] {
  return (URLS[message.messageType as MessageType] ?? []).filter((name) => {
    const url = message[name];
    return typeof url === 'string' && !(URL.canParse(url) && (!strictHttps || /^https:/i.test(url)));
  });
}

/** Limits of objects, in characters of their JSON. */
const JSON_LIMITS: ByType<Record<string, number>> = {
  AReq: { broadInfo: 4096, sdkEphemPubKey: 256 },
  ARes: { broadInfo: 4096 },
};
const MESSAGE_EXTENSION_LIMIT = 81_920;
const EXTENSION_DATA_LIMIT = 8059;

/** Objects whose JSON is longer than the table allows. */
export function oversized(message: Message): string[] {
  const limits = Object.entries(JSON_LIMITS[message.messageType as MessageType] ?? {});
  const found = limits.filter(([name, limit]) => jsonLength(message[name]) > limit).map(([name]) => name);
  const extensions = message.messageExtension;
  if (!Array.isArray(extensions)) return found;
  if (jsonLength(extensions) > MESSAGE_EXTENSION_LIMIT) found.push('messageExtension');
  if (extensions.some((extension) => jsonLength(extension?.data) > EXTENSION_DATA_LIMIT)) found.push('messageExtension.data');
  return found;
}

function jsonLength(value: unknown): number {
  if (typeof value !== 'object') return 0;
  try {
    return JSON.stringify(value).length;
  } catch {
    return Number.POSITIVE_INFINITY; // nested deeper than the call stack
  }
}

const COUNTRIES = ['merchantCountryCode', 'billAddrCountry', 'shipAddrCountry'];

/** Codes that are not in their ISO list, and purchaseCurrency with purchaseExponent where the two do not agree. */
export function unknownIsoCodes(message: Message): string[] {
  if (message.messageType !== 'AReq') return [];
  const { purchaseCurrency, purchaseExponent } = message;
  const giftCardCurr = (message.merchantRiskIndicator as Message | undefined)?.giftCardCurr;
  const currency = typeof purchaseCurrency === 'string' ? currencyOf(purchaseCurrency) : undefined;

  const found = COUNTRIES.filter((name) => typeof message[name] === 'string' && !isCountry(message[name]));
  if (typeof purchaseCurrency === 'string' && !currency) found.push('purchaseCurrency');
  if (typeof giftCardCurr === 'string' && !currencyOf(giftCardCurr)) found.push('merchantRiskIndicator.giftCardCurr');
  if (currency && typeof purchaseExponent === 'string' && String(currency.exponent) !== purchaseExponent) {
    found.push('purchaseCurrency', 'purchaseExponent');
  }
  return found;
}
