import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { acsSignedContent } from '../../src/crypto/acsSignedContent.ts';
import { decryptChallenge, encryptChallenge } from '../../src/crypto/challengeJwe.ts';
import { makeEphemeralKeys, readEphemPubKey, sessionKey } from '../../src/crypto/ephemeralKeys.ts';
import { PRIVATE_MEMBERS } from '../../src/crypto/jwk.ts';
import { signJws } from '../../src/crypto/jws.ts';
import { shipped } from '../../src/files.ts';
import { ErroReceived, makeSdk, SdkRefusal } from '../../src/index.ts';
import type { ARes } from '../../src/messages/types.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';

type Json = Record<string, unknown>;

const { signer, rootPem } = readSigningKeys(shipped('fixtures'), 'ES256', Date.now());
const example = (name: string): Json => JSON.parse(readFileSync(shipped(`fixtures/messages/2.2.0/${name}.json`), 'utf8'));

interface StubAcs {
  sdk: ReturnType<typeof makeSdk>;
  ares: ARes;
  /** What is changed in its answers. */
  cres: Json;
  answer?: { type: string; body: string };
  enc?: 'A128GCM';
  key?: Buffer;
}

/** An ACS that answers every CReq by the example, changed as the test says. */
async function startStub(t: Test): Promise<StubAcs> {
  const sdk = makeSdk({ rootCertificates: rootPem });
  const elements = sdk.areqElements();
  const own = makeEphemeralKeys();
  const theirs = readEphemPubKey(elements.sdkEphemPubKey);
  if (!theirs || !elements.sdkEphemPubKey) throw new Error('the SDK has no key');
  const key = sessionKey(own.privateKey, theirs, String(elements.sdkReferenceNumber));
  const app = Fastify();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post<{ Body: string }>('/acs', async ({ body }, reply) => {
    if (stub.answer) return reply.type(stub.answer.type).send(stub.answer.body);
    const text = await decryptChallenge(body, { key, enc: 'A128CBC-HS256', direction: 'SDK to ACS' });
    const { acsTransID, threeDSServerTransID, sdkTransID, sdkCounterStoA: acsCounterAtoS } = JSON.parse(text ?? '{}');
    const cres = { ...example('CRes-app-text'), acsTransID, threeDSServerTransID, sdkTransID, acsCounterAtoS, ...stub.cres };
    const how = {
      key: stub.key ?? key,
      enc: stub.enc ?? 'A128CBC-HS256',
      direction: 'ACS to SDK',
      acsTransID,
      counter: acsCounterAtoS,
    } as const;
    return reply.type('application/jose; charset=UTF-8').send(await encryptChallenge(JSON.stringify(cres), how));
  });
  const acsURL = `${await app.listen({ host: '127.0.0.1', port: 0 })}/acs`;
  t.teardown(() => app.close());
  const { sdkEphemPubKey } = elements;
  const content = await acsSignedContent({ acsEphemPubKey: own.publicKey, sdkEphemPubKey, acsURL }, signer);
  const ids = { acsTransID: randomUUID(), sdkTransID: sdk.sdkTransID };
  const stub: StubAcs = {
    sdk,
    cres: {},
    ares: { ...(example('ARes-app-C') as unknown as ARes), ...ids, acsSignedContent: content },
  };
  return stub;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'taken';
  } catch (error) {
    if (error instanceof SdkRefusal) return error.rule;
    if (error instanceof ErroReceived) return `Erro ${error.erro.errorCode}`;
    throw error;
  }
}

t.test('an AReq of 2.3.1 names the kind of the SDK, one of an older version does not', async (t) => {
  const newest = makeSdk({ rootCertificates: rootPem, messageVersion: '2.3.1' }).areqElements();
  t.match(newest, { sdkType: '01', defaultSdkType: { sdkVariant: '01' } });
  for (const messageVersion of ['2.1.0', '2.2.0'] as const) {
    const older = makeSdk({ rootCertificates: rootPem, messageVersion }).areqElements();
    t.same([older.sdkType, older.defaultSdkType], [undefined, undefined], messageVersion);
  }
});

