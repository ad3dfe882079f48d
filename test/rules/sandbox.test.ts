// What the loopback DS and the 3DS Server of the sandbox do when others are silent, absent or wrong, and how card ranges are asked
// for. Each assertion names the rule that it shows.
import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import type { AReq } from '../../src/messages/types.ts';
import { readDsRules } from '../../src/sandbox/ds/rules.ts';
import type { Json } from '../support/json.ts';
import { areqToDs, aresFor, CARD, challengeFor, customerOf, rreqFor, sandboxWith } from '../support/stubAcs.ts';

const never = () => new Promise<object>(() => {});
const rresFor = ({ threeDSServerTransID, acsTransID, dsTransID, messageVersion }: Json): Json => ({
  ...{ messageType: 'RRes', messageVersion, threeDSServerTransID, acsTransID, dsTransID, resultsStatus: '01' },
});

/** A 3DS Server of the test's own, and an ARes C that it asked for. */
async function challenged(t: Test, answers: (message: Json) => object | string | Promise<object>, timeouts = {}) {
  const heard: Json[] = [];
  const server = Fastify({ forceCloseConnections: true });
  server.post<{ Body: Json }>('/rreq', async ({ body }, reply) => {
    heard.push(body);
    return reply.type('application/json; charset=utf-8').send(await answers(body));
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => server.close());
  const kit = await sandboxWith(t, (areq: AReq) => challengeFor(areq), { timeouts });
  const ares = await kit.post('/ds/areq', areqToDs({ threeDSServerURL: `${address}/rreq` }));
  return { ...kit, ares, heard, server };
}

t.test('DS: the ACS is silent, absent or slow', async (t) => {
  const slow = await sandboxWith(t, never, { timeouts: { aresMs: 150 } });
  const started = performance.now();
  const late = await slow.post('/ds/areq', areqToDs());
  t.ok(performance.now() - started < 5000, 'Req 234: the DS waits for the ARes no longer than it says');
  t.match(late, { messageType: 'Erro', errorCode: '402', errorComponent: 'D' }, 'Req 235: then the 3DS Server gets Erro D 402');
  const gone = await sandboxWith(t, never);
  gone.acs.server.closeAllConnections();
  await gone.acs.close();
  const absent = await gone.post('/ds/areq', areqToDs());
  t.match(absent, { errorCode: '405', errorComponent: 'D' }, 'Req 100, Req 285: an ACS that cannot be reached is Erro D 405');
});

t.test('DS: what an AReq and an ARes carry', async (t) => {
  const kit = await sandboxWith(t, (areq) => aresFor(areq));
  const messageExtension = [{ name: 'Test', id: 'of-nobody', criticalityIndicator: false, data: { x: ['1'] } }];
  await kit.post('/ds/areq', areqToDs({ messageExtension }));
  t.same(kit.received.at(-1)?.messageExtension, messageExtension, 'A.12 non-critical extension: it reaches the ACS as it came');
  for (const acsUiTemplate of ['05', '06']) {
    const acsRenderingType = { acsInterface: '01', acsUiTemplate, deviceUserInterfaceMode: '01' };
    const { authenticationType: _older, acsURL: _ofBrowsers, ...c } = challengeFor({ threeDSServerTransID: '' } as AReq);
    const app = await sandboxWith(
      t,
      (areq) => ({
        ...{ ...c, ...aresIds(areq), messageVersion: '2.3.1', authenticationMethod: ['02'], acsRenderingType },
        ...{
          sdkTransID: areq.sdkTransID,
          acsSignedContent: 'e30.e30.AA',
          deviceInfoRecognisedVersion: '1.7',
          threeDSRequestorAppURLInd: 'N',
        },
      }),
      { dsRules: { ...readDsRules(), deviceInfo: 'clear' } },
    );
    const answer = await app.post('/ds/areq', appAReq());
    t.match(
      answer,
      { errorComponent: 'D', errorCode: '203', errorDetail: /acsRenderingType/ },
      'A.13.5 template 05/06 native: 05 and 06 are for HTML: Erro D 203',
    );
  }
});

const aresIds = ({ threeDSServerTransID, dsTransID, dsReferenceNumber }: AReq) => ({
  ...{ threeDSServerTransID, dsTransID, dsReferenceNumber, acsTransID: randomUUID() },
});
function appAReq(): Json {
  const { threeDSServerURL, ...rest } = areqToDs();
  const {
    browserAcceptHeader: _a,
    browserUserAgent: _b,
    notificationURL: _c,
    threeDSCompInd: _d,
    browserLanguage: _e,
    ...areq
  } = rest;
  const x = 'mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA';
  return {
    ...{
      ...areq,
      threeDSServerURL,
      messageVersion: '2.3.1',
      deviceChannel: '01',
      acquirerCountryCode: '540',
      acquirerCountryCodeSource: '01',
    },
    ...{
      deviceInfo: 'eyJEViI6IjEuNyJ9',
      deviceRenderOptions: { sdkInterface: '03', sdkUiType: ['01', '05'] },
      sdkAppID: randomUUID(),
    },
    sdkEphemPubKey: { kty: 'EC', crv: 'P-256', x, y: '8BQAsImGeAS46fyWw5MhYfGTT0IjBpFw2SS34Dv4Irs' },
    ...{
      sdkMaxTimeout: '05',
      sdkReferenceNumber: 'SDK',
      sdkTransID: randomUUID(),
      sdkType: '01',
      defaultSdkType: { sdkVariant: '01' },
    },
  };
}

t.test('DS: the 3DS Server answers the RReq', async (t) => {
  const good = await challenged(t, rresFor);
  t.match(
    await good.post('/ds/rreq', rreqFor(good.ares)),
    { messageType: 'RRes' },
    'Req 72, Req 134, Req 338: a good RRes is passed on',
  );
  const rows: [what: (rreq: Json) => object | string, errorCode: string][] = [
    [(rreq) => ({ ...rresFor(rreq), resultsStatus: 'yes' }), '203'],
    [(rreq) => ({ ...rresFor(rreq), resultsStatus: undefined }), '201'],
    [() => 'no message', '101'],
  ];
  for (const [answer, errorCode] of rows) {
    const bad = await challenged(t, answer);
    const told = await bad.post('/ds/rreq', rreqFor(bad.ares));
    t.match(told, { errorComponent: 'D', errorCode }, 'Req 72, Req 134, Req 338: a bad RRes is Erro D for the ACS');
  }
  const erro = {
    messageType: 'Erro',
    messageVersion: '2.2.0',
    errorCode: '305',
    errorComponent: 'S',
    errorDescription: 'x',
    errorDetail: 'x',
  };
  const refusing = await challenged(t, () => erro);
  t.match(
    await refusing.post('/ds/rreq', rreqFor(refusing.ares)),
    erro,
    '5.9.10 Erro: an Erro of the 3DS Server goes to the ACS as it came',
  );
  const slow = await challenged(t, never, { rresMs: 150 });
  const started = performance.now();
  const late = await slow.post('/ds/rreq', rreqFor(slow.ares));
  t.ok(performance.now() - started < 3000, 'Req 244: the DS waits for the RRes less long than the ACS');
  t.match(late, { errorCode: '402', errorComponent: 'D' }, 'Req 245: then the ACS gets Erro D 402');
});

t.test('3DS Server: the DS is slow, or answers an Erro', async (t) => {
  const slow = await sandboxWith(t, never, { timeouts: { aresMs: 60_000, dsMs: 300 } });
  const pay = async (kit: Awaited<ReturnType<typeof sandboxWith>>) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    const paid = await kit.sandbox.inject({
      method: 'POST',
      url: '/shop/pay',
      headers,
      payload: new URLSearchParams({ cardNumber: CARD }).toString(),
    });
    const page = await kit.sandbox.inject({ url: String(paid.headers.location) });
    const id = /"three-ds-server-trans-id"[^>]*>\s*([\w-]+)/.exec(page.body)?.[1] ?? '';
    return { page: page.body, server: await kit.get(`/3ds-server/transactions/${id}`) };
  };
  const started = performance.now();
  const late = await pay(slow);
  t.ok(performance.now() - started < 10_000, 'Req 228, Req 231: the time of the 3DS Server begins with its AReq');
  t.match(late.server.erro, { errorCode: '402', errorComponent: 'S' }, 'Req 232: no ARes in time: the transaction has failed');
  t.match(late.page, /data-outcome="(?:error|refused)"/, 'Req 232: and the payment is not made');
  const erro = {
    messageType: 'Erro',
    messageVersion: '2.2.0',
    errorCode: '305',
    errorComponent: 'A',
    errorDescription: 'x',
    errorDetail: 'acctNumber',
  };
  const refused = await pay(await sandboxWith(t, () => erro));
  t.match(refused.server.erro, { errorCode: '305' }, '5.9.4 Erro: the Erro for an AReq is kept');
  t.match(refused.page, /data-outcome="(?:error|refused)"[\s\S]*305/, '5.9.4 Erro: and the requestor is told');
});

