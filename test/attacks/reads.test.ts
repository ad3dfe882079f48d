import t, { type Test } from 'tap';
import { makeControl } from '../../src/web/control/control.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { rawRequest } from '../support/rawRequest.ts';
import { apiPaths, routesOf } from '../support/routes.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

type Answer = Awaited<ReturnType<typeof rawRequest>>;

/** Everything that the control API tells, but for the time of day. */
async function stateOf(s: Scenario, transactions: readonly Json[]): Promise<string> {
  const { control, sandbox } = s.simulator.urls;
  const paths = [
    '/api/messages',
    '/api/transactions',
    '/api/rules',
    '/api/three-ds-method',
    `/api/cards/${CARDS.ePinThenSms}/lock`,
  ];
  const ofOne = transactions.map(({ acsTransID }) => `/api/transactions/${acsTransID}`);
  const urls = [...paths, ...ofOne].map((path) => control + path);
  const seen = transactions.flatMap(({ threeDSServerTransID: id }) => [
    `${sandbox}/ds/transactions/${id}`,
    `${sandbox}/3ds-server/transactions/${id}`,
  ]);
  return (await Promise.all([...urls, ...seen].map(async (url) => (await fetch(url)).text()))).join('\n');
}

t.test('no GET and no HEAD of the control port changes anything', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const ended = await honestFlow(s);
  t.equal(ended.final?.message.transStatus, 'Y', 'the honest flow');
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms });
  const codePage = await s.posts(await s.postsCReq(ares), { ePin: EPIN });
  const code = await s.code(ares);
  const rule = { match: { acctNumber: CARDS.frictionless }, outcome: { transStatus: 'N', transStatusReason: '11' }, times: 1 };
  const headers = { 'content-type': 'application/json' };
  const made = await fetch(`${control}/api/rules`, { method: 'POST', headers, body: JSON.stringify(rule) });
  const { id } = (await made.json()) as { id: number };

  const before = await stateOf(s, [ares]);
  t.ok(before.includes(code), 'the state is told, with the code');
  const routes = (await routesOf(makeControl)).filter(({ method }) => method === 'GET');
  t.ok(routes.length > 15, routes.map(({ path }) => path).join(' '));
  const values: Record<string, string> = {
    acsTransID: String(ares.acsTransID),
    acctNumber: CARDS.ePinThenSms,
    id: String(id),
    file: 'console.css',
  };
  for (const { path } of routes) {
    const filled = path.replaceAll(/:(\w+)/g, (_all, name) => values[name] ?? name);
    for (const method of ['GET', 'HEAD']) {
      for (const query of ['', '?consume=true', '?wait=1ms', '?delete', '?_method=DELETE&method=DELETE']) {
        const answer = await asked(`${control}${filled}${query}`, method);
        t.ok(answer.status < 500, `${method} ${filled}${query} is answered: ${answer.status}`);
      }
      t.equal(await stateOf(s, [ares]), before, `${method} ${filled}`);
    }
  }
  t.equal(
    (await s.posts(codePage, { code })) && (await s.ends(ares)).result?.transStatus,
    'Y',
    'and the payment goes on to its Y',
  );
  t.not(await stateOf(s, [ares]), before, 'which would be noticed');
});

/** An event stream does not end by itself: its headers are enough. */
async function asked(url: string, method: string): Promise<{ status: number }> {
  const stop = new AbortController();
  const { status } = await fetch(url, { method, signal: stop.signal, redirect: 'manual' });
  stop.abort();
  return { status };
}

t.test('a page of another port or site, its pictures and its links get nothing from the control port', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(ares);
  const code = await s.code(ares);
  const byOthers = [
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    { 'sec-fetch-site': 'anything' },
    { 'sec-fetch-site': '' },
  ];
  for (const headers of byOthers) {
    for (const [method, path] of [
      ['GET', '/api/messages'],
      ['HEAD', '/api/messages'],
      ['GET', '/api/messages?consume=true'],
      ['DELETE', '/api/messages'],
      ['GET', '/console/'],
      ['GET', '/api/events'],
      ['GET', '/nothing'],
    ] as const) {
      const { status, body } = await rawRequest(control + path, { method, headers });
      t.same([status, body.includes(code)], [403, false], `${method} ${path} ${JSON.stringify(headers)}`);
      if (method !== 'HEAD') t.match(JSON.parse(body), { status: 403, field: 'Origin', rule: String, example: control });
    }
  }
  for (const site of ['same-origin', 'none'])
    t.match((await rawRequest(`${control}/api/messages`, { headers: { 'sec-fetch-site': site } })).body, code, site);
  t.equal((await honestFlow(s)).final?.message.transStatus, 'Y');
});

