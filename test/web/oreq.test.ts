import { randomUUID } from 'node:crypto';
import t from 'tap';
import { readMessage } from '../../src/messages/read.ts';
import { example } from '../messages/example.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const post = (s: Scenario, body: Json, path = '/3ds/areq') =>
  fetch(`${s.simulator.urls.acs}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  });

const oreq = (patch: Json = {}): Json => ({ ...example('OReq', '2.3.1'), dsTransID: randomUUID(), ...patch });

/** One after the other; what each is answered: an opStatus, an errorCode, or nothing. */
async function sends(s: Scenario, parts: readonly (readonly [seqNum: string, seqTotal: string])[]): Promise<string[]> {
  const seqId = randomUUID();
  const answers: string[] = [];
  for (const [seqNum, seqTotal] of parts) {
    const text = await (await post(s, oreq({ opSeq: { seqId, seqNum, seqTotal } }))).text();
    const { opStatus, errorCode } = text === '' ? ({} as Json) : (JSON.parse(text) as Json);
    answers.push(String(opStatus ?? errorCode ?? ''));
  }
  return answers;
}

const SEQUENCES: readonly (readonly [what: string, parts: [string, string][], answers: string[]])[] = [
  ['one of one', [['01', '01']], ['01']],
  [
    'three of three',
    [
      ['01', '03'],
      ['02', '03'],
      ['03', '03'],
    ],
    ['', '', '01'],
  ],
  [
    'the second one lacks',
    [
      ['01', '03'],
      ['03', '03'],
    ],
    ['', '02'],
  ],
  ['only the last one', [['02', '02']], ['02']],
  [
    'out of order',
    [
      ['02', '03'],
      ['01', '03'],
      ['03', '03'],
    ],
    ['', '', '02'],
  ],
  [
    'another total',
    [
      ['01', '02'],
      ['02', '03'],
      ['03', '03'],
    ],
    ['', '', '02'],
  ],
  ['a number beyond the total', [['03', '02']], ['02']],
];

t.test(
  'Req 439, 2.4.9 OReq/ORes: the last OReq of a sequence gets the one ORes, 01 for all of it and 02 for a broken one',
  async (t) => {
    const s = await startScenario(t);
    for (const [what, parts, answers] of SEQUENCES) t.same(await sends(s, parts), answers, `Req 439: ${what}`);
  },
);

t.test('Req 203, A.29 OReq/ORes: an OReq comes to the address of the AReq and is answered by an ORes with its ids', async (t) => {
  const s = await startScenario(t);
  const message = oreq();
  const answer = await post(s, message);
  const text = await answer.text();
  const ores = readMessage('ORes', text);
  t.match(ores, { dsTransID: message.dsTransID, opStatus: '01', acsReferenceNumber: /./, acsTransID: /./ });
  t.equal(answer.headers.get('x-request-id'), message.dsTransID, 'A.29 OReq/ORes: X-Request-ID is the dsTransID');
  t.equal(answer.headers.get('x-response-id'), ores.acsTransID, 'A.29 OReq/ORes: X-Response-ID is the acsTransID');
  t.equal(await (await post(s, message)).text(), text, 'the same OReq again gets the same ORes');
  const parts = { seqId: randomUUID(), seqTotal: '02' };
  const first = oreq({ opSeq: { ...parts, seqNum: '01' } });
  for (const again of [first, first]) t.equal(await (await post(s, again)).text(), '', 'also a part that comes twice');
  t.match(await (await post(s, oreq({ opSeq: { ...parts, seqId: parts.seqId.toUpperCase(), seqNum: '02' } }))).json(), {
    opStatus: '01',
  });
});

const critical = [{ name: 'x', id: 'A000000999-1', criticalityIndicator: true, data: { a: 1 } }];
const FAULTS: readonly (readonly [what: string, patch: Json, code: string, detail: string])[] = [
  ['Req 438: a required element is missing', { opSeverity: undefined }, '201', 'opSeverity'],
  ['Req 438: an element of a wrong form', { opCategory: 'x' }, '203', 'opCategory'],
  ['B.10 OReq: a critical extension that is not known', { messageExtension: critical }, '202', 'A000000999-1'],
  ['Req 203: an older version has no OReq', { messageVersion: '2.2.0' }, '101', 'Invalid Message Type'],
  ['A.1 opCategory: required', { opCategory: '' }, '201', 'opCategory'],
  ['A.1 opCategory: EMVCo reserves it', { opCategory: '07' }, '207', 'opCategory'],
  ['A.1 opSeverity: EMVCo reserves it', { opSeverity: '05' }, '207', 'opSeverity'],
  ['A.1 opDescription: required', { opDescription: null }, '201', 'opDescription'],
  ['A.1 opDescription: one character too long', { opDescription: 'x'.repeat(20_001) }, '203', 'opDescription'],
  ['A.1 opExpDate: required', { opExpDate: undefined }, '201', 'opExpDate'],
  ['A.1 opExpDate: no day', { opExpDate: '20301331' }, '203', 'opExpDate'],
  ['A.1 opPriorTransRef: empty', { opPriorTransRef: '' }, '203', 'opPriorTransRef'],
  ['A.1 opPriorTransRef.transId: required', { opPriorTransRef: { transIdType: '01' } }, '201', 'opPriorTransRef.transId'],
  [
    'A.1 opPriorTransRef.transIdType: no value of the list',
    { opPriorTransRef: { transIdType: '04', transId: randomUUID() } },
    ...(['203', 'opPriorTransRef.transIdType'] as const),
  ],
  ['A.1 opSeq: required', { opSeq: undefined }, '201', 'opSeq'],
  ['A.1 opSeq.seqId: no id', { opSeq: { seqId: 'x', seqNum: '01', seqTotal: '01' } }, '203', 'opSeq.seqId'],
  ['A.1 opSeq.seqNum: 00', { opSeq: { seqId: randomUUID(), seqNum: '00', seqTotal: '01' } }, '203', 'opSeq.seqNum'],
  ['A.1 opSeq.seqTotal: one digit', { opSeq: { seqId: randomUUID(), seqNum: '01', seqTotal: '1' } }, '203', 'opSeq.seqTotal'],
];

t.test('Req 438, B.10 OReq: an OReq is judged by its table, and its Erro comes from the ACS', async (t) => {
  const s = await startScenario(t);
  for (const [what, patch, errorCode, errorDetail] of FAULTS) {
    const answer = (await (await post(s, oreq(patch))).json()) as Json;
    t.match(answer, { messageType: 'Erro', errorCode, errorDetail, errorComponent: 'A' }, what);
  }
  for (const [what, patch] of [
    ['A.1 opCategory: a value of the DS', { opCategory: '80' }],
    ['A.1 opSeverity: a value of the DS', { opSeverity: '99' }],
    ['A.1 opDescription: 20000 characters', { opDescription: 'x'.repeat(20_000) }],
    ['A.1 opPriorTransRef: of an ACS', { opPriorTransRef: { transIdType: '03', transId: randomUUID() } }],
  ] as const)
    t.match(await (await post(s, oreq({ ...patch, opSeq: whole() }))).json(), { messageType: 'ORes' }, what);
});

const whole = () => ({ seqId: randomUUID(), seqNum: '01', seqTotal: '01' });

t.test('Req 203: what an ACS does not take gets 101, and an OReq at another address is told where it belongs', async (t) => {
  const s = await startScenario(t);
  for (const type of ['ARes', 'CRes', 'PReq', 'PRes', 'RReq', 'ORes'] as const) {
    const answer = (await (
      await post(s, example(type === 'ARes' ? 'ARes-Y' : type === 'RReq' ? 'RReq-N' : type, '2.3.1'))
    ).json()) as Json;
    t.match(answer, { errorCode: '101', errorDetail: 'Invalid Message for the receiving component' }, `Req 203: ${type}`);
  }
  t.match(await (await post(s, oreq(), '/3ds/creq')).json(), { errorCode: '303', errorDetail: /POST \/3ds\/areq/ });
});

t.test('OReqs and what they were answered are shown by the API and on the console, and survive a restart', async (t) => {
  const data = t.testdir();
  const first = await startScenario(t, { data });
  const seqId = randomUUID();
  await post(first, oreq({ opSeq: { seqId, seqNum: '01', seqTotal: '02' }, opDescription: 'Keys change <soon>' }));
  await first.simulator.close();
  const s = await startScenario(t, { data });
  const last = await (await post(s, oreq({ opSeq: { seqId, seqNum: '02', seqTotal: '02' } }))).json();
  t.match(last, { opStatus: '01' }, 'Req 439: the sequence goes on after a restart');
  const [newest, before] = (await (
    await fetch(`${s.simulator.urls.control}/api/other-messages?messageType=OReq&verdict=taken`)
  ).json()) as Json[];
  t.match(newest, { verdict: 'taken', seqNum: '02', seqTotal: '02', answer: { messageType: 'ORes', opStatus: '01' } });
  t.match(before, { seqNum: '01', body: { opDescription: 'Keys change <soon>' } });
  t.notOk(before && 'answer' in before);
  const page = await (await fetch(`${s.simulator.urls.control}/console/others/`)).text();
  t.match(page, 'Keys change &lt;soon&gt;');
});
