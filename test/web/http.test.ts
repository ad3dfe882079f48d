import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { createSimulator } from '../../src/index.ts';
import { CREQ_FORM_BYTES, MESSAGE_BYTES } from '../../src/messages/limits.ts';
import { mediaTypeOf } from '../../src/messages/mediaType.ts';
import { example } from '../messages/example.ts';
import type { Json } from '../support/json.ts';
import { longExtensions } from '../support/moodyDs.ts';
import { startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

const FORMS = ['/3ds/creq', '/3ds/challenge', '/3ds/method'];

/** Sends bytes as they are; answers status, headers and body of the first answer. */
function exchange(url: string, request: string | Buffer): Promise<{ status: number; head: string; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let text = '';
    const answer = () => {
      const [head = '', body = ''] = text.split('\r\n\r\n', 2);
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (head !== text && (length === undefined || body.length >= Number(length))) {
        socket.destroy();
        resolve({ status: Number(head.split(' ')[1]), head: head.toLowerCase(), body });
      }
    };
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
      answer();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed without an answer: ${text}`)));
  });
}

const head = (path: string, ...headers: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n');
const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

t.test('what is wrong below 3-D Secure is answered by an HTTP status, not by an Erro', async (t) => {
  const simulator = await createSimulator();
  t.teardown(() => simulator.close());
  const url = `${simulator.urls.acs}/3ds/areq`;
  const post = (contentType: string, body: string | Buffer) =>
    fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body: new Blob([body]) });

  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const answer = await fetch(url, { method });
    t.same([answer.status, answer.headers.get('allow')], [405, 'POST'], method);
  }
  const foreign = [
    ...['text/plain', 'text/json', 'application/x-www-form-urlencoded', 'application/jsonp', 'application/xml'],
    ...['application/json\t; charset=latin1', 'application/json;charset=utf-16', 'application/json; charset="iso-8859-1"'],
    ...['application/json garbage', 'application/json,text/plain', 'application/json;charset', 'application/json; =utf-8'],
    ...['application/json;charset=utf-8;charset=utf-8', 'application/json; charset=""'],
    ...['text/plain; application/json', 'multipart/form-data; boundary=application/json', 'application / json', 'json'],
    ...['application/json;charset=utf-8/../x y', 'application/json; charset=utf-8; "'],
  ];
  for (const type of foreign) t.equal((await post(type, '{}')).status, 415, type);
  t.equal((await post('application/json', `{"a":"${'x'.repeat(MESSAGE_BYTES)}"}`)).status, 413, 'larger than any AReq');

  const taken = [
    ...[
      'application/json',
      'application/JSON; charset=UTF-8',
      'application/json; charset = utf-8',
      'application/json;charset=utf-8',
      'application/json;charset="UTF-8"',
    ],
    ...['application/json;', 'application/json\t;\tcharset=utf-8', 'application/json; profile="a;b\\"c"; charset=utf-8'],
  ];
  for (const type of taken) {
    const answer = await post(type, '{}');
    t.match(await answer.json(), { messageType: 'Erro', errorCode: '201', errorDetail: 'messageType' }, type);
    t.equal(answer.status, 200);
    t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  }
});

t.test('the text of a message is UTF-8 without a byte order mark; anything else is no message', async (t) => {
  const s = await startScenario(t);
  const areq = JSON.stringify(s.areq());
  const bodies: [string, string | Buffer][] = [
    ...['', 'null', '[]', '"AReq"', '\ufeff{', 'not JSON'].map((body): [string, string] => [JSON.stringify(body), body]),
    ['UTF-8 with a byte order mark', `\ufeff${areq}`],
    ['UTF-16', Buffer.from(areq, 'utf16le')],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${areq}`, 'utf16le')],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe])],
    ['JSON with something behind it', `${areq} x`],
  ];
  for (const [what, body] of bodies) {
    const answer = await fetch(`${s.simulator.urls.acs}/3ds/areq`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([body]),
    });
    t.match(await answer.json(), { errorCode: '101', errorDetail: 'Invalid Formatted Message' }, what);
  }
});

