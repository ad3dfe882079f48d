import type { FastifyInstance, FastifyReply } from 'fastify';
import { IDLE_MS, type Notice } from '../../issuer/portalSession.ts';
import { themeOf } from '../acs/assets.ts';
import { noticeView } from './notices.ts';
import type { PortalParts } from './parts.ts';
import { keepLanguage, languageOf } from './visitor.ts';

/** Nothing inline, nothing from elsewhere, in nobody's frame. `same-origin`: with no-referrer, forms would come with `Origin: null`. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Every answer gets them, redirects and refusals too; what is no page may replace some. */
export function addHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
}

const MINUTE = 60_000;
/** The end of a session is told beforehand, and one that is about to end can be kept (WCAG 2.2.1). */
const IDLE = { minutes: IDLE_MS.signedIn / MINUTE, warnAfterMs: IDLE_MS.signedIn - MINUTE };

export interface PageToShow {
  /** The name of the template. */
  template: string;
  /** What `data-page` says. */
  page: string;
  /** For the forms of the page; absent where it has none. */
  token?: string;
  /** Whether the cardholder has proven his identity: then there is a way out. */
  signedIn?: boolean;
  notice?: Pick<Notice, 'name' | 'until'> | undefined;
  view?: object;
  status?: number;
}

export function showPage({ acs, pages }: PortalParts, reply: FastifyReply, shown: PageToShow): FastifyReply {
  const { request } = reply;
  const { template, page, token = '', signedIn = false, notice, view = {}, status = 200 } = shown;
  const language = languageOf(request);
  keepLanguage(request, reply, acs);
  const frame = {
    page,
    token,
    signedIn,
    idle: IDLE,
    issuer: acs.issuer,
    themeUrl: `/3ds/assets/${themeOf(acs.issuer).name}`,
    notice: notice ? noticeView(notice, language, acs.clock.now()) : { name: '', kind: '', text: '', target: '', wrong: {} },
  };
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(pages.render(template, language, { ...frame, ...view }));
}

/** A page of the portal's own for what went wrong. */
export function showError(
  portal: PortalParts,
  reply: FastifyReply,
  why: 'refused' | 'notFound' | 'failed',
  status: number,
): FastifyReply {
  return showPage(portal, reply, { template: 'error', page: 'error', view: { why }, status });
}
