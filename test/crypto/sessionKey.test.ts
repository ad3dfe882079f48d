import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import t from 'tap';
import { concatKdf } from '../../src/crypto/concatKdf.ts';
import { makeEphemeralKeys, readEphemPubKey, sessionKey } from '../../src/crypto/ephemeralKeys.ts';

/** RFC 7520, 5.5.1 and 5.5.2: the keys of the recipient and of the originator; EMVCo uses them in its examples, too. */
const RFC_7520 = {
  recipient: {
    ...{ kty: 'EC', crv: 'P-256', x: 'Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0' },
    ...{ y: 'HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw', d: 'r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8' },
  },
  epk: {
    ...{ kty: 'EC', crv: 'P-256', x: 'mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA' },
    y: '8BQAsImGeAS46fyWw5MhYfGTT0IjBpFw2SS34Dv4Irs',
  },
} as const;

/** RFC 7518, Appendix C: Alice's ephemeral key and Bob's. */
const RFC_7518 = {
  alice: {
    ...{ kty: 'EC', crv: 'P-256', x: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0' },
    ...{ y: 'SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps', d: '0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo' },
  },
  bob: {
    ...{ kty: 'EC', crv: 'P-256', x: 'weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ' },
    y: 'e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck',
  },
} as const;

const privateOf = (jwk: object) => createPrivateKey({ key: { ...jwk }, format: 'jwk' });
const publicOf = (jwk: object) => createPublicKey({ key: { ...jwk }, format: 'jwk' });

t.test('RFC 7518, Appendix C: A128GCM, Alice to Bob, 128 bits', async (t) => {
  const z = diffieHellman({ privateKey: privateOf(RFC_7518.alice), publicKey: publicOf(RFC_7518.bob) });
  t.equal(z.toString('hex'), '9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4', 'Z');
  const key = concatKdf(z, { algorithmID: 'A128GCM', partyUInfo: 'Alice', partyVInfo: 'Bob', bits: 128 });
  t.equal(key.toString('base64url'), 'VqqN6vgjbSBcIijNcacQGg');
});

t.test('RFC 7520, 5.5: A128CBC-HS256 without party information, 256 bits', async (t) => {
  const z = diffieHellman({ privateKey: privateOf(RFC_7520.recipient), publicKey: publicOf(RFC_7520.epk) });
  const key = concatKdf(z, { algorithmID: 'A128CBC-HS256', partyUInfo: '', partyVInfo: '', bits: 256 });
  t.equal(key.toString('base64url'), 'hzHdlfQIAEehb8Hrd_mFRhKsKLEzPfshfXs9l6areCc');
});

t.test('EMV 3DS 2.2.0, 6.2.3.2: the session key has an empty AlgorithmID and the sdkReferenceNumber as PartyVInfo', async (t) => {
  const [own, theirs] = [privateOf(RFC_7520.recipient), publicOf(RFC_7520.epk)];
  const z = diffieHellman({ privateKey: own, publicKey: theirs });
  const sdkReferenceNumber = '3DS_LOA_SDK_PPFU_020100_00007';
  const key = sessionKey(own, theirs, sdkReferenceNumber);
  t.equal(key.length, 32);
  t.same(key, concatKdf(z, { algorithmID: '', partyUInfo: '', partyVInfo: sdkReferenceNumber, bits: 256 }));
  t.notSame(key, sessionKey(own, theirs, `${sdkReferenceNumber}8`), 'another SDK has another key');
});

t.test('both sides get the same key', async (t) => {
  const [acs, sdk] = [makeEphemeralKeys(), makeEphemeralKeys()];
  const [acsPublic, sdkPublic] = [readEphemPubKey(acs.publicKey), readEphemPubKey(sdk.publicKey)];
  if (!acsPublic || !sdkPublic) throw new Error('our own keys cannot be read');
  t.same(sessionKey(acs.privateKey, sdkPublic, 'SDK'), sessionKey(sdk.privateKey, acsPublic, 'SDK'));
  t.same(Object.keys(acs.publicKey), ['kty', 'crv', 'x', 'y'], 'a public key holds nothing else');
});

t.test('a public key is a point on P-256', async (t) => {
  const { publicKey } = makeEphemeralKeys();
  const rows: [string, unknown, boolean][] = [
    ['the key', publicKey, true],
    ['with use and kid, as published SDKs send it', { ...publicKey, use: 'enc', kid: '1' }, true],
    ['another y: beside the curve', { ...publicKey, y: publicKey.x }, false],
    ['the point 0,0', { ...publicKey, x: 'A'.repeat(43), y: 'A'.repeat(43) }, false],
    ['x over the prime', { ...publicKey, x: '_'.repeat(43) }, false],
    ['another curve', { ...publicKey, crv: 'P-384' }, false],
    ['another type', { ...publicKey, kty: 'RSA' }, false],
    ['x that is no text', { ...publicKey, x: 7 }, false],
    ['no y', { kty: 'EC', crv: 'P-256', x: publicKey.x }, false],
    ['nothing', undefined, false],
    ['null', null, false],
  ];
  for (const [what, jwk, isGood] of rows) t.equal(readEphemPubKey(jwk) !== undefined, isGood, what);
});