t.test('on a bare socket: chunks, two content types, compressed and oversized bodies, broken HTTP', async (t) => {
  const s = await startScenario(t);
  const url = s.simulator.urls.acs.replace('localhost', '127.0.0.1');
  const json = 'Content-Type: application/json; charset=utf-8';
  const areq = JSON.stringify(s.areq({ merchantName: 'Shop' }));

  const inChunks = await exchange(url, head('/3ds/areq', json, 'Transfer-Encoding: chunked') + chunked(areq));
  t.equal(inChunks.status, 200);
  t.match(JSON.parse(inChunks.body), { messageType: 'ARes', transStatus: 'C' }, 'a chunked AReq is an AReq');

  const twice = await exchange(url, `${head('/3ds/areq', json, 'Content-Type: text/plain', 'Content-Length: 2')}{}`);
  t.equal(twice.status, 415, 'two content types');
  const same = await exchange(url, `${head('/3ds/areq', json, json, 'Content-Length: 2')}{}`);
  t.equal(same.status, 415, 'also two that are the same');
  t.equal((await exchange(url, `${head('/3ds/areq', 'Content-Length: 2')}{}`)).status, 415, 'none');
  t.equal((await exchange(url, head('/3ds/areq', 'Transfer-Encoding: chunked') + chunked(areq))).status, 415, 'none, chunked');
  t.match(JSON.parse((await exchange(url, head('/3ds/areq', 'Content-Length: 0'))).body), { errorCode: '101' }, 'no body');

  const zipped = gzipSync(areq);
  const gzip = Buffer.concat([
    Buffer.from(head('/3ds/areq', json, 'Content-Encoding: gzip', `Content-Length: ${zipped.length}`)),
    zipped,
  ]);
  t.equal((await exchange(url, gzip)).status, 415, 'gzip');

  const large = `{"messageType":"AReq","x":"${'x'.repeat(MESSAGE_BYTES)}"}`;
  t.equal((await exchange(url, head('/3ds/areq', json, 'Transfer-Encoding: chunked') + chunked(large))).status, 413, 'chunked');
  t.equal((await exchange(url, head('/3ds/areq', json, `Content-Length: ${large.length}`) + large)).status, 413, 'by length');

  for (const broken of ['nonsense\r\n\r\n', 'POST /3ds/areq HTTP/9.9\r\n\r\n', head('/3ds/areq', json, 'Content-Length: x')])
    t.equal((await exchange(url, broken)).status, 400, JSON.stringify(broken.slice(0, 20)));
  const smuggled = head('/3ds/areq', json, 'Content-Length: 2', 'Transfer-Encoding: chunked') + chunked('{}');
  t.equal((await exchange(url, smuggled)).status, 400, 'two lengths');
  const long = head('/3ds/areq', json, `X-Long: ${'x'.repeat(20_000)}`);
  t.equal((await exchange(url, long)).status, 431, 'headers without end');
  t.match(JSON.parse((await exchange(url, `${head('/3ds/areq', json, 'Content-Length: 2')}{}`)).body), { errorCode: '201' });
});

t.test('the addresses of forms take forms alone', async (t) => {
  const s = await startScenario(t);
  const { acs } = s.simulator.urls;
  const send = (path: string, type: string, body: string, headers = {}) =>
    fetch(`${acs}${path}`, { method: 'POST', headers: { 'content-type': type, ...headers }, body });
  for (const path of FORMS) {
    const tooLarge = path === '/3ds/creq' ? CREQ_FORM_BYTES : 70_000;
    for (const type of [
      ...['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded; charset=utf-16'],
      ...['application/x-www-form-urlencoded garbage', 'application/json', 'application/xml'],
    ]) {
      const answer = await send(path, type, 'token=x&creq=x');
      t.equal(answer.status, 415, `${path} as ${type}`);
      t.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8', 'told by a page');
    }
    t.equal((await send(path, 'application/x-www-form-urlencoded', 'x=y', { 'content-encoding': 'gzip' })).status, 415, 'gzip');
    t.equal(
      (await send(path, 'application/x-www-form-urlencoded', `x=${'y'.repeat(tooLarge)}`)).status,
      413,
      `${path} too large`,
    );
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', ...(path === '/3ds/challenge' ? [] : ['GET', 'HEAD'])]) {
      const answer = await fetch(`${acs}${path}`, { method });
      t.equal(answer.status, 405, `${method} ${path}`);
      t.equal(answer.headers.get('allow'), path === '/3ds/challenge' ? 'GET, POST' : 'POST');
    }
  }
  const ares = await s.sendsAReq();
  const creq = new URLSearchParams({ creq: Buffer.from(s.creq(ares)).toString('base64url') }).toString();
  const page = await send('/3ds/creq', 'application/x-www-form-urlencoded; charset=UTF-8', creq);
  t.match(await page.text(), 'data-page="epin"', 'a charset makes no difference to a form');
});

