import { randomBytes, randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { encryptChallenge } from '../../src/crypto/challengeJwe.ts';
import type { SdkChallenge } from '../../src/index.ts';
import { CREQ_JWE_BYTES } from '../../src/messages/limits.ts';
import { UNPROVEN } from '../../src/web/app/unproven.ts';
import { erroOf, opensApp, opensWithCode, sendsAReqOfApp, valid } from '../support/app.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE } from '../support/testClock.ts';

type Posted = { status: number; contentType: string; body: string };
/**
 * `ends`: the DS gets U; `goesOn`: nothing has happened to the transaction; `unproven`: neither has it, but what came is kept with
 * it, since it names it.
 */
type Row = [
  what: string,
  send: (challenge: SdkChallenge) => Promise<Posted>,
  errorCode: string | { [version: string]: string },
  errorDetail: RegExp,
  then: 'ends' | 'goesOn' | 'unproven',
];

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const withHeader = (jwe: string, header: object) => [encode(header), ...jwe.split('.').slice(1)].join('.');
const sealed = async (challenge: SdkChallenge, elements: Json) => challenge.seals(JSON.stringify(challenge.creq(elements)));
const sends = async (challenge: SdkChallenge, elements: Json) => challenge.posts(await sealed(challenge, elements));
const sendsText = async (challenge: SdkChallenge, text: string) => challenge.posts(await challenge.seals(text));
const kidOf = (challenge: SdkChallenge) => challenge.cres?.acsTransID ?? '';

const NEW_CODES = (old: string, since231: string) => ({ '2.2.0': old, '2.3.1': since231 });

/** Faults of a CReq that follows a CRes asking for a code. */
const ROWS: Row[] = [
  ['no JWE', (c) => c.posts('hello'), '101', /Invalid Formatted Message/, 'goesOn'],
  ['nothing', (c) => c.posts(''), '101', /Invalid Formatted Message/, 'goesOn'],
  ['four parts', async (c) => c.posts((await sealed(c, {})).replace(/\.[^.]*$/, '')), '101', /Formatted/, 'goesOn'],
  ['no kid', async (c) => c.posts(withHeader(await sealed(c, {}), { alg: 'dir', enc: 'A128GCM' })), '101', /Form/, 'goesOn'],
  ['a CReq in the clear', (c) => c.posts(JSON.stringify(c.creq())), '101', /Invalid Formatted Message/, 'ends'],
  [
    'a CReq in the clear that names it by acsTransID alone',
    (c) => c.posts(JSON.stringify(c.creq({ threeDSServerTransID: undefined, sdkTransID: undefined } as never))),
    '101',
    /Invalid Formatted Message/,
    'unproven',
  ],
  ['broken JSON in the clear', (c) => c.posts('{"messageType":"Erro"'), '101', /Invalid Formatted Message/, 'goesOn'],
  [
    'an unknown kid',
    async (c) => c.posts(withHeader(await sealed(c, {}), { alg: 'dir', enc: 'A128CBC-HS256', kid: randomUUID() })),
    '301',
    /kid/,
    'goesOn',
  ],
  [
    'another alg',
    async (c) => c.posts(withHeader(await sealed(c, {}), { alg: 'A128KW', enc: 'A128GCM', kid: kidOf(c) })),
    NEW_CODES('302', '310'),
    /alg/,
    'unproven',
  ],
  [
    'another enc',
    async (c) => c.posts(withHeader(await sealed(c, {}), { alg: 'dir', enc: 'A256GCM', kid: kidOf(c) })),
    NEW_CODES('302', '310'),
    /enc/,
    'unproven',
  ],
  [
    'a foreign key',
    async (c) => {
      const how = { key: randomBytes(32), enc: 'A128GCM', direction: 'SDK to ACS', acsTransID: kidOf(c), counter: 0 } as const;
      return c.posts(await encryptChallenge(JSON.stringify(c.creq()), how));
    },
    '302',
    /key/,
    'unproven',
  ],
  ['a plaintext that is no JSON', (c) => sendsText(c, 'hello'), '101', /Invalid Formatted Message/, 'ends'],
  ['a plaintext that is a list', (c) => sendsText(c, '[]'), '101', /Invalid Formatted Message/, 'ends'],
  ['another messageType', (c) => sends(c, { messageType: 'RRes' }), '101', /receiving component/, 'ends'],
  ['no messageType', (c) => sends(c, { messageType: undefined }), '201', /^messageType$/, 'ends'],
  ['another messageVersion', (c) => sends(c, { messageVersion: '2.1.0' }), '203', /^messageVersion$/, 'ends'],
  ['an unknown messageVersion', (c) => sends(c, { messageVersion: '2.9.0' }), '102', /2\.2\.0/, 'ends'],
  ['a foreign threeDSServerTransID', (c) => sends(c, { threeDSServerTransID: randomUUID() }), '301', /^threeDSS/, 'ends'],
  ['a foreign acsTransID', (c) => sends(c, { acsTransID: randomUUID() }), '301', /^acsTransID$/, 'ends'],
  ['a foreign sdkTransID', (c) => sends(c, { sdkTransID: randomUUID() }), '301', /^sdkTransID$/, 'ends'],
  ['no sdkTransID', (c) => sends(c, { sdkTransID: undefined }), '201', /^sdkTransID$/, 'ends'],
  ['a counter that is behind', (c) => sends(c, { sdkCounterStoA: '000', challengeNoEntry: 'Y' }), '302', /001/, 'ends'],
  ['a counter that is ahead', (c) => sends(c, { sdkCounterStoA: '002', challengeNoEntry: 'Y' }), '302', /001/, 'ends'],
  ['a counter of two digits', (c) => sends(c, { sdkCounterStoA: '01' }), '203', /^sdkCounterStoA$/, 'ends'],
  ['no counter', (c) => sends(c, { sdkCounterStoA: undefined }), '201', /^sdkCounterStoA$/, 'ends'],
  ['nothing wanted', (c) => sends(c, {}), '203', /^challengeDataEntry$/, 'ends'],
  ['an entry that is empty', (c) => sends(c, { challengeDataEntry: '' }), '203', /challengeDataEntry/, 'ends'],
  ['an entry of 46 characters', (c) => sends(c, { challengeDataEntry: 'x'.repeat(46) }), '203', /challengeDataEntry/, 'ends'],
  [
    'an entry and a cancel',
    (c) => sends(c, { challengeDataEntry: '12345678', challengeCancel: '01' }),
    '203',
    /challengeDataEntry/,
    'ends',
  ],
  [
    'an entry and none',
    (c) => sends(c, { challengeDataEntry: '12345678', challengeNoEntry: 'Y' }),
    '203',
    /challengeNoEntry/,
    'ends',
  ],
  ['a cancel and a resend', (c) => sends(c, { challengeCancel: '01', resendChallenge: 'Y' }), '203', /resendChallenge/, 'ends'],
  ['a cancel that is reserved', (c) => sends(c, { challengeCancel: '02' }), NEW_CODES('203', '207'), /^challengeCancel$/, 'ends'],
  ['an HTML entry to a native text', (c) => sends(c, { challengeHTMLDataEntry: 'code=1' }), '203', /HTML/, 'ends'],
  ['a critical extension', (c) => sends(c, { messageExtension: [CRITICAL] }), '202', /^of-nobody$/, 'ends'],
];
const CRITICAL = { name: 'x', id: 'of-nobody', criticalityIndicator: true, data: {} };

async function isTold(t: Test, version: string, [what, send, code, detail, then]: Row, s: Scenario): Promise<void> {
  const { ares, challenge, code: sms } = await opensWithCode(s, { messageVersion: version as '2.2.0' });
  const posted = await send(challenge);
  t.match([posted.status, posted.contentType], [200, /^application\/json; charset=utf-8$/i], `${what}: HTTP`);
  const erro = valid('Erro', JSON.parse(posted.body));
  const errorCode = typeof code === 'string' ? code : code[version];
  t.match(erro, { errorCode, errorDetail: detail, errorComponent: 'A', errorMessageType: 'CReq' }, what);
  if (then !== 'ends') {
    const { state, messages } = await s.transaction(ares);
    t.equal(state, 'challenging', `${what}: the challenge goes on`);
    const kept = messages.slice(-2).map(({ direction, type, mark }) => [direction, type, mark]);
    if (then === 'unproven') {
      t.same(
        kept,
        [
          ['in', 'CReq', UNPROVEN],
          ['out', 'Erro', undefined],
        ],
        `${what}: the record says so`,
      );
      const { acsTransID } = ares;
      t.match(erro, { messageVersion: version, acsTransID }, `${what}: the id that was named`);
      if (what !== 'a CReq in the clear')
        t.notMatch(JSON.stringify(erro), new RegExp(`${ares.threeDSServerTransID}|${ares.sdkTransID}`), `${what}: and no other`);
    } else t.notMatch(JSON.stringify(messages), 'not proven', what);
    challenge.cres = undefined;
    const next = { sdkCounterStoA: '001', challengeDataEntry: sms };
    t.match(await challenge.answers(next), { transStatus: 'Y' }, `${what}: and ends in Y`);
    return;
  }
  const { threeDSServerTransID, acsTransID, dsTransID, sdkTransID } = ares;
  t.match(erro, { messageVersion: version, threeDSServerTransID, acsTransID, dsTransID, sdkTransID }, `${what}: all ids`);
  await s.ends(ares);
  const rreq = valid('RReq', s.ds.rreqs().at(-1));
  const means = version === '2.3.1' ? { challengeCancel: '10', challengeErrorReporting: erro } : { challengeCancel: '06' };
  t.match(rreq, { transStatus: 'U', interactionCounter: '00', sdkTransID, ...means }, `${what}: the DS gets U`);
  t.equal('challengeErrorReporting' in rreq, version === '2.3.1');
  const { messages } = await s.transaction(ares);
  const kinds = messages.map(({ direction, type }) => `${direction} ${type}`).filter((kind) => /CReq|Erro/.test(kind));
  t.same(kinds, ['in CReq', 'in CReq', 'out Erro'], `${what}: the record holds what came and left`);
}

for (const version of ['2.2.0', '2.3.1']) {
  t.test(
    `5.9.5 not recognised, 5.9.5 not decrypted, 5.9.5.1: ${version}: every fault of a CReq gets its Erro in the clear, and the DS is told of those that end it`,
    async (t) => {
      const s = await startScenario(t);
      for (const row of ROWS) await isTold(t, version, row, s);
    },
  );

  t.test(`${version}: an answer that the user interface did not ask for`, async (t) => {
    const s = await startScenario(t);
    const oobContinue = version === '2.3.1' ? '01' : true;
    await isTold(t, version, ['oobContinue', (c) => sends(c, { oobContinue }), '203', /^oobContinue$/, 'ends'], s);
  });
}

t.test('the first CReq wants nothing but to open, or to cancel', async (t) => {
  const s = await startScenario(t);
  const rows: [Json, string, RegExp][] = [
    [{ challengeDataEntry: EPIN }, '203', /^challengeDataEntry$/],
    [{ challengeHTMLDataEntry: 'ePin=1' }, '203', /^challengeHTMLDataEntry$/],
    [{ resendChallenge: 'Y' }, '203', /^resendChallenge$/],
    [{ oobContinue: true }, '203', /^oobContinue$/],
    [{ sdkCounterStoA: '001' }, '302', /000/],
  ];
  for (const [elements, errorCode, errorDetail] of rows) {
    const { ares, challenge } = await opensApp(s);
    t.match(await erroOf(challenge.start(elements as never)), { errorCode, errorDetail }, JSON.stringify(elements));
    await s.ends(ares);
    t.match(s.ds.rreqs().at(-1), { transStatus: 'U', challengeCancel: '06' });
  }
  const android = await opensApp(s);
  t.match(await android.challenge.start({ challengeNoEntry: 'Y' }), { acsUiType: '01' }, 'challengeNoEntry, as Android sends it');
  const cancelled = await opensApp(s);
  t.match(await cancelled.challenge.start({ challengeCancel: '01' }), { transStatus: 'N', acsCounterAtoS: '000' });
  t.match(s.ds.rreqs().at(-1), { transStatus: 'N', challengeCancel: '01', interactionCounter: '00' });
  t.same(await s.codes(cancelled.ares), [], 'nothing is sent for a challenge that is cancelled at once');
});

t.test(
  'A.16 row 5 and note: what Android adds to a resend and to a cancel is refused in 2.3.1, unless a setting bears it',
  async (t) => {
    const strict = await startScenario(t);
    for (const wish of [{ resendChallenge: 'Y' }, { challengeCancel: '01' }]) {
      const { ares, challenge } = await opensWithCode(strict, { messageVersion: '2.3.1' });
      const errorDetail = `${Object.keys(wish)},challengeNoEntry`;
      t.match(await erroOf(challenge.answers({ ...wish, challengeNoEntry: 'Y' } as never)), { errorCode: '203', errorDetail });
      await strict.ends(ares);
      t.match(strict.ds.rreqs().at(-1), {
        transStatus: 'U',
        challengeCancel: '10',
        challengeErrorReporting: { errorCode: '203' },
      });
    }
    for (const [messageVersion, lenientSdks] of [['2.2.0', false] as const, ['2.3.1', true] as const])
      await bearsAndroid(t, messageVersion, await startScenario(t, { lenientSdks }));
  },
);

async function bearsAndroid(t: Test, messageVersion: '2.2.0' | '2.3.1', s: Scenario) {
  const { ares, challenge } = await opensWithCode(s, { messageVersion });
  const resent = await challenge.answers({ resendChallenge: 'Y', challengeNoEntry: 'Y' });
  t.match(resent, { challengeInfoText: /new code has just been sent/ });
  t.equal((await s.code(ares, 2)).length, 8);
  t.match(await challenge.answers({ challengeCancel: '01', challengeNoEntry: 'Y' }), { transStatus: 'N' });
  t.match(s.ds.rreqs().at(-1), { challengeCancel: '01' });
}

t.test('2.1.0 has no challengeNoEntry: a CReq with nothing in it shows the same again', async (t) => {
  const s = await startScenario(t);
  const { challenge, code } = await opensWithCode(s, { messageVersion: '2.1.0' });
  t.match(await challenge.answers({}), { acsUiType: '01', acsCounterAtoS: '001' });
  t.match(await challenge.answers({ resendChallenge: 'N' }), { acsUiType: '01', acsCounterAtoS: '002' });
  t.match(await challenge.enters(code), { transStatus: 'Y' });
});

t.test('in HTML, the form brings the entry; without it, it is missing', async (t) => {
  const s = await startScenario(t);
  const html = { sdkInterface: '02', sdkUiType: ['05'] } as const;
  const good = await opensWithCode(s, html);
  const query = `?code=${good.code}&action=submit`;
  t.match(await good.challenge.answers({ challengeHTMLDataEntry: query }), { transStatus: 'Y' }, 'with a question mark, too');
  const rows: [Json, string, RegExp][] = [
    [{}, '201', /^challengeHTMLDataEntry$/],
    [{ challengeDataEntry: '12345678' }, '203', /^challengeDataEntry$/],
    [{ challengeHTMLDataEntry: 'x'.repeat(257) }, '203', /^challengeHTMLDataEntry$/],
  ];
  for (const [elements, errorCode, errorDetail] of rows) {
    const { challenge } = await opensWithCode(s, html);
    t.match(await erroOf(challenge.answers(elements as never)), { errorCode, errorDetail });
  }
  for (const challengeHTMLDataEntry of ['code=&action=submit', 'nothing', '%', 'code=%00']) {
    const empty = await opensWithCode(s, html);
    t.match(await empty.challenge.answers({ challengeHTMLDataEntry }), { acsUiType: '05' }, challengeHTMLDataEntry);
  }
});

t.test('a CReq after the end is 305, after a time-out 402, whether a sweep came first or not', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of ['2.2.0', '2.3.1'] as const) {
    const { ares, challenge } = await opensWithCode(s, { messageVersion });
    await challenge.cancels();
    t.match(await erroOf(challenge.entersNothing()), { errorCode: '305', errorDetail: 'acsTransID', messageVersion });
    t.match(await s.transaction(ares), { state: 'final', result: { challengeCancel: '01' } }, 'and changes nothing');
    for (const isSwept of [true, false]) {
      const late = await opensWithCode(s, { messageVersion });
      s.clock.forward(10 * MINUTE);
      if (isSwept) await s.simulator.sweep();
      t.match(await erroOf(late.challenge.enters(late.code)), { errorCode: '402' });
      t.match(await s.ends(late.ares), { result: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' } });
      t.match(await erroOf(late.challenge.enters(late.code)), { errorCode: '402' }, 'and again');
    }
  }
});

t.test('an app and a browser keep to their own endpoints, and no transaction is harmed', async (t) => {
  const s = await startScenario(t);
  const app = await opensWithCode(s);
  const page = await s.postsCReq(app.ares, { threeDSSessionData: 'abc' });
  t.match(page, { name: 'error' }, 'the CReq of a browser for a challenge in an app');
  t.equal(page.final, undefined, 'there is no notificationURL to send an Erro to');
  t.match(await s.postsCReq(app.ares, {}, { challengeWindowSize: '09' }), { name: 'error' }, 'a broken one');
  t.match(await app.challenge.enters(app.code), { transStatus: 'Y' });

  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const browser = await s.postsCReq(ares);
  const other = await opensApp(s);
  const jwe = withHeader(await other.challenge.seals('{}'), { alg: 'dir', enc: 'A128GCM', kid: ares.acsTransID });
  t.match(JSON.parse((await other.challenge.posts(jwe)).body), { errorCode: '305', acsTransID: ares.acsTransID });
  const erro = { messageType: 'Erro', acsTransID: ares.acsTransID, errorCode: '101' };
  t.same((await other.challenge.posts(JSON.stringify(erro))).body, '', 'the Erro of an SDK for a challenge in a browser');
  const final = await s.finalPage(ares, await s.posts(browser, { code: await s.code(ares) }));
  t.match(final.final?.message, { transStatus: 'Y' });

  const { ares: frictionless } = await sendsAReqOfApp(s, { areq: { acctNumber: CARDS.frictionless } });
  const none = withHeader(await other.challenge.seals('{}'), { alg: 'dir', enc: 'A128GCM', kid: frictionless.acsTransID });
  t.match(JSON.parse((await other.challenge.posts(none)).body), { errorCode: '305' }, 'a transaction without a challenge');
});

t.test('the endpoint takes POST alone, of two content types', async (t) => {
  const s = await startScenario(t);
  const url = `${s.simulator.urls.acs}/3ds/app/creq`;
  t.equal((await fetch(url)).status, 405);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    t.equal((await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: 'x' })).status, 415, type);
  t.equal(
    (await fetch(url, { method: 'POST', headers: { 'content-type': 'Application/JOSE;charset=UTF-8' }, body: 'x' })).status,
    200,
  );
  const huge = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/jose' },
    body: 'x'.repeat(CREQ_JWE_BYTES + 1),
  });
  t.equal(huge.status, 413);
});

