import { closeSync, openSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import { StartError } from '../startError.ts';
import { putInPlace, remove } from '../wholeFile.ts';
import { type Claim, fingerprintIn, loadSqlite } from './database.ts';
import { storeRefused } from './refused.ts';

/** How long is waited for another process that checkpoints. */
const BUSY_MS = 5000;

/**
 * Copies a store whole, also while a simulator writes to it: all that was acknowledged before is in the copy.
 * @param claim judges the key that the store was written with
 * @param copy a file that is not there yet; readable by its owner alone
 * @throws StartError where the store cannot be read; NodeJS.ErrnoException where the copy cannot be written, EEXIST where it is there
 */
export async function backUpStore(file: string, copy: string, claim: Claim): Promise<void> {
  const Sqlite = await loadSqlite();
  const unfinished = `${copy}.new`;
  remove(unfinished);
  closeSync(openSync(unfinished, 'wx', 0o600));
  try {
    copyInto(Sqlite, file, unfinished, claim);
    putInPlace(unfinished, copy);
  } finally {
    remove(unfinished);
  }
}

function copyInto(Sqlite: typeof BetterSqlite3, file: string, copy: string, claim: Claim): void {
  let database: BetterSqlite3.Database | undefined;
  try {
    database = new Sqlite(file, { readonly: true, timeout: BUSY_MS });
    claim(fingerprintIn(database, file));
    database.prepare('VACUUM INTO ?').run(copy);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    // The only file that is written to is the copy.
    if (/^SQLITE_(FULL|IOERR_WRITE|READONLY)/.test(String(code))) {
      throw new StartError(`the backup ${copy} cannot be written (${message}): choose another place for it`);
    }
    throw storeRefused(file, error);
  } finally {
    database?.close();
  }
}
