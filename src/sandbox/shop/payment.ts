import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Sandbox } from '../options.ts';
import { authenticate, prepareChallenge } from '../threeDSServer/authenticate.ts';
import { browserElements } from '../threeDSServer/browser.ts';
import type { ServerTransaction, ServerTransactions } from '../threeDSServer/serverTransactions.ts';
import type { AskVersioning } from '../threeDSServer/versioning.ts';
import { PAYMENT } from './basket.ts';
import { type CheckoutForm, choiceOf } from './checkout.ts';
import type { Order, Orders } from './orders.ts';

export interface Payment {
  sandbox: Sandbox;
  orders: Orders;
  transactions: ServerTransactions;
  versioning: AskVersioning;
}

/** Opens an order for a card number and asks the 3DS Server what is known of it. */
export async function openOrder(
  { orders, transactions, versioning }: Payment,
  request: FastifyRequest,
  form: CheckoutForm,
  acctNumber: string,
  language: string,
): Promise<Order> {
  const { windowSize, frame, browserLanguage, messageVersion } = choiceOf(form);
  const { threeDSMethodURL } = await versioning(acctNumber, messageVersion);
  const { headers, ip } = request;
  const seen = { accept: headers.accept, userAgent: headers['user-agent'], acceptLanguage: headers['accept-language'], ip };
  const order = {
    acctNumber,
    language,
    browser: browserElements(form, seen, browserLanguage),
    windowSize,
    frame,
    ...(threeDSMethodURL ? { threeDSMethodURL } : {}),
  };
  return orders.open(order, (id) => {
    const transaction: ServerTransaction = {
      threeDSServerTransID: randomUUID(),
      messageVersion,
      returnPath: `/shop/result/${id}`,
      language,
      methodCompleted: false,
    };
    transactions.open(transaction);
    return transaction;
  });
}

/** Whether the 3DS Method comes first: there is one, scripts can run it, and the AReq has not left. */
export function needsMethod(order: Order): boolean {
  return Boolean(order.threeDSMethodURL && order.browser.browserJavascriptEnabled && !order.authenticated);
}

/** Sends the AReq of an order, once; whoever asks again waits for the same answer. */
export async function authenticateOnce(payment: Payment, order: Order): Promise<void> {
  order.authenticated ??= send(payment, order);
  await order.authenticated;
}

async function send({ sandbox, transactions }: Payment, order: Order): Promise<void> {
  const { transaction, threeDSMethodURL, acctNumber, browser, windowSize } = order;
  const threeDSCompInd = threeDSMethodURL ? (transaction.methodCompleted ? 'Y' : 'N') : 'U';
  await authenticate(sandbox, transaction, { acctNumber, ...PAYMENT }, browser, threeDSCompInd);
  prepareChallenge(transactions, transaction, windowSize);
  transactions.changed(transaction);
}

/** Where an order that has been authenticated goes on. */
export function nextPath({ id, transaction }: Order): string {
  return transaction.ares?.transStatus === 'C' ? `/shop/challenge/${id}` : `/shop/result/${id}`;
}
