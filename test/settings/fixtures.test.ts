import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { shipped } from '../../src/files.ts';
import { type Fixtures, readFixtures } from '../../src/settings/fixtures.ts';
import { loadFixtures } from '../../src/settings/loadFixtures.ts';
import { StartError } from '../../src/startError.ts';
import { openStore } from '../../src/store/store.ts';
import { CARDS } from '../support/cards.ts';
import { changedFixtures } from '../support/fixtures.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import { startScenario } from '../support/scenario.ts';

type Lists = Record<string, Record<string, unknown>[]>;

t.test('the fixtures that ship have a card for every method', async (t) => {
  const { cards, questions } = readFixtures(shipped('fixtures/'));
  const methods = cards.map(({ method }) => method).filter(Boolean);
  t.same([...new Set(methods)], ['ePin', 'email', 'select', 'multiSelect', 'oob', 'automatic', 'picker']);
  t.same(
    questions.map(({ kind }) => kind),
    ['select', 'multiSelect'],
  );
});

t.test('fixtures that make no sense are refused by file, path and rule', async (t) => {
  const card = (change: object) => ({ file: 'cards', change: (f: Lists) => ({ ...f, cards: [{ ...f.cards?.[0], ...change }] }) });
  const question = (change: object) => ({
    file: 'questions',
    change: (f: Lists) => ({ questions: [{ ...f.questions?.[0], ...change }, f.questions?.[1]] }),
  });
  const wrong = { says: { fr: 'a', en: 'a' } };
  const right = { ...wrong, right: true };
  const rows = [
    [card({ method: 'fingerprint' }), /cards\.json: \/cards\/0\/method must be one of ePinThenSms, ePin, sms, email, select/],
    [card({ automatic: { transStatus: 'N', afterMs: 1 } }), /\/cards\/0\/automatic\/transStatusReason must be there/],
    [card({ automatic: { transStatus: 'Y' } }), /\/cards\/0\/automatic\/afterMs must be there/],
    [card({ automatic: { transStatus: 'N', transStatusReason: '14', afterMs: 1 } }), /\/automatic\/transStatusReason must match/],
    [card({ automatic: { transStatus: 'Y', afterMs: -1 } }), /\/automatic\/afterMs must be >= 0/],
    [question({ options: [wrong, wrong] }), /questions\.json: \/questions\/0\/options must hold one right answer/],
    [question({ options: [right, right] }), /\/questions\/0\/options must hold one right answer, marked "right": true/],
    [question({ kind: 'multiSelect', options: [right, right] }), /must hold a right answer and a wrong one/],
    [question({ cardholder: 'cardholder@example.nc' }), /must hold one of the kind select without a cardholder/],
    [question({ asks: { fr: 'Quoi ?' } }), /\/questions\/0\/asks\/en must be there/],
    [
      { file: 'cardholders', change: (f: Lists) => ({ cardholders: [{ ...f.cardholders?.[0], method: 'x' }] }) },
      /\/cardholders\/0\/method/,
    ],
    [{ file: 'issuer', change: (f: Lists) => ({ ...f, revealFactor: 'no' }) }, /\/revealFactor must be boolean/],
    [
      { file: 'issuer', change: (f: Lists) => ({ ...f, trustList: 'sometimes' }) },
      /\/trustList must be one of onRequest, always, never/,
    ],
  ] as const;
  for (const [{ file, change }, message] of rows) {
    const folder = changedFixtures(t, file, change as (content: unknown) => unknown);
    t.throws(() => readFixtures(folder), { name: 'StartError', message }, String(message));
  }
});

t.test('fixtures without questions of their own have those that ship', async (t) => {
  const folder = changedFixtures(t, 'issuer', (issuer) => issuer);
  rmSync(join(folder, 'questions.json'));
  t.same(readFixtures(folder).questions, readFixtures(shipped('fixtures/')).questions);
  writeFileSync(join(folder, 'questions.json'), '{');
  t.throws(() => readFixtures(folder), StartError);
});

