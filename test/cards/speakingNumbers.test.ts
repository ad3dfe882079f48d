import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { cardCommand, cardTable } from '../../src/cardCommand.ts';
import { compatibleCards, madeFor } from '../../src/cards/compatibility.ts';
import { isServed, publishedRanges } from '../../src/cards/ranges.ts';
import {
  type CardNumberMeaning,
  type CardNumberWish,
  CHALLENGE_METHODS,
  cardNumberFor,
  meaningOfNumber,
  PREFIX,
  RESULT_NAMES,
  type ResultName,
} from '../../src/cards/speakingNumbers.ts';
import { METHODS, type MethodName } from '../../src/challenge/methods.ts';
import { TRANS_STATUSES } from '../../src/decision/outcome.ts';
import { alwaysBroken } from '../../src/decision/rule.ts';
import { shipped } from '../../src/files.ts';
import { luhnDigit } from '../../src/messages/cardNumbers.ts';
import { isInRange } from '../../src/messages/cardRanges.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import { StartError } from '../../src/startError.ts';

const fixtures = readFixtures(shipped('fixtures/'));
const isLuhn = (number: string) => luhnDigit(number.slice(0, -1)) === Number(number.at(-1));

t.test('the Luhn digit is that of published numbers', async (t) => {
  for (const number of ['4111111111111111', '5555555555554444', '378282246310005', '4970720000052226'])
    t.ok(isLuhn(number), number);
  t.notOk(isLuhn('4111111111111112'));
});

