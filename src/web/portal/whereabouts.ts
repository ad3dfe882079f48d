import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalPage, PortalSession } from '../../enrolment/portalSession.ts';
import { FIRST_PAGE } from './guard.ts';
import type { PortalParts } from './parts.ts';
import { leaveNotice, type Present, presentAnywhere } from './sessions.ts';

/** Leads to where the cardholder stands, from advice, from another site, or from a session that may be over. */
export const CONTINUE = `${FIRST_PAGE}?continue`;

/** A session with the page that its next step is taken on. */
export interface Standing extends Present<PortalSession> {
  page: PortalPage;
  path: string;
}

/** Where a cardholder stands; undefined for who has given no address yet, or whose session is over. */
export async function standingOf(portal: PortalParts, request: FastifyRequest): Promise<Standing | undefined> {
  const here = await presentAnywhere(portal, request);
  if (here?.session.name === 'identity') return { ...here, page: 'identity', path: '/portal/identity' };
  if (here?.session.name !== 'signedIn') return undefined;
  const isCodeAwaited = here.session.phoneChange?.code !== undefined;
  if (isCodeAwaited) return { ...here, page: 'phone-code', path: '/portal/phone/code' };
  return { ...here, page: 'dashboard', path: '/portal/dashboard' };
}

/**
 * The answer to a form of ours that was overtaken, in another tab or by the end of its session: it changes nothing, says so, and
 * leads on.
 */
export async function leadOn(portal: PortalParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const standing = await standingOf(portal, request);
  if (!standing) return reply.redirect(`${FIRST_PAGE}?notice=ended`, 303);
  // Codes that were typed where the identity is proven by now, such as by a double click: what was wanted is reached.
  const isReached = standing.session.name === 'signedIn' && request.routeOptions.url === '/portal/identity';
  if (!isReached) await leaveNotice(portal, standing.idHash, standing.page, 'overtaken');
  return reply.redirect(standing.path, 303);
}

/**
 * Whether a page is asked for by a link that is not ours. Of another site's the browser sends no cookies, so that whoever stands
 * somewhere looks like a stranger.
 */
export function comesFromElsewhere({ headers, query }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return (site === 'cross-site' || site === 'same-site') && !wantsToContinue(query);
}

/** Whether an address is that of `CONTINUE`. */
export function wantsToContinue(query: unknown): boolean {
  return Object.hasOwn((query ?? {}) as object, 'continue');
}
