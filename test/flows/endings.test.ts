// Who is told of what ends a challenge, and how its attempts are counted: a browser against a whole simulator.
import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { signJws } from '../../src/crypto/jws.ts';
import { shipped } from '../../src/files.ts';
import { makeSdk } from '../../src/index.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';
import { opensApp, sendsAReqOfApp } from '../support/app.ts';
import { areqOf, sends, validARes } from '../support/areqs.ts';
import { CARDS, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND } from '../support/testClock.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'] as const;
const { signer } = readSigningKeys(shipped('fixtures'), 'ES256', Date.parse('2026-02-07'));
const rootCertificates = readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8');
const SESSION = { threeDSSessionData: 'c2Vzc2lvbg' };

const challenged = (s: Scenario, version: string, patch: Json = {}) =>
  sends(s, areqOf(s, version as '2.2.0', 'browser-payment', { acctNumber: CARDS.sms, browserLanguage: 'en', ...patch }));

const rreqOf = (s: Scenario, { acsTransID }: Json) => s.ds.rreqs().filter((rreq) => rreq.acsTransID === acsTransID);
const failed = (version: string, errorCode: string) =>
  version === '2.3.1'
    ? { transStatus: 'U', challengeCancel: '10', challengeErrorReporting: { errorCode, errorComponent: 'A' } }
    : { transStatus: 'U', challengeCancel: '06' };

t.test('5.9.6 missing, 5.9.6 not recognised: a first CReq without or with a foreign threeDSServerTransID', async (t) => {
  const s = await startScenario(t);
  for (const version of VERSIONS) {
    for (const [threeDSServerTransID, errorCode] of [
      [undefined, '201'],
      [randomUUID(), '301'],
    ] as const) {
      const ares = await challenged(s, version);
      const { final } = await s.postsCReq(ares, SESSION, { threeDSServerTransID });
      t.match(final, { action: /^http/, ...SESSION, message: { messageType: 'Erro', errorCode, errorComponent: 'A' } });
      t.equal(final?.message.errorDetail, 'threeDSServerTransID', `${version}: by its name`);
      await s.ends(ares);
      t.match(rreqOf(s, ares), [failed(version, errorCode)], `${version}: RReq U`);
    }
    const over = await challenged(s, version);
    await s.posts(await s.postsCReq(over), { action: 'cancel' });
    await s.ends(over);
    const late = await s.postsCReq(over, {}, { threeDSServerTransID: randomUUID() });
    t.notOk(late.final, `${version}: of one that is over, who does not know both ids learns nothing`);
  }
});

t.test(
  '5.9.6 second CReq: in 2.3.1 another one is 305 and ends it; the same elements in another form are the same',
  async (t) => {
    const s = await startScenario(t);
    const goesOn = await challenged(s, '2.3.1');
    const first = await s.postsCReq(goesOn, SESSION);
    const reordered = Object.fromEntries(Object.entries(JSON.parse(s.creq(goesOn))).reverse());
    const encoded = Buffer.from(JSON.stringify({ unknownElement: 'x', ...reordered }, null, 1)).toString('base64url');
    const same = [
      await s.postsForm('/3ds/creq', { creq: encoded, ...SESSION }),
      await s.postsCReq(goesOn, { threeDSSessionData: 'other' }),
      await s.postsCReq(goesOn),
    ];
    for (const page of same) t.equal(page.token, first.token, 'the page where the challenge stands');
    const last = await s.finalPage(goesOn, await s.posts(first, { code: await s.code(goesOn) }));
    t.match(last.final, { message: { transStatus: 'Y' }, ...SESSION }, 'the session data of the first one come back');

    for (const patch of [
      { challengeWindowSize: '01' },
      { challengeWindowSize: '09' },
      { threeDSServerTransID: randomUUID() },
      { messageVersion: '2.2.0' },
    ]) {
      const ares = await challenged(s, '2.3.1');
      const page = await s.postsCReq(ares);
      const { final } = await s.postsCReq(ares, {}, patch);
      t.match(final?.message, { messageType: 'Erro', errorCode: '305', errorComponent: 'A' }, JSON.stringify(patch));
      await s.ends(ares);
      t.match(rreqOf(s, ares), [failed('2.3.1', '305')], 'RReq U');
      t.match((await s.posts(page, { code: await s.code(ares) })).final?.message, { messageType: 'CRes', transStatus: 'N' });
    }
    const erro = { messageType: 'Erro', errorCode: '101', errorComponent: 'S', errorDescription: 'x', errorDetail: 'x' };
    const ares = await challenged(s, '2.3.1');
    await s.postsCReq(ares);
    t.notOk((await s.postsCReq(ares, {}, erro)).final, 'an Erro is never answered by an Erro');
    t.match(await s.transaction(ares), { state: 'challenging' });
  },
);