t.test('a message at an address that is not its own gets Erro 303 with its ids; an Erro gets silence', async (t) => {
  const s = await startScenario(t);
  const areq = s.areq();
  const ares = await s.sendsAReq();
  const messages: [Json, Json][] = [
    [areq, { errorMessageType: 'AReq', dsTransID: areq.dsTransID, errorDetail: /POST \/3ds\/areq/ }],
    [JSON.parse(s.creq(ares)), { errorMessageType: 'CReq', acsTransID: ares.acsTransID, errorDetail: /acsURL/ }],
    [
      { messageType: 'RReq', messageVersion: '2.1.0' },
      { errorMessageType: 'RReq', messageVersion: '2.1.0' },
    ],
    [
      { ...areq, messageVersion: '2.3.1', acctNumber: 'broken' },
      { errorMessageType: 'AReq', messageVersion: '2.3.1' },
    ],
  ];
  const send = (path: string, body: string, type = 'application/json') =>
    fetch(`${s.simulator.urls.acs}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
  for (const path of [...FORMS, '/3ds/', '/3ds/areqs', '/3ds/rreq', '/3ds/areqs', '/3ds/%00']) {
    for (const [message, expected] of messages) {
      const answer = await send(path, JSON.stringify(message));
      t.equal(answer.status, 200);
      const { threeDSServerTransID } = message;
      const erro = { messageType: 'Erro', errorCode: '303', errorComponent: 'A' };
      t.match(await answer.json(), { ...erro, ...(threeDSServerTransID ? { threeDSServerTransID } : {}), ...expected }, path);
    }
    const silent = await send(path, JSON.stringify({ messageType: 'Erro', messageVersion: '2.2.0', errorCode: '101' }));
    t.same([silent.status, await silent.text()], [200, ''], `an Erro at ${path}`);
    for (const other of ['{}', '[]', 'no JSON', '{"messageType":"XReq"}', '{"messageType":["AReq"]}']) {
      const answer = await send(path, other);
      t.equal(answer.status, FORMS.includes(path) ? 415 : 404, `${other} at ${path} is no message`);
    }
  }
  t.equal((await send('/3ds/unknown', JSON.stringify(areq), 'text/plain')).status, 404);
  t.equal((await send('/elsewhere', JSON.stringify(areq))).status, 404, 'what is not under /3ds/ is nobody');
  t.match(await s.transaction(ares), { state: 'awaitingCReq' }, 'nothing was changed');
});

t.test(
  'Req 469, A.29 ids in headers: in 2.3.1 the answers name the transaction in headers, by the ids of the messages',
  async (t) => {
    const s = await startScenario(t);
    const send = (areq: Json, asked: string | undefined) =>
      fetch(`${s.simulator.urls.acs}/3ds/areq/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(asked === undefined ? {} : { 'x-request-id': asked }) },
        body: JSON.stringify(areq),
      });
    const newest = {
      messageVersion: '2.3.1',
      acquirerCountryCode: '540',
      acquirerCountryCodeSource: '01',
      acceptLanguage: ['fr'],
    };
    const without = { threeDSRequestorChallengeInd: undefined, threeDSRequestorAuthenticationInfo: undefined };
    const others = { threeDSRequestorPriorAuthenticationInfo: undefined, messageExtension: undefined, broadInfo: undefined };
    const areq = s.areq({ ...newest, ...without, ...others });
    const id = String(areq.dsTransID);
    const [answer, again] = [await send(areq, id), await send(areq, id)];
    const ares = (await answer.json()) as Json;
    t.match(ares, { messageType: 'ARes', messageVersion: '2.3.1' });
    for (const { headers } of [answer, again]) {
      t.equal(headers.get('x-response-id'), ares.acsTransID, 'also where the same AReq comes again');
      t.equal(headers.get('x-request-id'), id);
    }
    const foreign = ['x'.repeat(9000), '<script>', 'é', `${id}, ${id}`, crypto.randomUUID(), '4970720000052226', '', undefined];
    for (const asked of foreign) {
      const dsTransID = crypto.randomUUID();
      const { headers } = await send({ ...areq, dsTransID }, asked);
      t.same(
        [headers.get('x-request-id'), headers.has('x-response-id')],
        [dsTransID, true],
        `A.29 ARes without request header: the AReq came with the header ${asked?.slice(0, 20) ?? 'absent'}`,
      );
    }
    const erro = await send({ ...areq, mcc: 'none' }, crypto.randomUUID());
    t.same([erro.headers.get('x-request-id'), erro.headers.get('x-response-id')], [id, null], 'an Erro has no id of the ACS');
    const older = await send(s.areq(), id);
    t.same([older.headers.get('x-request-id'), older.headers.get('x-response-id')], [null, null], '2.2.0 knows no such headers');
  },
);

