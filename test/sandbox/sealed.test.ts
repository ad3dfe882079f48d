// What an SDK seals or signs for its DS: EMV 3DS 2.3.1.1, 6.2.2.
import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { readCertificates } from '../../src/crypto/certificates.ts';
import { readDsPublicJwk, sealSdkEncData } from '../../src/crypto/sdkEncData.ts';
import { signSdkServerContent } from '../../src/crypto/sdkServerSignedContent.ts';
import { shipped } from '../../src/files.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import { readDsRules } from '../../src/sandbox/ds/rules.ts';
import { example, type Json } from '../messages/example.ts';
import { aresFor, DS_KEYS, sandboxWith } from '../support/stubAcs.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const INFO = '{"DV":"1.7","DD":{"C001":"Android","C005":"é"}}';

function dsWith(t: Parameters<typeof sandboxWith>[0], rules: string[] = []) {
  const answer = (areq: Parameters<typeof aresFor>[0]) => aresFor(areq, { messageVersion: areq.messageVersion });
  return sandboxWith(t, answer, { now: () => NOW, dsKeys: DS_KEYS, dsRules: readDsRules(rules) });
}

function areqOf(version: MessageVersion, changes: Json): Json {
  const { dsTransID: _a, dsReferenceNumber: _b, dsURL: _c, deviceInfo: _d, ...others } = example('AReq-app-payment', version);
  return { ...others, purchaseDate: '20261130120000', threeDSServerTransID: randomUUID(), ...changes };
}

type PublishedKeys = { directoryServerID: string; keys: ({ kty: string } & Parameters<typeof readDsPublicJwk>[0])[] };

t.test('sdkEncData is opened with a published key, and the ACS gets deviceInfo', async (t) => {
  const { post, get, received } = await dsWith(t);
  const { keys, directoryServerID } = (await get('/ds/keys')) as PublishedKeys;
  const rules = { EC: '6.2.2.2 ECDH-ES', RSA: '6.2.2.2 RSA' } as Record<string, string>;
  t.same(keys.map(({ kty }) => kty).sort(), ['EC', 'RSA']);
  for (const version of ['2.1.0', '2.2.0', '2.3.1'] as const)
    for (const jwk of keys)
      for (const enc of ['A128CBC-HS256', 'A128GCM'] as const) {
        const { kid } = jwk;
        const sdkEncData = sealSdkEncData(INFO, { kid, key: readDsPublicJwk(jwk), enc, directoryServerID });
        const title = `Req 17, ${rules[jwk.kty]}: ${enc} in ${version}`;
        t.match(await post('/ds', areqOf(version, { sdkEncData })), { messageType: 'ARes' }, title);
        const arrived = received.at(-1) as unknown as Json;
        const opened = Buffer.from(String(arrived.deviceInfo), 'base64url').toString();
        t.same([opened, arrived.sdkEncData], [INFO, undefined], '6.2.2.2 deviceInfo, Req 17: the ACS gets deviceInfo alone');
      }
});

t.test('sdkEncData that cannot be opened is refused by the DS', async (t) => {
  const { post, get, received } = await dsWith(t);
  const { keys, directoryServerID } = (await get('/ds/keys')) as PublishedKeys;
  const [jwk] = keys as [PublishedKeys['keys'][0]];
  const key = readDsPublicJwk(jwk);
  const enc = 'A128CBC-HS256';
  const right = sealSdkEncData(INFO, { kid: jwk.kid, key, enc, directoryServerID });
  const [head = '', ...others] = right.split('.');
  const withHead = (change: Json) => {
    const header = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), ...change };
    return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...others].join('.');
  };
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const rows = [
    [
      'Req 420, A.4 311',
      'an unknown kid',
      sealSdkEncData(INFO, { kid: randomUUID(), key, enc, directoryServerID }),
      '311',
      '302',
    ],
    ['Req 420, A.4 311, 6.2.2.2 failure', 'no kid', withHead({ kid: undefined }), '311', '302'],
    [
      'Req 17, 6.2.2.2 failure',
      'another key',
      sealSdkEncData(INFO, { kid: jwk.kid, key: foreign, enc, directoryServerID }),
      '302',
      '302',
    ],
    ['Req 17', 'another DS', sealSdkEncData(INFO, { kid: jwk.kid, key, enc, directoryServerID: 'A000000003' }), '302', '302'],
    ['Req 17, 6.2.2.2 failure', 'a changed tag', `${right.slice(0, -4)}AAAA`, '302', '302'],
    ['Req 17', 'text that is no JWE', 'x', '302', '302'],
    ['A.4 310', 'another algorithm', withHead({ alg: 'RSA1_5' }), '310', '302'],
    ['A.1 sdkEncData (DS)', 'too long', 'x'.repeat(64_001), '203', '203'],
    ['A.1 sdkEncData (DS)', 'a number', 7, '203', '203'],
    ['A.1 sdkEncData (DS)', 'empty', '', '201', '201'],
    ['A.1 sdkEncData (DS)', 'absent', undefined, '201', '201'],
  ] as const;
  for (const [rule, what, sdkEncData, errorCode, before] of rows)
    for (const version of ['2.3.1', '2.2.0'] as const) {
      const expected = { messageType: 'Erro', errorComponent: 'D', errorCode: version === '2.3.1' ? errorCode : before };
      const answer = await post('/ds', areqOf(version, { sdkEncData }));
      t.match(answer, { ...expected, errorDetail: /^sdkEncData/ }, `${rule}: ${what} in ${version}`);
    }
  const several = await post('/ds', areqOf('2.3.1', { mcc: undefined }));
  t.match(several, { errorCode: '201', errorDetail: /^(mcc,sdkEncData|sdkEncData,mcc)$/ }, 'with others that are missing');
  const other = await post('/ds', areqOf('2.3.1', { sdkEncData: 'x', sdkAppID: 'x' }));
  t.match(other, { errorCode: '203', errorDetail: 'sdkAppID' }, 'the form of the message is judged first');
  t.same(received, [], 'none of them reached the ACS');
});

