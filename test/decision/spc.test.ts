import { readFileSync } from 'node:fs';
import t from 'tap';
import {
  assertionOf,
  clientDataOf,
  faultOfClientData,
  faultOfPayment,
  type OfferedSpc,
  spcElements,
} from '../../src/decision/spc.ts';
import { shipped } from '../../src/files.ts';
import type { AReq } from '../../src/messages/types.ts';

const example: AReq = JSON.parse(readFileSync(shipped('fixtures/messages/2.3.1/AReq-browser-payment.json'), 'utf8'));
const offer = {
  challenge: 'c'.repeat(43),
  rpID: 'localhost',
  credentialId: 'i'.repeat(22),
  displayName: 'x'.repeat(60),
  icon: 'http://localhost/card.svg',
};
const encoded = (data: unknown) => Buffer.from(JSON.stringify(data)).toString('base64url');

t.test('the amount is shown in major units, with the letters of its currency', async (t) => {
  const rows: [string, string, string, string][] = [
    ['29900', '978', 'EUR', '299.00'],
    ['5', '978', 'EUR', '0.05'],
    ['029900', '978', 'EUR', '299.00'],
    ['3500', '953', 'XPF', '3500'],
    ['1234', '048', 'BHD', '1.234'],
  ];
  for (const [purchaseAmount, purchaseCurrency, currency, value] of rows)
    t.match(spcElements({ ...example, purchaseAmount, purchaseCurrency }, offer).spcTransData, { currency, value });
  t.equal(spcElements(example, offer).spcTransData?.displayName.length, 40);
});

t.test('the assertion is found in whatever form it is handed on', async (t) => {
  const clientData = { type: 'payment.get', challenge: 'abc' };
  const response = { clientDataJSON: encoded(clientData), authenticatorData: 'YQ', signature: 'c2ln' };
  const asObject = { id: 'x', response };
  const prior = [{ threeDSReqPriorRef: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b', threeDSReqPriorAuthMethod: '05' }];
  const of = (threeDSReqAuthData: unknown, priorInfo: unknown = prior) =>
    assertionOf({
      ...example,
      threeDSRequestorAuthenticationInfo: [{ threeDSReqAuthMethod: '09', threeDSReqAuthData }],
      threeDSRequestorPriorAuthenticationInfo: priorInfo,
    } as unknown as AReq);
  const found = { acsTransID: prior[0]?.threeDSReqPriorRef, clientData, ...response };
  t.same(of(asObject), found, 'an object');
  t.same(of(JSON.stringify(asObject)), found, 'its JSON');
  t.same(of(encoded(asObject)), found, 'base64url of that');
  t.same(of(response), found, 'the response alone');
  const unreadable = { fault: /clientDataJSON/ };
  for (const garbage of ['', 'x', '{', 'null', 5, null, {}, { response: null }, { response: 7 }, { clientDataJSON: 7 }])
    t.match(of(garbage), unreadable, JSON.stringify(garbage));
  t.match(of({ ...response, authenticatorData: 5 }), { fault: /authenticatorData/ });
  t.match(of({ ...response, signature: '' }), { fault: /signature/ });
  t.match(of(asObject, []), { fault: /threeDSReqPriorRef/ }, 'without the transaction that it belongs to');
  t.equal(assertionOf(example), undefined, 'an AReq that reports nothing');
  t.equal(assertionOf({ ...example, spcIncompInd: '02' }), undefined, 'nor one that reports only what was missing');
});

t.test('what was signed has to be what the ARes with S showed', async (t) => {
  const areq: AReq = { ...example, purchaseAmount: '29900', purchaseCurrency: '978', payeeOrigin: 'https://shop.example' };
  const offered = spcElements(areq, offer) as OfferedSpc;
  const signed = JSON.parse(clientDataOf(offered, 'https://shop.example'));
  t.equal(faultOfClientData(signed, offered), undefined);
  const { rpId, ...payment } = signed.payment;
  t.equal(faultOfClientData({ ...signed, payment: { ...payment, rp: rpId } }, offered), undefined, 'as earlier drafts name it');
  const { payeeName: _name, ...unnamed } = signed.payment;
  t.equal(faultOfClientData({ ...signed, payment: unnamed }, offered), undefined, 'the origin alone names the payee');
  const rows: [string, object][] = [
    ['type', { type: 'webauthn.get' }],
    ['challenge', { challenge: 'd'.repeat(43) }],
    ['payment.rpId', { payment: { ...signed.payment, rpId: 'evil.example' } }],
    ['payment.total.currency', { payment: { ...signed.payment, total: { currency: 'USD', value: '299.00' } } }],
    ['payment.total.value', { payment: { ...signed.payment, total: { currency: 'EUR', value: '2.99' } } }],
    ['payment.payeeName', { payment: { ...signed.payment, payeeName: 'Another' } }],
    ['payment.payeeOrigin', { payment: { ...signed.payment, payeeOrigin: 'https://evil.example' } }],
    ['payment.instrument.displayName', { payment: { ...signed.payment, instrument: null } }],
    ['payment.rpId', { payment: 5 }],
    ['payment.rpId', { payment: undefined }],
  ];
  for (const [name, change] of rows)
    t.match(faultOfClientData({ ...signed, ...change }, offered), new RegExp(`^${name} of clientDataJSON is `), name);
  t.match(faultOfClientData(signed, {}), /no spcTransData/, 'an ARes that was bent');
  t.equal(faultOfPayment(areq, offered), undefined);
  t.equal(
    faultOfPayment({ ...areq, purchaseAmount: '29901' }, offered),
    'this AReq is about 299.01 EUR; the cardholder confirmed 299.00 EUR',
  );
  t.match(faultOfPayment({ ...areq, purchaseCurrency: '953' }, offered), /about 29900 XPF/);
});

t.test('of what was signed in place of the offer, no more than 100 characters are shown', async (t) => {
  const offered = { spcTransData: { challenge: 'a', value: '1', currency: 'EUR' } } as unknown as OfferedSpc;
  const says = String(faultOfClientData({ type: 'x'.repeat(500) }, offered));
  t.equal(says, `type of clientDataJSON is "${'x'.repeat(99)}; the ARes with S offered "payment.get"`);
});

t.test('clientDataJSON names the payee where the offer does, and only what it names', async (t) => {
  const paymentOf = (payee: object) => {
    const spcTransData = { challenge: 'a', value: '1', currency: 'EUR', displayName: 'B', icon: 'c', ...payee };
    const offered = { spcTransData, webAuthnCredList: [{ rpID: 'localhost', credentialIds: 'x' }] } as unknown as OfferedSpc;
    return JSON.parse(clientDataOf(offered, 'https://shop.example')).payment;
  };
  t.match(paymentOf({ payeeName: 'S', payeeOrigin: 'https://s.example' }), { payeeName: 'S', payeeOrigin: 'https://s.example' });
  for (const payee of [{}, { payeeName: '', payeeOrigin: '' }]) {
    const payment = paymentOf(payee);
    t.notOk('payeeName' in payment || 'payeeOrigin' in payment, JSON.stringify(payee));
  }
});
