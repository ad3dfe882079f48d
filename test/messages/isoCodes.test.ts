import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { currencyOf, isCountry } from '../../src/messages/isoCodes.ts';

const load = (file: string) => JSON.parse(readFileSync(shipped(`schemas/common/${file}`), 'utf8'));
const numbers = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));
const codes = numbers.flatMap((number) => currencyOf(number)?.code ?? []);

t.test('The currencies are those of ISO 4217 of today', async (t) => {
  t.equal(codes.length, 167);
  t.equal(new Set(codes).size, codes.length, 'no code has two numbers');
  for (const code of 'EUR USD JPY KWD XPF CHF XCG ZWG SLE XAD VED UYW'.split(' ')) t.ok(codes.includes(code), `${code} is in`);
  for (const code of 'ANG BGN HRK CUC SLL ZWL DEM FRF XXX XTS XAU XDR'.split(' '))
    t.notOk(codes.includes(code), `${code} is out`);
  t.same(currencyOf('532'), { code: 'XCG', exponent: 2 }, 'the number of the guilder has passed on');
  t.match(load('currencies.json'), { source: /iso-codes .*read \d{4}-\d\d-\d\d/, amendments: /./ });
});

t.test('Decimals are those of the minor unit', async (t) => {
  const withDecimals = (exponent: number) =>
    numbers.flatMap((number) => (currencyOf(number)?.exponent === exponent ? (currencyOf(number)?.code ?? []) : []));
  t.same(withDecimals(0).sort().join(' '), 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF');
  t.same(withDecimals(3).sort().join(' '), 'BHD IQD JOD KWD LYD OMR TND');
  t.same(withDecimals(4).sort().join(' '), 'CLF UYW');
  t.equal(withDecimals(2).length, 167 - 17 - 7 - 2);
});

t.test('The countries are those of ISO 3166-1', async (t) => {
  t.equal(numbers.filter(isCountry).length, 249);
  for (const [number, country] of Object.entries({
    '540': 'New Caledonia',
    '250': 'France',
    '004': 'Afghanistan',
    '728': 'South Sudan',
  }))
    t.ok(isCountry(number), country);
  for (const number of ['280', '530', '736', '810', '891', '000'])
    t.notOk(isCountry(number), `${number} is none, or none any more`);
});

t.test('What the protocol excludes is in no list', async (t) => {
  for (const number of numbers.filter((number) => (number >= '955' && number <= '964') || number === '999'))
    t.notOk(currencyOf(number), number);
  t.same(
    numbers.filter((number) => number >= '901' && isCountry(number)),
    [],
  );
  for (const strange of ['', '97', '0978', 'EUR', '__proto__', 'toString'])
    t.notOk(currencyOf(strange) ?? (isCountry(strange) || undefined), strange);
});
