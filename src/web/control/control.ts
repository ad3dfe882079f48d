import Fastify, { type FastifyInstance } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { Inbox } from '../../delivery/delivery.ts';
import { consoleRoutes } from './console.ts';
import { guardControl, problem } from './guard.ts';
import { messageRoutes } from './messages.ts';
import { ruleRoutes } from './rules.ts';
import { transactionRoutes } from './transactions.ts';

export interface ControlOptions {
  acs: Acs;
  inbox: Inbox;
  /** Whether all listeners answer. */
  isReady: () => boolean;
}

/** The listener for testers. It reads codes, so it is never on a port that a cardholder reaches. */
export function makeControl({ acs, inbox, isReady }: ControlOptions): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: 'idle' });
  guardControl(app);
  app.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) acs.log.error({ err: error, url: request.url }, 'the control port could not answer');
    return reply.code(status).send({ status, title: status >= 500 ? 'See the log.' : error.message });
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(problem(404, 'path', `${request.method} ${request.url.split('?')[0]} is not known here`, '/console/')),
  );
  app.addHook('preClose', async () => inbox.close());

  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) =>
    isReady() ? { status: 'ready' } : reply.code(503).send({ status: 'starting or stopping' }),
  );
  app.get('/', async (_request, reply) => reply.redirect('/console/'));
  app.register(messageRoutes, { inbox });
  app.register(transactionRoutes, { store: acs.store });
  app.register(ruleRoutes, { rules: acs.rules });
  app.register(consoleRoutes, { inbox, urls: acs.urls });
  return app;
}
