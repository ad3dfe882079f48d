// The headless SDK over time: one CReq at a time, retries, time-outs, counters; and what it encrypts and signs.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { readCertificates } from '../../src/crypto/certificates.ts';
import { dsPublicJwkOf, openSdkEncData } from '../../src/crypto/sdkEncData.ts';
import { verifySdkServerSignedContent } from '../../src/crypto/sdkServerSignedContent.ts';
import { makeSdk, type SdkChallenge, SdkFailure, type SdkOptions } from '../../src/index.ts';
import { rootPem, startSdkStub } from '../support/sdkStub.ts';

const ivOf = (jwe: string) => Buffer.from(jwe.split('.')[2] ?? '', 'base64url').toString('hex');
const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function failureOf(work: Promise<unknown>): Promise<SdkFailure> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof SdkFailure) return error;
  throw error;
}

t.test('Req 58: an SDK sends the next CReq when the CRes before has come', async (t) => {
  const stub = await startSdkStub(t);
  const challenge = await stub.open();
  await challenge.start();
  stub.delayMs = 30;
  const entries = await Promise.all([challenge.enters('1'), challenge.enters('2'), challenge.resends()]);
  t.equal(stub.atOnce, 1);
  t.same(
    entries.map(({ acsCounterAtoS }) => acsCounterAtoS),
    ['001', '002', '003'],
  );
  t.match(stub.creqs.slice(1), [{ challengeDataEntry: '1' }, { challengeDataEntry: '2' }, { resendChallenge: 'Y' }]);
});

/** A port that takes connections and drops them at once. */
async function dropping(t: Test): Promise<{ port: number; taken: () => number }> {
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { port: (server.address() as { port: number }).port, taken: () => taken };
}

t.test('Req 236: what fails before the connection stands is tried once more at once, then told to the app', async (t) => {
  const { port, taken } = await dropping(t);
  const stub = await startSdkStub(t, {}, `https://127.0.0.1:${port}/acs`);
  const challenge = await stub.open();
  t.match(await failureOf(challenge.start()), { reason: 'notConnected', erro: undefined });
  t.equal(taken(), 2, 'TLS does not come about: twice');
  t.equal(challenge.failure?.reason, 'notConnected');
  const plain = await dropping(t);
  const other = await startSdkStub(t, {}, `http://127.0.0.1:${plain.port}/acs`);
  t.match(await failureOf((await other.open()).start()), { reason: 'notConnected' });
  t.equal(plain.taken(), 1, 'a connection that breaks later is not tried again: its CReq may have been read');
});

t.test('Req 239: without a CRes in time the SDK ends, and tells the ACS by Erro C 402', async (t) => {
  for (const messageVersion of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    const stub = await startSdkStub(t, { messageVersion, waits: { cresMs: 60 } });
    stub.answer = 'never';
    const failure = await failureOf((await stub.open()).start());
    t.match(failure, { reason: 'noCRes', erro: { errorCode: '402', errorComponent: 'C' } }, messageVersion);
    t.match(stub.erros, [{ errorCode: '402', errorComponent: 'C', sdkTransID: stub.sdk.sdkTransID, messageVersion }]);
  }
});

t.test('Req 312: when sdkMaxTimeout is over the SDK ends, whatever it does, and tells the ACS by Erro C 402', async (t) => {
  const idle = await startSdkStub(t, { waits: { challengeMs: 80 } });
  const waiting = await startSdkStub(t, { waits: { challengeMs: 80 } });
  const finished = await startSdkStub(t, { waits: { challengeMs: 80 } });
  const unbegun = await startSdkStub(t, { waits: { challengeMs: 1 } });
  const challenges: SdkChallenge[] = [];
  for (const stub of [idle, waiting, finished, unbegun]) challenges.push(await stub.open());
  const [ofIdle, ofWaiting, ofFinished, ofUnbegun] = challenges as [SdkChallenge, SdkChallenge, SdkChallenge, SdkChallenge];
  await ofIdle.start();
  waiting.answer = 'never';
  const failure = failureOf(ofWaiting.start());
  finished.cres = { messageType: 'CRes', challengeCompletionInd: 'Y', transStatus: 'Y' };
  await ofFinished.start();
  t.match(await failure, { reason: 'sdkMaxTimeout' });
  await soon(150);
  for (const stub of [idle, waiting]) t.match(stub.erros, [{ errorCode: '402', errorComponent: 'C' }]);
  t.match(ofIdle.failure, { reason: 'sdkMaxTimeout', erro: { errorCode: '402' } });
  t.match(await failureOf(ofIdle.enters('1')), { reason: 'sdkMaxTimeout' }, 'nothing goes afterwards');
  t.equal(idle.creqs.length, 1);
  for (const [stub, challenge] of [
    [finished, ofFinished],
    [unbegun, ofUnbegun],
  ] as const)
    t.same([stub.erros, challenge.failure], [[], undefined], 'not after the final CRes, and not before the first CReq');
});

