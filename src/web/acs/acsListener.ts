import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { makePages, type Pages } from '../../pages/render.ts';
import { areqRoutes } from './areq.ts';
import { assetRoutes } from './assets.ts';
import { challengeRoutes } from './challenge.ts';
import { creqRoutes } from './creq.ts';
import { methodRoutes } from './method.ts';
import { schemaRoutes } from './schemas.ts';
import { makeShow, type Show } from './showPage.ts';

const FORM_LIMIT = 64 * 1024;

/**
 * The listener that the DS and the cardholders' browsers reach.
 * @param logoFolder where the logos are that the issuer profile names
 */
export function makeAcsListener(acs: Acs, logoFolder: string): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: FORM_LIMIT, forceCloseConnections: 'idle' });
  const pages = makePages('challenge', '/3ds/assets/', logoFolder);
  const show = makeShow(acs, pages);

  app.register(areqRoutes, { acs, cardPicture: `/3ds/assets/${pages.assets.versioned(acs.issuer.logo)}` });
  app.register(schemaRoutes);
  app.register(assetRoutes, { assets: pages.assets, issuer: acs.issuer });
  app.register(pageRoutes, { acs, pages, show });
  app.setNotFoundHandler((_request, reply) => show.unknown(reply));
  return app;
}

/** What browsers post, and the pages that they get for it. */
const pageRoutes: FastifyPluginAsync<{ acs: Acs; pages: Pages; show: Show }> = async (app, { acs, pages, show }) => {
  // Forms are all that browsers post here: JSON could put objects where a field is text.
  app.removeAllContentTypeParsers();
  await app.register(formbody, { bodyLimit: FORM_LIMIT });
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) acs.log.error({ err: error, url: request.url.split('?')[0] }, 'a page could not be shown');
    return show.unknown(reply, status);
  });
  await app.register(creqRoutes, { acs, show });
  await app.register(challengeRoutes, { acs, show });
  await app.register(methodRoutes, { acs, pages });
};
