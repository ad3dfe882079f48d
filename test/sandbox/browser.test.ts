import t from 'tap';
import { isAllowed } from '../../src/sandbox/ds/loopback.ts';
import { browserElements } from '../../src/sandbox/threeDSServer/browser.ts';

const request = { accept: 'text/html', userAgent: 'Test', acceptLanguage: 'fr-NC,fr;q=0.9', ip: '::ffff:127.0.0.1' };
const scripts = { browserJavascriptEnabled: 'true', browserScreenHeight: '844', browserScreenWidth: '390', browserTZ: '-660' };

t.test('the browser elements keep to the formats of the AReq, whatever the browser says', async (t) => {
  const rows = [
    ['colours of 30 bits', { browserColorDepth: '30' }, { browserColorDepth: '24' }],
    ['colours of 64 bits', { browserColorDepth: '64' }, { browserColorDepth: '48' }],
    ['no colours', { browserColorDepth: 'many' }, { browserColorDepth: '24' }],
    ['a long language tag', { browserLanguage: 'zh-Hant-TW' }, { browserLanguage: 'zh' }],
    ['no language', {}, { browserLanguage: 'fr-NC' }],
    ['a screen without size', { browserScreenHeight: '-1' }, { browserScreenHeight: '0', browserScreenWidth: '390' }],
    ['a time zone that is none', { browserTZ: 'NaN' }, { browserTZ: '0' }],
    ['an IPv4 address in IPv6', {}, { browserIP: '127.0.0.1' }],
  ] as const;
  for (const [said, form, expected] of rows) t.match(browserElements({ ...scripts, ...form }, request), expected, said);
  t.match(browserElements(scripts, request, 'en'), { browserLanguage: 'en' }, 'a language that the tester wants');
  const silent = browserElements({}, { accept: undefined, userAgent: undefined, acceptLanguage: '*', ip: '::1' });
  t.match(silent, { browserAcceptHeader: '*/*', browserUserAgent: 'unknown', browserLanguage: 'fr', browserIP: '::1' });
  t.equal(silent.browserJavascriptEnabled, false);
  t.notOk('browserTZ' in silent);
});

t.test('the DS calls loopback addresses and the sandbox, and nobody else', async (t) => {
  const sandbox = 'http://shop.test:8082';
  const allowed = ['http://localhost:1/x', 'https://127.0.0.1/x', 'http://[::1]:3000/', 'http://shop.test:8082/3ds-server/rreq'];
  const refused = [
    'http://shop.test/x',
    'http://10.0.0.1/',
    'http://127.0.0.1.example/',
    'http://user@localhost/',
    'file:///etc/passwd',
    'no URL',
  ];
  for (const url of allowed) t.ok(isAllowed(url, sandbox), url);
  for (const url of refused) t.notOk(isAllowed(url, sandbox), url);
});
