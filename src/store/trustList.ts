import type { Database } from './database.ts';

/** The merchants whom cardholders trust. A merchant is added with the step of the challenge in which he was trusted. */
export interface TrustList {
  /** Whether the cardholder trusts the merchant with this card. */
  has(cardHash: string, threeDSRequestorID: string): Promise<boolean>;
}

/** Card, requestor, time: once, however often. */
export const INSERT_TRUSTED = 'INSERT OR IGNORE INTO trustList (cardHash, threeDSRequestorID, addedAt) VALUES (?, ?, ?)';

export function makeTrustList(database: Database): TrustList {
  const select = database.prepare<[string, string], { found: 1 }>(
    'SELECT 1 AS found FROM trustList WHERE cardHash = ? AND threeDSRequestorID = ?',
  );
  return {
    async has(cardHash, threeDSRequestorID) {
      return select.get(cardHash, threeDSRequestorID) !== undefined;
    },
  };
}
