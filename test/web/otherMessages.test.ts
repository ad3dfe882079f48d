import { randomUUID } from 'node:crypto';
import t from 'tap';
import { MESSAGE_BYTES } from '../../src/messages/limits.ts';
import { isRuleId } from '../../src/messages/ruleIds.ts';
import { example } from '../messages/example.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

// What belongs to no transaction is on the record all the same: with its cause, while its sender is told what he always was.

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const JSON_TYPE = 'application/json; charset=utf-8';
const FORM = 'application/x-www-form-urlencoded';

const send = (s: Scenario, path: string, type: string | undefined, body: string, method = 'POST') =>
  fetch(`${s.simulator.urls.acs}${path}`, {
    method,
    ...(type ? { headers: { 'content-type': type } } : {}),
    ...(method === 'GET' ? {} : { body }),
  });

async function others(s: Scenario, query = ''): Promise<Json[]> {
  return (await fetch(`${s.simulator.urls.control}/api/other-messages${query}`)).json() as Promise<Json[]>;
}

const ids = { acsTransID: randomUUID(), threeDSServerTransID: randomUUID() };
const creq = (patch: Json = {}) => JSON.stringify({ ...example('CReq'), ...ids, ...patch });

/** What is posted to the acsURL as a form, and why it cannot be read. */
const UNREADABLE: readonly (readonly [form: string, cause: string, rule: string])[] = [
  ['', 'no form field `creq`', 'A.3 creq/cres'],
  [`CReq=${base64url(creq())}`, 'no form field `creq`; there is `CReq`', 'A.3 creq/cres'],
  ['a=1&b=2&c=3&d=4&e=5&f=6', 'no form field `creq`; there is `a`, `b`, `c`, `d`, `e` and 1 more', 'A.3 creq/cres'],
  ['creq=', 'the form field `creq` is empty', 'A.3 creq/cres'],
  ['creq=e30&creq=e30', 'the form field `creq` came 2 times', 'A.3 creq/cres'],
  ['creq=%25%25%25', '`creq` is not base64url', 'A.3 creq/cres'],
  [`creq=${encodeURIComponent(creq())}`, '`creq` is not base64url, but JSON as it stands', 'A.3 creq/cres'],
  [`creq=${base64url('<xml/>')}`, '`creq` is base64url, but not JSON', 'A.3 creq/cres'],
  [`creq=${base64url('[1]')}`, '`creq` is base64url of JSON, but not of an object', 'A.3 creq/cres'],
  [`creq=${base64url(creq())}`, 'acsTransID unknown', '5.9.6 not recognised'],
  [`creq=${base64url(creq({ acsTransID: undefined }))}`, 'no acsTransID', '5.9.6 not recognised'],
  [`creq=${base64url(creq({ acsTransID: 'x' }))}`, 'acsTransID is no id', '5.9.6 not recognised'],
];

t.test('A.3 creq/cres: a CReq that cannot be read is recorded with its cause, while its page stays the same', async (t) => {
  const s = await startScenario(t);
  const pages = new Set<string>();
  for (const [form, cause, rule] of UNREADABLE) {
    const answer = await send(s, '/3ds/creq', FORM, form);
    t.equal(answer.status, 404, cause);
    pages.add(await answer.text());
    const [newest] = await others(s);
    t.match(newest, { messageType: 'CReq', path: '/3ds/creq', status: 404, verdict: 'refused', cause, rule }, cause);
    t.ok(isRuleId(rule), rule);
  }
  t.equal(pages.size, 1, 'one and the same page for all');
  t.match((await others(s))[0], { body: { messageType: 'CReq' } }, 'with the message, as far as it could be read');
});

