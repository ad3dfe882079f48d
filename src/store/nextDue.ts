import type { Database } from './database.ts';

/** The earliest moment after another one at which something falls due: a deadline, or what waits to be carried out. */
export type NextDue = (after: number) => number | undefined;

export function makeNextDue(database: Database): NextDue {
  // Each half is the first entry of an index.
  const select = database.prepare<[number, number], { dueAt: number | null }>(`
    SELECT min(dueAt) AS dueAt FROM (
      SELECT min(dueAt) AS dueAt FROM transactions WHERE dueAt > ?
      UNION ALL SELECT min(dueAt) FROM effects WHERE doneAt IS NULL AND dueAt > ?)`);
  return (after) => select.get(after, after)?.dueAt ?? undefined;
}
