// The secure channel between SDK and ACS, 6.2.3 and 6.2.4, with ECDH, key derivation and JWE of the test's own (node:crypto and jose).
// Each assertion names the rule that it shows.
import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompactEncrypt, compactDecrypt, compactVerify } from 'jose';
import t, { type Test } from 'tap';
import { makeEphemeralKeys, readEphemPubKey } from '../../src/crypto/ephemeralKeys.ts';
import { readOrMakeSecret } from '../../src/crypto/keyFile.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { shipped } from '../../src/files.ts';
import { openStore } from '../../src/store/store.ts';
import { erroOf, opensApp, opensWithCode, sendsAReqOfApp } from '../support/app.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE } from '../support/testClock.ts';

const SDK_REFERENCE = 'SDK_OF_THE_TEST';
const P256_ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const decoded = (part = ''): Json => JSON.parse(Buffer.from(part, 'base64url').toString());

/** Concat KDF of NIST SP 800-56A as 6.2.3.2 fills it in: 256 bits are one round of SHA-256. */
function derivedKey(own: KeyObject, theirs: KeyObject, sdkReferenceNumber: string): Buffer {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const party = Buffer.from(sdkReferenceNumber, 'ascii');
  const z = diffieHellman({ privateKey: own, publicKey: theirs });
  const parts = [number(1), z, number(0), number(0), number(party.length), party, number(256)];
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** An SDK of the test's own up to the key. */
async function opens(s: Scenario, messageVersion: '2.2.0' | '2.3.1') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const sdkEphemPubKey = { kty, crv, x, y };
  const areq = { acctNumber: CARDS.sms, sdkEphemPubKey, sdkReferenceNumber: SDK_REFERENCE };
  const { sdk, ares } = await sendsAReqOfApp(s, { messageVersion, areq });
  const [header, payload] = String(ares.acsSignedContent)
    .split('.')
    .map((part, at) => (at < 2 ? decoded(part) : {}));
  const acsKey = createPublicKey({ key: payload?.acsEphemPubKey as never, format: 'jwk' });
  const key = derivedKey(privateKey, acsKey, SDK_REFERENCE);
  return { ares, sdk, sdkEphemPubKey, header: header ?? {}, payload: payload ?? {}, key, acsURL: String(payload?.acsURL) };
}

type Opened = Awaited<ReturnType<typeof opens>>;

/** Posts a CReq that jose has encrypted. */
async function posts({ acsURL, ares }: Opened, key: Uint8Array, enc: string, elements: Json, header: Json = {}) {
  const { messageVersion, threeDSServerTransID, acsTransID, sdkTransID } = ares;
  const creq = {
    messageType: 'CReq',
    messageVersion,
    threeDSServerTransID,
    acsTransID,
    sdkTransID,
    sdkCounterStoA: '000',
    ...(messageVersion === '2.3.1' ? { oobAppURLInd: '03' } : {}),
    ...elements,
  };
  const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(creq)))
    .setProtectedHeader({ alg: 'dir', enc, kid: String(acsTransID), ...header })
    .encrypt(key);
  const response = await fetch(acsURL, {
    method: 'POST',
    headers: { 'content-type': 'application/jose; charset=UTF-8' },
    body: jwe,
  });
  return { body: await response.text(), type: response.headers.get('content-type') };
}

