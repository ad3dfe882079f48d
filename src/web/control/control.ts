import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { MovableClock } from '../../clock.ts';
import type { Inbox } from '../../delivery/delivery.ts';
import { maskText } from '../../messages/masking.ts';
import { troubleOf } from '../../store/trouble.ts';
import { RETRY_AFTER_SECONDS } from '../errors.ts';
import { TIME_LIMITS } from '../listener.ts';
import { problem } from '../problem.ts';
import { approvalRoutes } from './approvals.ts';
import { authenticationValueRoutes } from './authenticationValues.ts';
import { cardRoutes } from './cards.ts';
import { clockRoutes } from './clock.ts';
import { consoleRoutes } from './console.ts';
import { eventRoutes } from './events.ts';
import { guardControl } from './guard.ts';
import { BadBody, badBody, takeJson } from './jsonBody.ts';
import { messageRoutes } from './messages.ts';
import { answerWrongMethods } from './methods.ts';
import { openapiRoutes } from './openapi.ts';
import { otherMessageRoutes } from './otherMessages.ts';
import { judgeQueries } from './queries.ts';
import { rreqRoutes } from './rreq.ts';
import { ruleRoutes } from './ruleRoutes.ts';
import { spcAssertionRoutes } from './spcAssertion.ts';
import { threeDSMethodRoutes } from './threeDSMethod.ts';
import { transactionRoutes } from './transactionRoutes.ts';

export interface ControlOptions {
  acs: Acs;
  inbox: Inbox;
  /** Whether messages also go to real servers. */
  sends: boolean;
  /** Why a message could not be answered now; undefined where it could. */
  notReady: () => Promise<string | undefined>;
  /** Absent where a test suite has brought a clock of its own. */
  clock?: MovableClock;
  /** Honours what has fallen due. */
  sweep: () => Promise<void>;
}

/** A longer path is shown in part. */
const LONGEST_PATH = 200;

/** The listener for testers. It reads codes, so it is never on a port that a cardholder reaches. */
export function makeControl({ acs, inbox, sends, notReady, clock, sweep }: ControlOptions): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: 'idle', http: TIME_LIMITS });
  guardControl(app, () => acs.urls.control);
  answerWrongMethods(app);
  judgeQueries(app);
  takeJson(app);
  app.setErrorHandler((error: { statusCode?: number; message: string; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    const trouble = troubleOf(error);
    if (trouble) return unavailable(reply, `the store cannot be used: ${trouble.why}`);
    if (error instanceof BadBody) return reply.code(status).send(badBody(error, '{"…": "…"}'));
    if (status === 413) return reply.code(status).send(problem(status, 'body', 'is too large', 'a smaller one'));
    // The parser's own sentence may quote what came.
    if (error.code?.startsWith('FST_ERR_CTP_'))
      return reply.code(status).send(problem(status, 'body', 'JSON, sent as application/json', 'content-type: application/json'));
    if (status >= 500) acs.log.error({ err: error, url: request.url }, 'the control port could not answer');
    return reply.code(status).send({ status, title: status >= 500 ? 'See the log.' : error.message });
  });
  app.setNotFoundHandler(({ method, url }, reply) => {
    const path = maskText(url.split('?')[0] ?? '').slice(0, LONGEST_PATH);
    return reply.code(404).send(problem(404, 'path', `${method} ${path} is not known here`, '/console/'));
  });
  app.addHook('preClose', async () => inbox.close());

  // That the process lives, and nothing else: who is not ready is not to be killed for it.
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const why = await notReady();
    return why === undefined ? { status: 'ready' } : unavailable(reply, why);
  });
  app.get('/', { config: { query: 'any' } }, async (_request, reply) => reply.redirect('/console/'));
  app.register(messageRoutes, { inbox });
  app.register(transactionRoutes, { store: acs.store });
  app.register(otherMessageRoutes, { store: acs.store });
  app.register(cardRoutes, { acs });
  app.register(approvalRoutes, { acs });
  app.register(rreqRoutes, { acs });
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

/** What was asked for is not possible now; nothing was changed, and the same may be asked again. */
function unavailable(reply: FastifyReply, title: string): FastifyReply {
  return reply.code(503).header('retry-after', String(RETRY_AFTER_SECONDS)).send({ status: 503, title });
}
