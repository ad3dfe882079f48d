import { readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { shipped } from '../../src/files.ts';
import { ProtocolError } from '../../src/messages/errors.ts';
import { readMessage } from '../../src/messages/read.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, type Json, verdict } from './example.ts';

type Row = [sentence: string, message: Json, code: string, detail: string];
const CAVV = 'AAABBZEEBgAAAAAAAAQGAAAAAAA=';
const rendering = { acsInterface: '01', acsUiTemplate: '01' };
const uuid = '0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a';
const TYPES: MessageType[] = ['AReq', 'ARes', 'CReq', 'CRes', 'PReq', 'PRes', 'RReq', 'RRes', 'Erro', 'OReq', 'ORes'];

function judge(t: Test, type: MessageType, rows: Row[]): void {
  for (const [sentence, message, ...expected] of rows) t.same(verdict(type, message), expected, sentence);
}

t.test('Every example is valid as its own type, and as no other', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    const files = readdirSync(shipped(`fixtures/messages/${version}`));
    t.ok(files.length > 20);
    for (const name of files.map((file) => file.replace('.json', ''))) {
      const taken = TYPES.filter((type) => verdict(type, example(name, version))[0] === 'accepted');
      t.same(taken, [name.split('-')[0]], `${version} ${name}`);
    }
  }
});

t.test('readMessage gives the message as it came, of whichever type was expected', async (t) => {
  const rres = example('RRes');
  t.same(readMessage(['RRes', 'Erro'], JSON.stringify(rres)), rres);
  t.equal(readMessage(['RRes', 'Erro'], JSON.stringify(example('Erro'))).messageType, 'Erro');
  const refusal = new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Message for the receiving component');
  t.throws(() => readMessage(['RRes', 'Erro'], JSON.stringify(example('CReq'))), { message: refusal.message });
});

t.test('CReq 2.2.0 of a browser', async (t) => {
  const creq = example('CReq');
  judge(t, 'CReq', [
    ['threeDSServerTransID absent', { ...creq, threeDSServerTransID: undefined }, '201', 'threeDSServerTransID'],
    ['acsTransID empty', { ...creq, acsTransID: '' }, '201', 'acsTransID'],
    ['acsTransID not an id', { ...creq, acsTransID: '1' }, '203', 'acsTransID'],
    ['challengeWindowSize null', { ...creq, challengeWindowSize: null }, '201', 'challengeWindowSize'],
    ['the largest challengeWindowSize', { ...creq, challengeWindowSize: '05' }, 'accepted', ''],
    ['challengeWindowSize 06', { ...creq, challengeWindowSize: '06' }, '203', 'challengeWindowSize'],
    ['challengeWindowSize 80, no value for a DS', { ...creq, challengeWindowSize: '80' }, '203', 'challengeWindowSize'],
    ['an empty messageExtension', { ...creq, messageExtension: '' }, '203', 'messageExtension'],
    [
      'elements of other messages are unknown ones',
      { ...creq, purchaseCurrency: '999', dsURL: 'x', broadInfo: 1 },
      'accepted',
      '',
    ],
    ['messageVersion 2.1.0 of a transaction that may have it', { ...creq, messageVersion: '2.1.0' }, 'accepted', ''],
  ]);
});

t.test('RRes 2.2.0', async (t) => {
  const rres = example('RRes');
  judge(t, 'RRes', [
    ['resultsStatus absent', { ...rres, resultsStatus: undefined }, '201', 'resultsStatus'],
    ['resultsStatus 03', { ...rres, resultsStatus: '03' }, 'accepted', ''],
    ['resultsStatus 04, reserved', { ...rres, resultsStatus: '04' }, '203', 'resultsStatus'],
    ['resultsStatus 80, of a DS', { ...rres, resultsStatus: '80' }, 'accepted', ''],
    ['dsTransID null', { ...rres, dsTransID: null }, '201', 'dsTransID'],
    ['acsTransID a number', { ...rres, acsTransID: 1 }, '203', 'acsTransID'],
    ['sdkTransID, of an app', { ...rres, sdkTransID: uuid }, 'accepted', ''],
    ['sdkTransID empty', { ...rres, sdkTransID: '' }, '203', 'sdkTransID'],
  ]);
});

