import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { check } from '../../src/index.ts';
import { readMessage } from '../../src/messages/read.ts';
import { isRuleId } from '../../src/messages/ruleIds.ts';
import { type MessageType, readSchema } from '../../src/messages/schemas.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, type Json, verdict, withElement } from '../messages/example.ts';

const areq = example('AReq-browser-payment');
const findingsOf = (message: Json | string, options = {}) =>
  check(typeof message === 'string' ? message : JSON.stringify(message), options).flatMap(({ findings }) => findings);
const brief = (message: Json | string, options = {}) =>
  findingsOf(message, options).map(({ element, errorCode }) => `${errorCode} ${element}`);

t.test('the messages that ship are right in every version', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    const folder = shipped(`fixtures/messages/${version}/`);
    for (const file of readdirSync(folder)) {
      t.same(findingsOf(readFileSync(`${folder}${file}`, 'utf8')), [], `${version} ${file}`);
    }
  }
});

t.test('every fault of a message is told, not only those of the first code', async (t) => {
  const broken = {
    ...areq,
    ...{ mcc: 'none', merchantName: undefined, purchaseCurrency: '999', browserColorDepth: '30', email: '' },
    ...{ acctInfo: { ...(areq.acctInfo as Json), chAccAgeInd: '77' }, deviceChannel: '2' },
    messageExtension: [{ name: 'x', id: 'unknown', criticalityIndicator: true, data: {} }],
  };
  const text = JSON.stringify(broken).replace('{', '{"mcc":"1",');
  t.same(brief(text).toSorted(), [
    ...['201 merchantName', '202 messageExtension', '203 acctInfo.chAccAgeInd', '203 deviceChannel', '203 email', '203 mcc'],
    ...['204 mcc', '304 purchaseCurrency'],
  ]);
  t.same(verdict('AReq', text), ['204', 'mcc'], 'the ACS answers the first of them');
});

t.test('a code that is too long is told its values, not a length besides', async (t) => {
  const [finding] = findingsOf({ ...areq, threeDSRequestorChallengeInd: '011' });
  t.match(finding?.meaning, /a value of the DS \(80 to 99\)\.$/);
  t.notMatch(finding?.meaning, /characters long/);
});