t.test('Req 221: after an Erro of the DS about its ARes C nobody is waited for, and no RReq is owed', async (t) => {
  const s = await startScenario(t);
  const appAwaiting = async () => (await opensApp(s, { messageVersion: '2.3.1', areq: { acctNumber: CARDS.sms } })).ares;
  const ids = ({ threeDSServerTransID, dsTransID, acsTransID, messageVersion }: Json) => ({
    ...{ threeDSServerTransID, dsTransID, acsTransID, messageVersion },
  });
  const posts = async (ares: Json, patch: Json = {}) => {
    const text = { errorDescription: 'x', errorDetail: 'acsURL', errorMessageType: 'ARes' };
    const erro = { messageType: 'Erro', ...ids(ares), errorCode: '203', errorComponent: 'D', ...text, ...patch };
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const answer = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: JSON.stringify(erro) });
    t.same([answer.status, await answer.text()], [200, ''], 'it is never answered by an Erro');
  };
  for (const open of [() => challenged(s, '2.2.0'), () => challenged(s, '2.3.1'), appAwaiting]) {
    const ares = await open();
    await posts(ares);
    s.clock.forward(MINUTE);
    await s.simulator.sweep();
    const kept = await s.transaction(ares);
    t.match(kept, { state: 'final', report: 'notOwed', result: { transStatus: 'U' } });
    t.equal(kept.messages.filter(({ type }) => type === 'Erro').length, 1, 'it is on the record');
    t.same(rreqOf(s, ares), []);
    if (open !== appAwaiting) t.match((await s.postsCReq(ares)).final?.message, { messageType: 'Erro', errorCode: '305' });
  }
  const foreign = await challenged(s, '2.3.1');
  await posts(foreign, { dsTransID: randomUUID() });
  await posts(foreign, { threeDSServerTransID: undefined });
  t.match(await s.transaction(foreign), { state: 'awaitingCReq' }, 'who does not know all ids is not the DS');
  const loud = await challenged(s, '2.3.1');
  await posts(loud, { dsTransID: String(loud.dsTransID).toUpperCase(), acsTransID: String(loud.acsTransID).toUpperCase() });
  t.match(await s.transaction(loud), { state: 'final', result: { transStatus: 'U' } }, 'a UUID is the same in either case');
  for (let sent = 0; sent < 120; sent += 1) await posts(loud);
  t.ok((await s.transaction(loud)).messages.length <= 100, 'however many come, the record of a transaction has an end');
  const begun = await challenged(s, '2.3.1');
  await s.postsCReq(begun);
  await posts(begun);
  t.match(await s.transaction(begun), { state: 'challenging' }, 'a challenge that has begun goes on');
});

t.test('Req 123, A.1 interactionCounter: what counts as an attempt in a browser', async (t) => {
  const s = await startScenario(t);
  for (const version of VERSIONS) {
    const is231 = version === '2.3.1';
    const cancelled = await challenged(s, version);
    await s.posts(await s.postsCReq(cancelled), { action: 'cancel' });
    await s.ends(cancelled);
    const [transStatusReason, interactionCounter] = is231 ? ['19', '01'] : ['01', '00'];
    t.match(rreqOf(s, cancelled), [{ transStatus: 'N', transStatusReason, challengeCancel: '01', interactionCounter }], version);

    const resent = await challenged(s, version);
    const page = await s.posts(await s.postsCReq(resent), { action: 'resend' });
    const other = await s.posts(page, { action: 'close', switchTo: 'fr' });
    await s.posts(other, { code: await s.code(resent, 2) });
    await s.ends(resent);
    t.match(rreqOf(s, resent), [{ transStatus: 'Y', interactionCounter: '01' }], `${version}: neither resend nor language`);

    const mixed = await challenged(s, version);
    let now = await s.postsCReq(mixed);
    t.equal(now.triesLeft, 3);
    now = await s.posts(now, { code: '12' });
    t.equal(now.triesLeft, 2, 'refused for its form');
    now = await s.posts(now, { code: otherCode(await s.code(mixed)) });
    t.equal(now.triesLeft, 1, 'wrong');
    await s.posts(now, { code: '' });
    await s.ends(mixed);
    t.match(
      rreqOf(s, mixed),
      [{ transStatus: 'N', transStatusReason: '19', interactionCounter: '03' }],
      `${version}: the maximum`,
    );
  }
});

