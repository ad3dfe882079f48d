import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startScenario } from '../support/scenario.ts';

t.test('GET /api/transactions shows transactions, the newest first, and finds them', async (t) => {
  const s = await startScenario(t);
  const get = async (query = '') => {
    const response = await fetch(`${s.simulator.urls.control}/api/transactions${query}`);
    return { status: response.status, body: (await response.json()) as Json[] };
  };
  t.same(await get(), { status: 200, body: [] }, 'nothing yet');
  const frictionless = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  const challenged = await s.sendsAReq({ acctNumber: CARDS.sms, merchantName: 'Épicerie' });
  const example = readFileSync(shipped('fixtures/messages/2.2.0/AReq-3ri-payment.json'), 'utf8');
  const headers = { 'content-type': 'application/json' };
  const sent = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: example });
  const requestorInitiated = (await sent.json()) as Json;
  const [first, second, third] = [frictionless, challenged, requestorInitiated].map(({ acsTransID }) => acsTransID);

  const { body } = await get();
  t.same(
    body.map(({ acsTransID }) => acsTransID),
    [third, second, first],
  );
  t.match(body[0], { deviceChannel: '03', ares: { transStatus: requestorInitiated.transStatus } });
  t.match(body[1], {
    ...{ deviceChannel: '02', state: 'awaitingCReq', ares: { transStatus: 'C' }, openedAt: '2026-02-07T21:28:18.000Z' },
    purchase: { merchantName: 'Épicerie', purchaseAmount: '29900', maskedCard: '497072XXXXXX0009' },
  });
  t.notOk(body[1] && 'result' in body[1], 'no result yet');
  t.notMatch(JSON.stringify(body), /"messages"|\d{16}|cardHash|phone/, 'nothing of the card or of the cardholder');

  const rows = [
    ['?card=0009', [second]],
    ['?merchant=%C3%A9PICERIE', [second]],
    ['?state=final&transStatus=Y', [third, first]],
    ['?transStatus=C', [second]],
    [`?id=${challenged.threeDSServerTransID}`, [second]],
    [`?before=${second}`, [first]],
    ['?limit=2', [third, second]],
    ['?card=&merchant=+', [third, second, first]],
    ['?card=9999', []],
  ] as const;
  for (const [query, found] of rows) {
    const answer = await get(query);
    t.same(
      answer.body.map(({ acsTransID }) => acsTransID),
      found,
      query,
    );
  }
});

t.test('a question about transactions that makes no sense is told so: field, rule, example', async (t) => {
  const s = await startScenario(t);
  const get = async (query: string) => {
    const response = await fetch(`${s.simulator.urls.control}/api/transactions?${query}`);
    return { status: response.status, body: (await response.json()) as Json };
  };
  const rows = [
    ['card=12', 'card', 'card=2226'],
    ['card=4970720000052226', 'card', 'card=2226'],
    ['card=222a', 'card', 'card=2226'],
    ['id=8a8', 'id', 'id=8a880dc0'],
    ['id=%25%25%25%25', 'id', 'id=8a880dc0'],
    [`merchant=${'x'.repeat(41)}`, 'merchant', 'merchant=test'],
    ['state=done', 'state', 'state=final'],
    ['transStatus=y', 'transStatus', 'transStatus=N'],
    ['limit=0', 'limit', 'limit=50'],
    ['limit=201', 'limit', 'limit=50'],
    ['limit=ten', 'limit', 'limit=50'],
    ['before=unknown', 'before', /^before=[0-9a-f-]{36}$/],
    [`before=${'x'.repeat(37)}`, 'before', String],
    ['cards=2226', 'cards', 'card=2226'],
    ['__proto__=1', '__proto__', 'card=2226'],
    ['card=2226&card=0009', 'card', String],
  ] as const;
  for (const [query, field, example] of rows) {
    t.match(
      await get(query),
      { status: 400, body: { status: 400, field, example, rule: String, title: new RegExp(field) } },
      query,
    );
  }
});
