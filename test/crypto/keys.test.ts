import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { isEPin } from '../../src/crypto/ePin.ts';
import { makeKeys, newSecret, type PortalPurpose, type ProofPurpose, type SealPurpose } from '../../src/crypto/keys.ts';

const ID = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';

/** Every purpose there is: one that is missing here does not compile. */
const PROOFS = Object.keys({
  'page token': true,
  '3DS Method token': true,
  approval: true,
  'portal visit form': true,
  'portal session form': true,
} satisfies Record<ProofPurpose, true>) as ProofPurpose[];
const OF_PORTAL = Object.keys({
  'portal SMS code': true,
  'portal e-mail code': true,
  'portal phone code': true,
  'portal source': true,
  'portal cardholder': true,
  'portal phone': true,
} satisfies Record<PortalPurpose, true>) as PortalPurpose[];
const SEALS = Object.keys({
  'seal of a session key': true,
  'seal of an effect': true,
  'seal of a message to a cardholder': true,
  'seal of a transaction': true,
  'seal of a message': true,
  'seal of a rule': true,
  'seal of another message': true,
} satisfies Record<SealPurpose, true>) as SealPurpose[];

t.test('the same parts give another value for every purpose, from the first characters on', async (t) => {
  const keys = makeKeys(newSecret());
  const values: [string, string][] = [
    ...PROOFS.map((purpose): [string, string] => [purpose, keys.proof(purpose, ID)]),
    ...OF_PORTAL.map((purpose): [string, string] => [purpose, keys.portalHash(purpose, ID)]),
    ['card', keys.cardHash(ID)],
    ['code', keys.codeHash(ID, '')],
    ['ePin', keys.pepper(ID).toString('base64url')],
    ['message', keys.messageDigest(ID).toString('base64url')],
    ['fixtures', keys.fixturesDigest(ID)],
    ['SPC challenge', keys.spcChallenge(ID)],
    ['credential', keys.credentialSeed(ID).toString('base64url')],
    ['authenticationValue', keys.valueMac([ID]).toString('base64url')],
    ['fingerprint', keys.fingerprint],
  ];
  for (const text of ['', `["${ID}"]`, `${ID}|`]) {
    const begins = [
      ...values.map(([, value]) => value.slice(0, 8)),
      ...[keys.cardHash(text), keys.fixturesDigest(text), keys.spcChallenge(text)].map((value) => value.slice(0, 8)),
      ...[keys.pepper(text), keys.messageDigest(text)].map((value) => value.toString('base64url').slice(0, 8)),
    ];
    t.equal(new Set(begins).size, begins.length, `also where one signs what another makes of its parts: ${JSON.stringify(text)}`);
  }
});

t.test('other parts give another value, wherever one ends and the next begins', async (t) => {
  const keys = makeKeys(newSecret());
  const lists = [
    ['a', 'b|c'],
    ['a', 'b', 'c'],
    ['a', 'b,c'],
    ['a', '', 'b|c'],
    ['ab', '|c'],
    ['a","b', 'c'],
    ['a', 'b","c'],
    ['a'],
  ];
  const others = [['a|b', 'c'], ['a|b|c'], ['|a', 'b|c']];
  for (const purpose of [...PROOFS.filter((one) => one !== 'approval'), ...OF_PORTAL]) {
    const sign = (parts: string[]) =>
      (PROOFS as string[]).includes(purpose)
        ? keys.proof(purpose as ProofPurpose, ...parts)
        : keys.portalHash(purpose as PortalPurpose, ...parts);
    const made = [...lists, ...others].map(sign);
    t.equal(new Set(made).size, made.length, purpose);
  }
  const values = [...lists, ...others].map((parts) => keys.valueMac(parts).toString('hex'));
  t.equal(new Set(values).size, values.length, 'authenticationValue');
  t.not(keys.codeHash('a', 'b|c'), keys.codeHash('a', 'b'));
  for (const [first, second] of [['a|b', 'c'] as const, ['|', ''] as const]) {
    t.throws(() => keys.codeHash(first, second), 'the parts of a code could be told apart no more');
    t.throws(() => keys.proof('approval', first, second), 'nor those of an approval');
  }
});

