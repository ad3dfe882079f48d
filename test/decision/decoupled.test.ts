import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { faultOfCReq } from '../../src/transaction/creq.ts';
import type { Event } from '../../src/transaction/events.ts';
import { POLICY, type Policy } from '../../src/transaction/policy.ts';
import { dueAt } from '../../src/transaction/step.ts';
import type { Transaction, Verdict } from '../../src/transaction/transaction.ts';
import { decoupledResult, step } from '../support/usualPolicy.ts';
import {
  decoupled,
  deepFreeze,
  exampleAReq,
  FAULT,
  freshCode,
  type How,
  live,
  opened,
  SESSION,
  START,
} from '../transaction/lives.ts';

const MINUTES_30 = 30 * 60_000;
const resultOf = ({ state }: Transaction) => ('result' in state ? state.result : undefined);
const place = { step: 0, wrongTries: 0, sends: 0 };

const anyEvent = (at: number): Record<Exclude<Event['type'], 'verdict'> | Verdict, Event> => ({
  CReq: { type: 'CReq', at, session: SESSION, fresh: freshCode() },
  CReqFault: { type: 'CReqFault', at, erro: FAULT },
  ePin: { type: 'ePin', at, place, right: true, fresh: freshCode() },
  code: { type: 'code', at, place, hash: 'hash', fresh: freshCode() },
  malformed: { type: 'malformed', at, place },
  resend: { type: 'resend', at, place, fresh: freshCode() },
  codeNotSent: { type: 'codeNotSent', at, hash: 'hash' },
  close: { type: 'close', at, place },
  cancel: { type: 'cancel', at, place },
  alternative: { type: 'alternative', at, place, fresh: freshCode() },
  informed: { type: 'informed', at, place },
  noEntry: { type: 'noEntry', at, place },
  SdkErro: { type: 'SdkErro', at, erro: FAULT },
  DsErro: { type: 'DsErro', at },
  SecondAReq: { type: 'SecondAReq', at },
  RReqUnreached: { type: 'RReqUnreached', at },
  answer: { type: 'answer', at, place, right: true, fresh: freshCode() },
  pick: { type: 'pick', at, place, result: { transStatus: 'Y' } },
  oobContinue: { type: 'oobContinue', at, place, fresh: freshCode() },
  approved: { type: 'verdict', at, verdict: 'approved', fresh: freshCode() },
  refused: { type: 'verdict', at, verdict: 'refused', fresh: freshCode() },
  deadline: { type: 'deadline', at },
  RRes: { type: 'RRes', at },
  RReqFailed: { type: 'RReqFailed', at },
});

t.test('whatever happens, the first answer in time counts, else the deadline; one RReq, one result', async (t) => {
  const kinds = fc.constantFrom(...(Object.keys(anyEvent(0)) as (keyof ReturnType<typeof anyEvent>)[]));
  const waits = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
    fc.integer({ min: 0, max: 2 * MINUTES_30 }),
  );
  const byItself = fc.option(
    fc.record({
      answer: fc.constantFrom('approved' as const, 'refused' as const),
      afterSeconds: fc.integer({ min: 0, max: 4000 }),
    }),
  );
  const ends = new Map<string, number>();
  const property = fc.property(byItself, fc.array(fc.tuple(kinds, waits), { maxLength: 30 }), (answers, events) => {
    let transaction: Transaction = decoupled(answers ?? undefined);
    const itself = answers && answers.afterSeconds * 1000 < MINUTES_30 ? answers : undefined;
    const deadline = START + (itself ? itself.afterSeconds * 1000 : MINUTES_30);
    const atDeadline = itself ? itself.answer : 'timedOut';
    let expected: 'approved' | 'refused' | 'timedOut' | undefined;
    let now = START;
    let rreqs = 0;
    let acknowledged = false;
    for (const [kind, wait] of events) {
      now += wait;
      const before = deepFreeze(transaction);
      const done = step(before, anyEvent(now)[kind]);
      if (kind === 'RRes' || kind === 'RReqFailed') acknowledged ||= expected !== undefined || now >= deadline;
      if (now >= deadline) expected ??= atDeadline;
      else if (kind === 'approved' || kind === 'refused') expected ??= kind;
      rreqs += done.effects.filter((effect) => effect.kind === 'rreq').length;
      assert.ok(!done.effects.some((effect) => effect.kind !== 'rreq'), 'nothing but an RReq ever leaves');
      transaction = done.transaction;
      assert.equal(rreqs, expected ? 1 : 0, 'one RReq when it ends, none before and none after');
      assert.deepEqual(resultOf(transaction), expected && decoupledResult(expected), 'the result is that of the first answer');
      const ended: string = acknowledged ? 'final' : 'ending';
      assert.equal(transaction.state.name, expected ? ended : 'decoupled');
    }
    ends.set(expected ?? 'waits', (ends.get(expected ?? 'waits') ?? 0) + 1);
  });
  fc.assert(property, { numRuns: 1000 });
  for (const end of ['approved', 'refused', 'timedOut', 'waits'])
    t.ok((ends.get(end) ?? 0) > 0, `some of the lives end so: ${end}`);
});

