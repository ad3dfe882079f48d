import type { FastifyPluginAsync } from 'fastify';
import { serveAssets } from '../../pages/assetRoutes.ts';
import { makePages } from '../../pages/render.ts';
import { liveOf, makeShowConsole, timeOf } from './consolePage.ts';
import { otherMessagePages } from './otherMessages.ts';
import { type ConsoleParts, sendAgainForm, transactionPages } from './transactionPages.ts';

/** A recipient for the example of the empty page. */
const EXAMPLE = '+687790023';
const ASSETS_URL = '/console/assets/';

interface ConsoleOptions extends ConsoleParts {
  /** Whether messages also go to real servers. */
  sends: boolean;
}

/** The pages for testers: what was sent to cardholders, with the codes, and the transactions. They work without scripts. */
export const consoleRoutes: FastifyPluginAsync<ConsoleOptions> = async (app, { acs, inbox, sends }) => {
  const pages = makePages('console', ASSETS_URL);
  const show = makeShowConsole(pages, sends);

  const ofInbox = { config: { query: { to: `to=${encodeURIComponent(EXAMPLE)}`, language: 'language=fr' } } };
  const any = { config: { query: 'any' } } as const;
  app.get('/console', any, async (_request, reply) => reply.redirect('/console/'));
  await app.register(transactionPages, { acs, inbox, show });
  await app.register(sendAgainForm, { acs });
  await app.register(otherMessagePages, { store: acs.store, show });

  app.get<{ Querystring: { to?: string } }>('/console/', ofInbox, async ({ query, headers }, reply) => {
    const to = query.to?.trim() ?? '';
    const found = await inbox.find(to === '' ? {} : { to });
    const messages = found.map(({ time, ...message }) => ({ ...message, ...timeOf(time) }));
    return show(reply, 'inbox', 'inbox', (language) => ({
      messages,
      to,
      toEncoded: encodeURIComponent(to || EXAMPLE),
      // By the name that this page was asked for, which the guard has looked at.
      origin: `http://${headers.host}`,
      shop: `${acs.urls.sandbox}/shop/`,
      live: liveOf(
        language,
        'message',
        `/api/messages${to === '' ? '' : `?to=${encodeURIComponent(to)}`}`,
        String(messages[0]?.id ?? ''),
      ),
    }));
  });

  serveAssets(app, ASSETS_URL, { assets: pages.assets, ...any });
};
