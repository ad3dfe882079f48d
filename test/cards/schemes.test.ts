import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isServed } from '../../src/cards/ranges.ts';
import { schemeOfCard } from '../../src/cards/schemes.ts';
import { shipped } from '../../src/files.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';

const { schemes, servedRanges } = readFixtures(shipped('fixtures/'));

t.test('a card number tells its scheme, and is served', async (t) => {
  const rows = [
    ['4970720000052226', 'Visa'],
    ['4000000000000', 'Visa'],
    ['5200000000001005', 'Mastercard'],
    ['2221000000000009', 'Mastercard'],
    ['2720999999999999', 'Mastercard'],
    ['6799649826438453', 'Visa', 'a number of nobody counts as the issuer’s own'],
    ['4360000001000005', 'CB', 'a small range within a large one'],
    ['4360010000000000', 'Visa'],
    ['340000000000108', 'Amex'],
    ['371449635398431', 'Amex'],
    ['3528000000000106', 'JCB'],
    ['3589999999999999999', 'JCB'],
    ['6011000000001002', 'Discover'],
    ['6440000000000104', 'Discover'],
    ['36000000000008', 'Discover'],
    ['30569309025904', 'Discover'],
    ['6250947000000014', 'UnionPay'],
    ['8171999900000018', 'UnionPay'],
    ['2200000000000004', 'Mir'],
    ['2204999999999999', 'Mir'],
    ['2205000000000000', 'Visa'],
  ] as const;
  for (const [acctNumber, scheme, why = ''] of rows) {
    t.equal(schemeOfCard(acctNumber, schemes, 'Visa').name, scheme, `${acctNumber} ${why}`);
    t.ok(isServed(acctNumber, servedRanges), `${acctNumber} is served`);
  }
  t.equal(schemeOfCard('6799649826438453', schemes, 'Amex').name, 'Amex', 'the scheme of the issuer profile is the default');
  for (const maestro of ['6759649826438453', '6304000000000000', '6761000000000000', '6763999999999999999'])
    t.equal(schemeOfCard(maestro, schemes, 'Visa').name, 'Mastercard', `${maestro}: Maestro is Mastercard's`);
});

t.test('schemes.json is checked at the start: file, path and rule', async (t) => {
  const broken = (file: string, from: string | RegExp, to: string) => {
    const folder = t.testdir();
    cpSync(shipped('fixtures'), folder, { recursive: true });
    writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').replace(from, to));
    return () => readFixtures(folder);
  };
  const rows = [
    [
      'an ECI of three characters',
      'schemes.json',
      '"Y": "05"',
      '"Y": "050"',
      /schemes\.json: \/schemes\/0\/eci\/payment\/Y must match/,
    ],
    ['a value of 22 bytes', 'schemes.json', '"bytes": 20', '"bytes": 22', /bytes must be one of 20, 21/],
    ['a prefix that is none', 'schemes.json', '"0001"', '"1"', /\/schemes\/0\/authenticationValue\/prefix\/Y must match pattern/],
    [
      'a setting that is none',
      'schemes.json',
      '"programme"',
      '"colour": "red", "programme"',
      /has 'colour', which is no setting/,
    ],
    ['a scheme twice', 'schemes.json', '"Mastercard"', '"Visa"', /\/schemes\/1\/name is the same as \/schemes\/0\/name/],
    [
      'a profile of an unknown scheme',
      'issuer.json',
      '"name": "Visa"',
      '"name": "Vista"',
      /issuer\.json: \/scheme\/name names Vista, must be one of .*Visa, Mastercard, CB/,
    ],
  ] as const;
  for (const [what, file, from, to, message] of rows) t.throws(broken(file, from, to), { name: 'StartError', message }, what);
});

t.test('a fixture folder without schemes.json has the schemes that ship', async (t) => {
  const folder = t.testdir();
  for (const file of ['issuer.json', 'cards.json', 'cardholders.json', 'issuer.svg', 'scheme.svg']) {
    cpSync(shipped(`fixtures/${file}`), join(folder, file));
  }
  t.same(readFixtures(folder).schemes, schemes);
});