t.test('the time is that of threeDSRequestorDecMaxTime, or seven days; an answer of the card comes before', async (t) => {
  const due = (maxTime: string | undefined, answers?: { answer: 'approved'; afterSeconds: number }) => {
    const areq = exampleAReq({ threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: maxTime });
    const transaction = opened({ transStatus: 'D', because: 'of the test', ...(answers ? { answers } : {}) }, areq);
    return ((dueAt(transaction) ?? 0) - START) / 1000;
  };
  t.equal(due('00001'), 60);
  t.equal(due('10080'), 7 * 24 * 3600);
  t.equal(due(undefined), 7 * 24 * 3600, 'without the element: as long as there is');
  t.equal(due('00030', { answer: 'approved', afterSeconds: 10 }), 10);
  t.equal(due('00001', { answer: 'approved', afterSeconds: 60 }), 60);
  const late = opened(
    { transStatus: 'D', because: 'of the test', answers: { answer: 'approved', afterSeconds: 60 } },
    exampleAReq({ threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00001' }),
  );
  t.match(
    live(late, 'deadline').transaction.state,
    { result: { transStatus: 'U', transStatusReason: '24' } },
    'as late as the time: too late',
  );
});

t.test('no CReq opens decoupled authentication', async (t) => {
  t.match(faultOfCReq(decoupled(), SESSION, POLICY)?.message, /^305 /);
  t.match(faultOfCReq(live(decoupled(), 'approval').transaction, SESSION, POLICY)?.message, /^305 /);
});

t.test('where the issuer wants it so, the time that is over is N', async (t) => {
  const policy = { ...POLICY, decoupledTimedOut: 'N' } as Policy;
  t.match(decoupledResult('timedOut', policy), { transStatus: 'N', transStatusReason: '24', challengeCancel: '03' });
});

t.test('a challenge ends in D only where the requestor takes that (2.3.1, F or B) and the card can', async (t) => {
  const end = (version: string, ind: string | undefined, card: How, ...way: Parameters<typeof live>[1][]) => {
    const areq = exampleAReq({ messageVersion: version, threeDSRequestorDecReqInd: ind });
    const transaction = opened({ transStatus: 'C', method: 'sms', because: 'of the test' }, areq, card);
    const { result } = live(transaction, 'CReq', ...way).transaction.state as {
      result?: { transStatus: string; transStatusReason?: string };
    };
    return `${result?.transStatus} ${result?.transStatusReason ?? ''}`.trim();
  };
  const possible: How = { decoupled: { is: 'possible' } };
  const always: How = { decoupled: { is: 'possible', afterChallenge: true } };
  const rows: [ReturnType<typeof end>, string, string | undefined, How, ...Parameters<typeof live>[1][]][] = [
    ['D 29', '2.3.1', 'F', possible, 'cancel'],
    ['D 29', '2.3.1', 'B', possible, 'wrongCode', 'cancel'],
    ['N 19', '2.3.1', 'Y', possible, 'cancel'],
    ['N 19', '2.3.1', 'N', possible, 'cancel'],
    ['N 19', '2.3.1', undefined, possible, 'cancel'],
    ['N 19', '2.3.1', 'F', {}, 'cancel'],
    ['N 01', '2.2.0', 'F', possible, 'cancel'],
    ['Y', '2.3.1', 'F', possible, 'rightCode'],
    ['D 30', '2.3.1', 'F', always, 'rightCode'],
    ['D 29', '2.3.1', 'F', always, 'cancel'],
    ['Y', '2.3.1', 'N', always, 'rightCode'],
    ['N 19', '2.3.1', 'F', always, 'wrongCode', 'wrongCode', 'wrongCode'],
    ['N 14', '2.3.1', 'F', always, 'deadline'],
  ];
  for (const [expected, version, ind, card, ...way] of rows) {
    t.equal(end(version, ind, card, ...way), expected, `${version} ${ind} ${JSON.stringify(card)} ${way}`);
  }
});
