// Every element of the AReq 2.2.0 (Table A.1): whether it has to be there, how long it may be, and which values it takes.
// The tables are literals on purpose: they are compared with the specification, not with the schema.
import t from 'tap';
import { readSchema } from '../../src/messages/schemas.ts';
import { example, type Json, verdict, withElement } from './example.ts';

const areq = example('AReq-browser-payment');
const list = (text: string) => text.trim().split(/\s+/);

const REQUIRED = list(`
  messageType messageVersion messageCategory deviceChannel threeDSRequestorID threeDSRequestorName threeDSRequestorURL
  threeDSServerRefNumber threeDSServerTransID threeDSServerURL acctNumber dsReferenceNumber dsTransID dsURL`);
const REQUIRED_IN_A_PAYMENT = list(`
  acquirerBIN acquirerMerchantID mcc merchantCountryCode merchantName purchaseAmount purchaseCurrency purchaseExponent purchaseDate`);
const REQUIRED_IN_A_BROWSER = list(`
  threeDSCompInd threeDSRequestorAuthenticationInd browserAcceptHeader browserUserAgent browserLanguage browserJavascriptEnabled
  notificationURL`);
const REQUIRED_WITH_JAVASCRIPT = list('browserJavaEnabled browserColorDepth browserScreenHeight browserScreenWidth browserTZ');
const REQUIRED_HERE_BY_ANOTHER = list('payTokenSource billAddrCountry shipAddrCountry whiteListStatusSource');
const REQUIRED_IN_AN_APP = list(
  'deviceRenderOptions deviceInfo sdkAppID sdkEphemPubKey sdkMaxTimeout sdkReferenceNumber sdkTransID',
);
const REQUIRED_IN_3RI = ['threeRIInd'];
const OPTIONAL = list(`
  threeDSRequestorAuthenticationInfo threeDSReqAuthMethodInd threeDSRequestorChallengeInd threeDSRequestorDecMaxTime
  threeDSRequestorDecReqInd threeDSRequestorPriorAuthenticationInfo threeDSServerOperatorID acctType addrMatch broadInfo browserIP
  cardExpiryDate acctID acctInfo billAddrCity billAddrLine1 billAddrLine2 billAddrLine3 billAddrPostCode billAddrState email
  homePhone mobilePhone workPhone cardholderName shipAddrCity shipAddrLine1 shipAddrLine2 shipAddrLine3 shipAddrPostCode
  shipAddrState payTokenInd purchaseInstalData merchantRiskIndicator messageExtension recurringExpiry recurringFrequency transType
  whiteListStatus`);
const OPTIONAL_CHILDREN = list(`
  threeDSRequestorAuthenticationInfo.threeDSReqAuthMethod threeDSRequestorAuthenticationInfo.threeDSReqAuthTimestamp
  threeDSRequestorAuthenticationInfo.threeDSReqAuthData threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorRef
  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthMethod
  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthTimestamp
  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthData acctInfo.chAccAgeInd acctInfo.chAccChange
  acctInfo.chAccChangeInd acctInfo.chAccDate acctInfo.chAccPwChange acctInfo.chAccPwChangeInd acctInfo.nbPurchaseAccount
  acctInfo.provisionAttemptsDay acctInfo.txnActivityDay acctInfo.txnActivityYear acctInfo.paymentAccAge acctInfo.paymentAccInd
  acctInfo.shipAddressUsage acctInfo.shipAddressUsageInd acctInfo.shipNameIndicator acctInfo.suspiciousAccActivity
  merchantRiskIndicator.deliveryEmailAddress merchantRiskIndicator.deliveryTimeframe merchantRiskIndicator.giftCardAmount
  merchantRiskIndicator.giftCardCount merchantRiskIndicator.giftCardCurr merchantRiskIndicator.preOrderDate
  merchantRiskIndicator.preOrderPurchaseInd merchantRiskIndicator.reorderItemsInd merchantRiskIndicator.shipIndicator`);

/** [least, most] characters of elements that take any text. */
const TEXTS: Record<string, [number, number]> = {
  threeDSRequestorID: [1, 35],
  threeDSRequestorName: [1, 40],
  threeDSServerOperatorID: [1, 32],
  threeDSServerRefNumber: [1, 32],
  acquirerBIN: [1, 11],
  acquirerMerchantID: [1, 35],
  browserAcceptHeader: [1, 2048],
  browserLanguage: [1, 8],
  browserUserAgent: [1, 2048],
  acctID: [1, 64],
  billAddrCity: [1, 50],
  billAddrLine1: [1, 50],
  billAddrLine2: [1, 50],
  billAddrLine3: [1, 50],
  billAddrPostCode: [1, 16],
  billAddrState: [1, 3],
  shipAddrCity: [1, 50],
  shipAddrLine1: [1, 50],
  shipAddrLine2: [1, 50],
  shipAddrLine3: [1, 50],
  shipAddrPostCode: [1, 16],
  shipAddrState: [1, 3],
  cardholderName: [2, 45],
  deviceInfo: [1, 64_000],
  dsReferenceNumber: [1, 32],
  merchantName: [1, 40],
  sdkReferenceNumber: [1, 32],
  'threeDSRequestorAuthenticationInfo.threeDSReqAuthData': [1, 20_000],
  'threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorRef': [1, 36],
  'threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthData': [1, 2048],
};

