import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Json } from './json.ts';
import { lastingPort } from './ports.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** How the DS behaves when an RReq comes. */
export type DsMood =
  | 'acknowledges'
  | 'hangs'
  | 'answersErro'
  | 'answersBrokenErro'
  | 'answersGarbage'
  | 'answersTooMuch'
  | 'answersAtLength'
  | 'answersForOther'
  | 'answersBrokenRRes'
  | 'answersPoorRRes'
  | 'redirects'
  | 'isBroken';

export interface StubDs {
  /** The dsURL for AReqs. */
  url: string;
  mood: DsMood;
  /** Every message that came, as text. */
  received: string[];
  rreqs(): Json[];
  erros(): Json[];
  /** How often somebody followed a redirect. */
  followed: number;
  /** Nobody listens on the port any more. */
  stop(): Promise<void>;
  /** Somebody listens on the same port again. */
  start(): Promise<void>;
}

/** Extensions that take about all of the 81,920 characters that a message has for them. */
export function longExtensions(): Json[] {
  const data = { text: 'x'.repeat(8000) };
  return Array.from({ length: 10 }, (_, at) => ({ name: 'Long', id: `A000000000-${at}`, criticalityIndicator: false, data }));
}

/** A DS that records what it gets, and answers as it is told to. */
export async function startDs(t: Teardown): Promise<StubDs> {
  let app: FastifyInstance | undefined;
  const port = await lastingPort();
  const ds: StubDs = {
    url: '',
    mood: 'acknowledges',
    received: [],
    followed: 0,
    rreqs: () => ofType('RReq'),
    erros: () => ofType('Erro'),
    async start() {
      app = makeDsApp(ds);
      await app.listen({ host: '127.0.0.1', port });
      ds.url = `http://127.0.0.1:${port}/rreq`;
    },
    async stop() {
      app?.server.closeAllConnections();
      await app?.close();
      app = undefined;
    },
  };
  const ofType = (type: string) => ds.received.map((text) => JSON.parse(text) as Json).filter((m) => m.messageType === type);
  await ds.start();
  t.teardown(() => ds.stop());
  return ds;
}

function makeDsApp(ds: StubDs): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/elsewhere', async () => {
    ds.followed += 1;
    return '{}';
  });
  app.post<{ Body: string }>('/rreq', async ({ body }, reply) => {
    ds.received.push(body);
    const message = JSON.parse(body) as Json;
    if (ds.mood === 'hangs') return new Promise(() => {});
    if (message.messageType === 'Erro') return reply.code(200).send('');
    const { messageVersion, threeDSServerTransID, acsTransID, dsTransID, sdkTransID } = message;
    const head = { messageVersion, threeDSServerTransID, acsTransID, dsTransID, ...(sdkTransID ? { sdkTransID } : {}) };
    const rres = { messageType: 'RRes', ...head, resultsStatus: '01' };
    reply.type('application/json; charset=utf-8');
    switch (ds.mood) {
      case 'answersErro':
        return {
          messageType: 'Erro',
          ...head,
          errorCode: '404',
          errorComponent: 'D',
          errorDescription: 'Permanent system failure',
          errorDetail: 'none',
          errorMessageType: 'RReq',
        };
      case 'answersBrokenErro':
        return { messageType: 'Erro' };
      case 'answersGarbage':
        return reply.send('<html>not a message</html>');
      case 'answersTooMuch':
        return { ...rres, messageExtension: 'x'.repeat(400_000) };
      case 'answersAtLength':
        return { ...rres, messageExtension: longExtensions() };
      case 'answersForOther':
        return { ...rres, acsTransID: randomUUID() };
      case 'answersBrokenRRes':
        return { ...rres, resultsStatus: 'yes' };
      case 'answersPoorRRes':
        return { ...rres, resultsStatus: undefined };
      case 'redirects':
        return reply.redirect('/elsewhere', 307);
      case 'isBroken':
        return reply.code(503).send('');
      default:
        return rres;
    }
  });
  return app;
}
