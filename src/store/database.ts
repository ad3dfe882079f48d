import { existsSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { StartError } from '../startError.ts';
import type { Durability } from './durability.ts';
import { MIGRATIONS } from './migrations.ts';
import { storeRefused } from './refused.ts';
import { checkSchema, lacks } from './schemaCheck.ts';

export type { Durability } from './durability.ts';

export type Database = BetterSqlite3.Database;

/** How long a write waits for another process on the same file; the event loop stands still meanwhile. */
export const BUSY_MS = 250;
const OPEN_TRIES = 8;
const OPEN_PAUSE_MS = 20;

/**
 * Judges the fingerprint of the key that a store was written with (undefined where it was written with none), and tells that of
 * ours. Called before anything in the store is changed; while a key is claimed no other process does so.
 * @throws StartError where they do not fit
 */
export type Claim = (written: string | undefined) => string;

/**
 * Opens the file (or `:memory:`) and brings its tables up to date.
 * @throws StartError where the native binding is missing, the file is no store, is newer than this program, or is refused by `claim`
 */
export async function openDatabase(file: string, durability: Durability, claim?: Claim): Promise<Database> {
  const Sqlite = await loadSqlite();
  let database: Database | undefined;
  try {
    if (claim && file !== ':memory:') await whenNotBusy(() => judge(Sqlite, file, claim));
    const opened = new Sqlite(file, { timeout: BUSY_MS });
    database = opened;
    // Rows are appended in the order of time, so large pages make few writes. Counts for a new file only.
    opened.pragma('page_size = 16384');
    await whenNotBusy(() => opened.pragma('journal_mode = WAL'));
    opened.pragma('wal_autocheckpoint = 2000');
    // Not kept in the file: SQLite falls back to its default with every new connection.
    opened.pragma(`synchronous = ${durability}`);
    opened.pragma('foreign_keys = ON');
    await whenNotBusy(() => migrate(opened, file, claim));
    const empty = new Sqlite(':memory:');
    try {
      checkSchema(opened, empty, file);
    } finally {
      empty.close();
    }
    return opened;
  } catch (error) {
    database?.close();
    throw storeRefused(file, error);
  }
}

/** @throws StartError where the native binding is missing */
export async function loadSqlite(): Promise<typeof BetterSqlite3> {
  try {
    const Sqlite = (await import('better-sqlite3')).default;
    new Sqlite(':memory:').close();
    return Sqlite;
  } catch {
    throw new StartError(
      'the native part of better-sqlite3 is missing: run "npm rebuild better-sqlite3", or install with "npm install --allow-scripts=better-sqlite3"',
    );
  }
}

/** By a connection that cannot write: a store that is refused stays as it is, to the last byte. */
function judge(Sqlite: typeof BetterSqlite3, file: string, claim: Claim): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  const database = new Sqlite(file, { readonly: true, timeout: BUSY_MS });
  try {
    refuseNewer(database, file);
    const written = fingerprintIn(database, file);
    if (written !== undefined) claim(written);
  } finally {
    database.close();
  }
}

/**
 * The fingerprint of the key that a store was written with; undefined where it is empty.
 * @throws StartError where it is not empty, and has lost where that stood
 */
export function fingerprintIn(database: Database, file: string): string | undefined {
  if (versionOf(database) === 0) return undefined;
  const hasMeta = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() !== undefined;
  if (!hasMeta) throw lacks(file, 'table meta');
  return database.prepare<[], string>("SELECT value FROM meta WHERE name = 'keyFingerprint'").pluck().get();
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

function migrate(database: Database, file: string, claim?: Claim): void {
  const isDone = () => versionOf(database) === MIGRATIONS.length && (!claim || fingerprintIn(database, file) !== undefined);
  // A file that is up to date is not locked for this: another process may be writing to it.
  if (isDone()) return;
  const upgrade = database.transaction(() => {
    refuseNewer(database, file);
    const ours = claim?.(fingerprintIn(database, file));
    for (const sql of MIGRATIONS.slice(versionOf(database))) database.exec(sql);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
    if (ours) database.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('keyFingerprint', ?)").run(ours);
  });
  upgrade.immediate();
}

function versionOf(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

function refuseNewer(database: Database, file: string): void {
  if (versionOf(database) <= MIGRATIONS.length) return;
  throw new StartError(`${file} was written by a newer version of this program; update it, or choose another folder with --data`);
}
