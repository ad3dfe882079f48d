import { EventEmitter } from 'node:events';
import type { Outbox } from './outbox.ts';
import type { Transactions } from './transactions.ts';

/** What this process has just committed: a new transaction, a step or message of one, or a message to a cardholder. */
export interface Change {
  what: 'opened' | 'changed' | 'message';
  /** Absent for a message that no transaction asked for. */
  acsTransID?: string;
}

export interface Changes {
  /** Hears of every change from now on; answers how to stop. */
  follow(hear: (change: Change) => void): () => void;
}

/** The same verbs, and word of what they changed. Of what another process writes to the same file nothing is heard. */
export function makeChanges(
  transactions: Transactions,
  outbox: Outbox,
): Changes & { transactions: Transactions; outbox: Outbox } {
  const changes = new EventEmitter().setMaxListeners(0);
  const tell = (what: Change['what'], acsTransID?: string) =>
    changes.emit('change', { what, ...(acsTransID ? { acsTransID } : {}) } satisfies Change);

  return {
    transactions: {
      ...transactions,
      async open(transaction, at, messages, raw, opens = {}) {
        const opened = await transactions.open(transaction, at, messages, raw, opens);
        if (opened.outcome !== 'opened') return opened;
        tell('opened', transaction.acsTransID);
        // The transaction that asked for the assertion has it on its record now.
        if (opens.assertion) tell('changed', opens.assertion.acsTransID);
        return opened;
      },
      async saveStep(step) {
        const saved = await transactions.saveStep(step);
        if (saved) tell('changed', step.transaction.acsTransID);
        return saved;
      },
      async addMessages(acsTransID, messages) {
        await transactions.addMessages(acsTransID, messages);
        tell('changed', acsTransID);
      },
      async addAttempt(acsTransID, ...rest) {
        await transactions.addAttempt(acsTransID, ...rest);
        tell('changed', acsTransID);
      },
      async beginAttempt(acsTransID, ...rest) {
        const id = await transactions.beginAttempt(acsTransID, ...rest);
        tell('changed', acsTransID);
        return id;
      },
      async addOnce(acsTransID, message) {
        const added = await transactions.addOnce(acsTransID, message);
        if (added) tell('changed', acsTransID);
        return added;
      },
    },
    outbox: {
      ...outbox,
      async add(message, ...rest) {
        const id = await outbox.add(message, ...rest);
        tell('message', message.acsTransID);
        return id;
      },
      async report(...what) {
        await outbox.report(...what);
        tell('message');
      },
    },
    follow(hear) {
      changes.on('change', hear);
      return () => changes.off('change', hear);
    },
  };
}
