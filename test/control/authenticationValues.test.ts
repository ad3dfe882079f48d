import t from 'tap';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const Y = '4970720000010000';

async function verifies(
  s: Scenario,
  body: unknown,
  type = 'application/json',
): Promise<{ status: number; text: string; body: Json }> {
  const response = await fetch(`${s.simulator.urls.control}/api/authentication-values/verify`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': type },
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) };
}

t.test('a value of this simulator is found, with the transaction that it belongs to', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: Y });
  const { authenticationValue, eci, acsTransID, dsTransID, threeDSServerTransID } = ares;
  const { status, body } = await verifies(s, { authenticationValue });
  t.equal(status, 200);
  t.match(body, {
    valid: true,
    differs: [],
    because: /everything that was given fits/,
    transaction: {
      ...{ acsTransID, dsTransID, threeDSServerTransID, eci, transStatus: 'Y', scheme: 'Visa', messageCategory: '01' },
      ...{ acctNumber: '497072XXXXXX0000', purchaseAmount: '29900', purchaseCurrency: '978', messageVersion: '2.2.0' },
    },
  });
  const all = {
    ...{ authenticationValue, acctNumber: Y, purchaseAmount: '0029900', purchaseCurrency: '978', eci: '05' },
    ...{ acsTransID, dsTransID, threeDSServerTransID: String(threeDSServerTransID).toUpperCase() },
  };
  t.match((await verifies(s, all)).body, { valid: true, differs: [] }, 'leading zeros and capital letters make no difference');
});

t.test('whatever differs is named, with what was expected; a card number is not repeated', async (t) => {
  const s = await startScenario(t);
  const { authenticationValue } = await s.sendsAReq({ acctNumber: Y });
  const other = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';
  const rows = {
    purchaseAmount: ['29901', '29900'],
    purchaseCurrency: ['840', '978'],
    eci: ['06', '05'],
    acsTransID: [other, undefined],
    dsTransID: [other, undefined],
    threeDSServerTransID: [other, undefined],
  };
  for (const [field, [given, expected]] of Object.entries(rows)) {
    const { body } = await verifies(s, { authenticationValue, [field]: given });
    t.match(body, { valid: false, because: new RegExp(`what differs: ${field}$`), differs: [{ field, given }] }, field);
    t.equal((body.differs as Json[]).length, 1);
    if (expected) t.match(body.differs, [{ expected }]);
  }
  const { body, text } = await verifies(s, { authenticationValue, acctNumber: '4970720000052226', purchaseAmount: '1' });
  t.same(body.differs, [
    { field: 'acctNumber', expected: '497072XXXXXX0000' },
    { field: 'purchaseAmount', expected: '29900', given: '1' },
  ]);
  t.notMatch(text, '4970720000052226');
});

t.test('a changed value, one of another simulator, and one of somebody else are not valid', async (t) => {
  const [s, another] = [await startScenario(t), await startScenario(t)];
  const value = String((await s.sendsAReq({ acctNumber: Y })).authenticationValue);
  const bytes = Buffer.from(value, 'base64');
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8((bytes.readUInt8(index) ^ 1) & 255, index);
    t.match((await verifies(s, { authenticationValue: changed.toString('base64') })).body, { valid: false }, `byte ${index}`);
  }
  const foreign = (await another.sendsAReq({ acctNumber: Y })).authenticationValue;
  for (const authenticationValue of [foreign, 'AAABBZEEBgAAAAAAAAQGAAAAAAA=', 'kJMZRiDunhPsBwAU0hu9rrx0eWN6']) {
    const { body } = await verifies(s, { authenticationValue });
    t.match(body, { valid: false, because: /no transaction of this simulator/, differs: [] });
    t.notOk('transaction' in body);
  }
  t.match((await verifies(s, { authenticationValue: value })).body, { valid: true }, 'the positive control');
});

t.test('every scheme, A and Y, challenged and decoupled: what the RReq carries verifies, too', async (t) => {
  const s = await startScenario(t);
  const cards = [
    '5200000000001005',
    '4360000001000005',
    '340000000000108',
    '3528000000000106',
    '6011000000001002',
    '6250947000000014',
    '2200000000000004',
  ];
  const names = ['Mastercard', 'CB', 'Amex', 'JCB', 'Discover', 'UnionPay', 'Mir'];
  for (const [index, acctNumber] of cards.entries()) {
    const ares = await s.sendsAReq({ acctNumber });
    const page = await s.postsCReq(ares);
    await s.finalPage(ares, await s.posts(page, { code: await s.code(ares) }));
    const { authenticationValue, eci } = s.ds.rreqs().at(-1) ?? {};
    const { body } = await verifies(s, { authenticationValue, acctNumber, eci });
    t.match(body, { valid: true, transaction: { scheme: names[index], transStatus: 'Y' } }, String(names[index]));
    t.match(await s.transaction(ares), { scheme: names[index] });
  }
  const attempt = await s.sendsAReq({ acctNumber: '4970720000020009' });
  t.match((await verifies(s, { authenticationValue: attempt.authenticationValue, eci: '06' })).body, {
    valid: true,
    transaction: { transStatus: 'A' },
  });
});

t.test('many transactions of one moment are told apart', async (t) => {
  const s = await startScenario(t);
  const all = await Promise.all(Array.from({ length: 300 }, () => s.sendsAReq({ acctNumber: Y })));
  t.equal(new Set(all.map(({ authenticationValue }) => authenticationValue)).size, all.length);
  for (const { authenticationValue, acsTransID } of all.slice(0, 50)) {
    t.match((await verifies(s, { authenticationValue })).body, { valid: true, transaction: { acsTransID } });
  }
});

t.test('a question that makes no sense is told so: field, rule, example; nothing of it is repeated', async (t) => {
  const s = await startScenario(t);
  const authenticationValue = 'AAABBZEEBgAAAAAAAAQGAAAAAAA=';
  const rows: [body: unknown, field: string][] = [
    [{}, 'authenticationValue'],
    [{ authenticationValue: '' }, 'authenticationValue'],
    [{ authenticationValue: 'AAAB' }, 'authenticationValue'],
    [{ authenticationValue: `${authenticationValue}A` }, 'authenticationValue'],
    [{ authenticationValue: authenticationValue.replace('A', '!') }, 'authenticationValue'],
    [{ authenticationValue: 5 }, 'authenticationValue'],
    [{ authenticationValue, acctNumber: '4970 7200 0005 2226' }, 'acctNumber'],
    [{ authenticationValue, acctNumber: 4970720000052226 }, 'acctNumber'],
    [{ authenticationValue, purchaseAmount: '299.00' }, 'purchaseAmount'],
    [{ authenticationValue, purchaseCurrency: 'EUR' }, 'purchaseCurrency'],
    [{ authenticationValue, acsTransID: '1' }, 'acsTransID'],
    [{ authenticationValue, eci: '5' }, 'eci'],
    [{ authenticationValue, cavv: '' }, 'cavv'],
    [{ authenticationValue, __proto__: null, constructor: 'x' }, 'constructor'],
    ['[]', 'body'],
    ['{"acctNumber":"4970720000052226"', 'body'],
    [`{"authenticationValue":"${authenticationValue}","__proto__":{"acctNumber":"4970720000052226"}}`, '__proto__'],
  ];
  for (const [body, field] of rows) {
    const answer = await verifies(s, body);
    t.equal(answer.status, 400, JSON.stringify(body));
    if (field !== '__proto__') t.match(answer.body, { field, rule: String, example: String }, JSON.stringify(body));
    t.notMatch(answer.text, /4970 ?7200 ?0005 ?2226/, 'no card number comes back');
  }
});