t.test('ARes 2.2.0', async (t) => {
  const [y, c, n] = [example('ARes-Y'), example('ARes-C'), example('ARes-N')];
  const d = {
    ...c,
    transStatus: 'D',
    acsURL: undefined,
    acsDecConInd: 'Y',
    authenticationType: '04',
    cardholderInfo: 'See your app',
  };
  const inApp = {
    ...c,
    acsURL: undefined,
    sdkTransID: uuid,
    acsSignedContent: 'e30.e30.AA',
    acsRenderingType: rendering,
  };
  judge(t, 'ARes', [
    ['A, proven', { ...y, transStatus: 'A', eci: '06' }, 'accepted', ''],
    ['I, with a proof where the DS wants it', { ...y, transStatus: 'I', eci: '07' }, 'accepted', ''],
    ['D', d, 'accepted', ''],
    ['C in an app', inApp, 'accepted', ''],
    ['transStatus S, of another version', { ...y, transStatus: 'S' }, '203', 'transStatus'],
    ['N without a reason', { ...n, transStatusReason: undefined }, '201', 'transStatusReason'],
    ['Y with a reason', { ...y, transStatusReason: '01' }, '203', 'transStatusReason'],
    ['a reason without transStatus', { ...n, transStatus: undefined }, '203', 'transStatusReason'],
    ['the last reason', { ...n, transStatusReason: '26' }, 'accepted', ''],
    ['a reserved reason', { ...n, transStatusReason: '27' }, '203', 'transStatusReason'],
    ['a reason of a DS', { ...n, transStatusReason: '80' }, 'accepted', ''],
    ['N with a proof', { ...n, authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['C with a proof', { ...c, authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['a proof of 28 characters without padding', { ...y, authenticationValue: 'kJMZRiDunhPsBwAU0hu9rrx0eWN6' }, 'accepted', ''],
    ['a proof of 27 characters', { ...y, authenticationValue: CAVV.slice(1) }, '203', 'authenticationValue'],
    ['a proof in base64url', { ...y, authenticationValue: `${'_'.repeat(27)}=` }, '203', 'authenticationValue'],
    ['eci of three characters', { ...y, eci: '005' }, '203', 'eci'],
    ['C without acsURL', { ...c, acsURL: undefined }, '201', 'acsURL'],
    ['Y with acsURL', { ...y, acsURL: c.acsURL }, '203', 'acsURL'],
    ['acsURL outside acsSignedContent in an app', { ...inApp, acsURL: c.acsURL }, '203', 'acsURL'],
    [
      'C in an app without its elements',
      { ...c, acsURL: undefined, sdkTransID: uuid },
      '201',
      'acsSignedContent,acsRenderingType',
    ],
    ['C that does not say how', { ...c, authenticationType: '' }, '201', 'authenticationType'],
    ['Y with acsChallengeMandated', { ...y, acsChallengeMandated: 'N' }, '203', 'acsChallengeMandated'],
    ['D that is not confirmed', { ...d, acsDecConInd: 'N' }, '203', 'acsDecConInd'],
    ['D without a text', { ...d, cardholderInfo: undefined }, '201', 'cardholderInfo'],
    ['D with acsURL', { ...d, acsURL: c.acsURL }, '203', 'acsURL'],
    ['C that says it is decoupled', { ...c, acsDecConInd: 'Y' }, '203', 'acsDecConInd'],
    ['cardholderInfo of 128 characters', { ...n, cardholderInfo: 'x'.repeat(128) }, 'accepted', ''],
    ['cardholderInfo of 129 characters', { ...n, cardholderInfo: 'x'.repeat(129) }, '203', 'cardholderInfo'],
    ['whiteListStatus P', { ...y, whiteListStatus: 'P', whiteListStatusSource: '03' }, 'accepted', ''],
    ['U without a reason', { ...n, transStatus: 'U', transStatusReason: undefined }, '201', 'transStatusReason'],
    ['R without a reason', { ...n, transStatus: 'R', transStatusReason: undefined }, '201', 'transStatusReason'],
    ['R with a reason', { ...n, transStatus: 'R' }, 'accepted', ''],
    ['A with a reason', { ...y, transStatus: 'A', transStatusReason: '80' }, 'accepted', ''],
    ['U with a proof', { ...n, transStatus: 'U', authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['R with a proof', { ...n, transStatus: 'R', authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['D with a proof', { ...d, authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['a non-payment without transStatus', { ...y, transStatus: undefined }, 'accepted', ''],
    ['C that does not say whether it is mandated', { ...c, acsChallengeMandated: undefined }, '201', 'acsChallengeMandated'],
    ['Y with authenticationType', { ...y, authenticationType: '02' }, '203', 'authenticationType'],
    ['Y with acsSignedContent', { ...y, sdkTransID: uuid, acsSignedContent: 'e30.e30.AA' }, '203', 'acsSignedContent'],
    ['Y with acsRenderingType', { ...y, acsRenderingType: rendering }, '203', 'acsRenderingType'],
    ['D without acsDecConInd', { ...d, acsDecConInd: undefined }, '201', 'acsDecConInd'],
    ['Y that says it is not decoupled', { ...y, acsDecConInd: 'N' }, 'accepted', ''],
    ['whiteListStatus without a source', { ...y, whiteListStatus: 'P' }, '201', 'whiteListStatusSource'],
    ['broadInfo over its limit', { ...y, broadInfo: { x: 'x'.repeat(4096) } }, '203', 'broadInfo'],
  ]);
  t.same(verdict('ARes', c, { strictHttps: true }), ['203', 'acsURL'], 'acsURL is https, if one is strict');
});

t.test('RReq 2.2.0', async (t) => {
  const [y, n] = [example('RReq-Y'), example('RReq-N')];
  const decoupled = { ...n, authenticationType: '04', interactionCounter: undefined };
  judge(t, 'RReq', [
    ['transStatus C', { ...y, transStatus: 'C' }, '203', 'transStatus'],
    ['transStatus D', { ...y, transStatus: 'D' }, '203', 'transStatus'],
    ['a payment without an outcome', { ...n, transStatus: undefined }, '201', 'transStatus'],
    ['Y without a proof', { ...y, authenticationValue: undefined }, '201', 'authenticationValue'],
    ['Y of a non-payment without a proof', { ...y, messageCategory: '02', authenticationValue: undefined }, 'accepted', ''],
    ['N with a proof', { ...n, authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['N without a reason', { ...n, transStatusReason: undefined }, '201', 'transStatusReason'],
    ['Y with a reason', { ...y, transStatusReason: '01' }, '203', 'transStatusReason'],
    ['N without authenticationType', { ...n, authenticationType: undefined }, '201', 'authenticationType'],
    ['U without authenticationType', { ...n, transStatus: 'U', authenticationType: undefined }, 'accepted', ''],
    ['cancelled by the cardholder', { ...n, challengeCancel: '01', interactionCounter: '00' }, 'accepted', ''],
    ['challengeCancel 02, reserved', { ...n, challengeCancel: '02' }, '203', 'challengeCancel'],
    ['challengeCancel 09, of another version', { ...n, challengeCancel: '09' }, '203', 'challengeCancel'],
    ['a time-out that does not say which', { ...n, transStatusReason: '14' }, '201', 'challengeCancel'],
    ['a time-out', { ...n, transStatusReason: '14', challengeCancel: '05' }, 'accepted', ''],
    [
      'a time-out that the cardholder cancelled',
      { ...n, transStatusReason: '14', challengeCancel: '01' },
      '203',
      'challengeCancel',
    ],
    ['no interactionCounter', { ...n, interactionCounter: undefined }, '201', 'interactionCounter'],
    ['no interactionCounter, but decoupled', decoupled, 'accepted', ''],
    ['interactionCounter 1', { ...n, interactionCounter: '1' }, '203', 'interactionCounter'],
    ['authenticationMethod 12, of another version', { ...n, authenticationMethod: '12' }, '203', 'authenticationMethod'],
    ['U without a reason', { ...n, transStatus: 'U', transStatusReason: undefined }, '201', 'transStatusReason'],
    ['R without a reason', { ...n, transStatus: 'R', transStatusReason: undefined }, '201', 'transStatusReason'],
    ['U with a proof', { ...n, transStatus: 'U', authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['R with a proof', { ...n, transStatus: 'R', authenticationValue: CAVV }, '203', 'authenticationValue'],
    ['A without a proof', { ...y, transStatus: 'A', authenticationValue: undefined }, '201', 'authenticationValue'],
    ['A with a reason', { ...y, transStatus: 'A', transStatusReason: '01' }, '203', 'transStatusReason'],
    ['Y without authenticationType', { ...y, authenticationType: undefined }, '201', 'authenticationType'],
    ['a non-payment N without a reason', { ...n, messageCategory: '02', transStatusReason: undefined }, 'accepted', ''],
    ['a non-payment without an outcome', { ...n, messageCategory: '02', transStatus: undefined }, 'accepted', ''],
    ['the time-out of a challenge that went on', { ...n, transStatusReason: '14', challengeCancel: '04' }, 'accepted', ''],
    ['the time-out of a decoupled challenge', { ...decoupled, transStatusReason: '14', challengeCancel: '03' }, 'accepted', ''],
    [
      'a decoupled challenge that never began',
      { ...decoupled, transStatus: 'U', transStatusReason: '24', challengeCancel: '03', authenticationType: undefined },
      'accepted',
      '',
    ],
    [
      'a cancelled challenge without interactionCounter',
      { ...n, transStatus: 'U', challengeCancel: '01', authenticationType: undefined, interactionCounter: undefined },
      '201',
      'interactionCounter',
    ],
    ['whiteListStatus without a source', { ...n, whiteListStatus: 'N' }, '201', 'whiteListStatusSource'],
    ['in an app, with its user interface', { ...n, sdkTransID: uuid, acsRenderingType: rendering }, 'accepted', ''],
    ['in an app, but decoupled', { ...decoupled, sdkTransID: uuid }, 'accepted', ''],
    ['in an app without its user interface', { ...n, sdkTransID: uuid }, '201', 'acsRenderingType'],
  ]);
});

t.test('CRes 2.2.0 of a browser', async (t) => {
  const cres = example('CRes');
  judge(t, 'CRes', [
    ['transStatus N', { ...cres, transStatus: 'N' }, 'accepted', ''],
    ['transStatus U, which only an RReq has', { ...cres, transStatus: 'U' }, '203', 'transStatus'],
    ['transStatus absent', { ...cres, transStatus: undefined }, '201', 'transStatus'],
  ]);
});

t.test('PReq and PRes 2.2.0', async (t) => {
  const [preq, pres] = [example('PReq'), example('PRes')];
  const range = (pres.cardRangeData as Json[])[0];
  judge(t, 'PReq', [['serialNum of 21 characters', { ...preq, serialNum: '1'.repeat(21) }, '203', 'serialNum']]);
  judge(t, 'PRes', [
    ['no card ranges', { ...pres, cardRangeData: undefined }, 'accepted', ''],
    ['a range without an end', { ...pres, cardRangeData: [range, { ...range, endRange: '' }] }, '201', 'cardRangeData.endRange'],
    [
      'a range of 12 digits',
      { ...pres, cardRangeData: [{ ...range, startRange: '4'.repeat(12) }] },
      '203',
      'cardRangeData.startRange',
    ],
    [
      'an unknown acsInfoInd',
      { ...pres, cardRangeData: [{ ...range, acsInfoInd: ['01', '05'] }] },
      '203',
      'cardRangeData.acsInfoInd',
    ],
    ['a version that is none', { ...pres, dsEndProtocolVersion: 'newest' }, '203', 'dsEndProtocolVersion'],
  ]);
});
