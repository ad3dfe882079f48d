import type { Database } from './database.ts';

/** One try to report a result to the DS. */
export interface RReqAttempt {
  /** Milliseconds since 1970. */
  at: number;
  /** Where to; card numbers masked. */
  address: string;
  /**
   * `acknowledged` by an RRes, answered by an `erro`; `invalid`: answered by what is no RRes of this transaction; `noAnswer` in
   * time; `notConnected`: the DS was not reached; `notSent`: not tried at all.
   */
  outcome: 'acknowledged' | 'erro' | 'invalid' | 'noAnswer' | 'notConnected' | 'notSent';
  /** Absent where it was acknowledged. */
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

export function prepareRReqAttempts(database: Database) {
  const insert = database.prepare(
    'INSERT INTO rreqAttempts (transactionId, effectId, at, address, outcome, why, ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
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
    add(transactionId: number | undefined, effectId: number | undefined, { at, address, outcome, why, ms }: RReqAttempt): void {
      insert.run(transactionId, effectId ?? null, at, address, outcome, why ?? null, ms ?? null);
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
