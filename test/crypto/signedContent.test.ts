import { readFileSync } from 'node:fs';
import { CompactSign, compactVerify } from 'jose';
import t from 'tap';
import { acsSignedContent } from '../../src/crypto/acsSignedContent.ts';
import { faultOfChain, readCertificates, readPrivateKey, readX5c, x5cOf } from '../../src/crypto/certificates.ts';
import { makeEphemeralKeys } from '../../src/crypto/ephemeralKeys.ts';
import { PRIVATE_MEMBERS } from '../../src/crypto/jwk.ts';
import { readJws, SIGNATURES, type Signature, type Signer, signJws } from '../../src/crypto/jws.ts';
import {
  faultOfSdkServerSignedContent,
  formFaultOfSdkServerSignedContent,
  signSdkServerContent,
  verifySdkServerSignedContent,
} from '../../src/crypto/sdkServerSignedContent.ts';
import { shipped } from '../../src/files.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';

const NOW = Date.parse('2026-02-07T21:28:18Z');
const signerOf = (alg: Signature): Signer => readSigningKeys(shipped('fixtures'), alg, NOW).signer;
const pem = (name: string) => readFileSync(shipped(`fixtures/keys/${name}`), 'utf8');
const [root] = readCertificates(pem('ds-root.pem'));
const roots = root ? [root] : [];
const header = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString());

for (const alg of SIGNATURES) {
  t.test(
    `acsSignedContent by ${alg}: header of alg and x5c, payload of three members, a signature that jose verifies`,
    async (t) => {
      const signer = signerOf(alg);
      const [acs, sdk] = [makeEphemeralKeys().publicKey, { ...makeEphemeralKeys().publicKey, use: 'enc', kid: '1' }];
      const jws = await acsSignedContent({ acsEphemPubKey: acs, sdkEphemPubKey: sdk, acsURL: 'https://acs.example/app' }, signer);
      t.same(Object.keys(header(jws)), ['alg', 'x5c']);
      for (const certificate of header(jws).x5c) t.match(certificate, /^[A-Za-z0-9+/]+={0,2}$/, 'standard base64 of DER');
      t.equal(header(jws).x5c.length, 2, 'the leaf and its intermediate; the root is what the SDK has');
      const leaf = readX5c(header(jws).x5c)?.[0];
      if (!leaf) throw new Error('no leaf');
      const { payload } = await compactVerify(jws, leaf.publicKey, { algorithms: [alg] });
      t.same(JSON.parse(Buffer.from(payload).toString()), {
        acsEphemPubKey: acs,
        sdkEphemPubKey: sdk,
        acsURL: 'https://acs.example/app',
      });
      t.equal(faultOfChain(readX5c(header(jws).x5c) ?? [], roots, NOW), undefined, 'the chain leads to the root');
      if (alg === 'ES256') t.equal(Buffer.from(jws.split('.')[2] ?? '', 'base64url').length, 64, 'R || S');
      t.ok(jws.length <= 16_000, 'within the limit of 2.3.1');
    },
  );
}

t.test('a chain is refused for what is wrong with it', async (t) => {
  const chain = signerOf('ES256').chain;
  const [leaf, intermediate] = chain;
  const [other] = signerOf('PS256').chain;
  if (!leaf || !intermediate || !other || !root) throw new Error('a certificate is missing');
  const rows: [string, typeof chain, typeof chain, number, RegExp | undefined][] = [
    ['the chain', chain, roots, NOW, undefined],
    ['with its root', [...chain, root], roots, NOW, undefined],
    ['without the intermediate', [leaf], roots, NOW, /is not in the chain/],
    ['with a root that nobody trusts', [...chain, root], [], NOW, /no root that is trusted/],
    ['issued by what may not issue', [leaf, other], roots, NOW, /is not in the chain|may not issue/],
    ['before its time', chain, roots, Date.parse('2019-12-31T23:59:59Z'), /not valid now/],
    ['after its time', chain, roots, Date.parse('2050-01-01T00:00:00Z'), /not valid now/],
    ['nothing', [], roots, NOW, /no certificate/],
  ];
  for (const [what, given, trusted, at, expected] of rows) {
    const fault = faultOfChain(given, trusted, at);
    if (expected) t.match(fault, expected, what);
    else t.equal(fault, undefined, what);
  }
  t.equal(readX5c(x5cOf(chain).map((text) => text.replaceAll('+', '-').replaceAll('=', ''))), undefined, 'base64url is none');
  t.equal(readX5c([]), undefined);
  t.equal(readPrivateKey('no key'), undefined);
});

t.test('a JWS is malformed, of another algorithm, or wrongly signed', async (t) => {
  const signer = signerOf('ES256');
  const good = await signJws({ a: 1 }, signer);
  const [head = '', payload = '', signature = ''] = good.split('.');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const x5c = x5cOf(signer.chain);
  const rows: [string, string, string][] = [
    ['two parts', `${head}.${payload}`, 'malformed'],
    ['four parts', `${good}.x`, 'malformed'],
    ['a header that is none', `${encode('x')}x.${payload}.${signature}`, 'malformed'],
    ['no x5c', `${encode({ alg: 'ES256' })}.${payload}.${signature}`, 'malformed'],
    ['an empty x5c', `${encode({ alg: 'ES256', x5c: [] })}.${payload}.${signature}`, 'malformed'],
    ['a payload that is no object', await listSigned(signer), 'malformed'],
    ['RS256', `${encode({ alg: 'RS256', x5c })}.${payload}.${signature}`, 'algorithm'],
    ['none', `${encode({ alg: 'none', x5c })}.${payload}.x`, 'algorithm'],
    ['PS256 with an EC key', `${encode({ alg: 'PS256', x5c })}.${payload}.${signature}`, 'signature'],
    ['another payload', `${head}.${encode({ a: 2 })}.${signature}`, 'signature'],
    ['another signature', `${head}.${payload}.${'A'.repeat(86)}`, 'signature'],
  ];
  t.match(readJws(good), { payload: { a: 1 } }, 'the good one');
  for (const [what, jws, fault] of rows) t.equal(readJws(jws), fault, what);
});

