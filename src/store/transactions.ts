import type { Keys } from '../crypto/keys.ts';
import type { Bent } from '../decision/faults.ts';
import { maskMessage, maskText } from '../messages/masking.ts';
import type { Effect, Errand } from '../transaction/events.ts';
import { dueAt } from '../transaction/step.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { areqMark, makeAReqs } from './areqs.ts';
import { type CardLockChange, prepareCardLocks } from './cardLocks.ts';
import type { Database } from './database.ts';
import { sealTransaction, unsealTransaction } from './document.ts';
import { prepareEffects } from './effects.ts';
import { prepareRReqAttempts, type RReqAttempt } from './rreqAttempts.ts';
import { makeSpend } from './rules.ts';
import { prepareTrust } from './trustList.ts';
import type { Write } from './writer.ts';

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

/** A transaction as read, with the revision that a step on it has to name. */
export interface Saved {
  transaction: Transaction;
  revision: number;
}

export interface StepToSave {
  transaction: Transaction;
  /** The revision that the step read. */
  revision: number;
  at: number;
  effects: readonly Effect[];
  messages: readonly MessageRecord[];
  /** The try to report the result that it follows from. */
  attempt?: RReqAttempt;
  /** Present where the step judged an ePin: it is saved only if nobody else's was judged since. */
  cardLock?: CardLockChange;
  /** The effect that this step is the outcome of: it is done when the step is saved. */
  doneEffect?: number;
}

/** What opening a transaction leaves to be done, and what it uses up. */
export interface Opens {
  effects?: readonly Errand[];
  /** The assertion that its AReq brings, with the transaction that asked for it: it counts once. */
  assertion?: { acsTransID: string; message: MessageRecord };
}

/**
 * What became of an AReq: it opened its transaction, it had been answered before by this ARes, another one has its ids, its
 * assertion has been used by another one, or the rule that decided it is used up or removed by now.
 */
export type Opened =
  | { outcome: 'opened' }
  | { outcome: 'repeated'; ares: string; acsTransID: string; mark: string | null }
  | { outcome: 'idsTaken' }
  | { outcome: 'assertionUsed' }
  | { outcome: 'ruleGone' };

export interface Transactions {
  /**
   * Saves a new transaction with what its AReq leaves to be done, counts the rule that decided it, and uses up its assertion: all
   * of it, or nothing. Changes nothing where an AReq with both of its ids has opened one, nor where rule or assertion are used up.
   * @param raw the AReq as it came; only a keyed digest of it is kept
   */
  open(transaction: Transaction, at: number, messages: readonly MessageRecord[], raw: string, opens?: Opens): Promise<Opened>;
  find(acsTransID: string): Promise<Saved | undefined>;
  /** The transactions whose acsTransID begins so: some digits, ending before a hyphen. */
  withIdFrom(begin: string): Promise<Transaction[]>;
  /** Saves a step and what follows from it, or nothing: false where another step, or the lock of its card, was saved meanwhile. */
  saveStep(step: StepToSave): Promise<boolean>;
  /** Ids of the transactions whose deadline has passed. */
  due(now: number): Promise<string[]>;
  addMessages(acsTransID: string, messages: readonly MessageRecord[]): Promise<void>;
  /** Keeps the first message of its type: false where there is one already. */
  addOnce(acsTransID: string, message: MessageRecord): Promise<boolean>;
  messagesOf(acsTransID: string): Promise<KeptMessage[]>;
  /** Whether a message of a type is on the record. */
  hasMessage(acsTransID: string, type: string): Promise<boolean>;
  /** Keeps a try to report the result, with its messages and the effect that it carried out, which is tried again then. */
  addAttempt(
    acsTransID: string,
    attempt: RReqAttempt,
    messages: readonly MessageRecord[],
    effect?: { id: number; retryAt: number | undefined },
  ): Promise<void>;
  /** Keeps that a try to report the result begins, with what it sends; answers its id. */
  beginAttempt(
    acsTransID: string,
    attempt: Pick<RReqAttempt, 'at' | 'address'>,
    messages: readonly MessageRecord[],
    effect: number,
  ): Promise<number>;
  /** When the first try to carry out an effect was made. */
  firstAttemptAt(effect: number): Promise<number | undefined>;
  /** Every try to report the result. */
  attemptsOf(acsTransID: string): Promise<RReqAttempt[]>;
}

