import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { type EPinFault, ePinFault } from '../../src/enrolment/ePinRules.ts';
import { shipped } from '../../src/files.ts';

const { weakEPins } = JSON.parse(readFileSync(shipped('fixtures/weak-epins.json'), 'utf8')) as { weakEPins: string[] };
const context = { maskedCards: ['497072XXXXXX2226', '497060XXXXXX0146'], phone: '+687 79 00 23', weakEPins };

t.test('an ePin has exactly four digits, twice the same, and is not easy to guess', async (t) => {
  const rows: [ePin: string, confirmation: string, fault: EPinFault | undefined][] = [
    ['5937', '5937', undefined],
    ['4826', '4826', undefined],
    ['5937', '5938', 'differs'],
    ['5937', '', 'differs'],
    ['1234', '4321', 'differs'],
    ['', '', 'format'],
    ['593', '593', 'format'],
    ['59371', '59371', 'format'],
    ['59a7', '59a7', 'format'],
    ['５９３７', '５９３７', 'format'],
    [' 593', ' 593', 'format'],
    ['593\n', '593\n', 'format'],
    ['0000', '0000', 'allEqual'],
    ['9999', '9999', 'allEqual'],
    ['1234', '1234', 'run'],
    ['4321', '4321', 'run'],
    ['6789', '6789', 'run'],
    ['7890', '7890', 'run'],
    ['0123', '0123', 'run'],
    ['3210', '3210', 'run'],
    ['0987', '0987', 'run'],
    ['1235', '1235', undefined],
    ['2226', '2226', 'card'],
    ['0146', '0146', 'card'],
    ['0023', '0023', 'phone'],
    ['2580', '2580', 'common'],
    ['1998', '1998', 'common'],
    ['1930', '1930', 'common'],
    ['1957', '1957', 'common'],
    ['2015', '2015', 'common'],
    ['1357', '1357', 'common'],
    ['8520', '8520', 'common'],
    ['1212', '1212', 'common'],
  ];
  for (const [ePin, confirmation, fault] of rows) {
    t.equal(ePinFault({ ePin, confirmation }, context), fault, `${ePin} and ${confirmation}`);
  }
});

t.test('nobody may choose a year in which a cardholder can be born', async (t) => {
  for (let year = 1930; year <= 2015; year += 1) t.ok(weakEPins.includes(String(year)), String(year));
});

t.test('every run and every row of equal digits is refused, most other ePins are not', async (t) => {
  const taken = Array.from({ length: 10_000 }, (_, index) => String(index).padStart(4, '0')).filter(
    (ePin) => ePinFault({ ePin, confirmation: ePin }, context) === undefined,
  );
  for (let digit = 0; digit < 10; digit += 1) {
    t.notOk(taken.includes(String(digit).repeat(4)));
    const up = [0, 1, 2, 3].map((step) => (digit + step) % 10).join('');
    t.notOk(taken.includes(up) || taken.includes([...up].reverse().join('')), up);
  }
  t.ok(taken.length > 9800, `${taken.length} are left`);
});

t.test('whatever is typed: what is taken are four digits, typed twice', async (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), (ePin, confirmation) => {
      const isTaken = ePinFault({ ePin, confirmation }, context) === undefined;
      return !isTaken || (/^\d{4}$/.test(ePin) && ePin === confirmation);
    }),
  );
  t.pass();
});