t.test('every answer of the control port is kept by nobody, and is what it says it is', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const { control, acs, sandbox } = s.simulator.urls;
  const paths = ['/', '/healthz', '/readyz', '/openapi.json', '/api/messages', '/api/messages?x=1', '/api/rules', '/api/clock'];
  const others = ['/api/nothing', '/api/next', '/%ff', `/api/transactions/${ares.acsTransID}`, '/console/', '/console/x%ffy'];
  for (const path of [...paths, ...others]) {
    const { headers } = await rawRequest(control + path);
    t.match(headers, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }, path);
  }
  const records = [`${sandbox}/3ds-server/transactions/x`, `${sandbox}/ds/transactions/x`, `${sandbox}/nothing`];
  for (const url of [...records, `${acs}/3ds/challenge/changed`])
    t.match((await rawRequest(url)).headers, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }, url);
});

t.test('ACS and sandbox answer to their own names, and to no other: a foreign one is DNS rebinding', async (t) => {
  const s = await startScenario(t);
  const { acs, sandbox, control } = s.simulator.urls;
  const areq = JSON.stringify(s.areq({ acctNumber: CARDS.frictionless }));
  const [path, body] = ['/3ds/areq', areq];
  for (const url of [acs, sandbox, control]) {
    const { port } = new URL(url);
    const endpoint = url === sandbox ? '/ds/areq' : path;
    const foreign = ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`, `evil-localhost:${port}`];
    const others = [
      `192.0.2.1:${port}`,
      `0.0.0.0:${port}`,
      `localhost.:${port}`,
      'localhost:99999',
      `localhost@evil:${port}`,
      'x y',
    ];
    for (const host of [...foreign, ...others]) {
      const headers = { host, 'content-type': 'application/json' };
      const posted = await rawRequest(url + endpoint, { method: 'POST', headers, body });
      t.equal(posted.status, 403, `${url}: ${host}`);
      const problem = JSON.parse(posted.body);
      t.match(
        problem,
        { status: 403, field: 'Host', rule: /localhost, 127\.0\.0\.1/, example: url },
        'in a form that a peer reads',
      );
      t.ok(problem.title.includes(`'${host}'`), 'it names the host');
      t.equal((await fetch(`${problem.example}/`)).status < 500, true, 'and an address that works');
      for (const at of [
        '/',
        '/nothing',
        '/%ff',
        '/console/',
        '/shop/',
        '/3ds/challenge',
        '/schemas/2.2.0/AReq.json',
        '/bank-app/',
      ]) {
        const page = await rawRequest(url + at, { headers: { host, accept: 'text/html,*/*' } });
        t.equal(page.status, 403, `${url}${at}: ${host}`);
        t.match(page.headers, { 'content-type': 'text/plain; charset=utf-8' }, 'one plain sentence for people');
        t.match(page.body, url);
      }
    }
    t.equal(
      (await rawRequest(`${url}/portal/`, { headers: { host: 'evil.example' } })).status,
      403,
      'the portal, on a page of its own',
    );
  }
  const number = await rawRequest(`${acs}/`, { headers: { host: `${CARDS.sms}.evil.example` } });
  t.notMatch(number.body, CARDS.sms, 'no card number is told again');

  for (const [url, endpoint] of [
    [acs, '/3ds/areq'],
    [sandbox, '/ds/areq'],
  ] as const) {
    const { port } = new URL(url);
    for (const host of [
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      `[::1]:${port}`,
      `LOCALHOST:${port}`,
      'localhost',
      'localhost:3000',
    ]) {
      const message = JSON.stringify(s.areq({ acctNumber: CARDS.frictionless }));
      const headers = { host, 'content-type': 'application/json' };
      const answer = await rawRequest(url + endpoint, { method: 'POST', headers, body: message });
      t.match(
        JSON.parse(answer.body),
        { messageType: 'ARes', transStatus: 'Y' },
        `${url}: ${host}, also what is forwarded from another port`,
      );
    }
  }
  t.equal((await honestFlow(s)).final?.message.transStatus, 'Y');
});

t.test('a page of a challenge that is asked for by HEAD gives no CRes, and records none', async (t) => {
  const s = await startScenario(t);
  const { acs } = s.simulator.urls;
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const codePage = await s.postsCReq(ares);
  const waiting = await s.posts(codePage, { code: await s.code(ares) });
  await s.ends(ares);
  const types = async () => ((await s.transaction(ares)).messages as { type: string }[]).map(({ type }) => type);
  const path = waiting.refresh ?? `/3ds/challenge?token=${waiting.token}`;
  t.equal((await rawRequest(acs + path, { method: 'HEAD' })).status, 200);
  t.notOk((await types()).includes('CRes'), 'nobody was given one');
  t.equal((await s.looks(waiting)).final?.message.transStatus, 'Y');
  t.ok((await types()).includes('CRes'));
});

const known = apiPaths();

t.test('query parameters that an endpoint does not know are 400, with what is known', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(ares);
  const code = await s.code(ares);
  const before = await stateOf(s, [ares]);
  const values: Record<string, string> = { acsTransID: String(ares.acsTransID), acctNumber: CARDS.sms, id: '1' };
  t.ok(known.length > 20, `${known.length} operations`);
  for (const { method, path, query } of known) {
    const url = control + path.replaceAll(/\{(\w+)\}/g, (_all, name) => values[name] ?? name);
    for (const name of ['nothing', '__proto__', 'constructor', CARDS.sms]) {
      const { status, body } = await rawRequest(`${url}?${name}=x`, { method });
      t.equal(status, 400, `${method} ${path}?${name}`);
      const problem = JSON.parse(body);
      t.match(problem, { status: 400, title: String, field: String, rule: String, example: /./ });
      for (const one of query) t.ok(problem.rule.includes(one), `it says that ${one} is known`);
      t.notOk(body.includes(CARDS.sms) || body.includes(code));
    }
    for (const one of query) {
      const misspelt = one.toUpperCase() === one ? `${one}x` : one.toUpperCase();
      const { status, body } = await rawRequest(`${url}?${misspelt}=x`, { method });
      t.match([status, JSON.parse(body).rule], [400, `did you mean ${one}?`], misspelt);
      const twice = await rawRequest(`${url}?${one}=1&${one}=2`, { method });
      t.match([twice.status, JSON.parse(twice.body)], [400, { field: one, rule: 'to be given once' }], `${one} twice`);
    }
  }
  for (const path of ['/healthz', '/readyz', '/openapi.json', '/console/', `/console/transactions/${ares.acsTransID}`])
    t.equal((await rawRequest(`${control}${path}?acstransid=x`)).status, 400, path);
  const page = await rawRequest(`${control}/console/transactions/?acstransid=x`, { headers: { accept: 'text/html' } });
  t.match(
    [page.status, page.headers['content-type'], page.body],
    [400, /text\/html/, 'acstransid'],
    'the list says it on its page',
  );
  t.equal(await stateOf(s, [ares]), before, 'nothing of that changed anything');
  const right = await rawRequest(`${control}/api/messages?acsTransID=${ares.acsTransID}`);
  t.ok(right.body.includes(code), 'the right spelling finds the code');
});

t.test('a filter without a value means the same when looking and when taking away', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(ares);
  await s.code(ares);
  const url = `${s.simulator.urls.control}/api/messages`;
  for (const query of ['since=', 'to=', 'acsTransID=', 'wait=', 'to=%20', 'since=soon', 'wait=61s']) {
    const [get, taken] = [await rawRequest(`${url}?${query}`), await rawRequest(`${url}?${query}`, { method: 'DELETE' })];
    t.same([get.status, taken.status, taken.body], [400, 400, get.body], query);
  }
  t.equal((await s.codes(ares)).length, 1);
});

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'];

t.test('a known path with another method is 405 with Allow; an unknown one is 404', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const routes = await routesOf(makeControl);
  const paths = [...new Set(routes.map(({ path }) => path))];
  t.ok(paths.length > 20, paths.join(' '));
  for (const path of paths) {
    const takes = routes.filter((route) => route.path === path).map(({ method }) => method);
    t.equal(takes.includes('HEAD'), takes.includes('GET'), `HEAD goes with GET: ${path}`);
    const filled = path.replaceAll(/:\w+/g, 'x');
    for (const method of METHODS.filter((one) => !takes.includes(one))) {
      const headers: Record<string, string> = method === 'POST' ? { 'content-type': 'text/strange', 'content-length': '1' } : {};
      const answer = await rawRequest(control + filled, { method, headers, body: method === 'POST' ? 'x' : '' });
      t.equal(answer.status, 405, `${method} ${path}`);
      t.same(String(answer.headers.allow).split(', '), [...takes].sort());
      if (method !== 'HEAD')
        t.match(JSON.parse(answer.body), { status: 405, title: String, field: 'method', rule: method, example: /^[A-Z]+ \// });
    }
  }
  for (const method of ['GET', 'POST', 'OPTIONS'])
    isUnknown(t, await rawRequest(`${control}/api/nothing`, { method }), 'nothing');
  for (const path of ['/%ff', '/api/%ff', '/api/messages%ff', '/%', '/api/%zz/x', '/%E0%A4%A?x=%ff'])
    for (const method of ['GET', 'DELETE']) isUnknown(t, await rawRequest(control + path, { method }), path);
  for (const path of ['/api/transactions/%ff', '/api/rules/%ff']) {
    const answer = await rawRequest(control + path);
    t.match([answer.status, JSON.parse(answer.body)], [404, { status: 404, title: String, field: String, rule: String }], path);
  }
});

function isUnknown(t: Test, { status, body }: Answer, path: string) {
  t.match([status, JSON.parse(body)], [404, { status: 404, title: String, field: 'path', rule: /is not known here/ }], path);
}

t.test('what is no address gets an answer of ours on every listener, never that of the framework', async (t) => {
  const s = await startScenario(t);
  const { acs, sandbox } = s.simulator.urls;
  for (const path of [
    '/%ff',
    '/nothing',
    '/shop/%ff',
    '/shop/nothing',
    '/shop/method/%ff',
    '/ds/transactions/%ff',
    '/3ds/%ff',
    '/portal/%ff',
  ]) {
    for (const url of [acs, sandbox]) {
      for (const accept of ['text/html', '*/*']) {
        const { status, headers, body } = await rawRequest(url + path, { headers: { accept } });
        t.equal(status, 404, url + path);
        t.notMatch(body, /FST_|"error":|Route GET/, 'not the shape of the framework');
        if (accept === 'text/html' && !path.startsWith('/ds/'))
          t.match(headers, { 'content-type': /^text\/html/ }, `${url}${path}: a page`);
      }
    }
  }
  t.equal((await honestFlow(s)).final?.message.transStatus, 'Y');
});

t.test('the behaviour of the 3DS Method can be put back as it is shown', async (t) => {
  const s = await startScenario(t);
  const url = `${s.simulator.urls.control}/api/three-ds-method`;
  const headers = { 'content-type': 'application/json' };
  const put = async (body: string) => {
    const answer = await rawRequest(url, { method: 'PUT', headers: { ...headers, 'content-length': String(body.length) }, body });
    return { status: answer.status, body: JSON.parse(answer.body) };
  };
  for (const behaviour of ['normal', 'slow', 'failing', 'silent']) {
    t.equal((await put(JSON.stringify({ behaviour }))).status, 200);
    const shown = (await rawRequest(url)).body;
    t.match(await put(shown), { status: 200, body: JSON.parse(shown) }, shown);
    t.equal((await rawRequest(url)).body, shown);
  }
  t.match(await put('{"behaviour":"normal","delayMs":5}'), { status: 400, body: { field: 'delayMs' } });
});

t.test('schemas have an ETag, and who has one already gets 304', async (t) => {
  const s = await startScenario(t);
  const url = `${s.simulator.urls.acs}/schemas/2.2.0/AReq.json`;
  const first = await rawRequest(url);
  const etag = String(first.headers.etag);
  t.match(etag, /^"[\w-]+"$/);
  for (const tag of [etag, `W/${etag}`, '*', `"other", ${etag}`]) {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, body } = await rawRequest(url, { method, headers: { 'if-none-match': tag } });
      t.same([status, headers.etag, body], [304, etag, ''], `${method} ${tag}`);
    }
  }
  for (const tag of ['"other"', '', etag.replaceAll('"', '')])
    t.same((await rawRequest(url, { headers: { 'if-none-match': tag } })).body, first.body, `not ${tag}`);
  const other = await rawRequest(url.replace('2.2.0', '2.3.1'));
  t.not(other.headers.etag, etag, 'another one has another');
});
