import type { ReadMessage } from '../../messages/pairRules.ts';
import { maskCopy } from '../masked.ts';
import { bytesOf, type Limits, Remembered } from '../remembered.ts';

export interface SeenMessage {
  type: string;
  /** From whom to whom, e.g. `3DSServer → DS`. */
  direction: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Its JSON, the card number masked: as text it takes the memory that its length tells. */
  text: string;
  /** Why it would have been refused, where the DS passes all. */
  note?: string;
}

/** What the DS knows of one transaction. */
export interface DsTransaction {
  threeDSServerTransID: string;
  dsTransID: string;
  acsTransID?: string;
  /** Where the RReq goes. */
  threeDSServerURL?: string;
  /** Of the AReq that went to the ACS, the ARes that was passed on, and the RReq that came for it: what their rules look at. */
  areq?: ReadMessage;
  ares?: ReadMessage;
  rreq?: ReadMessage;
  /** The RReq under way: settles to whether the 3DS Server acknowledged it. */
  acknowledged?: Promise<boolean>;
  messages: SeenMessage[];
}

/** A transaction stays small, however often its messages are sent, and however large they are. */
const MAX_MESSAGES = 50;
const MAX_BYTES = 4 * 1024 * 1024;

export interface DsTransactions {
  open(transaction: DsTransaction): void;
  byDsTransID(dsTransID: string): DsTransaction | undefined;
  /** The newest transaction with this id. */
  byThreeDSServerTransID(threeDSServerTransID: string): DsTransaction | undefined;
  /** Adds a message to the record, its card number masked. @param note why it would have been refused */
  saw(transaction: DsTransaction, direction: string, message: object, note?: string): void;
}

/** @param limits of all transactions together */
export function makeDsTransactions(now: () => number, limits: Limits = {}): DsTransactions {
  const byDs = new Remembered<DsTransaction>(limits);
  const dsTransIDs = new Remembered<string>(limits);
  return {
    open(transaction) {
      byDs.set(transaction.dsTransID, transaction);
      dsTransIDs.set(transaction.threeDSServerTransID.toLowerCase(), transaction.dsTransID);
    },
    byDsTransID: (id) => byDs.get(id.toLowerCase()),
    byThreeDSServerTransID: (id) => byDs.get(dsTransIDs.get(id.toLowerCase()) ?? ''),
    saw(transaction, direction, message, note) {
      if (transaction.messages.length >= MAX_MESSAGES) return;
      const type = String((message as { messageType?: unknown }).messageType ?? '').slice(0, 40);
      const at = new Date(now()).toISOString();
      const seen = { type, direction, at, text: JSON.stringify(maskCopy(message)), ...(note ? { note } : {}) };
      if (bytesOf(transaction.messages) + bytesOf(seen) > MAX_BYTES) return;
      transaction.messages.push(seen);
      byDs.changed(transaction.dsTransID);
    },
  };
}
