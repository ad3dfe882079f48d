// The app flow of chapter 3, step by step, with the SDK, a 3DS Server of the test's own, the loopback DS and the ACS: each assertion
// names the rule that it shows.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { signJws } from '../../src/crypto/jws.ts';
import { shipped } from '../../src/files.ts';
import { makeSdk, type SdkOptions, SdkRefusal } from '../../src/index.ts';
import { readWhole } from '../../src/messages/read.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';
import { valid } from '../support/app.ts';
import { exampleOf, postJson, VERSIONS } from '../support/areqs.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const FACES = { native: { sdkInterface: '01' }, HTML: { sdkInterface: '02', sdkUiType: ['05'] } } as const;
const OUTCOMES = {
  Y: '4970720000010000',
  A: '4970720000020009',
  N: '4970720000030008',
  U: '4970720000040007',
  R: '4970720000050006',
};
const rootCertificates = readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8');
const isValid = (type: 'AReq' | 'ARes' | 'RReq' | 'RRes' | 'CRes' | 'CReq', message: unknown, version: string) =>
  readWhole(type, JSON.stringify(message), { version: version as '2.3.1', deviceChannel: '01' }).messageType === type;

const dsKnows = async (s: Scenario, { threeDSServerTransID }: Json): Promise<Json[]> => {
  const answer = await fetch(`${s.simulator.urls.sandbox}/ds/transactions/${threeDSServerTransID}`);
  return ((await answer.json()) as { messages?: Json[] }).messages ?? [];
};
const acsKnows = async (s: Scenario, ares: Json) => (await s.transaction(ares)).messages as (Json & { body: Json })[];
const typesOf = (messages: Json[]) => messages.map(({ type }) => type).join(' ');

/** Device information in the clear, and dates of the clock of the test: sealing is another test's. */
const DS_TAKES = { dsRules: ['deviceInfo=clear', 'dates=any'] };

/** The 3DS Server of the test sends the AReq of an SDK to the DS. */
async function sends(s: Scenario, version: string, options: Partial<SdkOptions> = {}, patch: Json = {}) {
  const sdk = makeSdk({ rootCertificates, now: () => s.clock.now(), ...options, messageVersion: version as '2.3.1' });
  const {
    dsTransID: _a,
    dsURL: _b,
    dsReferenceNumber: _c,
    ...example
  } = JSON.parse(readFileSync(exampleOf(version, 'app-payment'), 'utf8'));
  const ids = { threeDSServerURL: s.ds.url, threeDSServerTransID: randomUUID() };
  const areq: Json = { ...example, ...ids, ...sdk.areqElements(), ...patch };
  const ares = await postJson(`${s.simulator.urls.sandbox}/ds/areq`, areq);
  return { sdk, areq, ares };
}

