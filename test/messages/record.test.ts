import t from 'tap';
import { maskEveryNumber, maskMessage, maskText } from '../../src/messages/record.ts';

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
  for (const [text, masked] of rows) t.equal(maskText(text), masked, text);
  t.equal(maskEveryNumber('a 4970720000100000 b'), 'a 497072XXXXXX0000 b', 'a wrong check digit tells less than its look');
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