/** [least, most] digits. */
const DIGITS: Record<string, [number, number]> = {
  acctNumber: [13, 19],
  browserScreenHeight: [1, 6],
  browserScreenWidth: [1, 6],
  mcc: [4, 4],
  merchantCountryCode: [3, 3],
  billAddrCountry: [3, 3],
  shipAddrCountry: [3, 3],
  purchaseAmount: [1, 48],
  purchaseCurrency: [3, 3],
  purchaseExponent: [1, 1],
  recurringFrequency: [1, 4],
  'homePhone.cc': [1, 3],
  'homePhone.subscriber': [1, 15],
  'mobilePhone.cc': [1, 3],
  'mobilePhone.subscriber': [1, 15],
  'workPhone.cc': [1, 3],
  'workPhone.subscriber': [1, 15],
  'acctInfo.nbPurchaseAccount': [1, 4],
  'acctInfo.provisionAttemptsDay': [1, 3],
  'acctInfo.txnActivityDay': [1, 3],
  'acctInfo.txnActivityYear': [1, 3],
  'merchantRiskIndicator.giftCardAmount': [1, 15],
  'merchantRiskIndicator.giftCardCount': [2, 2],
  'merchantRiskIndicator.giftCardCurr': [3, 3],
};

/** The values of a code. `DS`: 80 to 99 belong to the directory servers and are taken, too. */
const CODES: Record<string, string> = {
  messageCategory: '01 02 DS',
  deviceChannel: '01 02 03 DS',
  threeDSCompInd: 'Y N U',
  threeDSRequestorAuthenticationInd: '01 02 03 04 05 06 07 DS',
  threeDSReqAuthMethodInd: '01 02 03 DS',
  threeDSRequestorChallengeInd: '01 02 03 04 05 06 07 08 09 DS',
  threeDSRequestorDecReqInd: 'Y N',
  threeRIInd: '01 02 03 04 05 06 07 08 09 10 11 12 DS',
  acctType: '01 02 03 DS',
  addrMatch: 'Y N',
  browserColorDepth: '1 4 8 15 16 24 32 48',
  payTokenSource: '01 02 DS',
  transType: '01 03 10 11 28',
  whiteListStatus: 'Y N',
  whiteListStatusSource: '01 02 03 DS',
  'threeDSRequestorAuthenticationInfo.threeDSReqAuthMethod': '01 02 03 04 05 06 07 08 DS',
  'threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthMethod': '01 02 03 04 DS',
  'acctInfo.chAccAgeInd': '01 02 03 04 05',
  'acctInfo.chAccChangeInd': '01 02 03 04',
  'acctInfo.chAccPwChangeInd': '01 02 03 04 05',
  'acctInfo.paymentAccInd': '01 02 03 04 05',
  'acctInfo.shipAddressUsageInd': '01 02 03 04',
  'acctInfo.shipNameIndicator': '01 02',
  'acctInfo.suspiciousAccActivity': '01 02',
  'merchantRiskIndicator.deliveryTimeframe': '01 02 03 04',
  'merchantRiskIndicator.preOrderPurchaseInd': '01 02',
  'merchantRiskIndicator.reorderItemsInd': '01 02',
  'merchantRiskIndicator.shipIndicator': '01 02 03 04 05 06 07',
};

const uuid = {
  good: [areq.dsTransID, 'F25084F0-5B16-4C0A-AE5D-B24808A95E4B'],
  bad: ['f25084f05b164c0aae5db24808a95e4b', '1', 'g'.repeat(36)],
};
const boolean = { good: [true, false], bad: ['true', 'Y', 0, 1] };
const date = { good: ['20240229', '99991231'], bad: ['2024-02-29', '20241301', '20240230', '20240431', '240229', 20240229] };
const minute = { good: ['202402292359'], bad: ['20240229', '20240229235959', '202402292400', '202402302359'] };
const email = { good: ['a@b', `${'a'.repeat(250)}@b.c`], bad: ['a', '@b', 'a b@c', `${'a'.repeat(251)}@b.c`] };
const url = (most: number) => ({
  good: ['http://localhost:8090', 'https://a.example/é?b=c#d', `https://a/${'x'.repeat(most - 10)}`],
  bad: [
    'a.example',
    '//a.example/',
    'ftp://a/',
    'javascript:alert(1)',
    'http://',
    'http://a b/',
    'http://[a/',
    `https://a/${'x'.repeat(most - 9)}`,
  ],
});

