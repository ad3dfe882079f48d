import t from 'tap';
import { aresFor, customerOf } from '../support/stubAcs.ts';

const CARD = '4970720000052226';
const SCRIPTS = {
  browserJavascriptEnabled: 'true',
  browserLanguage: 'fr-FR',
  browserJavaEnabled: 'false',
  browserColorDepth: '30',
  browserScreenHeight: '844',
  browserScreenWidth: '390',
  browserTZ: '-660',
};

const base64url = (message: object) => Buffer.from(JSON.stringify(message)).toString('base64url');
const hidden = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

t.test('the checkout offers the cards, a typed number and the options, in both languages', async (t) => {
  const { opens, sandbox } = await customerOf(t, (areq) => aresFor(areq));
  const { body, headers } = await opens('/shop/');
  t.match(body, 'lang="fr"');
  for (const text of ['MyTestMerchantACS3', '299,00', 'data-testid="card-choice"', 'data-testid="card-number"', 'Payer']) {
    t.match(body, text);
  }
  t.match(body, new RegExp(`value="${CARD}" checked`));
  t.match(headers, { 'cache-control': 'no-store', 'content-security-policy': /default-src 'none'; script-src 'self'/ });
  t.notMatch(body, /<script(?![^>]*src=)|style=|onclick=/, 'no inline script or style');
  const preset = await opens(`/shop/?card=4000000000000002&windowSize=05&language=en`);
  t.match(preset.body, /lang="en"[\s\S]*value="4000000000000002"[\s\S]*<option value="05" selected/);
  t.match(await opens('/shop/?card="><script>alert(1)</script>'), { statusCode: 200, body: /^(?![\s\S]*<script>alert)/ });
  t.match((await sandbox.inject({ url: '/' })).headers.location, '/shop/');
  const [, script] = /src="(\/shop\/assets\/checkout[^"]+)"/.exec(body) ?? [];
  t.match(await opens(String(script)), {
    statusCode: 200,
    headers: { 'content-type': /javascript/, 'cache-control': /immutable/ },
  });
  t.equal((await opens('/shop/assets/nothing.js')).statusCode, 404);
});

t.test('a card number that is none is refused with an example, and stays in the field', async (t) => {
  const { sends, received } = await customerOf(t, (areq) => aresFor(areq));
  for (const cardNumber of ['12', '4970 7200 0005 222a', '1'.repeat(20)]) {
    const { statusCode, body } = await sends('/shop/pay', { cardNumber, shopLanguage: 'en' });
    t.equal(statusCode, 422);
    t.match(body, /role="alert"[\s\S]*for example 4970 7200 0005 2226/);
    t.match(body, `value="${cardNumber}"`);
  }
  t.match(await sends('/shop/pay', {}), { statusCode: 422 });
  t.same(received, []);
});

t.test('without scripts the AReq says so, and no 3DS Method is waited for', async (t) => {
  const { sends, received, outcome, sees } = await customerOf(t, (areq) => aresFor(areq));
  const { statusCode, location } = await sends('/shop/pay', { cardNumber: '4970 7200 0005 2226', shopLanguage: 'fr' });
  t.equal(statusCode, 303);
  t.match(received[0], { acctNumber: CARD, browserJavascriptEnabled: false, threeDSCompInd: 'N', browserLanguage: 'fr' });
  t.match(received[0], {
    purchaseAmount: '29900',
    purchaseCurrency: '978',
    merchantCountryCode: '540',
    browserUserAgent: 'Test',
  });
  t.notOk('browserColorDepth' in (received[0] ?? {}));
  t.equal(await outcome(location), 'accepted');
  const fact = await sees(location);
  t.same([fact('trans-status'), fact('eci'), fact('cres-trans-status')], ['Y', '05', '–']);
});