t.test('a good answer is taken, and the counter goes on', async (t) => {
  const stub = await startStub(t);
  const challenge = await stub.sdk.open(stub.ares);
  t.match(await challenge.start(), { acsCounterAtoS: '000', acsUiType: '01' });
  t.match(await challenge.enters('12345678'), { acsCounterAtoS: '001' });
});

t.test(
  'Req 54, Req 200, 6.2.4.2 counter, 6.2.4.2 decryption, 5.9.7 Erro: what a published SDK would not take is refused, with the rule',
  async (t) => {
    const erro = example('Erro');
    const json = 'application/json; charset=utf-8';
    const rows: [rule: string, change: Partial<StubAcs>][] = [
      ['acsCounterAtoS', { cres: { acsCounterAtoS: '007' } }],
      ['acsTransID', { cres: { acsTransID: randomUUID() } }],
      ['challengeInfoLabel', { cres: { challengeInfoLabel: undefined } }],
      ['schema', { cres: { challengeInfoHeader: 'x'.repeat(46) } }],
      ['schema', { cres: { transStatus: 'Y' } }],
      ['enc', { enc: 'A128GCM' }],
      ['decryption', { key: Buffer.alloc(32) }],
      ['content type', { answer: { type: 'text/html', body: '<html>' } }],
      ['body', { answer: { type: 'application/jose', body: JSON.stringify(example('CRes-app-text')) } }],
      ['Erro', { answer: { type: json, body: JSON.stringify(example('CRes-app-text')) } }],
      ['Erro', { answer: { type: json, body: JSON.stringify({ ...erro, errorDetail: '' }) } }],
      ['plaintext', { answer: { type: json, body: 'hello' } }],
      [`Erro ${erro.errorCode}`, { answer: { type: json, body: JSON.stringify(erro) } }],
    ];
    for (const [rule, change] of rows) {
      const stub = Object.assign(await startStub(t), change);
      t.equal(await refusal((await stub.sdk.open(stub.ares)).start()), rule, `${rule} ${JSON.stringify(Object.keys(change))}`);
    }
  },
);

t.test('Req 43, Req 253, 6.2.3.3 JWS, 6.2.3.3 Qc: an ARes is trusted only if it is signed for this SDK', async (t) => {
  const stub = await startStub(t);
  const opens = (patch: Partial<ARes>) => refusal(stub.sdk.open({ ...stub.ares, ...patch }));
  const payload = JSON.parse(Buffer.from(stub.ares.acsSignedContent?.split('.')[1] ?? '', 'base64url').toString());
  const signs = (patch: Json) => signJws({ ...payload, ...patch }, signer);
  t.equal(await opens({}), 'taken');
  t.equal(await opens({ transStatus: 'Y' }), 'transStatus');
  t.equal(await opens({ sdkTransID: randomUUID() }), 'sdkTransID');
  t.equal(await opens({ acsSignedContent: 'a.b' }), 'acsSignedContent form');
  t.equal(await opens({ acsSignedContent: 'e30.e30.AA' }), 'acsSignedContent alg');
  t.equal(await opens({ acsSignedContent: `${stub.ares.acsSignedContent?.slice(0, -4)}AAAA` }), 'acsSignedContent signature');
  t.equal(await opens({ acsSignedContent: await signs({ acsURL: 'nowhere' }) }), 'acsSignedContent acsURL');
  const text = JSON.stringify(payload.acsEphemPubKey);
  t.equal(await opens({ acsSignedContent: await signs({ acsEphemPubKey: text }) }), 'acsSignedContent acsEphemPubKey');
  const other = makeEphemeralKeys().publicKey;
  t.equal(await opens({ acsSignedContent: await signs({ sdkEphemPubKey: other }) }), 'acsSignedContent sdkEphemPubKey');
  for (const name of ['acsEphemPubKey', 'sdkEphemPubKey'])
    for (const member of PRIVATE_MEMBERS) {
      const leaky = { ...payload[name], [member]: payload[name].x };
      t.equal(await opens({ acsSignedContent: await signs({ [name]: leaky }) }), `acsSignedContent ${name}`, member);
    }
  const stranger = makeSdk({ rootCertificates: '' });
  t.equal(await refusal(stranger.open({ ...stub.ares, sdkTransID: stranger.sdkTransID })), 'acsSignedContent chain');
});
