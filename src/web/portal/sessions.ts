import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cardholder } from '../../enrolment/cardholder.ts';
import type { LimitName } from '../../enrolment/limits.ts';
import type { IdentityStep, PageNotice, PortalPage, PortalSession, SignedIn } from '../../enrolment/portalSession.ts';
import { withNotice } from '../../enrolment/portalSession.ts';
import type { SessionStep } from '../../store/portal.ts';
import type { Use } from '../../store/portalUses.ts';
import { FIRST_PAGE } from './guard.ts';
import { isOwnLook } from './looks.ts';
import type { NoticeName } from './notices.ts';
import type { PortalParts } from './parts.ts';
import { clearCookie, hashOfId, idOf, sourceOf } from './visitor.ts';

/** A session with the id that its cookie holds. */
export interface Present<S extends PortalSession> {
  id: string;
  idHash: string;
  session: S;
}

/** The session of a request, if it is at the step that is asked for. */
export async function presentSession<N extends 'identity' | 'signedIn'>(
  { acs }: PortalParts,
  request: FastifyRequest,
  name: N,
): Promise<Present<Extract<PortalSession, { name: N }>> | undefined> {
  const here = await presentAnywhere({ acs }, request);
  if (here?.session.name !== name) return undefined;
  return here as Present<Extract<PortalSession, { name: N }>>;
}

/** The session of a request, at whichever step it is. */
export async function presentAnywhere(
  { acs }: Pick<PortalParts, 'acs'>,
  request: FastifyRequest,
): Promise<Present<PortalSession> | undefined> {
  const id = idOf(request, 'session');
  if (id === undefined) return undefined;
  const idHash = hashOfId(id);
  const session = await acs.store.portal.find(idHash, acs.clock.now());
  return session && { id, idHash, session };
}

export type SignedInPresent = Present<SignedIn> & { cardholder: Cardholder };

/** The session and the cardholder of a request; undefined where the identity is not proven, or not any more. */
export async function presentCardholder(portal: PortalParts, request: FastifyRequest): Promise<SignedInPresent | undefined> {
  const found = await presentSession(portal, request, 'signedIn');
  const cardholder = found && (await portal.acs.store.cardholders.find(found.session.email));
  return found && cardholder ? { ...found, cardholder } : undefined;
}

/** The page for who has no rights here: the step that is still to be taken, or the first page, which says what has ended. */
export async function leadBack(portal: PortalParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (await presentSession(portal, request, 'identity')) return reply.redirect('/portal/identity', 303);
  const hadSession = idOf(request, 'session') !== undefined;
  if (hadSession) clearCookie(reply, 'session', portal.acs);
  return reply.redirect(hadSession ? `${FIRST_PAGE}?notice=ended` : FIRST_PAGE, 303);
}

/** What a page has to say, and what was typed there before. */
export interface Said {
  notice?: PageNotice;
  typed: string;
}

/**
 * Marks a session as used now, by the look of the cardholder at a page. What came of a post is said once, and again in another
 * language; what was to be said on another page is forgotten. Whatever else asks for the page changes nothing.
 */
export async function looksAt({ acs }: PortalParts, request: FastifyRequest, idHash: string, page: PortalPage): Promise<Said> {
  const isTranslated = Object.hasOwn((request.query ?? {}) as object, 'language');
  const at = acs.clock.now();
  const look = (session: PortalSession): SessionStep<Said> => {
    const notice = session.notice?.page === page ? session.notice : undefined;
    if (!notice) return { session: withNotice(session, undefined), answer: { typed: '' } };
    const isNews = !notice.told || isTranslated;
    const answer = { ...(isNews ? { notice } : {}), typed: notice.typed ?? '' };
    return { session: withNotice(session, { ...notice, told: true }), answer };
  };
  if (isOwnLook(request)) return (await acs.store.portal.step(idHash, at, look)) ?? { typed: '' };
  const session = await acs.store.portal.find(idHash, at);
  return session ? look(session).answer : { typed: '' };
}

/** Marks a session as used now, on a page that has nothing to say of its own. */
export async function keepAlive({ acs }: PortalParts, idHash: string): Promise<void> {
  await acs.store.portal.step(idHash, acs.clock.now(), (session) => ({ session, answer: undefined }));
}

/** Leaves a notice for the page that follows. */
export async function leaveNotice(
  { acs }: PortalParts,
  idHash: string,
  page: PortalPage,
  name: NoticeName,
  more: Partial<PageNotice> = {},
): Promise<void> {
  await acs.store.portal.step(idHash, acs.clock.now(), (session) => ({
    session: withNotice(session, { page, name, ...more }),
    answer: undefined,
  }));
}

/**
 * A use as it is counted: by way, cardholder and client address.
 * @param group what it is forgiven with; the way, unless another one is named
 */
export function useOf(
  { acs }: PortalParts,
  request: FastifyRequest,
  name: LimitName,
  { flow, email }: Pick<IdentityStep, 'flow' | 'email'>,
  group = flow,
): Use {
  const cardholder = acs.keys.portalHash('portal cardholder', email.toLowerCase());
  const subjects = { flow, cardholder, source: sourceOf(request, acs) };
  return { name, group, subjects, at: acs.clock.now() };
}
