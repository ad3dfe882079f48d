import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { objectOf } from '../../messages/subject.ts';
import { type ShopPages, sendShopPage } from '../pages.ts';
import { protocolRoute, takeMessages } from '../protocolRoute.ts';
import { authentications, noSuch, recordOf } from './authentications.ts';
import { sendFallbackAReq } from './followUps.ts';
import { methodNotified, type NotificationForm, takeNotification } from './notification.ts';
import { makeSequences, oreq } from './oreq.ts';
import { anyRReq, takeErroOfDs, takeRReq } from './rreq.ts';
import type { Server } from './server.ts';

export interface ThreeDSServerOptions {
  server: Server;
  pages: ShopPages;
}

/**
 * The 3DS Server's own addresses: for the DS (RReq, OReq and Erro, by their messageType), for the browser (both notifications), for
 * requestors, and for testers (its record).
 */
export function threeDSServer(app: FastifyInstance, { server, pages }: ThreeDSServerOptions, done: () => void): void {
  const { sandbox, transactions, later } = server;
  const sequences = makeSequences();
  app.addHook('onClose', async () => later.stop());

  void app.register((messages, _options, ready) => {
    takeMessages(messages);
    const take = (raw: string) => {
      const { messageType } = objectOf(raw);
      if (messageType === 'Erro') return takeErroOfDs(sandbox, transactions, raw);
      if (messageType === 'OReq') return oreq(sandbox, sequences, raw);
      return takeRReq(sandbox, transactions, raw, (transaction, result) => sendFallbackAReq(server, transaction, result));
    };
    for (const path of ['/3ds-server', '/3ds-server/rreq']) protocolRoute(messages, path, '3DS Server', take);
    protocolRoute(messages, '/3ds-server/any/rreq', '3DS Server', (raw) => anyRReq(sandbox, raw));
    ready();
  });

  void app.register((browser, _options, ready) => {
    void browser.register(formbody);
    browser.post<{ Body: NotificationForm | undefined }>('/3ds-server/notification', async (request, reply) => {
      const transaction = takeNotification(sandbox, transactions, request.body ?? {});
      const language = transaction?.language ?? pages.languageOf(request);
      // One page for all: the cardholder goes back to the shop, which knows what it knows.
      return sendShopPage(reply, pages.render('notified', language, { returnPath: transaction?.returnPath ?? '/shop/' }));
    });
    browser.post<{ Body: { threeDSMethodData?: string } | undefined }>(
      '/3ds-server/method-notification',
      async (request, reply) => {
        methodNotified(server, request.body?.threeDSMethodData);
        return sendShopPage(reply, pages.render('methodNotified', pages.languageOf(request), {}));
      },
    );
    ready();
  });

  void app.register((requestors, _options, ready) => authentications(requestors, server, ready));

  app.get<{ Params: { id: string } }>('/3ds-server/transactions/:id', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const transaction = transactions.get(request.params.id);
    if (!transaction) throw noSuch();
    return recordOf(server, transaction);
  });
  done();
}
