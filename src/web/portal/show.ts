import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Acs } from '../../acs.ts';
import { endsForGood, expiresAt, IDLE_MS, type PageNotice, type SignedIn } from '../../enrolment/portalSession.ts';
import { formatClockTime } from '../../pages/format.ts';
import { examplesOf } from '../../settings/examples.ts';
import { themeOf } from '../assets.ts';
import { noticeView } from './notices.ts';
import type { PortalParts } from './parts.ts';
import { keepLanguage, languageOf } from './visitor.ts';
import { CONTINUE } from './whereabouts.ts';

/** Nothing inline, nothing from elsewhere, in nobody's frame. `same-origin`: with no-referrer, forms would come with `Origin: null`. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
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

export interface PageToShow {
  /** The name of the template. */
  template: string;
  /** What `data-page` says. */
  page: string;
  /** For the forms of the page; absent where it has none. */
  token?: string;
  /** The session of who has proven his identity: there is a way out then, and an end. */
  signedIn?: SignedIn;
  notice?: Pick<PageNotice, 'name' | 'until'> | undefined;
  view?: object;
  status?: number;
}

export function showPage({ acs, pages }: PortalParts, reply: FastifyReply, shown: PageToShow): FastifyReply {
  const { request } = reply;
  const { template, page, token = '', signedIn, notice, view = {}, status = 200 } = shown;
  const language = languageOf(request);
  keepLanguage(request, reply, acs);
  const frame = {
    page,
    token,
    signedIn: signedIn !== undefined,
    idle: signedIn ? idleView(signedIn, language, acs) : undefined,
    goesTo: '',
    continueUrl: CONTINUE,
    ...examplesOf(acs.issuer),
    issuer: acs.issuer,
    themeUrl: `/3ds/assets/${themeOf(acs.issuer).name}`,
    notice: notice ? noticeView(notice, language, acs) : { name: '', kind: '', text: '', target: '', wrong: {} },
  };
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(pages.render(template, language, { ...frame, ...view }));
}

/** The end of a session is told beforehand, and one that is about to end can be kept, until it ends for good (WCAG 2.2.1). */
function idleView(session: SignedIn, language: string, { clock, issuer }: Acs) {
  const at = clock.now();
  const [end, last] = [expiresAt(session, at), endsForGood(session)];
  return {
    minutes: IDLE_MS.signedIn / MINUTE,
    leftMs: end - at,
    isLast: end === last,
    warnMs: MINUTE,
    until: formatClockTime(last, issuer.timeZone, language),
  };
}

/** A time as a page says it, in the issuer's time zone; empty for none. */
export function timeShown({ acs }: PortalParts, request: FastifyRequest, at: number | undefined): string {
  return at === undefined ? '' : formatClockTime(at, acs.issuer.timeZone, languageOf(request));
}

/**
 * A page of the portal's own for what went wrong.
 * @param retryUrl where the same can be asked for again
 */
export function showError(
  portal: PortalParts,
  reply: FastifyReply,
  why: 'refused' | 'notFound' | 'failed' | 'notNow',
  status: number,
  retryUrl?: string,
): FastifyReply {
  const heading = why === 'notNow' ? 'portal.problemTitle' : 'portal.error.title';
  const view = { why, heading, ...(retryUrl ? { retryUrl } : {}) };
  return showPage(portal, reply, { template: 'error', page: 'error', view, status });
}