t.test('Req 64, Req 126: a cancel that goes on decoupled says challengeCancel beside D', async (t) => {
  const s = await startScenario(t);
  const decoupled = { threeDSRequestorDecReqInd: 'F', threeDSRequestorDecMaxTime: '00060', acctNumber: '4970720000220005' };
  const cancelled = { transStatus: 'D', transStatusReason: '29', challengeCancel: '01', interactionCounter: '01' };
  const ares = await challenged(s, '2.3.1', decoupled);
  t.match(ares, { transStatus: 'C' });
  await s.posts(await s.postsCReq(ares), { action: 'cancel' });
  await s.ends(ares);
  t.match(rreqOf(s, ares), [cancelled]);
  // One that cannot show the page of information, which would come before (Req 461).
  const sdkUiType = ['01', '02', '03', '04', '05'];
  const { ares: inApp, challenge } = await opensApp(s, { messageVersion: '2.3.1', sdkUiType, areq: decoupled });
  await challenge.start();
  await challenge.cancels();
  t.match(rreqOf(s, inApp), [cancelled]);
});

t.test(
  'Req 240: what could not be delivered is tried at once, then every 10 s, in 2.3.1 with U from the second failure on',
  async (t) => {
    for (const [version, undeliveredResult, becomes] of [
      ['2.3.1', 'U', 'U'],
      ['2.3.1', 'kept', 'Y'],
      ['2.2.0', 'U', 'Y'],
    ] as const) {
      const s = await startScenario(t, { undeliveredResult });
      const ares = await challenged(s, version);
      const page = await s.postsCReq(ares);
      const code = await s.code(ares);
      await s.ds.stop();
      const waiting = await s.posts(page, { code });
      await s.simulator.sweep();
      await s.simulator.sweep();
      await s.ds.start();
      s.clock.forward(10 * SECOND - 1);
      await s.simulator.sweep();
      t.same(s.ds.rreqs(), [], 'not before');
      s.clock.forward(1);
      await s.simulator.sweep();
      const kept = await s.ends(ares);
      t.match(s.ds.rreqs(), [{ transStatus: becomes }], `${version} ${undeliveredResult}`);
      t.equal(s.ds.rreqs()[0]?.authenticationValue === undefined, becomes === 'U', 'proven as it is told');
      t.match(kept, { report: 'acknowledged', result: { transStatus: becomes } });
      if (becomes === 'U')
        t.match(kept.result, { transStatusReason: '22', withheld: { transStatus: 'Y' } }, 'the outcome beside it');
      const sent = kept.messages.filter(({ type }) => type === 'RReq').map(({ body }) => (body as Json).transStatus);
      t.same(sent, becomes === 'U' ? ['Y', 'U'] : ['Y'], 'both are on the record');
      const { final } = await s.looks(waiting);
      t.match(final?.message, { transStatus: becomes === 'U' ? 'N' : 'Y' }, 'RReq and CRes agree');
      await s.close();
    }
  },
);

t.test('5.9.5 split SDK: a CReq of sdkType 02 in another enc than A128GCM is 310 and RReq U', async (t) => {
  const s = await startScenario(t);
  for (const [enc, isRefused] of [
    ['A128CBC-HS256', true],
    ['A128GCM', false],
  ] as const) {
    const sdk = makeSdk({ rootCertificates, messageVersion: '2.3.1', enc, now: () => s.clock.now() });
    const { sdkTransID, sdkReferenceNumber, ...others } = sdk.areqElements();
    const content = { sdkTransID, sdkReferenceNumber, sdkSignatureTimestamp: '20260207212818', splitSdkServerID: 'S1' };
    const split = { sdkType: '02', splitSdkType: { sdkVariant: '01' }, defaultSdkType: undefined };
    const own = { sdkTransID, sdkReferenceNumber, ...others, ...split, sdkServerSignedContent: await signJws(content, signer) };
    const ares = validARes(await sends(s, areqOf(s, '2.3.1', 'app-payment', { ...own, acctNumber: CARDS.sms })));
    const challenge = await sdk.open(ares as never);
    const answer = await challenge.posts(await challenge.seals(JSON.stringify(challenge.creq())));
    if (!isRefused) {
      t.notMatch(answer.body, /"Erro"/, 'A128GCM is taken');
      continue;
    }
    t.match(JSON.parse(answer.body), { messageType: 'Erro', errorCode: '310', errorComponent: 'A' });
    await s.ends(ares);
    t.match(rreqOf(s, ares), [failed('2.3.1', '310')]);
  }
});

