import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { endsInEPin } from '../../enrolment/enrolment.ts';
import { compactCode, isGood, newSmsCode } from '../../enrolment/oneTimeCodes.ts';
import { hidePhone, isSamePhone, readPhone } from '../../enrolment/phone.ts';
import { type PageNotice, type PhoneChange, sentCode, withNotice, withPhoneChange } from '../../enrolment/portalSession.ts';
import { maskText } from '../../messages/masking.ts';
import { messagesIn } from './messages.ts';
import type { NoticeName } from './notices.ts';
import { fieldsOf, type PortalParts } from './parts.ts';
import { leadBack, leaveNotice, looksAt, presentCardholder, type SignedInPresent, useOf } from './sessions.ts';
import { showPage, timeShown } from './show.ts';
import { formToken, languageOf } from './visitor.ts';

const NUMBER_PATH = '/portal/phone';
const CODE_PATH = '/portal/phone/code';
const DASHBOARD = '/portal/dashboard';
/** What is typed is shown again; a phone number is not longer. */
const LONGEST_PHONE = 40;

/** The change of the phone number: the new one takes the place of the old when its code has proven it, and not before. */
export const phoneRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { acs } = portal;

  app.get(NUMBER_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const { notice, typed } = await looksAt(portal, request, here.idHash, 'phone');
    const view = {
      phone: hidePhone(here.cardholder.phone),
      typed,
      sends: here.session.phoneChange?.sends ?? 0,
    };
    return showPage(portal, reply, { template: 'phone', page: 'phone', ...viewOfSignedIn(portal, here), notice, view });
  });

  app.get(CODE_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const change = here.session.phoneChange;
    if (!change) return reply.redirect(DASHBOARD, 303);
    const { notice } = await looksAt(portal, request, here.idHash, 'phone-code');
    const until = timeShown(portal, request, change.code?.expiresAt);
    const view = { phone: hidePhone(change.phone), sends: change.sends, until };
    return showPage(portal, reply, { template: 'phoneCode', page: 'phone-code', ...viewOfSignedIn(portal, here), notice, view });
  });

  app.post(NUMBER_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const field = fieldsOf(request.body);
    const typed = field('phone').trim().slice(0, LONGEST_PHONE);
    const again = (name: NoticeName, more: Partial<PageNotice> = {}) =>
      answerPost(portal, reply, here, NUMBER_PATH, 'phone', name, { typed: maskText(typed), ...more });
    if (typed === '') return again('phoneMissing');
    const phone = readPhone(typed, acs.issuer.country);
    if (phone === undefined) return again('phoneFormat');
    if (isSamePhone(phone, here.cardholder.phone)) return again('phoneSame');
    // A double click posts one page twice: the number has its code already.
    const isOvertaken = (change?: PhoneChange) => change?.phone === phone && change.sends !== Number(field('sends'));
    const sent = await sendCode(portal, request, here, phone, isOvertaken);
    return typeof sent === 'object' ? again(sent.name, sent.more) : reply.redirect(CODE_PATH, 303);
  });

  app.post(CODE_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const change = here.session.phoneChange;
    // Done, or given up, in another tab.
    if (!change) return reply.redirect(DASHBOARD, 303);
    switch (fieldsOf(request.body)('action')) {
      case 'cancel':
        await giveUp(portal, here);
        return reply.redirect(DASHBOARD, 303);
      case 'resend':
        return resend(portal, request, reply, here, change);
      default:
        return prove(portal, request, reply, here, change);
    }
  });
};

async function resend(
  portal: PortalParts,
  request: FastifyRequest,
  reply: FastifyReply,
  here: SignedInPresent,
  { phone }: PhoneChange,
) {
  const seen = Number(fieldsOf(request.body)('sends'));
  const sent = await sendCode(portal, request, here, phone, (change) => change?.phone !== phone || change.sends !== seen);
  if (sent === 'overtaken') return reply.redirect(CODE_PATH, 303);
  const { name, more } = sent === 'sent' ? ({ name: 'phoneCodeSent', more: {} } as const) : sent;
  return answerPost(portal, reply, here, CODE_PATH, 'phone-code', name, more);
}

/**
 * A new code for a new number; of older ones none is good from then on.
 * @param isOvertaken whether another post has changed what the page showed: then nothing is sent
 */
