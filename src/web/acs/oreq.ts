import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { responseHeaders } from '../../messages/headers.ts';
import { statusOfSequence } from '../../messages/operationSequence.ts';
import type { OReq, ORes } from '../../messages/types.ts';
import { newTransID } from '../../transaction/transID.ts';

/**
 * OReq → ORes: what the DS tells of its operation is kept for testers. The parts of a sequence that come before its last one are
 * answered by HTTP 200 without a body, the last one by the ORes of the whole (EMV 3DS 2.3.1, Req 438, 439). The same OReq again gets
 * the same answer.
 */
export async function takeOReq(acs: Acs, oreq: OReq, raw: string, reply: FastifyReply): Promise<FastifyReply> {
  const { dsTransID, messageVersion, opSeq } = oreq;
  const { seqNum, seqTotal } = opSeq;
  const part = {
    seqId: opSeq.seqId.toLowerCase(),
    seqNum,
    seqTotal,
    digest: createHash('sha256').update(raw).digest('base64url'),
  };
  const at = acs.clock.now();
  const kept = await acs.store.otherMessages.keepPart(part, (before) => {
    const opStatus = statusOfSequence(before, part);
    const acsTransID = newTransID(at);
    const ores: ORes = {
      ...{ messageType: 'ORes', messageVersion, dsTransID, acsTransID },
      ...{ acsReferenceNumber: acs.identity().acsReferenceNumber, opStatus: opStatus ?? '01' },
    };
    return {
      ...{ at, method: 'POST', path: '/3ds/areq', status: 200, verdict: 'taken' as const, messageType: 'OReq', messageVersion },
      ...{ dsTransID, acsTransID, seqNum, seqTotal, body: raw },
      ...(opStatus === undefined ? {} : { answer: JSON.stringify(ores) }),
    };
  });
  const answered =
    kept.answer === undefined ? 'taken, more of its sequence is to come' : `answered by ORes ${statusIn(kept.answer)}`;
  const { opCategory, opSeverity } = oreq;
  acs.log.info(
    { messageType: 'OReq', messageVersion, dsTransID, acsTransID: kept.acsTransID, opCategory, opSeverity, seqNum, seqTotal },
    `OReq ${seqNum} of ${seqTotal} ${answered}`,
  );
  reply.code(200).headers(responseHeaders(messageVersion, kept.acsTransID, dsTransID));
  return kept.answer === undefined ? reply.send() : reply.type('application/json; charset=utf-8').send(kept.answer);
}

const statusIn = (ores: string) => (JSON.parse(ores) as ORes).opStatus;
