// What the versions read in different ways, and what the caller says of the transaction.
import t from 'tap';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, type Json, verdict } from './example.ts';

const app = (version: '2.1.0' | '2.2.0' | '2.3.1') => example('AReq-app-payment', version);
const [areq210, areq220, areq] = [
  example('AReq-browser-minimal', '2.1.0'),
  example('AReq-browser-minimal'),
  example('AReq-browser-minimal', '2.3.1'),
];
const extension = { name: 'Test', id: 'A000000000-test', criticalityIndicator: false, data: { x: 1 } };
const sdkTransID = '0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a';

t.test('A reserved value is 207 in 2.3.1 and 203 before', async (t) => {
  const rows: [change: string, patch: Json, older: string, newer: string][] = [
    ['a reserved code', { acctType: '04' }, '203', '207'],
    ['the last one that is reserved', { acctType: '79' }, '203', '207'],
    ['one of a DS', { acctType: '80' }, 'accepted', 'accepted'],
    ['00, which nobody reserves', { acctType: '00' }, '203', '203'],
    ['one character', { acctType: '4' }, '203', '203'],
    ['one of a list that ends', { transType: '02' }, '203', '203'],
    ['a reserved deviceChannel', { deviceChannel: '04' }, '203', '207'],
    ['a reserved messageCategory', { messageCategory: '03' }, '203', '207'],
  ];
  for (const [change, patch, older, newer] of rows) {
    t.equal(verdict('AReq', { ...areq210, ...patch })[0], older, `${change}, 2.1.0`);
    t.equal(verdict('AReq', { ...areq220, ...patch })[0], older, `${change}, 2.2.0`);
    t.equal(verdict('AReq', { ...areq, ...patch })[0], newer, `${change}, 2.3.1`);
  }
  t.same(
    verdict('AReq', { ...areq, threeDSRequestorChallengeInd: ['01', '15'] }),
    ['207', 'threeDSRequestorChallengeInd'],
    'in a list',
  );
  t.same(verdict('AReq', { ...areq, acctType: '04', mcc: 'x' }), ['203', 'mcc'], '203 comes before 207');
  t.same(
    verdict('AReq', { ...areq, acctType: '04', sdkType: '03', payTokenSource: '03' }),
    ['207', 'acctType,payTokenSource'],
    'each is named',
  );
});

t.test('In 2.3.1 a list without items and an object without members are empty, and no list has a value twice', async (t) => {
  const extensions = (count: number) => Array.from({ length: count }, (_, at) => ({ ...extension, name: `No. ${at}` }));
  const rows: [sentence: string, patch: Json, code: string, detail: string][] = [
    ['an optional object', { acctInfo: {} }, '203', 'acctInfo'],
    ['an optional object that would need members', { homePhone: {} }, '203', 'homePhone'],
    ['an optional list', { threeDSRequestorChallengeInd: [] }, '203', 'threeDSRequestorChallengeInd'],
    ['a required list', { acceptLanguage: [] }, '201', 'acceptLanguage'],
    ['a required text', { merchantName: {} }, '201', 'merchantName'],
    ['data of an extension', { messageExtension: [{ ...extension, data: {} }] }, '201', 'messageExtension.data'],
    ['an item', { sellerInfo: [{}] }, '201', 'sellerInfo.sellerName'],
    ['an item that needs nothing', { threeDSRequestorAuthenticationInfo: [{}] }, '203', 'threeDSRequestorAuthenticationInfo'],
    ['a value twice', { threeDSRequestorChallengeInd: ['01', '01'] }, '204', 'threeDSRequestorChallengeInd'],
    ['two values', { threeDSRequestorChallengeInd: ['01', '09'] }, 'accepted', ''],
    ['the shape of 2.2.0', { threeDSRequestorChallengeInd: '01' }, '203', 'threeDSRequestorChallengeInd'],
    [
      'the object of 2.2.0',
      { threeDSRequestorPriorAuthenticationInfo: { threeDSReqPriorRef: 'x' } },
      '203',
      'threeDSRequestorPriorAuthenticationInfo',
    ],
    ['fifteen extensions', { messageExtension: extensions(15) }, 'accepted', ''],
    ['sixteen extensions', { messageExtension: extensions(16) }, '203', 'messageExtension'],
  ];
  for (const [sentence, patch, ...expected] of rows) t.same(verdict('AReq', { ...areq, ...patch }), expected, sentence);
  t.same(verdict('AReq', { ...areq220, acctInfo: {} }), ['accepted', ''], 'before, an object without members is none');
  t.same(verdict('AReq', { ...areq220, homePhone: {} }), ['201', 'homePhone.cc,homePhone.subscriber']);
  t.same(verdict('AReq', { ...areq220, merchantName: {} }), ['203', 'merchantName']);
});

