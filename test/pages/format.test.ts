import t from 'tap';
import {
  formatAmount,
  formatClockTime,
  formatPurchaseDate,
  maskCard,
  maskEmail,
  maskPhone,
  withoutDirectionMarks,
} from '../../src/pages/format.ts';

/** Languages put narrow and wide no-break spaces; a reader sees spaces. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

t.test('An amount is written as the language writes it, with the decimals of the message', async (t) => {
  const rows: [amount: string, currency: string, exponent: number, language: string, written: string][] = [
    ['29900', '978', 2, 'fr', '299,00 €'],
    ['29900', '978', 2, 'en', '€299.00'],
    ['123456789', '978', 2, 'fr', '1 234 567,89 €'],
    ['5', '978', 2, 'fr', '0,05 €'],
    ['0', '978', 2, 'fr', '0,00 €'],
    ['000029900', '978', 2, 'fr', '299,00 €'],
    ['3500', '953', 0, 'fr', '3 500 FCFP'],
    ['3500', '953', 0, 'en', 'CFPF 3,500'],
    ['29900', '392', 0, 'en', '¥29,900'],
    ['1234', '414', 3, 'fr', '1,234 KWD'],
    ['1234', '414', 3, 'en', 'KWD 1.234'],
    ['1234', '414', 2, 'en', 'KWD 12.34'],
    ['29900', '000', 2, 'fr', '299,00'],
    ['29900', '999', 2, 'en', '299.00'],
  ];
  for (const [amount, currency, exponent, language, written] of rows) {
    t.equal(plain(formatAmount(amount, currency, exponent, language)), written, `${amount} ${currency} ${language}`);
  }
});

t.test('A currency without decimals has none in any language, whatever its sign is there', async (t) => {
  t.match(plain(formatAmount('29900', '392', 0, 'fr')), /^29 900 (JPY|¥|JP¥)$/);
});

t.test('An amount of 48 digits is not rounded', async (t) => {
  const amount = '123456789012345678901234567890123456789012345678';
  const digits = (language: string) => formatAmount(amount, '978', 2, language).replaceAll(/\D/g, '');
  t.equal(digits('fr'), amount);
  t.equal(digits('en'), amount);
  t.equal(formatAmount('9'.repeat(48), '953', 0, 'en').replaceAll(/\D/g, ''), '9'.repeat(48));
});

t.test('French groups digits with narrow no-break spaces, so that no line breaks in an amount', async (t) => {
  t.equal(formatAmount('123456', '978', 2, 'fr'), '1\u202f234,56\u00a0€');
});

t.test('A purchase date is written day first, in GMT', async (t) => {
  t.equal(formatPurchaseDate('20220207212818'), '07/02/2022 21:28:18 GMT');
  t.equal(formatPurchaseDate('20241231000000'), '31/12/2024 00:00:00 GMT');
});

t.test('A time of day is told with the name of its zone', async (t) => {
  const at = Date.UTC(2026, 10, 24, 13, 5);
  t.equal(formatClockTime(at, 'Pacific/Noumea', 'fr'), '00:05 (heure normale de la Nouvelle-Calédonie)');
  t.equal(formatClockTime(at, 'Pacific/Noumea', 'en'), '00:05 (New Caledonia Standard Time)');
  t.equal(formatClockTime(at, undefined, 'en'), '13:05 (Coordinated Universal Time)');
});

t.test('A card number shows its last four digits only', async (t) => {
  t.equal(maskCard('4970720000052226'), 'xxxxxxxxxxxx2226');
  t.equal(maskCard('4970720000001'), 'xxxxxxxxx0001');
  t.equal(maskCard('4970720000052226123'), 'xxxxxxxxxxxxxxx6123');
});

t.test('A phone number shows its first three and last two characters only', async (t) => {
  t.equal(maskPhone('+687 79 00 23'), '+68xxxxx23');
  t.equal(maskPhone('(+687) 790023'), '+68xxxxx23');
  t.equal(maskPhone('+33612345678'), '+33xxxxxxx78');
});

t.test('Text of a message cannot turn the direction of what follows it', async (t) => {
  t.equal(withoutDirectionMarks('Shop\u202e\u2066moc.\u2069\u202c'), 'Shopmoc.');
  t.equal(withoutDirectionMarks('مطعم \u200f!'), 'مطعم \u200f!', 'text in another direction stays');
});

t.test('an e-mail address keeps its first letter and its domain', async (t) => {
  t.equal(maskEmail('cardholder@example.nc'), 'cxxxxxxxxx@example.nc');
  t.equal(maskEmail('a@b'), 'a@b');
  t.equal(maskEmail('"odd@one"@example.nc'), '"xxxxxxxx@example.nc');
  t.equal(maskEmail(''), '', 'a transaction of an older version has none');
});

t.test('What is no amount, as older versions kept some, is shown as it is, and nothing throws', async (t) => {
  const shown = (amount: unknown, currency: unknown, exponent: unknown) =>
    formatAmount(amount as string, currency as string, exponent as number, 'en');
  t.equal(shown('1', '978', Number('x')), '1');
  t.equal(shown('1', '978', 200), '1');
  t.equal(shown('1', '978', -1), '1');
  t.equal(shown(1, '978', 2), '1');
  t.equal(shown('abc', '978', 2), 'abc');
  t.equal(shown({}, '978', 2), '[object Object]');
  t.equal(shown('29900', 'zzz', 2), '299.00');
  t.equal(shown('29900', { a: 1 }, 2), '299.00');
});
