import type { FastifyPluginAsync } from 'fastify';
import { endsForGood } from '../../issuer/portalSession.ts';
import type { PortalParts } from './parts.ts';
import { keepAlive, present } from './sessions.ts';

/**
 * For the scripts of a page that stays open: how long the session still lives, which another tab may keep alive or end. Asking is
 * no use of it; `stay` is.
 */
export const sessionTimeRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  const { store, clock } = portal.acs;

  app.get('/portal/session', async (request, reply) => {
    const here = await present(portal, request, 'signedIn');
    if (here && Object.hasOwn((request.query ?? {}) as object, 'stay')) await keepAlive(portal, here.idHash);
    const at = clock.now();
    const end = (here && (await store.portal.endOf(here.idHash, at))) ?? at;
    const isLast = here !== undefined && end >= endsForGood(here.session);
    return reply.send({ leftMs: end - at, isLast });
  });
};
