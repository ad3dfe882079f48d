import { setImmediate } from 'node:timers/promises';
import type { Keys } from '../crypto/keys.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { Database } from './database.ts';
import { unsealTransaction } from './document.ts';
import { unsealBody } from './messageRecord.ts';

/** What a transaction has to fit; nothing asked for is any. */
export interface TransactionFilter {
  /** acsTransID, threeDSServerTransID or another id of the transaction, whole or its beginning. */
  id?: string;
  /** The last four digits of the card number. */
  card?: string;
  /** A part of merchantName; capital letters make no difference. */
  merchant?: string;
  /** The name of the state. */
  state?: string;
  /** Of the result, or, as long as there is none, of the ARes. */
  transStatus?: string;
  /** Only what was opened before the transaction of this acsTransID. */
  before?: string;
}

/** A transaction with the two messages that opened it, as text. */
export interface FoundTransaction {
  transaction: Transaction;
  areq: string;
  ares: string;
  /** Milliseconds since 1970. */
  openedAt: number;
}

export interface Search {
  /**
   * The newest first, at most `limit`. Reads as far back as it takes, in portions between which others have their turn.
   * Undefined where `before` is no transaction.
   */
  search(filter: TransactionFilter, limit: number): Promise<FoundTransaction[] | undefined>;
}

interface Row {
  id: number;
  openedAt: number;
  document: string;
}

/** A portion takes some milliseconds. */
const PORTION = 1000;

/** No index but those that every AReq pays for anyway: a tester searches now and then, AReqs come all the time. */
export function makeSearch(database: Database, keys: Keys): Search {
  const selectRows = database.prepare<[number, number], Row>(
    'SELECT id, openedAt, document FROM transactions WHERE id < ? ORDER BY id DESC LIMIT ?',
  );
  const selectId = database.prepare<[string], { id: number }>('SELECT id FROM transactions WHERE acsTransID = ?');
  const selectMessage = database.prepare<[number, string], { body: string }>(
    'SELECT body FROM messages WHERE transactionId = ? AND type = ? ORDER BY id LIMIT 1',
  );

  const messageOf = (id: number, type: 'AReq' | 'ARes') => selectMessage.get(id, type)?.body ?? '';
  const aresOf = (id: number) => unsealBody(keys, id, 'ARes', messageOf(id, 'ARes'));
  const statusOf = (id: number, { state }: Transaction) =>
    'result' in state ? state.result.transStatus : transStatusIn(aresOf(id));

  async function search({ before, ...filter }: TransactionFilter, limit: number) {
    const from = before === undefined ? Number.MAX_SAFE_INTEGER : selectId.get(before)?.id;
    if (from === undefined) return undefined;
    const found: FoundTransaction[] = [];
    const portion = Object.keys(filter).length === 0 ? limit : PORTION;
    for (let below = from; ; await setImmediate()) {
      const rows = selectRows.all(below, portion);
      for (const { id, openedAt, document } of rows) {
        below = id;
        const transaction = unsealTransaction(document, keys);
        const fits = matches(filter, transaction) && (!filter.transStatus || filter.transStatus === statusOf(id, transaction));
        if (fits) found.push({ transaction, openedAt, areq: messageOf(id, 'AReq'), ares: aresOf(id) });
        if (found.length === limit) return found;
      }
      if (rows.length < portion) return found;
    }
  }
  return { search };
}

/** All of a filter that the transaction itself answers. */
function matches({ id, card, merchant, state }: TransactionFilter, transaction: Transaction): boolean {
  const { maskedCard, merchantName } = transaction.purchase;
  return (
    (!card || maskedCard.endsWith(card)) &&
    (!merchant || merchantName.toLowerCase().includes(merchant.toLowerCase())) &&
    (!state || transaction.state.name === state) &&
    (!id || idsOf(transaction).some((known) => known.startsWith(id.toLowerCase())))
  );
}

function idsOf(transaction: Transaction): string[] {
  const ids = Object.entries(transaction).filter(([name, value]) => name.endsWith('TransID') && typeof value === 'string');
  return ids.map(([, value]) => (value as string).toLowerCase());
}

function transStatusIn(ares: string): unknown {
  return ares === '' ? undefined : (JSON.parse(ares) as { transStatus?: unknown }).transStatus;
}