t.test('device information in the clear', async (t) => {
  const deviceInfo = Buffer.from(INFO).toString('base64url');
  const { post, received } = await dsWith(t);
  const refused = { errorCode: '201', errorComponent: 'D', errorDetail: 'sdkEncData' };
  t.match(
    await post('/ds', areqOf('2.2.0', { deviceInfo })),
    refused,
    'A.1 sdkEncData (DS): deviceInfo does not stand in for it',
  );
  const lenient = await dsWith(t, ['deviceInfo=clear']);
  t.match(await lenient.post('/ds', areqOf('2.2.0', { deviceInfo })), { messageType: 'ARes' }, 'deviceInfo=clear takes it');
  t.match(lenient.received, [{ deviceInfo }]);
  t.same(received, []);
});

const pem = (name: string) => readFileSync(shipped(`fixtures/keys/${name}`), 'utf8');

/** The server of a split SDK; the demo signing certificates of the ACS come from the CA of the DS, too. */
function signer(alg: 'ES256' | 'PS256') {
  const chain = readCertificates(pem(`acs-signing-${alg}.pem`));
  return { alg, chain, privateKey: createPrivateKey(pem(`acs-signing-${alg}.key.pem`)) };
}

t.test('the DS verifies what the server of a split SDK has signed', async (t) => {
  const { post, received } = await dsWith(t, ['deviceInfo=clear']);
  const split = {
    ...{ sdkType: '02', splitSdkType: { sdkVariant: '01' }, sdkReferenceNumber: 'SPLIT' },
    ...{ sdkTransID: randomUUID(), deviceInfo: Buffer.from(INFO).toString('base64url'), defaultSdkType: undefined },
  };
  const content = {
    ...{ sdkReferenceNumber: 'SPLIT', sdkTransID: split.sdkTransID },
    ...{ splitSdkServerID: 'SERVER', sdkSignatureTimestamp: '20261130120000' },
  };
  const send = (sdkServerSignedContent: string) => post('/ds', areqOf('2.3.1', { ...split, sdkServerSignedContent }));
  for (const alg of ['ES256', 'PS256'] as const) {
    const answer = await send(await signSdkServerContent(content, signer(alg)));
    t.match(answer, { messageType: 'ARes' }, `Req 390, 6.2.2.4 verifier: ${alg}, with its chain`);
  }
  t.equal(received.length, 2);

  const es = signer('ES256');
  const right = await signSdkServerContent(content, es);
  const off = (sdkSignatureTimestamp: string) => signSdkServerContent({ ...content, sdkSignatureTimestamp }, es);
  const alone = await signSdkServerContent(content, { ...es, chain: es.chain.slice(0, 1) });
  const rows = [
    ['Req 390, A.4 308, 6.2.2.4 failure', 'a changed signature', `${right.slice(0, -6)}AAAAAA`, '308'],
    ['6.2.2.4 chain', 'a chain that does not lead to the CA of the DS', alone, '308'],
    [
      '6.2.2.4 alg, A.4 310',
      'another algorithm',
      right.replace(/^[^.]*/, Buffer.from('{"alg":"RS256"}').toString('base64url')),
      '310',
    ],
    ['Req 416, 6.2.2.4 date', 'signed 31 minutes ago', await off('20261130112900'), '203'],
    ['Req 416, 6.2.2.4 date', 'signed 31 minutes ahead', await off('20261130123100'), '203'],
    ['A.1 sdkSignatureTimestamp', 'no time', await off('yesterday'), '203'],
    ['6.2.2.4 ids', 'another sdkTransID', await signSdkServerContent({ ...content, sdkTransID: randomUUID() }, es), '203'],
    ['A.1 splitSdkServerID', 'too long', await signSdkServerContent({ ...content, splitSdkServerID: 'x'.repeat(33) }, es), '203'],
  ] as const;
  for (const [rule, what, signed, errorCode] of rows) {
    const answer = await send(signed);
    t.match(answer, { messageType: 'Erro', errorComponent: 'D', errorCode }, `${rule}: ${what} is Erro D ${errorCode}`);
    t.match(answer.errorDetail, /^sdkServerSignedContent/);
  }
  t.equal(received.length, 2, 'none of them reached the ACS');
  const any = await dsWith(t, ['deviceInfo=clear', 'dates=any']);
  const late = areqOf('2.3.1', { ...split, sdkServerSignedContent: await off('20200101000000') });
  t.match(await any.post('/ds', late), { messageType: 'ARes' }, 'dates=any takes any time');
});
