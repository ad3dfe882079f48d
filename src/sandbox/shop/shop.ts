import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { encodeBase64url } from '../../messages/base64url.ts';
import { VERSIONS } from '../../messages/versions.ts';
import { serveAssets } from '../../pages/assetRoutes.ts';
import { catalogue } from '../../pages/render.ts';
import type { Sandbox } from '../options.ts';
import { ASSETS_URL, type ShopPages, sendShopPage } from '../pages.ts';
import { type ChallengeForm, challengeForm } from '../threeDSServer/authenticate.ts';
import type { Server } from '../threeDSServer/server.ts';
import { cardNumberOf, checkoutView, formOf } from './checkout.ts';
import { makeOrders, type Order } from './orders.ts';
import { authenticateOnce, isMethodStale, needsMethod, nextPath, openOrder, type Payment } from './payment.ts';
import { MOST_LOOKS, resultView } from './result.ts';

export interface ShopOptions {
  server: Server;
  pages: ShopPages;
}

interface OrderRoute {
  Params: { order: string };
  Querystring: { look?: string };
}
type OrderRequest = FastifyRequest<OrderRoute>;

/** The sandbox attribute of the challenge frame by the tester's choice. */
const SANDBOX_TOKENS = {
  open: '',
  sandboxed: 'allow-forms allow-scripts allow-same-origin',
  strict: 'allow-forms allow-scripts',
};

interface Shop extends ShopOptions {
  orders: ReturnType<typeof makeOrders>;
  payment: Payment;
}

/** MyTestMerchantACS3: checkout, 3DS Method, challenge window, result; each step is a page of the server. */
export function shop(app: FastifyInstance, options: ShopOptions, done: () => void): void {
  const { server, pages } = options;
  const { sandbox } = server;
  const orders = makeOrders(server.transactions);
  const payment = { server, orders };
  void app.register(formbody, { bodyLimit: 16 * 1024 });
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) sandbox.log.error({ err: error, party: 'shop', url: request.routeOptions.url }, 'request failed');
    return sendShopPage(reply, pages.render('problem', pages.languageOf(request), { key: 'shop.problem.failed' }), status);
  });
  checkoutRoutes(app, { ...options, orders, payment });
  orderRoutes(app, { ...options, orders, payment });
  done();
}

/** What comes before there is an order: the checkout, its files, and the button to pay. */
function checkoutRoutes(app: FastifyInstance, { server: { sandbox }, pages, payment }: Shop): void {
  app.get('/shop', async (_request, reply) => reply.redirect('/shop/'));

  app.get('/shop/', async (request, reply) => {
    const language = pages.languageOf(request);
    return sendShopPage(reply, pages.render('checkout', language, checkoutView(sandbox, language, formOf(request.query))));
  });

  // The opaque origin of a strict frame may read them as well.
  serveAssets(app, ASSETS_URL, { assets: pages.assets, answerNone: (reply) => reply.code(404).send() });

  app.post('/shop/pay', async (request, reply) => {
    const form = formOf(request.body);
    const language = catalogue.languageFor(form.shopLanguage, request.headers['accept-language']);
    const acctNumber = cardNumberOf(form);
    if (!acctNumber) {
      return sendShopPage(reply, pages.render('checkout', language, checkoutView(sandbox, language, form, true)), 422);
    }
    const order = await openOrder(payment, request, form, acctNumber, language);
    if (needsMethod(order)) return reply.redirect(`/shop/method/${order.id}`, 303);
    await authenticateOnce(payment, order);
    return reply.redirect(nextPath(order), 303);
  });
}

/** The pages of an order, in the order in which a payment comes to them. */
function orderRoutes(app: FastifyInstance, { server: { sandbox }, pages, orders, payment }: Shop): void {
  function withOrder(answer: (order: Order, request: OrderRequest, reply: FastifyReply) => Promise<FastifyReply>) {
    return async (request: OrderRequest, reply: FastifyReply) => {
      const order = orders.get(request.params.order);
      if (order) return answer(order, request, reply);
      return sendShopPage(reply, pages.render('problem', pages.languageOf(request), { key: 'shop.problem.unknownOrder' }), 404);
    };
  }

  app.get<OrderRoute>(
    '/shop/method/:order',
    withOrder(async (order, _request, reply) => {
      if (!needsMethod(order)) return reply.redirect(nextPath(order), 303);
      return sendShopPage(reply, pages.render('method', order.language, methodView(order, sandbox)));
    }),
  );

  app.post<OrderRoute>(
    '/shop/authenticate/:order',
    withOrder(async (order, _request, reply) => {
      if (isMethodStale(payment, order)) return reply.redirect(`/shop/method/${order.id}`, 303);
      await authenticateOnce(payment, order);
      return reply.redirect(nextPath(order), 303);
    }),
  );

  app.get<OrderRoute>(
    '/shop/challenge/:order',
    withOrder(async (order, _request, reply) => {
      // Whoever comes back to a challenge that is over sees its result.
      if (order.transaction.rreq) return reply.redirect(order.transaction.returnPath, 303);
      const form = challengeForm(order.transaction);
      if (!form) return reply.redirect(order.transaction.returnPath, 303);
      return sendShopPage(reply, pages.render('challenge', order.language, challengeView(order, form)));
    }),
  );

  app.get<OrderRoute>(
    '/shop/result/:order',
    withOrder(async (order, request, reply) => {
      await order.authenticated;
      const looks = Math.min(Math.max(Math.trunc(Number(request.query.look)) || 0, 0), MOST_LOOKS);
      return sendShopPage(reply, pages.render('result', order.language, resultView(order, { looks, now: sandbox.now() })));
    }),
  );
}

function methodView({ id, threeDSMethodURL, transaction: { threeDSServerTransID, messageVersion } }: Order, { urls }: Sandbox) {
  const threeDSMethodNotificationURL = `${urls.sandbox}/3ds-server/method-notification`;
  const threeDSMethodData = encodeBase64url(JSON.stringify({ threeDSServerTransID, threeDSMethodNotificationURL }));
  return { order: id, threeDSMethodURL, threeDSMethodData, limitMs: VERSIONS[messageVersion].threeDSMethodMs };
}

function challengeView({ transaction, windowSize, frame }: Order, form: ChallengeForm) {
  return {
    ...form,
    resultPath: transaction.returnPath,
    windowSize,
    sandboxTokens: SANDBOX_TOKENS[frame],
    bodyClass: windowSize === '05' ? 'challenge full' : 'challenge',
  };
}
