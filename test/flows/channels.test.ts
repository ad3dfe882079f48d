import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'];
const exampleOf = (version: string, kind: string) => shipped(`fixtures/messages/${version}/AReq-${kind}.json`);

/** Sends the example AReq of a version and kind; an undefined element of the patch is left out. */
async function sends(s: Scenario, version: string, kind: string, patch: Json = {}): Promise<Json> {
  const ids = { dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
  const body = JSON.stringify({ ...JSON.parse(readFileSync(exampleOf(version, kind), 'utf8')), ...ids, ...patch });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return (await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body })).json() as Promise<Json>;
}

const valid = (type: 'ARes' | 'RReq' | 'CRes', message: unknown): Json => ({ ...readWhole(type, JSON.stringify(message)) });

const VISA_Y = '4970720000052226';
const MASTERCARD = '5200000000001005';

for (const version of VERSIONS) {
  t.test(`${version}: 3RI is answered at once, and is no challenge`, async (t) => {
    const s = await startScenario(t);
    for (const kind of ['3ri-payment', '3ri-nonpayment'].filter((name) => existsSync(exampleOf(version, name)))) {
      const isPayment = kind === '3ri-payment';
      const rows: [acctNumber: string, expected: Json, proven: boolean][] = [
        [VISA_Y, { transStatus: 'Y', eci: '05' }, isPayment],
        [MASTERCARD, { transStatus: 'Y', eci: isPayment ? '07' : 'N2' }, true],
        ['4970720000020009', { transStatus: 'A', eci: '06' }, isPayment],
        ['4970720000030008', { transStatus: 'N', transStatusReason: '01' }, false],
        ['4970720000110008', { transStatus: 'N', transStatusReason: '12' }, false],
      ];
      for (const [acctNumber, expected, proven] of rows) {
        const ares = valid('ARes', await sends(s, version, kind, { acctNumber }));
        t.match(ares, { messageVersion: version, ...expected }, `${kind} ${acctNumber}`);
        t.equal('authenticationValue' in ares, proven, `${kind} ${acctNumber}: ${proven ? 'proven' : 'no value'}`);
        for (const absent of ['acsURL', 'authenticationType', 'authenticationMethod', 'acsChallengeMandated'])
          t.notOk(absent in ares, absent);
        t.match(await s.transaction(ares), { state: 'final', report: 'notOwed' });
      }
    }
    t.same(s.ds.rreqs(), [], 'no RReq follows');
  });

  t.test(`${version}: non-payment is challenged like a payment; pages and SMS speak of none`, async (t) => {
    const s = await startScenario(t);
    const words = {
      fr: [/paiement|achat|Montant|€|\bEUR\b/, /Annuler cette opération/, /sans paiement/, /Aucun paiement n’a été effectué/],
      en: [/\bpay(?:ment)?\b|purchase|Amount|€|\bEUR\b/i, /Cancel this request/, /without a payment/, /No payment was made/],
    } as const;
    for (const [language, [ofPayments, cancel, sms, done]] of Object.entries(words)) {
      const ares = valid(
        'ARes',
        await sends(s, version, 'browser-nonpayment', { acctNumber: CARDS.ePinThenSms, browserLanguage: language }),
      );
      t.match(ares, { transStatus: 'C' });
      const ePinPage = await s.postsCReq(ares);
      const codePage = await s.posts(ePinPage, { ePin: EPIN });
      const final = await s.finalPage(ares, await s.posts(codePage, { code: await s.code(ares) }));
      t.match(valid('CRes', final.final?.message), { transStatus: 'Y' });
      const shown = (html: string) =>
        html.replace(/<footer>[\s\S]*?<details/, '<details').replace(/data-testid="simulator-mark">[^<]*/, '');
      for (const page of [ePinPage, codePage]) {
        t.notMatch(shown(page.html).replace(/sans paiement/g, ''), ofPayments, `${language} ${page.name}: no word of a payment`);
        t.match(page.html, cancel);
        t.match(page.html, 'MyTestMerchantACS3');
      }
      t.match(final.html, done);
      const [message] = (await (
        await fetch(`${s.simulator.urls.control}/api/messages?acsTransID=${ares.acsTransID}`)
      ).json()) as Json[];
      t.match(message?.text, sms);
      t.notMatch(String(message?.text), /undefined|\{|NaN/);
      const rreq = valid('RReq', s.ds.rreqs().at(-1));
      t.match(rreq, { transStatus: 'Y', messageCategory: '02', eci: '05', interactionCounter: '02' });
      t.notOk('authenticationValue' in rreq, 'Visa proves no non-payment');
    }
    const cancelled = await sends(s, version, 'browser-nonpayment', { acctNumber: CARDS.sms, browserLanguage: 'en' });
    const page = await s.posts(await s.postsCReq(cancelled), { action: 'cancel' });
    const last = await s.finalPage(cancelled, page);
    t.match(last.html, /Request cancelled/);
    t.notMatch(last.html.replace(/no real payment/, ''), /your (?:purchase|payment)/);
    const transStatusReason = version === '2.3.1' ? '19' : '01';
    t.match(valid('RReq', s.ds.rreqs().at(-1)), { transStatus: 'N', transStatusReason, challengeCancel: '01' });
  });

  t.test(`${version}: non-payment of a Mastercard, guessed wrong: ECI N0; right: N2 and a value of 28 characters`, async (t) => {
    const s = await startScenario(t);
    const guessed = await sends(s, version, 'browser-nonpayment', { acctNumber: MASTERCARD });
    let page = await s.postsCReq(guessed);
    const wrong = otherCode(await s.code(guessed));
    for (let tries = 0; tries < 3; tries += 1) page = await s.posts(page, { code: wrong });
    await s.ends(guessed);
    t.match(valid('RReq', s.ds.rreqs().at(-1)), { transStatus: 'N', transStatusReason: '19', eci: 'N0' });
    const right = await sends(s, version, 'browser-nonpayment', { acctNumber: MASTERCARD });
    await s.posts(await s.postsCReq(right), { code: await s.code(right) });
    await s.ends(right);
    t.match(valid('RReq', s.ds.rreqs().at(-1)), { transStatus: 'Y', eci: 'N2', authenticationValue: /^k[A-Za-z0-9+/]{27}$/ });
  });
}

t.test('a non-payment that belongs to a purchase shows its amount', async (t) => {
  const s = await startScenario(t);
  const ares = await sends(s, '2.2.0', 'browser-nonpayment', {
    ...{ acctNumber: CARDS.sms, browserLanguage: 'en', threeDSRequestorAuthenticationInd: '02' },
    ...{ purchaseAmount: '29900', purchaseCurrency: '978', purchaseExponent: '2', purchaseDate: '20260207212818' },
    ...{ recurringExpiry: '20270207', recurringFrequency: '30' },
  });
  const page = await s.postsCReq(ares);
  t.match(page.html, /€299\.00/);
  t.match(page.html, /07\/02\/2026 21:28:18 GMT/);
  t.match(page.html, /Cancel this request/);
});

t.test('without a merchant the requestor is named', async (t) => {
  const s = await startScenario(t);
  const ares = await sends(s, '2.2.0', 'browser-nonpayment', {
    ...{ acctNumber: CARDS.sms, merchantName: undefined, threeDSRequestorName: 'MyWallet' },
  });
  t.match((await s.postsCReq(ares)).html, /<bdi>MyWallet<\/bdi>/);
});

t.test('2.1.0 knows no payment in 3RI: 203 messageCategory', async (t) => {
  const s = await startScenario(t);
  const answer = await sends(s, '2.1.0', '3ri-nonpayment', { messageCategory: '01' });
  t.match(answer, { messageType: 'Erro', errorCode: '203', errorDetail: 'messageCategory' });
});

for (const version of ['2.2.0', '2.3.1']) {
  t.test(`${version}: informational and data only are I, with the ECI of the scheme`, async (t) => {
    const s = await startScenario(t);
    const wish = (value: string) => ({ threeDSRequestorChallengeInd: version === '2.3.1' ? [value] : value });
    const rows: [acctNumber: string, wish: string, eci: string | undefined][] = [
      [VISA_Y, '05', '07'],
      [VISA_Y, '06', '07'],
      [VISA_Y, '07', '07'],
      [VISA_Y, '82', '07'],
      [MASTERCARD, '05', '06'],
      [MASTERCARD, '06', '04'],
      ['340000000000108', '06', '07'],
      ['2200000000000004', '06', undefined],
    ];
    // Visa sends a CAVV with ECI 07, Mastercard an AAV with ECI 04 (medium: no document of either was read).
    const proven = new Set([...['05', '06', '07', '82'].map((ind) => `${VISA_Y} ${ind}`), `${MASTERCARD} 06`]);
    const asks = async (ind: string) =>
      (await sends(s, version, 'browser-payment', { acctNumber: VISA_Y, ...wish(ind) })).transStatus;
    const byDefault = await Promise.all(['05', '06', '07', '82'].map(asks));
    t.same(byDefault, ['Y', 'I', 'Y', 'C'], 'data only by itself, the others where a rule says so');
    const rules = `${s.simulator.urls.control}/api/rules`;
    const rule = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"outcome":{"transStatus":"I"}}' };
    t.equal((await fetch(rules, rule)).status, 201);
    for (const [acctNumber, ind, eci] of rows) {
      const ares = valid('ARes', await sends(s, version, 'browser-payment', { acctNumber, ...wish(ind) }));
      t.equal(ares.transStatus, 'I', `${acctNumber} ${ind}`);
      t.equal(ares.eci, eci, `${acctNumber} ${ind}: ECI`);
      const isProven = proven.has(`${acctNumber} ${ind}`);
      t.equal('authenticationValue' in ares, isProven, `${acctNumber} ${ind}: authenticationValue`);
      t.notOk('transStatusReason' in ares || 'acsURL' in ares);
    }
    await fetch(rules, { method: 'DELETE' });
    const nonPayment = valid('ARes', await sends(s, version, 'browser-nonpayment', { acctNumber: VISA_Y, ...wish('06') }));
    t.match(nonPayment, { transStatus: 'I' });
    const blocked = valid('ARes', await sends(s, version, 'browser-payment', { acctNumber: '4970720000110008', ...wish('05') }));
    t.match(blocked, { transStatus: 'N', transStatusReason: '12' }, 'a blocked card is not waved through');
  });
}

