import { isDeviceInfo } from './deviceInfo.ts';
import { currencyOf, isCountry, isCurrencyCode } from './isoCodes.ts';
import { EXTENSION_DATA_LIMIT, MESSAGE_EXTENSION_LIMIT, REQ_AUTH_DATA_LIMIT } from './limits.ts';
import type { MessageType } from './schemas.ts';
import { isUrl } from './urls.ts';
import { type Feature, factsOf } from './versions.ts';

// What Table A.1 asks for and JSON Schema cannot say. Each function returns the names of the elements that fail.
// Only elements of the message's own table are judged: the same name in another message, version or channel is unknown there.

type Message = Record<string, unknown>;

/** Where a rule holds. Absent is anywhere. */
interface Where {
  type: MessageType;
  /** `parent.child`; a list stands for its items. */
  path: string;
  deviceChannel?: '01' | '02';
  /** Of a CReq or CRes, which names no channel. */
  isOfApp?: true;
  /** What its version has. */
  has?: Feature;
}

function holds({ type, deviceChannel, isOfApp, has }: Where, message: Message): boolean {
  return (
    message.messageType === type &&
    (deviceChannel === undefined || message.deviceChannel === deviceChannel) &&
    (isOfApp === undefined || message.sdkTransID !== undefined) &&
    (has === undefined || factsOf(message.messageVersion)?.[has] === true)
  );
}

/** Whether any value at a path, which goes through lists (not through lists of lists), is such a one. */
function anyAt(value: unknown, path: string, isSuch: (value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => !Array.isArray(item) && anyAt(item, path, isSuch));
  if (path === '') return isSuch(value);
  if (typeof value !== 'object' || value === null) return false;
  const dot = path.indexOf('.');
  if (dot === -1) return anyAt((value as Message)[path], '', isSuch);
  return anyAt((value as Message)[path.slice(0, dot)], path.slice(dot + 1), isSuch);
}

const URLS: readonly Where[] = [
  { type: 'AReq', path: 'threeDSRequestorURL' },
  { type: 'AReq', path: 'threeDSServerURL' },
  { type: 'AReq', path: 'notificationURL', deviceChannel: '02' },
  { type: 'AReq', path: 'dsURL' },
  { type: 'AReq', path: 'payeeOrigin', deviceChannel: '02', has: 'spc' },
  { type: 'ARes', path: 'acsURL' },
  { type: 'ARes', path: 'spcTransData.payeeOrigin', has: 'spc' },
  { type: 'ARes', path: 'spcTransData.icon', has: 'spc' },
  ...lookOf('ARes', 'spcTransData.issuerImageSpc', 'spc'),
  ...lookOf('ARes', 'spcTransData.psImageSpc', 'spc'),
  ...(['ARes', 'RReq'] as const).flatMap((type) =>
    ['issuerImage', 'paymentSystemImage'].map((name): Where => {
      return { type, path: `cardholderInfo.${name}`, has: 'cardholderInfoAsObject' };
    }),
  ),
  { type: 'CReq', path: 'threeDSRequestorAppURL', has: 'oobAppURLInd', isOfApp: true },
  { type: 'CRes', path: 'oobAppURL', has: 'oobAppURLInd', isOfApp: true },
  ...lookOf('CRes', 'issuerImage', 'imagesByTheme').map((where) => ({ ...where, isOfApp: true as const })),
  ...lookOf('CRes', 'psImage', 'imagesByTheme').map((where) => ({ ...where, isOfApp: true as const })),
  { type: 'PRes', path: 'cardRangeDataFileURL', has: 'cardRangeGroups' },
  { type: 'PRes', path: 'dsUrlList.threeDSServerToDsUrl', has: 'cardRangeGroups' },
  { type: 'PRes', path: 'cardRangeData.acsProtocolVersions.threeDSMethodURL', has: 'cardRangeGroups' },
];

function lookOf(type: MessageType, path: string, has: Feature): Where[] {
  return ['default', 'dark', 'monochrome'].map((look) => ({ type, path: `${path}.${look}`, has }));
}

/** URLs that cannot be resolved, or, if asked, that are not https. The schema has seen that they begin like one, or are a picture in itself. */
export function badUrls(message: Message, strictHttps: boolean): string[] {
  const bad = (url: unknown) => typeof url === 'string' && !(isUrl(url) && (!strictHttps || /^(?:https|data):/i.test(url)));
  return URLS.filter((where) => holds(where, message) && anyAt(message, where.path, bad)).map(({ path }) => path);
}

/** A merchant of a payment that several share names a seller whom nobody knows (EMV 3DS 2.3.1, Table A.18). */
export function unknownSellers(message: Message): string[] {
  const path = 'multiTransaction.merchantList.sellerId';
  if (!holds({ type: 'AReq', path, has: 'multiTransaction' }, message)) return [];
  const known = new Set<unknown>();
  anyAt(message, 'sellerInfo.sellerId', (id) => !known.add(id)); // each is looked at
  return anyAt(message, path, (id) => typeof id === 'string' && id !== '' && !known.has(id)) ? [path] : [];
}

/** deviceInfo of an app that nobody can read. The schema has seen its characters. */
export function unreadableDeviceInfo(message: Message): string[] {
  const { deviceInfo } = message;
  const isOfApp = holds({ type: 'AReq', path: 'deviceInfo', deviceChannel: '01' }, message);
  return isOfApp && typeof deviceInfo === 'string' && deviceInfo !== '' && !isDeviceInfo(deviceInfo) ? ['deviceInfo'] : [];
}

