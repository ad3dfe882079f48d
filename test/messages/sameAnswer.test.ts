// Promise: the same message gets the same answer, however long the process has run. What an engine optimises after some
// thousand calls may behave otherwise from then on (`URL.canParse` of Node 20 does), so one run proves nothing.
import t from 'tap';
import { readSmtpUrl } from '../../src/delivery/smtp.ts';
import { withoutCardNumbers } from '../../src/messages/cardNumbers.ts';
import { readMethodData } from '../../src/messages/methodData.ts';
import { isUrl } from '../../src/messages/urls.ts';
import { isAllowedOrigin } from '../../src/posting.ts';
import { isAllowed } from '../../src/sandbox/ds/loopback.ts';
import { example, type Json, verdict, withElement } from './example.ts';

const OTHERS = 20_000;

/** Odd but legal, and wrong; the verdict of each is asked for at the start and again. */
const ODD: readonly (readonly [path: string, value: unknown])[] = [
  ...[
    'https://é.fr/',
    'https://日本.jp/ä?ö=ü#é',
    'HTTPS://SHOP.example',
    'https://[::1]:8/é',
    'https://xn--9ca.fr',
    'http://ÿ',
  ].map((url) => ['threeDSRequestorURL', url] as const),
  ...['https://', 'https://é é/', 'https://a:99999', 'é', 'https://\u{1f600}\u0000', 7].map(
    (url) => ['threeDSServerURL', url] as const,
  ),
  ['notificationURL', 'https://ü@é.fr/\u{1f600}'],
  ['dsURL', 'http://localhost:1/é'],
  ['merchantName', 'Café \u{1f600} \ud800'],
  ['cardholderName', 'é'.repeat(45)],
  ['cardholderName', 'é'.repeat(46)],
  ['email', 'é@é.fr'],
  ['acctNumber', '٤٩٧٠٧٢٠٠٠٠٠٥٢٢٢٦'],
  ['browserLanguage', 'fr-é'],
  ['purchaseCurrency', 'é'],
  ['purchaseDate', '20260207212818'],
  ['purchaseDate', '20261307212818'],
  ['unknown', { é: ['é'] }],
  ['messageExtension', [{ name: 'é', id: 'A000000003-é', criticalityIndicator: true, data: { é: 1 } }]],
];

/** What is asked of texts that are no message. */
const TEXTS = ['https://é.fr/', 'http://localhost:9/é', 'http://é', 'smtp://é.fr:25', 'smtp://u:é@localhost', 'é', ''];

function answers(areq: Json): unknown[] {
  const messages = ODD.map(([path, value]) => verdict('AReq', withElement(areq, path, value)));
  const texts = TEXTS.map((text) => {
    const threeDSMethodNotificationURL = text;
    const data = { threeDSServerTransID: areq.threeDSServerTransID, threeDSMethodNotificationURL };
    const methodData = readMethodData(Buffer.from(JSON.stringify(data)).toString('base64url'));
    const calls = [isAllowedOrigin(text, ['https://xn--9ca.fr']), isAllowed(text, 'http://localhost:8082/é')];
    return [text, isUrl(text), methodData, readSmtpUrl(text), withoutCardNumbers(`${text} 4970 7200 0005 2226`), ...calls];
  });
  return [...messages, ...texts];
}

t.test('what is asked at the start is answered alike after twenty thousand other messages', async (t) => {
  for (const version of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    const areq = example('AReq-browser-payment', version);
    const first = answers(areq);
    t.ok(first.some((answer) => String(answer).startsWith('accepted')) && first.some((answer) => /^203/.test(String(answer))));
    t.same(
      verdict('AReq', withElement(areq, 'threeDSRequestorURL', 'https://é.fr/')),
      ['accepted', ''],
      'a host that is not ASCII',
    );
    for (let other = 0; other < OTHERS; other += 1) {
      // By turns right and wrong: each way through the readers becomes a much used one.
      const [path, value] = ODD[other % ODD.length] ?? ['', ''];
      const patch = other % 2 === 0 ? { purchaseAmount: String(other), merchantName: `Shop ${other} é` } : { [path]: value };
      verdict('AReq', { ...areq, ...patch });
    }
    t.same(answers(areq), first, version);
  }
});
