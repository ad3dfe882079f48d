import type { MessageVersion } from '../../src/messages/versions.ts';
import { type Element, isEmptyIn } from './table.ts';

/** What the protocol says of a value: nothing (undefined), or the errorCode. */
export type Fault = '203' | '207' | '204' | '304' | undefined;

/** ISO codes that the cases use; every other one in them is in no list, or excluded. */
export const CURRENCIES: Record<string, string> = { '978': '2', '901': '2', '953': '0', '414': '3' };
export const COUNTRIES = ['540', '250', '414', '004', '894'];

const UUID = '0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a';
const JWK = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) };
const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const lengthIn = (value: string | unknown[], { least, most }: Element) => [...value].length >= least && [...value].length <= most;
const isWithin = (value: number, { bounds: [least = 0, most = 0] }: Element) => value >= least && value <= most;
const time = '([01][0-9]|2[0-3])[0-5][0-9]';

/** Formats of texts that are not judged by their length alone. */
const FORMATS: Record<string, RegExp> = {
  ...{ ascii: /^[\x20-\x7e]+$/, alnum: /^[A-Za-z0-9]+$/, digits: /^[0-9]+$/, number: /^[0-9]+$/, signed: /^[+-]?[0-9]{1,4}$/ },
  ...{ instalments: /^[0-9]+$/, currency: /^[0-9]{3}$/, country: /^[0-9]{3}$/, month: /^\d\d(0[1-9]|1[0-2])$/ },
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  ...{
    url: /^https?:\/\/[^\s/?#]+\S*$/i,
    appUrl: /^[a-z][a-z0-9+.-]*:\S+$/i,
  },
  ...{ base64url: /^[\w-]+=*$/, jws: /^[\w-]+\.[\w-]+\.[\w-]+$/, cavv: /^\s*([A-Za-z0-9+/]\s*){27}[A-Za-z0-9+/=]\s*$/ },
  ...{ date: /^\d{8}$/, minutes: new RegExp(`^\\d{8}${time}$`), seconds: new RegExp(`^\\d{8}${time}[0-5]\\d$`) },
  ip: /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*)$/i,
  ...{ version: /^\d+\.\d+\.\d+$/, alpha: /^[A-Z]{3}$/, decimal: /^[0-9]+(\.[0-9]+)?$/ },
};

/** How a value of an element is judged that is not empty. Children are judged by themselves. */
export function faultOf(element: Element, value: unknown, version: MessageVersion): Fault {
  const { kind, codes } = element;
  const refused = (isGood: boolean): Fault => (isGood ? undefined : '203');
  if (kind === 'never') return '203';
  if (kind === 'boolean') return refused(typeof value === 'boolean');
  if (kind === 'true') return refused(value === true);
  if (kind === 'integer') return refused(Number.isInteger(value) && isWithin(Number(value), element));
  if (kind === 'code') return codeFault(codes, value, version);
  if (kind === 'object' || kind === 'jwk') return refused(isObject(value));
  if (kind === 'textOrObject') return refused(isObject(value) || (isText(value) && lengthIn(value, element)));
  if (['codes', 'texts', 'objects'].includes(kind)) return listFault(element, value, version);
  if (!isText(value) || !lengthIn(value, element)) return '203';
  const format = FORMATS[kind];
  if (format && !format.test(value)) return '203';
  if (kind === 'deviceInfo') return refused(isJsonObject(value));
  if (['date', 'minutes', 'seconds'].includes(kind)) return refused(isDay(value.slice(0, 8)));
  if (kind === 'number') return refused(isWithin(Number(value), element));
  if (kind in JUDGES) return refused(JUDGES[kind]?.(value) ?? false);
  if (kind === 'instalments') return refused(Number(value) >= 2);
  if (kind === 'currency') return value in CURRENCIES ? undefined : '304';
  if (kind === 'alpha') return value === 'EUR' ? undefined : '304';
  if (kind === 'country') return COUNTRIES.includes(value) ? undefined : '304';
  return undefined;
}

/** 80 to 99 are of the DS where the list says so; what such a list leaves open, or one that ends by `-99?`, EMVCo reserves. */
function codeFault(codes: string[], value: unknown, version: MessageVersion): Fault {
  if (!isText(value)) return '203';
  if (value.includes('-')) return '203';
  if (codes.includes(value)) return undefined;
  if (!/^\d\d$/.test(value) || value === '00') return '203';
  if (codes.includes('80-99') && Number(value) >= 80) return undefined;
  const isReserved = codes.some((code) => code.includes('-'));
  return isReserved && version === '2.3.1' ? '207' : '203';
}