const rows: [sentence: string, wish: CardNumberWish, acctNumber: string, meaning: object][] = [
  ['nothing wished', {}, '4970990000000000', { versions: ['2.3.1', '2.2.0', '2.1.0'], threeDSMethod: true }],
  ['Y', { outcome: 'Y' }, '4970990010000008', { outcome: { transStatus: 'Y' } }],
  ['N, the usual reason', { outcome: 'N' }, '4970990030000004', { outcome: { transStatus: 'N', transStatusReason: '01' } }],
  ['N with a reason', { outcome: 'N', reason: '11' }, '4970990031100001', { outcome: { transStatusReason: '11' } }],
  ['R with a reason of the DS', { outcome: 'R', reason: '88' }, '', { outcome: { transStatusReason: '88' } }],
  ['A with a reason', { outcome: 'A', reason: '04' }, '', { outcome: { transStatus: 'A', transStatusReason: '04' } }],
  ['C by SMS', { outcome: 'C', method: 'sms' }, '4970990070100003', { outcome: { transStatus: 'C', method: 'sms' } }],
  [
    'C that is cancelled',
    { outcome: 'C', result: 'cancel' },
    '',
    { outcome: { challengeResult: { transStatus: 'N', transStatusReason: '01', challengeCancel: '01' } } },
  ],
  [
    'C that times out',
    { outcome: 'C', result: 'timeout' },
    '',
    { outcome: { challengeResult: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' } } },
  ],
  [
    'D that times out',
    { outcome: 'D', answer: 'approved', result: 'timeout' },
    '4970990080140007',
    { outcome: { challengeResult: { transStatus: 'N', transStatusReason: '14', challengeCancel: '03' } } },
  ],
  ['D that waits for a tester', { outcome: 'D' }, '', { outcome: { transStatus: 'D' } }],
  [
    'D that is approved by itself',
    { outcome: 'D', answer: 'approved' },
    '',
    { outcome: { transStatus: 'D', answers: { answer: 'approved', afterSeconds: 10 } } },
  ],
  [
    'D that is refused, and what an approval would be',
    { outcome: 'D', answer: 'refused', result: 'A' },
    '',
    { outcome: { answers: { answer: 'refused' }, challengeResult: { transStatus: 'A' } } },
  ],
  ['2.1.0 only', { versions: ['2.1.0'] }, '4970991000000008', { versions: ['2.1.0'] }],
  ['two versions, in any order', { versions: ['2.2.0', '2.3.1'] }, '', { versions: ['2.3.1', '2.2.0'] }],
  ['no 3DS Method', { threeDSMethod: false }, '', { threeDSMethod: false }],
  ['the hundredth card that says so', { outcome: 'Y', serial: 100 }, '', { outcome: { transStatus: 'Y' } }],
];

t.test('a number says what was wished', async (t) => {
  for (const [sentence, wish, acctNumber, meaning] of rows) {
    const number = cardNumberFor(wish);
    if (acctNumber) t.equal(number, acctNumber, sentence);
    t.match(meaningOfNumber(number), meaning, sentence);
  }
});

t.test(
  'every number that can be had is of 16 digits, Luhn-valid, served, no fixture card, and says an outcome that can be',
  async (t) => {
    const own = new Set(fixtures.cards.map(({ acctNumber }) => acctNumber));
    const always = {
      versions: fc.constantFrom(['2.1.0'], ['2.2.0'], ['2.3.1'], ['2.1.0', '2.2.0'], ['2.2.0', '2.3.1']),
      threeDSMethod: fc.boolean(),
      serial: fc.integer({ min: 0, max: 999 }),
    };
    const reason = fc.integer({ min: 0, max: 99 }).map((code) => String(code).padStart(2, '0'));
    const method = fc.constantFrom(...(Object.keys(METHODS) as MethodName[]));
    const answer = fc.constantFrom('approved' as const, 'refused' as const);
    const result = fc.constantFrom(...(Object.keys(RESULT_NAMES) as ResultName[]));
    const outcome = fc.constantFrom(...TRANS_STATUSES);
    const wish: fc.Arbitrary<CardNumberWish> = fc.oneof(
      fc.record({ ...always, outcome }, { requiredKeys: [] }),
      fc.record({ ...always, outcome, reason }, { requiredKeys: ['outcome'] }),
      fc.record({ ...always, outcome: fc.constant('C' as const), method, result }, { requiredKeys: ['outcome'] }),
      fc.record({ ...always, outcome: fc.constant('D' as const), answer, result }, { requiredKeys: ['outcome'] }),
    );
    let made = 0;
    fc.assert(
      fc.property(wish, (wished) => {
        let number: string;
        try {
          number = cardNumberFor(wished);
        } catch (error) {
          return error instanceof RangeError && error.message.length > 10;
        }
        made += 1;
        const meaning = meaningOfNumber(number);
        if (typeof meaning !== 'object') return false;
        const { outcome, versions, threeDSMethod } = meaning;
        return (
          /^\d{16}$/.test(number) &&
          isLuhn(number) &&
          isServed(number, fixtures.servedRanges) &&
          !own.has(number) &&
          outcome?.transStatus === wished.outcome &&
          threeDSMethod === (wished.threeDSMethod ?? true) &&
          versions.length === (wished.versions?.length ?? 3) &&
          (outcome === undefined || alwaysBroken({}, outcome) === undefined)
        );
      }),
      { numRuns: 3000 },
    );
    t.ok(made > 1500, `${made} numbers were made`);
  },
);

t.test('digits without a meaning are named, numbers of others are none of ours', async (t) => {
  const nonsense: [acctNumber: string, says: RegExp][] = [
    [`${PREFIX}9000000000`, /digit 7 .* one of 0, 1, 2, 3, 4, 5/],
    [`${PREFIX}0200000000`, /digit 8 .* 0 or 1/],
    [`${PREFIX}0001000000`, /digits 10 to 12 .* 0 where digit 9 is 0/],
    [`${PREFIX}0011100000`, /digits 10 and 11 .* 0 with Y/],
    [`${PREFIX}0034500000`, /digits 10 and 11 .* transStatusReason/],
    [`${PREFIX}0079900000`, /digits 10 and 11 .* method/],
    [`${PREFIX}0080300000`, /digits 10 and 11 .* with D one of 00, 01, 02/],
    [`${PREFIX}0080090000`, /digit 12 .* one of/],
    [`${PREFIX}0070090000`, /digit 12 .* one of/],
    [`${PREFIX}0010010000`, /digit 12 .* no challenge/],
  ];
  for (const [acctNumber, says] of nonsense) t.match(meaningOfNumber(acctNumber), says, acctNumber);
  for (const other of ['4970720000010000', '49709900100000080', '497099001000000', '4111111111111111'])
    t.equal(meaningOfNumber(other), undefined, other);
});

t.test('every method of the simulator has a number of its own', async (t) => {
  for (const method of Object.keys(METHODS)) t.match(CHALLENGE_METHODS[method], /^(0[1-9]|[1-9]\d)$/, method);
  const numbers = Object.values(CHALLENGE_METHODS);
  t.equal(new Set(numbers).size, numbers.length);
});

t.test('the command line writes numbers and says what is wrong', async (t) => {
  t.equal(cardCommand(['--outcome', 'N', '--reason', '11']), '4970990031100001');
  t.equal(
    cardCommand([
      '--versions',
      '2.1.0',
      '--no-3ds-method',
      '--outcome',
      'C',
      '--method',
      'sms',
      '--result',
      'R',
      '--serial',
      '7',
    ]).slice(0, 15),
    '497099117017007',
  );
  const wrong: [string[], RegExp][] = [
    [['--outcome', 'X'], /outcome is X, must be one of Y, A, N/],
    [['--outcome', 'N', '--reason', '7'], /reason is 7, must be two digits/],
    [['--outcome', 'C', '--method', 'fax'], /method is fax, must be one of/],
    [['--outcome', 'C', '--result', 'maybe'], /result is maybe, must be one of Y, N, cancel/],
    [['--outcome', 'Y', '--method', 'sms'], /a method goes with outcome C/],
    [['--outcome', 'C', '--reason', '01'], /a challenge has no reason/],
    [['--serial', '1000'], /serial must be 0 to 999/],
    [['--versions', '2.0.0'], /no card number says versions 2.0.0/],
    [['--bogus'], /Unknown option/],
    [['extra'], /Unexpected argument/],
  ];
  for (const [args, says] of wrong) {
    t.throws(() => cardCommand(args), { name: 'StartError', message: says }, args.join(' '));
    t.throws(() => cardCommand(args), { message: /for example: acs-simulator card --outcome N --reason 11$/ });
  }
});

t.test('docs/cards.md is what the code says: node dist/src/cli.js card > docs/cards.md', async (t) => {
  t.equal(readFileSync(shipped('docs/cards.md'), 'utf8').trimEnd(), cardTable().trimEnd());
});

t.test('the published ranges cover what is served, without a gap or an overlap, and tell versions and 3DS Method', async (t) => {
  const ranges = publishedRanges(fixtures.servedRanges);
  const low = (text: string) => BigInt(text.padEnd(19, '0'));
  const high = (text: string) => BigInt(text.padEnd(19, '9'));
  t.equal(ranges[0]?.start, '0000000000000000');
  t.equal(ranges.at(-1)?.end, '9899999999999999');
  t.equal(ranges.length, 18);
  for (const [index, range] of ranges.slice(1).entries()) {
    const { end } = ranges[index] ?? range;
    t.equal(low(range.start), high(end) + 1n, `${end} is followed by ${range.start}`);
  }
  for (const range of ranges) {
    t.ok(low(range.start) <= high(range.end), `${range.start} to ${range.end} runs forward`);
    t.match(range.start, /^\d{13,19}$/);
    t.match(range.end, /^\d{13,19}$/);
  }
  const rangeOf = (number: string) => ranges.find(({ start, end }) => low(number) >= low(start) && low(number) <= high(end));
  for (const [sentence, wish] of rows) {
    const { versions, threeDSMethod = true } = rangeOf(cardNumberFor(wish)) ?? {};
    const meaning = meaningOfNumber(cardNumberFor(wish)) as CardNumberMeaning;
    t.same(versions ?? ['2.3.1', '2.2.0', '2.1.0'], meaning.versions, sentence);
    t.equal(threeDSMethod, wish.threeDSMethod ?? true, sentence);
  }
  t.same(publishedRanges([{ start: '4000000000000', end: '4099999999999' }]), [{ start: '4000000000000', end: '4099999999999' }]);
});

t.test('no two published ranges overlap as whole numbers, and cards of 13 to 19 digits are served', async (t) => {
  const ranges = publishedRanges(fixtures.servedRanges);
  const byValue = ranges.toSorted((a, b) => (BigInt(a.start) < BigInt(b.start) ? -1 : 1));
  for (const [index, { start }] of byValue.slice(1).entries()) {
    const { end } = byValue[index] ?? { end: start };
    t.ok(BigInt(end) < BigInt(start), `${end} is below ${start}`);
  }
  for (const { start, end } of ranges) t.ok(BigInt(start) <= BigInt(end), `${start} to ${end} runs forward`);
  const holding = (number: string) =>
    ranges.filter(({ start, end }) => BigInt(start) <= BigInt(number) && BigInt(number) <= BigInt(end));
  t.match(holding('4970990110000003'), { length: 1, 0: { threeDSMethod: false } }, 'in its own range alone');
  for (const number of ['4000000000006', '4970720000052226', '4000000000000000006']) {
    t.ok(isServed(number, fixtures.servedRanges), number);
    t.equal(ranges.filter((range) => isInRange(number, range)).length, 1, `${number} lies in one range, digit by digit`);
  }
  const exact = { start: '4000000000000000123', end: '49' };
  t.match(publishedRanges([exact])[0], { start: exact.start }, 'an end that no 16 digits can tell stays');
});

t.test('what is cut out of a served range, at, beside and across its edges', async (t) => {
  const special = { start: '4970990100000000', end: '4970990199999999', threeDSMethod: false };
  const rows: [sentence: string, served: [start: string, end: string], published: object[]][] = [
    ['the range is the special one', ['4970990100000000', '4970990199999999'], [special]],
    [
      'one number before it',
      ['4970990099999999', '4970990199999999'],
      [{ start: '4970990099999999', end: '4970990099999999' }, special],
    ],
    [
      'one number after it',
      ['4970990100000000', '4970990200000000'],
      [special, { start: '4970990200000000', end: '4970990200000000' }],
    ],
    ['its first number is not served', ['4970990100000001', '4970990199999999'], []],
    ['its last number is not served', ['4970990100000000', '4970990199999998'], []],
    ['a single number', ['4970990150000000', '4970990150000000'], []],
    ['nothing special in it', ['4970720000000000', '4970729999999999'], []],
  ];
  for (const [sentence, [start, end], published] of rows)
    t.same(publishedRanges([{ start, end }]), published.length > 0 ? published : [{ start, end }], sentence);
});

t.test('test cards of other sandboxes', async (t) => {
  const all = JSON.parse(readFileSync(shipped('fixtures/compatibility.json'), 'utf8'));
  const names = Object.keys(all);
  t.doesNotThrow(() => readFixtures(shipped('fixtures/'), names), 'all of them can be switched on: every outcome can be had');
  const own = new Set(fixtures.cards.map(({ acctNumber }) => acctNumber));
  for (const [name, { cards }] of Object.entries(all) as [string, { cards: { acctNumber: string }[] }][]) {
    t.equal(new Set(cards.map(({ acctNumber }) => acctNumber)).size, cards.length, `${name} has every number once`);
    for (const { acctNumber } of cards) {
      t.ok(
        isServed(acctNumber, fixtures.servedRanges) && !own.has(acctNumber) && !meaningOfNumber(acctNumber),
        `${name}: ${acctNumber}`,
      );
    }
  }
  t.equal(fixtures.compatible.size, 0, 'they are off by default');
  const card = '4000000000000001';
  const two = {
    a: { sandbox: 'A', source: 'x', cards: [{ acctNumber: card, outcome: { transStatus: 'Y' as const } }] },
    b: { sandbox: 'B', source: 'x', cards: [{ acctNumber: card, outcome: { transStatus: 'A' as const } }] },
  };
  t.match(
    madeFor(card, compatibleCards(two, ['b', 'a'])),
    { outcome: { transStatus: 'A' }, scripted: /sandbox of B$/ },
    'the first one named counts',
  );
  t.same(madeFor(card, compatibleCards(two, [])), {});
  t.throws(
    () => readFixtures(shipped('fixtures/'), ['nobody']),
    new StartError(`--compat (ACS_COMPAT) is "nobody", must be one of ${names.join(', ')}, for example --compat ${names[0]}`),
  );
});
