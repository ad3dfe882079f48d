import type { FastifyPluginAsync } from 'fastify';
import type { Inbox } from '../../delivery/delivery.ts';
import { catalogue, makePages } from '../../pages/render.ts';

const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The page for testers: what was sent to cardholders, with the codes. */
export const consoleRoutes: FastifyPluginAsync<{ inbox: Inbox }> = async (app, { inbox }) => {
  const pages = makePages('console', '/console/assets/');

  app.get('/console', async (_request, reply) => reply.redirect('/console/'));

  app.get<{ Querystring: { to?: string; language?: string } }>('/console/', async ({ query, headers }, reply) => {
    const language = catalogue.languageFor(query.language, headers['accept-language']);
    const to = query.to?.trim() ?? '';
    const found = await inbox.find(to === '' ? {} : { to });
    const messages = found.map(({ time, ...message }) => ({
      ...message,
      time: new Date(time).toISOString().replace('T', ' ').slice(0, 19),
    }));
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-security-policy': CSP,
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8')
      .send(pages.render('inbox', language, { messages, to }));
  });

  app.get<{ Params: { file: string } }>('/console/assets/:file', async ({ params }, reply) => {
    const asset = pages.assets.find(params.file);
    if (!asset) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file.');
    return reply.header('cache-control', 'public, max-age=31536000, immutable').type(asset.type).send(asset.body);
  });
};
