import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** How far the clock of this store is ahead of the machine's: a restart must not take back time that has passed. */
export interface ClockOffset {
  /** Milliseconds. */
  read(): Promise<number>;
  /** Keeps the larger one of this and what is kept. */
  save(offsetMs: number): Promise<void>;
}

export function makeClockOffset(database: Database, write: Write): ClockOffset {
  const select = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'clockOffsetMs'");
  const upsert = database.prepare<[string]>(`
    INSERT INTO meta (name, value) VALUES ('clockOffsetMs', ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE CAST(excluded.value AS INTEGER) > CAST(meta.value AS INTEGER)`);
  return {
    async read() {
      return Number(select.get()?.value ?? 0);
    },
    save: (offsetMs) =>
      write(() => {
        upsert.run(String(offsetMs));
      }),
  };
}
