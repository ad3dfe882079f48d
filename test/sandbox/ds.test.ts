import { randomUUID } from 'node:crypto';
import t from 'tap';
import { MESSAGE_BYTES } from '../../src/messages/limits.ts';
import { areqToDs, aresFor, challengeFor, rreqFor, sandboxWith } from '../support/stubAcs.ts';

t.test('the DS adds its elements to the AReq and leaves all others as they came', async (t) => {
  const { post, received, urls } = await sandboxWith(t, (areq) => aresFor(areq));
  const sent = areqToDs({ dsURL: 'http://evil.example/', unknownElement: { kept: ['as', 1.5, null] } });
  const ares = await post('/ds/areq', sent);
  t.match(ares, { messageType: 'ARes', transStatus: 'Y', threeDSServerTransID: sent.threeDSServerTransID });
  const [arrived] = received;
  t.match(arrived, { dsURL: `${urls.sandbox}/ds/rreq`, dsTransID: ares.dsTransID, dsReferenceNumber: /.+/ });
  const { dsURL: _a, dsTransID: _b, dsReferenceNumber: _c, ...others } = arrived as unknown as Record<string, unknown>;
  const { dsURL: _d, ...original } = sent;
  t.same(others, original);
});

t.test('the answer of the ACS comes back letter for letter, where it has what an ARes has and no more (Req 209)', async (t) => {
  let answered = '';
  const { post, sandbox } = await sandboxWith(t, (areq) => {
    answered = ` ${JSON.stringify({ ...aresFor(areq), cardholderInfo: 'é' }, undefined, 1)}\n`;
    return answered;
  });
  t.match(await post('/ds/areq', areqToDs()), { messageType: 'ARes', cardholderInfo: 'é' });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await sandbox.inject({ method: 'POST', url: '/ds/areq', headers, payload: JSON.stringify(areqToDs()) });
  t.equal(response.body, answered);
  t.match(response.headers, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
});

t.test('faults that the DS finds itself are its own Erro', async (t) => {
  const { post, received } = await sandboxWith(t, (areq) => aresFor(areq));
  const rows = [
    ['a required element that is absent', areqToDs({ mcc: undefined }), '201', 'mcc'],
    ['a malformed element', areqToDs({ acctNumber: '12' }), '203', 'acctNumber'],
    ['an element twice', JSON.stringify(areqToDs()).replace('{', '{"mcc":"5999",'), '204', 'mcc'],
    ['no JSON', 'no JSON', '101', 'Invalid Formatted Message'],
    ['JSON that is no object', '[]', '101', 'Invalid Formatted Message'],
    ['a message for others', { ...areqToDs(), messageType: 'CReq' }, '101', 'Invalid Message for the receiving component'],
  ] as const;
  for (const [change, message, errorCode, errorDetail] of rows) {
    const answer = await post('/ds/areq', message);
    t.match(answer, { messageType: 'Erro', errorComponent: 'D', errorCode, errorDetail }, change);
    t.notMatch(JSON.stringify(answer), /9999999999/, 'no card number in the answer');
  }
  t.same(received, [], 'none of them reached the ACS');
});

t.test('an Erro of the ACS is passed on', async (t) => {
  const erro = { messageType: 'Erro', messageVersion: '2.2.0', errorCode: '203', errorComponent: 'A' };
  const { post } = await sandboxWith(t, () => ({ ...erro, errorDescription: 'text', errorDetail: 'browserTZ' }));
  t.match(await post('/ds/areq', areqToDs()), { ...erro, errorDetail: 'browserTZ' });
});

t.test('an ACS that does not answer as it should becomes an Erro of the DS', async (t) => {
  const other = randomUUID();
  let answer: (areq: Parameters<typeof aresFor>[0]) => object | string | Promise<object | string> = () => 'no JSON';
  const { post, acs } = await sandboxWith(t, (areq) => answer(areq));
  t.match(await post('/ds/areq', areqToDs()), { errorCode: '101', errorComponent: 'D' }, 'text that is no message');
  answer = (areq) => aresFor(areq, { dsTransID: other });
  t.match(await post('/ds/areq', areqToDs()), { errorCode: '301', errorComponent: 'D' }, 'an ARes of another transaction');
  answer = () => 'x'.repeat(MESSAGE_BYTES + 1);
  t.match(await post('/ds/areq', areqToDs()), { errorCode: '405', errorDetail: /more than \d+ bytes/ }, 'too much');
  const slow = await sandboxWith(t, () => new Promise<object>(() => {}), { timeouts: { aresMs: 150 } });
  const late = areqToDs();
  const ids = { threeDSServerTransID: late.threeDSServerTransID, errorMessageType: 'AReq' };
  t.match(await slow.post('/ds/areq', late), { errorCode: '402', errorComponent: 'D', ...ids }, 'too late');
  acs.server.closeAllConnections();
  await acs.close();
  t.match(await post('/ds/areq', areqToDs()), { errorCode: '405', errorComponent: 'D' }, 'nobody there');
});

t.test('a refused AReq is in the record, too', async (t) => {
  const { post, get } = await sandboxWith(t, (areq) => aresFor(areq));
  const { threeDSServerTransID } = await post('/ds/areq', areqToDs({ mcc: '1' }));
  const { messages } = await get(`/ds/transactions/${threeDSServerTransID}`);
  t.match(messages, [{ type: 'AReq' }, { type: 'Erro', direction: 'DS → 3DSServer', message: { errorCode: '203' } }]);
});

t.test('where a path is known and the method is not, HTTP says which is', async (t) => {
  const { sandbox } = await sandboxWith(t, (areq) => aresFor(areq));
  for (const [method, url, allow] of [
    ['GET', '/ds/operations', 'POST'],
    ['PUT', '/ds/keys', 'GET, HEAD'],
    ['POST', '/ds/card-ranges', 'GET, HEAD, PUT'],
    ['GET', '/3ds-server/authentications', 'POST'],
    ['DELETE', '/3ds-server/transactions/x/spc', 'POST'],
  ] as const) {
    const answer = await sandbox.inject({ method, url, headers: { 'content-type': 'text/plain' }, payload: 'x' });
    const { status, field, example } = answer.json();
    t.match([status, field, answer.headers.allow], [405, 'method', allow], `${method} ${url}`);
    t.match(example, /^(?:GET|POST) \/(?:ds|3ds-server)/);
  }
  t.match((await sandbox.inject({ url: '/ds/nothing' })).json(), { status: 404, example: '/shop/' });
});

t.test('below the protocol, HTTP says what is wrong', async (t) => {
  const { sandbox } = await sandboxWith(t, (areq) => aresFor(areq));
  const json = { 'content-type': 'application/json' };
  for (const url of ['/ds/areq', '/ds/rreq', '/ds/preq', '/3ds-server/rreq']) {
    const get = await sandbox.inject({ url });
    t.match([get.statusCode, get.headers.allow], [405, 'POST'], `GET ${url}`);
    const text = await sandbox.inject({ method: 'POST', url, headers: { 'content-type': 'text/plain' }, payload: '{}' });
    t.equal(text.statusCode, 415, `${url} as text/plain`);
    const large = await sandbox.inject({ method: 'POST', url, headers: json, payload: 'x'.repeat(MESSAGE_BYTES + 1) });
    t.equal(large.statusCode, 413, `${url} too large`);
    const broken = await sandbox.inject({ method: 'POST', url, headers: json, payload: '{' });
    t.match([broken.statusCode, broken.json().errorCode], [200, '101'], `${url} broken`);
  }
});

t.test('one address takes every message of the DS by its messageType, with a slash at the end and without', async (t) => {
  const { post, get } = await sandboxWith(t, (areq) => challengeFor(areq));
  const preq = { messageType: 'PReq', messageVersion: '2.2.0', threeDSServerRefNumber: 'X', threeDSServerTransID: randomUUID() };
  for (const url of ['/ds', '/ds/', '/ds/areq', '/ds/areq/', '/ds/rreq/', '/ds/preq/']) {
    const ares = await post(url, areqToDs());
    t.match(ares, { messageType: 'ARes' }, `an AReq at ${url}`);
    t.match(await post(url, { ...preq, threeDSServerRefNumber: url }), { messageType: 'PRes' }, `a PReq at ${url}`);
    t.match(await post(url, rreqFor(ares)), { errorCode: '405' }, `an RReq at ${url}: its 3DS Server is not there`);
    const others = { errorCode: '101', errorDetail: 'Invalid Message for the receiving component', errorComponent: 'D' };
    for (const messageType of ['CReq', 'CRes', 'OReq'])
      t.match(await post(url, { messageType, messageVersion: '2.3.1' }), others, `Req 202 (DS): a ${messageType} at ${url}`);
    t.match(await post(url, '{}'), { messageType: 'Erro', errorDetail: 'messageType' }, `no messageType at ${url}`);
  }
  t.match(await get('/ds/'), { title: '/ds takes POST only: a message' });
});

t.test('Req 202 (DS): an Erro is kept, and never answered by an Erro', async (t) => {
  const { post, get, sandbox } = await sandboxWith(t, (areq) => aresFor(areq));
  const { threeDSServerTransID, dsTransID } = await post('/ds', areqToDs());
  const erro = { messageType: 'Erro', messageVersion: '2.2.0', errorCode: '402', errorComponent: 'A' };
  const texts = { errorDescription: 'text', errorDetail: 'text', errorMessageType: 'RReq' };
  for (const payload of [JSON.stringify({ ...erro, ...texts, dsTransID }), '{"messageType":"Erro"}']) {
    const headers = { 'content-type': 'application/json' };
    const { statusCode, body } = await sandbox.inject({ method: 'POST', url: '/ds', headers, payload });
    t.same([statusCode, body], [200, '']);
  }
  const { messages } = await get(`/ds/transactions/${threeDSServerTransID}`);
  t.match(messages.at(-1), { type: 'Erro', message: { errorCode: '402', errorMessageType: 'RReq' } });
});