export function makeTransactions(database: Database, write: Write, keys: Keys): Transactions {
  const insert = database.prepare(
    `INSERT INTO transactions (acsTransID, threeDSServerTransID, openedAt, revision, dueAt, document, areqIds, areqContent)
     VALUES (?, ?, ?, 0, ?, ?, ?, ?)`,
  );
  const select = database.prepare<[string], { document: string; revision: number }>(
    'SELECT document, revision FROM transactions WHERE acsTransID = ?',
  );
  const selectFrom = database.prepare<[string, string], { document: string }>(
    'SELECT document FROM transactions WHERE acsTransID BETWEEN ? AND ? LIMIT 100',
  );
  const update = database.prepare(
    'UPDATE transactions SET document = ?, dueAt = ?, revision = revision + 1 WHERE acsTransID = ? AND revision = ?',
  );
  const selectDue = database.prepare<[number], { acsTransID: string }>(
    'SELECT acsTransID FROM transactions WHERE dueAt <= ? ORDER BY dueAt LIMIT 1000',
  );
  const insertMessage = database.prepare(
    'INSERT INTO messages (transactionId, at, direction, type, body, mark) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const selectId = database.prepare<[string], { id: number }>('SELECT id FROM transactions WHERE acsTransID = ?');
  const selectMessages = database.prepare<[string], MessageRow>(
    `SELECT id, transactionId, at, direction, type, body, mark FROM messages
     WHERE transactionId = (SELECT id FROM transactions WHERE acsTransID = ?) ORDER BY id`,
  );
  const trust = prepareTrust(database, keys);
  const errands = prepareEffects(database, keys);

  const spend = makeSpend(database);
  const cardLocks = prepareCardLocks(database);
  const selectARes = database.prepare<[number], { ares: string; acsTransID: string; mark: string | null }>(
    `SELECT body AS ares, acsTransID, mark FROM messages JOIN transactions ON transactions.id = transactionId
     WHERE transactionId = ? AND type = 'ARes' ORDER BY messages.id LIMIT 1`,
  );
  const areqs = makeAReqs(database);
  const attempts = prepareRReqAttempts(database);
  const selectType = database.prepare<[string, string], { id: number }>(
    'SELECT id FROM messages WHERE transactionId = (SELECT id FROM transactions WHERE acsTransID = ?) AND type = ? LIMIT 1',
  );

  const keep = (id: number | undefined, messages: readonly MessageRecord[]) => {
    for (const { at, direction, type, body, mark = null } of messages) {
      // What an answer of ours says again of the text of others is said byte for byte, should it be asked for once more.
      const isPlain = direction === 'in' || maskText(body, 'long') === body || maskMessage(body) === body;
      insertMessage.run(id, at, direction, type, isPlain ? body : sealBody(keys, id, type, body), mark);
    }
  };

  const hasOne = (acsTransID: string, type: string) => selectType.get(acsTransID, type) !== undefined;

  return {
    open(transaction, at, messages, raw, { effects = [], assertion } = {}) {
      const { acsTransID, threeDSServerTransID, dsTransID, rule } = transaction;
      const mark = areqMark(keys, threeDSServerTransID, dsTransID, raw);
      const document = sealTransaction(transaction, keys);
      return write((): Opened => {
        const known = areqs.find(mark);
        if (known && !known.isSame) return { outcome: 'idsTaken' };
        if (known) {
          const { ares = '', acsTransID = '', mark = null } = selectARes.get(known.transactionId) ?? {};
          return { outcome: 'repeated', ares: unsealBody(keys, known.transactionId, 'ARes', ares), acsTransID, mark };
        }
        if (assertion && hasOne(assertion.acsTransID, assertion.message.type)) return { outcome: 'assertionUsed' };
        if (rule !== undefined && !spend(rule)) return { outcome: 'ruleGone' };
        if (assertion) keep(selectId.get(assertion.acsTransID)?.id, [assertion.message]);
        const due = dueAt(transaction) ?? null;
        const { lastInsertRowid } = insert.run(acsTransID, threeDSServerTransID, at, due, document, mark.ids, mark.content);
        const id = Number(lastInsertRowid);
        keep(id, messages);
        for (const effect of effects) errands.add(acsTransID, effect, at);
        areqs.added(id, mark);
        return { outcome: 'opened' };
      });
    },
    async find(acsTransID) {
      const row = select.get(acsTransID);
      return row && { transaction: unsealTransaction(row.document, keys), revision: row.revision };
    },
    async withIdFrom(begin) {
      return selectFrom.all(`${begin}-`, `${begin}-~`).map(({ document }) => unsealTransaction(document, keys));
    },
    saveStep: ({ transaction, revision, at, effects, messages, attempt, cardLock, doneEffect }) =>
      write(() => {
        if (cardLock && !cardLocks.isAsRead(cardLock)) return false;
        const { acsTransID } = transaction;
        const { changes } = update.run(sealTransaction(transaction, keys), dueAt(transaction) ?? null, acsTransID, revision);
        if (changes === 0) return false;
        if (cardLock) cardLocks.save(cardLock, at);
        for (const effect of effects) {
          if (effect.kind === 'trust') trust.add(transaction, at);
          else errands.add(acsTransID, effect, at + heldBack(effect));
        }
        if (messages.length > 0) keep(selectId.get(acsTransID)?.id, messages);
        if (attempt) attempts.end(selectId.get(acsTransID)?.id, doneEffect, attempt);
        if (doneEffect !== undefined) errands.end(doneEffect, at);
        return true;
      }),
    async due(now) {
      return selectDue.all(now).map(({ acsTransID }) => acsTransID);
    },
    addMessages: (acsTransID, messages) => write(() => keep(selectId.get(acsTransID)?.id, messages)),
    addOnce: (acsTransID, message) =>
      write(() => {
        if (hasOne(acsTransID, message.type)) return false;
        keep(selectId.get(acsTransID)?.id, [message]);
        return true;
      }),
    async hasMessage(acsTransID, type) {
      return hasOne(acsTransID, type);
    },
    addAttempt: (acsTransID, attempt, messages, effect) =>
      write(() => {
        const id = selectId.get(acsTransID)?.id;
        keep(id, messages);
        attempts.end(id, effect?.id, attempt);
        if (effect?.retryAt !== undefined) errands.retry(effect.id, effect.retryAt);
      }),
    beginAttempt: (acsTransID, attempt, messages, effect) =>
      write(() => {
        const id = selectId.get(acsTransID)?.id;
        keep(id, messages);
        return attempts.begin(id, effect, attempt);
      }),
    async firstAttemptAt(effect) {
      return attempts.firstAt(effect);
    },
    async attemptsOf(acsTransID) {
      return attempts.of(acsTransID);
    },
    async messagesOf(acsTransID) {
      return selectMessages.all(acsTransID).map(({ mark, body, transactionId, ...row }) => {
        const message = { ...row, body: row.direction === 'out' ? unsealBody(keys, transactionId, row.type, body) : body };
        return mark === null ? message : { ...message, mark };
      });
    },
  };

  function heldBack(effect: Errand): number {
    return 'afterMs' in effect ? (effect.afterMs ?? 0) : 0;
  }
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