t.test('a store that was filled by a release with fewer cards gets the others, and keeps what it has', async (t) => {
  const keys = makeKeys(newSecret());
  const store = await openStore(':memory:', keys, 'NORMAL');
  t.teardown(() => store.close());
  const today = readFixtures(shipped('fixtures/'));
  const before: Fixtures = { ...today, cards: today.cards.slice(0, 9), cardholders: today.cardholders.slice(0, 1) };
  const cards = before.cards.filter(({ cardholder }) => cardholder !== 'sms-only@example.nc');
  t.equal(await loadFixtures({ ...before, cards }, store.cards, keys), true, 'a new store');
  const find = (acctNumber: string) => store.cards.find(keys.cardHash(acctNumber));
  const first = await find('4970720000052226');
  t.equal(await find('4970720000160003'), undefined);

  t.equal(await loadFixtures(today, store.cards, keys), false, 'a list with a card left out is another one');
  const grown: Fixtures = { ...today, cards: [...cards, ...today.cards.filter((card) => !cards.includes(card))] };
  t.equal(await loadFixtures(grown, store.cards, keys), true, 'a longer one is the same, and more');
  t.match(await find('4970720000160003'), { method: 'oob', email: 'cardholder@example.nc' }, 'the new cards are there');
  t.match(await find('4970720000180001'), { automatic: { transStatus: 'N', transStatusReason: '01', afterMs: 2000 } });
  t.same(await find('4970720000052226'), first, 'what was there before is untouched');
  t.equal(await loadFixtures(grown, store.cards, keys), true, 'and the next start finds it so');
  const other = { ...grown, cardholders: grown.cardholders.map((person) => ({ ...person, phone: '+687 70 00 00' })) };
  t.equal(await loadFixtures(other, store.cards, keys), false, 'a changed list is another one');
});

t.test('how a cardholder prefers to be challenged counts for every card that is not set to a method', async (t) => {
  const keys = makeKeys(newSecret());
  const store = await openStore(':memory:', keys, 'NORMAL');
  t.teardown(() => store.close());
  const folder = changedFixtures<{ cardholders: object[] }>(t, 'cardholders', ({ cardholders: [first, ...others] }) => ({
    cardholders: [{ ...first, method: 'oob' }, ...others],
  }));
  await loadFixtures(readFixtures(folder), store.cards, keys);
  const methodOf = async (acctNumber: string) => (await store.cards.find(keys.cardHash(acctNumber)))?.method;
  t.equal(await methodOf('4970720000052226'), 'oob', 'his preference');
  t.equal(await methodOf('4970720000130006'), 'email', 'the card comes first');
  t.equal(await methodOf('4970720000100009'), undefined, 'somebody else has none');
});

t.test('the cards of the README are those of the fixtures', async (t) => {
  const readme = readFileSync(shipped('README.md'), 'utf8');
  for (const { acctNumber } of readFixtures(shipped('fixtures/')).cards) t.ok(readme.includes(acctNumber), acctNumber);
});

t.test('a data folder of a release with fewer cards goes on: its challenges, and the new cards', async (t) => {
  const data = t.testdir();
  const shorter = changedFixtures<{ cards: object[] }>(t, 'cards', (file) => ({ ...file, cards: file.cards.slice(0, 9) }));
  const before = await startScenario(t, { data, fixtures: shorter });
  const ares = await before.sendsAReq({ acctNumber: CARDS.sms });
  const page = await before.postsCReq(ares);
  const code = await before.code(ares);
  await before.close();

  const after = await startScenario(t, { data, ds: before.ds, clock: before.clock });
  const final = await after.finalPage(ares, await after.posts(page, { code }));
  t.match(final.final?.message, { transStatus: 'Y' }, 'the challenge goes on');
  const added = await after.sendsAReq({ acctNumber: METHOD_CARDS.oob });
  t.equal((await after.postsCReq(added)).name, 'oob', 'a card that came later works');
});