/** Limits of objects, in characters of their JSON. */
const JSON_LIMITS: readonly (Where & { limit: number })[] = [
  { type: 'AReq', path: 'broadInfo', limit: 4096 },
  { type: 'AReq', path: 'sdkEphemPubKey', limit: 256, deviceChannel: '01' },
  {
    type: 'AReq',
    path: 'threeDSRequestorAuthenticationInfo.threeDSReqAuthData',
    limit: REQ_AUTH_DATA_LIMIT,
    has: 'authDataAsObject',
  },
  { type: 'AReq', path: 'payTokenInfo.tokenAdditionalData', limit: 500, has: 'payTokenInfo' },
  { type: 'ARes', path: 'broadInfo', limit: 4096 },
  { type: 'ARes', path: 'spcTransData.additionalData', limit: 90_000, has: 'spc' },
  { type: 'CRes', path: 'issuerImage', limit: 6144, has: 'imagesByTheme' },
  { type: 'CRes', path: 'psImage', limit: 6144, has: 'imagesByTheme' },
];
/** The extensions of a message; none where its table has none. */
export function extensionsOf(message: Message): Message[] {
  const extensions = message.messageExtension;
  return Array.isArray(extensions) && message.messageType !== 'Erro' ? extensions : [];
}

/** Objects whose JSON is longer than the table allows. */
export function oversized(message: Message): string[] {
  const isOver = ({ path, limit }: (typeof JSON_LIMITS)[number]) => anyAt(message, path, (value) => jsonLength(value) > limit);
  const found = JSON_LIMITS.filter((where) => holds(where, message) && isOver(where)).map(({ path }) => path);
  const extensions = extensionsOf(message);
  if (extensions.length === 0) return found;
  if (jsonLength(extensions) > MESSAGE_EXTENSION_LIMIT) found.push('messageExtension');
  if (extensions.some((extension) => jsonLength(extension?.data) > EXTENSION_DATA_LIMIT)) found.push('messageExtension.data');
  return found;
}

function jsonLength(value: unknown): number {
  return typeof value === 'object' ? charactersOf(JSON.stringify(value)) : 0;
}

/** A character is a code point (EMV 3DS 2.3.1, A.1), not one of the two units that some are in memory. */
function charactersOf(text: string): number {
  let units = 0;
  for (let at = 0; at < text.length; at += 1) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) units += 1;
  return text.length - units;
}

const COUNTRIES: readonly Where[] = [
  { type: 'AReq', path: 'merchantCountryCode' },
  { type: 'AReq', path: 'billAddrCountry' },
  { type: 'AReq', path: 'shipAddrCountry' },
  { type: 'AReq', path: 'acquirerCountryCode', has: 'acquirerCountryCode' },
  { type: 'AReq', path: 'sellerInfo.sellerAddrCountry', has: 'sellerInfo' },
  { type: 'PRes', path: 'cardRangeData.issuerCountryCode', has: 'cardRangeGroups' },
  { type: 'PRes', path: 'dsUrlList.dsCountryCode', has: 'cardRangeGroups' },
];

/** Currencies by the object that they stand in, with the exponent that has to be theirs. */
const CURRENCIES: readonly (Where & { currency: string; exponent?: string })[] = [
  { type: 'AReq', path: '', currency: 'purchaseCurrency', exponent: 'purchaseExponent' },
  { type: 'AReq', path: '', currency: 'recurringCurrency', exponent: 'recurringExponent', has: 'recurringAmount' },
  {
    ...{ type: 'AReq', path: 'multiTransaction.merchantList', has: 'multiTransaction' },
    ...{ currency: 'merchantCurrency', exponent: 'merchantExponent' },
  },
  { type: 'AReq', path: 'merchantRiskIndicator', currency: 'giftCardCurr' },
];

/** Codes that are not in their ISO list, and currencies with an exponent that is not theirs. */
export function unknownIsoCodes(message: Message): string[] {
  const isUnknown = (code: unknown) => typeof code === 'string' && !isCountry(code);
  const countries = COUNTRIES.filter((where) => holds(where, message) && anyAt(message, where.path, isUnknown));
  const currencies = CURRENCIES.filter((where) => holds(where, message) && hasPurchase(where.currency, message));
  return [
    ...countries.map(({ path }) => path),
    ...currencies.flatMap((where) => badCurrencies(where, message)),
    ...ALPHABETIC.filter((where) => holds(where, message) && anyAt(message, where.path, isNoCurrency)).map(({ path }) => path),
  ];
}

/** Currencies by their three letters. */
const ALPHABETIC: readonly Where[] = [{ type: 'ARes', path: 'spcTransData.currency', has: 'spc' }];
const isNoCurrency = (code: unknown) => typeof code === 'string' && !isCurrencyCode(code);

/** Before 2.2.0, requestor initiated messages have no purchase. */
function hasPurchase(currency: string, { messageVersion, deviceChannel }: Message): boolean {
  return (
    currency !== 'purchaseCurrency' ||
    deviceChannel === '01' ||
    deviceChannel === '02' ||
    factsOf(messageVersion)?.purchaseIn3RI !== false
  );
}

function badCurrencies({ path, currency, exponent = '' }: (typeof CURRENCIES)[number], message: Message): string[] {
  const bad = new Set<string>();
  anyAt(message, path, (parent) => {
    const { [currency]: code, [exponent]: decimals } = (parent ?? {}) as Message;
    const known = typeof code === 'string' ? currencyOf(code) : undefined;
    if (typeof code === 'string' && !known) bad.add(currency);
    if (known && typeof decimals === 'string' && String(known.exponent) !== decimals) bad.add(currency).add(exponent);
    return false; // each is looked at
  });
  return [...bad].map((name) => (path === '' ? name : `${path}.${name}`));
}
