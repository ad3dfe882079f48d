import Fastify, { type FastifyInstance } from 'fastify';
import { maskText } from '../messages/masking.ts';
import { ds } from './ds/ds.ts';
import { complete, type SandboxOptions } from './options.ts';
import { makeShopPages, sendShopPage } from './pages.ts';
import { answerWrongMethods, Problem } from './problem.ts';
import { shop } from './shop/shop.ts';
import { makeServer } from './threeDSServer/server.ts';
import { threeDSServer } from './threeDSServer/threeDSServer.ts';

export type { SandboxOptions } from './options.ts';

/** A longer path is shown in part. */
const LONGEST_PATH = 200;

/** How often a request is looked for that takes too long to arrive. */
const TIME_LIMIT_LOOK_MS = 1000;

/**
 * The other parties of a 3DS payment: the shop MyTestMerchantACS3, its 3DS Server and a loopback DS. They use the ACS as any
 * outsider does, over HTTP.
 * @param options `urls` is filled in by the caller after listening; it is read when a message needs it
 * @returns a server that does not listen yet
 */
export function makeSandbox(options: SandboxOptions): FastifyInstance {
  const sandbox = complete(options);
  const server = makeServer(sandbox);
  const pages = makeShopPages();
  const app = Fastify({ logger: false, http: { connectionsCheckingInterval: TIME_LIMIT_LOOK_MS } });

  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error instanceof Problem) return error.send(reply);
    const statusCode = error.statusCode ?? 500;
    if (statusCode >= 500) sandbox.log.error({ err: error, party: 'sandbox', url: request.routeOptions.url }, 'request failed');
    return reply.code(statusCode).send({ status: statusCode, title: statusCode >= 500 ? 'See the log' : error.message });
  });
  app.setNotFoundHandler((request, reply) => {
    const { method, url, headers } = request;
    const [path = ''] = url.split('?');
    if (path.startsWith('/shop') || headers.accept?.includes('text/html'))
      return sendShopPage(reply, pages.render('problem', pages.languageOf(request), { key: 'shop.problem.unknownPage' }), 404);
    const title = `${method} ${maskText(path, 'valid').slice(0, LONGEST_PATH)} is not known here`;
    return reply.code(404).send({ status: 404, title, example: '/shop/' });
  });
  // What is no page may replace them.
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  answerWrongMethods(app);
  app.get('/', async (_request, reply) => reply.redirect('/shop/'));

  void app.register(ds, { sandbox });
  void app.register(threeDSServer, { server, pages });
  void app.register(shop, { server, pages });
  return app;
}
