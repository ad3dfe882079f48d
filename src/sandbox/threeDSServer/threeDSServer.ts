import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { Sandbox } from '../options.ts';
import { type ShopPages, sendPage } from '../pages.ts';
import { protocolRoute, takeMessages } from '../protocolRoute.ts';
import { methodNotified, type NotificationForm, notified } from './notification.ts';
import { anyRReq, rreq } from './rreq.ts';
import type { ServerTransactions } from './serverTransactions.ts';

export interface ThreeDSServerOptions {
  sandbox: Sandbox;
  transactions: ServerTransactions;
  pages: ShopPages;
}

/** The 3DS Server's own addresses: for the DS (RReq), for the browser (both notifications) and for testers (its record). */
export function threeDSServer(app: FastifyInstance, options: ThreeDSServerOptions, done: () => void): void {
  const { sandbox, transactions, pages } = options;

  void app.register((messages, _options, ready) => {
    takeMessages(messages);
    protocolRoute(messages, '/3ds-server/rreq', '3DS Server', (raw) => rreq(sandbox, transactions, raw));
    protocolRoute(messages, '/3ds-server/any/rreq', '3DS Server', (raw) => anyRReq(sandbox, raw));
    ready();
  });

  void app.register((browser, _options, ready) => {
    void browser.register(formbody);
    browser.post<{ Body: NotificationForm | undefined }>('/3ds-server/notification', async (request, reply) => {
      const transaction = notified(sandbox, transactions, request.body ?? {});
      const language = transaction?.language ?? pages.languageOf(request);
      // One page for all: the cardholder goes back to the shop, which knows what it knows.
      return sendPage(reply, pages.render('notified', language, { returnPath: transaction?.returnPath ?? '/shop/' }));
    });
    browser.post<{ Body: { threeDSMethodData?: string } | undefined }>(
      '/3ds-server/method-notification',
      async (request, reply) => {
        methodNotified(transactions, request.body?.threeDSMethodData);
        return sendPage(reply, pages.render('methodNotified', pages.languageOf(request), {}));
      },
    );
    ready();
  });

  app.get<{ Params: { id: string } }>('/3ds-server/transactions/:id', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const transaction = transactions.get(request.params.id);
    if (!transaction) return reply.code(404).send({ statusCode: 404, message: 'No such transaction' });
    const { returnPath: _ofTheShop, language: _ofItsPages, ...known } = transaction;
    return known;
  });
  done();
}
