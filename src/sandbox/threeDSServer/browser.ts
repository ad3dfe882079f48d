import type { AReq } from '../../messages/types.ts';

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
 * The browser elements of an AReq (EMV 3DS 2.2.0, Table A.1): without scripts only those that the request tells.
 * @param language of the cardholder's browser, where the tester wants another than its own
 */
export function browserElements(form: BrowserForm, request: BrowserRequest, language?: string): BrowserElements {
  const common = {
    browserAcceptHeader: (request.accept || '*/*').slice(0, 2048),
    browserUserAgent: (request.userAgent || 'unknown').slice(0, 2048),
    browserIP: request.ip.replace(/^::ffff:/, '') as NonNullable<AReq['browserIP']>,
    browserLanguage: shortTag(language || form.browserLanguage || firstLanguage(request.acceptLanguage)),
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

const COLOR_DEPTHS = ['48', '32', '24', '16', '15', '8', '4', '1'] as const;

/** Screens of 30 bits exist, the protocol's list has 24 and 32: the next value below is sent. */
function colorDepth(depth: string | undefined): (typeof COLOR_DEPTHS)[number] {
  return COLOR_DEPTHS.find((listed) => Number(listed) <= Number(depth)) ?? '24';
}

function digits(text: string | undefined, longest: number): string {
  return new RegExp(`^\\d{1,${longest}}$`).test(text ?? '') ? String(text) : '0';
}

function firstLanguage(acceptLanguage: string | undefined): string {
  return /^\s*([a-z]{2,3}(-[a-z0-9]+)*)/i.exec(acceptLanguage ?? '')?.[1] ?? 'fr';
}

/** browserLanguage has at most 8 characters: of a longer tag the language alone is kept. */
function shortTag(tag: string): string {
  return tag.length <= 8 ? tag : (tag.split('-')[0] ?? tag).slice(0, 8);
}
