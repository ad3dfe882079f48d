// The order in which faults of the answer to an RReq are looked for: of two at once, the one that stands before is answered.
import t from 'tap';
import { CHECKS_OF_RRES, judgeRRes } from '../../src/delivery/rresChecks.ts';
import { errorCodeOf } from '../../src/messages/errors.ts';
import type { RReq } from '../../src/messages/types.ts';
import type { Posted } from '../../src/posting.ts';
import { example, type Json } from '../messages/example.ts';

const rres = example('RRes');
const { threeDSServerTransID, acsTransID, dsTransID } = rres;
const sent = { threeDSServerTransID, acsTransID, dsTransID } as RReq;
const answered = (message: Json | string, status = 200): Posted => ({
  ...{ outcome: 'answered', status, contentType: 'application/json' },
  body: typeof message === 'string' ? message : JSON.stringify(message),
});
const foreign = '8a880dc0-d2d2-4067-bcb1-000000000000';

const ROWS: readonly [sentence: string, posted: Posted, code?: string, detail?: string | RegExp][] = [
  ['an RRes that is right', answered(rres)],
  ['none in time', { outcome: 'noAnswer', why: 'no answer', limit: 'time' }, '402', 'No RRes within 5 seconds'],
  ['one that is too long', { outcome: 'unreadable', why: 'too long', body: '' }, '101', 'Invalid Formatted Message: too long'],
  ['a redirect before what it brings', answered('no JSON', 302), '101', 'Invalid Formatted Message: HTTP 302 is not followed'],
  ['a redirect with an RRes', answered(rres, 307), '101', 'Invalid Formatted Message: HTTP 307 is not followed'],
  ['no JSON', answered('no JSON'), '101', 'Invalid Formatted Message'],
  ['the message before its ids', answered({ ...rres, resultsStatus: '77', acsTransID: foreign }), '203', 'resultsStatus'],
  ['T1.3 UUID: ids in capital letters', answered({ ...rres, acsTransID: String(acsTransID).toUpperCase() })],
  ['ids of another', answered({ ...rres, dsTransID: foreign, acsTransID: foreign }), '301', 'acsTransID,dsTransID'],
];

t.test('what answers an RReq is judged in this order', async (t) => {
  const found = new Set<string>();
  for (const [sentence, posted, code, detail] of ROWS) {
    const { fault, type } = judgeRRes({ deviceChannel: '02', messageVersion: '2.2.0' }, sent, posted);
    t.equal(fault && errorCodeOf('2.2.0', fault.reason), code, sentence);
    if (detail !== undefined) t.equal(fault?.detail, detail, sentence);
    if (code === undefined) t.equal(type, 'RRes', 'and it is an RRes');
    const row = CHECKS_OF_RRES.find(({ reasons, name }) => fault && reasons.includes(fault.reason) && !found.has(name));
    if (row) found.add(row.name);
  }
  t.same([...found].sort(), CHECKS_OF_RRES.map(({ name }) => name).sort(), 'each row has a case');
});

t.test('an Erro is taken as one, also a broken one', async (t) => {
  const judged = (message: Json) => judgeRRes({ deviceChannel: '02', messageVersion: '2.2.0' }, sent, answered(message));
  t.same(judged(example('Erro')), { type: 'Erro' });
  const { fault } = judged({ ...example('Erro'), errorCode: 'x' });
  t.equal(fault?.about.messageType, 'Erro', 'its fault says what it is: it gets no answer');
});
