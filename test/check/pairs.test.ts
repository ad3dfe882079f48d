import t from 'tap';
import { check, checkAll } from '../../src/check/check.ts';
import { example, type Json } from '../messages/example.ts';

const areq: Json = {
  ...example('AReq-browser-payment', '2.3.1'),
  threeDSRequestorDecReqInd: 'N',
  threeDSRequestorSpcSupport: 'Y',
};
const ids = { threeDSServerTransID: areq.threeDSServerTransID, dsTransID: areq.dsTransID };
const OF_DS = { dsReferenceNumber: areq.dsReferenceNumber };
const ares = (name: string, patch: Json = {}): Json => ({ ...example(name, '2.3.1'), ...ids, ...OF_DS, ...patch });
const log = (...messages: Json[]) => messages.map((message) => JSON.stringify(message)).join('\n');

/** What is told of the last of several messages. */
const told = (...messages: Json[]) =>
  (check(log(...messages)).at(-1)?.findings ?? []).map(({ errorCode, element, rule }) => `${errorCode} ${element} ${rule}`);

const CONDITION = 'A.17 C,D,I,S conditions';
const ROWS: readonly (readonly [what: string, messages: Json[], told: string[]])[] = [
  ['a challenge goes with its AReq', [areq, ares('ARes-C')], []],
  ['D that nobody asked for', [areq, ares('ARes-D')], [`203 transStatus ${CONDITION}`]],
  [
    'D that was asked for',
    [{ ...areq, threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' }, ares('ARes-D')],
    [],
  ],
  [
    'C with challengeInd 06',
    [{ ...areq, threeDSRequestorChallengeInd: ['06'] }, ares('ARes-C')],
    [`203 transStatus ${CONDITION}`],
  ],
  ['another version', [{ ...areq, messageVersion: '2.2.0' }, ares('ARes-N')], ['203 messageVersion Req 320']],
  ['another dsReferenceNumber', [areq, ares('ARes-N', { dsReferenceNumber: 'x' })], ['203 dsReferenceNumber Req 212']],
  ['another dsTransID', [areq, ares('ARes-N', { dsTransID: ares('ARes-N').acsTransID })], ['301 dsTransID Req 212']],
  ['a UUID in capital letters', [areq, ares('ARes-N', { dsTransID: String(ids.dsTransID).toUpperCase() })], []],
  ['an AReq of another transaction', [{ ...areq, ...foreign() }, ares('ARes-D')], []],
  ['two AReqs that say two things', [areq, { ...areq, threeDSRequestorDecReqInd: 'Y' }, ares('ARes-D')], []],
  ['the AReq on both legs', [firstLeg(), areq, ares('ARes-D')], [`203 transStatus ${CONDITION}`]],
];

function foreign(): Json {
  return { threeDSServerTransID: '11111111-1111-4111-8111-111111111111', dsTransID: '22222222-2222-4222-8222-222222222222' };
}

function firstLeg(): Json {
  const { dsTransID: _1, dsURL: _2, dsReferenceNumber: _3, ...others } = areq;
  return others;
}

t.test(
  'A.17 C,D,I,S conditions (DS): of two messages of a transaction, check judges the later one by the earlier one, too',
  async (t) => {
    for (const [what, messages, expected] of ROWS) t.same(told(...messages), expected, what);
  },
);

t.test(
  'Req 212 (DS), Req 320 (DS/3DSS): the order of the messages, and in which file they are, makes no difference',
  async (t) => {
    const [first, second] = [JSON.stringify(ares('ARes-D')), JSON.stringify(areq)];
    const expected = [{ findings: [{ element: 'transStatus', rule: CONDITION }] }];
    t.match(checkAll([first, second])[0], expected);
    t.match(checkAll([second, first])[1], expected);
    t.match(check(log(ares('ARes-D'), areq)), [{ findings: [{ rule: CONDITION }] }, { findings: [] }]);
  },
);
