// What published web clients do to an ACS, as merchant pages of our own: their frames, their encodings, their extra fields.
import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import type { Browser } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchBrowser } from '../support/browser.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

interface Client {
  name: string;
  /** Attributes of the challenge frame. */
  frame: string;
  /** The frame of a page within a frame, as clients that host a page of their own have it. */
  nested?: boolean;
  /** The merchant's page is isolated (COEP require-corp). */
  isolated?: boolean;
  encode(json: string): string;
  extra: Record<string, string>;
  /** Attributes of the frame of the 3DS Method. */
  methodFrame: string;
}

const unpadded = (text: string) => Buffer.from(text).toString('base64url');
const padded = (text: string) => Buffer.from(text).toString('base64');

const CLIENTS: readonly Client[] = [
  {
    name: 'Basis Theory: two frames deep, unpadded base64url, no session data',
    frame: 'width="250" height="400"',
    nested: true,
    encode: unpadded,
    extra: {},
    methodFrame: 'width="0" height="0"',
  },
  {
    name: 'Global Payments: width and height swapped, on an isolated page',
    frame: 'width="400" height="250"',
    isolated: true,
    encode: unpadded,
    extra: {},
    methodFrame: 'style="display:none"',
  },
  {
    name: 'Trust Payments: padded standard base64, always session data, a field of its own',
    frame: 'width="390" height="200"',
    encode: padded,
    extra: { threeDSSessionData: padded('order?>1234'), cardType: 'VISA' },
    methodFrame: 'style="display:none"',
  },
  {
    name: 'Adyen: sandboxed frame with a referrer policy',
    frame: 'width="390" height="400" sandbox="allow-forms allow-scripts allow-same-origin" referrerpolicy="origin"',
    encode: unpadded,
    extra: {},
    methodFrame: 'width="1" height="1"',
  },
];

t.test('published web clients get through 3DS Method and challenge', async (t) => {
  const scenario = await startScenario(t);
  const browser = await launchBrowser(t);
  for (const client of CLIENTS) await t.test(client.name, (t) => pays(t, scenario, browser, client));
});

async function pays(t: Test, scenario: Scenario, browser: Browser, client: Client): Promise<void> {
  const merchant = await startMerchant(t, client, scenario.simulator.urls.acs);
  const page = await browser.newPage();
  const spoken: unknown[] = [];
  await page.exposeFunction('heard', (data: unknown) => spoken.push(data));
  await page.addInitScript("addEventListener('message', (event) => heard(event.data))");

  await page.goto(`${merchant.url}/method`);
  t.same(JSON.parse(Buffer.from(await merchant.methodNotified, 'base64url').toString()), { threeDSServerTransID: merchant.id });

  const ares = await scenario.sendsAReq({ acctNumber: CARDS.sms, notificationURL: `${merchant.url}/notification` });
  merchant.challenge(ares, scenario.creq(ares));
  await page.goto(`${merchant.url}/pay`);
  const outer = client.nested ? page.frameLocator('iframe[name=sdk]') : page;
  const challenge = outer.frameLocator('iframe[name=challenge]');
  await challenge.getByTestId('otp-input').fill(await scenario.code(ares));
  t.ok(await challenge.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth), 'no sideways scroll');
  await challenge.getByTestId('submit').click();

  const { cres, ...rest } = await merchant.notified;
  t.match(JSON.parse(Buffer.from(cres ?? '', 'base64url').toString()), { messageType: 'CRes', transStatus: 'Y' });
  t.notMatch(cres, '=', 'sent without padding');
  t.equal(rest.threeDSSessionData, client.extra.threeDSSessionData, 'session data comes back as it was, or not at all');
  t.same(spoken, [], 'the ACS posts no message to the page');
  await page.close();
}

/** A merchant's site on 127.0.0.1, which is another site than the ACS on localhost. */
async function startMerchant(t: Test, client: Client, acs: string) {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(formbody);
  t.teardown(() => app.close());
  const id = crypto.randomUUID();
  let [arrived, methodArrived] = [(_form: Record<string, string>) => {}, (_data: string) => {}];
  const notified = new Promise<Record<string, string>>((resolve) => {
    arrived = resolve;
  });
  const methodNotified = new Promise<string>((resolve) => {
    methodArrived = resolve;
  });
  let challengePage = '';

  app.addHook('onSend', async (_request, reply) => {
    reply.type('text/html; charset=utf-8');
    if (client.isolated)
      reply.header('cross-origin-embedder-policy', 'require-corp').header('cross-origin-resource-policy', 'cross-origin');
  });
  app.get('/method', async () => {
    const data = JSON.stringify({ threeDSServerTransID: id, threeDSMethodNotificationURL: `${url}/method-notification` });
    return formInFrame(`${acs}/3ds/method`, 'method', client.methodFrame, { threeDSMethodData: client.encode(data) });
  });
  app.get('/pay', async () =>
    client.nested ? '<iframe name="sdk" src="/sdk" width="600" height="600"></iframe>' : challengePage,
  );
  app.get('/sdk', async () => challengePage);
  app.post<{ Body: Record<string, string> }>('/notification', async ({ body }) => {
    arrived(body);
    return 'thank you';
  });
  app.post<{ Body: { threeDSMethodData: string } }>('/method-notification', async ({ body }) => {
    methodArrived(body.threeDSMethodData);
    return 'thank you';
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    id,
    notified,
    methodNotified,
    challenge(ares: Json, creq: string) {
      const fields = { creq: client.encode(creq), ...client.extra };
      challengePage = formInFrame(String(ares.acsURL), 'challenge', client.frame, fields);
    },
  };
}

function formInFrame(action: string, name: string, frame: string, fields: Record<string, string>): string {
  const inputs = Object.entries(fields).map(([field, value]) => `<input type="hidden" name="${field}" value="${value}">`);
  return `<!doctype html><iframe name="${name}" ${frame}></iframe>
    <form method="post" action="${action}" target="${name}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
}
