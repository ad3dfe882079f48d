/** The place of an OReq in its sequence. */
export interface OReqPart {
  /** 01 to 99, of this OReq. */
  seqNum: string;
  /** 01 to 99, of the whole sequence. */
  seqTotal: string;
}

/** opStatus of an ORes (EMV 3DS 2.3.1, Table A.1): all has come; or the sequence is broken. */
export type SequenceStatus = '01' | '02';

/**
 * What an OReq is answered with: nothing until the last one of its sequence, then the one opStatus of it (EMV 3DS 2.3.1, Req 439).
 * A sequence is broken where its numbers do not come in order from 01, or where one names another total.
 * @param before the parts of the same seqId that have come, in their order, each once
 */
export function statusOfSequence(before: readonly OReqPart[], part: OReqPart): SequenceStatus | undefined {
  const total = Number(part.seqTotal);
  if (Number(part.seqNum) < total) return undefined;
  const all = [...before, part];
  const isWhole =
    all.length === total && all.every(({ seqNum, seqTotal }, at) => Number(seqNum) === at + 1 && seqTotal === part.seqTotal);
  return isWhole ? '01' : '02';
}
