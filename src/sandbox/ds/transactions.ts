import { masked } from '../masked.ts';
import { Remembered } from '../remembered.ts';

export interface SeenMessage {
  type: string;
  /** From whom to whom, e.g. `3DSServer → DS`. */
  direction: string;
  /** ISO 8601, UTC. */
  at: string;
  message: object;
}

/** What the DS knows of one transaction. */
export interface DsTransaction {
  threeDSServerTransID: string;
  dsTransID: string;
  acsTransID?: string;
  /** Where the RReq goes. */
  threeDSServerURL?: string;
  /** transStatus of the ARes. */
  transStatus?: string;
  /** The RReq under way: settles to whether the 3DS Server acknowledged it. */
  acknowledged?: Promise<boolean>;
  messages: SeenMessage[];
}

/** A transaction stays small, however often its messages are sent. */
const MAX_MESSAGES = 50;

export interface DsTransactions {
  open(transaction: DsTransaction): void;
  byDsTransID(dsTransID: string): DsTransaction | undefined;
  /** The newest transaction with this id. */
  byThreeDSServerTransID(threeDSServerTransID: string): DsTransaction | undefined;
  /** Adds a message to the record, its card number masked. */
  saw(transaction: DsTransaction, direction: string, message: object): void;
}

export function makeDsTransactions(now: () => number): DsTransactions {
  const byDs = new Remembered<DsTransaction>();
  const byServer = new Remembered<DsTransaction>();
  return {
    open(transaction) {
      byDs.set(transaction.dsTransID, transaction);
      byServer.set(transaction.threeDSServerTransID.toLowerCase(), transaction);
    },
    byDsTransID: (id) => byDs.get(id),
    byThreeDSServerTransID: (id) => byServer.get(id.toLowerCase()),
    saw(transaction, direction, message) {
      if (transaction.messages.length >= MAX_MESSAGES) return;
      const type = String((message as { messageType?: unknown }).messageType ?? '');
      transaction.messages.push({ type, direction, at: new Date(now()).toISOString(), message: masked(message) });
    },
  };
}
