import type { AReq } from '../../messages/types.ts';
import { type MessageVersion, VERSIONS } from '../../messages/versions.ts';

/** What a script of the shop says of the browser, as a form sends it; all absent where scripts are off. */
export interface BrowserForm {
  browserJavascriptEnabled?: string;
  browserLanguage?: string;
  browserJavaEnabled?: string;
  browserColorDepth?: string;
  browserScreenHeight?: string;
  browserScreenWidth?: string;
  browserTZ?: string;
}

/** What the request itself says of the browser. */
export interface BrowserRequest {
  accept: string | undefined;
  userAgent: string | undefined;
  acceptLanguage: string | undefined;
  ip: string;
}

export type BrowserElements = Pick<
  AReq,
  | 'acceptLanguage'
  | 'browserAcceptHeader'
  | 'browserUserAgent'
  | 'browserIP'
  | 'browserLanguage'
  | 'browserJavascriptEnabled'
  | 'browserJavaEnabled'
  | 'browserColorDepth'
  | 'browserScreenHeight'
  | 'browserScreenWidth'
  | 'browserTZ'
>;

/**
 * The browser elements of an AReq (EMV 3DS 2.3.1, Table A.1): without scripts only those that the request tells.
 * @param language of the cardholder's browser, where the tester wants another than its own
 */
export function browserElements(form: BrowserForm, request: BrowserRequest, language?: string): BrowserElements {
  const common = {
    browserAcceptHeader: (request.accept || '*/*').slice(0, 2048),
    browserUserAgent: (request.userAgent || 'unknown').slice(0, 2048),
    browserIP: request.ip.replace(/^::ffff:/, '') as NonNullable<AReq['browserIP']>,
    browserLanguage: shortTag(language || form.browserLanguage || firstLanguage(request.acceptLanguage)),
    acceptLanguage: languagesOf(request.acceptLanguage),
  };
  if (form.browserJavascriptEnabled !== 'true') return { ...common, browserJavascriptEnabled: false };
  return {
    ...common,
    browserJavascriptEnabled: true,
    browserJavaEnabled: form.browserJavaEnabled === 'true',
    browserColorDepth: colorDepth(form.browserColorDepth),
    browserScreenHeight: digits(form.browserScreenHeight, 6),
    browserScreenWidth: digits(form.browserScreenWidth, 6),
    browserTZ: /^[+-]?\d{1,4}$/.test(form.browserTZ ?? '') ? String(form.browserTZ) : '0',
  };
}

/**
 * The elements as a version has them: 2.1.0 does not know that scripts may be off and asks for what they would say; the
 * languages as a list are new in 2.3.1.
 */
export function inVersion(version: MessageVersion, elements: BrowserElements): BrowserElements {
  const facts = VERSIONS[version];
  const { acceptLanguage: _list, ...withoutList } = elements;
  const known = facts.acceptLanguage ? elements : withoutList;
  if (facts.browserJavascriptEnabled) return known;
  const { browserJavascriptEnabled: _unknown, ...others } = known;
  return { ...WITHOUT_SCRIPTS, ...others };
}

const WITHOUT_SCRIPTS = {
  browserJavaEnabled: false,
  browserColorDepth: '24',
  browserScreenHeight: '0',
  browserScreenWidth: '0',
  browserTZ: '0',
} as const;

const COLOR_DEPTHS = ['48', '32', '24', '16', '15', '8', '4', '1'] as const;

/** Screens of 30 bits exist, the protocol's list has 24 and 32: the next value below is sent. */
function colorDepth(depth: string | undefined): (typeof COLOR_DEPTHS)[number] {
  return COLOR_DEPTHS.find((listed) => Number(listed) <= Number(depth)) ?? '24';
}

function digits(text: string | undefined, longest: number): string {
  return new RegExp(`^\\d{1,${longest}}$`).test(text ?? '') ? String(text) : '0';
}

/** The items of an Accept-Language header: at most 99 of at most 100 characters. */
function languagesOf(acceptLanguage: string | undefined): string[] {
  const items = (acceptLanguage ?? '').split(',').map((item) => item.trim().slice(0, 100));
  const filled = items.filter(Boolean).slice(0, 99);
  return filled.length > 0 ? filled : ['*'];
}

function firstLanguage(acceptLanguage: string | undefined): string {
  return /^\s*([a-z]{2,3}(-[a-z0-9]+)*)/i.exec(acceptLanguage ?? '')?.[1] ?? 'fr';
}

/** browserLanguage has at most 8 characters: of a longer tag the language alone is kept. */
function shortTag(tag: string): string {
  return tag.length <= 8 ? tag : (tag.split('-')[0] ?? tag).slice(0, 8);
}
