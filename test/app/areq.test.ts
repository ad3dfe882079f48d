import { readFileSync } from 'node:fs';
import { CompactSign } from 'jose';
import t from 'tap';
import { x5cOf } from '../../src/crypto/certificates.ts';
import { makeEphemeralKeys } from '../../src/crypto/ephemeralKeys.ts';
import { signJws } from '../../src/crypto/jws.ts';
import { shipped } from '../../src/files.ts';
import { createSimulator, makeSdk, SdkRefusal } from '../../src/index.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';
import { opensApp, sendsAReqOfApp, valid } from '../support/app.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startScenario } from '../support/scenario.ts';

const { signer } = readSigningKeys(shipped('fixtures'), 'ES256', Date.parse('2026-02-07'));

t.test('a sdkEphemPubKey that is no point on the curve is 203, whatever the card', async (t) => {
  const s = await startScenario(t);
  const { publicKey } = makeEphemeralKeys();
  const bad = {
    'beside the curve': { ...publicKey, y: publicKey.x },
    '0,0': { ...publicKey, x: 'A'.repeat(43), y: 'A'.repeat(43) },
  };
  for (const [what, sdkEphemPubKey] of Object.entries(bad)) {
    for (const acctNumber of [CARDS.sms, CARDS.frictionless]) {
      const { ares } = await sendsAReqOfApp(s, { areq: { sdkEphemPubKey, acctNumber } });
      t.match(valid('Erro', ares), { errorCode: '203', errorDetail: 'sdkEphemPubKey', errorMessageType: 'AReq' }, what);
      t.ok(ares.threeDSServerTransID && ares.dsTransID && ares.sdkTransID, 'with all ids');
    }
  }
});

t.test(
  'a sdkEphemPubKey that gives its private key away is 203; with what else a public JWK may have, it is taken',
  async (t) => {
    const s = await startScenario(t);
    const keys = makeEphemeralKeys();
    const sdkEphemPubKey = { ...keys.privateKey.export({ format: 'jwk' }) };
    t.ok(sdkEphemPubKey.d, 'a whole key pair');
    for (const messageVersion of ['2.1.0', '2.2.0', '2.3.1'] as const) {
      const { ares } = await sendsAReqOfApp(s, { messageVersion, areq: { sdkEphemPubKey } });
      t.match(
        valid('Erro', ares),
        { errorCode: '203', errorDetail: 'sdkEphemPubKey.d', errorMessageType: 'AReq' },
        messageVersion,
      );
      const fine = await sendsAReqOfApp(s, {
        messageVersion,
        areq: { sdkEphemPubKey: { ...keys.publicKey, use: 'enc', kid: 'd' } },
      });
      t.match(fine.ares, { messageType: 'ARes', transStatus: 'C' }, messageVersion);
    }
  },
);

t.test('6.2.2.4 ids (ACS/DS): a split SDK is judged by the form of its sdkServerSignedContent', async (t) => {
  const s = await startScenario(t);
  const ask = async (sign: (content: Json) => Promise<string>) => {
    const sdk = makeSdk({ rootCertificates: '', messageVersion: '2.3.1' });
    const { sdkTransID, sdkReferenceNumber } = sdk.areqElements();
    const content = { sdkTransID, sdkReferenceNumber, sdkSignatureTimestamp: '20260207212818', splitSdkServerID: 'S1' };
    const split = { sdkType: '02', splitSdkType: { sdkVariant: '01' }, defaultSdkType: undefined };
    const areq = { ...sdk.areqElements(), ...split, sdkServerSignedContent: await sign(content) };
    return (await sendsAReqOfApp(s, { messageVersion: '2.3.1', areq })).ares;
  };
  const rows: [string, (content: Json) => Promise<string>, object][] = [
    ['signed as it should be', (content) => signJws(content, signer), { messageType: 'ARes', transStatus: 'C' }],
    ['signed for another', (content) => signJws({ ...content, sdkTransID: 'x' }, signer), { errorCode: '203' }],
    ['incomplete', ({ splitSdkServerID: _, ...content }) => signJws(content, signer), { errorCode: '203' }],
    ['no JWS', async () => 'e30.e30.AA', { errorCode: '310' }],
    ['no JSON', async () => 'AA.AA.AA', { errorCode: '203' }],
    [
      'another algorithm',
      (content) =>
        new CompactSign(Buffer.from(JSON.stringify(content)))
          .setProtectedHeader({ alg: 'HS256', x5c: x5cOf(signer.chain) })
          .sign(Buffer.alloc(32)),
      { errorCode: '310' },
    ],
    [
      '6.2.2.4 verifier: a signature of something else, which is for the DS to find',
      async (content) => {
        const [header, , signature] = (await signJws({}, signer)).split('.');
        return `${header}.${Buffer.from(JSON.stringify(content)).toString('base64url')}.${signature}`;
      },
      { messageType: 'ARes', transStatus: 'C' },
    ],
  ];
  for (const [what, sign, expected] of rows) {
    const answer = await ask(sign);
    t.match(answer, expected, what);
    if ('errorCode' in expected) t.match(valid('Erro', answer), { errorDetail: 'sdkServerSignedContent' }, what);
  }
});

