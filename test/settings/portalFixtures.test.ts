import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { shipped } from '../../src/files.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';

function copyOfFixtures(t: Test): string {
  const folder = t.testdir();
  for (const name of ['issuer.json', 'cards.json', 'cardholders.json', 'weak-epins.json', 'issuer.svg', 'scheme.svg']) {
    cpSync(shipped(`fixtures/${name}`), join(folder, name));
  }
  return folder;
}

t.test('a folder without weak ePins means those that ship', async (t) => {
  const folder = copyOfFixtures(t);
  rmSync(join(folder, 'weak-epins.json'));
  t.same(readFixtures(folder).weakEPins, readFixtures(shipped('fixtures/')).weakEPins);
  writeFileSync(join(folder, 'weak-epins.json'), '{ "weakEPins": [] }');
  t.same(readFixtures(folder).weakEPins, [], 'one with none means none');
});

t.test('what the portal is set to is checked, and named where it is wrong', async (t) => {
  const rows = [
    ['weak-epins.json', '"1212"', '"12"', /weak-epins\.json: \/weakEPins\/\d+ must match pattern .*weak-epins\.json/],
    ['issuer.json', '"enumerationSafe": false', '"enumerationSafe": "no"', /issuer\.json: \/enumerationSafe must be boolean/],
    ['issuer.json', '"Pacific/Noumea"', '"Pacific/Atlantis"', /issuer\.json: \/timeZone names Pacific\/Atlantis/],
    ['issuer.json', '"NC"', '"Nouvelle-Calédonie"', /issuer\.json: \/country must match pattern/],
    [
      'cardholders.json',
      'sms-only@example.nc',
      'Cardholder@example.nc',
      /\/cardholders\/1\/email is the same as \/cardholders\/0/,
    ],
  ] as const;
  for (const [name, before, after, message] of rows) {
    const folder = copyOfFixtures(t);
    const text = readFileSync(join(folder, name), 'utf8');
    t.ok(text.includes(before));
    writeFileSync(join(folder, name), text.replace(before, after));
    t.throws(() => readFixtures(folder), { name: 'StartError', message }, `${name}: ${after}`);
  }
});

t.test('issuer settings of the portal may be left out', async (t) => {
  const folder = copyOfFixtures(t);
  const {
    enumerationSafe: _safe,
    country: _country,
    timeZone: _zone,
    ...issuer
  } = JSON.parse(readFileSync(join(folder, 'issuer.json'), 'utf8'));
  writeFileSync(join(folder, 'issuer.json'), JSON.stringify(issuer));
  t.match(readFixtures(folder).issuer, { enumerationSafe: undefined, country: undefined });
});