t.test('T1.3 Base64url: a padded creq is taken, and the record says that it was padded', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const text = JSON.stringify({
    ...example('CReq'),
    acsTransID: ares.acsTransID,
    threeDSServerTransID: ares.threeDSServerTransID,
  });
  const padded = Buffer.from(`${text}${' '.repeat(text.length % 3 === 0 ? 1 : 0)}`).toString('base64');
  t.match(padded, /=$/);
  t.equal((await send(s, '/3ds/creq', FORM, `creq=${encodeURIComponent(padded)}`)).status, 200);
  const kept = (await (await fetch(`${s.simulator.urls.control}/api/transactions/${ares.acsTransID}`)).json()) as {
    messages: Json[];
  };
  t.match(
    kept.messages.find(({ type }) => type === 'CReq'),
    { mark: /padding/ },
  );
});

t.test('A.2 3DS Method data: a call that cannot be read is recorded with its cause', async (t) => {
  const s = await startScenario(t);
  const method = (data: Json) => `threeDSMethodData=${base64url(JSON.stringify(data))}`;
  const rows = [
    ['threedsMethodData=x', 'no form field `threeDSMethodData`; there is `threedsMethodData`'],
    ['threeDSMethodData=%', '`threeDSMethodData` is not base64url'],
    [method({ threeDSServerTransID: randomUUID() }), 'threeDSMethodData: threeDSMethodNotificationURL missing or malformed'],
    [method({}), /: threeDSServerTransID, threeDSMethodNotificationURL missing/],
    [method({ threeDSServerTransID: 'x', threeDSMethodNotificationURL: 'https://a.b/' }), /: threeDSServerTransID missing/],
  ] as const;
  for (const [form, cause] of rows) {
    t.equal((await send(s, '/3ds/method', FORM, form)).status, 200, 'an empty page, as before');
    t.match((await others(s))[0], { messageType: '3DS Method', rule: 'A.2 3DS Method data', cause }, String(cause));
  }
});

t.test('what HTTP refuses is recorded with its cause', async (t) => {
  const s = await startScenario(t);
  const large = 'x'.repeat(MESSAGE_BYTES + 1);
  const rows = [
    ['GET', '/3ds/areq', undefined, '', 405, /method/, 'Req 184'],
    ['GET', '/3ds/creq', undefined, '', 405, /method/, 'Req 184'],
    ['PUT', '/3ds/method', FORM, 'a=1', 405, /method/, 'Req 184'],
    ['POST', '/3ds/areq', 'text/plain', '{}', 415, /Content-Type has to be application\/json/, 'Req 190'],
    [
      'POST',
      '/3ds/areq',
      'application/json; charset=iso-8859-1',
      '{}',
      415,
      /charset of the Content-Type has to be utf-8/,
      'Req 190',
    ],
    ['POST', '/3ds/creq', 'text/plain', 'creq=e30', 415, /Content-Type has to be application\/x-www-form-urlencoded/, 'Req 191'],
    ['POST', '/3ds/creq', JSON_TYPE, '{"creq":"e30"}', 415, /Only forms are taken here/, 'Req 191'],
    ['POST', '/3ds/areq', JSON_TYPE, large, 413, 'the body is too large', undefined],
    ['POST', '/3ds/app/creq', 'text/plain', 'x', 415, /./, 'Req 191'],
    ['POST', '/3ds/nothing', JSON_TYPE, '{}', 404, 'no message is taken at this address', undefined],
  ] as const;
  for (const [method, path, type, body, status, cause, rule] of rows) {
    const answer = await send(s, path, type, body, method);
    t.equal(answer.status, status, `${method} ${path} ${type}`);
    const [newest] = await others(s);
    t.match(newest, { method, path, status, cause, verdict: 'refused' }, `${method} ${path} ${type}`);
    t.equal(newest?.rule, rule, `${method} ${path} ${type}: its rule`);
  }
});