t.test('another message at the endpoint is told where it belongs, with its ids; nothing changes', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge } = await opensWithCode(s);
  const { threeDSServerTransID, dsTransID, acsTransID } = ares;
  const ids = { messageVersion: '2.2.0', threeDSServerTransID, dsTransID };
  const sends = async (message: Json) => JSON.parse((await challenge.posts(JSON.stringify(message))).body);
  const areq = await sends({ messageType: 'AReq', ...ids });
  t.match(areq, { errorCode: '303', errorMessageType: 'AReq', errorDetail: 'An AReq is taken at POST /3ds/areq', ...ids });
  const foreign = { threeDSServerTransID: randomUUID(), sdkTransID: ares.sdkTransID };
  const creq = await sends({ ...challenge.creq(), ...foreign });
  t.match(creq, { errorCode: '101', errorMessageType: 'CReq', acsTransID, ...foreign });
  t.match(await s.transaction(ares), { state: 'challenging' });
});

t.test('2.3.1 names both ends in the headers of a CRes', async (t) => {
  const s = await startScenario(t);
  for (const [messageVersion, isNamed] of [
    ['2.2.0', false],
    ['2.3.1', true],
  ] as const) {
    const { ares, challenge } = await opensApp(s, { messageVersion });
    const body = await challenge.seals(JSON.stringify(challenge.creq()));
    const response = await fetch(challenge.acsURL, { method: 'POST', headers: { 'content-type': 'application/jose' }, body });
    t.equal(response.headers.get('content-type'), 'application/jose; charset=UTF-8');
    t.equal(response.headers.get('x-request-id'), isNamed ? ares.sdkTransID : null, messageVersion);
    t.equal(response.headers.get('x-response-id'), isNamed ? ares.acsTransID : null, messageVersion);
  }
});
