// Formats that the specification takes from elsewhere: URLs, links into apps, e-mail addresses, languages, Base64, lengths.
import t, { type Test } from 'tap';
import type { ReadOptions } from '../../src/messages/read.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import { example, type Json, verdict, withElement } from './example.ts';

const areq = example('AReq-browser-payment', '2.3.1');
const app = example('AReq-app-payment', '2.3.1');
/** The same with https everywhere. */
const overHttps: Json = JSON.parse(JSON.stringify(areq).replaceAll('"http://', '"https://'));
const creq = example('CReq-app-first', '2.3.1');

/** What is taken, and what is 203, of one element. */
interface Row {
  title: string;
  type?: MessageType;
  message?: Json;
  path: string;
  good?: unknown[];
  bad?: unknown[];
  options?: ReadOptions;
}

function judge(t: Test, rows: readonly Row[]): void {
  for (const { title, type = 'AReq', message = areq, path, good = [], bad = [], options } of rows) {
    const judged = (value: unknown) => verdict(type, withElement(message, path, value), options);
    for (const value of good) t.same(judged(value), ['accepted', ''], `${title}${shown(value)} is taken`);
    for (const value of bad) t.same(judged(value), ['203', path], `${title}${shown(value)} is refused`);
  }
}

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 60);

t.test('Fully qualified URLs', async (t) => {
  const path = 'threeDSRequestorURL';
  judge(t, [
    {
      ...{ title: 'T1.3 Fully Qualified URL code points: ', path },
      good: [
        'https://server.example/acs/auth%20(*ret',
        "https://a/~!$&'()*+,;=:@_-.",
        'HTTPS://A.example',
        'https://[2001:db8::1]:8443/?q=1',
      ],
      bad: ['<', '>', '"', '{', '}', '\\', '^', '`', '|', ' ', '\t', '\u0007', '%zz', '%2', '%', '#frag', '#', '[', ']', '\ufffe']
        .map((wrong) => `https://a.example/${wrong}`)
        .concat(
          'a.example',
          '/path',
          'https:a.example',
          'https://',
          'https://?q',
          'ftp://a.example/',
          'https://a:65536/',
          'https://[::1/',
        ),
    },
    {
      ...{ title: 'T1.3 Fully Qualified URL credentials: ', path },
      good: ['https://a.example/u:p@host'],
      bad: ['https://u:p@a.example/', 'https://u@a.example', 'https://@a.example/', 'https://:p@a.example/'],
    },
    {
      title: 'T1.3 Fully Qualified URL scheme: ',
      message: overHttps,
      path,
      good: ['https://a.example'],
      bad: ['http://a.example'],
      options: { strictHttps: true },
    },
  ]);
  for (const version of ['2.1.0', '2.2.0'] as const) {
    const before = { ...example('AReq-browser-payment', version), [path]: 'https://u:p@a.example/#x' };
    t.same(verdict('AReq', before), ['accepted', ''], `${version}: as it was`);
  }
});

t.test('URLs with letters of any script are judged alike each time', async (t) => {
  const title = 'T1.3 Fully Qualified URL non-ASCII: the ten thousandth is taken as the first';
  const message = JSON.stringify({ ...areq, threeDSRequestorURL: 'https://münchen.example/straße/☕/😀' });
  const verdicts = new Set(Array.from({ length: 10_000 }, (_, at) => (at % 20 === 0 ? String(verdict('AReq', message)) : '')));
  t.same([...verdicts], ['accepted,', ''], title);
});

