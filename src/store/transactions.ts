import type { Keys } from '../crypto/keys.ts';
import type { Bent } from '../transaction/faults.ts';
import { dueAt, type Effect, type Errand } from '../transaction/step.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { areqMark, makeAReqs } from './areqs.ts';
import { type CardLockChange, prepareCardLocks } from './cardLocks.ts';
import type { Database } from './database.ts';
import { makeSpend } from './rules.ts';
import { INSERT_TRUSTED } from './trustList.ts';
import type { Write } from './writer.ts';

/** A message as it came or left, with card numbers masked. */
export interface MessageRecord {
  at: number;
  direction: 'in' | 'out';
  type: string;
  body: string;
  /** What was done to it on purpose; absent where it is as it should be. */
  mark?: string;
}

/** A message of ours for the record, as it leaves. */
export function outgoing(at: number, type: string, { message, mark }: Bent<object>): MessageRecord {
  return { at, direction: 'out', type, body: JSON.stringify(message), ...(mark ? { mark } : {}) };
}

type MessageRow = Omit<MessageRecord, 'mark'> & { mark: string | null };

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
  /** Present where the step judged an ePin: it is saved only if nobody else's was judged since. */
  cardLock?: CardLockChange;
  /** The effect that this step is the outcome of: it is done when the step is saved. */
  doneEffect?: number;
}

/** Something to carry out, claimed for a short time by whoever reads it. */
export interface DueEffect {
  id: number;
  acsTransID: string;
  attempts: number;
  effect: Errand;
}

/**
 * What became of an AReq: it opened its transaction, it had been answered before by this ARes, another one has its ids, or the
 * rule that decided it is used up or removed by now.
 */
export type Opened =
  | { outcome: 'opened' }
  | { outcome: 'repeated'; ares: string; acsTransID: string; mark: string | null }
  | { outcome: 'idsTaken' }
  | { outcome: 'ruleGone' };

export interface Transactions {
  /**
   * Saves a new transaction with what its AReq leaves to be done, and counts the rule that decided it. Changes nothing where an
   * AReq with both of its ids has opened one, nor where the rule is used up.
   * @param raw the AReq as it came; only a keyed digest of it is kept
   */
  open(
    transaction: Transaction,
    at: number,
    messages: readonly MessageRecord[],
    raw: string,
    effects?: readonly Errand[],
  ): Promise<Opened>;
  find(acsTransID: string): Promise<Saved | undefined>;
  /** The transactions whose acsTransID begins so: some digits, ending before a hyphen. */
  withIdFrom(begin: string): Promise<Transaction[]>;
  /** Saves a step and what follows from it, or nothing: false where another step, or the lock of its card, was saved meanwhile. */
  saveStep(step: StepToSave): Promise<boolean>;
  /** Ids of the transactions whose deadline has passed. */
  due(now: number): Promise<string[]>;
  /** Claims effects until `leaseUntil`; after a crash they fall due again. */
  claimEffects(now: number, leaseUntil: number): Promise<DueEffect[]>;
  retryEffect(id: number, at: number): Promise<void>;
  /** Makes due what waits for its next try, not what is held back on purpose. What another process is carrying out stays with that one. */
  hurryEffects(now: number): Promise<void>;
  /** Marks an effect as done, whatever came of it. */
  endEffect(id: number, at: number): Promise<void>;
  /** Whether a one-time code of a transaction is still to be sent. */
  hasCodeToSend(acsTransID: string): Promise<boolean>;
  addMessages(acsTransID: string, messages: readonly MessageRecord[]): Promise<void>;
  /** Keeps the first message of its type: false where there is one already. */
  addOnce(acsTransID: string, message: MessageRecord): Promise<boolean>;
  messagesOf(acsTransID: string): Promise<MessageRecord[]>;
}

