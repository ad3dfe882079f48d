import t from 'tap';
import { CARDS, EPIN } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import type { Page } from '../support/page.ts';
import { startScenario } from '../support/scenario.ts';

t.test('nothing that a browser sends changes amount, card, merchant or return address', async (t) => {
  const s = await startScenario(t);
  const evil = {
    amount: '1',
    purchaseAmount: '1',
    purchaseCurrency: '840',
    acctNumber: '4970720000010000',
    merchantName: 'EvilMerchant',
    notificationURL: 'http://127.0.0.1:1/evil-return',
    dsURL: 'http://127.0.0.1:1/evil-ds',
    phone: '+687 66 66 66',
    transStatus: 'Y',
    right: 'true',
    step: '1',
    method: 'sms',
    __proto__: 'x',
    constructor: 'x',
    'purchase[purchaseAmount]': '1',
  };
  const ares = await s.sendsAReq();
  const ePinPage = await s.postsCReq(ares, evil, { ...evil, merchantName: 'EvilMerchant' });
  const codePage = await s.posts(ePinPage, { ...evil, ePin: EPIN });
  const waiting = await s.posts(codePage, { ...evil, code: await s.code(ares) });
  const final = await s.finalPage(ares, waiting);
  for (const page of [ePinPage, codePage, final]) {
    t.match(page.html, /MyTestMerchantACS3/, `${page.name} names the merchant of the AReq`);
    t.match(page.html, /€299\.00/, `${page.name} shows the amount of the AReq`);
    t.match(page.html, /x{12}2226/, `${page.name} shows the card of the AReq`);
    t.notMatch(page.html, /[Ee]vil|USD|\$/, `${page.name} shows nothing that the browser added`);
  }
  t.equal(final.final?.action, 'http://localhost:8090/shop/3ds/notification', 'the result goes to the address of the AReq');
  t.match(s.ds.rreqs(), [{ transStatus: 'Y' }], 'and to the DS of the AReq');

  const plain = await honestFlow(s);
  t.match(plain.final?.message, { transStatus: 'Y' }, 'without all that it works the same');
});

t.test('HTML in a message is shown as text', async (t) => {
  const s = await startScenario(t);
  const merchantName = `<script>alert(1)</script>"'&{{1}}`;
  const notificationURL = `http://localhost:8090/n?a="><script>alert(2)</script>&b='x'`;
  const threeDSSessionData = `"><script>alert(3)</script>&amp;'`;
  const ares = await s.sendsAReq({ merchantName, notificationURL, acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares, { threeDSSessionData });
  const final = await s.finalPage(
    ares,
    await s.posts(page, { code: await s.code(ares), language: '"><script>alert(4)</script>' }),
  );
  const other = await s.sendsAReq({ merchantName, notificationURL, acctNumber: CARDS.sms });
  const fault = await s.postsCReq(other, { threeDSSessionData }, { challengeWindowSize: '09' });
  for (const each of [page, final, fault])
    t.notMatch(each.html, /<script>|alert\(\d\)<\/script>"/, `${each.name} has no foreign script`);
  t.match(page.html, '&lt;script&gt;alert(1)&lt;/script&gt;', 'the name is readable as it came');
  t.equal(final.final?.threeDSSessionData, threeDSSessionData);
  t.equal(fault.final?.threeDSSessionData, threeDSSessionData);
  t.equal(new URL(final.final?.action ?? '').href, new URL(notificationURL).href);
  t.match(final.final?.message, { transStatus: 'Y' });
});

t.test('text that turns the direction of writing stays within its place', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ merchantName: '\u202Eevil\u2069\u202Dmore', acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  await s.code(ares);
  t.match(page.html, '<bdi>evilmore</bdi>', 'the page isolates the name, and it cannot end the isolation itself');
  t.notMatch(page.html, /[\u202A-\u202E\u2066-\u2069]/u);
  const [message] = (await (await fetch(`${s.simulator.urls.control}/api/messages?acsTransID=${ares.acsTransID}`)).json()) as [
    Json,
  ];
  t.match(message.text, /\u2068evilmore\u2069/, 'so does the SMS');
  t.equal(String(message.text).match(/[\u202A-\u202E\u2066-\u2069]/gu)?.length, 2, 'no other mark is left');
  t.match((await honestFlow(s, { merchantName: 'متجر' })).final?.message, { transStatus: 'Y' }, 'an Arabic name is welcome');
});

const SESSION_DATA: Record<string, string> = {
  base64url: Buffer.from('{"session":"ÿÿ"}').toString('base64url'),
  'base64 with padding': `${Buffer.from('session data!').toString('base64')}`,
  'the standard alphabet with + and /': '++//+/+/ab==',
  'what is no base64 at all': 'a b;c&d=e?f%20+"<>',
  'letters of other scripts': 'session-é-名-🙂',
  '1024 characters': 'A'.repeat(1022).concat('=='),
  'one character': '0',
};

t.test('threeDSSessionData comes back byte for byte', async (t) => {
  const s = await startScenario(t);
  for (const [sentence, threeDSSessionData] of Object.entries(SESSION_DATA)) {
    const final = await honestFlow(s, {}, { threeDSSessionData });
    t.equal(final.final?.threeDSSessionData, threeDSSessionData, sentence);
    t.match(final.final?.message, { transStatus: 'Y' });
  }
  const none = await honestFlow(s);
  t.match(none.final?.message, { transStatus: 'Y' });
  t.equal(none.final?.threeDSSessionData, undefined, 'none comes back where none came');
});

t.test('threeDSSessionData of 1025 characters is a fault of the CReq: Erro 203', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const answer = await s.postsCReq(ares, { threeDSSessionData: 'A'.repeat(1025) });
  t.match(answer.final?.message, { messageType: 'Erro', errorCode: '203', errorDetail: 'threeDSSessionData' });
  t.match((await s.ends(ares)).result, { transStatus: 'U', challengeCancel: '06' });
});

