import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { renderingOf } from '../../src/challenge/appUi.ts';
import { shipped } from '../../src/files.ts';
import type { AReq, CReq } from '../../src/messages/types.ts';
import { faultOfApp, intentOf } from '../../src/transaction/appCreq.ts';
import type { Event } from '../../src/transaction/events.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import { placeOf, type Transaction } from '../../src/transaction/transaction.ts';
import { openTransaction, step } from '../support/usualPolicy.ts';
import { deepFreeze, FAULT, freshCode, newestHash, START } from './lives.ts';

const areq: AReq = JSON.parse(readFileSync(shipped('fixtures/messages/2.2.0/AReq-app-payment.json'), 'utf8'));

function challengedInApp(method: 'sms' | 'ePinThenSms', messageVersion = '2.2.0'): Transaction {
  const acsRenderingType = renderingOf(method, areq.deviceRenderOptions, '2.2.0');
  if (!acsRenderingType) throw new Error('the example can show it');
  return openTransaction({
    ...{ areq: { ...areq, messageVersion } as AReq, at: START, acsTransID: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b' },
    ...{ card: { cardHash: 'hash', phone: '+687 79 00 23' }, maskedCard: '497072XXXXXX2226', scheme: 'Visa' },
    decision: { transStatus: 'C', method, because: 'of the test' },
    app: { sdkTransID: areq.sdkTransID ?? '', acsRenderingType, sessionKey: 'sealed' },
  });
}

/** What an SDK can do, each with the counter that it gives. */
const KINDS = [
  'open',
  'ePin',
  'code',
  'resend',
  'noEntry',
  'malformed',
  'cancel',
  'fault',
  'sdkErro',
  'RRes',
  'deadline',
] as const;
type Kind = (typeof KINDS)[number];

function eventOf(transaction: Transaction, kind: Kind, creqs: number, isRight: boolean, at: number): Event {
  const place = { ...(placeOf(transaction) ?? { step: 0, wrongTries: 0, sends: 0 }), creqs };
  const fresh = freshCode();
  switch (kind) {
    case 'open':
      return { type: 'CReq', at, session: { creqs: 1 }, fresh };
    case 'ePin':
      return { type: 'ePin', at, place, right: isRight, fresh };
    case 'code':
      return { type: 'code', at, place, hash: isRight ? newestHash(transaction) : 'wrong', fresh };
    case 'resend':
      return { type: 'resend', at, place, fresh };
    case 'cancel':
      return { type: 'cancel', at, place, challengeCancel: '01' };
    case 'noEntry':
    case 'malformed':
      return { type: kind, at, place };
    case 'fault':
      return { type: 'CReqFault', at, erro: FAULT };
    case 'sdkErro':
      return { type: 'SdkErro', at, erro: FAULT };
    default:
      return { type: kind, at };
  }
}

const progressOf = ({ state }: Transaction) => (state.name === 'challenging' ? state.progress : undefined);
const countOf = (transaction: Transaction) => placeOf(transaction)?.creqs;

const happening = fc.record({
  kind: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom<Kind>('open', 'ePin', 'code', 'code', 'ePin', 'resend', 'noEntry', 'malformed') },
    { weight: 1, arbitrary: fc.constantFrom<Kind>('cancel', 'fault', 'sdkErro', 'RRes', 'deadline') },
  ),
  /** How far the counter is from the one that is awaited. */
  offBy: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) }),
  isRight: fc.constantFrom(true, false, false),
  wait: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 5000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 60_000 }) },
  ),
});