t.test('Links into apps', async (t) => {
  const bad = [
    'merchantscheme://back',
    'http://app.example/',
    'https://u:p@app.example/',
    'app.example',
    'https://app.example/#x',
  ];
  const good = ['https://app.example/back?id=1', `https://a/${'x'.repeat(2038)}`];
  judge(t, [
    {
      ...{ title: 'T1.3 Universal App Link, Req 475, A.1 threeDSRequestorAppURL: ', type: 'CReq', message: creq },
      ...{ path: 'threeDSRequestorAppURL', good, bad: [...bad, `https://a/${'x'.repeat(2039)}`] },
    },
  ]);
  const oob = { ...example('CRes-app-oob', '2.3.1'), oobAppLabel: 'x', oobContinueLabel: undefined };
  judge(t, [{ title: 'A.1 oobAppURL: ', type: 'CRes', message: oob, path: 'oobAppURL', good, bad }]);
  const before = { ...example('CReq-app-first', '2.2.0'), threeDSRequestorAppURL: 'merchantscheme://back' };
  t.same(verdict('CReq', before), ['accepted', ''], '2.2.0: a scheme of the app’s own, as it was');
});

t.test('E-mail addresses', async (t) => {
  const good = ['a@b', 'a.b+c@d.example', '"a b"@c.fr', '"a\\"b"@c.fr', 'a@[192.0.2.1]', "!#$%&'*+-/=?^_`{|}~@c.fr"];
  const bad = [
    'a..b@c.fr',
    'é@b.c',
    '.a@b.c',
    'a.@b.c',
    'a,b@c',
    'a@c.',
    'a@.c',
    'a@b@c',
    'a@',
    '@a',
    'a b@c',
    'a@é.fr',
    'a@b_',
    'x',
  ].filter((each) => each !== 'a@b_');
  judge(t, [
    { title: 'A.1 email: ', path: 'email', good, bad },
    { title: 'A.11 merchantRiskIndicator.deliveryEmailAddress: ', path: 'merchantRiskIndicator.deliveryEmailAddress', good, bad },
  ]);
  const seller = (sellerEmail: string) => verdict('AReq', { ...areq, sellerInfo: [{ ...SELLER, sellerEmail }] });
  for (const email of good) t.same(seller(email), ['accepted', ''], `A.19 sellerInfo[].sellerEmail: ${email} is taken`);
  for (const email of [...bad, 'no mail', 'a@@'])
    t.same(seller(email), ['203', 'sellerInfo.sellerEmail'], `A.19 sellerInfo[].sellerEmail: ${email} is refused`);
});

const SELLER = { sellerName: 'A', sellerId: 'seller-1' };

t.test('Languages', async (t) => {
  const [title, path] = ['A.1 browserLanguage: ', 'browserLanguage'];
  const bad = ['en_US', 'e', 'en-', '-en', 'en--US', 'fr FR', '12', 'en-a', 'x'.repeat(9)];
  judge(t, [
    {
      title,
      path,
      good: ['en', 'fr-FR', 'zh-Hant-TW', 'es-419', 'sl-rozaj-biske', 'de-CH-1996', 'i-klingon', 'x-private', 'en-GB-oed'],
      bad,
    },
    { title: `${title}with lenientLanguage, `, path, good: bad, bad: ['x'.repeat(36), 1], options: { lenientLanguage: true } },
  ]);
  t.same(verdict('AReq', { ...areq, [path]: '' }, { lenientLanguage: true }), ['201', path], 'and it has to be there');
  t.same(verdict('AReq', { ...example('AReq-browser-payment', '2.2.0'), [path]: 'en_US' }), ['accepted', ''], '2.2.0: as it was');
});

t.test('Codes that are left to the DS, where a DS defines none', async (t) => {
  const options = { refuseDsValues: true };
  t.same(verdict('AReq', { ...areq, acctType: '80', payTokenSource: '99' }, options), ['207', 'acctType,payTokenSource']);
  t.same(verdict('AReq', { ...areq, threeDSRequestorChallengeInd: ['01', '82'] }, options), [
    '207',
    'threeDSRequestorChallengeInd',
  ]);
  t.same(verdict('AReq', { ...areq, messageCategory: '80' }, options), ['207', 'messageCategory']);
  t.same(verdict('AReq', areq, options), ['accepted', '']);
  t.same(verdict('AReq', { ...areq, acctType: '80' }), ['accepted', ''], 'by the text they are taken');
});

