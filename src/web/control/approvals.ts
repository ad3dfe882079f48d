import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { Verdict } from '../../transaction/transaction.ts';
import { problem } from '../problem.ts';

const VERDICTS: Record<string, Verdict> = { approve: 'approved', refuse: 'refused' };

/** What the cardholder would say in the app of his bank: `POST /api/transactions/{acsTransID}/approve` or `/refuse`. */
export const approvalRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  for (const [verb, verdict] of Object.entries(VERDICTS)) {
    app.post<{ Params: { acsTransID: string } }>(`/api/transactions/:acsTransID/${verb}`, async ({ params, body }, reply) => {
      // The path says it all: what somebody hopes to say besides would be lost without a word.
      if (!isEmptyBody(body)) return reply.code(400).send(problem(400, 'body', 'none, or {}: the path says all', '{}'));
      const said = await acs.approve(params.acsTransID, { verdict });
      if (!said) {
        return reply
          .code(404)
          .send(problem(404, 'acsTransID', 'the id of a transaction that this ACS answered', 'the acsTransID of an ARes'));
      }
      const { acsTransID, threeDSServerTransID, state } = said.transaction;
      if (!said.counted) {
        const rule = `the transaction has to wait for the cardholder's approval; it is ${state.name}`;
        return reply.code(409).send(problem(409, 'state', rule, 'one whose ARes said D, or whose method is oob, after its CReq'));
      }
      acs.log.info({ acsTransID, threeDSServerTransID, state: state.name }, `tester: ${verdict} in the cardholder's place`);
      return { acsTransID, threeDSServerTransID, state: state.name, ...('result' in state ? { result: state.result } : {}) };
    });
  }
};

export function isEmptyBody(body: unknown): boolean {
  if (typeof body === 'object' && body !== null) return !Array.isArray(body) && Object.keys(body).length === 0;
  return body === undefined || body === null || body === '';
}