function listFault(element: Element, value: unknown, version: MessageVersion): Fault {
  if (!Array.isArray(value) || !lengthIn(value, element)) return '203';
  const faults = value.map((item): Fault => {
    if (element.kind === 'codes') return codeFault(element.codes, item, version);
    if (element.kind === 'objects') return isObject(item) ? undefined : '203';
    return isText(item) && item.length >= 1 && item.length <= 100 ? undefined : '203';
  });
  const isRepeated = version === '2.3.1' && new Set(value.map((item) => JSON.stringify(item))).size < value.length;
  return faults.includes('203') ? '203' : (faults.find((fault) => fault) ?? (isRepeated ? '204' : undefined));
}

/** Formats that no simple pattern says. */
const JUDGES: Record<string, (value: string) => boolean> = {
  fullUrl: isFullUrl,
  appLink: (value) => isFullUrl(value) && /^https:/i.test(value),
  picture: (value) =>
    (value.length <= 2048 && isFullUrl(value)) || /^data:image\/[a-z.+-]+;base64,[A-Za-z0-9+/=\s]+$/i.test(value),
  email: isAddrSpec,
  language: (value) => value.split('-').every((part) => /^[a-z0-9]{1,8}$/i.test(part)) && isLocale(value),
};

/** Table 1.3: URL code points and whole escapes, no credentials, no fragment, a host that there can be. */
function isFullUrl(value: string): boolean {
  const [, authority = '', rest = ''] = /^https?:\/\/([^/?#]*)(.*)$/isu.exec(value) ?? [];
  if (authority === '' || authority.includes('@') || /[^!$&'()*+,\-./:;=?@_~%A-Za-z0-9\u{a0}-\u{10ffff}]/u.test(rest))
    return false;
  if (/[^!$&'()*+,\-.:;=_~%[\]A-Za-z0-9\u{a0}-\u{10ffff}]/u.test(authority)) return false;
  if (/%(?![0-9a-f]{2})/i.test(value) || /[\p{Noncharacter_Code_Point}\p{Cs}]/u.test(value)) return false;
  try {
    return new URL(value).host !== '';
  } catch {
    return false;
  }
}

/** RFC 5322: words with dots between them, or a quoted text; then words with dots, or an address in brackets. */
function isAddrSpec(value: string): boolean {
  const at = value.lastIndexOf('@');
  const [local, domain] = [value.slice(0, at), value.slice(at + 1)];
  const areWords = (text: string) => text.split('.').every((word) => /^[\w!#$%&'*+/=?^`{|}~-]+$/.test(word));
  const isQuoted = /^"([\t !#-[\]-~]|\\[\t -~])*"$/.test(local);
  return at > 0 && (isQuoted || areWords(local)) && (/^\[[ -Z^-~]*\]$/.test(domain) || areWords(domain));
}

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** Whether base64url holds an object of JSON. */
function isJsonObject(encoded: string): boolean {
  if (!/^[\w-]+={0,2}$/.test(encoded) || encoded.replace(/=+$/, '').length % 4 === 1) return false;
  try {
    return isObject(JSON.parse(Buffer.from(encoded, 'base64url').toString()));
  } catch {
    return false;
  }
}

/** A date that there is in the Gregorian calendar; no year begins with 0. */
function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)].map(Number);
  const isLeap = year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1000 && day >= 1 && day <= (days[month - 1] ?? 0);
}

const SAMPLES: Record<string, unknown> = {
  ...{ boolean: false, true: true, currency: '978', country: '540', uuid: UUID, jwk: JWK, signed: '-660', ip: '192.0.2.1' },
  ...{ email: 'a@example.nc', date: '20240229', minutes: '202402292359', seconds: '20240229235959', month: '2712' },
  ...{ jws: 'e30.e30.AA', cavv: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=', texts: ['fr'], never: 'a.b.c.d.e', instalments: '2' },
  ...{
    version: '2.3.1',
    alpha: 'EUR',
    decimal: '299.00',
    picture: 'data:image/png;base64,iVBORw0KGgo=',
    url: 'https://a.example/',
    appUrl: 'app://open',
    fullUrl: 'https://a.example/',
    appLink: 'https://a.example/app',
    language: 'fr-FR',
    textOrObject: 'x',
    deviceInfo: 'e30',
  },
};
/** Elements whose values have to go together with others. */
const OWN_SAMPLES: Record<string, unknown> = {
  ...{ purchaseExponent: '2', recurringExponent: '2', merchantExponent: '2' },
  ...{ challengeSelectInfo: [{ '01': 'x' }], dsProtocolVersions: ['2.3.1'] },
  ...{ issuerImageSpc: { default: 'https://a.example/a.png' }, psImageSpc: { default: 'https://a.example/a.png' } },
};
/** Objects that no row looks into. */
const FREE = ['broadInfo', 'tokenAdditionalData', 'additionalData', 'data', 'challengeErrorReporting'];

/** A valid value; of an object, one without the children that it needs. */
export function sampleOf(element: Element): unknown {
  const { kind, name, least, codes, bounds } = element;
  if (name in OWN_SAMPLES) return OWN_SAMPLES[name];
  if (kind in SAMPLES) return SAMPLES[kind];
  if (kind === 'code') return codes[0];
  if (kind === 'codes') return [codes[0]];
  if (kind === 'object') return FREE.includes(name) ? { note: 'x' } : {};
  if (kind === 'objects') return [{}];
  if (kind === 'base64url') return 'e30'.padEnd(least, 'A');
  if (kind === 'integer') return bounds[1];
  if (kind === 'number') return String(bounds[1]).padStart(least, '0');
  return (kind === 'digits' ? '1' : 'x').repeat(Math.min(Math.max(least, 1), 40));
}

const ALL_CODES = Array.from({ length: 101 }, (_, code) => String(code).padStart(2, '0'));
const WRONG_TYPES = [0, 1, true, false, ['x'], { x: 'x' }, [null], [[]], 1e300];

/** Values to try on an element: the limits and what lies beyond them, other types, strange characters, every code. */
export function valuesFor(element: Element, sample: unknown, version: MessageVersion): unknown[] {
  const { kind, least, most, codes, bounds } = element;
  const empty = [undefined, null, '', ...(version === '2.3.1' ? [{}, []] : [])];
  const wrong = FREE.includes(element.name) ? WRONG_TYPES.filter((value) => !isObject(value)) : WRONG_TYPES;
  const all = [...empty, ...wrong, sample, [sample]];
  if (kind === 'textOrObject') return [...empty, 0, true, ['x'], 'x'.repeat(most), 'x'.repeat(most + 1), { x: 'x' }];
  if (['object', 'jwk', 'boolean', 'true', 'never'].includes(kind)) return [...all, 'text', 'true'];
  if (kind === 'integer') return [...all, ...bounds.flatMap((bound) => [bound - 1, bound, bound + 1]), String(bounds[0])];
  if (kind === 'code') return [...all, ...codes, ...codes.map((code) => `${code} `), ...ALL_CODES, 'y', 'n', 'X'];
  if (Array.isArray(sample)) {
    const counts = [0, least - 1, least, most, most + 1].filter((count) => count >= 0 && count <= 101);
    const lists = counts.map((count) =>
      Array.from({ length: count }, (_, at) => (codes.length > 0 ? codes[at % codes.length] : sample[0])),
    );
    if (kind === 'objects') return [...all, ...lists, 'text', [1], [sample[0], 'x']];
    const strange = [[sample[0], 'Y'], [1], ['79'], ['99'], ['00'], ['x'.repeat(101)], [''], [sample[0], sample[0]]];
    return [...all, ...lists, ...strange.filter((list) => list.length <= most || most === 0)];
  }
  const text = String(sample);
  const char = text.slice(-1);
  const longest = Number.isFinite(most) ? [char.repeat(most), char.repeat(most + 1), '9'.repeat(most), '0'.repeat(most)] : [];
  const strange = [`${text} `, ` ${text}`, `${text}\n`, `${text.slice(0, -1)}/`, '😀'.repeat(Math.min(most, 50))];
  const codesOfIso = ['955', '999', '539', '901', '414', '953', '250'];
  const own = OWN_VALUES[kind] ?? [];
  return [...all, char.repeat(least), char.repeat(Math.max(least - 1, 0)), ...longest, ...strange, ...own, ...codesOfIso];
}

const URLS = [
  ...[
    'a.example',
    'ftp://a.example/',
    'https://',
    'https://a b/',
    'HTTP://a',
    'https://a.example/é',
    'https://é.fr/',
    'https:/a',
  ],
  ...[
    'https://a/%zz',
    'https://a/%2',
    'https://a/%2F(*',
    'https://a/#frag',
    'https://u:p@host/',
    'https://u@host',
    'https://a/@b',
  ],
  ...[
    'https://a/<',
    'https://a/>',
    'https://a/"',
    'https://a/{',
    'https://a/}',
    'https://a/\\',
    'https://a/^',
    'https://a/`',
    'https://a/|',
  ],
  ...[
    'https://a:99999/',
    'https://a:443/',
    'https://[::1]/',
    'https://[::1',
    'https://a/[x]',
    'https://a?b=c',
    'https://a\n/',
    'https://?x',
  ],
  ...[
    'https://a/😀',
    'https://a/\ufffe',
    'https://a/\ud800',
    "https://a/~!$&'()*+,;=:",
    `https://a/${'x'.repeat(246)}`,
    `https://a/${'x'.repeat(247)}`,
  ],
];

const OWN_VALUES: Record<string, string[]> = {
  date: [
    ...['20240230', '20230229', '20241301', '20240001', '20240431', '20240100', '20241232', '2024022', '202402299', '2024-02-29'],
    ...['19000229', '20000229', '21000229', '16000229', '99960229', '99991231', '10000101', '09991231', '00000101', '٢٠٢٤٠٢٢٩'],
  ],
  minutes: ['202402292400', '202402292360', '20240229235', '202413012359', '202302290000', '000001010000'],
  seconds: ['20240229235960', '2024022923595', '20240230235959', '20230229101010', '00000101000000', '20240229\n35959'],
  month: ['2713', '2700', '272', '27122'],
  email: [
    'a',
    'a@',
    '@a',
    'a@b@c',
    'a b@c',
    'a..b@c.fr',
    'é@b.c',
    '.a@b.c',
    'a.@b.c',
    'a@c.',
    'a@.c',
    'a,b@c',
    'a+b@c',
    'a@[192.0.2.1]',
    'a@[',
    'Ann <a@b>',
    '"a b"@example.nc',
    '"a@b"@c',
    '"a\\"b"@c',
    '"a"b"@c',
    '"a@c',
    'a"@c',
    'a@b c',
  ],
  url: [
    'a.example',
    'ftp://a.example/',
    'https://',
    'https://a b/',
    'HTTP://a',
    'https://a.example/é',
    `https://a/${'x'.repeat(246)}`,
    `https://a/${'x'.repeat(247)}`,
  ],
  appUrl: ['app', '://x', 'https://a.example/', 'app:x y'],
  fullUrl: URLS,
  appLink: [...URLS, 'app://open', 'merchantscheme:x'],
  language: [
    'en',
    'en_US',
    'zh-Hant-TW',
    'de-CH-1996',
    'e',
    'en-',
    '-en',
    'en--US',
    'fr FR',
    '12',
    'es-419',
    'sl-rozaj-biske',
    'en-a',
  ],
  alpha: ['eur', 'EU1', '€€€'],
  decimal: ['299', '299.', '.99', '1,00', '-1', '1.0.0'],
  picture: [
    'https://a.example/a.png',
    'not a url',
    'data:image/png,x',
    'data:text/html;base64,AAAA',
    `https://a/${'x'.repeat(2040)}`,
  ],
  ip: ['2001:db8::1', '256.1.1.1.1', '1.2.3', 'x', '::'],
  uuid: [UUID.toUpperCase(), UUID.slice(1), `${UUID}0`, UUID.replaceAll('-', ''), UUID.replace('0', 'g')],
  number: [
    '0',
    '1',
    '2',
    '00',
    '04',
    '05',
    '45',
    '46',
    '99',
    '100',
    '255',
    '256',
    '00000',
    '00001',
    '10080',
    '10081',
    '9999',
    '0000',
  ],
  signed: ['+660', '0', '+', '-', '10000', '+10000', '--1'],
  instalments: ['1', '01', '001', '2', '02', '002', '999', '000', '1000'],
  cavv: [`${'_'.repeat(27)}=`, 'A'.repeat(28)],
  jws: ['e30.e30', 'e30.e30.', 'e30.e=.AA', 'a.b.c.d'],
  base64url: ['e30=', 'e3+', 'e3/'],
  deviceInfo: ['e30=', 'e3+', 'AAAAA', 'AAAA', 'W10', 'MQ', 'bnVsbA', 'e30K', 'bm90IEpTT04', 'eyJEViI6IjEuNyJ9'],
  version: ['2.1', '2.1.0', '9.9.9', '2.1.00000'],
};

export { isEmptyIn };
