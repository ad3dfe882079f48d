import type { Database } from './database.ts';

/** The highest time that was seen with this store: no process on it, now or later, lives in an earlier one. */
export interface TimeSeen {
  /** Milliseconds since 1970; 0 for a store that has seen none. */
  read(): number;
  /** From now on every commit keeps the time of this clock, at most once a second. */
  follow(now: () => number): void;
  /** Keeps it where it was not kept for a while. */
  keepUp(): Promise<void>;
}

/** The part that every commit does, inside its transaction. */
export interface TimeKeeping {
  /** Writes the time down where it has gone on enough since. @param always also where it has not */
  keep(always?: boolean): void;
  /** The commit came to nothing. */
  undone(): void;
}

/** What is kept lags behind by no more than this, as long as something is written; else by the other. */
const STEP_MS = 1000;
const IDLE_MS = 10_000;

export function makeTimeSeen(
  database: Database,
  write: (change: () => void) => Promise<void>,
): TimeSeen & { keeping: TimeKeeping } {
  const select = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'timeSeen'");
  const upsert = database.prepare<[string]>(`
    INSERT INTO meta (name, value) VALUES ('timeSeen', ?)
    ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`);
  let now: (() => number) | undefined;
  let kept = 0;

  return {
    read: () => Number(select.get()?.value ?? 0),
    follow(clock) {
      now = clock;
    },
    async keepUp() {
      if (now && now() - kept >= IDLE_MS) await write(() => undefined);
    },
    keeping: {
      keep(always = false) {
        const time = now?.() ?? 0;
        if (!always && time - kept < STEP_MS) return;
        upsert.run(String(time));
        kept = time;
      },
      undone() {
        kept = 0;
      },
    },
  };
}
