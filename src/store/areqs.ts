import { hash } from 'node:crypto';
import type { Keys } from '../crypto/keys.ts';
import type { Database } from './database.ts';

/** What an AReq is known by. */
export interface AReqMark {
  /** Digest of threeDSServerTransID and dsTransID together. */
  ids: bigint;
  /** Keyed digest of its bytes: they hold a card number, which must not be found by trying. */
  content: Buffer;
}

/** The AReqs that opened transactions, by both of their ids. To be asked inside a write; their marks stand in `transactions`. */
export interface AReqs {
  /** The row of the transaction that an AReq with these ids opened, and whether its bytes are the same. */
  find(mark: AReqMark): { transactionId: number; isSame: boolean } | undefined;
  /** Has to follow when the row of a transaction was added. */
  added(transactionId: number, mark: AReqMark): void;
}

/** Ids that differ in capital letters alone are the same (RFC 4122). */
export function areqMark(keys: Keys, threeDSServerTransID: string, dsTransID: string, raw: string): AReqMark {
  const ids = hash('sha256', `${threeDSServerTransID} ${dsTransID}`.toLowerCase(), 'buffer');
  return { ids: ids.readBigInt64BE(), content: keys.messageDigest(raw).subarray(0, 16) };
}

/** As many AReqs are kept in memory before they go into the index of the file together. */
const MAX_RECENT = 16_384;

/**
 * Ids are random, and an index of random values makes each AReq rewrite a page of its own. So the newest are found in memory
 * only; the index of the file gets them by the thousand, in its own order. What another process added is read before each look.
 */
export function makeAReqs(database: Database, maxRecent = MAX_RECENT): AReqs {
  database.pragma('temp_store = MEMORY');
  // A temporary table, not a Map: a write that is rolled back takes its rows along.
  database.exec('CREATE TEMP TABLE recentAReqs (transactionId INTEGER PRIMARY KEY, ids INTEGER NOT NULL UNIQUE) STRICT');
  const selectIndexed = database.prepare<[], { value: string }>(`SELECT value FROM meta WHERE name = 'areqsIndexed'`);
  const saveIndexed = database.prepare(`INSERT OR REPLACE INTO meta (name, value) VALUES ('areqsIndexed', ?)`);
  const selectNewest = database.prepare<[], { newest: number | null; read: number | null }>(
    'SELECT (SELECT max(id) FROM transactions) AS newest, (SELECT max(transactionId) FROM temp.recentAReqs) AS read',
  );
  const readOthers = database.prepare(`
    INSERT OR REPLACE INTO temp.recentAReqs SELECT id, areqIds FROM transactions
    WHERE areqIds IS NOT NULL AND id > coalesce(
      (SELECT max(transactionId) FROM temp.recentAReqs),
      (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'areqsIndexed'), 0)`);
  const selectRecent = database.prepare<[bigint], { transactionId: number }>(
    'SELECT transactionId FROM temp.recentAReqs WHERE ids = ?',
  );
  const selectIndex = database.prepare<[bigint], { transactionId: number }>('SELECT transactionId FROM areqs WHERE ids = ?');
  const selectContent = database.prepare<[number], { areqContent: Buffer }>('SELECT areqContent FROM transactions WHERE id = ?');
  const remember = database.prepare('INSERT OR REPLACE INTO temp.recentAReqs (transactionId, ids) VALUES (?, ?)');
  const index = database.prepare(`
    INSERT OR REPLACE INTO areqs SELECT areqIds, id FROM transactions
    WHERE id > ? AND id <= ? AND areqIds IS NOT NULL ORDER BY areqIds`);
  // The newest row stays: it says how far this process has read.
  const forget = database.prepare('DELETE FROM temp.recentAReqs WHERE transactionId <= ? AND transactionId < ?');

  const readIndexed = () => Number(selectIndexed.get()?.value ?? 0);
  /** How far the index of the file goes. A write that is rolled back leaves it too high, so it only tells when to look. */
  let indexed = readIndexed();

  function catchUp(): void {
    const { newest, read } = selectNewest.get() ?? {};
    if (newest === read) return;
    readOthers.run();
    indexed = readIndexed();
  }

  function makeRoom(newest: number): void {
    indexed = readIndexed();
    if (newest - indexed >= maxRecent) {
      index.run(indexed, newest);
      saveIndexed.run(String(newest));
      indexed = newest;
    }
    forget.run(indexed, newest);
  }

  return {
    find({ ids, content }) {
      catchUp();
      const known = selectRecent.get(ids) ?? (indexed > 0 ? selectIndex.get(ids) : undefined);
      const row = known && selectContent.get(known.transactionId);
      return row && { transactionId: known.transactionId, isSame: row.areqContent.equals(content) };
    },
    added(transactionId, { ids }) {
      remember.run(transactionId, ids);
      if (transactionId - indexed >= maxRecent) makeRoom(transactionId);
    },
  };
}
