import { randomBytes } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import t from 'tap';
import {
  decryptChallenge,
  ENCRYPTIONS,
  type Encryption,
  encryptChallenge,
  isEncryption,
  readJweHeader,
} from '../../src/crypto/challengeJwe.ts';

const KEY = randomBytes(32);
const KID = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';
const CREQ = '{"messageType":"CReq","challengeDataEntry":"É 12345678"}';
const toAcs = (enc: Encryption, key: Buffer = KEY) =>
  encryptChallenge(CREQ, { key, enc, direction: 'SDK to ACS', acsTransID: KID });

for (const enc of ENCRYPTIONS) {
  t.test(`${enc}: what is encrypted is read on the other side alone`, async (t) => {
    const jwe = await toAcs(enc);
    t.equal(await decryptChallenge(jwe, { key: KEY, enc, direction: 'SDK to ACS' }), CREQ);
    t.equal(await decryptChallenge(jwe, { key: randomBytes(32), enc, direction: 'SDK to ACS' }), undefined, 'another key');
    const reflected = await decryptChallenge(jwe, { key: KEY, enc, direction: 'ACS to SDK' });
    t.equal(reflected, enc === 'A128GCM' ? undefined : CREQ, 'with A128GCM each direction has a key of its own');
    t.same(readJweHeader(jwe), { alg: 'dir', enc, kid: KID });
    t.equal(Buffer.from(jwe.split('.')[0] ?? '', 'base64url').toString(), JSON.stringify({ alg: 'dir', enc, kid: KID }));
    t.equal(jwe.split('.')[1], '', 'dir has no encrypted key');
    t.not(jwe, await toAcs(enc), 'an IV is never the same');
  });

  t.test(`${enc}: one bit changed anywhere is found`, async (t) => {
    const jwe = await toAcs(enc);
    let found = 0;
    for (let at = 0; at < jwe.length; at += 1) {
      if (jwe[at] === '.') continue;
      // The neighbour in the alphabet: of a last character, it changes but the bits that decode to nothing.
      const other = jwe[at] === 'A' ? 'B' : String.fromCharCode(jwe.charCodeAt(at) ^ 1 || 65);
      const changed = jwe.slice(0, at) + (/[A-Za-z0-9_-]/.test(other) ? other : 'x') + jwe.slice(at + 1);
      if (changed === jwe) continue;
      if ((await decryptChallenge(changed, { key: KEY, enc, direction: 'SDK to ACS' })) !== undefined) t.fail(`at ${at}`);
      found += 1;
    }
    t.ok(found > jwe.length - 20, `${found} changes`);
  });
}

t.test('A128GCM takes the left half of the key to the ACS and the right half to the SDK', async (t) => {
  const made = (half: Buffer) =>
    new CompactEncrypt(Buffer.from(CREQ)).setProtectedHeader({ alg: 'dir', enc: 'A128GCM', kid: KID }).encrypt(half);
  const [left, right] = [await made(KEY.subarray(0, 16)), await made(KEY.subarray(16))];
  t.equal(await decryptChallenge(left, { key: KEY, enc: 'A128GCM', direction: 'SDK to ACS' }), CREQ);
  t.equal(await decryptChallenge(right, { key: KEY, enc: 'A128GCM', direction: 'ACS to SDK' }), CREQ);
  t.equal(await decryptChallenge(right, { key: KEY, enc: 'A128GCM', direction: 'SDK to ACS' }), undefined);
});

t.test('what is no JWE with a kid has no header', async (t) => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const text of ['', '....', 'a.b.c', `${encode({ alg: 'dir' })}....`, `${encode(null)}....`, `${encode({ kid: 7 })}....`])
    t.equal(readJweHeader(text), undefined, `"${text}"`);
  t.same(readJweHeader(`${encode({ alg: 'none', kid: 'x' })}....`), { alg: 'none', enc: undefined, kid: 'x' });
  t.notOk(isEncryption('A256GCM') || isEncryption(undefined) || isEncryption('a128gcm'));
});

t.test('text that is not UTF-8 is none', async (t) => {
  const jwe = await new CompactEncrypt(Buffer.from([0x7b, 0xff, 0x7d]))
    .setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256', kid: KID })
    .encrypt(KEY);
  t.equal(await decryptChallenge(jwe, { key: KEY, enc: 'A128CBC-HS256', direction: 'SDK to ACS' }), undefined);
});
