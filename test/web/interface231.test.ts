import t from 'tap';
import { areqOf, sends } from '../support/areqs.ts';
import { launchBrowser } from '../support/browser.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { issuerWith } from '../support/fixtures.ts';
import type { Json } from '../support/json.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import { startScenario } from '../support/scenario.ts';

// What 2.3.1 says of the pages of a challenge in a browser.

const seen = (html: string) =>
  html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replaceAll(/<[^>]*>/g, '')
    .trim();

t.test('Req 178, Req 181, Req 182: the processing screen says nothing, shows no logo and stays for a second', async (t) => {
  const s = await startScenario(t);
  await s.ds.stop();
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const waiting = await s.posts(page, { code: await s.code(ares) });
  t.equal(waiting.name, 'processing');
  t.equal(seen(waiting.html), '', 'Req 178: no word');
  t.notMatch(waiting.html, /<img|<svg/, 'Req 181: no logo, nor anything else that is drawn');
  t.match(waiting.html, /<span class="spinner"><\/span>/, 'Req 178: but what turns');
  t.match(waiting.html, /data-follow-after="1"/, 'Req 182: a second');
  t.match(waiting.html, /<noscript><meta http-equiv="refresh" content="1;/, 'Req 182: without scripts as well');
  t.match(waiting.html, /aria-label="Your bank[^"]+"/, 'a reader of the screen is told');
});

t.test('Req 178, Req 182: it is seen between two pages, too, for a second', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms });
  const first = await s.postsCReq(ares);
  t.notMatch(first.html, 'data-testid="veil"', 'not before the first one: the shop has its own');
  const again = await s.posts(first, { ePin: '0000' });
  t.match(again.html, 'data-testid="veil"', 'Req 178: after a wrong entry');
  const browser = await launchBrowser(t, { scripts: false });
  const tab = await browser.newPage();
  const second = await s.posts(again, { ePin: EPIN });
  t.match(second.html, 'data-testid="veil"', 'Req 178: before the next step');
  await tab.goto(s.simulator.urls.acs);
  const at = Date.now();
  await tab.setContent(second.html.replaceAll('href="/', `href="${s.simulator.urls.acs}/`), { waitUntil: 'load' });
  const veil = tab.getByTestId('veil');
  t.ok(await veil.isVisible(), 'Req 178: it covers the page');
  await veil.waitFor({ state: 'hidden' });
  const ms = Date.now() - at;
  t.ok(ms >= 900, `Req 182: for a second, without scripts; here ${ms} ms`);
});

t.test('an issuer may want words on it: processingScreen', async (t) => {
  const s = await startScenario(t, { fixtures: issuerWith(t, { processingScreen: 'worded' }) });
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms });
  const second = await s.posts(await s.postsCReq(ares), { ePin: EPIN });
  t.notMatch(second.html, 'data-testid="veil"');
  await s.ds.stop();
  t.match((await s.posts(second, { code: await s.code(ares) })).html, 'Authentication in progress');
});

t.test('Req 180: the logo in the branding zone is that of the scheme of the card', async (t) => {
  const s = await startScenario(t);
  for (const [acctNumber, logo, programme] of [
    ['4970720000100009', 'scheme', 'Visa Secure'],
    ['5100000000000008', 'mastercard', 'Mastercard Identity Check'],
    ['2204000000000009', 'mir', 'MirAccept'],
    ['370000000000002', 'amex', ''],
    ['3530000000000008', 'jcb', ''],
    ['6200000000000005', 'unionpay', ''],
  ] as const) {
    const page = await s.postsCReq(await s.sendsAReq({ acctNumber }));
    const [, src = '', alt = ''] = /<img class="scheme" src="([^"]+)" alt="([^"]*)"/.exec(page.html) ?? [];
    t.match(src, new RegExp(`/${logo}\\.[0-9a-f]{12}\\.svg$`), `Req 180: ${logo}`);
    t.equal((await fetch(new URL(src, s.simulator.urls.acs))).status, 200, `Req 180: ${logo} is there`);
    if (programme) t.equal(alt, programme, `Req 180: ${logo} by its name`);
  }
});