t.test('Req 410: threeDSMethodId brings the data of the earlier run', async (t) => {
  const s = await startScenario(t);
  const earlier = randomUUID();
  const method = { threeDSServerTransID: earlier, threeDSMethodNotificationURL: 'http://localhost:8090/notify' };
  const encoded = Buffer.from(JSON.stringify(method)).toString('base64url');
  const page = await s.postsForm('/3ds/method', { threeDSMethodData: encoded });
  const [, token = ''] = /data-token="([^"]+)"/.exec(page.html) ?? [];
  await s.postsForm('/3ds/method/data', { token, browserUserAgent: 'of the earlier run' });
  const rows: [Json, string][] = [
    [{ threeDSMethodId: earlier }, 'present'],
    [{ threeDSMethodId: randomUUID() }, 'absent'],
    [{}, 'absent'],
  ];
  for (const [patch, methodData] of rows) {
    const ares = await challenged(s, '2.3.1', { threeDSCompInd: 'Y', ...patch });
    t.match(await s.transaction(ares), { threeDSMethod: { methodData } }, JSON.stringify(Object.keys(patch)));
  }
});

t.test('Req 290: a 3RI that leans on a transaction of another card is N', async (t) => {
  const s = await startScenario(t);
  const first = await challenged(s, '2.3.1');
  const leans = (acctNumber: string, threeDSReqPriorRef: unknown) =>
    sends(
      s,
      areqOf(s, '2.3.1', '3ri-payment', {
        acctNumber,
        threeDSRequestorPriorAuthenticationInfo: [{ threeDSReqPriorRef, threeDSReqPriorAuthMethod: '02' }],
      }),
    );
  t.match(await leans(CARDS.ePinThenSms, first.acsTransID), { transStatus: 'N', transStatusReason: '09' });
  t.match(await leans(CARDS.sms, first.acsTransID), { transStatus: 'Y' });
  t.match(await leans(CARDS.sms, randomUUID()), { transStatus: 'Y' }, 'one that this ACS does not know says nothing');
});

t.test('Req 29, Req 106: threeDSRequestorAuthenticationInd weighs against an exemption', async (t) => {
  const s = await startScenario(t);
  const wish = { threeDSRequestorChallengeInd: ['05'], threeDSCompInd: 'Y' };
  for (const [threeDSRequestorAuthenticationInd, transStatus] of [
    ['01', 'Y'],
    ['04', 'C'],
    ['06', 'C'],
    ['08', 'Y'],
  ] as const) {
    const patch = { ...wish, threeDSRequestorAuthenticationInd };
    t.match(await challenged(s, '2.3.1', patch), { transStatus }, `browser ${threeDSRequestorAuthenticationInd}`);
    const { ares } = await sendsAReqOfApp(s, { messageVersion: '2.3.1', areq: { ...patch, acctNumber: CARDS.sms } });
    t.match(ares, { transStatus }, `app ${threeDSRequestorAuthenticationInd}`);
  }
});

t.test('Req 307: the page of the ePin leads to no registration, unless the issuer wants it', async (t) => {
  const s = await startScenario(t);
  const page = await s.postsCReq(await challenged(s, '2.3.1', { acctNumber: CARDS.ePinThenSms }));
  t.equal(page.name, 'epin');
  t.notMatch(page.html, /data-testid="portal"|target="_blank"/);
  const fixtures = t.testdir();
  cpSync(shipped('fixtures/'), fixtures, { recursive: true });
  const issuer = JSON.parse(readFileSync(join(fixtures, 'issuer.json'), 'utf8'));
  writeFileSync(join(fixtures, 'issuer.json'), JSON.stringify({ ...issuer, linksToPortal: true }));
  const other = await startScenario(t, { fixtures });
  const linked = await other.postsCReq(await challenged(other, '2.3.1', { acctNumber: CARDS.ePinThenSms }));
  t.match(linked.html, /data-testid="portal"/);
});
