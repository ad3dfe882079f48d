import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { Acs } from '../acs.ts';
import { shipped } from '../files.ts';
import { ProtocolError } from '../messages/errors.ts';
import { makePages } from '../pages/render.ts';
import { troubleOf } from '../store/trouble.ts';
import { areqRoutes } from './acs/areq.ts';
import { bankAppRoutes } from './acs/bankApp.ts';
import { challengeRoutes } from './acs/challenge.ts';
import { creqRoutes } from './acs/creq.ts';
import { methodRoutes } from './acs/method.ts';
import { schemaRoutes } from './acs/schemas.ts';
import { makeShow, type Show } from './acs/showPage.ts';
import { certificateRoutes } from './app/certificates.ts';
import { appCreqRoutes } from './app/creq.ts';
import { makeAppHtml } from './app/html.ts';
import { makePictures } from './app/pictures.ts';
import { assetRoutes } from './assets.ts';
import { FORM_TYPE, JSON_TYPE, takeOnly } from './contentType.ts';
import { sendErro } from './errors.ts';
import { makeHold } from './hold.ts';
import { TIME_LIMITS } from './listener.ts';
import { recordRefused } from './otherMessages.ts';
import type { PortalOptions } from './portal/parts.ts';
import { portalRoutes } from './portal/portal.ts';
import { refuseJson, unknownEndpoints } from './wrongEndpoint.ts';

/** Of what browsers post here; a CReq may be larger, and has a limit of its own. */
const FORM_LIMIT = 64 * 1024;

/**
 * The listener that the DS and the cardholders' browsers reach.
 * @param logoFolder where the logos are that the issuer profile names
 * @param portal what the enrolment portal needs besides
 */
export function makeAcsListener(
  acs: Acs,
  logoFolder: string,
  portal: Pick<PortalOptions, 'delivery' | 'weakEPins'>,
): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: FORM_LIMIT,
    forceCloseConnections: 'idle',
    http: TIME_LIMITS,
  });
  // The logos of schemes ship; a folder of its own may have others of the same names.
  const logoFolders = [shipped('fixtures/'), logoFolder];
  const pages = makePages('challenge', '/3ds/assets/', ...logoFolders);
  const face = { html: makeAppHtml(acs.issuer, ...logoFolders), picturesOf: makePictures(acs, pages.assets) };
  const hold = makeHold(app);
  const show = makeShow(acs, pages, hold);
  // Only where somebody listens for the end of a response does Fastify measure the time that log lines tell.
  app.addHook('onResponse', (_request, _reply, done) => done());

  recordRefused(app, acs);
  app.register(areqRoutes, { acs, hold, cardPicture: `/3ds/assets/${pages.assets.versioned(acs.issuer.logo)}` });
  app.register(appCreqRoutes, { acs, hold, face });
  app.register(certificateRoutes, { acs });
  app.register(schemaRoutes);
  app.register(assetRoutes, { assets: pages.assets, issuer: acs.issuer });
  app.register(bankAppRoutes, { acs, logoFolder });
  app.register(pageRoutes, { acs, show });
  app.register(portalRoutes, { acs, logoFolder, ...portal });
  app.register(unknownEndpoints, { acs, show, prefix: '/3ds' });
  app.setNotFoundHandler((_request, reply) => show.unknown(reply));
  return app;
}

/** What browsers post, and the pages that they get for it. */
const pageRoutes: FastifyPluginAsync<{ acs: Acs; show: Show }> = async (app, { acs, show }) => {
  // Forms are all that browsers post here: JSON could put objects where a field is text.
  takeOnly(app, FORM_TYPE, JSON_TYPE);
  app.removeAllContentTypeParsers();
  refuseJson(app);
  await app.register(formbody, { bodyLimit: FORM_LIMIT });
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    if (error instanceof ProtocolError) return sendErro(acs, error, request, reply);
    if (troubleOf(error)) return show.notNow(reply, 503);
    const status = error.statusCode ?? 500;
    if (status < 500) return show.unknown(reply, status);
    acs.log.error({ err: error, url: request.url.split('?')[0] }, 'a page could not be shown');
    return show.notNow(reply, 500);
  });
  await app.register(creqRoutes, { acs, show });
  await app.register(challengeRoutes, { acs, show });
  await app.register(methodRoutes, { acs });
};