t.test('what is sealed opens for its purpose and its record alone, and only as it was sealed', async (t) => {
  const [keys, others] = [makeKeys(newSecret()), makeKeys(newSecret())];
  const text = 'code 12345678, été \u{1F511}';
  const owners = [[ID], [`${ID}x`], [ID, ''], ['', ID], [ID.slice(0, 8), ID.slice(8)], []];
  for (const purpose of SEALS)
    for (const owner of owners) {
      const sealed = keys.seal(purpose, owner, text);
      t.equal(keys.unseal(purpose, owner, sealed), text);
      t.notOk(sealed.includes('12345678') || keys.seal(purpose, owner, text) === sealed, 'and tells nothing');
      for (const other of SEALS.filter((one) => one !== purpose)) t.throws(() => keys.unseal(other, owner, sealed), other);
      for (const other of owners.filter((one) => one !== owner))
        t.throws(() => keys.unseal(purpose, other, sealed), `${JSON.stringify(owner)} as ${JSON.stringify(other)}`);
      t.throws(() => others.unseal(purpose, owner, sealed), 'another secret');
      t.throws(() => keys.unseal(purpose, owner, sealed.replace(/^2\./, '')), 'as one of an older version');
      t.throws(() => keys.unseal(purpose, owner, sealed.slice(0, 20)), 'cut off');
      const letter = sealed[30] === 'A' ? 'B' : 'A';
      t.throws(() => keys.unseal(purpose, owner, sealed.slice(0, 30) + letter + sealed.slice(31)), 'changed');
    }
  for (const nothing of ['', '2.', 'AAAA', 'not sealed']) t.throws(() => keys.unseal('seal of an effect', [], nothing));
});

t.test('what stores hold of older versions of this program is made and read as it was', async (t) => {
  const keys = makeKeys(Buffer.alloc(32, 7));
  t.equal(keys.cardHash('4970720000052226'), '9HMovCbH-FyUU4fdwTQIlcPm_4mjaoq7yC_30xaOkBE');
  t.equal(keys.codeHash(ID, '12345678'), 'Hb8Nnejy1AMH_xC1dY128ZBFuHPKckYJrSOaskYeNe8');
  t.equal(keys.messageDigest('an AReq').toString('base64url'), 'rHpOQloOtAL_fgbPsFHMTIJncsNtk6qZTCsd4C96CqQ');
  t.equal(keys.proof('approval', ID, '1'), 'TvR_UlRJ8j9MM0Oznzdv24eGKjNv2Iot');
  t.equal(keys.valueMac(['Visa', 'Y', ID]).toString('base64url'), '7e0lco85MGzPxkYXFlDOOZ-XzL6pYXSsPRca3sq--5k');
  t.equal(keys.fingerprint, 'FAj7O0pF_F7ztFJ7f_9EjuYdr99-wa1cbSeOdy5IYhs');
  t.match(keys.credentialSeed('a hash').toString('base64url'), /^A05sTXMABJfyljxp5ha_80vNKnkZZ6BPor5IQXwL8l8201MDAs/);
  const ePin = 'scrypt$16384$8$1$oXpZDHel1jYKSSAeMOXk4Q$vgF4_kwQZpl9p3NuVf0T4NSdBiO8TB6BmXjsLz0IjjI';
  t.equal(await isEPin('4826', ePin, keys), true);
  t.equal(await isEPin('4827', ePin, keys), false);
  const sealed = 'Gb7R0byXrqMfPQJmVcvXr5yoDkTTVOxJXCTTKIurgQ0GZIoBeBWcOOE';
  t.equal(keys.unseal('seal of a session key', [ID], sealed), 'a session key');
  t.throws(() => makeKeys(newSecret()).unseal('seal of a session key', [ID], sealed), 'another secret');
});

t.test('what older versions signed for several purposes at once is nothing any more', async (t) => {
  const keys = makeKeys(Buffer.alloc(32, 7));
  const forged = 'fFZQyvwuAtXxLsmUvsFInzWtGnk7o7tq';
  for (const purpose of PROOFS)
    for (const parts of [[ID, '3DS Method'], [ID]]) t.not(keys.proof(purpose, ...parts), forged, `${purpose} ${parts}`);
  t.not(keys.spcChallenge(ID), 'vTmQm2BMMmG3lDI0edMq59OWN2QWu_MmerJn3fJsjZQ');
});

t.test('nothing but keys.ts and seal.ts makes a keyed value', async (t) => {
  const src = fileURLToPath(new URL('../../src/', import.meta.url));
  const made = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|js)$/.test(path))
    .filter((path) =>
      /\b(createHmac|hkdf(Sync)?|create(De)?[cC]ipheriv|createSecretKey)\b/.test(readFileSync(join(src, path), 'utf8')),
    )
    .map((path) => path.replaceAll('\\', '/').replace(/\.(ts|js)$/, ''));
  // The cipher of the specification's own JWE, whose key both sides agree on, is no key of ours.
  t.same(made.sort(), ['crypto/compactJwe', 'crypto/keys', 'crypto/seal']);
});
