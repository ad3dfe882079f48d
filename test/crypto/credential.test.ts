import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { CREDENTIAL_SEED_BYTES, credentialFrom, faultOfAssertion, signAssertion } from '../../src/crypto/credential.ts';

const seed = Buffer.alloc(CREDENTIAL_SEED_BYTES, 7);
const credential = credentialFrom(seed);
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

t.test('a seed makes one credential, every time the same', async (t) => {
  t.equal(credentialFrom(seed).credentialId, credential.credentialId);
  const points = [credential, credentialFrom(seed)].map(({ privateKey }) =>
    createPublicKey(privateKey).export({ format: 'jwk' }),
  );
  t.same(points[0], points[1]);
  t.match(points[0], { kty: 'EC', crv: 'P-256' });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: CREDENTIAL_SEED_BYTES, maxLength: CREDENTIAL_SEED_BYTES }), (bytes) => {
      const made = credentialFrom(Buffer.from(bytes));
      const { d = '' } = made.privateKey.export({ format: 'jwk' });
      return /^[\w-]{22}$/.test(made.credentialId) && Buffer.from(d, 'base64url').length === 32;
    }),
    { numRuns: 50, examples: [[new Uint8Array(CREDENTIAL_SEED_BYTES)], [new Uint8Array(CREDENTIAL_SEED_BYTES).fill(255)]] },
  );
});

t.test('what it signed is told from everything else', async (t) => {
  const json = '{"type":"payment.get"}';
  const good = signAssertion(credential, 'localhost', json);
  t.equal(Buffer.from(good.clientDataJSON, 'base64url').toString(), json);
  t.equal(faultOfAssertion(credential, 'localhost', good), undefined);
  t.match(faultOfAssertion(credentialFrom(Buffer.alloc(CREDENTIAL_SEED_BYTES, 8)), 'localhost', good), /signature/);
  t.match(faultOfAssertion(credential, 'acs.example', good), /relying party acs\.example/);
  const other = Buffer.from('{"type":"payment.got"}').toString('base64url');
  t.match(faultOfAssertion(credential, 'localhost', { ...good, clientDataJSON: other }), /signature/);
  for (const signature of ['', 'AA', 'no base64 at all!', good.signature.slice(0, -8)])
    t.match(faultOfAssertion(credential, 'localhost', { ...good, signature }), /signature/, JSON.stringify(signature));

  const signedBy = (flags: number, more = Buffer.alloc(0)) => {
    const data = Buffer.concat([sha256('localhost'), Buffer.from([flags, 0, 0, 0, 9]), more]);
    const signature = sign('sha256', Buffer.concat([data, sha256(json)]), credential.privateKey).toString('base64url');
    return { ...good, authenticatorData: data.toString('base64url'), signature };
  };
  t.equal(faultOfAssertion(credential, 'localhost', signedBy(0x1d)), undefined, 'backed up, as passkeys are');
  t.equal(faultOfAssertion(credential, 'localhost', signedBy(0x85, Buffer.from([0xa0]))), undefined, 'with extensions');
  t.match(faultOfAssertion(credential, 'localhost', signedBy(0x04)), /UP/);
  t.match(faultOfAssertion(credential, 'localhost', signedBy(0x01)), /UV/);
  t.match(faultOfAssertion(credential, 'localhost', { ...good, authenticatorData: 'AAAA' }), /37 bytes/);
  const short = Buffer.from(good.authenticatorData, 'base64url').subarray(0, 36);
  t.match(faultOfAssertion(credential, 'localhost', { ...good, authenticatorData: short.toString('base64url') }), /37 bytes/);
});

t.test('a key of somebody else proves nothing, whatever id it takes', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const forged = signAssertion({ credentialId: credential.credentialId, privateKey }, 'localhost', '{}');
  t.match(faultOfAssertion(credential, 'localhost', forged), /signature/);
});