t.test('no page sets a cookie or says who may frame it, every page is kept from caches', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const wrong = await s.posts(page, { code: '00000000', language: 'fr' });
  const waiting = await s.posts(wrong, { code: await s.code(ares) });
  const final = await s.finalPage(ares, waiting);
  const method = Buffer.from(
    JSON.stringify({ threeDSServerTransID: ares.threeDSServerTransID, threeDSMethodNotificationURL: 'http://localhost:8090/m' }),
  );
  const others = {
    unknown: await s.posts('', {}),
    method: await s.postsForm('/3ds/method', { threeDSMethodData: method.toString('base64url') }),
    erro: await s.postsCReq(ares, {}, { challengeWindowSize: '01' }),
  };
  const pages: Record<string, Page> = { page, wrong, waiting, final, ...others };
  for (const [name, { headers }] of Object.entries(pages)) {
    t.equal(headers.get('set-cookie'), null, `${name}: no cookie`);
    t.equal(headers.get('x-frame-options'), null, `${name}: no X-Frame-Options`);
    t.notMatch(headers.get('content-security-policy') ?? '', /frame-ancestors/, `${name}: no frame-ancestors`);
    t.match(headers.get('content-security-policy') ?? '', /default-src 'none'/, `${name}: scripts come from here alone`);
    t.notMatch(headers.get('content-security-policy') ?? '', /unsafe/, `${name}: nothing inline`);
    t.equal(headers.get('cache-control'), 'no-store', `${name}: no-store`);
  }
  t.match(final.final?.message, { transStatus: 'Y' });
});

t.test('the challenge works with Origin null, as a sandboxed frame sends it, and with no origin at all', async (t) => {
  const s = await startScenario(t);
  for (const headers of [{ origin: 'null' }, { origin: 'https://shop.example' }, {}] as Record<string, string>[]) {
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const creq = Buffer.from(s.creq(ares)).toString('base64url');
    const page = await s.postsForm('/3ds/creq', { creq }, headers);
    const code = await s.code(ares);
    const waiting = await s.postsForm('/3ds/challenge', { token: page.token, action: 'submit', code }, headers);
    t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' }, JSON.stringify(headers));
  }
});

t.test('an Erro never echoes a card number, wherever it stands in the message', async (t) => {
  const s = await startScenario(t);
  const acctNumber = '4970720000052226';
  const patches: Json[] = [
    { acctNumber: Number(acctNumber) },
    { acctNumber: `${acctNumber}x` },
    { threeDSServerTransID: acctNumber },
    { messageVersion: acctNumber },
    { dsTransID: acctNumber },
    { messageType: acctNumber },
    { [acctNumber]: 1, mcc: undefined },
    { mcc: acctNumber },
    { acctNumber: '9999999999999999' },
    { messageExtension: [{ name: 'x', id: acctNumber, criticalityIndicator: true, data: {} }] },
    { messageExtension: [{ name: 'x', id: '4970-7200-0005-2226', criticalityIndicator: true, data: {} }] },
  ];
  const texts = [
    ...patches.map((patch) => JSON.stringify(s.areq({ acctNumber, ...patch }))),
    `{"${acctNumber}":1,"${acctNumber}":2,${JSON.stringify(s.areq()).slice(1)}`,
    JSON.stringify(s.areq({ acctNumber })).slice(0, -3),
    acctNumber,
  ];
  for (const body of texts) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', body, headers });
    const answer = await response.text();
    t.match(answer, /"messageType":"Erro"/, `an Erro for …${body.slice(0, 40)}`);
    t.notMatch(answer.replaceAll(/[ ._-]/g, ''), /4970720000052226|9999999999999999/, 'and no card number in it');
  }
  t.match(await s.sendsAReq({ acctNumber }), { messageType: 'ARes', transStatus: 'C' }, 'the message itself is fine');
});