t.test('White space in Base64 does not count', async (t) => {
  const proof = 'AAABBZEEBgAA\r\n AAAAAAQGAAAAAAA=\n';
  for (const version of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    const y = example('ARes-Y', version);
    const title = `Req 193: line ends in an authenticationValue, ${version}`;
    t.same(verdict('ARes', { ...y, authenticationValue: proof }), ['accepted', ''], title);
  }
  const short = { ...example('ARes-Y'), authenticationValue: ` ${'A'.repeat(27)}` };
  t.same(verdict('ARes', short), ['203', 'authenticationValue'], 'it does not make up for a character');
});

t.test('Lengths are counted in characters, not in the units of some programming language', async (t) => {
  const title = 'A.1 intro length: ';
  judge(t, [
    { title, path: 'threeDSRequestorName', good: ['😀'.repeat(40)], bad: ['😀'.repeat(41)] },
    { title, path: 'merchantName', good: ['é'.repeat(40), '𠮷'.repeat(40)], bad: ['é'.repeat(41)] },
    {
      title,
      path: 'broadInfo',
      good: [broadInfo('😀'.repeat(3000))],
      bad: [{ ...broadInfo('😀'.repeat(4000)), more: '😀'.repeat(100) }],
    },
    { title, path: 'messageExtension', good: [extension(8000)], bad: [] },
  ]);
  t.same(
    verdict('AReq', { ...areq, messageExtension: extension(8059) }),
    ['203', 'messageExtension.data'],
    `${title}of JSON, too`,
  );
});

const broadInfo = (description: string) => ({ category: '01', severity: '01', recipients: ['04'], source: '02', description });
const extension = (length: number) => [{ name: 'x', id: 'A1', criticalityIndicator: false, data: { x: '😀'.repeat(length) } }];

t.test('Numbers and texts of 2.3.1 have the bounds of their tables', async (t) => {
  judge(t, [
    {
      ...{ title: 'A.10 acctInfo.nbPurchaseAccount: ', path: 'acctInfo.nbPurchaseAccount' },
      ...{ good: ['0', '999', '0999', '0000'], bad: ['1000', '9999', '00999', '-1', '1.5'] },
    },
    {
      title: 'A.1 mcc, A.2 only listed edits: ',
      path: 'mcc',
      good: ['5411', '12AB', '    ', 'é😀12'],
      bad: ['541', '54111', 5411],
    },
    {
      title: 'A.1 recurringFrequency 2.2.0: ',
      message: recurring('2.2.0'),
      path: 'recurringFrequency',
      good: ['1', '9999', '0001'],
      bad: ['0', '0000', '10000'],
    },
    {
      title: 'A.1 recurringFrequency 2.2.0: ',
      message: recurring('2.1.0'),
      path: 'recurringFrequency',
      good: ['1'],
      bad: ['0', '0000'],
    },
  ]);
  const prior = (threeDSReqPriorRef: unknown) =>
    verdict('AReq', { ...areq, threeDSRequestorPriorAuthenticationInfo: [{ threeDSReqPriorRef }] });
  const id = 'A.13 threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorRef';
  t.same(prior('x'.repeat(36)), ['accepted', ''], `${id}: 36 characters`);
  for (const bad of ['x', 'x'.repeat(35), 'x'.repeat(37)])
    t.same(prior(bad), ['203', 'threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorRef'], `${id}: ${bad.length} are refused`);
});

function recurring(version: '2.1.0' | '2.2.0'): Json {
  return {
    ...example('AReq-browser-payment', version),
    threeDSRequestorAuthenticationInd: '02',
    recurringExpiry: '20301231',
    recurringFrequency: '28',
  };
}