t.test('PReq and PRes', async (t) => {
  const servedRanges = [
    { start: '4970720000000000', end: '4970729999999999' },
    { start: '5000000000000', end: '5099999999999' },
  ];
  const kit = await sandboxWith(t, (areq) => aresFor(areq), { servedRanges });
  const head = { messageType: 'PReq', messageVersion: '2.3.1', threeDSServerTransID: randomUUID(), threeDSServerRefNumber: 'X' };
  const send = (headers: Record<string, string>, threeDSServerRefNumber: string) =>
    kit.sandbox.inject({
      method: 'POST',
      url: '/ds/preq',
      headers: { 'content-type': 'application/json', ...headers },
      payload: JSON.stringify({ ...head, threeDSServerRefNumber }),
    });
  const plain = await send({}, 'PLAIN');
  t.match(
    [plain.headers['content-encoding'], plain.json().messageType],
    [undefined, 'PRes'],
    'Req 428: without Accept-Encoding the PRes is plain',
  );
  const zipped = await send({ 'accept-encoding': 'gzip' }, 'ZIPPED');
  const isPacked = zipped.headers['content-encoding'] === 'gzip';
  const text = isPacked ? gunzipSync(zipped.rawPayload).toString() : zipped.body;
  t.match(JSON.parse(text), { messageType: 'PRes' }, 'Req 426: with it, packed as its Content-Encoding says, or plain');
  t.equal(zipped.headers['content-encoding'], isPacked ? 'gzip' : undefined, 'Req 426: by gzip and nothing else');
  const ranges = (plain.json().cardRangeData as { ranges: { start: string; end: string }[] }[]).flatMap((group) => group.ranges);
  t.same(
    ranges.map(({ start, end }) => `${start}-${end}`).sort(),
    servedRanges.map(({ start, end }) => `${start}-${end}`).sort(),
    'Req 459: the ranges are those that take part',
  );
  const padded = ranges.map(({ start, end }) => [start.padEnd(19, '0'), end.padEnd(19, '9')]).sort();
  t.ok(
    padded.every(([start = ''], at) => at === 0 || start > (padded[at - 1]?.[1] ?? '')),
    'Req 458: and do not overlap',
  );
});