for (const version of VERSIONS) {
  for (const [face, shown] of Object.entries(FACES)) {
    t.test(`${version}, ${face}: a payment with ePin and code`, async (t) => {
      const s = await startScenario(t, DS_TAKES);
      const { sdk, areq, ares } = await sends(s, version, shown, { acctNumber: CARDS.ePinThenSms });
      ofSdk(t, areq);
      const challenge = await sdk.open(valid('ARes', ares));
      const ePin = await challenge.start();
      const code = await challenge.enters(EPIN);
      const last = await challenge.enters(await s.code(ares));
      await s.ends(ares);
      const record = await acsKnows(s, ares);
      const [areqAtAcs, , creq, first] = record.map(({ body }) => body);
      const { sdkTransID } = areq;

      t.match(
        ares,
        { dsTransID: UUID, sdkTransID, transStatus: 'C' },
        'Req 33, Req 34, Req 37: the 3DS Server gets the ARes of the ACS',
      );
      t.ok(isValid('ARes', ares, version), 'Req 33: the ARes is whole by its table');
      t.match(areqAtAcs, { sdkTransID, dsTransID: ares.dsTransID }, 'Req 24, Req 23: the DS forwards the AReq to the ACS');
      t.equal(
        record.filter(({ type }) => type === 'CReq').length,
        3,
        '2.4.3 CReq/CRes pairs: each entry is a CReq with a CRes of its own',
      );
      t.match(creq, { sdkCounterStoA: '000', acsTransID: ares.acsTransID }, 'Req 45, Req 46: the first CReq arrives, decrypted');
      t.ok(isValid('CReq', creq, version), 'Req 45: the CReq is whole by its table');
      t.ok(isValid('CRes', first, version), 'Req 51: the CRes is whole by its table');
      t.match(ePin, { challengeCompletionInd: 'N' }, 'Req 49: the first CRes says that the challenge goes on');
      t.match(ePin, { acsUiType: face === 'native' ? '01' : '05' }, 'Req 50: acsUiType is that of the method');
      t.ok(face === 'native' ? ePin.challengeInfoText : ePin.acsHTML, 'Req 50: with what the method shows');
      t.equal(code.acsUiType, ePin.acsUiType, '4.2 note UI format: native stays native, HTML stays HTML');
      t.same(
        [ePin, code, last].map(({ acsCounterAtoS }) => acsCounterAtoS),
        ['000', '001', '002'],
        '1.9 Increment, 6.2.3.2 counters: counters start at zero and rise by one',
      );
      for (const cres of [ePin, code, last])
        t.match(cres, { messageVersion: version, sdkTransID }, 'Req 56, Req 57: the SDK goes on, with its own ids');
      const rreq = s.ds.rreqs().at(-1) ?? {};
      t.ok(isValid('RReq', record.find(({ type }) => type === 'RReq')?.body, version), 'Req 62: the RReq is whole by its table');
      t.equal(
        typesOf(await dsKnows(s, ares)),
        'AReq ARes RReq RRes',
        'Req 65, Req 36, Req 73: the DS gets the RReq, and keeps all four messages',
      );
      t.match(
        rreq,
        { transStatus: 'Y', acsTransID: ares.acsTransID },
        'Req 68, Req 69, Req 22: the DS brings it to the threeDSServerURL of the AReq',
      );
      t.equal(s.ds.rreqs().length, 1, 'Req 66: one RReq for an ARes C');
      if (version !== '2.1.0') t.equal(rreq.sdkTransID, sdkTransID, 'Req 3: the RReq has the sdkTransID of the AReq');
      t.match(
        record.find(({ type }) => type === 'RRes')?.body,
        { resultsStatus: '01' },
        'Req 74: the ACS gets the RRes of the 3DS Server',
      );
      t.equal(typesOf(record).split(' ').slice(-3).join(' '), 'RReq RRes CRes', 'Req 77, 2.7: the final CRes follows the RRes');
      t.ok(isValid('CRes', last, version), 'Req 78: the final CRes is whole by its table');
      t.match(last, { challengeCompletionInd: 'Y', transStatus: 'Y' }, 'Req 79: the app is told the result');
      const known = [
        'threeDSServerTransID',
        'acsCounterAtoS',
        'acsTransID',
        'challengeCompletionInd',
        'messageType',
        'messageVersion',
        'sdkTransID',
        'transStatus',
      ];
      t.same(Object.keys(last).sort(), known.sort(), 'Req 76, B.5 final CRes: the final CRes has these elements and no other');
    });
  }

  t.test(`${version}: payments without a challenge`, async (t) => {
    const s = await startScenario(t, DS_TAKES);
    const all: Json[] = [];
    for (const [transStatus, acctNumber] of Object.entries(OUTCOMES)) {
      const { ares } = await sends(s, version, {}, { acctNumber });
      all.push(ares);
      t.match(ares, { transStatus }, 'Req 30: the outcome of the card');
      t.equal(
        'authenticationValue' in ares && 'eci' in ares,
        'YA'.includes(transStatus),
        'Req 31: Y and A carry authenticationValue and eci',
      );
      if ('NUR'.includes(transStatus))
        t.match(ares.transStatusReason, /^\d\d$/, 'Req 28: no authentication is told with its transStatusReason');
      t.equal(typesOf(await acsKnows(s, ares)), 'AReq ARes', 'Req 28, 2.4.5 RReq: nothing follows');
    }
    t.same(await (await fetch(`${s.simulator.urls.control}/api/messages`)).json(), [], 'Req 318: nobody was sent anything');
    t.equal(new Set(all.map(({ acsTransID }) => acsTransID)).size, all.length, 'Req 27: each AReq gets an acsTransID of its own');
    t.equal(new Set(all.map(({ dsTransID }) => dsTransID)).size, all.length, 'Req 16: each AReq gets a dsTransID of its own');
    t.equal(
      new Set(all.map(({ sdkTransID }) => sdkTransID)).size,
      all.length,
      'Req 3: each transaction of an SDK has its own sdkTransID',
    );
    const poor = await sends(s, version, { sdkInterface: '01', sdkUiType: ['02'] });
    t.match(
      poor.ares,
      { transStatus: 'U', transStatusReason: '03' },
      'Req 26: a device that cannot show what is needed gets U 03',
    );
  });

  t.test(`${version}: what is wrong with the AReq of an app`, async (t) => {
    const s = await startScenario(t, DS_TAKES);
    const rows: [patch: Json, errorCode: string, errorDetail: string][] = [
      [{ messageType: 'XReq' }, '101', 'Invalid Message Type'],
      [{ sdkAppID: 'x' }, '203', 'sdkAppID'],
      [{ sdkReferenceNumber: undefined }, '201', 'sdkReferenceNumber'],
    ];
    for (const [patch, errorCode, errorDetail] of rows) {
      const { ares, areq } = await sends(s, version, {}, patch);
      t.match(ares, { messageType: 'Erro', errorComponent: 'D', errorCode, errorDetail }, 'Req 15: the DS refuses it');
      const ofDs = { dsURL: s.ds.url, dsTransID: randomUUID(), dsReferenceNumber: 'x' };
      const found = await fetch(`${s.simulator.urls.control}/api/transactions?id=${areq.threeDSServerTransID}`);
      t.same(await found.json(), [], 'Req 15: it does not come to the ACS');
      const answer = await postJson(`${s.simulator.urls.acs}/3ds/areq`, { ...areq, ...ofDs });
      t.match(
        answer,
        { messageType: 'Erro', errorComponent: 'A', errorCode, errorDetail },
        'Req 25: the ACS refuses it, without an ARes',
      );
    }
    const odd = Buffer.from('{"DV":"0.9","XX":{}}').toString('base64url');
    const { ares } = await sends(s, version, {}, { deviceInfo: odd });
    const known = await fetch(`${s.simulator.urls.control}/api/transactions?id=${ares.threeDSServerTransID}`);
    t.match(await known.json(), [{ acsTransID: ares.acsTransID }], 'one that is right does come to the ACS');
    t.match(ares, { messageType: 'ARes' }, 'Req 386: the ACS goes on with a deviceInfo that does not fit its version');
  });

  t.test(`${version}: ends of a challenge in an app`, async (t) => {
    const s = await startScenario(t, DS_TAKES);
    const opens = async () => {
      const { sdk, ares } = await sends(s, version, { sdkInterface: '01' }, { acctNumber: CARDS.sms });
      return { ares, challenge: await sdk.open(valid('ARes', ares)) };
    };
    const early = await opens();
    const cancel = await early.challenge.start({ challengeCancel: '01' });
    t.match(cancel, { challengeCompletionInd: 'Y', transStatus: 'N' }, 'Req 310, Req 59: a cancel leads to the final CRes');
    t.match(s.ds.rreqs().at(-1), { challengeCancel: '01' }, 'Req 310: and to the RReq before it');
    const wrong = await opens();
    const page = await wrong.challenge.start();
    t.match(
      page,
      { submitAuthenticationLabel: /./ },
      'Req 158, Req 57: the SDK sends the CReq that fits what the cardholder did',
    );
    const again = await wrong.challenge.enters(otherCode(await s.code(wrong.ares)));
    t.match(again, { challengeCompletionInd: 'N' }, 'Req 60: a wrong code is judged, and the challenge goes on');
    const { challenge } = await opens();
    await challenge.start();
    t.match(
      await challenge.cancels(),
      { transStatus: 'N' },
      'Req 154, Req 155, Req 157, Req 369: who cancels on the screen comes back to the app',
    );
    const html = await sends(s, version, { sdkInterface: '02', sdkUiType: ['05'] }, { acctNumber: CARDS.sms });
    const inHtml = await html.sdk.open(valid('ARes', html.ares));
    await inHtml.start();
    t.match(await inHtml.cancels(), { transStatus: 'N' }, 'Req 170, Req 171, Req 373: so does who cancels in HTML');
  });
}

