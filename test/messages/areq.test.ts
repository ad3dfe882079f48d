import t from 'tap';
import { PRIVATE_MEMBERS } from '../../src/crypto/jwk.ts';
import { example, type Json, verdict } from './example.ts';

const areq = example('AReq-browser-payment');
const minimal = example('AReq-browser-minimal');
const { browserJavascriptEnabled: _browser, ...withoutBrowser } = minimal;

const app: Json = {
  ...withoutBrowser,
  deviceChannel: '01',
  deviceInfo: Buffer.from('{"DV":"1.4","DD":{"C001":"Android"}}').toString('base64url'),
  deviceRenderOptions: { sdkInterface: '03', sdkUiType: ['01', '02', '03', '04', '05'] },
  sdkAppID: 'd9c0a3f1-9a51-4c3e-8a55-6f0f7b1c2d3e',
  sdkEphemPubKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
  sdkMaxTimeout: '05',
  sdkReferenceNumber: '3DS_LOA_SDK_TEST_020200_00004',
  sdkTransID: '0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a',
};
const initiated: Json = {
  ...withoutBrowser,
  deviceChannel: '03',
  threeRIInd: '05',
  threeDSRequestorAuthenticationInd: undefined,
};
const nonPayment: Json = { ...minimal, messageCategory: '02', purchaseAmount: undefined, purchaseDate: undefined };
const recurring = { recurringExpiry: '20280131', recurringFrequency: '30' };
const extension = { name: 'Test', id: 'A000000000-test', criticalityIndicator: false, data: {} };

const texts: [sentence: string, text: string, code: string, detail: string][] = [
  ['an empty body', '', '101', 'Invalid Formatted Message'],
  ['a body that is not JSON', '<AReq/>', '101', 'Invalid Formatted Message'],
  ['a body that breaks off', JSON.stringify(areq).slice(0, -1), '101', 'Invalid Formatted Message'],
  ['a second value after the message', `${JSON.stringify(areq)}{}`, '101', 'Invalid Formatted Message'],
  ['a JSON text', '"AReq"', '101', 'Invalid Formatted Message'],
  ['a JSON list', `[${JSON.stringify(areq)}]`, '101', 'Invalid Formatted Message'],
  ['JSON null', 'null', '101', 'Invalid Formatted Message'],
  ['an empty object', '{}', '201', 'messageType'],
];

type Row = [sentence: string, message: Json, code: string, detail: string];

