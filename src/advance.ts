import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { MessageRecord } from './store/messageRecord.ts';
import type { RReqAttempt } from './store/rreqAttempts.ts';
import type { Store } from './store/store.ts';
import type { Saved } from './store/transactions.ts';
import type { CardLock } from './transaction/cardLock.ts';
import type { Event } from './transaction/events.ts';
import { asksForEPin } from './transaction/judging.ts';
import type { Policy } from './transaction/policy.ts';
import { play } from './transaction/scripted.ts';
import type { Transaction } from './transaction/transaction.ts';

/** What happened, told of the transaction as it stands; undefined where that changes nothing. */
type ToEvent = (transaction: Transaction, cardLock?: CardLock) => Promise<Event | undefined> | Event | undefined;

/** What is saved together with a step. */
interface WithStep {
  messages?: readonly MessageRecord[];
  attempt?: RReqAttempt;
  doneEffect?: number;
  /** Called when they are saved. */
  onSaved?: () => void;
}

/**
 * Takes a transaction one step on: reads it, asks what happened, steps, saves. Where another step was saved meanwhile, all
 * of that is done again on the new state. Answers the transaction as it stands, or undefined for an unknown one.
 * Where an ePin is asked for, `toEvent` is told its lock, and of one cardholder one ePin is judged after the other.
 */
export type Advance = (acsTransID: string, toEvent: ToEvent, alongside?: WithStep) => Promise<Transaction | undefined>;

/** What transactions are taken on with. */
export interface AdvanceParts {
  store: Store;
  clock: Clock;
  log: Logger;
  policy: Policy;
  /** Called when effects wait to be carried out. */
  onEffects: () => void;
}

const MAX_RACES = 50;

export function makeAdvance(parts: AdvanceParts): Advance {
  const inTurn = makeTurns();
  const inTurnOfCardholder = makeTurns();
  return (acsTransID, toEvent, alongside) =>
    inTurn(acsTransID, async () => {
      for (let race = 0; race < MAX_RACES; race += 1) {
        const saved = await parts.store.transactions.find(acsTransID);
        if (!saved) return undefined;
        const advanced = asksForEPin(saved.transaction)
          ? await inTurnOfCardholder(holderOf(saved.transaction), () => tryToAdvance(parts, saved, toEvent, alongside))
          : await tryToAdvance(parts, saved, toEvent, alongside);
        if (advanced) return advanced;
      }
      throw new Error(`transaction ${acsTransID} was changed by others ${MAX_RACES} times in a row`);
    });
}

/** Runs what concerns one id one after the other. Two processes on one store are kept apart by the revisions instead. */
function makeTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const mine = (last.get(id) ?? Promise.resolve()).then(work, work);
    last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (last.get(id) === mine) last.delete(id);
    }
  };
}

/** Whose ePin a challenge asks for: by his address; a card that nobody enrolled has a made-up one of its own. */
function holderOf({ email, cardHash }: Transaction): string {
  return email ?? cardHash;
}

/** One step on what was read, unless another one was saved meanwhile: then undefined. */
async function tryToAdvance(
  { store, clock, log, policy, onEffects }: AdvanceParts,
  { transaction: before, revision }: Saved,
  toEvent: ToEvent,
  { messages = [], attempt, doneEffect, onSaved }: WithStep = {},
): Promise<Transaction | undefined> {
  const lock = asksForEPin(before) ? await store.cardLocks.find(before.cardHash) : undefined;
  const event = await toEvent(before, lock);
  if (!event) return before;
  const { transaction, effects, cardLock } = play(before, lock ? { ...event, cardLock: lock } : event, policy);
  if (transaction === before && doneEffect === undefined) return before;
  const isSaved = await store.transactions.saveStep({
    transaction,
    revision,
    at: clock.now(),
    effects,
    messages,
    ...(attempt ? { attempt } : {}),
    ...(lock && cardLock ? { cardLock: { cardHash: before.cardHash, before: lock, after: cardLock } } : {}),
    ...(doneEffect === undefined ? {} : { doneEffect }),
  });
  if (!isSaved) return undefined;
  onSaved?.();
  if (effects.length > 0) onEffects();
  if (lock && cardLock) tellOfLock(log, before, lock, cardLock);
  return transaction;
}

function tellOfLock(log: Logger, { acsTransID }: Transaction, before: CardLock, { lockedUntil, shut }: CardLock): void {
  if (lockedUntil === undefined || (lockedUntil === before.lockedUntil && shut === before.shut)) return;
  const what = shut
    ? 'a wrong ePin in a payment that had begun before the lock: none is judged until the lock is over'
    : 'the cards of this cardholder are locked: too many wrong ePins in a row';
  log.warn({ acsTransID, lockedUntil: new Date(lockedUntil).toISOString() }, what);
}
