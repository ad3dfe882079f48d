import { type CardLock, NO_WRONG_EPINS } from '../transaction/cardLock.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** What a step makes of the lock of the ePin of its card: saved with the step, or neither is. */
export interface CardLockChange {
  cardHash: string;
  /** As the step read it: where it says something else by now, another ePin was judged meanwhile. */
  before: CardLock;
  after: CardLock;
}

/**
 * The counts of wrong ePins and the locks that come of them. An ePin is its cardholder's: count and lock are one for all of his
 * cards, by whichever they are asked for. A card without a cardholder has its own.
 */
export interface CardLocks {
  /** Where nothing is counted there are no wrong ePins. */
  find(cardHash: string): Promise<CardLock>;
  /** Lets the card, and the others of its cardholder, be used again at once. */
  unlock(cardHash: string, at: number): Promise<void>;
}

interface Row {
  wrongEPins: number;
  lockedUntil: number | null;
  shut: number;
}

/** Whose ePin that of a card is: the e-mail address of its cardholder, or the card itself. */
const HOLDER = 'coalesce((SELECT cardholder FROM cards WHERE cardHash = @cardHash), @cardHash)';

export function makeCardLocks(database: Database, write: Write): CardLocks {
  const { read, unlock } = prepareCardLocks(database);
  return { find: async (cardHash) => read(cardHash), unlock: (cardHash, at) => write(() => unlock(cardHash, at)) };
}

/** What the writes that save a step or an ePin do with the locks. */
export function prepareCardLocks(database: Database) {
  const select = database.prepare<{ cardHash: string }, Row>(
    `SELECT wrongEPins, lockedUntil, shut FROM ePinLocks WHERE holder = ${HOLDER}`,
  );
  const upsert = database.prepare(`
    INSERT INTO ePinLocks (holder, wrongEPins, lockedUntil, shut, changedAt) VALUES (${HOLDER}, @wrongEPins, @lockedUntil, @shut, @at)
    ON CONFLICT (holder) DO UPDATE SET wrongEPins = excluded.wrongEPins, lockedUntil = excluded.lockedUntil,
      shut = excluded.shut, changedAt = excluded.changedAt`);
  const clear = 'UPDATE ePinLocks SET wrongEPins = 0, lockedUntil = NULL, shut = 0, changedAt = @at';
  const clearByCard = database.prepare(`${clear} WHERE holder = ${HOLDER}`);
  const clearByEmail = database.prepare(`${clear} WHERE holder = @email`);

  const read = (cardHash: string): CardLock => {
    const row = select.get({ cardHash });
    if (!row) return NO_WRONG_EPINS;
    const { wrongEPins, lockedUntil, shut } = row;
    return { wrongEPins, ...(lockedUntil === null ? {} : { lockedUntil }), ...(shut ? { shut: true } : {}) };
  };
  return {
    read,
    /** By value: whoever brought the count back to what was read has changed nothing that the step relied on. */
    isAsRead: ({ cardHash, before }: CardLockChange) => isSame(read(cardHash), before),
    save({ cardHash, before, after }: CardLockChange, at: number): void {
      if (isSame(before, after)) return;
      const { wrongEPins, lockedUntil = null, shut = false } = after;
      upsert.run({ cardHash, wrongEPins, lockedUntil, shut: Number(shut), at });
    },
    unlock(cardHash: string, at: number): void {
      clearByCard.run({ cardHash, at });
    },
    unlockCardsOf(email: string, at: number): void {
      clearByEmail.run({ email, at });
    },
  };
}

function isSame(one: CardLock, other: CardLock): boolean {
  return one.wrongEPins === other.wrongEPins && one.lockedUntil === other.lockedUntil && one.shut === other.shut;
}
