import t from 'tap';
import { newestCodes, PEOPLE, PortalVisitor, signsIn } from '../support/portal.ts';
import { startScenario } from '../support/scenario.ts';
import { challengeFor, customerOf } from '../support/stubAcs.ts';
import { MINUTE, SECOND } from '../support/testClock.ts';

/** What asks for a page of the portal without a cardholder who looks at it; a browser sends the cookies along with each. */
const NO_LOOKS: [string, string, Record<string, string>][] = [
  ['a HEAD', 'HEAD', {}],
  ['a picture on another port', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a frame on another port', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'iframe' }],
  ['a link on another port', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'document' }],
  ['a page fetched in advance', 'GET', { 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch' }],
  ['a script of ours', 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }],
];
const PAGES = [
  '/portal/',
  '/portal/dashboard',
  '/portal/epin',
  '/portal/phone',
  '/portal/identity',
  '/portal/help',
  '/portal/session',
];

t.test('what no cardholder looks at says nothing away, and keeps no session alive', async (t) => {
  const s = await startScenario(t);
  const { acs } = s.simulator.urls;
  for (const [who, method, headers] of NO_LOOKS) {
    const visitor = await signsIn(s.simulator.urls, PEOPLE.smsOnly);
    await visitor.opens('/portal/epin');
    await visitor.posts('/portal/epin', { ePin: '12', confirmation: '12' });
    const language = visitor.jar.get('acs_portal_language');
    for (const path of PAGES) await visitor.asks(path, { method, headers });
    await visitor.asks('/portal/session?stay', { method, headers });
    if (!('sec-fetch-dest' in headers) || headers['sec-fetch-dest'] !== 'document')
      for (const path of PAGES) await visitor.asks(`${path}?language=en`, { method, headers });
    t.equal(visitor.jar.get('acs_portal_language'), language, `${who} chooses no language`);
    const page = await visitor.opens('/portal/epin');
    t.match(page.notice, /^ePin/, `${who}: what there is to say is said all the same`);

    s.clock.forward(4 * MINUTE);
    for (const path of [...PAGES, '/portal/session?stay']) await visitor.asks(path, { method, headers });
    s.clock.forward(MINUTE + SECOND);
    t.equal((await visitor.opens('/portal/dashboard')).name, 'email', `${who} keeps no session alive`);
  }
  const honest = await signsIn(s.simulator.urls, PEOPLE.smsOnly);
  s.clock.forward(4 * MINUTE);
  t.equal((await honest.opens('/portal/dashboard')).name, 'dashboard');
  s.clock.forward(4 * MINUTE);
  const { html } = await honest.posts('/portal/session', {}, { 'sec-fetch-site': 'same-origin' });
  t.match(JSON.parse(html), { leftMs: 5 * MINUTE, isLast: false }, 'whoever wants to stay posts it');
  const forged = await honest.posts('/portal/session', { token: 'AAAA.BBBB' });
  t.equal(forged.status, 403, 'with the token of a page of ours');
  s.clock.forward(4 * MINUTE);
  t.equal((await honest.opens('/portal/dashboard')).name, 'dashboard', 'and stays');
  const other = new PortalVisitor(acs);
  await other.givesEmail(PEOPLE.enrolled.email);
  t.equal((await other.types(await newestCodes(s.simulator.urls.control, PEOPLE.enrolled))).name, 'dashboard');
});

t.test('no look at a page of the shop changes what its 3DS Server and its DS know', async (t) => {
  const { opens, sends, received, sandbox } = await customerOf(t, (areq) => challengeFor(areq));
  const { location } = await sends('/shop/pay', { cardNumber: '4970720000052226', shopLanguage: 'en' });
  const order = location.split('/').at(-1);
  const { threeDSServerTransID: id } = received[0] ?? {};
  const records = [`/3ds-server/transactions/${id}`, `/ds/transactions/${id}`];
  const state = async () => (await Promise.all(records.map(async (url) => (await sandbox.inject({ url })).body))).join('\n');
  const before = await state();
  t.match(before, '"messageType":"CReq"', 'the CReq is made when the ARes has come');
  const forms: string[] = [];
  for (const path of ['challenge', 'result', 'method', 'challenge']) {
    await sandbox.inject({ method: 'HEAD', url: `/shop/${path}/${order}` });
    const { body } = await opens(`/shop/${path}/${order}`);
    if (path === 'challenge') forms.push(/name="creq" value="([^"]+)"/.exec(body)?.[1] ?? '');
    t.equal(await state(), before, path);
  }
  t.ok(forms[0] && forms[0] === forms[1], 'and the form that opens the window is the same each time');
});
