import type { FastifyInstance } from 'fastify';
import { erro, isErro, ProtocolError } from '../../messages/errors.ts';
import { logMessage, outcomeOfAnswer } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import { protocolRoute, takeMessages } from '../protocolRoute.ts';
import { areq } from './areq.ts';
import { takeErro } from './erro.ts';
import { preq } from './preq.ts';
import { makeDsTransactions } from './routedTransactions.ts';
import { rreq } from './rreq.ts';

/** The loopback DS: /ds/areq, /ds/rreq, /ds/preq, and what it has seen under /ds/transactions/{threeDSServerTransID}. */
export function ds(app: FastifyInstance, { sandbox }: { sandbox: Sandbox }, done: () => void): void {
  const transactions = makeDsTransactions(sandbox.now);
  takeMessages(app);

  /** Runs one leg; whatever is thrown becomes the Erro of the DS. */
  function leg(messageType: string, carry: (raw: string) => object | string | Promise<object | string>) {
    return async (raw: string): Promise<object | string | undefined> => {
      if (isErro(raw)) return takeErro(sandbox, transactions, raw);
      const start = performance.now();
      let answer: object | string;
      try {
        answer = await carry(raw);
      } catch (error) {
        if (!(error instanceof ProtocolError)) sandbox.log.error({ err: error, party: 'DS' }, `${messageType} failed`);
        answer = erro(error, 'D');
        remember(answer, messageType === 'RReq' ? 'ACS' : '3DSServer');
      }
      const parsed = typeof answer === 'string' ? JSON.parse(answer) : answer;
      logMessage(sandbox.log, 'DS', {
        messageType,
        threeDSServerTransID: parsed.threeDSServerTransID,
        outcome: outcomeOfAnswer(parsed),
        ms: Math.round(performance.now() - start),
      });
      return answer;
    };
  }

  function remember(answer: { threeDSServerTransID?: string }, asker: 'ACS' | '3DSServer'): void {
    const known = transactions.byThreeDSServerTransID(answer.threeDSServerTransID ?? '');
    if (known) transactions.saw(known, `DS → ${asker}`, answer);
  }

  protocolRoute(
    app,
    '/ds/areq',
    'dsTransID',
    leg('AReq', (raw) => areq(sandbox, transactions, raw)),
  );
  protocolRoute(
    app,
    '/ds/rreq',
    'dsTransID',
    leg('RReq', (raw) => rreq(sandbox, transactions, raw)),
  );
  protocolRoute(
    app,
    '/ds/preq',
    'dsTransID',
    leg('PReq', (raw) => preq(sandbox, raw)),
  );

  app.get<{ Params: { id: string } }>('/ds/transactions/:id', async (request, reply) => {
    const transaction = transactions.byThreeDSServerTransID(request.params.id);
    reply.header('cache-control', 'no-store');
    if (!transaction) return reply.code(404).send({ statusCode: 404, message: 'No such transaction' });
    const { threeDSServerTransID, dsTransID, acsTransID, messages } = transaction;
    return {
      ...{ threeDSServerTransID, dsTransID, acsTransID },
      messages: messages.map(({ text, ...seen }) => ({ ...seen, message: JSON.parse(text) })),
    };
  });
  done();
}