t.test('an AReq that is refused is recorded with its Erro and its rule, and without what it may hide', async (t) => {
  const s = await startScenario(t);
  const areq = s.areq({ mcc: 'none', acctNumber: '4970720000052226' });
  await s.sendsAReq(areq);
  const [refused] = await others(s, '?messageType=AReq&verdict=refused&limit=1');
  t.match(refused, {
    ...{ messageType: 'AReq', messageVersion: '2.2.0', rule: 'A.1 mcc', cause: 'Erro 203 mcc' },
    ...{ threeDSServerTransID: areq.threeDSServerTransID, dsTransID: areq.dsTransID, status: 200 },
    ...{ answer: { messageType: 'Erro', errorCode: '203', errorDetail: 'mcc' }, body: { mcc: 'none' } },
  });
  t.notMatch(JSON.stringify(await others(s)), '4970720000052226', 'no card number');
  await s.sendsAReq({ ...areq, acctNumber: '4970 7200 0005 2226', cardSecurityCode: '917' });
  t.notMatch(JSON.stringify(await others(s)), /4970 7200 0005 2226|"917"/, 'nor one with spaces, nor a security code');
  await send(s, '/3ds/areq', JSON_TYPE, '{"acctNumber":"4970720000052226"');
  t.match((await others(s))[0], { cause: 'Erro 101 Invalid Formatted Message', rule: 'Req 198', body: /XXXX/ });
});

t.test('what stands where an id should is kept without what may be a card number, mistyped or not', async (t) => {
  const s = await startScenario(t);
  for (const number of ['4970720000052226', '4970720000052227', '4970 7200 0005 2227']) {
    const said = { acsTransID: number, threeDSServerTransID: number, dsTransID: number };
    await send(s, '/3ds/creq', FORM, `creq=${base64url(creq({ ...said, messageVersion: number }))}`);
    await send(s, '/3ds/areq', JSON_TYPE, JSON.stringify({ ...example('OReq', '2.3.1'), ...said }));
    await send(s, '/3ds/areq', JSON_TYPE, JSON.stringify({ ...example('CReq'), ...said }));
  }
  const kept = JSON.stringify(await others(s));
  t.notMatch(kept, /4970 ?7200 ?0005 ?222/, 'no card number');
  t.match(kept, /4970 ?72XX ?XXXX ?2227/, 'but masked');
});

t.test('the list says what is wrong with a question, and what is of a transaction is not in it', async (t) => {
  const s = await startScenario(t);
  await s.sendsAReq();
  t.same(await others(s), []);
  for (const query of ['?messageType=x', '?verdict=x', '?limit=0', '?limit=201', '?x=1']) {
    const answer = await fetch(`${s.simulator.urls.control}/api/other-messages${query}`);
    t.equal(answer.status, 400, query);
  }
  const page = await (await fetch(`${s.simulator.urls.control}/console/others/?language=fr`)).text();
  t.match(page, 'Aucun message refusé');
  await send(s, '/3ds/creq', FORM, 'CReq=x');
  const filled = await (await fetch(`${s.simulator.urls.control}/console/others/?language=en`)).text();
  t.match(filled, /there is &#x60;CReq&#x60;/);
  t.match(filled, 'A.3 creq/cres');
});

const SPELLINGS = [
  'application/JSON; charset = UTF-8',
  'application/JSON;charset=UTF-8',
  'Application/Json ; Charset = "utf-8"',
  'application/json',
];

t.test(
  'Req 190: application/JSON with charset = UTF-8 is taken at every JSON address, and another charset is told',
  async (t) => {
    const s = await startScenario(t);
    const addresses = [
      ...['/3ds/areq', '/3ds/app/creq'].map((path) => `${s.simulator.urls.acs}${path}`),
      ...['/ds/areq', '/ds/rreq', '/ds/preq', '/3ds-server/rreq'].map((path) => `${s.simulator.urls.sandbox}${path}`),
    ];
    for (const url of addresses) {
      for (const type of SPELLINGS) {
        const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: '{}' });
        t.equal(answer.status, 200, `Req 190: ${url} as ${type}`);
      }
      const foreign = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-16' },
        body: '{}',
      });
      t.equal(foreign.status, 415, `Req 190: ${url} in another charset`);
      t.match(await foreign.text(), 'charset', 'and says so');
    }
  },
);
