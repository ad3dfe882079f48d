import type { OReq } from './types.ts';

/** opStatus of an ORes: 01 all of the sequence was received, 02 it is broken. */
export type SequenceStatus = '01' | '02';

export interface Sequences {
  /**
   * Takes the next OReq.
   * @returns the opStatus of the ORes that now follows; undefined where more OReqs of the sequence are to come
   */
  take(oreq: OReq): SequenceStatus | undefined;
}

/** As many sequences as may be open at once; of more, the oldest are forgotten. */
const MOST_OPEN = 1000;

/**
 * Follows sequences of OReqs: one ORes answers the last of each (EMV 3DS 2.3.1.1, Req 435 and 439). A sequence whose numbers do not
 * come in their order, or whose total changes, is broken.
 */
export function makeSequences(): Sequences {
  const open = new Map<string, { next: number; total: number }>();
  return {
    take({ opSeq: { seqId, seqNum, seqTotal } }) {
      const id = seqId.toLowerCase();
      const [number, total] = [Number(seqNum), Number(seqTotal)];
      const known = open.get(id) ?? { next: 1, total };
      const isRight = number === known.next && total === known.total && number <= total;
      open.delete(id);
      if (!isRight) return '02';
      if (number === total) return '01';
      open.set(id, { next: number + 1, total });
      const [oldest = ''] = open.size > MOST_OPEN ? open.keys() : [];
      open.delete(oldest);
      return undefined;
    },
  };
}
