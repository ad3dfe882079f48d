// The fast scan against a slow one that is plain to read: a regular expression, and each part of each number by itself.
import fc from 'fast-check';
import t from 'tap';
import {
  DATE_TIME,
  isLuhn,
  luhnDigit,
  maskNumber,
  replaceLongNumbers,
  withoutCardNumbers,
} from '../../src/messages/cardNumbers.ts';

const CANDIDATE = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d(?:[ ._-]?\d){12,}/gi;
const MANY_GROUPS = 100;

function slowLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((sum, digit, at) => {
    const counted = at % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return sum + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}

const isCardNumber = (digits: string) => /^[2-689]\d{12,18}$/.test(digits) && slowLuhn(digits) && !DATE_TIME.test(digits);

function slowMask(number: string): string {
  const count = number.replaceAll(/\D/g, '').length;
  let at = 0;
  return number.replaceAll(/\d/g, (digit) => {
    at += 1;
    return at > (count >= 16 ? 6 : 5) && at <= count - 4 ? 'X' : digit;
  });
}

function slowly(text: string, hide: (found: string) => string): string {
  return text.replaceAll(CANDIDATE, (found) => {
    if (/[a-f]/i.test(found) || /^\d{8}(-\d{4}){3}-\d{12}$/.test(found)) return found;
    const groups = [...found.matchAll(/(\d+)([ ._-]?)/g)].map(([, digits = '', after = '']) => ({
      digits,
      after,
      isHidden: false,
    }));
    if (groups.length > MANY_GROUPS) return hide(found);
    for (const first of groups.keys())
      for (const last of groups.keys()) {
        const some = groups.slice(first, last + 1);
        if (isCardNumber(some.map(({ digits }) => digits).join(''))) for (const group of some) group.isHidden = true;
      }
    let shown = '';
    let run = '';
    for (const [at, { digits, after, isHidden }] of groups.entries()) {
      const goesOn = groups[at + 1]?.isHidden === true;
      if (!isHidden) shown += digits + after;
      else if (goesOn) run += digits + after;
      else {
        shown += hide(run + digits) + after;
        run = '';
      }
    }
    return shown;
  });
}

const digits = fc.stringMatching(/^\d{1,21}$/);
/** Numbers whose check digit is right, which no chance brings. */
const cardNumber = fc.stringMatching(/^[2-689]\d{11,17}$/).map((begin) => {
  const last = [...'0123456789'].find((digit) => slowLuhn(begin + digit));
  return begin + last;
});
const grouped = fc
  .tuple(cardNumber, fc.array(fc.constantFrom('', '', '', ' ', '.', '_', '-', '  '), { minLength: 19, maxLength: 19 }))
  .map(([number, separators]) => [...number].map((digit, at) => digit + separators[at]).join(''));
const piece = fc.oneof(
  digits,
  cardNumber,
  grouped,
  fc.uuid(),
  fc.constantFrom(
    ' ',
    '-',
    '.',
    '_',
    '--',
    'x',
    'é',
    '\u{1f600}',
    '\ud800',
    '20260207212818',
    '12345678-1234-4123-8123-123456789012',
  ),
);
const text = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));

t.test('what is found in one pass is what a slow look finds', async (t) => {
  const property = fc.property(text, (text) => {
    for (const hide of [maskNumber, () => 'X', (found: string) => `[${found.length}]`]) {
      const expected = slowly(text, hide === maskNumber ? slowMask : hide);
      if (withoutCardNumbers(text, hide) !== expected) throw new Error(`${withoutCardNumbers(text, hide)}, not ${expected}`);
    }
  });
  fc.assert(property, { numRuns: 5000 });
  fc.assert(
    fc.property(
      digits,
      (number) =>
        isLuhn(number) === slowLuhn(number) &&
        slowLuhn(`${number}${luhnDigit(number)}`) &&
        maskNumber(number) === slowMask(number),
    ),
    { numRuns: 2000 },
  );
  const many = /\d(?:[ ._-]?\d){12,}/g;
  fc.assert(
    fc.property(text, (text) => replaceLongNumbers(text, () => 'X') === text.replaceAll(many, 'X')),
    { numRuns: 2000 },
  );
  t.equal(slowly('4970 7200 0005 2226 1', slowMask), '4970 72XX XXXX 2226 1', 'the slow look finds card numbers');
});

t.test('of a hundred groups each is looked at, of more none', async (t) => {
  for (const count of [99, 100, 101]) {
    const text = Array.from({ length: count }, (_, at) => String(at % 10)).join(' ');
    t.equal(withoutCardNumbers(text), slowly(text, slowMask), `${count} groups`);
  }
});
