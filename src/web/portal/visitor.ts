import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Acs } from '../../acs.ts';
import { type Keys, sameText } from '../../crypto/keys.ts';
import { isUrl } from '../../messages/urls.ts';
import { catalogue } from '../../pages/render.ts';
import { isSeen } from './looks.ts';

/** `session` has rights, or is on the way to them; `visit` only ties the forms of the first page to a browser. */
const COOKIES = { session: 'acs_portal', visit: 'acs_portal_visit', language: 'acs_portal_language' } as const;
type CookieName = keyof typeof COOKIES;

/** 256 random bits. */
const ID = /^[\w-]{43}$/;

export function newId(): string {
  return randomBytes(32).toString('base64url');
}

/** The form in which the id of a session is kept. Random as it is, it needs no key. */
export function hashOfId(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

/** The id in a cookie of ours; undefined for none and for what is no id. */
export function idOf(request: FastifyRequest, name: 'session' | 'visit'): string | undefined {
  const id = request.cookies[COOKIES[name]];
  return id !== undefined && ID.test(id) ? id : undefined;
}

export function setCookie(reply: FastifyReply, name: CookieName, value: string, acs: Ours): void {
  reply.setCookie(COOKIES[name], value, cookieOptions(reply.request, acs));
}

export function clearCookie(reply: FastifyReply, name: CookieName, acs: Ours): void {
  reply.clearCookie(COOKIES[name], cookieOptions(reply.request, acs));
}

function cookieOptions(request: FastifyRequest, acs: Ours) {
  const secure = originOf(request, acs).startsWith('https:');
  return { path: '/portal', httpOnly: true, sameSite: 'strict', secure } as const;
}

/** What knows by which addresses we are reached. */
type Ours = Pick<Acs, 'urls' | 'issuer'>;

/** The addresses that we give out ourselves. The portal may be behind something that speaks https for it. */
export function ownUrls({ urls, issuer }: Ours): URL[] {
  return [issuer.portalUrl, urls.acs].filter((url) => isUrl(url)).map((url) => new URL(url));
}

/** The origin that a browser sees us at. */
export function originOf({ headers, protocol }: FastifyRequest, acs: Ours): string {
  return ownUrls(acs).find(({ host }) => host === headers.host)?.origin ?? `${protocol}://${headers.host}`;
}

/**
 * Proves that a form was on a page of ours in this browser: `nonce.proof`, another one each time that a page is shown.
 * @param name what the id is of: the session, or the visit for the first page. A browser names its visit itself: what is signed
 *   for that is nothing to a session.
 */
export function formToken(keys: Keys, name: 'session' | 'visit', id: string): string {
  const nonce = randomBytes(12).toString('base64url');
  return `${nonce}.${keys.proof(`portal ${name} form`, id, nonce)}`;
}

export function isFormToken(keys: Keys, name: 'session' | 'visit', id: string | undefined, token: string): boolean {
  const [nonce = '', proof = '', ...more] = token.split('.');
  return id !== undefined && more.length === 0 && sameText(proof, keys.proof(`portal ${name} form`, id, nonce));
}

/** The language that was chosen on a page, now or earlier, else that of the browser. */
export function languageOf(request: FastifyRequest): string {
  const { language } = (request.query ?? {}) as { language?: unknown };
  const chosen = typeof language === 'string' ? language : undefined;
  return catalogue.languageFor(chosen, request.cookies[COOKIES.language], request.headers['accept-language']);
}

/** Keeps the language that a link of the language selector names, once somebody has followed it. */
export function keepLanguage(request: FastifyRequest, reply: FastifyReply, acs: Ours): void {
  const { language } = (request.query ?? {}) as { language?: unknown };
  if (!isSeen(request)) return;
  if (typeof language === 'string' && catalogue.languages.includes(language)) setCookie(reply, 'language', language, acs);
}

/** What a client's address is counted by. An IPv6 subscriber has a whole /64 of addresses, so the first half counts. */
export function sourceOf(request: FastifyRequest, { keys }: Pick<Acs, 'keys'>): string {
  const address = request.ip.replace(/^::ffff:(?=\d+\.)/, '');
  return keys.portalHash('portal source', address.includes(':') ? firstHalf(address) : address);
}

function firstHalf(ipv6: string): string {
  const [head = '', tail] = ipv6.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = tail === undefined ? [] : Array<string>(Math.max(8 - head.length - tail.length, 0)).fill('0');
  return [...head, ...zeros, ...(tail ?? [])].slice(0, 4).join(':');
}