t.test('What a 3RI AReq does not have decides nothing, breaks nothing and is shown nowhere but in the message', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const rule = { match: { purchaseAmount: '5' }, outcome: { transStatus: 'R', transStatusReason: '04' } };
  const headers = { 'content-type': 'application/json' };
  t.equal((await fetch(`${control}/api/rules`, { method: 'POST', headers, body: JSON.stringify(rule) })).status, 201);
  const purchase = { purchaseAmount: '1', purchaseCurrency: '978', purchaseExponent: '2' };
  const foreign: [version: string, kind: string, patch: Json][] = [
    ['2.1.0', '3ri-nonpayment', { ...purchase, purchaseExponent: 'x' }],
    ['2.1.0', '3ri-nonpayment', { ...purchase, purchaseAmount: 1 }],
    ['2.1.0', '3ri-nonpayment', { ...purchase, purchaseCurrency: 'zzz' }],
    ...['abc', {}, 5, true, ['5'], '5'].map((purchaseAmount): [string, string, Json] => [
      ...(['2.1.0', '3ri-nonpayment'] as const),
      { purchaseAmount },
    ]),
    ...['2.2.0', '2.3.1'].flatMap((version): [string, string, Json][] => [
      [version, '3ri-payment', { browserLanguage: ['fr'] }],
      [version, '3ri-payment', { browserLanguage: ['fr'], notificationURL: 7, threeDSCompInd: {}, deviceInfo: 1 }],
    ]),
  ];
  for (const [version, kind, patch] of foreign) {
    const what = `${version} ${JSON.stringify(patch)}`;
    const ares = await sends(s, version, kind, { acctNumber: VISA_Y, ...patch });
    t.match(valid('ARes', ares), { transStatus: 'Y' }, what);
    const { purchase: shown, messages } = await s.transaction(ares);
    t.match(shown, version === '2.1.0' ? { purchaseAmount: '' } : {}, what);
    t.match((messages[0] as { body: Json }).body, patch, 'the record shows what came');
    t.equal((await fetch(`${control}/console/transactions/${ares.acsTransID}`)).status, 200, what);
  }
  t.equal((await fetch(`${control}/console/transactions`)).status, 200);
  t.equal((await fetch(`${control}/api/transactions`)).status, 200);
});
