import t from 'tap';
import { examplePhone, hidePhone, isSamePhone, readPhone } from '../../src/enrolment/phone.ts';

t.test('a phone number is read as people write it', async (t) => {
  const rows = [
    ['79 00 25', undefined, '+687 79 00 25'],
    [' 790025 ', undefined, '+687 79 00 25'],
    ['79.00.25', undefined, '+687 79 00 25'],
    ['+687790025', undefined, '+687 79 00 25'],
    ['79\u00a000\u202f25', undefined, '+687 79 00 25'],
    ['\u202a+687 79 00 25\u202c', undefined, '+687 79 00 25'],
    ['\u202a\u202c', undefined, undefined],
    ['00 687 79 00 25', undefined, '+687 79 00 25'],
    ['+33 6 39 98 00 26', undefined, '+33 6 39 98 00 26'],
    ['06 39 98 00 26', 'FR', '+33 6 39 98 00 26'],
    ['(202) 555-0123', 'US', '+1 202 555 0123'],
    ['(+687) 79.11.08', undefined, '+687 79 11 08'],
    ['(+687)791108', 'FR', '+687 79 11 08'],
    ['(+1) (202) 555-0123', undefined, '+1 202 555 0123'],
    ['(+687', undefined, undefined],
    ['79 (+11) 08', undefined, undefined],
    ['06 39 98 00 26', undefined, undefined],
    ['79 00 2', undefined, undefined],
    ['', undefined, undefined],
    ['+', undefined, undefined],
    ['call me', undefined, undefined],
    ['79 00 25 ext 5', undefined, undefined],
    ['tel:790025', undefined, undefined],
    ['７９００２５', undefined, undefined],
    ['790025\u0000', undefined, undefined],
    ['79 00 25', 'XX', '+687 79 00 25'],
  ] as const;
  for (const [typed, country, phone] of rows) t.equal(readPhone(typed, country), phone, JSON.stringify([typed, country]));
});

t.test('what is surely no mobile phone gets no codes', async (t) => {
  const rows = [
    ['26 88 00', undefined, 'a landline'],
    ['+33 1 44 55 66 77', undefined, 'a landline abroad'],
    ['+33 8 99 70 12 34', undefined, 'a premium rate'],
    ['+1 800 555 0199', undefined, 'a free number'],
  ] as const;
  for (const [typed, country, what] of rows) t.equal(readPhone(typed, country), undefined, what);
  t.equal(readPhone('+1 415 555 2671'), '+1 415 555 2671', 'where mobile numbers look like others, all may be');
});

t.test('the example of a number is one of the country, and taken as it is written', async (t) => {
  t.equal(examplePhone(), '75.12.34');
  for (const country of ['NC', 'FR', 'PF', 'US']) t.ok(readPhone(examplePhone(country), country), country);
  t.equal(examplePhone('FR'), '06 12 34 56 78');
  t.equal(examplePhone('XX'), examplePhone('NC'), 'a country that has no plan of numbers');
});

t.test('numbers are the same however they are written, and shown by their last two digits', async (t) => {
  t.ok(isSamePhone('+687 79 00 25', '+687790025'));
  t.notOk(isSamePhone('+687 79 00 25', '+687 79 00 26'));
  t.equal(hidePhone('+687 79 00 23'), 'xxxxxxxx23');
  t.equal(hidePhone('1'), '1');
});