t.test('whatever an app sends, a CReq is taken once, by its counter, and three wrong entries end it', async (t) => {
  const ends = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.constantFrom('sms' as const, 'ePinThenSms' as const),
      fc.array(happening, { maxLength: 40, size: 'max' }),
      (method, all) => {
        let transaction = challengedInApp(method);
        let [now, wrong, rreqs] = [START, 0, 0];
        for (const { kind, offBy, isRight, wait } of all) {
          now += wait;
          const awaited = countOf(transaction) ?? 0;
          const before = transaction;
          const event = eventOf(before, kind, awaited + offBy, isRight, now);
          const { transaction: after, effects } = step(deepFreeze(before), event);
          rreqs += effects.filter((effect) => effect.kind === 'rreq').length;
          const isOver = 'dueAt' in before.state && now >= before.state.dueAt;
          if ('place' in event && offBy !== 0 && !isOver) assert.equal(after, before, 'another counter changes nothing');
          if (
            'place' in event &&
            offBy === 0 &&
            !isOver &&
            after.state.name === 'challenging' &&
            before.state.name === 'challenging'
          )
            assert.equal(countOf(after), awaited + 1, 'every CReq that is taken counts, whatever it brings');
          const wrongBefore = progressOf(before)?.wrongTries ?? 0;
          const wrongAfter = progressOf(after)?.wrongTries;
          if (wrongAfter !== undefined) assert.ok(wrongAfter - wrongBefore <= 1);
          wrong = wrongAfter ?? wrong;
          assert.ok(wrong < POLICY.maxTries, 'the third wrong entry is the last');
          assert.equal(
            after.app?.sessionKey === undefined,
            after.state.name === 'final',
            'the key lives as long as the challenge',
          );
          assert.ok(rreqs <= 1, 'one RReq');
          assert.equal(rreqs === 1, 'result' in after.state);
          transaction = after;
        }
        const { state } = transaction;
        const end = 'result' in state ? `${state.result.transStatus} ${state.result.challengeCancel ?? ''}`.trim() : state.name;
        ends.set(end, (ends.get(end) ?? 0) + 1);
      },
    ),
    { numRuns: 1500 },
  );
  for (const end of ['Y', 'N', 'N 01', 'N 05', 'U 06', 'challenging', 'awaitingCReq'])
    t.ok(ends.get(end), `some end in ${end}: ${ends.get(end)}`);
});

t.test('how a challenge in an app ends tells who found what, in the words of its version', async (t) => {
  const rows: [Kind, string, string, string][] = [
    ['fault', '2.2.0', 'U 06', ''],
    ['fault', '2.3.1', 'U 10', 'reported'],
    ['sdkErro', '2.1.0', 'U 06', ''],
    ['sdkErro', '2.3.1', 'U 09', 'reported'],
    ['cancel', '2.2.0', 'N 01', ''],
    ['cancel', '2.3.1', 'N 01', ''],
    ['deadline', '2.3.1', 'stays', ''],
  ];
  for (const [kind, version, expected, reported] of rows) {
    for (const isOpened of [false, true]) {
      const opened = challengedInApp('sms', version);
      const life = isOpened ? step(opened, eventOf(opened, 'open', 0, true, START)).transaction : opened;
      const { state } = step(life, eventOf(life, kind, countOf(life) ?? 0, true, START + 1)).transaction;
      const said = 'result' in state ? `${state.result.transStatus} ${state.result.challengeCancel}` : 'stays';
      t.equal(said, expected, `${kind} in ${version}`);
      t.equal('result' in state && 'challengeErrorReporting' in state.result, reported !== '');
    }
  }
});

t.test('6.2.4.3 counter wrap: the counter goes to 254, and no further', async (t) => {
  const opened = challengedInApp('sms');
  let life = step(opened, eventOf(opened, 'open', 0, true, START)).transaction;
  const creq = (count: number) =>
    ({
      messageType: 'CReq',
      messageVersion: '2.2.0',
      ...{ threeDSServerTransID: life.threeDSServerTransID, acsTransID: life.acsTransID, sdkTransID: life.app?.sdkTransID },
      ...{ sdkCounterStoA: String(count).padStart(3, '0'), challengeNoEntry: 'Y' },
    }) as CReq;
  for (let count = 1; count <= 254; count += 1) {
    t.equal(intentOf(life, creq(count), POLICY).name, 'noEntry');
    life = step(life, eventOf(life, 'resend', count, true, START)).transaction;
  }
  t.throws(() => intentOf(life, creq(0), POLICY), /302 .*next one, which is 255/, 'it does not start again');
  t.equal(faultOfApp(life, POLICY), undefined);
});
