import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { compactCode } from '../../enrolment/oneTimeCodes.ts';
import { type IdentityStep, neverSent, type PageNotice, signIn } from '../../enrolment/portalSession.ts';
import { hashCodes, makeCodes, sendCodes } from './identityCodes.ts';
import type { NoticeName } from './notices.ts';
import { fieldsOf, type PortalParts } from './parts.ts';
import { leadBack, leaveNotice, looksAt, type Present, presentSession, useOf } from './sessions.ts';
import { showPage, timeShown } from './show.ts';
import { formToken, hashOfId, newId, setCookie } from './visitor.ts';

type Here = Present<IdentityStep>;

const PATH = '/portal/identity';

/** The second page: both codes prove that the e-mail address and the phone are the cardholder's. */
export const identityRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { acs } = portal;

  app.get(PATH, async (request, reply) => {
    const here = await presentSession(portal, request, 'identity');
    if (!here) return elsewhere(portal, request, reply);
    const { notice } = await looksAt(portal, request, here.idHash, 'identity');
    return showPage(portal, reply, {
      template: 'identity',
      page: 'identity',
      token: formToken(acs.keys, 'session', here.id),
      notice,
      view: { sends: here.session.sends, until: timeShown(portal, request, here.session.codesUntil) },
    });
  });

  app.post(PATH, async (request, reply) => {
    const here = await presentSession(portal, request, 'identity');
    if (!here) return elsewhere(portal, request, reply);
    return fieldsOf(request.body)('action') === 'resend'
      ? resend(portal, request, reply, here)
      : prove(portal, request, reply, here);
  });
};

async function prove(
  portal: PortalParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { idHash, session }: Here,
): Promise<FastifyReply> {
  const field = fieldsOf(request.body);
  const typed = { sms: compactCode(field('smsCode')), email: compactCode(field('emailCode')) };
  const taken = await portal.acs.store.portal.take(useOf(portal, request, 'proveIdentity', session));
  if ('blockedUntil' in taken) return again(portal, reply, idHash, 'identityBlocked', { until: taken.blockedUntil });
  if (typed.sms === '' || typed.email === '') {
    await portal.acs.store.portal.giveBack(taken.ids);
    return again(portal, reply, idHash, 'codesMissing');
  }

  const hashes = hashCodes(portal.acs.keys, session.flow, typed);
  const [id, at] = [newId(), portal.acs.clock.now()];
  const isProven = await portal.acs.store.portal.step(idHash, at, (current) => {
    const signedIn = current.name === 'identity' ? signIn(current, hashes, at) : undefined;
    if (!signedIn) return { answer: false };
    const forgive = { group: session.flow, names: ['identify', 'sendCodes', 'proveIdentity'] as const };
    return { session: signedIn, renewedAs: hashOfId(id), forgive, answer: true };
  });
  portal.acs.log.info({ flow: session.flow }, isProven ? 'portal: identity proven' : 'portal: wrong or expired codes');
  if (!isProven) return again(portal, reply, idHash, 'identityFailed');
  setCookie(reply, 'session', id, portal.acs);
  return reply.redirect('/portal/dashboard', 303);
}

async function resend(
  portal: PortalParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { idHash, session }: Here,
): Promise<FastifyReply> {
  // A page that has been used sends nothing more: it shows what its first post has brought.
  if (Number(fieldsOf(request.body)('sends')) !== session.sends) return reply.redirect(PATH, 303);
  const cardholder = await portal.acs.store.cardholders.find(session.email);
  const { codes, step } = makeCodes(portal, session, cardholder !== undefined);
  const taken = await portal.acs.store.portal.stepAtCost(idHash, useOf(portal, request, 'sendCodes', session), (current) =>
    current.name === 'identity' && current.sends === session.sends ? step : undefined,
  );
  if (taken === 'overtaken') return reply.redirect(PATH, 303);
  if ('blockedUntil' in taken) return again(portal, reply, idHash, 'tooManySends', { until: taken.blockedUntil });
  const sent = await sendCodes(portal, request, step, codes);
  if (sent === 'sent') return again(portal, reply, idHash, 'codesSent');
  if (sent === 'notSent') await portal.acs.store.portal.giveBack(taken.ids);
  // What could not be sent is void, but not what another post has sent since.
  await portal.acs.store.portal.step(idHash, portal.acs.clock.now(), (current) => {
    const isMine = current.name === 'identity' && current.sends === step.sends;
    return { session: isMine ? neverSent(current) : current, answer: undefined };
  });
  return again(portal, reply, idHash, 'notSent');
}

async function again(portal: PortalParts, reply: FastifyReply, idHash: string, name: NoticeName, more: Partial<PageNotice> = {}) {
  await leaveNotice(portal, idHash, 'identity', name, more);
  return reply.redirect(PATH, 303);
}

async function elsewhere(portal: PortalParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (await presentSession(portal, request, 'signedIn')) return reply.redirect('/portal/dashboard', 303);
  return leadBack(portal, request, reply);
}
