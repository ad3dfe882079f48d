import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { makeAReq } from '../threeDSServer/areq.ts';
import { authenticate, prepareChallenge } from '../threeDSServer/authenticate.ts';
import { browserElements } from '../threeDSServer/browser.ts';
import { acsIn, commonVersion } from '../threeDSServer/cardRanges.ts';
import type { Server } from '../threeDSServer/server.ts';
import type { ServerTransaction } from '../threeDSServer/serverTransactions.ts';
import { PAYMENT } from './basket.ts';
import { type CheckoutForm, choiceOf } from './checkout.ts';
import type { Order, Orders } from './orders.ts';

export interface Payment {
  server: Server;
  orders: Orders;
}

/** Opens an order for a card number and asks the 3DS Server what is known of it. */
export async function openOrder(
  { orders, server }: Payment,
  request: FastifyRequest,
  form: CheckoutForm,
  acctNumber: string,
  language: string,
): Promise<Order> {
  const { windowSize, frame, browserLanguage, messageVersion: chosen } = choiceOf(form);
  const versioning = await server.versioning(acctNumber);
  // Without any in common the AReq goes as it was chosen, and is answered as it deserves.
  const messageVersion = commonVersion(versioning, chosen) ?? chosen;
  const { threeDSMethodURL } = acsIn(versioning, messageVersion) ?? {};
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
      ...(versioning ? { versioning } : {}),
    };
    server.transactions.open(transaction);
    return transaction;
  });
}

/** How long what the 3DS Method found is good for (EMV 3DS 2.3.1.1, Req 441). */
const METHOD_VALID_MS = 10 * 60_000;

/**
 * Whether the 3DS Method comes first: there is one, scripts can run it, and the AReq has not left. One that ran more than ten minutes
 * ago runs again.
 */
export function needsMethod(order: Order): boolean {
  return Boolean(order.threeDSMethodURL && order.browser.browserJavascriptEnabled && !order.authenticated);
}

/** Whether the 3DS Method has run, and too long ago. */
export function isMethodStale({ server: { sandbox } }: Payment, order: Order): boolean {
  const { methodCompletedAt } = order.transaction;
  return needsMethod(order) && methodCompletedAt !== undefined && sandbox.now() - methodCompletedAt > METHOD_VALID_MS;
}

/** Sends the AReq of an order, once; whoever asks again waits for the same answer. */
export async function authenticateOnce(payment: Payment, order: Order): Promise<void> {
  order.authenticated ??= sendAReq(payment, order);
  await order.authenticated;
}

async function sendAReq({ server }: Payment, order: Order): Promise<void> {
  const { transaction, threeDSMethodURL, acctNumber, browser, windowSize } = order;
  const { messageVersion, threeDSServerTransID } = transaction;
  const { urls, now } = server.sandbox;
  const threeDSCompInd = threeDSMethodURL ? (transaction.methodCompleted ? 'Y' : 'N') : 'U';
  const purchase = { acctNumber, ...PAYMENT };
  const parts = { messageVersion, threeDSServerTransID, sandboxUrl: urls.sandbox, now: now() };
  await authenticate(server, transaction, makeAReq({ ...parts, threeDSCompInd, purchase, browser }));
  prepareChallenge(server.transactions, transaction, windowSize);
  server.transactions.changed(transaction);
}

/** Where an order that has been authenticated goes on. */
export function nextPath({ id, transaction }: Order): string {
  return transaction.ares?.transStatus === 'C' ? `/shop/challenge/${id}` : `/shop/result/${id}`;
}
