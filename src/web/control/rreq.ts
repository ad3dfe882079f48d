import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { sendRReqAgain } from '../../delivery/sendAgain.ts';
import { problem } from '../problem.ts';
import { isEmptyBody } from './approvals.ts';
import { owesRReq, rreqJson, storyOf } from './transactionView.ts';

/** The result of a transaction reported to its DS once more: `POST /api/transactions/{acsTransID}/rreq`. */
export const rreqRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  app.post<{ Params: { acsTransID: string } }>('/api/transactions/:acsTransID/rreq', async ({ params, body }, reply) => {
    if (!isEmptyBody(body))
      return reply.code(400).send(problem(400, 'body', 'none, or {}: what is sent is always the same', '{}'));
    const { acsTransID } = params;
    const story = await storyOf(acs.store, acsTransID);
    if (!story) {
      return reply
        .code(404)
        .send(problem(404, 'acsTransID', 'the id of a transaction that this ACS answered', 'the acsTransID of an ARes'));
    }
    if (!owesRReq(story.summary)) {
      const rule = `the transaction has to have ended after an ARes with C or D; it is ${story.summary.state}`;
      return reply.code(409).send(problem(409, 'state', rule, 'one whose report is undelivered'));
    }
    acs.log.info({ acsTransID, threeDSServerTransID: story.summary.threeDSServerTransID }, 'tester: the RReq is sent again');
    await sendRReqAgain(acs, acsTransID);
    const { summary, rreq = { attempts: [] } } = (await storyOf(acs.store, acsTransID)) ?? story;
    const { threeDSServerTransID, state } = summary;
    return {
      ...{ acsTransID, threeDSServerTransID, state },
      ...('result' in summary ? { result: summary.result } : {}),
      ...('report' in summary ? { report: summary.report } : {}),
      rreq: rreqJson(rreq),
    };
  });
};
