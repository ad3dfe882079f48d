import type { Database } from './database.ts';

/** One try to report a result to the DS. */
export interface RReqAttempt {
  /** Of the row that was made when it began; absent where it never did. */
  id?: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Where to; card numbers masked. */
  address: string;
  /**
   * `acknowledged` by an RRes, answered by an `erro`; `invalid`: answered by what is no RRes of this transaction; `noAnswer` in
   * time; `notConnected`: the DS was not reached; `notSent`: not tried at all. `sending`: it is on its way; `interrupted`: it was,
   * and nobody knows what came of it.
   */
  outcome: 'acknowledged' | 'erro' | 'invalid' | 'noAnswer' | 'notConnected' | 'notSent' | 'sending' | 'interrupted';
  /** Absent where it was acknowledged, or is on its way. */
  why?: string;
  /** How long it took; absent where nothing was sent. */
  ms?: number;
}

interface Row {
  at: number;
  address: string;
  outcome: RReqAttempt['outcome'];
  why: string | null;
  ms: number | null;
}

const INTERRUPTED = 'the simulator ended, or its store could not be written, before the end of this try was kept';

export function prepareRReqAttempts(database: Database) {
  const insert = database.prepare(
    'INSERT INTO rreqAttempts (transactionId, effectId, at, address, outcome, why, ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const interrupt = database.prepare(
    "UPDATE rreqAttempts SET outcome = 'interrupted', why = ? WHERE effectId = ? AND outcome = 'sending'",
  );
  const end = database.prepare('UPDATE rreqAttempts SET outcome = ?, why = ?, ms = ? WHERE id = ?');
  const select = database.prepare<[string], Row>(
    `SELECT at, address, outcome, why, ms FROM rreqAttempts
     WHERE transactionId = (SELECT id FROM transactions WHERE acsTransID = ?) ORDER BY id`,
  );

  const selectFirst = database.prepare<[number], { at: number | null }>(
    'SELECT min(at) AS at FROM rreqAttempts WHERE effectId = ?',
  );

  return {
    firstAt(effectId: number): number | undefined {
      return selectFirst.get(effectId)?.at ?? undefined;
    },
    /** Before anything is sent. One of the same effect that has no end yet was interrupted. @returns its id */
    begin(transactionId: number | undefined, effectId: number, { at, address }: Pick<RReqAttempt, 'at' | 'address'>): number {
      interrupt.run(INTERRUPTED, effectId);
      return Number(insert.run(transactionId, effectId, at, address, 'sending', null, null).lastInsertRowid);
    },
    /** How one ended; one that never began is kept whole. */
    end(transactionId: number | undefined, effectId: number | undefined, attempt: RReqAttempt): void {
      const { id, at, address, outcome, why, ms } = attempt;
      if (id === undefined) insert.run(transactionId, effectId ?? null, at, address, outcome, why ?? null, ms ?? null);
      else end.run(outcome, why ?? null, ms ?? null, id);
    },
    of(acsTransID: string): RReqAttempt[] {
      return select.all(acsTransID).map(({ why, ms, ...row }) => ({
        ...row,
        ...(why === null ? {} : { why }),
        ...(ms === null ? {} : { ms }),
      }));
    },
  };
}
