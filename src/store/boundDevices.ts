import type { Transaction } from '../transaction/transaction.ts';
import type { Database } from './database.ts';

/** The devices that cardholders let the issuer remember. One is added with the step of the challenge in which that was said. */
export interface BoundDevices {
  /** Whether the cardholder has bound a device to this card; without a hash, any device. */
  has(cardHash: string, deviceHash?: string): Promise<boolean>;
}

export function makeBoundDevices(database: Database): BoundDevices {
  const select = database.prepare<[string, string], { found: 1 }>(
    'SELECT 1 AS found FROM boundDevices WHERE cardHash = ? AND deviceHash = ?',
  );
  const selectAny = database.prepare<[string], { found: 1 }>('SELECT 1 AS found FROM boundDevices WHERE cardHash = ? LIMIT 1');
  return {
    async has(cardHash, deviceHash) {
      return (deviceHash === undefined ? selectAny.get(cardHash) : select.get(cardHash, deviceHash)) !== undefined;
    },
  };
}

/** The part that is done within a write: once per card and device, however often. */
export function prepareBinding(database: Database) {
  const insert = database.prepare('INSERT OR IGNORE INTO boundDevices (cardHash, deviceHash, addedAt) VALUES (?, ?, ?)');
  return {
    add({ cardHash, deviceHash }: Transaction, at: number): void {
      if (deviceHash !== undefined) insert.run(cardHash, deviceHash, at);
    },
  };
}
