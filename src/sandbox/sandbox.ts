import Fastify, { type FastifyInstance } from 'fastify';
import { ds } from './ds/ds.ts';
import { complete, type SandboxOptions } from './options.ts';
import { makeShopPages } from './pages.ts';
import { shop } from './shop/shop.ts';
import { threeDSServer } from './threeDSServer/threeDSServer.ts';
import { makeServerTransactions } from './threeDSServer/transactions.ts';

export type { SandboxOptions } from './options.ts';

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
  const transactions = makeServerTransactions();
  const pages = makeShopPages();
  const app = Fastify({ logger: false, http: { connectionsCheckingInterval: TIME_LIMIT_LOOK_MS } });

  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const statusCode = error.statusCode ?? 500;
    if (statusCode >= 500) sandbox.log.error({ err: error, party: 'sandbox', url: request.routeOptions.url }, 'request failed');
    const message = statusCode >= 500 ? 'See the log' : error.message;
    return reply.code(statusCode).header('cache-control', 'no-store').send({ statusCode, message });
  });
  app.get('/', async (_request, reply) => reply.redirect('/shop/'));

  void app.register(ds, { sandbox });
  void app.register(threeDSServer, { sandbox, transactions, pages });
  void app.register(shop, { sandbox, transactions, pages });
  return app;
}