/** What only scripts tell. */
const NO_SCRIPTS = {
  browserJavascriptEnabled: false,
  ...Object.fromEntries(
    ['Language', 'JavaEnabled', 'ColorDepth', 'ScreenHeight', 'ScreenWidth', 'TZ'].map((name) => [`browser${name}`, undefined]),
  ),
};

t.test('A.1 acceptLanguage: where there is no browserLanguage, the page speaks the first language of the list', async (t) => {
  const s = await startScenario(t);
  for (const [acceptLanguage, heading] of [
    [['en', 'fr'], 'SMS authentication'],
    [['de', 'en'], 'SMS authentication'],
    [['fr', 'en'], 'Authentification par SMS'],
  ] as const) {
    const areq = { acctNumber: CARDS.sms, ...NO_SCRIPTS, acceptLanguage };
    const page = await s.postsCReq(await sends(s, areqOf(s, '2.3.1', 'browser-payment', areq)));
    t.match(page.html, heading, `A.1 acceptLanguage: ${acceptLanguage}`);
  }
});

t.test('A.1 deviceBindingStatus: the browser page asks, and a device is known the next time', async (t) => {
  const s = await startScenario(t);
  const pays = async (binds: string | undefined, areq: Json = {}) => {
    const asked = { acctNumber: METHOD_CARDS.ePin, threeDSRequestorChallengeInd: ['12'], deviceId: undefined, ...areq };
    const ares = await sends(s, areqOf(s, '2.3.1', 'browser-payment', asked));
    const page = await s.postsCReq(ares);
    await s.posts(page, { ePin: EPIN, ...(binds ? { deviceBinding: binds } : {}) });
    await s.ends(ares);
    const rreq = s.ds.rreqs().find(({ acsTransID }) => acsTransID === ares.acsTransID) ?? {};
    return { isAsked: page.html.includes('data-testid="device-binding"'), ares, rreq };
  };
  const source = { deviceBindingStatusSource: '03' };
  t.match(
    await pays(undefined),
    { isAsked: true, rreq: { deviceBindingStatus: '04', ...source } },
    'A.1 deviceBindingStatus: no',
  );
  t.match(await pays('Y'), { isAsked: true, rreq: { deviceBindingStatus: '14', ...source } }, 'A.1 deviceBindingStatus: yes');
  t.match(await pays('Y'), { isAsked: false, ares: { deviceBindingStatus: '14', ...source } }, 'A.1 deviceBindingStatus: known');
  t.match(await pays(undefined, { browserUserAgent: 'Another/1.0' }), { isAsked: true }, 'another browser is asked');
  t.match(await pays('Y', { deviceId: 'device-1' }), { isAsked: true }, 'by its id, where the AReq has one');
  t.match(
    await pays('Y', { deviceId: 'device-1', browserUserAgent: 'C/1' }),
    { isAsked: false },
    'whatever the browser says of itself',
  );
  t.match(await pays(undefined, { threeDSRequestorChallengeInd: ['03'], browserUserAgent: 'B/1' }), { isAsked: false });
});

t.test('another method in a browser: a button of the page', async (t) => {
  const s = await startScenario(t);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ match: { acctNumber: CARDS.sms }, transStatus: 'C', method: 'sms', alternative: 'email' });
  await fetch(`${s.simulator.urls.control}/api/next`, { method: 'POST', headers, body });
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  t.match(page.html, /data-testid="alternative">Other way: E-mail authentication</);
  const other = await s.posts(page, { action: 'alternative' });
  t.match(other.html, /by e-mail/);
  t.match((await s.posts(page, { code: '00000000' })).html, /by e-mail/, 'the first page is not current any more');
  await s.posts(other, { code: await s.code(ares, 2) });
  await s.ends(ares);
  t.match(s.ds.rreqs().at(-1), { transStatus: 'Y' });
});