for (const messageVersion of ['2.2.0', '2.3.1'] as const) {
  t.test(`${messageVersion}: acsSignedContent`, async (t) => {
    for (const signingAlg of ['ES256', 'PS256'] as const) {
      const s = await startScenario(t, { signingAlg });
      const [one, two] = [await opens(s, messageVersion), await opens(s, messageVersion)];
      t.equal(one.header.alg, signingAlg, '6.2.3.2 alg: signed by ES256 or PS256');
      await ofCertificates(t, one);
      t.same(Object.keys(one.payload).sort(), ['acsEphemPubKey', 'acsURL', 'sdkEphemPubKey'], '6.2.3.2 payload: three members');
      t.same(one.payload.sdkEphemPubKey, one.sdkEphemPubKey, '6.2.3.2 payload: sdkEphemPubKey as it came');
      const { kty, crv, x, y, ...more } = one.payload.acsEphemPubKey as Json;
      t.match(
        { kty, crv, x, y, more: Object.keys(more) },
        { kty: 'EC', crv: 'P-256', x: /./, y: /./, more: [] },
        'A.1 acsEphemPubKey: a public JWK on P-256',
      );
      t.ok(JSON.stringify(one.payload.acsEphemPubKey).length <= 256, 'A.1 acsEphemPubKey: at most 256 characters');
      t.notSame(
        one.payload.acsEphemPubKey,
        two.payload.acsEphemPubKey,
        '6.2.3.2 key pair: each transaction has a key pair of its own',
      );
      const { ares } = await sendsAReqOfApp(s, { messageVersion, areq: { acctNumber: CARDS.frictionless } });
      t.notOk('acsSignedContent' in ares, '6.2.3.2 only with challenge: there is none where no challenge follows');
      const beside = { ...one.sdkEphemPubKey, y: one.sdkEphemPubKey.x };
      const bad = await sendsAReqOfApp(s, { messageVersion, areq: { sdkEphemPubKey: beside } });
      t.match(
        bad.ares,
        { errorCode: '203', errorDetail: 'sdkEphemPubKey' },
        '6.2.3.2 curve check: a key beside the curve is refused',
      );
    }
  });

  t.test(`${messageVersion}: keys and headers`, async (t) => {
    const s = await startScenario(t);
    for (const enc of ['A128CBC-HS256', 'A128GCM']) {
      const opened = await opens(s, messageVersion);
      const { key, ares } = opened;
      const [toAcs, toSdk] = enc === 'A128GCM' ? [key.subarray(0, 16), key.subarray(16)] : [key, key];
      const { body, type } = await posts(opened, toAcs, enc, {});
      t.match(type, /^application\/jose; charset=utf-8$/i, 'Req 191: a CRes comes as application/jose');
      t.match(body, /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/, 'Req 52, Req 53, 6.1.4.1 session keys: the answer to a CReq is a JWE');
      t.same(
        decoded(body.split('.')[0]),
        { alg: 'dir', enc, kid: ares.acsTransID },
        '6.2.4.4 header, 6.2.4.4 enc: alg dir, the enc of the CReq, and acsTransID as kid',
      );
      const { plaintext } = await compactDecrypt(body, toSdk);
      const cres = JSON.parse(Buffer.from(plaintext).toString());
      t.match(
        cres,
        { messageType: 'CRes', acsCounterAtoS: '000' },
        '6.2.3.2 KDF: jose reads it with a key that the test has derived',
      );
      if (enc === 'A128GCM')
        t.match(
          cres,
          { acsTransID: ares.acsTransID },
          '6.2.3.2 GCM keys, 6.2.4.4 GCM key: the left half to the ACS, the right half to the SDK',
        );
      else t.match(cres, { acsTransID: ares.acsTransID }, '6.2.3.2 CBC key: the whole key in both directions');
      await ofFaults(t, s, opened, toAcs, enc);
    }
  });
}

async function ofCertificates(t: Test, { header, ares }: Opened) {
  const x5c = header.x5c as string[];
  t.ok(
    x5c.every((one) => /^[A-Za-z0-9+/]+={0,2}$/.test(one)),
    'Req 192: certificates are in the base64 of RFC 2045, keys and parts of a JWS in base64url',
  );
  const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  const root = readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8').replaceAll(/\s|-----[A-Z ]+-----/g, '');
  t.ok(x5c.length > 1 && !x5c.includes(root), '6.2.3.2 x5c: leaf and chain, without the certificate of the DS CA');
  const { protectedHeader } = await compactVerify(String(ares.acsSignedContent), createPublicKey(pem(x5c[0] ?? '')));
  t.equal(protectedHeader.alg, header.alg, '6.2.3.2 alg: jose verifies it with the first certificate');
}

