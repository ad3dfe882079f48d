import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { decideByRules, type SavedAnswer, save, untilSaved } from '../../areq/decideAndSave.ts';
import { judgeByWhatIsKnown } from '../../areq/judge.ts';
import { noteSecondAReq } from '../../areq/spc.ts';
import { responseHeaders } from '../../messages/headers.ts';
import { MESSAGE_BYTES } from '../../messages/limits.ts';
import { judgeAReq, readMessage } from '../../messages/read.ts';
import type { AReq } from '../../messages/types.ts';
import { BROKEN_ANSWERS } from '../brokenAnswers.ts';
import { allowOnly, takeRawJson } from '../connections.ts';
import { answerWithErro } from '../errors.ts';
import type { Hold } from '../hold.ts';
import { logARes, tellAgain } from './areqLog.ts';
import { takeDsErro } from './dsErro.ts';
import { takeOReq } from './oreq.ts';

export interface AReqOptions {
  acs: Acs;
  /** Path of the picture that Secure Payment Confirmation shows for the card. */
  cardPicture: string;
  hold: Hold;
}

/**
 * AReq → ARes or Erro at `POST /3ds/areq`: read, judge, decide, save, answer. An OReq comes to the same address (oreq.ts), and so does
 * an Erro of the DS (dsErro.ts). Whatever is wrong is thrown as a ProtocolError; the order in which it is looked for stands in
 * messages/checks.ts.
 */
export const areqRoutes: FastifyPluginAsync<AReqOptions> = async (app, options) => {
  const { acs } = options;
  takeRawJson(app);
  answerWithErro(app, acs);
  for (const url of ['/3ds/areq', '/3ds/areq/']) {
    allowOnly(app, 'POST', url);
    app.post<{ Body: string }>(url, { bodyLimit: MESSAGE_BYTES }, ({ body }, reply) => take(options, body ?? '', reply));
  }
};

async function take(options: AReqOptions, raw: string, reply: FastifyReply): Promise<FastifyReply> {
  const { acs } = options;
  if (await takeDsErro(acs, raw)) return reply.code(200).send();
  const message = readMessage(['AReq', 'OReq'], raw, acs.readOptions);
  if (message.messageType === 'OReq') return takeOReq(acs, message, raw, reply);
  const areq = message;
  const judged = await judgeByWhatIsKnown(acs, areq);
  const saved = await untilSaved(judged, (known) => {
    const decision = decideByRules(acs, areq, known);
    return save(options, areq, known, decision, raw);
  });
  judgeAReq(areq, { areIdsTaken: saved.opened.outcome === 'idsTaken' });
  await noteSecondAReq(acs, areq, saved.transaction);
  return sendARes(options, areq, saved, reply);
}

/** Sends the ARes: that of the first time, where the same AReq had come before. */
async function sendARes(
  options: AReqOptions,
  areq: AReq,
  { transaction, answer, opened, erro = '' }: SavedAnswer,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { acs } = options;
  if (opened.outcome === 'repeated') {
    tellAgain(acs, areq, opened, reply.elapsedTime);
    return reply
      .headers(responseHeaders(areq.messageVersion, opened.acsTransID, areq.dsTransID))
      .type(JSON_UTF8)
      .send(opened.ares);
  }
  const { acsTransID, delays, faults } = transaction;
  const headers = responseHeaders(areq.messageVersion, acsTransID, areq.dsTransID);
  if (delays?.aresMs) await holdARes(options, reply, acsTransID, delays.aresMs);
  logARes(acs, transaction, answer, reply.elapsedTime);
  const text = JSON.stringify(answer.message);
  const instead = faults?.ares?.instead;
  if (instead) return BROKEN_ANSWERS[instead](reply, { text, headers, erro });
  return reply.headers(headers).type(JSON_UTF8).send(text);
}

const JSON_UTF8 = 'application/json; charset=utf-8';

async function holdARes({ acs: { heldARes }, hold }: AReqOptions, reply: FastifyReply, acsTransID: string, ms: number) {
  const leaves = hold(reply, ms);
  heldARes.set(acsTransID, leaves);
  await leaves;
  heldARes.delete(acsTransID);
}
