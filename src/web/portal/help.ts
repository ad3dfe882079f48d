import type { FastifyPluginAsync } from 'fastify';
import { isOwnLook } from './looks.ts';
import type { PortalParts } from './parts.ts';
import { keepAlive, presentAnywhere } from './sessions.ts';
import { showPage } from './show.ts';
import { formToken } from './visitor.ts';

/** Pages with advice, for everybody. */
const PAGES = { '/portal/help': 'help', '/portal/security': 'security' };

/** Advice. Who reads it keeps the session, and the way out of it. */
export const helpRoutes: FastifyPluginAsync<{ portal: PortalParts }> = async (app, { portal }) => {
  for (const [path, template] of Object.entries(PAGES)) {
    app.get(path, async (request, reply) => {
      const here = await presentAnywhere(portal, request);
      if (here && isOwnLook(request)) await keepAlive(portal, here.idHash);
      const { id, session } = here ?? {};
      const frame =
        session?.name === 'signedIn' && id ? { token: formToken(portal.acs.keys, 'session', id), signedIn: session } : {};
      return showPage(portal, reply, { template, page: template, ...frame });
    });
  }
};
