import Fastify, { type FastifyInstance } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { MovableClock } from '../../clock.ts';
import type { Inbox } from '../../delivery/delivery.ts';
import { TIME_LIMITS } from '../listener.ts';
import { approvalRoutes } from './approvals.ts';
import { authenticationValueRoutes } from './authenticationValues.ts';
import { cardRoutes } from './cards.ts';
import { clockRoutes } from './clock.ts';
import { consoleRoutes } from './console.ts';
import { eventRoutes } from './events.ts';
import { guardControl, problem } from './guard.ts';
import { messageRoutes } from './messages.ts';
import { openapiRoutes } from './openapi.ts';
import { ruleRoutes } from './rules.ts';
import { spcAssertionRoutes } from './spcAssertion.ts';
import { threeDSMethodRoutes } from './threeDSMethod.ts';
import { transactionRoutes } from './transactions.ts';

export interface ControlOptions {
  acs: Acs;
  inbox: Inbox;
  /** Whether messages also go to real servers. */
  sends: boolean;
  /** Whether all listeners answer. */
  isReady: () => boolean;
  /** Absent where a test suite has brought a clock of its own. */
  clock?: MovableClock;
  /** Honours what has fallen due. */
  sweep: () => Promise<void>;
}

/** The listener for testers. It reads codes, so it is never on a port that a cardholder reaches. */
export function makeControl({ acs, inbox, sends, isReady, clock, sweep }: ControlOptions): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: 'idle', http: TIME_LIMITS });
  guardControl(app);
  app.setErrorHandler((error: { statusCode?: number; message: string; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    // The parser's own sentence may quote what came.
    if (error.code?.startsWith('FST_ERR_CTP_'))
      return reply.code(status).send(problem(status, 'body', 'JSON, sent as application/json', 'content-type: application/json'));
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
  app.register(cardRoutes, { acs });
  app.register(approvalRoutes, { acs });
  app.register(spcAssertionRoutes, { acs });
  app.register(ruleRoutes, { rules: acs.rules });
  app.register(clockRoutes, {
    now: acs.clock,
    clockOffset: acs.store.clockOffset,
    nextDue: acs.store.nextDue,
    log: acs.log,
    sweep,
    ...(clock ? { clock } : {}),
  });
  app.register(authenticationValueRoutes, { acs });
  app.register(threeDSMethodRoutes, { acs });
  app.register(eventRoutes, { changes: acs.store.changes });
  app.register(openapiRoutes, { urls: acs.urls });
  app.register(consoleRoutes, { acs, inbox, sends });
  return app;
}
