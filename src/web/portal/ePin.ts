import type { FastifyPluginAsync } from 'fastify';
import { chooseEPin } from '../../enrolment/enrolment.ts';
import type { EPinFault } from '../../enrolment/ePinRules.ts';
import { numberRows } from './dashboard.ts';
import { messagesIn } from './messages.ts';
import type { NoticeName } from './notices.ts';
import { fieldsOf, type PortalParts } from './parts.ts';
import { leadBack, leaveNotice, looksAt, presentCardholder, useOf } from './sessions.ts';
import { showPage } from './show.ts';
import { formToken, languageOf } from './visitor.ts';

const PATH = '/portal/epin';

const FAULTS: Record<EPinFault, NoticeName> = {
  format: 'ePinFormat',
  differs: 'ePinDiffers',
  allEqual: 'ePinAllEqual',
  run: 'ePinRun',
  card: 'ePinCard',
  phone: 'ePinPhone',
  common: 'ePinCommon',
};

/** The choice of the ePin, first or new: the two codes have proven who chooses. */
export const ePinRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { acs, enrolment } = portal;

  app.get(PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const { cardholder, id, idHash, session } = here;
    const { notice } = await looksAt(portal, request, idHash, 'epin');
    return showPage(portal, reply, {
      template: 'epin',
      page: 'epin',
      token: formToken(acs.keys, 'session', id),
      signedIn: session,
      notice,
      view: { cards: numberRows(cardholder.cards), changes: cardholder.changes },
    });
  });

  app.post(PATH, async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const { cardholder, idHash, session } = here;
    const field = fieldsOf(request.body);
    const entry = { ePin: field('ePin').trim(), confirmation: field('confirmation').trim() };
    const seenChanges = Number(field('changes'));
    // Of an older page no more than the limit is looked at: what is in place could be guessed, and nobody would be told.
    if (seenChanges !== cardholder.changes) {
      const taken = await acs.store.portal.take(useOf(portal, request, 'repeatEPin', session));
      if ('blockedUntil' in taken) {
        await leaveNotice(portal, idHash, 'epin', 'ePinOvertaken');
        return reply.redirect(PATH, 303);
      }
    }
    const notices = messagesIn(languageOf(request), acs).ePinNotices(cardholder, cardholder.ePin === undefined);
    const chosen = await chooseEPin(enrolment, cardholder, entry, { seenChanges, at: acs.clock.now(), notices });
    acs.log.info({ flow: session.flow, outcome: chosen.outcome }, 'portal: an ePin was chosen');

    if (chosen.outcome === 'refused' || chosen.outcome === 'overtaken') {
      await leaveNotice(portal, idHash, 'epin', chosen.outcome === 'refused' ? FAULTS[chosen.fault] : 'ePinOvertaken');
      return reply.redirect(PATH, 303);
    }
    if (chosen.outcome === 'changed') {
      acs.onEffects();
      await leaveNotice(portal, idHash, 'dashboard', chosen.first ? 'ePinCreated' : 'ePinChanged');
    }
    return reply.redirect('/portal/dashboard', 303);
  });
};
