import type { FastifyPluginAsync } from 'fastify';
import type { Store } from '../../store/store.ts';
import { methodNote } from '../../transaction/threeDSMethod.ts';
import type { Transaction } from '../../transaction/transaction.ts';
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
    const { threeDSServerTransID, dsTransID, messageVersion, scheme, because, state, method } = saved.transaction;
    const messages = await store.transactions.messagesOf(acsTransID);
    return {
      acsTransID,
      threeDSServerTransID,
      dsTransID,
      messageVersion,
      scheme,
      method,
      because,
      state: state.name,
      ...('dueAt' in state ? { dueAt: new Date(state.dueAt).toISOString() } : {}),
      ...('result' in state ? { result: state.result } : {}),
      ...('report' in state ? { report: state.report } : {}),
      threeDSMethod: await methodOf(store, saved.transaction),
      messages: messages.map(({ at, body, ...message }) => ({
        at: new Date(at).toISOString(),
        ...message,
        body: readJson(body),
      })),
    };
  });
};

/** What both sides know of the 3DS Method, and what the browser told; the latter as long as it is kept. */
async function methodOf(
  { methodRuns }: Store,
  { threeDSServerTransID, threeDSMethod }: Transaction,
): Promise<object | undefined> {
  if (!threeDSMethod) return undefined;
  const run = await methodRuns.find(threeDSServerTransID);
  const { at, browserAt, ...seen } = run ?? {};
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...threeDSMethod,
    ...{ note: methodNote(threeDSMethod) },
    ...(at ? { calledAt: iso(at), ...seen } : {}),
    ...(browserAt ? { browserAt: iso(browserAt) } : {}),
  };
}

/** What another party answered may be no JSON at all; then it is shown as the text that came. */
function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
