import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { Verdict } from '../../transaction/step.ts';
import { problem } from './guard.ts';

/** The paths that say what a cardholder would say in the bank's app. */
const VERDICTS: Record<string, Verdict> = { approve: 'approved', refuse: 'refused' };

/** One transaction with all messages that came and left, card numbers masked: `GET /api/transactions/{acsTransID}`. */
export const transactionRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  const { store } = acs;
  app.get<{ Params: { acsTransID: string } }>('/api/transactions/:acsTransID', async ({ params: { acsTransID } }, reply) => {
    const saved = await store.transactions.find(acsTransID);
    if (!saved) return reply.code(404).send(UNKNOWN);
    const { threeDSServerTransID, dsTransID, messageVersion, because, state, method } = saved.transaction;
    const messages = await store.transactions.messagesOf(acsTransID);
    return {
      acsTransID,
      threeDSServerTransID,
      dsTransID,
      messageVersion,
      method,
      because,
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

  for (const [path, verdict] of Object.entries(VERDICTS)) {
    app.post<{ Params: { acsTransID: string } }>(`/api/transactions/:acsTransID/${path}`, async ({ params }, reply) => {
      const said = await acs.approve(params.acsTransID, { verdict });
      if (!said) return reply.code(404).send(UNKNOWN);
      const { counted, transaction } = said;
      const { acsTransID, state } = transaction;
      if (!counted) {
        const rule = `a transaction that waits for an approval; this one is ${state.name}`;
        return reply.code(409).send(problem(409, 'acsTransID', rule, 'one whose method is oob, after its CReq'));
      }
      acs.log.info({ acsTransID }, `tester: ${verdict} in the cardholder's place`);
      return { acsTransID, state: state.name, ...('result' in state ? { result: state.result } : {}) };
    });
  }
};

const UNKNOWN = problem(404, 'acsTransID', 'the id of a transaction that this ACS answered', 'the acsTransID of an ARes');

/** What another party answered may be no JSON at all; then it is shown as the text that came. */
function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
