import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { faultOfKey } from '../../src/crypto/areqKeys.ts';
import { acsTransIDIn, makeAuthenticationValue } from '../../src/crypto/authenticationValue.ts';
import { faultOfChain, readCertificates, subjectOf } from '../../src/crypto/certificates.ts';
import { decryptChallenge, encryptChallenge } from '../../src/crypto/challengeJwe.ts';
import { hashEPin } from '../../src/crypto/ePin.ts';
import { makeEphemeralKeys } from '../../src/crypto/ephemeralKeys.ts';
import { holdsPrivateJwk, isPrivateJwk } from '../../src/crypto/jwk.ts';
import { fits } from '../../src/crypto/jws.ts';
import { readOrMakeSecret } from '../../src/crypto/keyFile.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { shipped } from '../../src/files.ts';
import { VERSIONS } from '../../src/messages/versions.ts';

const acsTransID = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';

t.test('an RSA key signs from 2,048 bits on, a key on the curve P-256 alone signs ES256', async (t) => {
  const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).publicKey;
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;
  t.equal(fits(rsa(2047), 'PS256'), false);
  t.equal(fits(rsa(2048), 'PS256'), true);
  t.equal(fits(rsa(2048), 'ES256'), false);
  t.equal(fits(ec('P-256'), 'ES256'), true);
  t.equal(fits(ec('P-384'), 'ES256'), false);
  t.equal(fits(ec('P-256'), 'PS256'), false);
});

t.test('an ePin is stored by scrypt, at a cost that guessing feels', async (t) => {
  const keys = makeKeys(Buffer.alloc(32, 7));
  const stored = await hashEPin('4826', keys);
  t.match(stored, /^scrypt\$16384\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  t.not(await hashEPin('4826', keys), stored, 'with a salt of its own');
});

t.test('an authenticationValue has prefix, version, locator and MAC, each at its place', async (t) => {
  const mac = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  const rows: [protocol: number, bytes: 20 | 21, hex: string][] = [
    [VERSIONS['2.1.0'].protocolInValue, 20, '070174b1e2f3a47c6d4e5f001122334455667788'],
    [VERSIONS['2.2.0'].protocolInValue, 20, '070175b1e2f3a47c6d4e5f001122334455667788'],
    [VERSIONS['2.3.1'].protocolInValue, 21, '070176b1e2f3a47c6d4e5f00112233445566778899'],
  ];
  for (const [protocol, bytes, hex] of rows) {
    const value = makeAuthenticationValue({ prefix: '0701', protocol, acsTransID, bytes, mac });
    t.equal(Buffer.from(value, 'base64').toString('hex'), hex, String(protocol));
    t.equal(acsTransIDIn(value), 'b1e2f3a4-7c6d-4e5f');
  }
});

t.test('each private member of a JWK gives it away, wherever the JWK stands', async (t) => {
  for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']) {
    t.equal(isPrivateJwk({ kty: 'EC', [member]: 'x' }), true, member);
    t.equal(holdsPrivateJwk({ a: [null, { b: { kty: 'EC', [member]: 'x' } }] }), true, `${member}, deep`);
    t.equal(holdsPrivateJwk({ a: { [member]: 'x' } }), false, `${member} of what is no JWK`);
  }
  t.equal(isPrivateJwk({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }), false);
  for (const value of [null, 1, 'd', [], {}]) t.equal(holdsPrivateJwk(value), false, JSON.stringify(value));
});

t.test('a key that is missing is made only where nothing was written with one', async (t) => {
  const file = join(t.testdir(), 'key');
  t.throws(() => readOrMakeSecret(file, { mayMake: false }), /is missing, and what is in the store/);
  const made = readOrMakeSecret(file);
  t.equal(made.length, 32);
  t.match(readFileSync(file, 'utf8'), /^[0-9a-f]{64}\n$/);
  t.same(readOrMakeSecret(file, { mayMake: false }), made, 'one that is there is read');
  let remade = 0;
  const onRemade = () => {
    remade += 1;
  };
  for (const unfinished of ['', 'a'.repeat(63), 'abc\0\0\n']) {
    writeFileSync(file, unfinished);
    t.throws(() => readOrMakeSecret(file, { mayMake: false, onRemade }), /is not a key of this simulator/);
    t.equal(readOrMakeSecret(file, { onRemade }).length, 32);
  }
  t.equal(remade, 3, 'and it is told');
  for (const text of ['a'.repeat(65), 'x', `${'a'.repeat(64)}b`, `b${'a'.repeat(64)}`, 'A'.repeat(64)]) {
    writeFileSync(file, text);
    t.throws(() => readOrMakeSecret(file, { onRemade }), /is not a key of this simulator/, text);
  }
});

t.test('the fault of a key in an AReq has the code of its kind', async (t) => {
  const { publicKey } = makeEphemeralKeys();
  const areq = { deviceChannel: '01', messageVersion: '2.3.1', sdkEphemPubKey: publicKey };
  const signed = (alg: string) => `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.e30.AA`;
  const ofSplit = (change: object) => faultOfKey({ ...areq, ...change }, 'sdkServerSignedContent');
  t.equal(faultOfKey(areq, 'sdkEphemPubKey'), undefined);
  t.equal(ofSplit({}), undefined);
  t.equal(ofSplit({ sdkServerSignedContent: 'none' }), 'ELEMENT_FORMAT_INVALID');
  t.equal(ofSplit({ sdkServerSignedContent: signed('none') }), 'CRYPTO_ALGORITHM_WRONG');
  t.equal(ofSplit({ messageVersion: '2.2.0', sdkServerSignedContent: 'none' }), undefined, 'there is none in 2.2.0');
  const beside = { ...areq, sdkEphemPubKey: { ...publicKey, y: publicKey.x } };
  t.equal(faultOfKey(beside, 'sdkEphemPubKey'), 'ELEMENT_FORMAT_INVALID');
  t.equal(faultOfKey({ deviceChannel: '02', sdkEphemPubKey: 1 }, 'sdkEphemPubKey'), undefined, 'a browser has none');
});

t.test('a JWE is taken in its one spelling alone', async (t) => {
  const key = Buffer.alloc(32, 3);
  for (const enc of ['A128CBC-HS256', 'A128GCM'] as const) {
    const how = { key, enc, direction: 'SDK to ACS' } as const;
    const jwe = await encryptChallenge('{}', { ...how, acsTransID, counter: 0 });
    t.equal(await decryptChallenge(jwe, how), '{}');
    for (const other of [`${jwe}=`, `${jwe}==`, ` ${jwe}`, `${jwe}\n`])
      t.equal(await decryptChallenge(other, how), undefined, JSON.stringify(other.replace(jwe, 'JWE')));
  }
});

t.test('a certificate is named on one line, and is good to the second', async (t) => {
  const [root] = readCertificates(readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8'));
  if (!root) throw new Error('there is no root');
  t.match(subjectOf(root), /^\w+=.+, \w+=.+$/);
  const [from, to] = [Date.parse(root.validFrom), Date.parse(root.validTo)];
  for (const at of [from, to]) t.equal(faultOfChain([root], [root], at), undefined);
  for (const at of [from - 1, to + 1]) t.match(faultOfChain([root], [root], at), /is not valid now$/);
});