t.test('Elements that go with each other', async (t) => {
  const fixed = { amountInd: '02', frequencyInd: '01' };
  const rows: [title: string, message: Json, code: string, detail?: string][] = [
    [
      'A.1 recurringDate, A.1 recurringFrequency: asked for by a fixed rhythm alone',
      { ...areq, recurringInd: fixed },
      '201',
      'recurringDate,recurringFrequency',
    ],
    ['both are there', { ...areq, recurringInd: fixed, recurringDate: '20300101', recurringFrequency: '28' }, 'accepted'],
    [
      'A.18 sellerId: of no seller',
      { ...areq, sellerInfo: [{ ...SELLER, sellerId: 'other' }] },
      '203',
      'multiTransaction.merchantList.sellerId',
    ],
    ['A.18 sellerId: without sellers', { ...areq, sellerInfo: undefined }, '203', 'multiTransaction.merchantList.sellerId'],
    [
      'A.19 sellerId: a seller without a name',
      { ...areq, sellerInfo: [SELLER, { sellerName: 'B' }] },
      '201',
      'sellerInfo.sellerId',
    ],
    ['no merchant names a seller', { ...areq, multiTransaction: undefined, sellerInfo: [{ sellerName: 'B' }] }, 'accepted'],
    [
      'A.15 native SDK with HTML types: 05',
      { ...app, deviceRenderOptions: { sdkInterface: '01', sdkUiType: ['01', '05'] } },
      '203',
      'deviceRenderOptions.sdkUiType',
    ],
    [
      'A.15 native SDK with HTML types: 06',
      { ...app, deviceRenderOptions: { sdkInterface: '01', sdkUiType: ['06'] } },
      '203',
      'deviceRenderOptions.sdkUiType',
    ],
    [
      'an SDK that shows both',
      { ...app, deviceRenderOptions: { sdkInterface: '03', sdkUiType: ['01', '05', '06'] } },
      'accepted',
    ],
  ];
  for (const [title, message, code, detail = ''] of rows) t.same(verdict('AReq', message), [code, detail], title);
  const d = { ...example('ARes-D', '2.3.1'), authenticationMethod: ['07'] };
  t.same(verdict('ARes', d), ['accepted', ''], 'A.2 only listed edits: D of a browser need not say 12');
});

t.test('Currencies by their letters', async (t) => {
  const s = example('ARes-S', '2.3.1');
  const judged = (currency: string) => verdict('ARes', { ...s, spcTransData: { ...(s.spcTransData as Json), currency } });
  for (const code of ['EUR', 'XPF', 'JPY']) t.same(judged(code), ['accepted', ''], code);
  for (const code of ['XXX', 'XAU', 'XTS', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XAG', 'XPT', 'XPD', 'ABC'])
    t.same(judged(code), ['304', 'spcTransData.currency'], `A.4 304, A.28 spcTransData.currency: ${code} is none`);
  for (const code of ['eur', 'EU1']) t.same(judged(code), ['203', 'spcTransData.currency'], `${code} is malformed`);
});

t.test('Strange names and ids are judged as any other', async (t) => {
  for (const version of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    const message = example('AReq-browser-payment', version);
    for (const value of [1, {}, '', null, [{ '': 1 }]])
      t.same(verdict('AReq', { ...message, '': value }), ['accepted', ''], `${version}: a member without a name is unknown`);
    t.same(verdict('AReq', { ...message, acctInfo: { ...(message.acctInfo as Json), '': 1, 'a/b': 1, '1': 1 } }), [
      'accepted',
      '',
    ]);
    const nil = '00000000-0000-0000-0000-000000000000';
    const inApp = example('AReq-app-payment', version);
    t.same(verdict('AReq', { ...inApp, sdkTransID: nil }), ['accepted', ''], `${version}: zeros are a UUID`);
    const first = { ...example('CReq-app-first', version), sdkTransID: nil };
    const options = { version, deviceChannel: '01' };
    t.same(verdict('CReq', first, options), ['accepted', ''], `${version}: in a CReq, too`);
    t.same(verdict('CReq', { ...first, sdkTransID: undefined }, options), ['201', 'sdkTransID']);
    t.same(verdict('RRes', { ...example('RRes', version), sdkTransID: nil }, options), ['accepted', '']);
  }
});
