import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { shipped } from '../../src/files.ts';
import type { AReq } from '../../src/messages/types.ts';
import { readDsRules } from '../../src/sandbox/ds/rules.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { example } from '../messages/example.ts';
import { type Answer, areqToDs, aresFor, challengeFor, rreqFor, sandboxWith } from '../support/stubAcs.ts';
import { until } from '../support/until.ts';

type Json = Record<string, unknown>;

/** A DS between a stub ACS and a stub 3DS Server, each of which answers as it is told, and keeps what it got. */
async function dsBetween(t: Test, ares: Answer, rres: (rreq: Json) => object | string, options: Partial<SandboxOptions> = {}) {
  const atServer: Json[] = [];
  const server = Fastify({ forceCloseConnections: true });
  server.post<{ Body: Json }>('/rreq', async ({ body }, reply) => {
    atServer.push(body);
    return reply.type('application/json').send(body.messageType === 'Erro' ? '' : rres(body));
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => server.close());
  const { port } = server.server.address() as { port: number };
  // What an app seals is another test's.
  const kit = await sandboxWith(t, ares, { dsRules: readDsRules(['deviceInfo=clear']), ...options });
  const atAcs = () => (kit.received as unknown as Json[]).filter(({ messageType }) => messageType === 'Erro');
  const threeDSServerURL = `http://localhost:${port}/rreq`;
  return {
    ...kit,
    atServer,
    atAcs,
    sends: (changes: object = {}) => kit.post('/ds/areq', areqToDs({ threeDSServerURL, ...changes })),
  };
}

/** An AReq of the examples without what is the 3DS Server's, and of now. */
function asked(name: string): Json {
  const { threeDSServerTransID: _id, threeDSServerURL: _url, purchaseDate: _date, ...others } = example(name);
  return others;
}

const one = (messages: () => Json[]) => until(messages, ({ length }) => length > 0, 'an Erro');

const rresFor = ({ messageVersion, threeDSServerTransID, acsTransID, dsTransID }: Json) => ({
  messageType: 'RRes',
  ...{ messageVersion, threeDSServerTransID, acsTransID, dsTransID, resultsStatus: '01' },
});

const IN_231 = { messageVersion: '2.3.1', acceptLanguage: ['fr'], acquirerCountryCode: '540', acquirerCountryCodeSource: '01' };

/** An ARes with a challenge, in the version of its AReq. */
function challenge(areq: AReq, changes: Json = {}): Json {
  const { authenticationType: _old, ...ares } = challengeFor(areq);
  const old = areq.messageVersion !== '2.3.1';
  const method = old ? { authenticationType: '02' } : { authenticationMethod: ['02'] };
  return { ...ares, messageVersion: areq.messageVersion, ...method, ...changes };
}

function result(ares: Json, changes: Json = {}): Json {
  const { authenticationType: _old, ...rreq } = rreqFor(ares) as unknown as Json;
  const old = ares.messageVersion !== '2.3.1';
  const method = old ? { authenticationType: '02' } : { authenticationMethod: ['02'] };
  return { ...rreq, messageVersion: ares.messageVersion, ...method, ...changes };
}

t.test(
  '5.9.3 not recognised, 5.9.3 invalid, 5.9.3 missing, 5.9.3.1: a bad ARes goes back to the ACS and on to the 3DS Server as Erro D',
  async (t) => {
    const rows = [
      ['no message', () => 'no JSON', '101'],
      ['another message', (areq: AReq) => ({ ...aresFor(areq), messageType: 'RRes' }), '101'],
      ['an element of a wrong form', (areq: AReq) => aresFor(areq, { eci: 'xxx' }), '203'],
      ['an element that is missing', (areq: AReq) => aresFor(areq, { acsTransID: undefined }), '201'],
      [
        'Req 112, Req 115: Y of a payment without authenticationValue',
        (areq: AReq) => aresFor(areq, { authenticationValue: undefined }),
        '201',
      ],
      ['Req 320 (DS/3DSS): another messageVersion', (areq: AReq) => aresFor(areq, { messageVersion: '2.1.0' }), '203'],
      ['Req 212 (DS): another dsReferenceNumber', (areq: AReq) => aresFor(areq, { dsReferenceNumber: 'OTHER' }), '203'],
      ['Req 212 (DS): another dsTransID', (areq: AReq) => aresFor(areq, { dsTransID: randomUUID() }), '301'],
    ] as const;
    for (const [title, answer, errorCode] of rows) {
      const ds = await dsBetween(t, (areq) => (areq.messageType === 'AReq' ? answer(areq) : ''), rresFor);
      const erro = await ds.sends();
      const expected = {
        messageType: 'Erro',
        errorCode,
        errorComponent: 'D',
        messageVersion: '2.2.0',
        threeDSServerTransID: String,
      };
      t.match(erro, expected, `${title}: the 3DS Server`);
      t.match(await one(ds.atAcs), [{ ...expected, threeDSServerTransID: erro.threeDSServerTransID }], `${title}: the ACS`);
      const { messages } = await ds.get(`/ds/transactions/${erro.threeDSServerTransID}`);
      const directions = messages.map(({ direction }: Json) => direction);
      t.match(directions.slice(-2), ['DS → ACS', 'DS → 3DSServer'], `${title}: both on the record`);
    }
  },
);

t.test(
  'A.17 C,D,I,S conditions (DS), Req 35, Req 112, Req 295: an ARes that its AReq does not allow is refused with 203 to both sides',
  async (t) => {
    const ofD = {
      transStatus: 'D',
      acsURL: undefined,
      acsDecConInd: 'Y',
      cardholderInfo: 'Look at your phone.',
      authenticationType: '04',
    };
    const noChallenge = { acsURL: undefined, acsChallengeMandated: undefined, authenticationType: undefined };
    const in3ri = asked('AReq-3ri-payment');
    const inApp: Json = { ...asked('AReq-app-payment'), threeDSRequestorChallengeInd: '06' };
    const { acsSignedContent, acsRenderingType } = example('ARes-app-C');
    const ofApp = { acsURL: undefined, sdkTransID: inApp.sdkTransID, acsSignedContent, acsRenderingType };
    const rows = [
      ['C where data is shared only', { threeDSRequestorChallengeInd: '06' }, {}],
      ['D that nobody asked for', {}, ofD],
      ['I with challengeInd 01', { threeDSRequestorChallengeInd: '01' }, { transStatus: 'I', ...noChallenge }],
      ['Req 295: C in 3RI', in3ri, {}],
      ['Req 295: D in 3RI that nobody asked for', in3ri, ofD],
      ['Req 35: C in an app where data is shared only', inApp, ofApp],
    ] as const;
    for (const [title, request, answer] of rows) {
      const ares = (areq: AReq) => ({ ...challengeFor(areq), ...answer });
      const refusing = await dsBetween(t, ares, rresFor);
      t.match(await refusing.sends(request), { errorCode: '203', errorComponent: 'D', errorDetail: 'transStatus' }, title);
      t.match(await one(refusing.atAcs), [{ errorCode: '203', errorComponent: 'D' }], `${title}: the ACS is told`);

      const passing = await dsBetween(t, ares, rresFor, { dsPassesAll: true });
      const passed = await passing.sends(request);
      t.match(passed, { messageType: 'ARes' }, `${title}: passed on where the DS passes all`);
      const { messages } = await passing.get(`/ds/transactions/${passed.threeDSServerTransID}`);
      t.match(messages.at(-1), { type: 'ARes', note: /ds-passes-all.*203.*transStatus/ }, `${title}: and the record says so`);
      t.same(passing.atAcs(), []);
    }
  },
);

t.test('5.9.3.2: an Erro of the ACS goes on as it came, whatever its code', async (t) => {
  const erro = {
    messageType: 'Erro',
    messageVersion: '2.2.0',
    errorCode: '999',
    errorComponent: 'A',
    errorDetail: 'ours',
    more: 1,
  };
  const ds = await dsBetween(t, () => erro, rresFor);
  t.same(await ds.sends(), erro);
});

t.test('Req 202: an Erro that is sent to the DS is kept, and not answered', async (t) => {
  const ds = await dsBetween(t, (areq) => challenge(areq), rresFor);
  const ares = await ds.sends();
  const { threeDSServerTransID, dsTransID } = ares;
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  for (const url of ['/ds/areq', '/ds/rreq', '/ds/preq']) {
    for (const broken of [{}, { errorCode: undefined, messageVersion: '9.9.9' }]) {
      const erro = {
        messageType: 'Erro',
        messageVersion: '2.2.0',
        threeDSServerTransID,
        dsTransID,
        errorCode: '203',
        errorComponent: 'S',
      };
      const payload = JSON.stringify({ ...erro, errorDescription: 'x', errorDetail: 'eci', ...broken });
      const answer = await ds.sandbox.inject({ method: 'POST', url, headers, payload });
      t.same([answer.statusCode, answer.body], [200, ''], url);
    }
  }
  const { messages } = await ds.get(`/ds/transactions/${threeDSServerTransID}`);
  t.equal(messages.filter(({ direction }: Json) => direction === '3DSServer → DS').length, 6);
  t.match(await ds.post('/ds/rreq', result(ares)), { messageType: 'RRes' }, 'the transaction goes on');
});

t.test('Req 432, Req 433, A.4 312, A.4 313, A.17 RReq after S: which RReq the DS takes', async (t) => {
  const frictionless = {
    transStatus: 'Y',
    acsURL: undefined,
    acsChallengeMandated: undefined,
    authenticationMethod: undefined,
    authenticationType: undefined,
    authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=',
    eci: '05',
  };
  const { spcTransData, webAuthnCredList } = JSON.parse(readFileSync(shipped('fixtures/messages/2.3.1/ARes-S.json'), 'utf8'));
  const noChallenge = { acsURL: undefined, acsChallengeMandated: undefined, authenticationMethod: undefined };
  const spc = { transStatus: 'S', ...noChallenge, spcTransData, webAuthnCredList };
  let ofAnswer: Json = {};
  const ds = await dsBetween(t, (areq) => challenge(areq, ofAnswer), rresFor);

  const ares = await ds.sends(IN_231);
  t.match(await ds.post('/ds/rreq', result(ares)), { messageType: 'RRes' }, '2.3.1: the first');
  t.match(
    await ds.post('/ds/rreq', result(ares)),
    { errorCode: '312', errorComponent: 'D', messageVersion: '2.3.1' },
    '2.3.1: the second',
  );
  const other = result(ares, { transStatus: 'N', transStatusReason: '19', authenticationValue: undefined, eci: undefined });
  t.match(await ds.post('/ds/rreq', other), { errorCode: '312' }, '2.3.1: another result');
  t.equal(ds.atServer.filter(({ messageType }) => messageType === 'RReq').length, 1, 'one of them went on');

  const older = await ds.sends();
  await ds.post('/ds/rreq', result(older));
  t.match(await ds.post('/ds/rreq', result(older)), { errorCode: '301', messageVersion: '2.2.0' }, '2.2.0 has no 312');

  ofAnswer = frictionless;
  t.match(await ds.post('/ds/rreq', result(await ds.sends(IN_231))), { errorCode: '313', errorComponent: 'D' }, '2.3.1: after Y');
  t.match(await ds.post('/ds/rreq', result(await ds.sends())), { errorCode: '301', errorComponent: 'D' }, '2.2.0: after Y');

  ofAnswer = spc;
  const ofS = await ds.sends({ ...IN_231, threeDSRequestorSpcSupport: 'Y', payeeOrigin: 'https://shop.example' });
  t.match(
    await ds.post('/ds/rreq', result(ofS, { authenticationMethod: ['14'] })),
    { messageType: 'RRes' },
    'after S it is taken',
  );
});

t.test('5.9.8 invalid RReq, Req 67, Req 129, Req 332: a bad RReq goes back to the ACS and on to the 3DS Server', async (t) => {
  const rows = [
    ['another message', { messageType: 'RRes' }, '101'],
    ['a wrong form', { transStatus: 'C' }, '203'],
    [
      'D as a fallback that nobody asked for',
      {
        transStatus: 'D',
        authenticationValue: undefined,
        eci: undefined,
        authenticationMethod: undefined,
        transStatusReason: '29',
      },
      '203',
    ],
    ['an element that is missing', { messageCategory: undefined }, '201'],
    [
      'Req 320 (DS/3DSS): another messageVersion',
      { messageVersion: '2.2.0', authenticationType: '02', authenticationMethod: undefined },
      '203',
    ],
    ['Req 212 (DS): a foreign acsTransID', { acsTransID: randomUUID() }, '301'],
  ] as const;
  for (const [title, changes, errorCode] of rows) {
    const ds = await dsBetween(t, (areq) => challenge(areq), rresFor);
    const ares = await ds.sends(IN_231);
    const expected = { messageType: 'Erro', messageVersion: '2.3.1', errorCode, errorComponent: 'D', dsTransID: ares.dsTransID };
    t.match(await ds.post('/ds/rreq', result(ares, changes)), expected, `${title}: the ACS`);
    t.match(await one(() => ds.atServer), [expected], `${title}: the 3DS Server`);
    t.equal(ds.atServer.length, 1, `${title}: the RReq does not go on`);
    t.match(await ds.post('/ds/rreq', result(ares)), { messageType: 'RRes' }, `${title}: a right one is the first`);
  }
});

t.test(
  '5.9.10 invalid RRes: a bad RRes goes back to the 3DS Server and on to the ACS, in the version of the transaction',
  async (t) => {
    const rows = [
      ['no message', () => 'no JSON', '101'],
      ['another message', (rreq: Json) => ({ ...rresFor(rreq), messageType: 'ARes' }), '101'],
      ['a wrong form', (rreq: Json) => ({ ...rresFor(rreq), resultsStatus: 'yes' }), '203'],
      ['an element that is missing', (rreq: Json) => ({ ...rresFor(rreq), resultsStatus: undefined }), '201'],
      ['Req 320 (DS/3DSS): another messageVersion', (rreq: Json) => ({ ...rresFor(rreq), messageVersion: '2.1.0' }), '203'],
      ['Req 212 (DS): a foreign acsTransID', (rreq: Json) => ({ ...rresFor(rreq), acsTransID: randomUUID() }), '301'],
    ] as const;
    for (const [title, answer, errorCode] of rows) {
      const ds = await dsBetween(t, (areq) => challenge(areq), answer);
      const ares = await ds.sends();
      const expected = {
        messageType: 'Erro',
        messageVersion: '2.2.0',
        errorCode,
        errorComponent: 'D',
        acsTransID: ares.acsTransID,
      };
      t.match(await ds.post('/ds/rreq', result(ares)), expected, `${title}: the ACS`);
      const erros = () => ds.atServer.filter(({ messageType }) => messageType === 'Erro');
      t.match(await one(erros), [expected], `${title}: the 3DS Server`);
    }
  },
);

t.test('Req 209 (DS): elements that an ARes, RReq or RRes does not have do not go on', async (t) => {
  const ds = await dsBetween(
    t,
    (areq) => challenge(areq, { fooBar: 1 }),
    (rreq) => ({ ...rresFor(rreq), fooBar: 1 }),
  );
  const ares = await ds.sends(IN_231);
  t.match(ares, { messageType: 'ARes', transStatus: 'C' });
  t.notOk('fooBar' in ares);
  const rres = await ds.post(
    '/ds/rreq',
    result(ares, { fooBar: 1, messageExtension: [{ name: 'x', id: 'ID', criticalityIndicator: false, data: { a: 1 } }] }),
  );
  t.match(rres, { messageType: 'RRes' });
  t.notOk('fooBar' in rres);
  t.notOk('fooBar' in (ds.atServer[0] ?? {}), 'the RReq');
  t.match(ds.atServer, [{ messageExtension: [{ id: 'ID' }] }], 'Req 210: what is not critical goes on');
});

t.test('Req 209 (DS): nor do unknown members of their objects', async (t) => {
  const cardholderInfo = { text: 'Look at your phone.' };
  const broadInfo = { category: '01', severity: '01', recipients: ['02'], source: '03', description: 'x' };
  const ds = await dsBetween(
    t,
    (areq) => challenge(areq, { cardholderInfo: { ...cardholderInfo, fooBar: { deep: 1 } }, broadInfo }),
    rresFor,
  );
  const ares = await ds.sends(IN_231);
  t.same(ares.cardholderInfo, cardholderInfo, 'of the ARes');
  t.match(ares, { broadInfo }, 'what the tables have goes on');
  await ds.post('/ds/rreq', result(ares, { cardholderInfo: { ...cardholderInfo, fooBar: 1 } }));
  t.same(ds.atServer[0]?.cardholderInfo, cardholderInfo, 'of the RReq');
});
