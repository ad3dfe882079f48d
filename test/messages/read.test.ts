import t from 'tap';
import { readMessage, readWhole } from '../../src/messages/read.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, type Json, verdict } from './example.ts';

const areq = example('AReq-browser-payment');
const extension = { name: 'Test', id: 'A000000000-test', criticalityIndicator: false, data: {} };

t.test('Faults are found in a fixed order, whatever else is wrong', async (t) => {
  const faults: [code: string, detail: string, patch: Json][] = [
    ['101', 'Invalid Message Type', { messageType: 'XReq' }],
    ['102', '2.3.1,2.2.0,2.1.0', { messageVersion: '9.9.9' }],
    ['204', 'email', { email: '<twice>' }],
    ['202', 'unknown', { messageExtension: [{ ...extension, id: 'unknown', criticalityIndicator: true }] }],
    ['201', 'messageCategory', { messageCategory: null }],
    ['203', 'deviceChannel', { deviceChannel: '04' }],
    ['201', 'merchantName', { merchantName: '' }],
    ['203', 'mcc', { mcc: 'none' }],
    ['304', 'merchantCountryCode', { merchantCountryCode: '999' }],
  ];
  for (const [at, [code, detail]] of faults.entries()) {
    const message: Json = Object.assign({}, areq, ...faults.slice(at).map(([, , patch]) => patch));
    const text = JSON.stringify(message).replace('"email":"<twice>"', '"email":"a@b","email":"a@b"');
    t.same(verdict('AReq', text), [code, detail], `${code} ${detail} comes first`);
  }
});

t.test('An Erro that tells which versions are spoken has the one that is not', async (t) => {
  const erro = { ...example('Erro'), errorCode: '102', errorDetail: '2.2.0' };
  const rows = [
    ['as the answer to a newer one', { messageVersion: '2.9.0' }, 'accepted', ''],
    ['to an older one', { messageVersion: '1.0.2' }, 'accepted', ''],
    ['whatever is wrong besides is found', { messageVersion: '2.9.0', errorComponent: 'X' }, '203', 'errorComponent'],
    ['any other Erro has a version that is spoken', { messageVersion: '2.9.0', errorCode: '203' }, '102', '2.3.1,2.2.0,2.1.0'],
    ['no version', { messageVersion: '2' }, '203', 'messageVersion'],
  ] as const;
  for (const [title, patch, code, detail] of rows) t.same(verdict('Erro', { ...erro, ...patch }), [code, detail], title);
});

t.test('An element that occurs twice is refused with 204', async (t) => {
  const text = JSON.stringify(areq);
  const twice = (from: string, to: string) => verdict('AReq', text.replace(from, to));
  t.same(twice('"mcc":"5999"', '"mcc":"5999","mcc":"5999"'), ['204', 'mcc'], 'at the top');
  t.same(twice('"mcc":"5999"', '"mcc" : "5999",\n\t"\\u006dcc"\r\n:"5999"'), ['204', 'mcc'], 'with an escape in the name');
  t.same(twice('"chAccAgeInd":"05"', '"chAccAgeInd":"05","chAccAgeInd":"04"'), ['204', 'acctInfo.chAccAgeInd'], 'in an object');
  t.same(twice('"id":"', '"id":"x","id":"'), ['204', 'messageExtension.id'], 'in an object in a list');
  t.same(
    twice('"data":{', '"data":{"a":[[{"b":1,"b":2}]],'),
    ['204', 'messageExtension.data.a.b'],
    'in the data of an extension',
  );
  t.same(
    twice('"cc":"687"', '"cc":"687","cc":"1","subscriber":"1"'),
    ['204', 'homePhone.cc,homePhone.subscriber'],
    'each is named',
  );
  t.same(twice('"mcc":"5999"', '"":1,"":2,"mcc":"5999"'), ['204', '""'], 'also one without a name');
  t.same(
    twice('"mcc":"5999"', '"__proto__":{},"__proto__":{},"mcc":"5999"'),
    ['204', '__proto__'],
    'also one with a strange name',
  );
  t.same(twice('"mcc":"5999"', '"mcc":"5999","MCC":"5999"'), ['accepted', ''], 'names that differ in case are two');
  t.same(
    twice('"acctID":"customer-000042"', '"acctID":"\\",\\"mcc\\":\\"\\\\"'),
    ['accepted', ''],
    'a value that looks like a member is none',
  );
  t.same(twice('"data":{', '"data":{"mcc":1,"id":2,"data":{"mcc":3},'), ['accepted', ''], 'one name in several objects is fine');
});

