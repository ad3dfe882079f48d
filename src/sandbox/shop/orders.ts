import { randomBytes } from 'node:crypto';
import type { CReq } from '../../messages/types.ts';
import { Remembered } from '../remembered.ts';
import type { BrowserElements } from '../threeDSServer/browser.ts';
import type { ServerTransaction } from '../threeDSServer/transactions.ts';

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
  transaction: ServerTransaction;
  /** Under way or done: however often it is asked for, an order is authenticated once. */
  authenticated?: Promise<void>;
}

export interface Orders {
  open(order: Omit<Order, 'id' | 'transaction'>, transactionOf: (id: string) => ServerTransaction): Order;
  get(id: string): Order | undefined;
}

export function makeOrders(): Orders {
  const orders = new Remembered<Order>();
  return {
    open(order, transactionOf) {
      const id = randomBytes(16).toString('hex');
      const opened = { ...order, id, transaction: transactionOf(id) };
      orders.set(id, opened);
      return opened;
    },
    get: (id) => orders.get(id),
  };
}
