import { EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import type { Scenario } from '../support/scenario.ts';

/** What a browser with scripts tells the shop. */
export const SCRIPTS = {
  ...{ browserJavascriptEnabled: 'true', browserLanguage: 'fr-FR', browserJavaEnabled: 'false', browserColorDepth: '24' },
  ...{ browserScreenHeight: '844', browserScreenWidth: '390', browserTZ: '-660' },
};

const hidden = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

export interface Seen {
  type: string;
  direction: string;
  message: Json;
}

/** What the parties know of a payment. */
export interface Told {
  threeDSServerTransID: string;
  /** The record of the 3DS Server: areq, ares, creq, rreq, rres, cres. */
  server: Record<string, Json>;
  /** What the DS has seen, in its order. */
  ds: Seen[];
  /** What the ACS has sent and received, in its order. */
  acs: { type: string; direction: string; body: Json }[];
  /** The pages of the shop by their names. */
  pages: Record<string, string>;
}

export interface Payment {
  acctNumber: string;
  messageVersion: string;
  /** Of the checkout. */
  form?: Record<string, string>;
  /** What the cardholder does at the challenge; by default he pays with ePin and code. */
  challenged?(s: Scenario, form: Record<string, string>, acsTransID: string): Promise<Json | undefined>;
}

async function paysWithEPinAndCode(s: Scenario, form: Record<string, string>, acsTransID: string): Promise<Json | undefined> {
  const ePinPage = await s.postsForm('/3ds/creq', form);
  const codePage = await s.posts(ePinPage, { ePin: EPIN });
  const waiting = await s.posts(codePage, { code: await s.code({ acsTransID }) });
  const { final } = await s.finalPage({ acsTransID }, waiting);
  return final && { cres: final.message, threeDSSessionData: final.threeDSSessionData };
}

/** A customer pays in the shop, whose messages go through 3DS Server, loopback DS and ACS. */
export async function paysInShop(s: Scenario, { acctNumber, messageVersion, form = {}, challenged }: Payment): Promise<Told> {
  const { sandbox, acs } = s.simulator.urls;
  const pages: Record<string, string> = {};
  const sends = (path: string, body: Record<string, string>) =>
    fetch(`${sandbox}${path}`, {
      ...{ method: 'POST', body: new URLSearchParams(body), redirect: 'manual' },
      headers: { 'accept-language': 'fr-NC,fr;q=0.9', accept: 'text/html' },
    });
  const get = async (path: string) => (await fetch(path.startsWith('/') ? `${sandbox}${path}` : path)).text();

  const paid = await sends('/shop/pay', { cardNumber: acctNumber, messageVersion, ...SCRIPTS, ...form });
  let location = String(paid.headers.get('location'));
  if (location.includes('/method/')) {
    pages.method = await get(location);
    const data = hidden(pages.method, 'threeDSMethodData');
    const body = new URLSearchParams({ threeDSMethodData: data });
    pages.methodOfAcs = await (await fetch(`${acs}/3ds/method`, { method: 'POST', body })).text();
    await sends('/3ds-server/method-notification', { threeDSMethodData: hidden(pages.methodOfAcs, 'threeDSMethodData') });
    location = String((await sends(location.replace('method', 'authenticate'), {})).headers.get('location'));
  }
  if (location.includes('/challenge/')) {
    pages.challenge = await get(location);
    const creq = { creq: hidden(pages.challenge, 'creq'), threeDSSessionData: hidden(pages.challenge, 'threeDSSessionData') };
    const { acsTransID } = JSON.parse(Buffer.from(creq.creq, 'base64url').toString());
    const end = await (challenged ?? paysWithEPinAndCode)(s, creq, acsTransID);
    if (end) {
      const cres = Buffer.from(JSON.stringify(end.cres)).toString('base64url');
      pages.notified = await (
        await sends('/3ds-server/notification', { cres, threeDSSessionData: String(end.threeDSSessionData ?? '') })
      ).text();
    }
    location = location.replace('challenge', 'result');
  }
  pages.result = await get(location);
  const threeDSServerTransID = /"three-ds-server-trans-id"[^>]*>\s*([\w-]+)/.exec(pages.result)?.[1] ?? '';
  const server = JSON.parse(await get(`/3ds-server/transactions/${threeDSServerTransID}`));
  const { messages: ds } = JSON.parse(await get(`/ds/transactions/${threeDSServerTransID}`));
  const { acsTransID } = server.ares ?? {};
  const { messages = [] } = acsTransID ? await s.transaction({ acsTransID }) : {};
  return { threeDSServerTransID, server, ds, acs: messages as unknown as Told['acs'], pages };
}