function ofSdk(t: Test, areq: Json) {
  const info = JSON.parse(Buffer.from(String(areq.deviceInfo), 'base64url').toString());
  t.match(
    { info, areq },
    { info: { DV: /./, DD: { C001: /./ } }, areq: { sdkReferenceNumber: /./, sdkAppID: UUID } },
    'Req 2: deviceInfo, sdkReferenceNumber and sdkAppID are there',
  );
  t.match(areq.sdkTransID, UUID, 'Req 3: with an sdkTransID');
  t.match(areq.deviceRenderOptions, { sdkInterface: /^0[123]$/, sdkUiType: [/^0\d$/] }, 'Req 4: what the SDK can show');
  const key = { kty: 'EC', crv: 'P-256', x: /^[\w-]{43}$/, y: /^[\w-]{43}$/, d: undefined };
  t.match(areq.sdkEphemPubKey, key, 'Req 6, 6.2.3.1, Req 313: sdkEphemPubKey is a public JWK on P-256');
  const other = makeSdk({ rootCertificates }).areqElements().sdkEphemPubKey;
  t.notSame(areq.sdkEphemPubKey, other, 'Req 6, 6.2.3.1: each transaction has its own key pair');
}

t.test('an app whose 3DS Server does not answer', async (t) => {
  const s = await startScenario(t, DS_TAKES);
  await s.ds.stop();
  const { sdk, ares } = await sends(s, '2.3.1', {}, { acctNumber: CARDS.sms });
  const challenge = await sdk.open(valid('ARes', ares));
  await challenge.start();
  await t.rejects(challenge.cancels(), 'the app is told');
  const erro = await until(
    () => dsKnows(s, ares),
    (messages) => messages.some(({ type }) => type === 'Erro'),
    'the Erro of the DS',
  );
  t.match(
    erro.at(-1),
    { message: { errorCode: '405', errorComponent: 'D' } },
    'Req 243: the DS cannot reach the 3DS Server: Erro D 405 to the ACS',
  );
});

