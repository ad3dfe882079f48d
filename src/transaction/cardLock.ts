/**
 * Wrong ePins of one card in a row, over all its transactions and channels. Wrong one-time codes are not counted here: a code
 * lives and dies with its transaction, so guessing one in another transaction begins anew, while the ePin stays the same.
 */
export interface CardLock {
  /** Since the last right one, the last lock or the last unlocking. */
  wrongEPins: number;
  /** No ePin of the card is judged before then (milliseconds since 1970); absent where it is not locked. */
  lockedUntil?: number;
}

/** How many wrong ePins lock a card, and for how long. */
export interface CardLockRule {
  maxWrongEPins: number;
  lockMs: number;
}

export const NO_WRONG_EPINS: CardLock = { wrongEPins: 0 };

export function isLocked({ lockedUntil }: CardLock, at: number): boolean {
  return lockedUntil !== undefined && at < lockedUntil;
}

/** The count after an ePin was judged: a right one, and a lock that is over, begin it anew. */
export function afterEPin(lock: CardLock, right: boolean, at: number, { maxWrongEPins, lockMs }: CardLockRule): CardLock {
  if (right) return NO_WRONG_EPINS;
  const wrongEPins = (lock.lockedUntil === undefined ? lock.wrongEPins : 0) + 1;
  return wrongEPins < maxWrongEPins ? { wrongEPins } : { wrongEPins, lockedUntil: at + lockMs };
}
