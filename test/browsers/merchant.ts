import Fastify from 'fastify';
import type { Json } from '../support/json.ts';
import type { Scenario } from '../support/scenario.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** Where the challenge is shown: in a frame of the merchant's page, or in place of it. */
export type Shows = 'frame' | 'fullPage';

/** A merchant of our own, who counts what comes to his notificationURL and answers it as he likes. */
export interface Merchant {
  url: string;
  /** Every message that came in the field `cres`. */
  notified: Json[];
  /** Where the notificationURL leads on; a page of thanks if empty. */
  leadsTo: string;
  /** Lets the merchant send an AReq, and answers the address of the page that begins its challenge. */
  sells(shows: Shows, patch?: Json): Promise<{ page: string; ares: Json }>;
}

export async function startMerchant(t: Teardown, scenario: Scenario): Promise<Merchant> {
  const app = Fastify({ forceCloseConnections: true });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  const merchant: Merchant = {
    url: '',
    notified: [],
    leadsTo: '',
    async sells(shows, patch = {}) {
      const ares = await scenario.sendsAReq({ notificationURL: `${merchant.url}/notified`, ...patch });
      const creq = Buffer.from(scenario.creq(ares)).toString('base64url');
      return { page: `${merchant.url}/pay?${new URLSearchParams({ shows, creq, acsURL: String(ares.acsURL) })}`, ares };
    },
  };
  app.get<{ Querystring: { shows: Shows; creq: string; acsURL: string } }>('/pay', async ({ query }, reply) => {
    const target = query.shows === 'frame' ? 'target="challenge"' : '';
    const frame = '<iframe name="challenge" data-testid="challenge-frame" width="500" height="600"></iframe>';
    return reply.type('text/html; charset=utf-8').send(`<!doctype html><title>Shop</title>
      ${query.shows === 'frame' ? frame : ''}
      <form method="post" action="${query.acsURL}" ${target}><input type="hidden" name="creq" value="${query.creq}">
      <button id="pay">Pay</button></form>`);
  });
  app.post<{ Body: string }>('/notified', async ({ body }, reply) => {
    const cres = new URLSearchParams(body).get('cres') ?? '';
    merchant.notified.push(JSON.parse(Buffer.from(cres, 'base64url').toString('utf8')));
    if (merchant.leadsTo) return reply.redirect(merchant.leadsTo, 302);
    return reply.type('text/html; charset=utf-8').send('<!doctype html><title>Thanks</title><p id="thanks">Thank you</p>');
  });
  app.get('/thanks', async (_request, reply) => reply.type('text/html').send('<!doctype html><p id="thanks">Thank you</p>'));
  merchant.url = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('127.0.0.1', 'localhost');
  t.teardown(() => app.close());
  return merchant;
}