t.test('with scripts the 3DS Method comes first, and what came of it is in the AReq', async (t) => {
  const { sends, opens, received, urls } = await customerOf(t, (areq) => aresFor(areq));
  for (const [run, threeDSCompInd] of [
    [true, 'Y'],
    [false, 'N'],
  ] as const) {
    const { location } = await sends('/shop/pay', { card: CARD, ...SCRIPTS, language: 'en' });
    t.match(location, /^\/shop\/method\//);
    const page = await opens(location);
    t.match(page.body, `action="${urls.acs}/3ds/method"`);
    const data = JSON.parse(Buffer.from(hidden(page.body, 'threeDSMethodData'), 'base64url').toString());
    t.equal(data.threeDSMethodNotificationURL, `${urls.sandbox}/3ds-server/method-notification`);
    const threeDSMethodData = base64url({ threeDSServerTransID: data.threeDSServerTransID });
    if (run) await sends('/3ds-server/method-notification', { threeDSMethodData });
    const order = location.split('/').at(-1);
    const answers = await Promise.all([1, 2].map(() => sends(`/shop/authenticate/${order}`, {})));
    t.match(answers, [{ location: `/shop/result/${order}` }, { location: `/shop/result/${order}` }]);
    t.match(received.at(-1), { threeDSCompInd, threeDSServerTransID: data.threeDSServerTransID });
  }
  t.equal(received.length, 2, 'an order sends one AReq, however often it is asked to');
  t.match(received[0], { browserColorDepth: '24', browserTZ: '-660', browserLanguage: 'en', browserJavaEnabled: false });
  t.match(await sends('/3ds-server/method-notification', { threeDSMethodData: '%%%' }), { statusCode: 200 });
});

t.test('Y and A are accepted, everything else without a challenge is refused', async (t) => {
  const statuses = { Y: 'accepted', A: 'accepted', N: 'refused', U: 'refused', R: 'refused' };
  let transStatus = '';
  const { sends, outcome, sees } = await customerOf(t, (areq) => {
    const accepted = statuses[transStatus as keyof typeof statuses] === 'accepted';
    const refusal = { transStatusReason: '11', authenticationValue: undefined, eci: undefined };
    return aresFor(areq, { transStatus, ...(accepted ? {} : refusal) });
  });
  for (const [status, expected] of Object.entries(statuses)) {
    transStatus = status;
    const { location } = await sends('/shop/pay', { card: CARD });
    t.equal(await outcome(location), expected, status);
    t.equal((await sees(location))('trans-status'), status);
  }
});

t.test('an Erro is shown with its code and detail', async (t) => {
  const texts = { errorDescription: 'text', errorDetail: 'acctNumber', errorMessageType: 'AReq' };
  const erro = { messageType: 'Erro', messageVersion: '2.2.0', errorCode: '305', errorComponent: 'A', ...texts };
  const { sends, outcome, sees } = await customerOf(t, () => erro);
  const { location } = await sends('/shop/pay', { card: CARD });
  t.equal(await outcome(location), 'error');
  const fact = await sees(location);
  t.same([fact('error-code'), fact('error-detail')], ['305', 'acctNumber']);
});

t.test('a DS that cannot be reached is told to the customer', async (t) => {
  const { sends, sees, outcome, urls } = await customerOf(t, (areq) => aresFor(areq));
  urls.sandbox = 'http://127.0.0.1:9';
  const { location } = await sends('/shop/pay', { card: CARD });
  t.equal(await outcome(location), 'error');
  t.equal((await sees(location))('error-code'), '405');
});

t.test('fields that come twice break nothing', async (t) => {
  const { sandbox, opens, received } = await customerOf(t, (areq) => aresFor(areq));
  const payload = `cardNumber=${CARD}&cardNumber=1&shopLanguage=fr&shopLanguage=en&browserLanguage=fr&browserLanguage=en`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  t.match(await sandbox.inject({ method: 'POST', url: '/shop/pay', headers, payload }), { statusCode: 303 });
  t.match(received, [{ acctNumber: CARD, browserLanguage: 'fr' }]);
  t.match(await opens('/shop/?card=1&card=2&language=fr&language=en&windowSize=01&windowSize=02'), { statusCode: 200 });
});
