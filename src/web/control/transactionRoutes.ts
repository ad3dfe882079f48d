import type { FastifyPluginAsync } from 'fastify';
import type { Store } from '../../store/store.ts';
import { problem } from '../problem.ts';
import { readTransactionQuery, TRANSACTION_FIELDS, unknownBefore } from './transactionQuery.ts';
import { methodOfTransaction, readJson, rreqJson, ruleOfMessage, storyOf, summaryOf } from './transactionView.ts';

/** Transactions, the newest first, and one with all messages that came and left, card numbers masked. */
export const transactionRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
  const config = { query: TRANSACTION_FIELDS };
  app.get<{ Querystring: Record<string, string> }>('/api/transactions', { config }, async ({ query }, reply) => {
    const asked = readTransactionQuery(query);
    if ('problem' in asked) return reply.code(400).send(asked.problem);
    const found = await store.transactions.search(asked.filter, asked.limit);
    return found ? found.map(summaryOf) : reply.code(400).send(unknownBefore());
  });

  app.get<{ Params: { acsTransID: string } }>('/api/transactions/:acsTransID', async ({ params: { acsTransID } }, reply) => {
    const story = await storyOf(store, acsTransID);
    if (!story) {
      return reply
        .code(404)
        .send(problem(404, 'acsTransID', 'the id of a transaction that this ACS answered', 'the acsTransID of an ARes'));
    }
    return {
      ...story.summary,
      ...story.decided,
      threeDSMethod: await methodOfTransaction(store, story),
      ...(story.rreq ? { rreq: rreqJson(story.rreq) } : {}),
      messages: story.messages.map(({ at, body, ...message }) => ({
        at: new Date(at).toISOString(),
        ...message,
        rule: ruleOfMessage({ ...message, body }),
        body: readJson(body),
      })),
    };
  });
};
