import type { Keys } from '../crypto/keys.ts';
import type { Database } from './database.ts';

/** An AReq that opened a transaction. */
export interface KnownAReq {
  /** The row of its transaction. */
  transactionId: number;
  /** Whether the bytes are the same. */
  same: boolean;
}

/** The AReqs that opened transactions, by threeDSServerTransID and dsTransID together. To be asked inside a write. */
export interface AReqs {
  find(threeDSServerTransID: string, dsTransID: string, raw: string): KnownAReq | undefined;
  add(transactionId: number | bigint, threeDSServerTransID: string, dsTransID: string, raw: string): void;
}

/** As many AReqs wait in memory before they go into the index of the file together. */
const MAX_RECENT = 16_384;

/**
 * Ids are random, and an index of random values makes each AReq rewrite a page of its own. So rows are only appended to the
 * file, as they come, and the newest are found in memory; the index of the file gets them by the thousand, in its own order.
 * What another process appended is read before each look. Of an AReq, keyed digests are kept: it holds a card number.
 */
export function makeAReqs(database: Database, keys: Keys, maxRecent = MAX_RECENT): AReqs {
  database.pragma('temp_store = MEMORY');
  // A temporary table, not a Map: a write that is rolled back takes its rows along.
  database.exec('CREATE TEMP TABLE areqsRecent (transactionId INTEGER PRIMARY KEY, ids INTEGER NOT NULL UNIQUE) STRICT');
  const selectIndexed = database.prepare<[], { value: string }>(`SELECT value FROM meta WHERE name = 'areqsIndexed'`);
  const saveIndexed = database.prepare(`INSERT OR REPLACE INTO meta (name, value) VALUES ('areqsIndexed', ?)`);
  const catchUp = database.prepare(`
    INSERT INTO temp.areqsRecent SELECT transactionId, ids FROM areqs
    WHERE transactionId > max(?, (SELECT coalesce(max(transactionId), 0) FROM temp.areqsRecent))`);
  const selectRecent = database.prepare<[bigint], { transactionId: number }>(
    'SELECT transactionId FROM temp.areqsRecent WHERE ids = ?',
  );
  const selectIndex = database.prepare<[bigint], { transactionId: number }>('SELECT transactionId FROM areqsByIds WHERE ids = ?');
  const selectContent = database.prepare<[number], { content: Buffer }>('SELECT content FROM areqs WHERE transactionId = ?');
  const append = database.prepare('INSERT INTO areqs (transactionId, ids, content) VALUES (?, ?, ?)');
  const remember = database.prepare('INSERT INTO temp.areqsRecent (transactionId, ids) VALUES (?, ?)');
  const index = database.prepare(`
    INSERT OR IGNORE INTO areqsByIds SELECT ids, transactionId FROM areqs
    WHERE transactionId > ? AND transactionId <= ? ORDER BY ids`);
  // The newest row stays: it says how far this process has read.
  const forget = database.prepare('DELETE FROM temp.areqsRecent WHERE transactionId <= ? AND transactionId < ?');

  const readIndexed = () => Number(selectIndexed.get()?.value ?? 0);
  let indexed = readIndexed();

  return {
    find(threeDSServerTransID, dsTransID, raw) {
      catchUp.run(indexed);
      const ids = idsOf(threeDSServerTransID, dsTransID);
      const known = selectRecent.get(ids) ?? selectIndex.get(ids);
      if (!known) return undefined;
      const { transactionId } = known;
      return { transactionId, same: selectContent.get(transactionId)?.content.equals(contentOf(raw)) ?? false };
    },
    add(transactionId, threeDSServerTransID, dsTransID, raw) {
      const ids = idsOf(threeDSServerTransID, dsTransID);
      append.run(transactionId, ids, contentOf(raw));
      remember.run(transactionId, ids);
      if (Number(transactionId) - indexed >= maxRecent) makeRoom(Number(transactionId));
    },
  };

  function makeRoom(newest: number): void {
    // Another process may have done it, and one of ours may have been rolled back.
    indexed = readIndexed();
    if (newest - indexed >= maxRecent) {
      index.run(indexed, newest);
      saveIndexed.run(String(newest));
      indexed = newest;
    }
    forget.run(indexed, newest);
  }

  /** Ids that differ in capital letters alone are the same (RFC 4122). */
  function idsOf(threeDSServerTransID: string, dsTransID: string): bigint {
    return keys.messageDigest(`${threeDSServerTransID} ${dsTransID}`.toLowerCase()).readBigInt64BE();
  }

  function contentOf(raw: string): Buffer {
    return keys.messageDigest(raw).subarray(0, 16);
  }
}
