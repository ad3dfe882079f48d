import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { compactCode, isGood, newSmsCode } from '../../issuer/oneTimeCodes.ts';
import { hidePhone, isSamePhone, readPhone } from '../../issuer/phone.ts';
import { type Notice, type PhoneChange, sentCode, withNotice, withPhoneChange } from '../../issuer/portalSession.ts';
import { messagesIn } from './messages.ts';
import type { NoticeName } from './notices.ts';
import { fieldsOf, type PortalParts } from './parts.ts';
import { leadBack, leaveNotice, looksAt, presentCardholder, type SignedInPresent, take } from './sessions.ts';
import { showPage, timeShown } from './show.ts';
import { formToken, languageOf } from './visitor.ts';

const NUMBER_PATH = '/portal/phone';
const CODE_PATH = '/portal/phone/code';
const DASHBOARD = '/portal/dashboard';
/** What is typed is shown again; a phone number is not longer. */
const LONGEST_PHONE = 40;

/** The change of the phone number: the new one takes the place of the old when its code has proven it, and not before. */
export const phoneRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { acs, outgoing } = portal;

  app.get(NUMBER_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const { notice, typed } = await looksAt(portal, request, here.idHash, 'phone');
    const view = {
      phone: hidePhone(here.cardholder.phone),
      typed,
      sends: here.session.phoneChange?.sends ?? 0,
    };
    return showPage(portal, reply, { template: 'phone', page: 'phone', ...shownTo(here), notice, view });
  });

  app.get(CODE_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const change = here.session.phoneChange;
    if (!change) return reply.redirect(DASHBOARD, 303);
    const { notice } = await looksAt(portal, request, here.idHash, 'phone-code');
    const until = timeShown(portal, request, change.code?.expiresAt);
    const view = { phone: hidePhone(change.phone), sends: change.sends, until };
    return showPage(portal, reply, { template: 'phoneCode', page: 'phone-code', ...shownTo(here), notice, view });
  });

  app.post(NUMBER_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const field = fieldsOf(request.body);
    const typed = field('phone').trim().slice(0, LONGEST_PHONE);
    const again = (name: NoticeName, more: Partial<Notice> = {}) =>
      answer(reply, here, NUMBER_PATH, 'phone', name, { typed, ...more });
    if (typed === '') return again('phoneMissing');
    const phone = readPhone(typed, acs.issuer.country);
    if (phone === undefined) return again('phoneFormat');
    if (isSamePhone(phone, here.cardholder.phone)) return again('phoneSame');
    const before = here.session.phoneChange;
    // A double click posts one page twice: the number has its code already.
    if (before?.phone === phone && before.sends !== Number(field('sends'))) return reply.redirect(CODE_PATH, 303);
    const sent = await sendCode(request, here, { phone, sends: before?.sends ?? 0 });
    return 'name' in sent ? again(sent.name, sent.more) : reply.redirect(CODE_PATH, 303);
  });

  app.post(CODE_PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const change = here.session.phoneChange;
    // Done, or given up, in another tab.
    if (!change) return reply.redirect(DASHBOARD, 303);
    switch (fieldsOf(request.body)('action')) {
      case 'cancel':
        await keep(here, undefined);
        return reply.redirect(DASHBOARD, 303);
      case 'resend':
        return resend(request, reply, here, change);
      default:
        return prove(request, reply, here, change);
    }
  });

  async function resend(request: FastifyRequest, reply: FastifyReply, here: SignedInPresent, change: PhoneChange) {
    if (Number(fieldsOf(request.body)('sends')) !== change.sends) return reply.redirect(CODE_PATH, 303);
    const sent = await sendCode(request, here, change);
    const [name, more] = 'name' in sent ? [sent.name, sent.more] : (['phoneCodeSent', {}] as const);
    return answer(reply, here, CODE_PATH, 'phone-code', name, more);
  }

  /** A new code for a new number; of older ones none is good from then on. */
  async function sendCode(
    request: FastifyRequest,
    here: SignedInPresent,
    { phone, sends }: Pick<PhoneChange, 'phone' | 'sends'>,
  ): Promise<{ sent: true } | { name: NoticeName; more?: Partial<Notice> }> {
    const taken = await take(portal, request, 'sendPhoneCode', here.session);
    if ('blockedUntil' in taken) return { name: 'tooManySends', more: { until: taken.blockedUntil } };
    const code = newSmsCode();
    const hash = hashOf(here, phone, code);
    await keep(here, { phone, sends: sends + 1, code: sentCode(hash, acs.clock.now()) });
    if (await outgoing.deliver(messagesIn(languageOf(request), acs).phoneCode(phone, code))) return { sent: true };
    await acs.store.portal.giveBack(taken.ids);
    await keep(here, { phone, sends: sends + 1 });
    return { name: 'notSent' };
  }

  async function prove(request: FastifyRequest, reply: FastifyReply, here: SignedInPresent, change: PhoneChange) {
    const again = (name: NoticeName, more: Partial<Notice> = {}) => answer(reply, here, CODE_PATH, 'phone-code', name, more);
    const typed = compactCode(fieldsOf(request.body)('code'));
    const taken = await take(portal, request, 'provePhone', here.session);
    if ('blockedUntil' in taken) return again('phoneBlocked', { until: taken.blockedUntil });
    if (typed === '') {
      await acs.store.portal.giveBack(taken.ids);
      return again('phoneCodeMissing');
    }

    const { flow, email } = here.session;
    const hash = hashOf(here, change.phone, typed);
    const at = acs.clock.now();
    const phone = await acs.store.portal.step(here.idHash, at, (session) => {
      const current = session.name === 'signedIn' ? session : undefined;
      if (!current?.phoneChange || !isGood(current.phoneChange.code, hash, at)) return { answer: undefined };
      const done = withNotice(withPhoneChange(current, undefined), { page: 'dashboard', name: 'phoneChanged' });
      const proven = current.phoneChange.phone;
      const forgive = { flow, names: ['sendPhoneCode', 'provePhone'] as const };
      return { session: done, phone: { email, phone: proven }, forgive, answer: proven };
    });
    acs.log.info({ flow }, phone === undefined ? 'portal: wrong or expired code of a phone' : 'portal: phone changed');
    if (phone === undefined) return again('phoneCodeFailed');
    outgoing.deliverLater(messagesIn(languageOf(request), acs).phoneNotice(here.cardholder.phone));
    return reply.redirect(DASHBOARD, 303);
  }

  /** Bound to the way and to the number: a code that was sent to one number proves no other. */
  function hashOf({ session }: SignedInPresent, phone: string, code: string): string {
    return acs.keys.codeHash(`${session.flow}|${phone}`, code);
  }

  async function keep({ idHash }: SignedInPresent, change: PhoneChange | undefined): Promise<void> {
    await acs.store.portal.step(idHash, acs.clock.now(), (session) =>
      session.name === 'signedIn' ? { session: withPhoneChange(session, change), answer: undefined } : { answer: undefined },
    );
  }

  async function answer(
    reply: FastifyReply,
    { idHash }: SignedInPresent,
    path: string,
    page: 'phone' | 'phone-code',
    name: NoticeName,
    more: Partial<Notice> = {},
  ): Promise<FastifyReply> {
    await leaveNotice(portal, idHash, page, name, more);
    return reply.redirect(path, 303);
  }

  function shownTo({ id, session }: SignedInPresent) {
    return { token: formToken(acs.keys, id), signedIn: session };
  }
};