/** Values that are taken and values that are not. */
const VALUES: Record<string, { good: unknown[]; bad: unknown[] }> = {
  threeDSServerTransID: uuid,
  dsTransID: uuid,
  sdkAppID: uuid,
  sdkTransID: uuid,
  threeDSRequestorURL: url(2048),
  threeDSServerURL: url(2048),
  dsURL: url(2048),
  notificationURL: url(256),
  browserJavaEnabled: boolean,
  browserJavascriptEnabled: boolean,
  payTokenInd: { good: [true], bad: [false, 'true', 1] },
  browserIP: {
    good: ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1'],
    bad: ['192.0.2.256', '192.0.2', 'localhost', '2001:db8:::1'],
  },
  browserTZ: { good: ['0', '300', '+300', '-660', '+9999'], bad: ['+', '--60', '+10000', '1.5', 'UTC', 300] },
  cardExpiryDate: { good: ['2712', '0001'], bad: ['2713', '2700', '1227/', '202712', 2712] },
  cardholderName: { good: ['CLAIRE O’EXEMPLE'.replace('’', "'"), '~ '], bad: ['Hélène', 'A\nB', 'A\u007f'] },
  browserLanguage: { good: ['fr', 'zh-Hant'], bad: ['zh-Hant-CN'] },
  deviceInfo: { good: ['e30', 'e30='], bad: ['{}', 'e 30'] },
  email,
  'merchantRiskIndicator.deliveryEmailAddress': email,
  purchaseDate: {
    good: ['20240229235959'],
    bad: ['20240229', '202402292359', '20240229240000', '20240229236000', '20240231000000'],
  },
  recurringExpiry: date,
  'acctInfo.chAccChange': date,
  'acctInfo.chAccDate': date,
  'acctInfo.chAccPwChange': date,
  'acctInfo.paymentAccAge': date,
  'acctInfo.shipAddressUsage': date,
  'merchantRiskIndicator.preOrderDate': date,
  'threeDSRequestorAuthenticationInfo.threeDSReqAuthTimestamp': minute,
  'threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthTimestamp': minute,
  threeDSRequestorDecMaxTime: { good: ['00001', '09999', '10080'], bad: ['00000', '10081', '1', '000001', '99999'] },
  sdkMaxTimeout: { good: ['05', '10', '99'], bad: ['00', '04', '5', '100'] },
  broadInfo: { good: [{}, { x: 'x'.repeat(4088) }], bad: [{ x: 'x'.repeat(4089) }, 'text', []] },
};
const OBJECTS = list('acctInfo merchantRiskIndicator threeDSRequestorAuthenticationInfo threeDSRequestorPriorAuthenticationInfo');
const ELSEWHERE = list('deviceRenderOptions sdkEphemPubKey homePhone mobilePhone workPhone messageExtension'); // in areq.test.ts

/** Whether the verdict blames this element for its format. */
function blames(path: string, value: unknown): boolean {
  const [code, detail] = verdict('AReq', withElement(areq, path, value));
  return code === '203' && detail.split(',').includes(path);
}

t.test('A required element that is absent, null or empty is missing (201)', async (t) => {
  const required = [
    ...REQUIRED,
    ...REQUIRED_IN_A_PAYMENT,
    ...REQUIRED_IN_A_BROWSER,
    ...REQUIRED_WITH_JAVASCRIPT,
    ...REQUIRED_HERE_BY_ANOTHER,
  ];
  for (const name of required) {
    for (const value of [undefined, null, '']) {
      t.same(verdict('AReq', { ...areq, [name]: value }), ['201', name], `${name} ${value === '' ? 'empty' : value}`);
    }
  }
  const channels: [string, string[], string[]][] = [
    ['01', REQUIRED_IN_AN_APP, ['threeDSRequestorAuthenticationInd']],
    ['03', REQUIRED_IN_3RI, []],
  ];
  for (const [deviceChannel, names, others] of channels) {
    const message: Json = { ...areq, deviceChannel };
    for (const name of others) delete message[name];
    const [code, detail] = verdict('AReq', message);
    t.same([code, detail.split(',').sort()], ['201', [...names, ...others].sort()], `deviceChannel ${deviceChannel}`);
  }
});

t.test('An optional element may be absent, but not null or empty (203)', async (t) => {
  for (const path of [...OPTIONAL, ...OPTIONAL_CHILDREN]) {
    t.same(verdict('AReq', withElement(areq, path, undefined)), ['accepted', ''], `${path} absent`);
    t.same(verdict('AReq', withElement(areq, path, null)), ['203', path], `${path} null`);
    t.same(verdict('AReq', withElement(areq, path, '')), ['203', path], `${path} empty`);
  }
});