const listSigned = ({ privateKey, chain }: Signer) =>
  new CompactSign(Buffer.from('[]')).setProtectedHeader({ alg: 'ES256', x5c: x5cOf(chain) }).sign(privateKey);

t.test('EMV 3DS 2.3.1, sdkServerSignedContent: signed, whole and of this transaction', async (t) => {
  const expected = { sdkTransID: '0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a', sdkReferenceNumber: 'SDK_1' };
  const content = { ...expected, sdkSignatureTimestamp: '20260207212818', splitSdkServerID: 'server-1' };
  for (const alg of SIGNATURES)
    t.equal(faultOfSdkServerSignedContent(await signJws(content, signerOf(alg)), expected), undefined, alg);
  const withKey = { ...content, more: [{ sdkEphemPubKey: { kty: 'EC', x: '1', y: '1' }, d: 'no key' }] };
  t.equal(faultOfSdkServerSignedContent(await signJws(withKey, signerOf('ES256')), expected), undefined, 'a public key');
  const { splitSdkServerID: _absent, ...incomplete } = content;
  for (const [what, payload] of Object.entries({
    ...{ incomplete, foreign: { ...content, sdkTransID: 'x' }, empty: {} },
    // Also where nobody would look for a key.
    ...Object.fromEntries(
      PRIVATE_MEMBERS.map((name) => [name, { ...content, more: [{ sdkEphemPubKey: { kty: 'EC', [name]: '1' } }] }]),
    ),
  }))
    t.equal(faultOfSdkServerSignedContent(await signJws(payload, signerOf('ES256')), expected), 'malformed', what);
});

t.test(
  'Req 390, Req 416, 6.2.2.4 failure, 6.2.2.4 chain, 6.2.2.4 date, 6.2.2.4 alg: what a DS finds wrong with an sdkServerSignedContent',
  async (t) => {
    const ofAReq = { sdkTransID: '0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a', sdkReferenceNumber: 'SDK_1' };
    const content = { ...ofAReq, sdkSignatureTimestamp: '20260207212818', splitSdkServerID: 'S'.repeat(32) };
    const verdict = (signed: string, trusted = roots, at = NOW) =>
      verifySdkServerSignedContent(signed, { ...ofAReq, roots: trusted, at });
    const element = (name: string) => ({ reason: 'ELEMENT_FORMAT_INVALID', detail: `sdkServerSignedContent${name}` });
    for (const alg of SIGNATURES) {
      const signed = await signSdkServerContent(content, signerOf(alg));
      t.equal(verdict(signed), undefined, alg);
      t.equal(formFaultOfSdkServerSignedContent(signed, ofAReq), undefined, alg);
      for (const minutes of [-30, 30])
        t.equal(verdict(signed, roots, NOW + minutes * 60_000), undefined, `${minutes} minutes off`);
      for (const seconds of [-1801, 1801])
        t.match(verdict(signed, roots, NOW + seconds * 1000), element('.sdkSignatureTimestamp'), `${seconds} seconds off`);
      t.match(verdict(signed, []), { reason: 'SIGNATURE_NOT_VERIFIED', detail: /x5c does not lead/ }, 'no CA of this DS');
      const forged = `${signed.slice(0, -6)}AAAA${signed.slice(-2)}`;
      t.match(verdict(forged), { reason: 'SIGNATURE_NOT_VERIFIED', detail: /not that of the first certificate/ });
      t.equal(formFaultOfSdkServerSignedContent(forged, ofAReq), undefined, 'an ACS does not verify it');
    }
    const upper = { ...content, sdkTransID: content.sdkTransID.toUpperCase() };
    t.equal(verdict(await signJws(upper, signerOf('ES256'))), undefined, 'a UUID in upper case is the same');
    const rows: [member: string, value: unknown][] = [
      ...['', 'x', undefined, 7].map((value): [string, unknown] => ['sdkTransID', value]),
      ...['', 'SDK_2', undefined].map((value): [string, unknown] => ['sdkReferenceNumber', value]),
      ...['', 'S'.repeat(33), undefined].map((value): [string, unknown] => ['splitSdkServerID', value]),
      ...['yesterday', '', '2026020721281', '20260230212818', '20260207252818', undefined].map((value): [string, unknown] => [
        'sdkSignatureTimestamp',
        value,
      ]),
    ];
    for (const [name, value] of rows) {
      const signed = await signJws({ ...content, [name]: value }, signerOf('ES256'));
      t.same(verdict(signed), element(`.${name}`), `${name}: ${value}`);
      t.equal(formFaultOfSdkServerSignedContent(signed, ofAReq), 'malformed', `${name}: ${value}, at an ACS`);
    }
    t.match(verdict('e30.e30.AA'), { reason: 'CRYPTO_ALGORITHM_WRONG' });
    const { chain, privateKey } = signerOf('ES256');
    const withMore = await new CompactSign(Buffer.from(JSON.stringify(content)))
      .setProtectedHeader({ alg: 'ES256', x5c: x5cOf(chain), typ: 'JOSE', kid: '1' })
      .sign(privateKey);
    const found = [verdict(withMore), formFaultOfSdkServerSignedContent(withMore, ofAReq)];
    t.same(found, [undefined, undefined], '6.2.2.3 headers: further members of the header are taken, by DS and ACS');
    t.match(verdict('x'), element(''));
  },
);