t.test('in 2.3.1 the RReq names the transaction in a header, too', async (t) => {
  const s = await startScenario(t);
  const asked: (string | undefined)[] = [];
  const ds = createServer((request, response) => {
    asked.push(request.headers['x-request-id'] as string | undefined);
    response.end('{}');
  });
  await new Promise<void>((resolve) => ds.listen(0, '127.0.0.1', resolve));
  t.teardown(() => ds.close());
  const dsURL = `http://127.0.0.1:${(ds.address() as AddressInfo).port}/`;
  for (const version of ['2.3.1', '2.2.0'] as const) {
    const { threeDSServerTransID, dsTransID } = s.areq();
    const areq = { ...example('AReq-browser-minimal', version), threeDSServerTransID, dsTransID, dsURL };
    const headers = { 'content-type': 'application/json' };
    const sent = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: JSON.stringify(areq) });
    const ares = (await sent.json()) as Json;
    await s.posts(await s.postsCReq(ares), { action: 'cancel' });
    await s.ends(ares);
    await until(
      () => asked,
      ({ length }) => length === 2,
      'the RReq, and the Erro for its answer',
    );
    const id = version === '2.3.1' ? ares.acsTransID : undefined;
    t.same(asked.splice(0), [id, id], version);
  }
});

t.test('a Content-Type is read by its grammar', async (t) => {
  t.equal(mediaTypeOf(' Text/HTML ;charset="utf-8" '), 'text/html');
  t.equal(mediaTypeOf('a/b; x=y; z="1\\"2"'), 'a/b');
  for (const none of ['', 'a', 'a/', '/b', 'a/b c', 'a/b;x', 'a/b;x="', 'a/b;x=y z', 'a/b;charset=x', 'a/b\u0000'])
    t.equal(mediaTypeOf(none), undefined, JSON.stringify(none));
});

t.test('schemas are read only, and lists of codes are not called schemas', async (t) => {
  const simulator = await createSimulator();
  t.teardown(() => simulator.close());
  const ask = (path: string, method = 'GET') => fetch(`${simulator.urls.acs}/schemas/${path}`, { method });
  const typeOf = async (path: string) => (await ask(path)).headers.get('content-type');
  for (const path of ['2.3.1/AReq.json', 'common/definitions.json', 'common/outcome.json'])
    t.equal(await typeOf(path), 'application/schema+json; charset=utf-8', path);
  for (const path of ['common/currencies.json', 'common/countries.json', 'common/Countries.json'])
    t.equal(await typeOf(path), 'application/json; charset=utf-8', path);
  t.equal((await ask('2.2.0/AReq.json', 'HEAD')).status, 200);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const answer = await ask('2.2.0/AReq.json', method);
    t.same([answer.status, answer.headers.get('allow')], [405, 'GET'], method);
    t.match(answer.headers.get('content-type'), /^application\/json/);
  }
});

t.test('messages as long as the protocol lets them be are taken', async (t) => {
  const s = await startScenario(t, { dsRules: ['dates=any'] });
  const { acs, sandbox } = s.simulator.urls;
  const longest = {
    ...example('AReq-browser-payment', '2.3.1'),
    threeDSRequestorAuthenticationInfo: Array.from({ length: 3 }, (_, at) => ({
      threeDSReqAuthMethod: `0${at + 2}`,
      threeDSReqAuthData: 'é'.repeat(50_000),
    })),
    threeDSRequestorPriorAuthenticationInfo: Array.from({ length: 3 }, (_, at) => ({
      threeDSReqPriorAuthData: '€'.repeat(20_000 - at),
    })),
    messageExtension: longExtensions(),
  };
  const headers = { 'content-type': 'application/json' };
  const text = JSON.stringify({ ...longest, dsURL: s.ds.url });
  t.ok(Buffer.byteLength(text) > 500_000);
  const direct = await fetch(`${acs}/3ds/areq`, { method: 'POST', headers, body: text });
  t.same([direct.status, ((await direct.json()) as Json).messageType], [200, 'ARes'], 'an AReq');
  const byDs = await fetch(`${sandbox}/ds/areq`, { method: 'POST', headers, body: text });
  t.same([byDs.status, ((await byDs.json()) as Json).messageType], [200, 'ARes'], 'through the sandbox, too');

  const ares = await s.sendsAReq();
  const creq = Buffer.from(s.creq(ares, { messageExtension: longExtensions() })).toString('base64');
  const page = await s.postsForm('/3ds/creq', { creq, threeDSSessionData: '€'.repeat(1024) });
  t.same([page.status, page.name], [200, 'epin'], 'a CReq');
});