const rows: Row[] = [
  ['the full example', areq, 'accepted', ''],
  ['the minimal example', minimal, 'accepted', ''],
  ['an app', app, 'accepted', ''],
  ['a requestor that initiates', initiated, 'accepted', ''],
  ['a non-payment authentication without a purchase', nonPayment, 'accepted', ''],

  ['messageType null', { ...areq, messageType: null }, '201', 'messageType'],
  ['messageType a number', { ...areq, messageType: 1 }, '203', 'messageType'],
  ['messageType of no protocol', { ...areq, messageType: 'AuthReq' }, '101', 'Invalid Message Type'],
  ['messageType in another case', { ...areq, messageType: 'AREQ' }, '101', 'Invalid Message Type'],
  ['a message for the DS', { ...areq, messageType: 'PReq' }, '101', 'Invalid Message for the receiving component'],
  ['a message of a later version', { ...areq, messageType: 'OReq' }, '101', 'Invalid Message Type'],
  ['messageVersion absent', { ...areq, messageVersion: undefined }, '201', 'messageVersion'],
  ['messageVersion a number', { ...areq, messageVersion: 2.2 }, '203', 'messageVersion'],
  ['messageVersion too short', { ...areq, messageVersion: '2.2' }, '203', 'messageVersion'],
  ['messageVersion too long', { ...areq, messageVersion: '2.2.00000' }, '203', 'messageVersion'],
  ['messageVersion not of this ACS', { ...areq, messageVersion: '2.0.0' }, '102', '2.3.1,2.2.0,2.1.0'],
  ['messageVersion of two digits', { ...areq, messageVersion: '2.10.0' }, '102', '2.3.1,2.2.0,2.1.0'],

  ['an extension that is not critical', { ...areq, messageExtension: [extension] }, 'accepted', ''],
  ['a critical one', { ...areq, messageExtension: [{ ...extension, criticalityIndicator: true }] }, '202', extension.id],
  [
    'two critical ones',
    { ...areq, messageExtension: ['a', 'b', 'c'].map((id) => ({ ...extension, id, criticalityIndicator: id !== 'b' })) },
    '202',
    'a,c',
  ],
  [
    'a critical one without an id',
    { ...areq, messageExtension: [{ ...extension, id: '', criticalityIndicator: true }] },
    '201',
    'messageExtension.id',
  ],
  [
    'criticality as text',
    { ...areq, messageExtension: [{ ...extension, criticalityIndicator: 'true' }] },
    '203',
    'messageExtension.criticalityIndicator',
  ],
  [
    'an extension without data',
    { ...areq, messageExtension: [extension, { ...extension, data: null }] },
    '201',
    'messageExtension.data',
  ],
  ['an extension that is null', { ...areq, messageExtension: [null] }, '203', 'messageExtension'],
  ['no extension in the list', { ...areq, messageExtension: [] }, '203', 'messageExtension'],
  ['ten extensions', { ...areq, messageExtension: Array(10).fill(extension) }, 'accepted', ''],
  ['eleven extensions', { ...areq, messageExtension: Array(11).fill(extension) }, '203', 'messageExtension'],
  [
    'extension data of 8059 characters',
    { ...areq, messageExtension: [{ ...extension, data: { x: 'x'.repeat(8051) } }] },
    'accepted',
    '',
  ],
  [
    'extension data of 8060 characters',
    { ...areq, messageExtension: [{ ...extension, data: { x: 'x'.repeat(8052) } }] },
    '203',
    'messageExtension.data',
  ],

  ['an element that nobody knows', { ...areq, merchantMood: null, purchaseAmountText: 299 }, 'accepted', ''],
  ['an element of another version', { ...areq, acceptLanguage: 'fr', deviceBindingStatus: '99' }, 'accepted', ''],
  ['browser elements in 3RI', { ...initiated, threeDSCompInd: 'Y', browserJavascriptEnabled: true }, 'accepted', ''],
  ['several absent elements', { ...minimal, merchantName: undefined, mcc: '', dsURL: null }, '201', 'mcc,merchantName,dsURL'],
  ['several malformed elements', { ...areq, mcc: 'five', acctType: '04', addrMatch: true }, '203', 'addrMatch,acctType,mcc'],
  [
    'a malformed child',
    { ...areq, acctInfo: { chAccAgeInd: '06', chAccDate: '2018' } },
    '203',
    'acctInfo.chAccAgeInd,acctInfo.chAccDate',
  ],
  ['a parent that is text', { ...areq, acctInfo: 'none' }, '203', 'acctInfo'],
  ['a parent that is a list', { ...areq, acctInfo: [] }, '203', 'acctInfo'],
  ['a parent with no child', { ...areq, acctInfo: {} }, 'accepted', ''],
  ['a child that its parent needs, absent', { ...areq, homePhone: { cc: '687' } }, '201', 'homePhone.subscriber'],
  ['a child that its parent needs, empty', { ...areq, homePhone: { cc: '', subscriber: '270023' } }, '201', 'homePhone.cc'],
  ['a parent without any child that it needs', { ...areq, homePhone: {} }, '201', 'homePhone.cc,homePhone.subscriber'],

  ['no screen in a browser without JavaScript', { ...minimal, browserTZ: undefined }, 'accepted', ''],
  [
    'no screen in a browser with JavaScript',
    { ...minimal, browserJavascriptEnabled: true },
    '201',
    'browserJavaEnabled,browserColorDepth,browserScreenHeight,browserScreenWidth,browserTZ',
  ],
  ['no language in a browser without JavaScript', { ...minimal, browserLanguage: undefined }, '201', 'browserLanguage'],
  ['no browserIP in a browser', { ...areq, browserIP: undefined }, 'accepted', ''],
  ['no deviceInfo in an app', { ...app, deviceInfo: undefined }, '201', 'deviceInfo'],
  ['sdkEncData, which the DS keeps', { ...app, sdkEncData: 'a.b.c.d.e' }, '203', 'sdkEncData'],
  [
    'no user interface that the SDK can show',
    { ...app, deviceRenderOptions: { sdkInterface: '03', sdkUiType: [] } },
    '203',
    'deviceRenderOptions.sdkUiType',
  ],
  [
    'an unknown user interface',
    { ...app, deviceRenderOptions: { sdkInterface: '04', sdkUiType: ['01', '06'] } },
    '203',
    'deviceRenderOptions.sdkInterface,deviceRenderOptions.sdkUiType',
  ],
  ['sdkMaxTimeout under five minutes', { ...app, sdkMaxTimeout: '04' }, '203', 'sdkMaxTimeout'],
  [
    'a key with further members',
    { ...app, sdkEphemPubKey: { ...(app.sdkEphemPubKey as Json), use: 'enc', kid: '1' } },
    'accepted',
    '',
  ],
  ...PRIVATE_MEMBERS.map(
    (name): Row => [
      `a key that is not public: ${name}`,
      { ...app, sdkEphemPubKey: { ...(app.sdkEphemPubKey as Json), [name]: name === 'oth' ? [] : '' } },
      '203',
      `sdkEphemPubKey.${name}`,
    ],
  ),
  [
    'a key on another curve',
    { ...app, sdkEphemPubKey: { ...(app.sdkEphemPubKey as Json), crv: 'P-384' } },
    '203',
    'sdkEphemPubKey.crv',
  ],
  [
    'a key without a coordinate',
    { ...app, sdkEphemPubKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43) } },
    '201',
    'sdkEphemPubKey.y',
  ],
  [
    'a key of over 256 characters',
    { ...app, sdkEphemPubKey: { ...(app.sdkEphemPubKey as Json), kid: 'k'.repeat(200) } },
    '203',
    'sdkEphemPubKey',
  ],
  ['no threeRIInd in 3RI', { ...initiated, threeRIInd: undefined }, '201', 'threeRIInd'],

  [
    'a recurring payment without its rhythm',
    { ...areq, threeDSRequestorAuthenticationInd: '02' },
    '201',
    'recurringExpiry,recurringFrequency',
  ],
  ['a recurring payment', { ...areq, ...recurring, threeDSRequestorAuthenticationInd: '02' }, 'accepted', ''],
  [
    'an instalment without its number',
    { ...areq, ...recurring, threeDSRequestorAuthenticationInd: '03' },
    '201',
    'purchaseInstalData',
  ],
  ['an instalment', { ...areq, ...recurring, threeDSRequestorAuthenticationInd: '03', purchaseInstalData: '03' }, 'accepted', ''],
  [
    'a single instalment',
    { ...areq, ...recurring, threeDSRequestorAuthenticationInd: '03', purchaseInstalData: '001' },
    '203',
    'purchaseInstalData',
  ],
  ['instalments of a payment that is none', { ...areq, purchaseInstalData: '3' }, '203', 'purchaseInstalData'],
  ['a 3RI instalment without its number', { ...initiated, ...recurring, threeRIInd: '02' }, '201', 'purchaseInstalData'],
  ['a 3RI recurring payment without its rhythm', { ...initiated, threeRIInd: '01' }, '201', 'recurringExpiry,recurringFrequency'],
  ['a stray threeDSRequestorAuthenticationInd in 3RI', { ...initiated, threeDSRequestorAuthenticationInd: '02' }, 'accepted', ''],
  ['a stray threeRIInd in a browser', { ...minimal, threeRIInd: '02' }, 'accepted', ''],
  [
    'non-payment of an instalment, no purchase',
    { ...nonPayment, ...recurring, threeDSRequestorAuthenticationInd: '02' },
    '201',
    'purchaseAmount,purchaseDate',
  ],
  [
    '3RI non-payment of a top-up, no purchase',
    { ...initiated, messageCategory: '02', threeRIInd: '07', purchaseDate: undefined },
    '201',
    'purchaseDate',
  ],
  ['3RI non-payment that verifies an account', { ...initiated, messageCategory: '02', purchaseDate: undefined }, 'accepted', ''],
  [
    'a payment without a purchase',
    { ...minimal, purchaseAmount: undefined, purchaseDate: undefined },
    '201',
    'purchaseAmount,purchaseDate',
  ],
  ['no payment token', { ...areq, payTokenInd: undefined, payTokenSource: undefined }, 'accepted', ''],
  ['payTokenInd false', { ...areq, payTokenInd: false, payTokenSource: undefined }, '203', 'payTokenInd'],
  ['a payment token without a source', { ...areq, payTokenSource: undefined }, '201', 'payTokenSource'],
  ['a billing state without a country', { ...areq, billAddrCountry: undefined }, '201', 'billAddrCountry'],
  [
    'an empty billing state without a country',
    { ...areq, billAddrState: '', billAddrCountry: undefined },
    '203',
    'billAddrState',
  ],
  ['a shipping state without a country', { ...areq, shipAddrCountry: undefined }, '201', 'shipAddrCountry'],
  ['a white list status without a source', { ...areq, whiteListStatusSource: undefined }, '201', 'whiteListStatusSource'],

  ['a country that is none', { ...areq, merchantCountryCode: '539' }, '304', 'merchantCountryCode'],
  [
    'a country of the excluded range',
    { ...areq, shipAddrCountry: '901', billAddrCountry: '999' },
    '304',
    'billAddrCountry,shipAddrCountry',
  ],
  ['a currency that is none', { ...areq, purchaseCurrency: '123' }, '304', 'purchaseCurrency'],
  [
    'excluded currencies',
    { ...areq, purchaseCurrency: '955', merchantRiskIndicator: { giftCardCurr: '999' } },
    '304',
    'purchaseCurrency,merchantRiskIndicator.giftCardCurr',
  ],
  ['an exponent that is not the currency’s', { ...areq, purchaseExponent: '0' }, '304', 'purchaseCurrency,purchaseExponent'],
  ['a currency without decimals', { ...areq, purchaseCurrency: '953', purchaseExponent: '0' }, 'accepted', ''],
  ['a currency of three decimals', { ...areq, purchaseCurrency: '414', purchaseExponent: '3' }, 'accepted', ''],
];