t.test('Req 312: the time is that of the AReq: five minutes, or what sdkMaxTimeout says', async (t) => {
  const seen: (number | undefined)[] = [];
  const original = globalThis.setTimeout;
  const value = (work: () => void, ms?: number) => {
    seen.push(ms);
    return original(work, ms);
  };
  t.intercept(globalThis, 'setTimeout', { value });
  for (const sdkMaxTimeout of [undefined, '12', '01'])
    await (await (await startSdkStub(t, sdkMaxTimeout ? { sdkMaxTimeout } : {})).open()).start();
  t.ok(seen.includes(300_000) && seen.includes(720_000), seen.join(' '));
});

t.test('6.2.4.1 GCM IV: a CReq by A128GCM has its counter as IV; 6.2.4.1 counter: none has 255', async (t) => {
  const stub = await startSdkStub(t, { enc: 'A128GCM', waits: { challengeMs: 60_000 } });
  const challenge = await stub.open();
  for (let counter = 0; counter <= 254; counter += 1) await challenge.answers(counter ? { challengeDataEntry: '1' } : {});
  t.same(
    stub.jwes.map(ivOf),
    Array.from({ length: 255 }, (_, counter) => '00'.repeat(11) + counter.toString(16).padStart(2, '0')),
  );
  t.match(await failureOf(challenge.enters('1')), { reason: 'counter' });
  t.equal(stub.jwes.length, 255, 'nothing was sent');
});

t.test('6.2.4.1 split SDK: a split SDK uses A128GCM alone', async (t) => {
  const stub = await startSdkStub(t, { split: {} });
  t.match(await (await stub.open()).start(), { acsUiType: '01' });
  t.match(JSON.parse(Buffer.from(stub.jwes[0]?.split('.')[0] ?? '', 'base64url').toString()), { enc: 'A128GCM' });
  const make = (options: Partial<SdkOptions>) => () =>
    makeSdk({ rootCertificates: '', split: {}, messageVersion: '2.3.1', ...options });
  t.throws(make({ enc: 'A128CBC-HS256' }), /A128GCM alone/);
  t.throws(make({ messageVersion: '2.2.0' }), /since 2.3.1/);
});

t.test('6.2.2.3 signature: the server of a split SDK signs by PS256 or ES256, with its chain', async (t) => {
  const at = Date.parse('2026-02-07T21:28:18Z');
  for (const alg of ['ES256', 'PS256'] as const) {
    const split = { alg, limitedInd: 'Y', splitSdkServerID: 'S1', sdkVariant: '02' } as const;
    const areq = makeSdk({ rootCertificates: '', split, messageVersion: '2.3.1', now: () => at }).areqElements();
    t.match(areq, { sdkType: '02', splitSdkType: { sdkVariant: '02', limitedInd: 'Y' }, defaultSdkType: undefined });
    const { sdkServerSignedContent: signed = '', sdkTransID, sdkReferenceNumber } = areq;
    const [header, payload] = signed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    t.match(JSON.parse(header ?? ''), { alg });
    t.same(JSON.parse(payload ?? ''), {
      sdkReferenceNumber,
      sdkTransID,
      splitSdkServerID: 'S1',
      sdkSignatureTimestamp: '20260207212818',
    });
    const verifying = { sdkTransID, sdkReferenceNumber, roots: readCertificates(rootPem), at };
    t.equal(verifySdkServerSignedContent(signed, verifying), undefined, `the demo DS takes it: ${alg}`);
  }
  t.throws(
    () => makeSdk({ rootCertificates: '', messageVersion: '2.3.1', split: { privateKey: 'x' } }).areqElements(),
    /no private key/,
  );
});

t.test(
  '2.6.1, Req 5, 6.2.2.1 encryption, 6.2.2.1 ECDH-ES: an SDK that knows its DS gives device information to it alone',
  async (t) => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const [alg, { privateKey, publicKey }] of [
      ['RSA-OAEP-256', rsa],
      ['ECDH-ES', ec],
    ] as const)
      for (const enc of ['A128CBC-HS256', 'A128GCM'] as const) {
        const ds = { directoryServerID: 'A000000003', keys: [dsPublicJwkOf(publicKey, 'key-1')] };
        const { sdkEncData = '', deviceInfo } = makeSdk({ rootCertificates: '', ds, enc, locale: 'fr-NC' }).areqElements();
        t.equal(deviceInfo, undefined, 'nothing is in the clear');
        const header = JSON.parse(Buffer.from(sdkEncData.split('.')[0] ?? '', 'base64url').toString());
        t.match(header, { alg, enc, kid: 'key-1', ...(alg === 'ECDH-ES' ? { epk: { kty: 'EC', crv: 'P-256' } } : {}) });
        const opened = openSdkEncData(sdkEncData, { keyOf: () => privateKey, directoryServerID: 'A000000003' });
        t.match(JSON.parse('text' in opened ? opened.text : '{}'), { DV: '1.4', DD: { C005: 'fr-NC' } }, `${alg}, ${enc}`);
      }
    const without = makeSdk({ rootCertificates: '' }).areqElements();
    t.notOk('sdkEncData' in without);
    t.ok(without.deviceInfo, 'without one, it is what the ACS would get from the DS');
    t.throws(() => makeSdk({ rootCertificates: '', ds: { directoryServerID: 'x', keys: [] } }), /no key of the DS/);
  },
);