t.test('acsSignedContent names the key of the AReq, is never the same, and is signed as the settings say', async (t) => {
  for (const signingAlg of ['ES256', 'PS256'] as const) {
    const s = await startScenario(t, { signingAlg });
    const [one, two] = [await opensApp(s), await opensApp(s)];
    const read = (part: number, { ares }: typeof one) =>
      JSON.parse(Buffer.from(String(ares.acsSignedContent).split('.')[part] ?? '', 'base64url').toString());
    t.equal(read(0, one).alg, signingAlg);
    t.same(Object.keys(read(1, one)), ['acsEphemPubKey', 'sdkEphemPubKey', 'acsURL']);
    t.notSame(read(1, one).acsEphemPubKey, read(1, two).acsEphemPubKey, 'a key pair for each transaction');
    t.match(await one.challenge.start(), { acsUiType: '01' });
  }
});

t.test('integrators get the root certificate from the simulator; without it, an SDK trusts nothing', async (t) => {
  const s = await startScenario(t);
  const response = await fetch(`${s.simulator.urls.acs}/3ds/certificates/ds-root.pem`);
  const pem = await response.text();
  t.equal(pem, readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8'));
  t.notMatch(pem, /PRIVATE/);
  t.match(await (await opensApp(s, { rootCertificates: pem })).challenge.start(), { acsUiType: '01' });
  for (const rootCertificates of ['', readFileSync(shipped('fixtures/keys/acs-signing-PS256.pem'), 'utf8').slice(0, 1200)])
    await t.rejects(opensApp(s, { rootCertificates }), SdkRefusal);
  await t.rejects(opensApp(s, { now: () => Date.parse('2050-06-01') }), /not valid now/);
});

t.test('a simulator does not start with keys that do not fit', async (t) => {
  const folder = (change: (files: Record<string, string | undefined>) => void) => {
    const files: Record<string, string | undefined> = {};
    for (const name of ['issuer.json', 'cards.json', 'cardholders.json', 'issuer.svg', 'scheme.svg'])
      files[name] = readFileSync(shipped(`fixtures/${name}`), 'utf8');
    const keys: Record<string, string | undefined> = {};
    for (const name of ['ds-root.pem', 'acs-signing-ES256.pem', 'acs-signing-ES256.key.pem'])
      keys[name] = readFileSync(shipped(`fixtures/keys/${name}`), 'utf8');
    change(keys);
    const present = Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return t.testdir({ ...files, keys: Object.fromEntries(present) } as Parameters<typeof t.testdir>[0]);
  };
  const other = (name: string) => readFileSync(shipped(`fixtures/keys/${name}`), 'utf8');
  const rows: [string, Parameters<typeof folder>[0], RegExp][] = [
    ['no root', (keys) => (keys['ds-root.pem'] = undefined), /ds-root\.pem is missing: keys\/ holds/],
    ['no key', (keys) => (keys['acs-signing-ES256.key.pem'] = undefined), /acs-signing-ES256\.key\.pem is missing/],
    ['no PEM', (keys) => (keys['acs-signing-ES256.pem'] = 'x'), /acs-signing-ES256\.pem holds no certificate/],
    ['no key in it', (keys) => (keys['acs-signing-ES256.key.pem'] = 'x'), /holds no private key in PEM/],
    [
      'the key of another',
      (keys) => (keys['acs-signing-ES256.key.pem'] = other('ds-root.key.pem')),
      /is not the key of the first certificate/,
    ],
    [
      'an RSA key for ES256',
      (keys) => {
        keys['acs-signing-ES256.key.pem'] = other('acs-signing-PS256.key.pem');
        keys['acs-signing-ES256.pem'] = other('acs-signing-PS256.pem');
      },
      /cannot sign ES256, must be EC P-256/,
    ],
    [
      'a chain without its intermediate',
      (keys) => (keys['acs-signing-ES256.pem'] = other('acs-signing-ES256.pem').split(/(?<=END CERTIFICATE-----\n)/)[0]),
      /does not lead to .*ds-root\.pem.*is not in the chain/,
    ],
  ];
  for (const [what, change, message] of rows)
    await t.rejects(createSimulator({ fixtures: folder(change) }), { name: 'StartError', message }, what);
  const expired = { now: () => Date.parse('2050-06-01') };
  await t.rejects(
    createSimulator({ clock: expired }),
    { name: 'StartError', message: /2050-06-01.*is not valid now/ },
    'expired',
  );
  const own = await createSimulator({ fixtures: folder(() => {}) });
  await own.close();
});
