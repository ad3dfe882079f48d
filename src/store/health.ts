import type BetterSqlite3 from 'better-sqlite3';
import { BUSY_MS, type Database, isBusy } from './database.ts';
import type { TimeKeeping } from './timeSeen.ts';
import { type Trouble, troubleOf } from './trouble.ts';
import type { Write } from './writer.ts';

/** Whether the store can be used. */
export interface Health {
  /** The trouble that is known of; it is over when a look finds that it is. */
  known(): Trouble | undefined;
  /** Finds out by writing; answers what is wrong. */
  look(): Promise<Trouble | undefined>;
  /** Hears when trouble comes, changes, or is over. */
  follow(hear: (trouble: Trouble | undefined) => void): void;
}

/** What a look writes while there is trouble: more than one AReq does, so that a few bytes that were left do not pass for room. */
const ROOM = ' '.repeat(64 * 1024);
/** A file of this size is read through in some milliseconds. Damage to a larger one is found by whoever reads it. */
const SMALL_FILE_PAGES = 1024;
const BETWEEN_READINGS_MS = 5000;

/** Makes every statement of a database report trouble, whoever runs it. Has to come before they are prepared. */
export function reportTrouble(database: Database, note: (error: unknown) => void): void {
  const prepare = database.prepare.bind(database);
  const reporting = (sql: string) => {
    const statement = prepare(sql);
    for (const verb of ['get', 'all', 'run'] as const) {
      const original = statement[verb].bind(statement) as (...values: unknown[]) => unknown;
      const reported = (...values: unknown[]) => {
        try {
          return original(...values);
        } catch (error) {
          note(error);
          throw error;
        }
      };
      Object.defineProperty(statement, verb, { value: reported });
    }
    return statement;
  };
  database.prepare = reporting as Database['prepare'];
}

/** Remembers trouble and tells of it once. */
export function makeTroubleNote() {
  let trouble: Trouble | undefined;
  let hear: (trouble: Trouble | undefined) => void = () => {};
  const set = (now: Trouble | undefined) => {
    if (now?.why === trouble?.why) return;
    trouble = now;
    hear(now);
  };
  return {
    known: () => trouble,
    set,
    /** Another process that writes at the same time is no trouble yet: the write is tried again. */
    note(error: unknown): void {
      const now = isBusy(error) ? undefined : troubleOf(error);
      if (now) set(now);
    },
    follow(listener: typeof hear) {
      hear = listener;
    },
  };
}

export function makeHealth(
  database: Database,
  write: Write,
  { keep }: TimeKeeping,
  note: ReturnType<typeof makeTroubleNote>,
): Health {
  const upsert = database.prepare<[string]>("INSERT OR REPLACE INTO meta (name, value) VALUES ('room', ?)");
  let looks = Math.floor(performance.timeOrigin);
  let looking: Promise<Trouble | undefined> | undefined;
  let readThrough = Number.NEGATIVE_INFINITY;

  async function lookNow(): Promise<Trouble | undefined> {
    try {
      const before = note.known();
      await write(() => {
        keep(true);
        looks += 1;
        // Another one each time: what stays the same SQLite does not write.
        upsert.run(before ? `${looks} ${ROOM}` : `${looks}`);
      });
      if (before) await write(() => void upsert.run(`${looks}`));
      if (before?.isDamage || isSmall()) readThroughFile();
      note.set(undefined);
    } catch (error) {
      const trouble = troubleOf(error);
      if (!trouble) throw error;
      note.set(trouble);
    }
    return note.known();
  }

  function isSmall(): boolean {
    return (database.pragma('page_count', { simple: true }) as number) <= SMALL_FILE_PAGES;
  }

  /** By a connection of its own: this one has pages in memory. */
  function readThroughFile(): void {
    if (database.memory || (!note.known() && performance.now() - readThrough < BETWEEN_READINGS_MS)) return;
    const Sqlite = database.constructor as typeof BetterSqlite3;
    const reader = new Sqlite(database.name, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
    try {
      const [found] = reader.pragma('quick_check(1)', { simple: false }) as { quick_check: string }[];
      if (found?.quick_check !== 'ok') throw Object.assign(new Error(found?.quick_check), { code: 'SQLITE_CORRUPT' });
    } finally {
      reader.close();
    }
    readThrough = performance.now();
  }

  return {
    known: note.known,
    follow: note.follow,
    look() {
      looking ??= lookNow().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}
