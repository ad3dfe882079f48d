import { request } from 'node:http';
import t, { type Test } from 'tap';
import { createSimulator, type SimulatorOptions } from '../../src/index.ts';
import { browserOf, EPIN_CARD, pause, SMS_CARD, sendAReq } from '../cli/outside.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import { testClock } from '../support/testClock.ts';

async function start(t: Test, options: SimulatorOptions = {}) {
  const simulator = await createSimulator(options);
  t.teardown(() => simulator.close());
  const { acs, control } = simulator.urls;
  return {
    simulator,
    control,
    port: new URL(control).port,
    get: (path: string, headers: Record<string, string> = {}) => get(control + path, headers),
    async sendsCode(acctNumber = SMS_CARD.acctNumber, change: object = {}) {
      const ares = await sendAReq(acs, 'http://127.0.0.1:9/rreq', { acctNumber, ...change });
      const browser = browserOf(acs, ares);
      await browser.sendCReq();
      return { acsTransID: ares.acsTransID ?? '', browser };
    },
  };
}

t.test('GET /api/messages shows what was sent, the newest first', async (t) => {
  const { get, sendsCode } = await start(t);
  t.same((await get('/api/messages')).body, [], 'nothing yet');
  const first = await sendsCode();
  const second = await sendsCode();
  const other = await sendsCode(EPIN_CARD.acctNumber);
  await other.browser.enter({ ePin: EPIN_CARD.ePin });

  const { status, headers, body } = await get('/api/messages?wait=10s');
  t.equal(status, 200);
  t.match(headers['content-type'], /^application\/json/);
  await pause(50);
  const all = (await get('/api/messages')).body;
  t.same(
    all.map(({ acsTransID }: { acsTransID: string }) => acsTransID),
    [other, second, first].map(({ acsTransID }) => acsTransID),
  );
  t.ok(body.length > 0);
  const [, newest] = all;
  t.same(Object.keys(newest), ['id', 'channel', 'to', 'text', 'code', 'time', 'acsTransID']);
  t.match(newest, { id: Number, channel: 'sms', to: '+687 79 00 24', code: /^\d{8}$/, time: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ });
  t.match(newest.text, newest.code, 'the text holds the code');

  const ways = [
    '%2B687790024',
    '+687790024',
    '687790024',
    '%2B687%2079%2000%2024',
    '+687+79+00+24',
    '687 79 00 24'.replaceAll(' ', '%20'),
  ];
  for (const to of ways) t.equal((await get(`/api/messages?to=${to}`)).body.length, 2, `to=${to}`);
  t.equal((await get('/api/messages?to=%2B687790023')).body.length, 1, 'another recipient');
  t.same((await get('/api/messages?to=790024')).body, [], 'a part of a number is not that number');
  const ofFirst = (await get(`/api/messages?acsTransID=${first.acsTransID}`)).body;
  t.match(ofFirst, [{ acsTransID: first.acsTransID }]);
  t.equal(ofFirst.length, 1);
  t.same((await get(`/api/messages?acsTransID=${first.acsTransID}&to=687790023`)).body, [], 'both have to fit');
});

t.test('GET /api/messages waits', async (t) => {
  const { get, sendsCode } = await start(t);
  const started = performance.now();
  const waiting = get('/api/messages?to=687790024&wait=10s');
  const forAnother = get('/api/messages?to=687790023&wait=700ms');
  await pause(200);
  const { acsTransID } = await sendsCode();
  t.match((await waiting).body, [{ acsTransID }], 'it answers as soon as the message comes');
  const ms = performance.now() - started;
  t.ok(ms > 200 && ms < 9000, `after ${Math.round(ms)} ms`);
  t.same((await forAnother).body, [], 'a message to somebody else does not end the wait');
  t.ok(performance.now() - started >= 690, 'which lasts as long as was asked');
  const again = performance.now();
  t.match((await get('/api/messages?to=687790024&wait=10s')).body, [{ acsTransID }]);
  t.ok(performance.now() - again < 9000, 'what is there is not waited for');
});

