/**
 * Wrong ePins in a row, over all transactions, channels and cards of whoever has the ePin. Wrong one-time codes are not counted
 * here: a code lives and dies with its transaction, so guessing one in another transaction begins anew, while the ePin stays
 * the same.
 */
export interface CardLock {
  /** Since the last right one, the last lock or the last unlocking. */
  wrongEPins: number;
  /** No new payment asks for the ePin before then (milliseconds since 1970); absent where it is not locked. */
  lockedUntil?: number;
  /** A payment that had begun before the lock has given a wrong ePin since: no ePin at all is judged until the lock is over. */
  shut?: true;
}

/** How many wrong ePins lock the cards of a cardholder, and for how long. */
export interface CardLockRule {
  maxWrongEPins: number;
  lockMs: number;
}

export const NO_WRONG_EPINS: CardLock = { wrongEPins: 0 };

export function isLocked({ lockedUntil }: CardLock, at: number): boolean {
  return lockedUntil !== undefined && at < lockedUntil;
}

/** Whether no ePin is judged. A lock alone still takes right ones in payments that had begun before it, and one wrong one. */
export function isShut(lock: CardLock, at: number): boolean {
  return lock.shut === true && isLocked(lock, at);
}

/**
 * The count after an ePin was judged: a right one, and a lock that is over, begin it anew. While it is locked a right one lifts
 * nothing, and a wrong one shuts it, so that however many payments had begun before, one guess is all that they add.
 */
export function afterEPin(lock: CardLock, right: boolean, at: number, { maxWrongEPins, lockMs }: CardLockRule): CardLock {
  if (isLocked(lock, at)) return right ? lock : { ...lock, shut: true };
  if (right) return NO_WRONG_EPINS;
  const wrongEPins = (lock.lockedUntil === undefined ? lock.wrongEPins : 0) + 1;
  return wrongEPins < maxWrongEPins ? { wrongEPins } : { wrongEPins, lockedUntil: at + lockMs };
}
