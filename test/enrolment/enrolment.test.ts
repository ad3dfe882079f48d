import t from 'tap';
import { isEPin } from '../../src/crypto/ePin.ts';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import type { Cardholder } from '../../src/enrolment/cardholder.ts';
import { chooseEPin, type EnrolmentParts } from '../../src/enrolment/enrolment.ts';
import { shipped } from '../../src/files.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import { loadFixtures } from '../../src/settings/loadFixtures.ts';
import { openStore } from '../../src/store/store.ts';

const [ENROLLED, NEWCOMER] = ['cardholder@example.nc', 'newcomer@example.nc'];

async function start(t: { teardown(tidyUp: () => unknown): unknown }) {
  const keys = makeKeys(newSecret());
  const store = await openStore(':memory:', keys, 'NORMAL');
  t.teardown(() => store.close());
  const fixtures = readFixtures(shipped('fixtures/'));
  await loadFixtures(fixtures, store.cards, keys, 1000);
  const parts: EnrolmentParts = { cardholders: store.cardholders, keys, weakEPins: fixtures.weakEPins };
  const cardholder = async (email: string) => (await store.cardholders.find(email)) as Cardholder;
  const holdsEPin = async (email: string, ePin: string) => isEPin(ePin, (await cardholder(email)).ePin ?? '', keys);
  return { parts, cardholder, holdsEPin };
}

const twice = (ePin: string) => ({ ePin, confirmation: ePin });

t.test('an ePin that is chosen is kept, with when and by whom', async (t) => {
  const { parts, cardholder, holdsEPin } = await start(t);
  const first = await chooseEPin(parts, await cardholder(NEWCOMER), twice('5937'), { seenChanges: 0, at: 2000, notices: [] });
  t.same(first, { outcome: 'changed', first: true });
  t.match(await cardholder(NEWCOMER), { changes: 1, enrolment: { chosenAt: 2000, chosenBy: 'cardholder' } });
  t.ok(await holdsEPin(NEWCOMER, '5937'));

  t.match(await cardholder(ENROLLED), { changes: 1, enrolment: { chosenAt: 1000, chosenBy: 'issuer' } });
  const renewed = await chooseEPin(parts, await cardholder(ENROLLED), twice('8264'), { seenChanges: 1, at: 3000, notices: [] });
  t.same(renewed, { outcome: 'changed', first: false });
  t.match(await cardholder(ENROLLED), { changes: 2, enrolment: { chosenAt: 3000, chosenBy: 'cardholder' } });
  t.notOk(await holdsEPin(ENROLLED, '4826'), 'the old one is gone');
});

t.test('an ePin that is refused, or was overtaken, changes nothing', async (t) => {
  const { parts, cardholder, holdsEPin } = await start(t);
  const person = await cardholder(ENROLLED);
  t.same(await chooseEPin(parts, person, twice('2226'), { seenChanges: 1, at: 2000, notices: [] }), {
    outcome: 'refused',
    fault: 'card',
  });
  for (const seenChanges of [0, 2, Number.NaN]) {
    t.same(await chooseEPin(parts, person, twice('8264'), { seenChanges, at: 2000, notices: [] }), { outcome: 'overtaken' });
  }
  t.ok(await holdsEPin(ENROLLED, '4826'));
});

t.test('of the same choice made ten times at once, one changes the ePin and the others find it in place', async (t) => {
  const { parts, cardholder } = await start(t);
  const person = await cardholder(NEWCOMER);
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => chooseEPin(parts, person, twice('5937'), { seenChanges: 0, at: 2000, notices: [] })),
  );
  t.same(outcomes.map(({ outcome }) => outcome).sort(), ['changed', ...Array(9).fill('inPlace')]);
  t.equal((await cardholder(NEWCOMER)).changes, 1);
});