t.test('a question that makes no sense is told so: field, rule, example', async (t) => {
  const { get } = await start(t);
  for (const wait of ['10', 'soon', '-1s', '61s', '2m', '1.5s', '9999999s', '']) {
    const { status, body } = await get(`/api/messages?wait=${wait}`);
    t.equal(status, 400, `wait=${wait}`);
    t.match(body, { status: 400, field: 'wait', rule: /at most 60 s/, example: 'wait=10s', title: String });
  }
  for (const query of ['to=a&to=b', 'wait=1s&wait=2s', 'acsTransID=a&acsTransID=b']) {
    t.match(await get(`/api/messages?${query}`), { status: 400, body: { field: query.split('=')[0], rule: 'to be given once' } });
  }
  t.match(await get('/nothing/here?x=1'), { status: 404, body: { status: 404, title: /GET \/nothing\/here is not known here/ } });
  t.match(await get('/api/transactions/unknown'), { status: 404, body: { status: 404, field: 'acsTransID' } });
  t.match(await get('/%E0%A4%A'), { status: 404, body: { status: 404, field: 'path' } }, 'a path that cannot be decoded');
  const nobody = await get('/api/messages?acsTransID=unknown&to=nobody');
  t.match(nobody, { status: 200, body: [] });
});

t.test('since: a test never reads the code of before', async (t) => {
  const clock = testClock();
  const { get, sendsCode } = await start(t, { clock });
  await sendsCode();
  await get('/api/messages?wait=10s');
  clock.forward(1);
  const since = new Date(clock.now()).toISOString();
  t.same((await get(`/api/messages?to=687790024&since=${since}`)).body, [], 'nothing yet');
  const waiting = get(`/api/messages?to=687790024&since=${since}&wait=10s`);
  const { acsTransID } = await sendsCode();
  const { body } = await waiting;
  t.match(body, [{ acsTransID, time: since }], 'what is sent at that time is found');
  t.equal(body.length, 1, 'and nothing older');
  t.equal((await get('/api/messages')).body.length, 2);
  const noumea = '2026-02-08T08:28:18.001+11:00';
  for (const same of [encodeURIComponent(noumea), noumea, since.replace('Z', '%2B00:00')])
    t.equal((await get(`/api/messages?since=${same}`)).body.length, 1, same);
  for (const wrong of ['yesterday', '1770000000000', '2026-02-07', '2026-02-07T21:28:18', '2026-13-40T99:00:00Z']) {
    const { status, body: told } = await get(`/api/messages?since=${wrong}`);
    t.match([status, told], [400, { field: 'since', rule: /ISO 8601 time with its zone/, example: /^since=2026-/ }], wrong);
  }
});

t.test('DELETE /api/messages answers what it takes, once, also to many who wait', async (t) => {
  const { get, control, sendsCode } = await start(t);
  const take = (query: string, headers = {}) => send(`${control}/api/messages${query}`, headers, 'DELETE');
  const waiting = Array.from({ length: 5 }, () => take('?to=687790024&wait=2s'));
  await pause(100);
  const { acsTransID } = await sendsCode();
  const taken = (await Promise.all(waiting)).map(({ body }) => body);
  t.same(taken.map(({ removed }) => removed).sort(), [0, 0, 0, 0, 1]);
  t.match(
    taken.flatMap(({ messages }) => messages),
    [{ acsTransID, channel: 'sms', code: /^\d{8}$/, text: String }],
  );
  t.same((await get('/api/messages')).body, [], 'it is gone for everybody');
  const second = await sendsCode();
  for (const _again of [1, 2])
    t.match((await get('/api/messages?wait=10s')).body, [{ acsTransID: second.acsTransID }], 'who only looks takes nothing away');
  t.match((await take('?wait=10s')).body, { removed: 1, messages: [{ acsTransID: second.acsTransID }] }, 'what is there already');
  t.same((await take('?wait=10ms')).body, { removed: 0, messages: [] }, 'or nothing, when the time is over');
});

t.test('reading takes nothing away: consume is refused with the name of what does', async (t) => {
  const { get, sendsCode } = await start(t);
  await sendsCode();
  await get('/api/messages?wait=10s');
  for (const value of ['true', 'false', 'yes', '']) {
    const { status, body } = await get(`/api/messages?wait=1s&consume=${value}`);
    t.match([status, body], [400, { field: 'consume', rule: /DELETE \/api\/messages/ }], value);
  }
  t.equal((await get('/api/messages')).body.length, 1);
});

