import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import type { AReq } from '../../src/messages/types.ts';
import { assertionOf, spcElements } from '../../src/transaction/spc.ts';

const example: AReq = JSON.parse(readFileSync(shipped('fixtures/messages/2.3.1/AReq-browser-payment.json'), 'utf8'));
const offer = { challenge: 'c'.repeat(43), rpID: 'localhost', displayName: 'x'.repeat(60), icon: 'http://localhost/card.svg' };

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
  const clientDataJSON = Buffer.from('{"type":"payment.get","challenge":"abc"}').toString('base64url');
  const asObject = { id: 'x', response: { clientDataJSON, signature: 'y' } };
  const prior = [{ threeDSReqPriorRef: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b', threeDSReqPriorAuthMethod: '05' }];
  const of = (threeDSReqAuthData: unknown, priorInfo: unknown = prior) =>
    assertionOf({
      ...example,
      threeDSRequestorAuthenticationInfo: [{ threeDSReqAuthMethod: '09', threeDSReqAuthData }],
      threeDSRequestorPriorAuthenticationInfo: priorInfo,
    } as unknown as AReq);
  const found = { acsTransID: prior[0]?.threeDSReqPriorRef, challenge: 'abc' };
  t.same(of(asObject), found, 'an object');
  t.same(of(JSON.stringify(asObject)), found, 'its JSON');
  t.same(of(Buffer.from(JSON.stringify(asObject)).toString('base64url')), found, 'base64url of that');
  t.same(of({ clientDataJSON }), found, 'the response alone');
  for (const garbage of [
    '',
    'x',
    '{',
    'null',
    5,
    null,
    {},
    { response: null },
    { response: { clientDataJSON: 7 } },
    { clientDataJSON: 'e30' },
  ])
    t.equal(of(garbage), undefined, JSON.stringify(garbage));
  t.equal(of(asObject, []), undefined, 'without the transaction that it belongs to');
  t.equal(assertionOf(example), undefined, 'an AReq that reports nothing');
});
