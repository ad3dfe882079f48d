import type { FastifyInstance } from 'fastify';
import { erro, ProtocolError } from '../../messages/errors.ts';
import { objectOf } from '../../messages/subject.ts';
import { logMessage, outcomeOfAnswer } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import { protocolRoute, takeMessages } from '../protocolRoute.ts';
import { areq } from './areq.ts';
import { preq } from './preq.ts';
import { makeDsTransactions } from './routedTransactions.ts';
import { rreq } from './rreq.ts';

type Carry = (raw: string) => object | string | Promise<object | string>;

/**
 * The loopback DS: /ds takes every message by its messageType, and so do its other addresses; what it has seen is under
 * /ds/transactions/{threeDSServerTransID}.
 */
export function ds(app: FastifyInstance, { sandbox }: { sandbox: Sandbox }, done: () => void): void {
  const transactions = makeDsTransactions(sandbox.now);
  takeMessages(app);
  const legs = {
    AReq: (raw) => areq(sandbox, transactions, raw),
    PReq: (raw) => preq(sandbox, raw),
    RReq: (raw) => rreq(sandbox, transactions, raw),
  } satisfies Record<string, Carry>;

  /** Runs one leg; whatever is thrown becomes the Erro of the DS. */
  async function answer(messageType: keyof typeof legs, raw: string): Promise<object | string> {
    const start = performance.now();
    let answer: object | string;
    try {
      answer = await legs[messageType](raw);
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
  }

  function remember(answer: { threeDSServerTransID?: string }, asker: 'ACS' | '3DSServer'): void {
    const known = transactions.byThreeDSServerTransID(answer.threeDSServerTransID ?? '');
    if (known) transactions.saw(known, `DS → ${asker}`, answer);
  }

  /** @param usual as which a message is judged that is none for a DS */
  function route(path: string, usual: keyof typeof legs): void {
    protocolRoute(app, path, 'DS', (raw) => {
      const { messageType } = objectOf(raw);
      if (messageType === 'Erro') return noted(raw);
      return answer(Object.keys(legs).find((known): known is keyof typeof legs => known === messageType) ?? usual, raw);
    });
  }

  /** An Erro is never answered by an Erro (EMV 3DS 2.3.1, Req 202): it is kept, and the answer is empty. */
  function noted(raw: string): string {
    const message = objectOf(raw) as { threeDSServerTransID?: string; dsTransID?: string };
    const known =
      transactions.byDsTransID(String(message.dsTransID)) ??
      transactions.byThreeDSServerTransID(String(message.threeDSServerTransID));
    if (known) transactions.saw(known, '→ DS', message);
    return '';
  }

  route('/ds', 'AReq');
  route('/ds/areq', 'AReq');
  route('/ds/rreq', 'RReq');
  route('/ds/preq', 'PReq');

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
