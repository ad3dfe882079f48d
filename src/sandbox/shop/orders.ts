import { randomBytes } from 'node:crypto';
import type { CReq } from '../../messages/types.ts';
import { type Limits, Remembered } from '../remembered.ts';
import type { BrowserElements } from '../threeDSServer/browser.ts';
import type { ServerTransaction, ServerTransactions } from '../threeDSServer/serverTransactions.ts';

export type WindowSize = CReq['challengeWindowSize'];

/** The sandbox attribute of the challenge frame: none, as recommended, or stricter than any ACS may count on. */
export type Frame = 'open' | 'sandboxed' | 'strict';

export interface Order {
  /** 128 random bits: who knows the id may see the result. */
  id: string;
  acctNumber: string;
  language: string;
  browser: BrowserElements;
  windowSize: WindowSize;
  frame: Frame;
  threeDSMethodURL?: string;
  readonly transaction: ServerTransaction;
  /** Under way or done: however often it is asked for, an order is authenticated once. */
  authenticated?: Promise<void>;
}

export interface Orders {
  open(order: Omit<Order, 'id' | 'transaction'>, transactionOf: (id: string) => ServerTransaction): Order;
  get(id: string): Order | undefined;
}

/** An order keeps no transaction of its own: what is forgotten of the 3DS Server's is forgotten, and the order with it. */
export function makeOrders(transactions: ServerTransactions, limits: Limits = {}): Orders {
  const orders = new Remembered<Order>(limits);
  return {
    open(order, transactionOf) {
      const id = randomBytes(16).toString('hex');
      const opened = transactionOf(id);
      const { threeDSServerTransID, messageVersion, returnPath, language, methodCompleted } = opened;
      const kept = { ...order, id };
      Object.defineProperty(kept, 'transaction', {
        enumerable: false,
        get: () =>
          transactions.get(threeDSServerTransID) ?? {
            threeDSServerTransID,
            messageVersion,
            returnPath,
            language,
            methodCompleted,
          },
      });
      orders.set(id, kept as Order);
      return kept as Order;
    },
    get(id) {
      const order = orders.get(id);
      return order && transactions.get(order.transaction.threeDSServerTransID) ? order : undefined;
    },
  };
}