async function sendCode(
  portal: PortalParts,
  request: FastifyRequest,
  here: SignedInPresent,
  phone: string,
  isOvertaken: (change?: PhoneChange) => boolean,
): Promise<'sent' | 'overtaken' | { name: NoticeName; more?: Partial<PageNotice> }> {
  const code = newSmsCode();
  const kept = sentCode(hashOf(portal, here, phone, code), portal.acs.clock.now());
  const use = useOf(portal, request, 'sendPhoneCode', here.session, groupOf(portal, here, phone));
  const taken = await portal.acs.store.portal.stepAtCost(here.idHash, use, (session) => {
    if (session.name !== 'signedIn' || isOvertaken(session.phoneChange)) return undefined;
    return withPhoneChange(session, { phone, sends: (session.phoneChange?.sends ?? 0) + 1, code: kept });
  });
  if (taken === 'overtaken') return 'overtaken';
  if ('blockedUntil' in taken) return { name: 'tooManySends', more: { until: taken.blockedUntil } };
  if (await portal.outgoing.deliver(messagesIn(languageOf(request), portal.acs).phoneCode(phone, code))) return 'sent';
  await portal.acs.store.portal.giveBack(taken.ids);
  // What could not be sent is void, but not what another page has sent since.
  await portal.acs.store.portal.step(here.idHash, portal.acs.clock.now(), (session) => {
    const change = session.name === 'signedIn' ? session.phoneChange : undefined;
    if (session.name !== 'signedIn' || change?.code?.hash !== kept.hash) return { answer: undefined };
    return { session: withPhoneChange(session, { phone, sends: change.sends }), answer: undefined };
  });
  return { name: 'notSent' };
}

async function prove(
  portal: PortalParts,
  request: FastifyRequest,
  reply: FastifyReply,
  here: SignedInPresent,
  change: PhoneChange,
) {
  const again = (name: NoticeName, more: Partial<PageNotice> = {}) =>
    answerPost(portal, reply, here, CODE_PATH, 'phone-code', name, more);
  const typed = compactCode(fieldsOf(request.body)('code'));
  const use = useOf(portal, request, 'provePhone', here.session, groupOf(portal, here, change.phone));
  const taken = await portal.acs.store.portal.take(use);
  if ('blockedUntil' in taken) return again('phoneBlocked', { until: taken.blockedUntil });
  if (typed === '') {
    await portal.acs.store.portal.giveBack(taken.ids);
    return again('phoneCodeMissing');
  }

  const { flow, email } = here.session;
  const hash = hashOf(portal, here, change.phone, typed);
  const isRefused = await endsInEPin(change.phone, here.cardholder, portal.acs.keys);
  const at = portal.acs.clock.now();
  const notices = messagesIn(languageOf(request), portal.acs).phoneNotice(here.cardholder.phone);
  const outcome = await portal.acs.store.portal.step(here.idHash, at, (session) => {
    const current = session.name === 'signedIn' ? session : undefined;
    if (!current?.phoneChange) return { answer: 'overtaken' as const };
    if (!isGood(current.phoneChange.code, hash, at)) return { answer: 'failed' as const };
    if (isRefused) {
      const notice = { page: 'phone', name: 'phoneEPin' satisfies NoticeName } as const;
      return { session: withNotice(withPhoneChange(current, undefined), notice), answer: 'refused' as const };
    }
    const done = withNotice(withPhoneChange(current, undefined), { page: 'dashboard', name: 'phoneChanged' });
    const proven = current.phoneChange.phone;
    const forgive = { group: groupOf(portal, here, proven), names: ['sendPhoneCode', 'provePhone'] as const };
    return { session: done, phone: { email, phone: proven, notices }, forgive, answer: 'changed' as const };
  });
  // A double click posts the right code twice: the first post has said what there is to say.
  if (outcome === undefined || outcome === 'overtaken') return reply.redirect(DASHBOARD, 303);
  if (outcome === 'refused') return reply.redirect(NUMBER_PATH, 303);
  portal.acs.log.info({ flow }, outcome === 'failed' ? 'portal: wrong or expired code of a phone' : 'portal: phone changed');
  if (outcome === 'failed') return again('phoneCodeFailed');
  portal.acs.onEffects();
  return reply.redirect(DASHBOARD, 303);
}

/** Bound to the way and to the number: a code that was sent to one number proves no other. */
function hashOf(portal: PortalParts, { session }: SignedInPresent, phone: string, code: string): string {
  return portal.acs.keys.portalHash('portal phone code', session.flow, phone, code);
}

/** Who proves one number has proven nothing of another: what was sent to that one, and tried, still counts. */
function groupOf(portal: PortalParts, { session }: SignedInPresent, phone: string): string {
  return portal.acs.keys.portalHash('portal phone', session.flow, phone);
}

async function giveUp(portal: PortalParts, { idHash }: SignedInPresent): Promise<void> {
  await portal.acs.store.portal.step(idHash, portal.acs.clock.now(), (session) =>
    session.name === 'signedIn' ? { session: withPhoneChange(session, undefined), answer: undefined } : { answer: undefined },
  );
}

async function answerPost(
  portal: PortalParts,
  reply: FastifyReply,
  { idHash }: SignedInPresent,
  path: string,
  page: 'phone' | 'phone-code',
  name: NoticeName,
  more: Partial<PageNotice> = {},
): Promise<FastifyReply> {
  await leaveNotice(portal, idHash, page, name, more);
  return reply.redirect(path, 303);
}

function viewOfSignedIn(portal: PortalParts, { id, session }: SignedInPresent) {
  return { token: formToken(portal.acs.keys, 'session', id), signedIn: session };
}