t.test('No answer echoes a card number', async (t) => {
  const pan = '4970720000052226';
  const extensionOf = (id: string) => ({ ...areq, messageExtension: [{ ...extension, id, criticalityIndicator: true }] });
  const attempts: [sentence: string, message: Json | string][] = [
    ['a duplicate element that is named like one', JSON.stringify(areq).replace('{', `{"${pan}":1,"${pan}":2,`)],
    ['the same with escapes', JSON.stringify(areq).replace('{', `{"${pan}":1,"\\u0034${pan.slice(1)}":2,`)],
    ['an extension id that looks like one', extensionOf(pan)],
    ['the same in groups', extensionOf('4970 7200-0005.2226')],
    ['the same where errorDetail ends', extensionOf(`${'x'.repeat(2040)}${pan}`)],
    ['messageType that is one', { ...areq, messageType: pan }],
    ['messageVersion that is one', { ...areq, messageVersion: pan }],
    ['a malformed acctNumber', { ...areq, acctNumber: `${pan}0000` }],
    ['an id that is one', { ...areq, dsTransID: pan }],
  ];
  for (const [sentence, message] of attempts) {
    const [code, detail] = verdict('AReq', message);
    t.not(code, 'accepted', `${sentence} is refused`);
    t.notMatch(detail, /4970.?7200/, `${sentence} is not echoed`);
  }
});

t.test('The id of a critical extension is told as it is, also where it holds many digits', async (t) => {
  for (const id of ['A0000000031010', 'A000000003-merchant', 'A00000000412345678', '12345678-1234-4123-8123-123456789012'])
    t.same(verdict('AReq', { ...areq, messageExtension: [{ ...extension, id, criticalityIndicator: true }] }), ['202', id]);
});

t.test('strictHttps refuses URLs that are not https; without it, http is taken', async (t) => {
  const https = Object.fromEntries(
    ['threeDSRequestorURL', 'threeDSServerURL', 'notificationURL', 'dsURL'].map((name) => [name, `HTTPS://shop.example/${name}`]),
  );
  t.same(verdict('AReq', areq), ['accepted', '']);
  t.same(verdict('AReq', areq, { strictHttps: true }), ['203', 'threeDSRequestorURL,threeDSServerURL,notificationURL,dsURL']);
  t.same(verdict('AReq', { ...areq, ...https }, { strictHttps: true }), ['accepted', '']);
  t.same(verdict('AReq', { ...areq, ...https, dsURL: 'http://a/' }, { strictHttps: true }), ['203', 'dsURL']);
});

t.test('An errorDetail stays within 2048 characters', async (t) => {
  const many = Array.from({ length: 1000 }, (_, at) => `"name${at}":1,"name${at}":2`).join();
  const [code, detail] = verdict('AReq', JSON.stringify(areq).replace('{', `{${many},`));
  t.same([code, detail.length, detail.slice(0, 11)], ['204', 2048, 'name0,name1']);
});

t.test('What is read holds no element that its version, channel or category does not have, whatever is in it', async (t) => {
  const read = (message: Json): Json => ({ ...readMessage('AReq', JSON.stringify(message)) });
  const wild = { a: ['<b>'] };
  const rows: [kind: string, version: (typeof SUPPORTED_VERSIONS)[number], elements: string][] = [
    ['3ri-nonpayment', '2.1.0', 'purchaseAmount purchaseCurrency purchaseExponent purchaseDate browserLanguage sdkTransID'],
    ['3ri-payment', '2.2.0', 'browserLanguage notificationURL deviceInfo threeDSRequestorChallengeInd spcIncompInd unknown'],
    ['3ri-payment', '2.3.1', 'browserLanguage notificationURL deviceInfo threeDSCompInd unknown __proto__'],
    ['app-payment', '2.2.0', 'browserLanguage notificationURL threeRIInd trustListStatus'],
    ['browser-payment', '2.1.0', 'threeRIInd sdkTransID deviceInfo whiteListStatus threeDSRequestorDecReqInd'],
    ['browser-nonpayment', '2.2.0', 'transType'],
  ];
  for (const [kind, version, elements] of rows) {
    const names = elements.split(' ');
    const kept = Object.fromEntries(Object.entries(example(`AReq-${kind}`, version)).filter(([name]) => !names.includes(name)));
    const sent = JSON.stringify({ ...kept, ...Object.fromEntries(names.map((name) => [name, wild])) });
    t.same({ ...readMessage('AReq', sent) }, kept, `${kind} ${version}`);
    t.same({ ...readWhole('AReq', sent) }, JSON.parse(sent), 'who passes it on has all that came');
  }
  for (const version of SUPPORTED_VERSIONS) {
    const message = example('AReq-browser-payment', version);
    t.same(read(message), message, `all of the browser’s example ${version}`);
    const app = example('AReq-app-payment', version);
    t.same(read(app), app, `all of the app’s example ${version}`);
  }
});

t.test('In a channel of the DS, the elements of a browser are there where all of them are right', async (t) => {
  const read = (patch: Json) => readMessage('AReq', JSON.stringify({ ...areq, deviceChannel: '85', ...patch }));
  t.same(read({}), { ...areq, deviceChannel: '85' });
  for (const patch of [
    { notificationURL: undefined },
    { notificationURL: 'javascript:alert(1)' },
    { notificationURL: { a: 1 } },
    { notificationURL: 'http://[' },
    { browserLanguage: ['fr'] },
    { browserScreenWidth: undefined },
  ]) {
    const { notificationURL, browserLanguage, merchantName, deviceChannel } = read(patch);
    t.same([notificationURL, browserLanguage], [undefined, undefined], JSON.stringify(patch));
    t.same([merchantName, deviceChannel], [areq.merchantName, '85']);
  }
});
