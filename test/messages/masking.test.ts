import t from 'tap';
import { maskMessage, maskNumber, maskText } from '../../src/messages/masking.ts';

const fourOf = (text: string): [string, string, string, string] => [text, text, text, text];
const encoded = (text: string) => Buffer.from(text).toString('base64url');

t.test('a text comes back without card numbers, however they are spelt, and as it was where there are none', (t) => {
  const rows: [text: string, masked: string][] = [
    ['4970720000100009', '497072XXXXXX0009'],
    ['of 4970 7200 0010 0009!', 'of 4970 72XX XXXX 0009!'],
    ['4970-7200-0010-0009', '4970-72XX-XXXX-0009'],
    ['https://a.example/%34970720000100009?b=%20', 'https://a.example/497072XXXXXX0009?b= '],
    ['%2534970720000100009', '497072XXXXXX0009'],
    ['4970%207200%200010%200009', '4970 72XX XXXX 0009'],
    [String.raw`\u00349\u00370720000100009`, '497072XXXXXX0009'],
    [String.raw`4970\u00207200\u002D0010\u002d0009`, '4970 72XX-XXXX-0009'],
    ['100%', '100%'],
    ['%C3%A9%20%3D', '%C3%A9%20%3D'],
    ['20260207212813', '20260207212813'],
    ['497072000010000', '497072000010000'],
    ['8a880dc0-d2d2-4067-bcb1-b08d1690b26e', '8a880dc0-d2d2-4067-bcb1-b08d1690b26e'],
  ];
  for (const [text, masked] of rows) t.equal(maskText(text, 'valid'), masked, text);
  t.equal(maskText('a 4970720000100000 b'), 'a 497072XXXXXX0000 b', 'a wrong check digit tells less than its look');
  t.end();
});

t.test('a message stays as it came, but for the numbers in its names, texts and numbers; and JSON stays JSON', (t) => {
  const rows: [message: string, masked: string][] = [
    ['{ "a" : "4970720000100009" ,"b":[ 1.50 ] }', '{ "a" : "497072XXXXXX0009" ,"b":[ 1.50 ] }'],
    ['{"4970720000100009":{"a":4970720000100009}}', '{"497072XXXXXX0009":{"a":"497072XXXXXX0009"}}'],
    [String.raw`{"a":"\u0034970720000100009"}`, '{"a":"497072XXXXXX0009"}'],
    [String.raw`{"a":"\\u0034970720000100009"}`, '{"a":"497072XXXXXX0009"}'],
    ['{"a":"4970 7200\\u00200010 0009","a":"\\n"}', '{"a":"4970 72XX XXXX 0009","a":"\\n"}'],
    [`{"deviceInfo":"${encoded('{"C001":"4970720000100009"}')}"}`, `{"deviceInfo":"${encoded('{"C001":"497072XXXXXX0009"}')}"}`],
    [
      `{"jws":"eyJhbGciOiJIUzI1NiJ9xx.${encoded('"4970720000100009"')}.x"}`,
      `{"jws":"eyJhbGciOiJIUzI1NiJ9xx.${encoded('"497072XXXXXX0009"')}.x"}`,
    ],
    ['<p>4970 7200 0010 0009', '<p>4970 72XX XXXX 0009'],
    ['{"a":"4970720000100009"', '{"a":"497072XXXXXX0009"'],
    ['{"a":"é \\ud800 \\"","b":1e400}', '{"a":"é \\ud800 \\"","b":1e400}'],
    ['', ''],
  ];
  for (const [message, masked] of rows) t.equal(maskMessage(message), masked, message);
  t.end();
});

t.test('what is taken for a card number: each kind hides what the surer ones hide', async (t) => {
  const shown = (text: string) => (['valid', 'alone', 'typed', 'long'] as const).map((hides) => maskText(text, hides));
  const rows: [text: string, valid: string, alone: string, typed: string, long: string][] = [
    ['4970720000100009', ...fourOf('497072XXXXXX0009')],
    ['4970720000100000', '4970720000100000', '497072XXXXXX0000', '497072XXXXXX0000', '497072XXXXXX0000'],
    ['4970 7200 0010 0000', '4970 7200 0010 0000', '4970 7200 0010 0000', '4970 72XX XXXX 0000', '4970 72XX XXXX 0000'],
    ['A0000000031010', 'A0000000031010', 'A0000000031010', 'A0000000031010', 'A00000XXXX1010'],
    ['20260207212813', '20260207212813', '20260XXXXX2813', '20260207212813', '20260XXXXX2813'],
    ['497072001000', ...fourOf('497072001000')],
  ];
  for (const [text, ...masked] of rows) t.same(shown(text), masked, text);
  for (const hides of ['valid', 'alone', 'typed', 'long'] as const)
    t.equal(
      maskText('of 4970720000100009', hides, () => 'X'),
      'of X',
      `${hides}, with another text in its place`,
    );
});

t.test('of a number first six and last four digits stay, of a short one the first five', async (t) => {
  t.equal(maskNumber('4970720000100009'), '497072XXXXXX0009');
  t.equal(maskNumber('4970720000100009000'), '497072XXXXXXXXX9000');
  t.equal(maskNumber('378282246310005'), '37828XXXXXX0005');
});

t.test('an AReq is recorded without its number, whatever its check digit, and without what proves the card', async (t) => {
  const shown = (message: object, acctNumber = '4970720000100000') =>
    JSON.parse(maskMessage(JSON.stringify(message), { acctNumber }));
  t.same(
    shown({
      ...{
        acctNumber: '4970720000100000',
        x: 'of 4970-7200-0010-0000',
        cardSecurityCode: '123',
        purchaseAmount: '4970720000100009',
      },
      ...{ threeDSRequestorID: '5555555555554444', y: '5555555555554444' },
    }),
    {
      ...{
        acctNumber: '497072XXXXXX0000',
        x: 'of 4970-72XX-XXXX-0000',
        cardSecurityCode: 'XXX',
        purchaseAmount: '497072XXXXXX0009',
      },
      ...{ threeDSRequestorID: '555555XXXXXX4444', y: '555555XXXXXX4444' },
    },
  );
});

t.test('a message of an app is recorded without what was entered; what is no JSON might be it', async (t) => {
  const of = (text: string) => maskMessage(text, { hasEntries: true });
  t.equal(
    of('{"challengeDataEntry":"1234","x":{"challengeHTMLDataEntry":["12"]},"y":"4970720000100009"}'),
    '{"challengeDataEntry":"[hidden]","x":{"challengeHTMLDataEntry":"[hidden]"},"y":"497072XXXXXX0009"}',
  );
  t.equal(of('challengeDataEntry=1234'), '"[unreadable]"');
});