t.test('DELETE /api/messages empties the inbox, of one recipient or of all', async (t) => {
  const { get, control, sendsCode } = await start(t);
  const remove = (query = '', headers = {}) => send(`${control}/api/messages${query}`, headers, 'DELETE');
  await sendsCode();
  const second = await sendsCode();
  const other = await sendsCode(EPIN_CARD.acctNumber);
  await other.browser.enter({ ePin: EPIN_CARD.ePin });
  while ((await get('/api/messages')).body.length < 3) await pause(20);

  for (const query of ['?too=687790024', '?to=', '?to=a&to=b', '?wait=soon', '?since=soon', '?consume=true']) {
    t.match(await remove(query), { status: 400, body: { field: String, rule: String, example: String } }, query);
  }
  t.equal((await remove('', { origin: 'https://evil.example' })).status, 403, 'no other site may');
  t.equal((await get('/api/messages')).body.length, 3, 'nothing of that removed anything');

  t.match((await remove(`?acsTransID=${second.acsTransID}`)).body, { removed: 1, messages: [{ acsTransID: second.acsTransID }] });
  t.match((await remove('?to=%2B687790024')).body, { removed: 1, messages: [{ channel: 'sms' }] });
  t.match((await get('/api/messages')).body, [{ acsTransID: other.acsTransID }]);
  t.equal((await remove()).body.removed, 1);
  t.same((await remove()).body, { removed: 0, messages: [] });
  t.same((await get('/api/messages')).body, []);
  await sendsCode();
  t.equal((await get('/api/messages?wait=10s')).body.length, 1, 'new ones are kept as before');
});

t.test('GET /api/transactions/{acsTransID} tells the whole story, card numbers masked', async (t) => {
  const { get, sendsCode } = await start(t);
  const { acsTransID, browser } = await sendsCode();
  const before = await get(`/api/transactions/${acsTransID}`);
  t.match(before, { status: 200, body: { acsTransID, state: 'challenging', method: 'sms', messageVersion: '2.2.0' } });
  await browser.enter({ code: '00000000' });
  await browser.enter({ code: '00000001' });
  await browser.enter({ code: '00000002' });
  const { body } = await get(`/api/transactions/${acsTransID}`);
  t.match(body, { result: { transStatus: 'N', transStatusReason: '19' } });
  t.same(
    body.messages.slice(0, 3).map(({ type, direction }: { type: string; direction: string }) => [type, direction]),
    [
      ['AReq', 'in'],
      ['ARes', 'out'],
      ['CReq', 'in'],
    ],
  );
  t.notMatch(JSON.stringify(body), SMS_CARD.acctNumber);
});

