import type { FastifyPluginAsync } from 'fastify';
import type { Store } from '../../store/store.ts';
import { problem } from './guard.ts';

/** One transaction with all messages that came and left, card numbers masked: `GET /api/transactions/{acsTransID}`. */
export const transactionRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
  app.get<{ Params: { acsTransID: string } }>('/api/transactions/:acsTransID', async ({ params: { acsTransID } }, reply) => {
    const saved = await store.transactions.find(acsTransID);
    if (!saved) {
      return reply
        .code(404)
        .send(problem(404, 'acsTransID', 'the id of a transaction that this ACS answered', 'the acsTransID of an ARes'));
    }
    const { threeDSServerTransID, dsTransID, messageVersion, because, state, method } = saved.transaction;
    const { explain, rule, bent, challengeResult, delays } = saved.transaction;
    const messages = await store.transactions.messagesOf(acsTransID);
    return {
      acsTransID,
      threeDSServerTransID,
      dsTransID,
      messageVersion,
      method,
      because,
      explain,
      rule,
      bent,
      challengeResult,
      delays,
      state: state.name,
      ...('result' in state ? { result: state.result } : {}),
      ...('report' in state ? { report: state.report } : {}),
      messages: messages.map(({ at, body, ...message }) => ({
        at: new Date(at).toISOString(),
        ...message,
        body: readJson(body),
      })),
    };
  });
};

/** What another party answered may be no JSON at all; then it is shown as the text that came. */
function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
