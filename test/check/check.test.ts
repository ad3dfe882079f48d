import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { check } from '../../src/index.ts';
import { readMessage } from '../../src/messages/read.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
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
      // What is signed for one transaction is checked below.
      const findings = findingsOf(readFileSync(`${folder}${file}`, 'utf8')).filter(({ element }) => !/^acsSigned/.test(element));
      t.same(findings, [], `${version} ${file}`);
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
  t.match(finding?.rule, /a value of the DS \(80 to 99\)\.$/);
  t.notMatch(finding?.rule, /characters long/);
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
      t.ok(finding.rule.length > 10 && finding.change.length > 5, `${what}: ${finding.rule} / ${finding.change}`);
      t.notMatch(`${finding.rule} ${finding.change}`, /undefined|\[object/, what);
    }
  }
});

t.test('a finding tells the rule in words, and a valid value', async (t) => {
  const [finding] = findingsOf({ ...areq, mcc: 'none' });
  t.match(finding, {
    element: 'mcc',
    errorCode: '203',
    rule: /Merchant category code/,
    change: 'send "mcc": "5999" instead of "none"',
  });
  const [absent] = findingsOf(withElement(areq, 'acctInfo.chAccAgeInd', '77'));
  t.match(absent, { element: 'acctInfo.chAccAgeInd', rule: /one of 01, 02, 03, 04, 05/, change: /send "chAccAgeInd": "05"/ });
  const [forbidden] = findingsOf({ ...example('ARes-Y'), acsURL: 'https://acs.example/' });
  t.match(forbidden, { element: 'acsURL', errorCode: '203', rule: /^Absent here\./, change: 'leave out acsURL' });
  const [missing] = findingsOf({ ...example('ARes-N'), transStatusReason: undefined });
  t.match(missing, { errorCode: '201', rule: /N, U and R say why/, change: /^add "transStatusReason": "\d\d"$/ });
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
});

t.test('the channel and the version of the transaction can be told', async (t) => {
  const app = example('CRes-app-text');
  const { sdkTransID: _absent, ...without } = app;
  t.same(brief(without, { deviceChannel: '01' }), ['201 sdkTransID']);
  t.same(brief(app, { version: '2.1.0' }), ['203 messageVersion']);
  t.match(findingsOf(app, { version: '2.1.0' }), [{ rule: /here 2\.1\.0/ }]);
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