t.test('POST /api/transactions/{acsTransID}/approve and /refuse stand for the bank app, once', async (t) => {
  const { control, get, sendsCode } = await start(t);
  const post = (acsTransID: string, verdict: string, headers = {}) =>
    send(`${control}/api/transactions/${acsTransID}/${verdict}`, headers, 'POST');
  for (const [verdict, result] of [
    ['approve', { transStatus: 'Y', interactionCounter: 1 }],
    ['refuse', { transStatus: 'N', transStatusReason: '19', interactionCounter: 1 }],
  ] as const) {
    const { acsTransID } = await sendsCode(METHOD_CARDS.oob);
    const [push] = (await get(`/api/messages?acsTransID=${acsTransID}&wait=10s`)).body;
    t.same(
      Object.keys(push),
      ['id', 'channel', 'to', 'text', 'link', 'time', 'acsTransID'],
      'a notification has a link, and no code',
    );
    t.match(push, { channel: 'push', to: '+687 79 00 23', link: /^http:\/\/localhost:\d+\/bank-app\/\?approval=/ });
    const foreign = await post(acsTransID, verdict, { origin: 'https://evil.example' });
    t.equal(foreign.status, 403, 'no other site can do it');
    const said = await post(acsTransID, verdict);
    t.match(said, { status: 200, body: { acsTransID, state: 'ending', result } });
    const again = await post(acsTransID, verdict === 'approve' ? 'refuse' : 'approve');
    t.match(again, { status: 409, body: { field: 'state', rule: /wait for the cardholder's approval; it is (ending|final)/ } });
  }
  const sms = await sendsCode();
  t.match(await post(sms.acsTransID, 'approve'), { status: 409, body: { rule: /it is challenging/, example: String } });
  t.match(await post('unknown', 'approve'), { status: 404, body: { field: 'acsTransID' } });
  const more = await fetch(`${control}/api/transactions/${sms.acsTransID}/approve`, {
    ...{ method: 'POST', body: '{"afterSeconds":5}', headers: { 'content-type': 'application/json' } },
  });
  t.equal(more.status, 400, 'a body that would be lost is refused');
  t.match(await more.json(), { field: 'body', example: '{}' });
  t.equal((await get(`/api/transactions/${sms.acsTransID}/approve`)).status, 405, 'a link cannot do it');
});

t.test('/healthz and /readyz, until it stops', async (t) => {
  const { get, simulator } = await start(t);
  t.match(await get('/healthz'), { status: 200, body: { status: 'ok' } });
  t.match(await get('/readyz'), { status: 200, body: { status: 'ready' } });
  t.match(await get('/'), { status: 302, headers: { location: '/console/' } });
  const waiting = get('/api/messages?wait=60s');
  await pause(300);
  await get('/healthz');
  const closed = simulator.close();
  t.same((await waiting).body, [], 'who waits is answered at once');
  await closed;
  await t.rejects(get('/readyz'), { code: 'ECONNREFUSED' }, 'then nobody answers');
});

t.test('no page of another site may use the control port', async (t) => {
  const { get, port } = await start(t);
  const here = `http://localhost:${port}`;
  const rows = [
    ['as curl asks', {}, 200],
    ['its own page', { origin: here, 'sec-fetch-site': 'same-origin' }, 200],
    ['typed by a person', { 'sec-fetch-site': 'none' }, 200],
    ['by IPv4 address', { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` }, 200],
    ['by IPv6 address', { host: `[::1]:${port}`, origin: `http://[::1]:${port}` }, 200],
    ['without a port', { host: 'localhost' }, 200],
    ['in capitals', { host: `LOCALHOST:${port}` }, 200],
    ['a foreign Host (DNS rebinding)', { host: `evil.example:${port}` }, 403],
    ['a Host that begins like ours', { host: `localhost.evil.example:${port}` }, 403],
    ['an address of the network', { host: `192.168.1.7:${port}` }, 403],
    ['a broken Host', { host: 'localhost:99999999' }, 403],
    ['a foreign Origin', { origin: 'https://evil.example' }, 403],
    ['the shop', { origin: 'http://127.0.0.1:8082' }, 403],
    ['another port of localhost', { origin: 'http://localhost:1' }, 403],
    ['another name for the same machine', { host: `localhost:${port}`, origin: `http://127.0.0.1:${port}` }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['an empty Origin', { origin: '' }, 403],
    ['a picture on another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a link on another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, 403],
    ['a picture on another port of localhost', { 'sec-fetch-site': 'same-site' }, 403],
  ] as const;
  for (const [who, headers, expected] of rows) {
    for (const path of ['/api/messages', '/console/', '/readyz', '/unknown']) {
      const { status, body } = await get(path, headers);
      t.equal(status, expected === 200 && path === '/unknown' ? 404 : expected, `${who}: ${path}`);
      if (expected === 403) t.match(body, { status: 403, field: /^(Host|Origin)$/, rule: String });
    }
  }
  const { headers } = await get('/api/messages');
  t.notOk(headers['access-control-allow-origin'], 'no page is let in by CORS');
});

t.test('POST and preflights are refused, too', async (t) => {
  const { control } = await start(t);
  const preflight = await send(
    `${control}/api/messages`,
    { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    'OPTIONS',
  );
  t.equal(preflight.status, 403);
  t.equal((await send(`${control}/api/messages`, {}, 'POST')).status, 405);
});

const get = (url: string, headers: Record<string, string>) => send(url, headers, 'GET');

/** By node:http, because fetch sets Host and Origin itself. */
function send(url: string, headers: Record<string, string>, method: string) {
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is judged by the tests
  type Answer = { status: number | undefined; headers: Record<string, unknown>; body: any };
  return new Promise<Answer>((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.once('end', () => {
        const isJson = String(response.headers['content-type']).startsWith('application/json');
        resolve({ status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text });
      });
    });
    asked.once('error', reject).end();
  });
}