interface EffectRow {
  id: number;
  acsTransID: string;
  kind: Errand['kind'];
  sealed: string | null;
  attempts: number;
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
    `SELECT at, direction, type, body, mark FROM messages
     WHERE transactionId = (SELECT id FROM transactions WHERE acsTransID = ?) ORDER BY id`,
  );
  const insertEffect = database.prepare('INSERT INTO effects (acsTransID, kind, sealed, dueAt) VALUES (?, ?, ?, ?)');
  const claim = database.prepare<[number, number], EffectRow>(`
    UPDATE effects SET dueAt = ?, leased = 1, attempts = attempts + 1
    WHERE id IN (SELECT id FROM effects WHERE doneAt IS NULL AND dueAt <= ? ORDER BY id LIMIT 100)
    RETURNING id, acsTransID, kind, sealed, attempts`);
  const anyDue = database.prepare<[number], { id: number }>('SELECT id FROM effects WHERE doneAt IS NULL AND dueAt <= ? LIMIT 1');
  const postpone = database.prepare('UPDATE effects SET dueAt = ?, leased = 0 WHERE id = ?');
  const hurry = database.prepare(
    'UPDATE effects SET dueAt = ? WHERE doneAt IS NULL AND leased = 0 AND attempts > 0 AND dueAt > ?',
  );
  const trust = database.prepare(INSERT_TRUSTED);
  const markDone = database.prepare('UPDATE effects SET doneAt = ? WHERE id = ?');

  const spend = makeSpend(database);
  const codeToSend = database.prepare<[string], { id: number }>(
    // What is sealed in an effect is the code that it sends.
    'SELECT id FROM effects WHERE doneAt IS NULL AND acsTransID = ? AND sealed IS NOT NULL LIMIT 1',
  );
  const cardLocks = prepareCardLocks(database);
  const selectARes = database.prepare<[number], { ares: string; acsTransID: string; mark: string | null }>(
    `SELECT body AS ares, acsTransID, mark FROM messages JOIN transactions ON transactions.id = transactionId
     WHERE transactionId = ? AND type = 'ARes' ORDER BY messages.id LIMIT 1`,
  );
  const areqs = makeAReqs(database);

  const keep = (id: number | bigint | undefined, messages: readonly MessageRecord[]) => {
    for (const { at, direction, type, body, mark = null } of messages) insertMessage.run(id, at, direction, type, body, mark);
  };

  return {
    open(transaction, at, messages, raw, effects = []) {
      const { acsTransID, threeDSServerTransID, dsTransID, rule } = transaction;
      const mark = areqMark(keys, threeDSServerTransID, dsTransID, raw);
      const document = JSON.stringify(transaction);
      return write((): Opened => {
        const known = areqs.find(mark);
        if (known && !known.isSame) return { outcome: 'idsTaken' };
        if (known)
          return { outcome: 'repeated', ...(selectARes.get(known.transactionId) ?? { ares: '', acsTransID: '', mark: null }) };
        if (rule !== undefined && !spend(rule)) return { outcome: 'ruleGone' };
        const due = dueAt(transaction) ?? null;
        const { lastInsertRowid } = insert.run(acsTransID, threeDSServerTransID, at, due, document, mark.ids, mark.content);
        const id = Number(lastInsertRowid);
        keep(id, messages);
        for (const effect of effects) insertEffect.run(acsTransID, effect.kind, seal(effect), at);
        areqs.added(id, mark);
        return { outcome: 'opened' };
      });
    },
    async find(acsTransID) {
      const row = select.get(acsTransID);
      return row && { transaction: JSON.parse(row.document) as Transaction, revision: row.revision };
    },
    async withIdFrom(begin) {
      return selectFrom.all(`${begin}-`, `${begin}-~`).map(({ document }) => JSON.parse(document) as Transaction);
    },
    saveStep: ({ transaction, revision, at, effects, messages, cardLock, doneEffect }) =>
      write(() => {
        if (cardLock && !cardLocks.isAsRead(cardLock)) return false;
        const { acsTransID } = transaction;
        const { changes } = update.run(JSON.stringify(transaction), dueAt(transaction) ?? null, acsTransID, revision);
        if (changes === 0) return false;
        if (cardLock) cardLocks.save(cardLock, at);
        for (const effect of effects) {
          if (effect.kind === 'trust') trust.run(transaction.cardHash, transaction.threeDSRequestorID, at);
          else insertEffect.run(acsTransID, effect.kind, seal(effect), at + heldBack(effect));
        }
        if (messages.length > 0) keep(selectId.get(acsTransID)?.id, messages);
        if (doneEffect !== undefined) markDone.run(at, doneEffect);
        return true;
      }),
    async due(now) {
      return selectDue.all(now).map(({ acsTransID }) => acsTransID);
    },
    async claimEffects(now, leaseUntil) {
      // Looked for before a write is asked for: a sweep that finds nothing does not touch the file.
      if (!anyDue.get(now)) return [];
      const rows = await write(() => claim.all(leaseUntil, now));
      return rows.map(({ id, acsTransID, attempts, ...row }) => ({ id, acsTransID, attempts, effect: unseal(row) }));
    },
    retryEffect: (id, at) =>
      write(() => {
        postpone.run(at, id);
      }),
    hurryEffects: (now) =>
      write(() => {
        hurry.run(now, now);
      }),
    endEffect: (id, at) =>
      write(() => {
        markDone.run(at, id);
      }),
    async hasCodeToSend(acsTransID) {
      return codeToSend.get(acsTransID) !== undefined;
    },
    addMessages: (acsTransID, messages) => write(() => keep(selectId.get(acsTransID)?.id, messages)),
    addOnce: (acsTransID, message) =>
      write(() => {
        if (selectMessages.all(acsTransID).some(({ type }) => type === message.type)) return false;
        keep(selectId.get(acsTransID)?.id, [message]);
        return true;
      }),
    async messagesOf(acsTransID) {
      return selectMessages.all(acsTransID).map(({ mark, ...row }) => (mark === null ? row : { ...row, mark }));
    },
  };

  function heldBack(effect: Errand): number {
    return 'afterMs' in effect ? (effect.afterMs ?? 0) : 0;
  }

  function seal(effect: Errand): string | null {
    return 'code' in effect ? keys.seal(effect.code) : null;
  }

  function unseal({ kind, sealed }: Pick<EffectRow, 'kind' | 'sealed'>): Errand {
    return kind === 'sms' || kind === 'email' ? { kind, code: keys.unseal(sealed ?? '') } : { kind };
  }
}
