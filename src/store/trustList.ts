import type { Keys } from '../crypto/keys.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { Database } from './database.ts';

/** The merchants whom cardholders trust. A merchant is added with the step of the challenge in which he was trusted. */
export interface TrustList {
  /** Whether the cardholder trusts the merchant with this card. */
  has(cardHash: string, threeDSRequestorID: string): Promise<boolean>;
}

export function makeTrustList(database: Database, keys: Keys): TrustList {
  // The column holds a keyed hash, since the id is only ever compared; in rows of older versions of this program the id itself.
  const select = database.prepare<[string, string, string], { found: 1 }>(
    'SELECT 1 AS found FROM trustList WHERE cardHash = ? AND threeDSRequestorID IN (?, ?)',
  );
  return {
    async has(cardHash, threeDSRequestorID) {
      return select.get(cardHash, keys.requestorHash(threeDSRequestorID), threeDSRequestorID) !== undefined;
    },
  };
}

/** The part that is done within a write: once per card and merchant, however often. */
export function prepareTrust(database: Database, keys: Keys) {
  const insert = database.prepare('INSERT OR IGNORE INTO trustList (cardHash, threeDSRequestorID, addedAt) VALUES (?, ?, ?)');
  return {
    add({ cardHash, threeDSRequestorID }: Transaction, at: number): void {
      if (threeDSRequestorID !== undefined) insert.run(cardHash, keys.requestorHash(threeDSRequestorID), at);
    },
  };
}
