import { randomUUID } from 'node:crypto';
import { erro } from '../../messages/errors.ts';
import { type OReqPart, statusOfSequence } from '../../messages/operationSequence.ts';
import { readMessage } from '../../messages/read.ts';
import type { Erro, ORes } from '../../messages/types.ts';
import { logMessage, outcomeOfAnswer, refusalOf } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import { Remembered } from '../remembered.ts';
import { THREE_DS_SERVER_REF_NUMBER } from './areq.ts';

/** The parts that have come of each sequence, by its seqId, in their order. */
export type Sequences = Remembered<OReqPart[]>;

export const makeSequences = (): Sequences => new Remembered({ entries: 1000 });

/** A sequence has at most 99; whatever comes more often breaks it just as well. */
const MOST_PARTS = 100;

/**
 * Takes an OReq of the DS (EMV 3DS 2.3.1.1, Req 438 and 439).
 * @returns the ORes after the last one of a sequence; an Erro for one that is broken; nothing ('') while more are to come
 */
export function oreq(sandbox: Sandbox, sequences: Sequences, raw: string): ORes | Erro | '' {
  const answer = answerTo(sequences, raw);
  const outcome = answer === '' ? 'more to come' : outcomeOfAnswer(answer);
  const refusal = answer === '' ? undefined : refusalOf(answer);
  logMessage(sandbox.log, '3DSServer', { messageType: 'OReq', outcome, refusal, ms: 0 });
  return answer;
}

function answerTo(sequences: Sequences, raw: string): ORes | Erro | '' {
  try {
    const message = readMessage('OReq', raw);
    const { messageVersion, dsTransID, opSeq } = message;
    const { seqId, seqNum, seqTotal } = opSeq;
    const before = sequences.get(seqId.toLowerCase()) ?? [];
    const opStatus = statusOfSequence(before, { seqNum, seqTotal });
    sequences.set(seqId.toLowerCase(), opStatus === undefined ? [...before, { seqNum, seqTotal }].slice(-MOST_PARTS) : []);
    if (opStatus === undefined) return '';
    return {
      ...{ messageType: 'ORes', messageVersion, dsTransID, opStatus },
      threeDSServerRefNumber: THREE_DS_SERVER_REF_NUMBER,
      threeDSServerTransID: randomUUID(),
    };
  } catch (error) {
    return erro(error, 'S');
  }
}
