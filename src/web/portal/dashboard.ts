import type { FastifyPluginAsync } from 'fastify';
import { hidePhone } from '../../enrolment/phone.ts';
import { FIRST_PAGE } from './guard.ts';
import type { PortalParts } from './parts.ts';
import { leadBack, looksAt, presentCardholder, presentSession } from './sessions.ts';
import { showPage } from './show.ts';
import { clearCookie, formToken } from './visitor.ts';

/** What a cardholder has, and the way out. */
export const dashboardRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { acs } = portal;

  app.get('/portal/dashboard', async (request, reply) => {
    const here = await presentCardholder(portal, request);
    if (!here) return leadBack(portal, request, reply);
    const { cardholder, id, idHash, session } = here;
    const { notice } = await looksAt(portal, request, idHash, 'dashboard');
    return showPage(portal, reply, {
      template: 'dashboard',
      page: 'dashboard',
      token: formToken(acs.keys, 'session', id),
      signedIn: session,
      notice,
      view: {
        email: cardholder.email,
        cards: numberRows(cardholder.cards),
        phone: hidePhone(cardholder.phone),
        hasEPin: cardholder.ePin !== undefined,
      },
    });
  });

  app.post('/portal/logout', async (request, reply) => {
    const here = await presentSession(portal, request, 'signedIn');
    if (!here) return leadBack(portal, request, reply);
    await acs.store.portal.step(here.idHash, acs.clock.now(), () => ({ session: null, answer: undefined }));
    acs.log.info({ flow: here.session.flow }, 'portal: signed out');
    clearCookie(reply, 'session', acs);
    return reply.redirect(`${FIRST_PAGE}?notice=signedOut`, 303);
  });
};

/** Cards as the pages list them: `Numéro de carte 1:` and so on. */
export function numberRows(cards: readonly string[]): { number: number; masked: string }[] {
  return cards.map((masked, index) => ({ number: index + 1, masked }));
}
