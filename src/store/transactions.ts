import type { Keys } from '../crypto/keys.ts';
import type { Effect, Errand } from '../transaction/events.ts';
import { dueAt } from '../transaction/step.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { type AReqMark, areqMark, makeAReqs } from './areqs.ts';
import { prepareBinding } from './boundDevices.ts';
import { type CardLockChange, prepareCardLocks } from './cardLocks.ts';
import type { Database } from './database.ts';
import { sealTransaction, unsealTransaction } from './document.ts';
import { prepareEffects } from './effects.ts';
import { type KeptMessage, type MessageRecord, prepareMessages } from './messageRecord.ts';
import { prepareRReqAttempts, type RReqAttempt } from './rreqAttempts.ts';
import { makeSpend } from './rules.ts';
import { prepareTrust } from './trustList.ts';
import type { Write } from './writer.ts';

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
  const parts = prepareParts(database, keys);
  const { rows, messages, attempts, effects } = parts;

  return {
    open(transaction, at, records, raw, opens = {}) {
      const { threeDSServerTransID, dsTransID } = transaction;
      const mark = areqMark(keys, threeDSServerTransID, dsTransID, raw);
      const document = sealTransaction(transaction, keys);
      return write(() => saveOpening(parts, { transaction, at, records, mark, document, opens }));
    },
    async find(acsTransID) {
      // Ours are of small letters (newTransID).
      const row = rows.select.get(acsTransID.toLowerCase());
      return row && { transaction: unsealTransaction(row.document, keys), revision: row.revision };
    },
    async withIdFrom(begin) {
      return rows.selectFrom.all(`${begin}-`, `${begin}-~`).map(({ document }) => unsealTransaction(document, keys));
    },
    saveStep: (step) => write(() => saveStep(parts, step, keys)),
    async due(now) {
      return rows.selectDue.all(now).map(({ acsTransID }) => acsTransID);
    },
    addMessages: (acsTransID, records) => write(() => messages.keep(rows.idOf(acsTransID), records)),
    addOnce: (acsTransID, message) =>
      write(() => {
        if (messages.hasOne(acsTransID, message.type)) return false;
        messages.keep(rows.idOf(acsTransID), [message]);
        return true;
      }),
    addAttempt: (acsTransID, attempt, records, effect) =>
      write(() => {
        const id = rows.idOf(acsTransID);
        messages.keep(id, records);
        attempts.end(id, effect?.id, attempt);
        if (effect?.retryAt !== undefined) effects.retry(effect.id, effect.retryAt);
      }),
    beginAttempt: (acsTransID, attempt, records, effect) =>
      write(() => {
        const id = rows.idOf(acsTransID);
        messages.keep(id, records);
        return attempts.begin(id, effect, attempt);
      }),
    async firstAttemptAt(effect) {
      return attempts.firstAt(effect);
    },
    async attemptsOf(acsTransID) {
      return attempts.of(acsTransID);
    },
    async messagesOf(acsTransID) {
      return messages.of(acsTransID);
    },
  };
}

type Parts = ReturnType<typeof prepareParts>;

/** All that one write changes together: the rows of transactions, and what other files do within it. Prepared once. */
function prepareParts(database: Database, keys: Keys) {
  return {
    rows: prepareRows(database),
    messages: prepareMessages(database, keys),
    trust: prepareTrust(database, keys),
    binding: prepareBinding(database),
    effects: prepareEffects(database, keys),
    spend: makeSpend(database),
    cardLocks: prepareCardLocks(database),
    areqs: makeAReqs(database),
    attempts: prepareRReqAttempts(database),
  };
}

function prepareRows(database: Database) {
  const selectId = database.prepare<[string], { id: number }>('SELECT id FROM transactions WHERE acsTransID = ?');
  return {
    insert: database.prepare(
      `INSERT INTO transactions (acsTransID, threeDSServerTransID, openedAt, revision, dueAt, document, areqIds, areqContent)
       VALUES (?, ?, ?, 0, ?, ?, ?, ?)`,
    ),
    select: database.prepare<[string], { document: string; revision: number }>(
      'SELECT document, revision FROM transactions WHERE acsTransID = ?',
    ),
    selectFrom: database.prepare<[string, string], { document: string }>(
      'SELECT document FROM transactions WHERE acsTransID BETWEEN ? AND ? LIMIT 100',
    ),
    update: database.prepare(
      'UPDATE transactions SET document = ?, dueAt = ?, revision = revision + 1 WHERE acsTransID = ? AND revision = ?',
    ),
    selectDue: database.prepare<[number], { acsTransID: string }>(
      'SELECT acsTransID FROM transactions WHERE dueAt <= ? ORDER BY dueAt LIMIT 1000',
    ),
    idOf: (acsTransID: string) => selectId.get(acsTransID)?.id,
  };
}

interface OpeningWrite {
  transaction: Transaction;
  at: number;
  records: readonly MessageRecord[];
  mark: AReqMark;
  /** The transaction as it is kept. */
  document: string;
  opens: Opens;
}

/** Inside a write. */
function saveOpening({ rows, messages, effects, spend, areqs }: Parts, opening: OpeningWrite): Opened {
  const { transaction, at, records, mark, document, opens } = opening;
  const { acsTransID, threeDSServerTransID, rule } = transaction;
  const { assertion } = opens;
  const known = areqs.find(mark);
  if (known) return known.isSame ? { outcome: 'repeated', ...messages.aresOf(known.transactionId) } : { outcome: 'idsTaken' };
  if (assertion && messages.hasOne(assertion.acsTransID, assertion.message.type)) return { outcome: 'assertionUsed' };
  if (rule !== undefined && !spend(rule)) return { outcome: 'ruleGone' };
  if (assertion) messages.keep(rows.idOf(assertion.acsTransID), [assertion.message]);
  const due = dueAt(transaction) ?? null;
  const id = Number(rows.insert.run(acsTransID, threeDSServerTransID, at, due, document, mark.ids, mark.content).lastInsertRowid);
  messages.keep(id, records);
  for (const effect of opens.effects ?? []) effects.add(acsTransID, effect, at);
  areqs.added(id, mark);
  return { outcome: 'opened' };
}

/** Inside a write. */
function saveStep(
  { rows, messages, trust, binding, effects, cardLocks, attempts }: Parts,
  step: StepToSave,
  keys: Keys,
): boolean {
  const { transaction, revision, at, cardLock, attempt, doneEffect } = step;
  if (cardLock && !cardLocks.isAsRead(cardLock)) return false;
  const { acsTransID } = transaction;
  const { changes } = rows.update.run(sealTransaction(transaction, keys), dueAt(transaction) ?? null, acsTransID, revision);
  if (changes === 0) return false;
  if (cardLock) cardLocks.save(cardLock, at);
  for (const effect of step.effects) {
    if (effect.kind === 'trust') trust.add(transaction, at);
    else if (effect.kind === 'bind') binding.add(transaction, at);
    else effects.add(acsTransID, effect, at + heldBack(effect));
  }
  if (step.messages.length > 0) messages.keep(rows.idOf(acsTransID), step.messages);
  if (attempt) attempts.end(rows.idOf(acsTransID), doneEffect, attempt);
  if (doneEffect !== undefined) effects.end(doneEffect, at);
  return true;
}

function heldBack(effect: Errand): number {
  return 'afterMs' in effect ? (effect.afterMs ?? 0) : 0;
}
