import { type Database, isBusy } from './database.ts';

/** Runs a change of the database; resolves when it is committed, as durable as the store is set to. */
export type Write = <T>(change: () => T) => Promise<T>;

/** What is done with every commit. */
export interface WithCommit {
  /** Before it is begun; what it throws, all changes of the commit fail with. */
  before?: () => void;
  /** Inside, after the changes. */
  within?: () => void;
  /** It came to nothing, for this reason. */
  failed?: (error: unknown) => void;
}

interface Waiting {
  change: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/** A batch of this size is committed, whatever else comes. */
const LARGE_BATCH = 64;
/** How often a batch is tried again while another process holds the file. */
const BUSY_RETRIES = 8;
const BUSY_PAUSE_MS = 20;

/**
 * All changes that come in neighbouring turns of the event loop share one commit: the cost of making them durable is paid once,
 * however many requests wait. No change is acknowledged before that commit.
 */
export function makeWriter(database: Database, { before, within, failed }: WithCommit = {}): { write: Write; flush: () => void } {
  let waiting: Waiting[] = [];
  const inOneCommit = database.transaction((batch: Waiting[]) => {
    const results = batch.map(({ change }) => change());
    within?.();
    return results;
  });

  /** Under load the next turn brings more, so the commit waits for it; alone, a change waits for nobody. */
  function flushWhenCalm(before: number): void {
    if (waiting.length > before && waiting.length < LARGE_BATCH) setImmediate(flushWhenCalm, waiting.length);
    else flush();
  }

  function flush(retries = BUSY_RETRIES): void {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) commit(batch, retries);
  }

  function commit(batch: Waiting[], retries: number): void {
    let results: unknown[];
    try {
      before?.();
    } catch (error) {
      failed?.(error);
      for (const { reject } of batch) reject(error);
      return;
    }
    try {
      results = inOneCommit.immediate(batch);
    } catch (error) {
      failed?.(error);
      if (isBusy(error) && retries > 0) setTimeout(() => commit(batch, retries - 1), BUSY_PAUSE_MS);
      else if (batch.length === 1 || isBusy(error)) for (const { reject } of batch) reject(error);
      // One change failed and took the others back with it: each for itself, so that only the culprit fails.
      else for (const item of batch) commit([item], retries);
      return;
    }
    batch.forEach(({ resolve }, index) => {
      resolve(results[index] as never);
    });
  }

  function write<T>(change: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (waiting.push({ change, resolve, reject }) === 1) setImmediate(flushWhenCalm, 0);
    });
  }

  return { write, flush };
}
