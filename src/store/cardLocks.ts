import { type CardLock, NO_WRONG_EPINS } from '../transaction/cardLock.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** What a step makes of the lock of its card: saved with the step, or neither is. */
export interface CardLockChange {
  cardHash: string;
  /** As the step read it: where it says something else by now, another ePin was judged meanwhile. */
  before: CardLock;
  after: CardLock;
}

/** The counts of wrong ePins and the locks of the cards. */
export interface CardLocks {
  /** A card of which nothing is counted has no wrong ePins. */
  find(cardHash: string): Promise<CardLock>;
  /** Lets a card be used again at once. */
  unlock(cardHash: string, at: number): Promise<void>;
}

interface Row {
  wrongEPins: number;
  lockedUntil: number | null;
}

export function makeCardLocks(database: Database, write: Write): CardLocks {
  const { read, unlock } = prepareCardLocks(database);
  return { find: async (cardHash) => read(cardHash), unlock: (cardHash, at) => write(() => unlock(cardHash, at)) };
}

/** What the writes that save a step or an ePin do with the locks of cards. */
export function prepareCardLocks(database: Database) {
  const select = database.prepare<[string], Row>('SELECT wrongEPins, lockedUntil FROM cardLocks WHERE cardHash = ?');
  const upsert = database.prepare(`
    INSERT INTO cardLocks (cardHash, wrongEPins, lockedUntil, changedAt) VALUES (?, ?, ?, ?)
    ON CONFLICT (cardHash) DO UPDATE SET
      wrongEPins = excluded.wrongEPins, lockedUntil = excluded.lockedUntil, changedAt = excluded.changedAt`);
  const clear = 'UPDATE cardLocks SET wrongEPins = 0, lockedUntil = NULL, changedAt = ?';
  const clearOne = database.prepare(`${clear} WHERE cardHash = ?`);
  const clearAll = database.prepare(`${clear} WHERE cardHash IN (SELECT cardHash FROM cards WHERE cardholder = ?)`);

  const read = (cardHash: string): CardLock => {
    const row = select.get(cardHash);
    if (!row) return NO_WRONG_EPINS;
    return { wrongEPins: row.wrongEPins, ...(row.lockedUntil === null ? {} : { lockedUntil: row.lockedUntil }) };
  };
  return {
    read,
    /** By value: whoever brought the count back to what was read has changed nothing that the step relied on. */
    isAsRead: ({ cardHash, before }: CardLockChange) => isSame(read(cardHash), before),
    save({ cardHash, before, after }: CardLockChange, at: number): void {
      if (!isSame(before, after)) upsert.run(cardHash, after.wrongEPins, after.lockedUntil ?? null, at);
    },
    unlock(cardHash: string, at: number): void {
      clearOne.run(at, cardHash);
    },
    unlockCardsOf(email: string, at: number): void {
      clearAll.run(at, email);
    },
  };
}

function isSame(one: CardLock, other: CardLock): boolean {
  return one.wrongEPins === other.wrongEPins && one.lockedUntil === other.lockedUntil;
}
