import type { FastifyPluginAsync } from 'fastify';
import type { Urls } from '../../acs.ts';
import type { Inbox } from '../../delivery/delivery.ts';
import { catalogue, makePages } from '../../pages/render.ts';
import { takeOnce } from './guard.ts';

const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A recipient for the example of the empty page. */
const EXAMPLE = '+687790023';

interface ConsoleOptions {
  inbox: Inbox;
  /** Whether messages also go to real servers. */
  sends: boolean;
  urls: Pick<Urls, 'sandbox'>;
}

/** The page for testers: what was sent to cardholders, with the codes. */
export const consoleRoutes: FastifyPluginAsync<ConsoleOptions> = async (app, { inbox, sends, urls }) => {
  const pages = makePages('console', '/console/assets/');

  app.get('/console', async (_request, reply) => reply.redirect('/console/'));

  app.get<{ Querystring: { to?: string; language?: string } }>('/console/', async ({ query, headers }, reply) => {
    const twice = takeOnce(query);
    if (twice) return reply.code(400).send(twice);
    const language = catalogue.languageFor(query.language, headers['accept-language']);
    const to = query.to?.trim() ?? '';
    const found = await inbox.find(to === '' ? {} : { to });
    const messages = found.map(({ time, ...message }) => {
      const datetime = new Date(time).toISOString();
      return { ...message, datetime, time: datetime.replace('T', ' ').slice(0, 19) };
    });
    const view = {
      messages,
      sends,
      to,
      toEncoded: encodeURIComponent(to || EXAMPLE),
      // By the name that this page was asked for, which the guard has looked at.
      origin: `http://${headers.host}`,
      shop: `${urls.sandbox}/shop/`,
    };
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-security-policy': CSP,
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8')
      .send(pages.render('inbox', language, view));
  });

  app.get<{ Params: { file: string } }>('/console/assets/:file', async ({ params }, reply) => {
    const asset = pages.assets.find(params.file);
    if (!asset) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file.');
    return reply.header('cache-control', 'public, max-age=31536000, immutable').type(asset.type).send(asset.body);
  });
};