t.test('An element of a later version is unknown before, whatever it holds', async (t) => {
  const later: Json = {
    acceptLanguage: 1,
    acquirerCountryCode: '999',
    sdkType: 1,
    trustListStatus: '?',
    sellerInfo: [1],
    payeeOrigin: 'x',
    recurringCurrency: '999',
  };
  t.same(verdict('AReq', { ...areq220, ...later }), ['accepted', '']);
  t.same(
    verdict('AReq', { ...areq210, ...later, browserJavascriptEnabled: 'x', whiteListStatus: '?', threeDSRequestorDecReqInd: 1 }),
    ['accepted', ''],
  );
  t.same(
    verdict('AReq', { ...areq, whiteListStatus: '?', threeDSReqAuthMethodInd: 1 }),
    ['accepted', ''],
    'and a renamed one afterwards',
  );
});

t.test('A known element on another channel is ignored, whatever it holds', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    const foreign: [name: string, message: Json, elements: Json][] = [
      [
        'browser elements in an app',
        app(version),
        { notificationURL: 'x', browserTZ: 1, browserColorDepth: '', threeDSCompInd: 'X', browserIP: [] },
      ],
      [
        'app elements in a browser',
        example('AReq-browser-minimal', version),
        { deviceInfo: 1, sdkEphemPubKey: { kid: 'k'.repeat(300) }, sdkTransID: 'x', sdkEncData: 'x' },
      ],
      [
        'both in 3RI',
        example('AReq-3ri-nonpayment', version),
        { notificationURL: 'http://[', sdkMaxTimeout: 1, addrMatch: '?', threeDSRequestorAuthenticationInd: '99x' },
      ],
      ['threeRIInd in a browser', example('AReq-browser-minimal', version), { threeRIInd: '999' }],
      ['transType of a non-payment', example('AReq-browser-nonpayment', version), { transType: '02' }],
    ];
    for (const [name, message, elements] of foreign)
      t.same(verdict('AReq', { ...message, ...elements }), ['accepted', ''], `${name}, ${version}`);
  }
  t.same(
    verdict('AReq', { ...example('AReq-3ri-nonpayment', '2.1.0'), purchaseCurrency: '999', purchaseAmount: 'x' }),
    ['accepted', ''],
    'a purchase in 3RI 2.1.0',
  );
  t.same(
    verdict('AReq', { ...example('AReq-3ri-nonpayment', '2.1.0'), messageCategory: '01' }),
    ['203', 'messageCategory'],
    'a payment in 3RI 2.1.0',
  );
});

t.test('ISO codes of the elements of 2.3.1', async (t) => {
  const item = { merchantNameListed: 'x', merchantAmount: '1', merchantCurrency: '978', merchantExponent: '0' };
  const rows: [patch: Json, detail: string][] = [
    [{ acquirerCountryCode: '999' }, 'acquirerCountryCode'],
    [{ sellerInfo: [{ sellerName: 'x' }, { sellerName: 'y', sellerAddrCountry: '901' }] }, 'sellerInfo.sellerAddrCountry'],
    [
      { multiTransaction: { merchantList: [item] } },
      'multiTransaction.merchantList.merchantCurrency,multiTransaction.merchantList.merchantExponent',
    ],
    [{ recurringAmount: '1', recurringCurrency: '999', recurringExponent: '2' }, 'recurringCurrency'],
    [{ recurringAmount: '1', recurringCurrency: '392', recurringExponent: '2' }, 'recurringCurrency,recurringExponent'],
  ];
  for (const [patch, detail] of rows) t.same(verdict('AReq', { ...areq, ...patch }), ['304', detail]);
});

t.test('Every message of a transaction has the version of its AReq', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    for (const other of SUPPORTED_VERSIONS) {
      const expected = other === version ? ['accepted', ''] : ['203', 'messageVersion'];
      t.same(verdict('RRes', example('RRes', version), { version: other }), expected, `${version} in a transaction of ${other}`);
    }
    t.same(
      verdict('CReq', { ...example('CReq', version), messageVersion: '2.0.0' }, { version })[0],
      '102',
      'one that nobody speaks is 102',
    );
  }
  t.same(
    verdict('OReq', { ...example('OReq', '2.3.1'), messageVersion: '2.2.0' }),
    ['101', 'Invalid Message Type'],
    'OReq is new in 2.3.1',
  );
});

