import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { waitsForApproval } from '../../transaction/approval.ts';
import { problem } from './guard.ts';

const ANSWERS = { approve: 'approved', refuse: 'refused' } as const;

/** The cardholder's answer in the app of his bank: `POST /api/transactions/{acsTransID}/approve` or `/refuse`. */
export const approvalRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  for (const [verb, type] of Object.entries(ANSWERS)) {
    app.post<{ Params: { acsTransID: string } }>(`/api/transactions/:acsTransID/${verb}`, async ({ params }, reply) => {
      const { acsTransID } = params;
      let taken = false;
      const transaction = await acs.advance(acsTransID, (current) => {
        const at = acs.clock.now();
        // Of answers that come together the first one counts: the others find that nobody is waited for any more.
        taken = waitsForApproval(current, at);
        return taken ? { type, at } : undefined;
      });
      if (!transaction) {
        return reply
          .code(404)
          .send(problem(404, 'acsTransID', 'the id of a transaction that this ACS answered', 'the acsTransID of an ARes'));
      }
      const { threeDSServerTransID, state } = transaction;
      if (!taken) {
        const rule = `the transaction has to wait for the cardholder's approval; it is ${state.name}`;
        return reply.code(409).send(problem(409, 'state', rule, 'a transaction whose ARes said D'));
      }
      acs.log.info({ acsTransID, threeDSServerTransID, state: state.name }, `cardholder: ${type}`);
      return { acsTransID, threeDSServerTransID, state: state.name, ...('result' in state ? { result: state.result } : {}) };
    });
  }
};
