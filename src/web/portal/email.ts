import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { PageNotice } from '../../enrolment/portalSession.ts';
import { maskText } from '../../messages/masking.ts';
import { FIRST_PAGE } from './guard.ts';
import { makeCodes, sendCodes } from './identityCodes.ts';
import { type NoticeName, noticeOfQuery } from './notices.ts';
import { fieldsOf, type PortalParts } from './parts.ts';
import { looksAt, useOf } from './sessions.ts';
import { showPage } from './show.ts';
import { clearCookie, formToken, hashOfId, idOf, newId, setCookie } from './visitor.ts';
import { CONTINUE, comesFromElsewhere, standingOf, wantsToContinue } from './whereabouts.ts';

/** An address has 254 characters at most (RFC 5321). */
const LONGEST_EMAIL = 254;
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** The first page: whoever gives an e-mail address that the issuer knows is sent the two codes. */
export const emailRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { acs } = portal;

  app.get(FIRST_PAGE, async (request, reply) => {
    if (comesFromElsewhere(request))
      return showPage(portal, reply, { template: 'arrival', page: 'arrival', view: { goesTo: CONTINUE } });
    const standing = await standingOf(portal, request);
    // With an address given, this page is for who wants to begin anew.
    if (standing && (standing.session.name === 'signedIn' || wantsToContinue(request.query)))
      return reply.redirect(standing.path, 303);
    const hasEnded = !standing && idOf(request, 'session') !== undefined;
    if (hasEnded) clearCookie(reply, 'session', acs);
    const visit = idOf(request, 'visit') ?? newId();
    setCookie(reply, 'visit', visit, acs);
    const { notice, typed } = await looksAt(portal, request, hashOfId(visit), 'email');
    const name = hasEnded ? 'ended' : noticeOfQuery(request.query);
    return showPage(portal, reply, {
      template: 'email',
      page: 'email',
      token: formToken(acs.keys, 'visit', visit),
      notice: notice ?? (name ? { name } : undefined),
      view: { typed },
    });
  });

  app.post(FIRST_PAGE, async (request, reply) => {
    const field = fieldsOf(request.body);
    // Who types a card number here has mistaken the field: it is not kept, and no address is one.
    const typed = maskText(field('email').trim()).slice(0, LONGEST_EMAIL);
    const again = (name: NoticeName, more: Partial<PageNotice> = {}) =>
      startAgain(portal, request, reply, { name, ...more, typed });
    if (field('action') === 'reset') return startAgain(portal, request, reply);
    const flow = randomUUID();
    const way = { flow, email: typed };
    const asked = await acs.store.portal.take(useOf(portal, request, 'identify', way));
    if ('blockedUntil' in asked) return again('tooManyTries', { until: asked.blockedUntil });
    if (!ADDRESS.test(typed)) {
      await acs.store.portal.giveBack(asked.ids);
      return again(typed === '' ? 'emailMissing' : 'emailFormat');
    }
    const cardholder = await acs.store.cardholders.find(typed);
    if (!cardholder && !acs.issuer.enumerationSafe) return again('emailUnknown');

    const [id, at] = [newId(), acs.clock.now()];
    const [openedFrom, email] = [hashOfId(field('token')), cardholder?.email ?? typed];
    const fresh = { name: 'identity', flow, openedFrom, email, openedAt: at, sends: 0 } as const;
    const { codes, step } = makeCodes(portal, fresh, cardholder !== undefined);
    const opened = await acs.store.portal.open(hashOfId(id), step, useOf(portal, request, 'sendCodes', way));
    if (opened === 'takenOver') {
      await acs.store.portal.giveBack(asked.ids);
      return leadOn(portal, reply, id);
    }
    if ('blockedUntil' in opened) return again('tooManySends', { until: opened.blockedUntil });
    await forget(portal, request);
    const sent = await sendCodes(portal, request, step, codes);
    if (sent === 'notSent') await acs.store.portal.giveBack([...asked.ids, ...opened.ids]);
    if (sent === 'sent') return leadOn(portal, reply, id);
    await acs.store.portal.close(step);
    return again('notSent');
  });
};

async function leadOn(portal: PortalParts, reply: FastifyReply, id: string): Promise<FastifyReply> {
  // Where the page was posted once more meanwhile, the cookie is that of the post that has taken over.
  if (await portal.acs.store.portal.find(hashOfId(id), portal.acs.clock.now())) setCookie(reply, 'session', id, portal.acs);
  return reply.redirect('/portal/identity', 303);
}

/** The first page once more, with what there is to say. */
async function startAgain(portal: PortalParts, request: FastifyRequest, reply: FastifyReply, said?: Omit<PageNotice, 'page'>) {
  // The guard has seen a token of this visit.
  const visit = hashOfId(idOf(request, 'visit') ?? '');
  const at = portal.acs.clock.now();
  const notice = said ? { notice: { page: 'email', ...said } as const } : {};
  await portal.acs.store.portal.save(visit, { name: 'start', openedAt: at, ...notice }, at);
  return reply.redirect(FIRST_PAGE, 303);
}

/** Whatever this browser was signed in to before. */
async function forget(portal: PortalParts, request: FastifyRequest): Promise<void> {
  const id = idOf(request, 'session');
  if (id === undefined) return;
  await portal.acs.store.portal.step(hashOfId(id), portal.acs.clock.now(), () => ({ session: null, answer: undefined }));
}