t.test('The channel of the transaction decides where a message does not say it', async (t) => {
  const [inBrowser, inApp] = [{ deviceChannel: '02' }, { deviceChannel: '01' }];
  for (const version of SUPPORTED_VERSIONS) {
    const [creq, entry, rres] = [example('CReq', version), example('CReq-app-entry', version), example('RRes', version)];
    const { challengeWindowSize: _size, ...sizeless } = creq;
    t.same(
      verdict('CReq', { ...sizeless, sdkTransID }, inBrowser),
      ['201', 'challengeWindowSize'],
      'a browser cannot pass for an app',
    );
    t.same(
      verdict('CReq', { ...creq, sdkTransID: 'x', sdkCounterStoA: 1 }, inBrowser),
      ['accepted', ''],
      'and its sdkTransID is ignored',
    );
    const { sdkTransID: _id, ...nameless } = entry;
    t.same(verdict('CReq', nameless, inApp), ['201', 'sdkTransID'], 'an app names itself');
    t.same(verdict('CReq', { ...entry, sdkTransID: '', sdkCounterStoA: undefined }, inApp), ['201', 'sdkTransID,sdkCounterStoA']);
    t.same(verdict('CReq', entry, inApp), ['accepted', '']);
    t.same(
      verdict('RRes', rres, inApp),
      version === '2.1.0' ? ['accepted', ''] : ['201', 'sdkTransID'],
      'so does its RRes since 2.2.0',
    );
    t.same(verdict('RRes', { ...rres, sdkTransID: 'x' }, inBrowser), ['accepted', '']);
    t.same(verdict('RRes', { ...rres, sdkTransID: 'x' }), ['203', 'sdkTransID'], 'it is judged where no channel is known');
  }
});

t.test('An Erro has no extensions: none of its is critical', async (t) => {
  const messageExtension = [{ ...extension, criticalityIndicator: true }];
  t.same(verdict('Erro', { ...example('Erro'), messageExtension }), ['accepted', '']);
  for (const [type, title] of [
    ['OReq', 'B.10 OReq: an OReq with a critical extension that nobody knows is Erro 202'],
    ['ORes', 'B.11 ORes: an ORes with a critical extension that nobody knows is Erro 202'],
  ] as const) {
    const message = example(type, '2.3.1');
    t.same(verdict(type, { ...message, messageExtension }), ['202', extension.id], title);
    t.same(verdict(type, { ...message, messageExtension: [extension] }), ['accepted', ''], `${type}: one that is not critical`);
    t.same(verdict(type, { ...message, messageExtension: [{}] })[0], '201', `${type}: and it is judged`);
  }
  t.same(verdict('RRes', { ...example('RRes'), messageExtension }), ['202', extension.id]);
});

t.test('Indicators of 2.3.1 ask for more', async (t) => {
  const recurring = { ...areq, threeDSRequestorAuthenticationInd: '02' };
  const ind = (amountInd: string, frequencyInd: string) => ({ recurringInd: { amountInd, frequencyInd } });
  const rows: [sentence: string, message: Json, code: string, detail: string][] = [
    ['a recurring payment', recurring, '201', 'recurringInd'],
    ['one of a varying amount and rhythm', { ...recurring, ...ind('02', '02') }, 'accepted', ''],
    ['one of a fixed amount', { ...recurring, ...ind('01', '02') }, '201', 'recurringAmount'],
    ['one of a fixed rhythm', { ...recurring, ...ind('02', '01') }, '201', 'recurringDate,recurringFrequency'],
    ['an amount without a currency', { ...areq, recurringAmount: '1' }, '201', 'recurringCurrency,recurringExponent'],
    ['decoupled without a time', { ...areq, threeDSRequestorDecReqInd: 'F' }, '201', 'threeDSRequestorDecMaxTime'],
    ['not decoupled', { ...areq, threeDSRequestorDecReqInd: 'N' }, 'accepted', ''],
    ['SPC without a payee', { ...areq, threeDSRequestorSpcSupport: 'Y' }, '201', 'payeeOrigin'],
    ['SPC that ended in a reserved way', { ...areq, spcIncompInd: '04' }, '207', 'spcIncompInd'],
    ['SPC that ended in a way of no DS', { ...areq, spcIncompInd: '99' }, '207', 'spcIncompInd'],
    [
      '3RI after a challenge',
      { ...example('AReq-3ri-nonpayment', '2.3.1'), threeRIInd: '19' },
      '201',
      'threeDSRequestorPriorAuthenticationInfo',
    ],
    ['a split SDK', { ...app('2.3.1'), sdkType: '02' }, '201', 'splitSdkType,sdkServerSignedContent'],
    [
      'evidence as an object',
      { ...areq, threeDSRequestorAuthenticationInfo: [{ threeDSReqAuthData: { x: 'x' } }] },
      'accepted',
      '',
    ],
    [
      'too large an object',
      { ...areq, threeDSRequestorAuthenticationInfo: [{ threeDSReqAuthData: { x: 'x'.repeat(49_993) } }] },
      '203',
      'threeDSRequestorAuthenticationInfo.threeDSReqAuthData',
    ],
    [
      'too large a token',
      { ...areq, payTokenInfo: { tokenAdditionalData: { x: 'x'.repeat(493) } } },
      '203',
      'payTokenInfo.tokenAdditionalData',
    ],
  ];
  for (const [sentence, message, ...expected] of rows) t.same(verdict('AReq', message), expected, sentence);
});