t.test('AReq 2.2.0', async (t) => {
  for (const [sentence, text, ...expected] of texts) t.same(verdict('AReq', text), expected, sentence);
  for (const [sentence, message, ...expected] of rows) t.same(verdict('AReq', message), expected, sentence);
});

t.test('The indicator of a non-payment authentication decides what else it needs', async (t) => {
  const PURCHASE = ['purchaseAmount', 'purchaseCurrency', 'purchaseDate', 'purchaseExponent'];
  const RECURRING = ['recurringExpiry', 'recurringFrequency'];
  const INSTALMENT = ['purchaseInstalData'];
  const needs: [name: string, base: Json, byValue: Record<string, string[]>][] = [
    [
      'threeDSRequestorAuthenticationInd',
      minimal,
      {
        '01': [],
        '02': [...PURCHASE, ...RECURRING],
        '03': [...PURCHASE, ...RECURRING, ...INSTALMENT],
        '04': [],
        '05': [],
        '06': [],
        '07': [],
        '80': [],
      },
    ],
    [
      'threeRIInd',
      initiated,
      {
        '01': [...PURCHASE, ...RECURRING],
        '02': [...PURCHASE, ...RECURRING, ...INSTALMENT],
        ...{ '03': [], '04': [], '05': [], '06': PURCHASE, '07': PURCHASE, '08': PURCHASE, '09': PURCHASE, '10': [] },
        ...{ '11': PURCHASE, '12': [], '80': [] },
      },
    ],
  ];
  for (const [name, base, byValue] of needs) {
    const bare = { ...base, messageCategory: '02', ...Object.fromEntries(PURCHASE.map((element) => [element, undefined])) };
    for (const [value, expected] of Object.entries(byValue)) {
      const missing = verdict('AReq', { ...bare, [name]: value })[1]
        .split(',')
        .filter(Boolean)
        .sort();
      t.same(missing, [...expected].sort(), `${name} ${value}`);
    }
  }
});
