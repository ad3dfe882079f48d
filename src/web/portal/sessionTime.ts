import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { endsForGood } from '../../enrolment/portalSession.ts';
import type { PortalParts } from './parts.ts';
import { keepAlive, presentSession } from './sessions.ts';

/**
 * For the scripts of a page that stays open: how long the session still lives, which another tab may keep alive or end. Asking
 * (GET) is no use of it; wanting to stay (POST, with the token of the page's forms) is.
 */
export const sessionTimeRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { store, clock } = portal.acs;

  app.get('/portal/session', tellTime);
  app.post('/portal/session', async (request, reply) => {
    const here = await presentSession(portal, request, 'signedIn');
    if (here) await keepAlive(portal, here.idHash);
    return tellTime(request, reply);
  });

  async function tellTime(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const here = await presentSession(portal, request, 'signedIn');
    const at = clock.now();
    const end = (here && (await store.portal.endOf(here.idHash, at))) ?? at;
    const isLast = here !== undefined && end >= endsForGood(here.session);
    return reply.send({ leftMs: end - at, isLast });
  }
};