t.test('A text has its least and its greatest length', async (t) => {
  for (const [path, [least, most]] of Object.entries(TEXTS)) {
    const taken = [least, least + 1, most - 1, most].filter((length) => blames(path, 'x'.repeat(length)));
    t.same(taken, [], `${path} of ${least} to ${most} characters is taken`);
    t.ok(blames(path, 'x'.repeat(most + 1)), `${path} of ${most + 1} characters is not`);
    if (least > 1) t.ok(blames(path, 'x'.repeat(least - 1)), `${path} of ${least - 1} characters is not`);
    t.ok(
      [1, true, ['x'], { x: 'x' }].every((value) => blames(path, value)),
      `${path} is a text and nothing else`,
    );
  }
  t.notOk(blames('merchantName', '😀'.repeat(40)), 'characters are counted, not their halves');
});

t.test('A number has its least and its greatest count of digits', async (t) => {
  for (const [path, [least, most]] of Object.entries(DIGITS)) {
    const refused = [least, most].filter((length) => blames(path, '0'.repeat(length)));
    t.same(refused, [], `${path} of ${least} to ${most} digits is taken, with leading zeros`);
    t.ok(blames(path, '1'.repeat(most + 1)), `${path} of ${most + 1} digits is not`);
    if (least > 1) t.ok(blames(path, '1'.repeat(least - 1)), `${path} of ${least - 1} digits is not`);
    const strange = [
      1,
      'x'.repeat(least),
      `${'1'.repeat(least - 1)} `,
      `-${'1'.repeat(least - 1)}`,
      '١'.repeat(least),
      `${'1'.repeat(least)}\n`,
    ];
    t.same(
      strange.filter((value) => !blames(path, value)),
      [],
      `${path} is digits and nothing else`,
    );
  }
});

t.test('A code takes its values, and refuses reserved and other ones', async (t) => {
  const all = [...Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0')), ...list('1 4 8 Y N U A E P R')];
  const isDsValue = (code: string) => /^[89]\d$/.test(code);
  for (const [path, values] of Object.entries(CODES)) {
    const allowed = values.split(' ');
    const expected = all.filter((code) => allowed.includes(code) || (allowed.includes('DS') && isDsValue(code)));
    t.same(
      all.filter((code) => !blames(path, code)),
      expected,
      `${path} takes ${values}`,
    );
    t.ok(
      [1, true, ' 01', '01 ', '100', 'y', [allowed[0]]].every((value) => blames(path, value)),
      `${path} takes nothing else`,
    );
  }
});

t.test('An element with a format takes what has it, and nothing else', async (t) => {
  for (const [path, { good, bad }] of Object.entries(VALUES)) {
    t.same(
      good.filter((value) => blames(path, value)),
      [],
      `${path} takes what is good`,
    );
    t.same(
      bad.filter((value) => !blames(path, value)),
      [],
      `${path} refuses what is bad`,
    );
  }
  for (const path of OBJECTS)
    t.ok(
      ['text', 1, [], [{}]].every((value) => blames(path, value)),
      `${path} is an object`,
    );
});

t.test('Instalments are 2 to 999, in up to three digits', async (t) => {
  const instalment = { ...areq, threeDSRequestorAuthenticationInd: '03', recurringExpiry: '20280131', recurringFrequency: '30' };
  const judge = (purchaseInstalData: unknown) => verdict('AReq', { ...instalment, purchaseInstalData })[0];
  t.same(['2', '02', '002', '10', '999'].map(judge), Array(5).fill('accepted'));
  t.same(['0', '1', '01', '000', '0002', '1000', 'x', 2].map(judge), Array(8).fill('203'));
});

t.test('No element of the schema is without a row in these tables', async (t) => {
  const properties = Object.keys(readSchema('2.2.0/AReq.json').properties as Json);
  const presence = [
    ...[
      ...REQUIRED,
      ...REQUIRED_IN_A_PAYMENT,
      ...REQUIRED_IN_A_BROWSER,
      ...REQUIRED_WITH_JAVASCRIPT,
      ...REQUIRED_HERE_BY_ANOTHER,
    ],
    ...[...REQUIRED_IN_AN_APP, ...REQUIRED_IN_3RI, ...OPTIONAL, 'sdkEncData'],
  ];
  t.same(presence.sort(), properties.sort(), 'each is required or optional');

  const formats = new Set([...Object.keys({ ...TEXTS, ...DIGITS, ...CODES, ...VALUES }), ...OBJECTS, ...ELSEWHERE]);
  const inAreqTest = ['messageType', 'messageVersion', 'purchaseInstalData', 'sdkEncData'];
  t.same(
    [...properties, ...OPTIONAL_CHILDREN].filter((path) => !formats.has(path) && !inAreqTest.includes(path)),
    [],
    'each has a format',
  );
});