async function ofFaults(t: Test, s: Scenario, opened: Opened, key: Uint8Array, enc: string) {
  const other = await opens(s, '2.2.0');
  const wanted = { sdkCounterStoA: '001', challengeNoEntry: 'Y' };
  const read = async (answer: Promise<{ body: string }>): Promise<Json> => JSON.parse((await answer).body);
  t.match(
    await read(posts(opened, key, enc, wanted, { kid: randomUUID() })),
    { errorCode: '301' },
    'A.4 301, 6.2.3.2 key by acsTransID: an unknown kid is 301',
  );
  t.match(
    await read(posts(opened, key, enc, wanted, { kid: String(other.ares.acsTransID) })),
    { errorCode: '302' },
    '6.2.3.2 key by acsTransID: the key is that of the kid',
  );
  const foreign = Buffer.alloc(key.length, 7);
  t.match(
    await read(posts(opened, foreign, enc, wanted)),
    { errorCode: '302', errorComponent: 'A' },
    '6.2.4.3 decryption, A.4 302, 5.9.5 not decrypted: another key is 302',
  );
  const counter = await read(posts(opened, key, enc, { ...wanted, sdkCounterStoA: '005' }));
  t.match(counter, { errorCode: '302' }, '6.2.4.3 counter: a counter that is not the next is 302');
  await s.ends(opened.ares);
  const faultFoundByAcs = opened.ares.messageVersion === '2.3.1' ? '10' : '06';
  t.match(
    s.ds.rreqs().at(-1),
    { transStatus: 'U', challengeCancel: faultFoundByAcs },
    '5.9.5 not decrypted: and the DS gets RReq U',
  );
}

t.test('the SDK of the simulator encrypts its CReqs', async (t) => {
  const s = await startScenario(t);
  for (const enc of ['A128CBC-HS256', 'A128GCM'] as const) {
    const { ares, challenge } = await opensApp(s, { enc, messageVersion: '2.3.1' });
    const jwe = await challenge.seals(JSON.stringify(challenge.creq()));
    t.same(
      decoded(jwe.split('.')[0]),
      { alg: 'dir', enc, kid: ares.acsTransID },
      '6.2.4.1 header: alg dir, enc, and acsTransID as kid',
    );
    t.match(
      (await challenge.posts(jwe)).contentType,
      /^application\/jose/,
      'Req 254, 6.2.3.3 KDF: the ACS reads what the SDK has encrypted with its derived key',
    );
    const payload = decoded(String(ares.acsSignedContent).split('.')[1]);
    t.equal(challenge.acsURL, payload.acsURL, 'Req 44: the SDK connects to the acsURL that was signed');
  }
});

/** What the store has of the app of a transaction. */
async function storedApp(data: string, { acsTransID }: Json): Promise<Json> {
  const store = await openStore(join(data, 'acs.sqlite'), makeKeys(readOrMakeSecret(join(data, 'key'))), 'NORMAL');
  try {
    return { ...(await store.transactions.find(String(acsTransID)))?.transaction.app };
  } finally {
    store.close();
  }
}

t.test('keys are kept no longer than they are needed', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const { ares, challenge, code } = await opensWithCode(s);
  const kept = await storedApp(data, ares);
  const keysIn = Object.keys(kept).filter((name) => /key/i.test(name));
  t.same(keysIn, ['sessionKey'], '6.2.3.2 deletion: of the keys, the derived one alone is kept');
  t.notMatch(JSON.stringify(kept), /"(?:d|priv|kty)"/, '6.2.3.2 deletion: and no JWK');
  s.clock.forward(10 * MINUTE);
  await s.simulator.sweep();
  await s.ends(ares);
  t.match(
    s.ds.rreqs(),
    [{ transStatus: 'N', transStatusReason: '14', challengeCancel: '04' }],
    'Req 224: ten minutes are over: RReq N 14, 04',
  );
  t.notOk('sessionKey' in (await storedApp(data, ares)), 'Req 224: and the session key is deleted');
  t.match(await erroOf(challenge.enters(code)), { errorCode: '402' }, 'Req 225: a CReq after that gets 402');
});

t.test('C key pair: a private key is between 1 and the order of the curve', async (t) => {
  const keys = Array.from({ length: 50 }, () => makeEphemeralKeys().privateKey.export({ format: 'jwk' }).d ?? '');
  const numbers = keys.map((d) => BigInt(`0x${Buffer.from(d, 'base64url').toString('hex')}`));
  t.ok(
    numbers.every((d) => d >= 1n && d < P256_ORDER),
    'C key pair: d is in its range',
  );
  t.equal(new Set(numbers).size, numbers.length, 'C key pair: each is another');
  const { publicKey } = makeEphemeralKeys();
  t.equal(readEphemPubKey({ ...publicKey, y: publicKey.x }), undefined, 'C key pair: a point beside the curve gives no key');
});
