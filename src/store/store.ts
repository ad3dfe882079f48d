import type { Keys } from '../crypto/keys.ts';
import { type Cards, makeCards } from './cards.ts';
import { type Durability, openDatabase } from './database.ts';
import { makeOutbox, type Outbox } from './outbox.ts';
import { makeRules, type Rules } from './rules.ts';
import { makeTransactions, type Transactions } from './transactions.ts';
import { makeWriter } from './writer.ts';

/** Everything that outlives the process. Speaks of the domain; that there is SQL behind it is nobody else's business. */
export interface Store {
  cards: Cards;
  transactions: Transactions;
  outbox: Outbox;
  rules: Rules;
  close(): void;
}

/**
 * @param file path of the database, or `:memory:`
 * @throws StartError where the file cannot be used
 */
export async function openStore(file: string, keys: Keys, durability: Durability): Promise<Store> {
  const database = await openDatabase(file, durability);
  const { write, flush } = makeWriter(database);
  return {
    cards: makeCards(database, write),
    transactions: makeTransactions(database, write, keys),
    outbox: makeOutbox(database, write, keys),
    rules: makeRules(database, write),
    close() {
      flush();
      database.close();
    },
  };
}