t.test('what only an SDK sees', async (t) => {
  const s = await startScenario(t, DS_TAKES);
  const newest = makeSdk({ rootCertificates, messageVersion: '2.3.1' }).areqElements();
  const { DV } = JSON.parse(Buffer.from(String(newest.deviceInfo), 'base64url').toString());
  const recognised = (await sends(s, '2.3.1')).ares.deviceInfoRecognisedVersion;
  t.equal(DV, recognised, 'Req 396: deviceInfo has the newest data version, which the ACS knows');

  const headers = { 'content-type': 'application/json' };
  const bent = { transStatus: 'C', faults: { cres: { patch: [{ op: 'replace', path: '/transStatus', value: 'U' }] } } };
  const rule = await fetch(`${s.simulator.urls.control}/api/next`, { method: 'POST', headers, body: JSON.stringify(bent) });
  t.equal(rule.ok, true, await rule.text());
  const { sdk, ares } = await sends(s, '2.3.1', { sdkInterface: '01' }, { acctNumber: CARDS.sms });
  const challenge = await sdk.open(valid('ARes', ares));
  await challenge.start();
  await t.rejects(challenge.cancels(), SdkRefusal, 'A.17 final CRes: a final CRes with U ends the challenge');
  const types = (await acsKnows(s, ares)).map(({ direction, type }) => `${direction} ${type}`);
  t.notOk(types.includes('in Erro'), 'A.17 final CRes: and the ACS gets no Erro');
});

t.test('an ACS that does not answer a CReq', async (t) => {
  const s = await startScenario(t, DS_TAKES);
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const acsURL = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const { sdk, ares } = await sends(s, '2.3.1', {}, { acctNumber: CARDS.sms });
  const { signer } = readSigningKeys(shipped('fixtures'), 'ES256', s.clock.now());
  const payload = JSON.parse(Buffer.from(String(ares.acsSignedContent).split('.')[1] ?? '', 'base64url').toString());
  const challenge = await sdk.open(valid('ARes', { ...ares, acsSignedContent: await signJws({ ...payload, acsURL }, signer) }));
  const started = performance.now();
  await t.rejects(challenge.start());
  const waited = performance.now() - started;
  t.ok(waited > 9_500 && waited < 30_000, 'Req 237: the SDK waits ten seconds for a CRes');
});
