import type { Keys } from '../crypto/keys.ts';
import type { Bent } from '../decision/faults.ts';
import { maskMessage, maskText } from '../messages/masking.ts';
import type { Database } from './database.ts';

/** A message as it came, with card numbers masked, or as it left. */
export interface MessageRecord {
  at: number;
  direction: 'in' | 'out';
  type: string;
  body: string;
  /** What was done to it on purpose; absent where it is as it should be. */
  mark?: string;
}

/**
 * A message of another party for the record: whatever it is, it is kept without what looks like a card number. An AReq, whose card
 * is known, has a record of its own (messages/masking.ts).
 */
export function incoming(at: number, type: string, raw: string): MessageRecord {
  return { at, direction: 'in', type, body: maskMessage(raw) };
}

/** A message of ours for the record, as it leaves. */
export function outgoing(at: number, type: string, { message, mark }: Bent<object>): MessageRecord {
  return { at, direction: 'out', type, body: JSON.stringify(message), ...(mark ? { mark } : {}) };
}

/** A message on the record. */
export interface KeptMessage extends MessageRecord {
  /** Grows in the order of keeping. */
  id: number;
}

type MessageRow = Omit<KeptMessage, 'mark'> & { transactionId: number; mark: string | null };

/** What an AReq was answered with. */
export interface KeptARes {
  ares: string;
  acsTransID: string;
  mark: string | null;
}

/** The messages of transactions. To be kept inside a write; read wherever. */
export function prepareMessages(database: Database, keys: Keys) {
  const insert = database.prepare(
    'INSERT INTO messages (transactionId, at, direction, type, body, mark) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = database.prepare<[string], MessageRow>(
    `SELECT id, transactionId, at, direction, type, body, mark FROM messages
     WHERE transactionId = (SELECT id FROM transactions WHERE acsTransID = ?) ORDER BY id`,
  );
  const selectARes = database.prepare<[number], KeptARes>(
    `SELECT body AS ares, acsTransID, mark FROM messages JOIN transactions ON transactions.id = transactionId
     WHERE transactionId = ? AND type = 'ARes' ORDER BY messages.id LIMIT 1`,
  );
  const selectType = database.prepare<[string, string], { id: number }>(
    'SELECT id FROM messages WHERE transactionId = (SELECT id FROM transactions WHERE acsTransID = ?) AND type = ? LIMIT 1',
  );

  return {
    keep(transactionId: number | undefined, messages: readonly MessageRecord[]): void {
      for (const { at, direction, type, body, mark = null } of messages) {
        // What an answer of ours says again of the text of others is said byte for byte, should it be asked for once more.
        const isPlain = direction === 'in' || maskText(body, 'long') === body || maskMessage(body) === body;
        insert.run(transactionId, at, direction, type, isPlain ? body : sealBody(keys, transactionId, type, body), mark);
      }
    },
    /** Whether a message of a type is on the record. */
    hasOne(acsTransID: string, type: string): boolean {
      return selectType.get(acsTransID, type) !== undefined;
    },
    /** The ARes that opened a transaction, as it left. */
    aresOf(transactionId: number): KeptARes {
      const { ares = '', acsTransID = '', mark = null } = selectARes.get(transactionId) ?? {};
      return { ares: unsealBody(keys, transactionId, 'ARes', ares), acsTransID, mark };
    },
    /** In the order of keeping. */
    of(acsTransID: string): KeptMessage[] {
      return select.all(acsTransID).map(({ mark, body, transactionId, ...row }) => {
        const message = { ...row, body: row.direction === 'out' ? unsealBody(keys, transactionId, row.type, body) : body };
        return mark === null ? message : { ...message, mark };
      });
    },
  };
}

/** Marks a message of ours that is sealed: most are not. */
const SEALED = 'sealed:';

function sealBody(keys: Keys, transactionId: number | undefined, type: string, body: string): string {
  return SEALED + keys.seal('seal of a message', [String(transactionId), type], body);
}

/** A message of ours as it left, whether it was sealed or not. */
export function unsealBody(keys: Keys, transactionId: number, type: string, body: string): string {
  return body.startsWith(SEALED)
    ? keys.unseal('seal of a message', [String(transactionId), type], body.slice(SEALED.length))
    : body;
}