t.test('3DS Server: how it asks for card ranges', async (t) => {
  const asked: { type: string; encoding: string | undefined }[] = [];
  const kit = await customerOf(t, (areq) => aresFor(areq));
  const ds = Fastify({ forceCloseConnections: true });
  ds.post<{ Body: Json }>('*', async ({ body, headers, url }, reply) => {
    asked.push({ type: String(body.messageType), encoding: headers['accept-encoding']?.toString() });
    const answer = await kit.post(url, body);
    if (body.messageType !== 'PReq') return answer;
    return reply
      .type('application/json; charset=utf-8')
      .header('content-encoding', 'gzip')
      .send(gzipSync(JSON.stringify(answer)));
  });
  kit.urls.sandbox = await ds.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => ds.close());
  const pay = () => kit.sends('/shop/pay', { cardNumber: CARD, messageVersion: '2.3.1', browserJavascriptEnabled: 'true' });
  for (let payment = 0; payment < 3; payment += 1)
    t.match((await pay()).location, '/method/', 'Req 425: it reads the ranges, and their 3DS Method, of a PRes that is packed');
  const preqs = asked.filter(({ type }) => type === 'PReq');
  t.equal(preqs.length, 1, 'Req 246: one PReq for all payments of a day');
  t.match(preqs[0]?.encoding, /gzip/, 'Req 425: it asks for gzip');
});
