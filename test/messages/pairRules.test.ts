import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { ProtocolError } from '../../src/messages/errors.ts';
import { faultsOfPair, judgePair, PAIR_RULES, type ReadMessage } from '../../src/messages/pairRules.ts';
import { isRuleId } from '../../src/messages/ruleIds.ts';

const example = (version: string, name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/${name}.json`), 'utf8'));

/** An AReq with what the rules look at, and an ARes that answers it. */
function pair(version: string, asked: object, answer: object, kind = 'browser-payment') {
  const areq = { ...example(version, `AReq-${kind}`), ...asked };
  const { threeDSServerTransID, dsTransID, dsReferenceNumber } = areq as Record<string, unknown>;
  const ids = { threeDSServerTransID, dsTransID, dsReferenceNumber };
  return { areq, ares: { messageType: 'ARes', messageVersion: version, ...ids, ...answer } as ReadMessage };
}

const OTHER = '11111111-2222-4333-8444-555555555555';
const VALUE = { authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=' };
const proof = { transStatus: 'Y', ...VALUE };

type Row = readonly [title: string, version: string, asked: object, answer: object, found: string, kind?: string];

const LIMITED = { sdkType: '02', splitSdkType: { sdkVariant: '01', limitedInd: 'Y' } };
const METHOD = '203 authenticationMethod';
const asks = (...authenticationMethod: string[]) => ({ transStatus: 'C', authenticationMethod });

const ARES_ROWS: readonly Row[] = [
  ['Y with an authenticationValue answers a payment', '2.3.1', {}, proof, ''],
  ['Y without authenticationValue', '2.3.1', {}, { transStatus: 'Y' }, '201 authenticationValue'],
  ['A without authenticationValue', '2.1.0', {}, { transStatus: 'A' }, '201 authenticationValue'],
  ['Y without it, in 3RI', '2.2.0', {}, { transStatus: 'Y' }, '201 authenticationValue', '3ri-payment'],
  ['what is no payment needs none', '2.2.0', {}, { transStatus: 'Y' }, '', 'browser-nonpayment'],
  ['N needs none', '2.2.0', {}, { transStatus: 'N' }, ''],
  ['a payment without transStatus', '2.2.0', {}, {}, '201 transStatus'],
  ['what is no payment may have none', '2.2.0', {}, {}, '', 'browser-nonpayment'],
  ['C answers a browser', '2.2.0', {}, { transStatus: 'C' }, ''],
  ['C in 3RI', '2.2.0', {}, { transStatus: 'C' }, '203 transStatus', '3ri-payment'],
  ['C where data is shared only', '2.3.1', { threeDSRequestorChallengeInd: ['06'] }, { transStatus: 'C' }, '203 transStatus'],
  [
    'C where it is the second wish',
    '2.3.1',
    { threeDSRequestorChallengeInd: ['80', '06'] },
    { transStatus: 'C' },
    '203 transStatus',
  ],
  ['the same as one value', '2.2.0', { threeDSRequestorChallengeInd: '06' }, { transStatus: 'C' }, '203 transStatus'],
  ['D that was asked for', '2.2.0', { threeDSRequestorDecReqInd: 'Y' }, { transStatus: 'D' }, ''],
  ['D that is for both', '2.3.1', { threeDSRequestorDecReqInd: 'B' }, { transStatus: 'D' }, ''],
  ['D that nobody asked for', '2.2.0', {}, { transStatus: 'D' }, '203 transStatus'],
  ['D that was declined', '2.3.1', { threeDSRequestorDecReqInd: 'N' }, { transStatus: 'D' }, '203 transStatus'],
  ['D where it is a fallback only', '2.3.1', { threeDSRequestorDecReqInd: 'F' }, { transStatus: 'D' }, '203 transStatus'],
  ['I after 05', '2.3.1', { threeDSRequestorChallengeInd: ['05'] }, { transStatus: 'I' }, ''],
  ['I after a value of the DS', '2.3.1', { threeDSRequestorChallengeInd: ['85'] }, { transStatus: 'I' }, ''],
  ['I after 01', '2.3.1', { threeDSRequestorChallengeInd: ['01'] }, { transStatus: 'I' }, '203 transStatus'],
  ['I without any wish', '2.2.0', {}, { transStatus: 'I' }, '203 transStatus'],
  ['S with support', '2.3.1', { threeDSRequestorSpcSupport: 'Y' }, { transStatus: 'S' }, ''],
  ['S without support', '2.3.1', { threeDSRequestorSpcSupport: undefined }, { transStatus: 'S' }, '203 transStatus'],
  ['S in 3RI', '2.3.1', { threeDSRequestorSpcSupport: 'Y' }, { transStatus: 'S' }, '203 transStatus', '3ri-payment'],
  [
    'A.1 authenticationMethod: a static passcode of a limited split SDK',
    '2.3.1',
    LIMITED,
    asks('01', '02'),
    METHOD,
    'app-payment',
  ],
  ['A.1 authenticationMethod: what it knows', '2.3.1', LIMITED, asks('06'), METHOD, 'app-payment'],
  ['a code of a limited split SDK', '2.3.1', LIMITED, asks('02'), '', 'app-payment'],
  [
    'a passcode of any other split SDK',
    '2.3.1',
    { ...LIMITED, splitSdkType: { sdkVariant: '01' } },
    asks('01'),
    '',
    'app-payment',
  ],
  ['another messageVersion', '2.3.1', {}, { ...proof, messageVersion: '2.2.0' }, '203 messageVersion'],
  ['another threeDSServerTransID', '2.3.1', {}, { ...proof, threeDSServerTransID: OTHER }, '301 threeDSServerTransID'],
  ['another dsTransID', '2.2.0', {}, { ...proof, dsTransID: OTHER }, '301 dsTransID'],
  ['another dsReferenceNumber', '2.2.0', {}, { ...proof, dsReferenceNumber: 'OTHER' }, '203 dsReferenceNumber'],
  ['another sdkTransID', '2.2.0', {}, { ...proof, sdkTransID: OTHER }, '301 sdkTransID', 'app-payment'],
  [
    'several at once: the first kind',
    '2.3.1',
    {},
    { transStatus: 'C', threeDSServerTransID: OTHER, dsTransID: OTHER },
    '301 threeDSServerTransID,dsTransID',
  ],
];

const found = (later: ReadMessage, ...earlier: ReadMessage[]): string => {
  try {
    judgePair(later, ...earlier);
    return '';
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return error.message.replace(/ .*: /, ' ');
  }
};

t.test('Req 212 (DS), Req 320 (DS/3DSS), A.17 C,D,I,S conditions (DS): an ARes is judged by its AReq', async (t) => {
  for (const [title, version, asked, answer, expected, kind] of ARES_ROWS) {
    const { areq, ares } = pair(version, asked, answer, kind);
    t.equal(found(ares, areq), expected, `${title} (${version})`);
  }
});

t.test('an id is the same in upper and lower case', async (t) => {
  const { areq, ares } = pair('2.3.1', {}, proof);
  t.equal(found({ ...ares, dsTransID: String(ares.dsTransID).toUpperCase() }, areq), '');
});

t.test('an AReq that has nothing of the DS yet is no measure for what the DS adds', async (t) => {
  const { areq, ares } = pair('2.3.1', {}, proof);
  const { dsTransID: _id, dsReferenceNumber: _number, ...ofServer } = areq as Record<string, unknown>;
  t.equal(found(ares, ofServer), '');
});

t.test('Req 67, Req 129, Req 332: an RReq is judged by the AReq and the ARes of its transaction', async (t) => {
  const { areq, ares } = pair('2.3.1', { threeDSRequestorDecReqInd: 'F' }, { transStatus: 'C', acsTransID: OTHER });
  const { threeDSServerTransID, dsTransID } = ares;
  const rreq = { messageType: 'RReq', messageVersion: '2.3.1', threeDSServerTransID, dsTransID, acsTransID: OTHER };
  const right: ReadMessage = { ...rreq, messageCategory: '01', ...proof };
  const rows = [
    ['it is right', right, areq, ares, ''],
    ['D as the fallback that was asked for', { ...right, transStatus: 'D' }, areq, ares, ''],
    ['D that was not', { ...right, transStatus: 'D' }, { ...areq, threeDSRequestorDecReqInd: 'Y' }, ares, '203 transStatus'],
    ['another acsTransID', { ...right, acsTransID: threeDSServerTransID }, areq, ares, '301 acsTransID'],
    ['another messageCategory', { ...right, messageCategory: '02' }, areq, ares, '203 messageCategory'],
    ['an ARes with Y', right, areq, { ...ares, transStatus: 'Y' }, '313 transStatus'],
    ['an ARes with S', right, areq, { ...ares, transStatus: 'S' }, ''],
    ['an ARes with D', right, areq, { ...ares, transStatus: 'D' }, ''],
    ['another version than both', { ...right, messageVersion: '2.2.0' }, areq, ares, '203 messageVersion'],
  ] as const;
  for (const [title, later, request, answer, expected] of rows) t.equal(found(later, request, answer), expected, title);
  t.equal(
    found({ ...right, authenticationMethod: ['01'] }, { ...areq, ...LIMITED }, ares),
    METHOD,
    'A.1 authenticationMethod: also in the RReq',
  );
});

t.test('Req 212 (DS): an RRes repeats the ids of its RReq', async (t) => {
  const rreq = example('2.3.1', 'RReq-app-Y');
  const rres = { ...rreq, messageType: 'RRes', resultsStatus: '01' };
  t.equal(found(rres, rreq), '');
  for (const name of ['threeDSServerTransID', 'acsTransID', 'dsTransID', 'sdkTransID'])
    t.equal(found({ ...rres, [name]: OTHER }, rreq), `301 ${name}`);
});

t.test('each fault says which rule it goes by', async (t) => {
  const { areq, ares } = pair('2.3.1', {}, { transStatus: 'C', dsTransID: OTHER });
  t.match(faultsOfPair(ares, { ...areq, threeDSRequestorChallengeInd: ['06'] }), [
    { reason: 'TRANSACTION_ID_NOT_RECOGNISED', detail: 'dsTransID', id: 'Req 212', rule: String },
    { reason: 'ELEMENT_FORMAT_INVALID', detail: 'transStatus', id: 'A.17 C,D,I,S conditions', rule: /06\)\.$/ },
  ]);
  t.same(faultsOfPair(areq, ares), [], 'no rule is about an AReq that follows');
  for (const { id, says } of PAIR_RULES) {
    t.match(says, /^[A-Z].*\.$/, id);
    t.ok(id.split(', ').every(isRuleId), `${id} is in the table`);
  }
});
