import { createDecipheriv, createHash, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import t from 'tap';
import { ENCRYPTIONS } from '../../src/crypto/compactJwe.ts';
import {
  dsPublicJwkOf,
  keyManagementOf,
  openSdkEncData,
  readDsPublicJwk,
  type SdkEncDataOptions,
  sealSdkEncData,
} from '../../src/crypto/sdkEncData.ts';

const DEVICE_INFO = '{"DV":"1.7","DD":{"C001":"Android","C002":"É"}}';
const RID = 'A000000003';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PRIVATE: Readonly<Record<string, KeyObject>> = { 'rsa-1': rsa.privateKey, 'ec-1': ec.privateKey };
const PUBLIC: Readonly<Record<string, KeyObject>> = { 'rsa-1': rsa.publicKey, 'ec-1': ec.publicKey };

const seal = (kid: string, change: Partial<SdkEncDataOptions> = {}) =>
  sealSdkEncData(DEVICE_INFO, { kid, key: PUBLIC[kid] as KeyObject, enc: 'A128GCM', directoryServerID: RID, ...change });
const open = (jwe: string, directoryServerID = RID) => openSdkEncData(jwe, { keyOf: (kid) => PRIVATE[kid], directoryServerID });
const headerOf = (jwe: string) => JSON.parse(Buffer.from(jwe.split('.')[0] ?? '', 'base64url').toString());

t.test('6.2.2.1 encryption, 6.2.2.2 RSA, 6.2.2.2 ECDH-ES: what an SDK seals with a key of the DS, the DS reads', async (t) => {
  for (const [kid, alg] of [
    ['rsa-1', 'RSA-OAEP-256'],
    ['ec-1', 'ECDH-ES'],
  ] as const)
    for (const enc of ENCRYPTIONS) {
      const jwe = seal(kid, { enc });
      t.match(headerOf(jwe), { alg, kid, enc }, `${alg}, ${enc}`);
      t.same(open(jwe), { text: DEVICE_INFO }, `${alg}, ${enc}`);
      t.not(jwe, seal(kid, { enc }), 'never the same twice');
      t.notMatch(jwe, /QW5kcm9pZ/, 'nothing of it is in the clear');
    }
});

t.test('6.2.2.2 RSA: the DS reads what jose makes, and jose reads ours', async (t) => {
  for (const enc of ENCRYPTIONS) {
    const { plaintext } = await compactDecrypt(seal('rsa-1', { enc }), rsa.privateKey);
    t.equal(Buffer.from(plaintext).toString(), DEVICE_INFO, enc);
    const header = { alg: 'RSA-OAEP-256', kid: 'rsa-1', enc, typ: 'JOSE' };
    const theirs = await new CompactEncrypt(Buffer.from(DEVICE_INFO)).setProtectedHeader(header).encrypt(rsa.publicKey);
    t.same(open(theirs), { text: DEVICE_INFO }, `${enc}, with a further header parameter`);
  }
});

t.test(
  '6.2.2.1 ECDH-ES: a fresh epk; the key is derived with an empty AlgorithmID and the directoryServerID, GCM takes its left half',
  async (t) => {
    const jwe = seal('ec-1');
    const { epk } = headerOf(jwe);
    t.same(Object.keys(epk).sort(), ['crv', 'kty', 'x', 'y']);
    t.not(epk.x, headerOf(seal('ec-1')).epk.x, 'another pair each time');
    const z = diffieHellman({ privateKey: ec.privateKey, publicKey: createPublicKey({ key: epk, format: 'jwk' }) });
    const info = [z, '00000000', '00000000', '0000000a', Buffer.from(RID), '00000100'];
    const bytes = info.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part));
    const derived = createHash('sha256')
      .update(Buffer.concat([Buffer.from('00000001', 'hex'), ...bytes]))
      .digest();
    const [head = '', encryptedKey, iv = '', body = '', tag = ''] = jwe.split('.');
    t.equal(encryptedKey, '', 'both sides have the key');
    const decipher = createDecipheriv('aes-128-gcm', derived.subarray(0, 16), Buffer.from(iv, 'base64url')).setAAD(
      Buffer.from(head),
    );
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    const text = Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString();
    t.equal(text, DEVICE_INFO);
    t.same(open(jwe, 'A000000004'), { fault: 'decryption' }, 'another directoryServerID makes another key');
  },
);

t.test('6.2.2.2 failure, A.4 311, A.4 310: a DS tells what is wrong with an sdkEncData', async (t) => {
  const good = seal('rsa-1');
  const [, ...rest] = good.split('.');
  const withHeader = (header: object) =>
    [Buffer.from(JSON.stringify({ ...headerOf(good), ...header })).toString('base64url'), ...rest].join('.');
  const rows: [what: string, jwe: string, fault: string][] = [
    ['no JWE', 'a.b', 'malformed'],
    ['a header that is no JSON', `AAAA.${rest.join('.')}`, 'malformed'],
    ['a kid that is unknown', withHeader({ kid: 'other' }), 'kid'],
    ['no kid', withHeader({ kid: undefined }), 'kid'],
    ['a kid that is a number', withHeader({ kid: 7 }), 'kid'],
    ['RSA1_5', withHeader({ alg: 'RSA1_5' }), 'algorithm'],
    ['RSA for a key that is EC', withHeader({ kid: 'ec-1' }), 'algorithm'],
    ['A256GCM', withHeader({ enc: 'A256GCM' }), 'algorithm'],
    ['a header that was changed', withHeader({ typ: 'JOSE' }), 'decryption'],
    ['one letter changed', `${good.slice(0, -3)}${good.at(-3) === 'A' ? 'B' : 'A'}${good.slice(-2)}`, 'decryption'],
    ['an encrypted key of nothing', [good.split('.')[0], 'AAAA', ...good.split('.').slice(2)].join('.'), 'decryption'],
    [
      'no epk',
      seal('ec-1').replace(/^[^.]+/, Buffer.from('{"alg":"ECDH-ES","kid":"ec-1","enc":"A128GCM"}').toString('base64url')),
      'decryption',
    ],
  ];
  for (const [what, jwe, fault] of rows) t.same(open(jwe), { fault }, what);
});

t.test('D: keys of a DS are RSA of 2048 bits or more, or EC on P-256', async (t) => {
  t.match(dsPublicJwkOf(rsa.privateKey, 'rsa-1'), { kty: 'RSA', kid: 'rsa-1', use: 'enc', alg: 'RSA-OAEP-256' });
  const jwk = dsPublicJwkOf(ec.privateKey, 'ec-1');
  t.match(jwk, { kty: 'EC', crv: 'P-256', kid: 'ec-1', alg: 'ECDH-ES' });
  t.notOk('d' in jwk, 'the private part stays');
  t.equal(keyManagementOf(readDsPublicJwk(jwk)), 'ECDH-ES');
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  for (const key of [short, other]) {
    t.throws(() => dsPublicJwkOf(key, 'k'), /RSA of 2048 bits/);
    t.throws(() => seal('k', { key }), /RSA of 2048 bits/);
    t.throws(() => readDsPublicJwk(key.export({ format: 'jwk' }) as never), /RSA of 2048 bits/);
  }
});
