import t from 'tap';
import type { AReq } from '../../src/messages/types.ts';
import { aresFor, CARD, customerOf } from '../support/stubAcs.ts';

const REFUSED = { transStatus: 'N', transStatusReason: '11', authenticationValue: undefined, eci: undefined };
const TEXT = 'Call <b>us</b> at +687 12';

/** An ARes in the version of its AReq. */
const answer = (changes: object) => (areq: AReq) =>
  aresFor(areq, { ...REFUSED, messageVersion: areq.messageVersion, ...changes });

t.test('Req 356: the shop shows cardholderInfo, with its pictures in 2.3.1', async (t) => {
  const rows = [
    ['2.2.0', TEXT, []],
    ['2.3.1', { text: TEXT, issuerImage: 'https://bank.example/logo.png' }, ['https://bank.example/logo.png']],
    ['2.3.1', undefined, []],
  ] as const;
  for (const [messageVersion, cardholderInfo, images] of rows) {
    const customer = await customerOf(t, answer({ cardholderInfo }));
    const { location } = await customer.sends('/shop/pay', { card: CARD, messageVersion });
    const { body } = await customer.opens(location);
    const shown = /data-testid="cardholder-info"[\s\S]*?<\/div>/.exec(body)?.[0] ?? '';
    t.equal(shown.includes('Call &lt;b&gt;us&lt;/b&gt; at +687 12'), cardholderInfo !== undefined, `${messageVersion}: as text`);
    for (const image of images) t.ok(shown.includes(`<img src="${image}"`), image);
  }
});

t.test('Req 116: the shop takes no payment without authenticationValue', async (t) => {
  const customer = await customerOf(t, answer({ transStatus: 'Y', transStatusReason: undefined, eci: '05' }));
  const { location } = await customer.sends('/shop/pay', { card: CARD });
  t.equal(await customer.outcome(location), 'error');
  t.match((await customer.opens(location)).body, /data-testid="error-detail">authenticationValue</);
});

t.test('Req 422: the shop speaks the highest version that the card has, up to the one that was chosen', async (t) => {
  const onlyOld = [
    { start: '4970720000000', end: '4970729999999999999', versions: ['2.1.0'] as const, threeDSMethod: false as const },
  ];
  const customer = await customerOf(t, answer({}), { servedRanges: onlyOld });
  const { location } = await customer.sends('/shop/pay', { card: CARD, messageVersion: '2.3.1' });
  const id = (await customer.sees(location))('three-ds-server-trans-id');
  const { areq } = (await customer.get(`/3ds-server/transactions/${id}`)) as { areq: AReq };
  t.equal(areq.messageVersion, '2.1.0');
});

t.test('Req 441: the 3DS Method runs again where it ran more than ten minutes ago', async (t) => {
  let now = Date.now();
  const customer = await customerOf(t, answer({}), { now: () => now });
  const scripts = { browserJavascriptEnabled: 'true', browserLanguage: 'fr' };
  for (const [minutes, path] of [
    [9, /^\/shop\/result\//],
    [11, /^\/shop\/method\//],
  ] as const) {
    const { location } = await customer.sends('/shop/pay', { card: CARD, ...scripts });
    const { body } = await customer.opens(location);
    const [, threeDSMethodData = ''] = /name="threeDSMethodData" value="([^"]*)"/.exec(body) ?? [];
    await customer.sends('/3ds-server/method-notification', { threeDSMethodData });
    now += minutes * 60_000;
    const next = await customer.sends(location.replace('method', 'authenticate'), {});
    t.match(next.location, path, `${minutes} minutes later`);
    if (!next.location.includes('method')) continue;
    await customer.sends('/3ds-server/method-notification', { threeDSMethodData });
    t.match(
      (await customer.sends(location.replace('method', 'authenticate'), {})).location,
      /result/,
      'and then the AReq leaves',
    );
  }
});

t.test('Req 315: the 3DS Method has five seconds in 2.3.1, and ten before', async (t) => {
  const customer = await customerOf(t, answer({}));
  for (const [messageVersion, ms] of [
    ['2.3.1', '5000'],
    ['2.2.0', '10000'],
  ] as const) {
    const form = { card: CARD, messageVersion, browserJavascriptEnabled: 'true', browserLanguage: 'fr' };
    const { location } = await customer.sends('/shop/pay', form);
    t.match((await customer.opens(location)).body, `data-limit="${ms}"`, messageVersion);
  }
});
