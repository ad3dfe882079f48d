import { setTimeout } from 'node:timers/promises';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { RUNS_NOTHING, serveAssets } from '../../pages/assetRoutes.ts';
import { makePages } from '../../pages/render.ts';
import { troubleOf } from '../../store/trouble.ts';
import { askLater } from '../acs/notNow.ts';
import { dashboardRoutes } from './dashboard.ts';
import { emailRoutes } from './email.ts';
import { ePinRoutes } from './ePin.ts';
import { FIRST_PAGE, guardPortal } from './guard.ts';
import { helpRoutes } from './help.ts';
import { identityRoutes } from './identity.ts';
import type { PortalOptions, PortalParts } from './parts.ts';
import { phoneRoutes } from './phone.ts';
import { makeOutgoing } from './send.ts';
import { sessionTimeRoutes } from './sessionTime.ts';
import { addHeaders, showError } from './show.ts';
import { leadOn } from './whereabouts.ts';

const ASSETS_URL = '/portal/assets/';
const FORM_LIMIT = 8 * 1024;
/** A code that is still on its way at the end is waited for this long. */
const LATE_MS = 5000;

/** The enrolment portal: cardholders choose their ePin and change their phone number. */
export const portalRoutes: FastifyPluginAsync<PortalOptions> = async (app, { acs, delivery, weakEPins, logoFolder }) => {
  const outgoing = makeOutgoing(acs, delivery);
  const portal: PortalParts = {
    acs,
    outgoing,
    pages: makePages('portal', ASSETS_URL, logoFolder),
    enrolment: { cardholders: acs.store.cardholders, keys: acs.keys, weakEPins },
  };
  app.addHook('onClose', () => within(LATE_MS, outgoing.idle()));

  // Forms are all that browsers post here: JSON could put objects where a field is text.
  app.removeAllContentTypeParsers();
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: FORM_LIMIT });
  addHeaders(app);
  guardPortal(app, {
    acs,
    refuse: (reply) => showError(portal, reply, 'refused', 403),
    leadOn: (request, reply) => leadOn(portal, request, reply),
  });
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    // The page that the form was on, or that was asked for: nothing was changed.
    if (troubleOf(error)) return showError(portal, askLater(reply), 'notNow', 503, pageOf(request.routeOptions.url));
    const status = error.statusCode ?? 500;
    if (status >= 500) acs.log.error({ err: error, url: request.routeOptions.url }, 'portal: a page could not be shown');
    return showError(portal, reply, 'failed', status);
  });

  await app.register(emailRoutes, { portal });
  await app.register(identityRoutes, { portal });
  await app.register(dashboardRoutes, { portal });
  await app.register(ePinRoutes, { portal });
  await app.register(phoneRoutes, { portal });
  await app.register(helpRoutes, { portal });
  await app.register(sessionTimeRoutes, { portal });

  app.get('/portal', async (_request, reply) => reply.redirect(FIRST_PAGE));
  serveAssets(app, ASSETS_URL, {
    assets: portal.pages.assets,
    headers: RUNS_NOTHING,
    answerNone: (reply) => showError(portal, reply, 'notFound', 404),
  });
  app.all('/portal/*', async (_request, reply) => showError(portal, reply, 'notFound', 404));
};

/** Waits for work to end, but no longer than this. */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const done = new AbortController();
  const late = setTimeout(limitMs, undefined, { signal: done.signal }).catch(() => {});
  await Promise.race([work, late]);
  done.abort();
}

/** Where the form is that was posted: but for the one to log out, which is on every page, under the same address. */
function pageOf(url: string | undefined): string {
  return url === undefined || url === '/portal/logout' ? '/portal/dashboard' : url;
}