/** Valid messages, each with a change that breaks it. */
const CHANGES: [name: string, version: (typeof SUPPORTED_VERSIONS)[number], patch: Json][] = [
  ['AReq-browser-payment', '2.2.0', { browserIP: 'here' }],
  ['AReq-browser-payment', '2.2.0', { dsURL: '' }],
  ['AReq-browser-payment', '2.3.1', { threeDSRequestorAuthenticationInd: '79', acceptLanguage: [] }],
  ['AReq-3ri-payment', '2.2.0', { threeRIInd: null, acctNumber: '1' }],
  ['AReq-app-payment', '2.1.0', { sdkEphemPubKey: { kty: 'RSA' }, deviceRenderOptions: undefined }],
  ['ARes-C', '2.2.0', { acsURL: undefined, transStatusReason: '01', authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=' }],
  ['ARes-Y', '2.2.0', { acsDecConInd: 'Y', whiteListStatus: 'Y' }],
  ['ARes-N', '2.1.0', { transStatusReason: undefined, acsChallengeMandated: 'Y' }],
  ['ARes-D', '2.3.1', { acsDecConInd: undefined, cardholderInfo: undefined, acsURL: 'https://acs.example/' }],
  ['RReq-Y', '2.2.0', { authenticationValue: undefined, transStatus: 'C' }],
  ['RReq-N', '2.3.1', { challengeCancel: '10', interactionCounter: '1' }],
  ['RRes', '2.2.0', { resultsStatus: 'yes' }],
  ['CReq', '2.2.0', { challengeWindowSize: '9', acsTransID: 'mine' }],
  ['CRes-app-text', '2.2.0', { challengeInfoHeader: '', transStatus: 'Y' }],
  ['CRes', '2.3.1', { transStatus: 'A' }],
  ['PRes', '2.3.1', { readOrder: '3', dsProtocolVersions: undefined }],
  ['Erro', '2.2.0', { errorCode: 'x', errorComponent: 'X' }],
  ['AReq-browser-payment', '2.2.0', { messageVersion: '2.2' }],
  ['AReq-browser-payment', '2.2.0', { messageVersion: '2.4.0' }],
  ['AReq-browser-payment', '2.2.0', { messageVersion: null }],
  ['AReq-browser-payment', '2.2.0', { messageType: 'AREQ' }],
  ['OReq', '2.3.1', { messageVersion: '2.2.0' }],
];

t.test('what the ACS would answer is what the check tells first, with all that its errorDetail names', async (t) => {
  for (const [name, version, patch] of CHANGES) {
    const message: Json = { ...example(name, version), ...patch };
    const [code, detail] = verdict(String(name.split('-')[0]) as MessageType, message);
    const findings = findingsOf(message);
    const what = `${name} ${version} ${JSON.stringify(patch)}`;
    t.not(code, 'accepted', what);
    t.equal(findings[0]?.errorCode, code, what);
    const elements = findings.filter(({ errorCode }) => errorCode === code).map(({ element }) => element);
    if (/^(20[1347]|304)$/.test(code)) t.same(elements, detail.split(','), what);
    for (const finding of findings) {
      t.ok(finding.meaning.length > 10 && finding.change.length > 5, `${what}: ${finding.meaning} / ${finding.change}`);
      t.notMatch(`${finding.meaning} ${finding.change}`, /undefined|\[object/, what);
      t.ok(finding.rule.split(', ').every(isRuleId), `${what}: ${finding.rule} is a rule of the table`);
    }
  }
});

t.test('a finding tells the rule in words, and a valid value', async (t) => {
  const [finding] = findingsOf({ ...areq, mcc: 'none' });
  t.match(finding, {
    element: 'mcc',
    errorCode: '203',
    meaning: /Merchant category code/,
    change: 'send "mcc": "5999" instead of "none"',
  });
  const [absent] = findingsOf(withElement(areq, 'acctInfo.chAccAgeInd', '77'));
  t.match(absent, { element: 'acctInfo.chAccAgeInd', meaning: /one of 01, 02, 03, 04, 05/, change: /send "chAccAgeInd": "05"/ });
  const [forbidden] = findingsOf({ ...example('ARes-D', '2.3.1'), acsURL: 'https://acs.example/' });
  t.match(forbidden, { element: 'acsURL', errorCode: '203', meaning: /^Absent here\./, change: 'leave out acsURL' });
  const [missing] = findingsOf({ ...example('RReq-N'), transStatusReason: undefined });
  t.match(missing, { errorCode: '201', meaning: /N, U and R of a payment say why/, change: /^add "transStatusReason": "\d\d"$/ });
  const [untyped] = findingsOf({ ...areq, messageType: '' });
  t.match(untyped, { errorCode: '201', change: /^send "messageType", one of AReq, ARes/ });
  const [short] = findingsOf({ ...areq, acquirerBIN: [], messageExtension: [] }).filter(({ element }) => /Ext/.test(element));
  t.match(short, { meaning: /Has to be a list of at least 1 item\.$/ });
});

t.test('the words of a rule are sentences, also where they are those of a condition', async (t) => {
  const sealed = { ...example('AReq-app-payment'), sdkEncData: 'eyJ.a.b.c.d' };
  t.match(findingsOf(sealed), [{ meaning: 'Absent here. Never sent to an ACS: the DS replaces it by deviceInfo.' }]);
  t.match(findingsOf({ ...areq, merchantName: '' }), [
    { meaning: /^Required\. A payment names merchant and purchase\. Name of/ },
  ]);
  t.match(findingsOf({ ...example('CReq'), challengeWindowSize: '' }), [{ meaning: /without, it is of a browser/ }]);
  for (const version of SUPPORTED_VERSIONS)
    for (const type of ['AReq', 'ARes', 'CReq', 'CRes', 'RReq', 'PRes'])
      for (const { description } of (readSchema(`${version}/${type}.json`).allOf ?? []) as { description: string }[])
        t.match(description, /^.* .*$/, `${version} ${type}: ${description}`);
});

t.test('a messageType that is no text is told, whatever it holds', async (t) => {
  t.match(check(JSON.stringify({ ...areq, messageType: { toString: [] } })), [
    { message: 'message without messageType', findings: [{ errorCode: '203', element: 'messageType' }] },
  ]);
});

t.test('one fault is told once', async (t) => {
  t.same(brief({ ...areq, notificationURL: 'x' }), ['203 notificationURL']);
  t.same(brief({ ...areq, homePhone: {} }), ['201 homePhone.cc', '201 homePhone.subscriber'], 'not that it is empty, too');
  t.same(brief({ ...example('AReq-browser-payment', '2.3.1'), acctInfo: {} }), ['203 acctInfo'], 'but where it may lack all');
});

t.test('a currency with the exponent of another: the right one is told', async (t) => {
  const findings = findingsOf({ ...areq, purchaseExponent: '0' });
  t.match(findings, [
    {
      element: 'purchaseCurrency',
      change: /^send "purchaseExponent": "2" with currency 978 \(EUR\) instead of "0", or the curr/,
    },
    { element: 'purchaseExponent', change: 'send "purchaseExponent": "2" with currency 978 (EUR) instead of "0"' },
  ]);
  t.match(findingsOf({ ...areq, purchaseCurrency: '999' }), [{ change: /^send "purchaseCurrency": "978" instead of "999"$/ }]);
});

t.test('what is usually absent from an ARes or RReq, but refused by nobody, is a note', async (t) => {
  const y = { ...example('ARes-Y'), acsURL: 'https://acs.example/', authenticationType: '02', acsChallengeMandated: 'N' };
  const rows: [sentence: string, message: Json, elements: string[]][] = [
    ['frictionless Y with what belongs to a challenge', y, ['acsChallengeMandated', 'authenticationType', 'acsURL']],
    ['Y with a reason', { ...example('ARes-Y'), transStatusReason: '01' }, ['transStatusReason']],
    ['N with a proof', { ...example('ARes-N'), authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=' }, ['authenticationValue']],
    ['N of what may be no payment without reason', { ...example('ARes-N'), transStatusReason: undefined }, ['transStatusReason']],
    [
      'Y in an app with acsSignedContent',
      { ...example('ARes-app-Y'), acsSignedContent: example('ARes-app-C').acsSignedContent },
      ['acsSignedContent'],
    ],
    [
      'an RReq N with a proof',
      { ...example('RReq-N'), authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=' },
      ['authenticationValue'],
    ],
  ];
  for (const [sentence, message, elements] of rows) {
    const found = findingsOf(message);
    t.same(
      found.map(({ severity, element }) => `${severity} ${element}`),
      elements.map((element) => `note ${element}`),
      sentence,
    );
    for (const { meaning, change } of found)
      t.match(`${meaning} ${change}`, /(Usually absent here|the DS decides)\..*, or let it be$/);
  }
  t.match(
    findingsOf({ ...example('ARes-D', '2.3.1'), acsURL: 'https://acs.example/' }),
    [{ severity: 'error' }],
    'this one is forbidden',
  );
  t.match(findingsOf({ ...example('ARes-Y'), acsDecConInd: 'Y' }), [{ severity: 'error' }]);
  t.match(
    findingsOf({ ...example('RReq-N'), transStatusReason: undefined }),
    [{ severity: 'error' }],
    'it says that it is a payment',
  );
});

t.test('an element of another version is ignored: a note', async (t) => {
  const newest = { ...example('ARes-Y', '2.3.1'), whiteListStatus: 'Y' };
  t.match(findingsOf(newest), [
    {
      ...{ severity: 'note', element: 'whiteListStatus', errorCode: undefined, change: 'send trustListStatus instead' },
      meaning: 'Not in 2.3.1, only in 2.2.0: ignored.',
    },
  ]);
  t.match(findingsOf({ ...areq, acceptLanguage: 7 }), [{ severity: 'note', meaning: /^Not in 2\.2\.0, only in 2\.3\.1/ }]);
  t.same(findingsOf({ ...areq, whatever: 7, constructor: 1 }), [], 'what is in none is left alone');
});

t.test('what only the keys of an app show is told as the ACS tells it', async (t) => {
  const areq = (version: '2.2.0' | '2.3.1', changes: Json) => ({ ...example('AReq-app-payment', version), ...changes });
  const key = areq('2.2.0', {}).sdkEphemPubKey as Json;
  t.same(brief(areq('2.2.0', { sdkEphemPubKey: { ...key, y: key.x } })), ['203 sdkEphemPubKey'], 'a point beside the curve');
  t.same(brief(areq('2.2.0', { sdkEphemPubKey: { ...key, y: undefined } })), ['201 sdkEphemPubKey.y'], 'told once');
  const split = { sdkType: '02', defaultSdkType: undefined, splitSdkType: { sdkVariant: '02', limitedInd: 'Y' } };
  t.same(brief(areq('2.3.1', { ...split, sdkServerSignedContent: 'e30.e30.AA' })), ['310 sdkServerSignedContent']);
  t.same(brief(areq('2.2.0', { sdkServerSignedContent: 'e30.e30.AA' })), ['undefined sdkServerSignedContent'], 'new in 2.3.1');
});

t.test('challengeErrorReporting is a copy of an Erro', async (t) => {
  const rreq = { ...example('RReq-N', '2.3.1'), challengeErrorReporting: example('Erro', '2.3.1') };
  t.same(brief(rreq), []);
  const copied = (changes: Json) => ({ ...rreq, challengeErrorReporting: { ...example('Erro', '2.3.1'), ...changes } });
  t.same(brief(copied({ errorCode: '999' })), [], 'Req 216: with whatever errorCode it came');
  t.same(brief(copied({ errorCode: '9', errorDetail: '' })), [
    '201 challengeErrorReporting.errorDetail',
    '203 challengeErrorReporting.errorCode',
  ]);
  t.same(brief({ ...rreq, challengeErrorReporting: { ...example('Erro', '2.3.1'), messageType: 'CRes' } }), [
    '203 challengeErrorReporting.messageType',
  ]);
});

t.test('bytes that are no UTF-8 are a fault of the message that they stand in', async (t) => {
  const latin1 = Buffer.from(JSON.stringify({ ...areq, merchantName: 'Café' }), 'latin1');
  t.match(check(latin1), [{ message: 'AReq', findings: [{ errorCode: '101', element: 'message' }] }]);
  t.same(check(Buffer.from(JSON.stringify({ ...areq, merchantName: 'Café' }))), [
    { line: 1, message: 'AReq', messageVersion: '2.2.0', findings: [] },
  ]);
  const log = Buffer.concat([Buffer.from('r\u00e9seau\n', 'latin1'), Buffer.from(JSON.stringify(areq))]);
  t.match(check(log), [{ message: 'AReq', findings: [] }], 'not of the one beside them');
});

t.test('an example that a finding gives is itself right', async (t) => {
  let tried = 0;
  for (const element of Object.keys(areq)) {
    for (const value of [undefined, '\u0000', 7]) {
      const broken = { ...areq, [element]: value };
      const found = findingsOf(broken).find((finding) => finding.element === element);
      const [, json] = /"\w+": ("[^"…]*"|true|false)(?: instead|$)/.exec(found?.change ?? '') ?? [];
      if (json === undefined) continue;
      tried += 1;
      t.same(verdict('AReq', { ...areq, [element]: JSON.parse(json) }), ['accepted', ''], `${element}: ${found?.change}`);
    }
  }
  t.ok(tried > 60, `${tried} examples`);
});

t.test('an AReq on its first leg lacks what the DS adds', async (t) => {
  const { dsReferenceNumber: _a, dsTransID: _b, dsURL: _c, ...sent } = areq;
  const [checked] = check(JSON.stringify(sent));
  t.match(checked, { findings: [], note: /as a 3DS Server sends it/ });
  t.same(brief({ ...sent, mcc: 'none' }), ['203 mcc']);
  t.same(brief({ ...sent, dsURL: 'https://ds.example/' }), ['201 dsReferenceNumber', '201 dsTransID'], 'all of it or nothing');
  const app = example('AReq-app-payment');
  const { dsReferenceNumber: _d, dsTransID: _e, dsURL: _f, deviceInfo: _g, ...sealed } = app;
  t.same(brief({ ...sealed, sdkEncData: 'eyJ.a.b.c.d' }), []);
  for (const sdkEncData of [undefined, '', null]) t.same(brief({ ...sealed, sdkEncData }), ['201 sdkEncData'], 'not deviceInfo');
  for (const sdkEncData of ['x', 5, {}, `eyJ.a.b.${'c'.repeat(64_000)}.d`])
    t.same(brief({ ...sealed, sdkEncData }), ['203 sdkEncData'], String(sdkEncData).slice(0, 20));
});

t.test('the channel and the version of the transaction can be told', async (t) => {
  const app = example('CRes-app-text');
  const { sdkTransID: _absent, ...without } = app;
  t.same(brief(without, { deviceChannel: '01' }), ['201 sdkTransID']);
  t.same(brief(app, { version: '2.1.0' }), ['203 messageVersion']);
  t.match(findingsOf(app, { version: '2.1.0' }), [{ meaning: /here 2\.1\.0/ }]);
  t.same(brief(example('ARes-C'), { deviceChannel: '03' }), ['203 transStatus'], 'nobody is challenged in 3RI');
  t.same(brief(areq, { strictHttps: true }).length, 4, 'http is refused where https is asked for');
});

t.test('of an unknown or absent version, the rest is judged all the same', async (t) => {
  t.same(brief({ ...areq, messageVersion: '2.4.0', mcc: 'none' }), ['102 messageVersion', '203 mcc']);
  t.same(brief({ ...areq, messageVersion: undefined, mcc: 'none' }), ['201 messageVersion', '203 mcc']);
});

t.test('no card number is shown, whatever is wrong', async (t) => {
  const pan = '4970720000052226';
  const inputs: (Json | string)[] = [
    { ...areq, acctNumber: `${pan}0000` },
    { ...areq, acctNumber: pan.slice(0, 13), merchantName: '' },
    { ...areq, mcc: pan, messageType: 'AReq' },
    { ...areq, messageType: pan },
    { ...areq, messageVersion: pan },
    { ...areq, email: `card ${pan.replaceAll(/(\d{4})/g, '$1 ')}` },
    JSON.stringify(areq).replace('{', `{"${pan}":1,"${pan}":2,`),
    `{"messageType":"AReq","acctNumber":"${pan}",}`,
    `INFO ${pan}`,
    { ...areq, messageExtension: [{ name: 'x', id: pan, criticalityIndicator: true, data: {} }] },
  ];
  for (const input of inputs) {
    const shown = JSON.stringify(check(typeof input === 'string' ? input : JSON.stringify(input)));
    t.notMatch(shown, /4970[ ]?7200[ ]?0005|497072000005/, JSON.stringify(input).slice(0, 60));
  }
  t.match(JSON.stringify(check(JSON.stringify({ ...areq, purchaseDate: 'x' }))), '20220207212818', 'a date and time is none');
});

t.test('a message that the check finds right is read by the ACS', async (t) => {
  t.same(findingsOf(areq), []);
  t.equal(readMessage('AReq', JSON.stringify(areq)).messageType, 'AReq');
});
