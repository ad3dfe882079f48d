import { setTimeout } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { StartError } from '../startError.ts';
import { MIGRATIONS } from './migrations.ts';

export type Database = BetterSqlite3.Database;

/** FULL keeps every acknowledged step through a power cut; NORMAL through the death of the process alone. */
export type Durability = 'FULL' | 'NORMAL';

/** How long a write waits for another process on the same file; the event loop stands still meanwhile. */
const BUSY_MS = 250;
const OPEN_TRIES = 8;
const OPEN_PAUSE_MS = 20;

/**
 * Opens the file (or `:memory:`) and brings its tables up to date.
 * @throws StartError where the native binding is missing, the file is no store, or is newer than this program
 */
export async function openDatabase(file: string, durability: Durability): Promise<Database> {
  const database = await open(file);
  try {
    // Rows are appended in the order of time, so large pages make few writes. Counts for a new file only.
    database.pragma('page_size = 16384');
    await whenNotBusy(() => database.pragma('journal_mode = WAL'));
    database.pragma('wal_autocheckpoint = 2000');
    // Not kept in the file: SQLite falls back to its default with every new connection.
    database.pragma(`synchronous = ${durability}`);
    database.pragma('foreign_keys = ON');
    await whenNotBusy(() => migrate(database, file));
  } catch (error) {
    database.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`${file} cannot be used as a store (${(error as Error).message}); choose another folder with --data`);
  }
  return database;
}

async function open(file: string): Promise<Database> {
  let Sqlite: typeof BetterSqlite3;
  try {
    Sqlite = (await import('better-sqlite3')).default;
    new Sqlite(':memory:').close();
  } catch {
    throw new StartError(
      'the native part of better-sqlite3 is missing: run "npm rebuild better-sqlite3", or install with "npm install --allow-scripts=better-sqlite3"',
    );
  }
  try {
    return new Sqlite(file, { timeout: BUSY_MS });
  } catch (error) {
    throw new StartError(`${file} cannot be opened (${(error as Error).message}); choose another folder with --data`);
  }
}

/** Another process on the same file may be writing, or making the same tables; its turn is short. */
async function whenNotBusy(change: () => unknown): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      change();
      return;
    } catch (error) {
      if (!isBusy(error) || tries === OPEN_TRIES) throw error;
      await setTimeout(OPEN_PAUSE_MS);
    }
  }
}

/** Whether a change failed only because another process holds the file. */
export function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}

function migrate(database: Database, file: string): void {
  const versionOf = () => database.pragma('user_version', { simple: true }) as number;
  // A file that is up to date is not locked for this: another process may be writing to it.
  if (versionOf() === MIGRATIONS.length) return;
  const upgrade = database.transaction(() => {
    const version = versionOf();
    if (version > MIGRATIONS.length) {
      throw new StartError(
        `${file} was written by a newer version of this program; update it, or choose another folder with --data`,
      );
    }
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  upgrade.immediate();
}
