import { createCipheriv, randomBytes } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import t from 'tap';
import { decryptChallenge, encryptChallenge, LAST_COUNTER, readJweHeader } from '../../src/crypto/challengeJwe.ts';
import { ENCRYPTIONS, type Encryption, isEncryption } from '../../src/crypto/compactJwe.ts';

const KEY = randomBytes(32);
const KID = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';
const CREQ = '{"messageType":"CReq","challengeDataEntry":"É 12345678"}';
const toAcs = (enc: Encryption, key: Buffer = KEY) =>
  encryptChallenge(CREQ, { key, enc, direction: 'SDK to ACS', acsTransID: KID, counter: 7 });

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
    const { plaintext } = await compactDecrypt(jwe, enc === 'A128GCM' ? KEY.subarray(0, 16) : KEY);
    t.equal(Buffer.from(plaintext).toString(), CREQ, 'jose reads it, too');
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

t.test(
  '6.2.4.1 GCM IV, 6.2.4.4 GCM IV: the IV of A128GCM is the counter, padded to the left with 00 by the SDK and with FF by the ACS',
  async (t) => {
    const ivOf = (direction: 'SDK to ACS' | 'ACS to SDK', counter: string) =>
      Buffer.from(
        encryptChallenge(CREQ, { key: KEY, enc: 'A128GCM', direction, acsTransID: KID, counter }).split('.')[2] ?? '',
        'base64url',
      ).toString('hex');
    for (const [counter, last] of [
      ['000', '00'],
      ['001', '01'],
      ['128', '80'],
      [String(LAST_COUNTER), 'fe'],
    ] as const) {
      t.equal(ivOf('SDK to ACS', counter), '00'.repeat(11) + last, `SDK, ${counter}`);
      t.equal(ivOf('ACS to SDK', counter), 'ff'.repeat(11) + last, `ACS, ${counter}`);
    }
  },
);

t.test('6.2.4.1 CBC IV, 6.2.4.4 CBC IV: the IV of A128CBC-HS256 is 128 fresh random bits', async (t) => {
  const iv = async () => Buffer.from((await toAcs('A128CBC-HS256')).split('.')[2] ?? '', 'base64url');
  const ivs = await Promise.all(Array.from({ length: 20 }, iv));
  t.ok(ivs.every(({ length }) => length === 16));
  t.equal(new Set(ivs.map((one) => one.toString('hex'))).size, 20, 'never the same, though the counter is');
});

t.test(
  '6.2.4.2 header, 6.2.4.3 header: further parameters in the header of a JWE are allowed, but none that has to be understood',
  async (t) => {
    const made = (header: object) =>
      new CompactEncrypt(Buffer.from(CREQ))
        .setProtectedHeader({ alg: 'dir', enc: 'A128GCM', kid: KID, ...header })
        .encrypt(KEY.subarray(0, 16));
    const read = (jwe: string) => decryptChallenge(jwe, { key: KEY, enc: 'A128GCM', direction: 'SDK to ACS' });
    t.equal(read(await made({ typ: 'JOSE', cty: 'json', x: 1 })), CREQ);
    const { aad, ...parts } = {
      aad: Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A128GCM', kid: KID, crit: ['x'], x: 1 })),
      iv: Buffer.alloc(12),
    };
    const cipher = createCipheriv('aes-128-gcm', KEY.subarray(0, 16), parts.iv).setAAD(Buffer.from(aad.toString('base64url')));
    const body = Buffer.concat([cipher.update(CREQ), cipher.final()]);
    const critical = [aad, Buffer.alloc(0), parts.iv, body, cipher.getAuthTag()]
      .map((part) => part.toString('base64url'))
      .join('.');
    t.equal(read(critical), undefined);
  },
);

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
