import t from 'tap';
import type { ChallengeResult } from '../../src/decision/decision.ts';
import type { Event } from '../../src/transaction/events.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { play } from '../support/usualPolicy.ts';
import { deepFreeze, EVENTS, type EventName, live, opened } from './lives.ts';

const RESULT: ChallengeResult = { transStatus: 'R', transStatusReason: '11' };

function lived(result: ChallengeResult | undefined, ...names: EventName[]): Transaction {
  let transaction = opened({
    transStatus: 'C',
    method: 'sms',
    because: 'of the test',
    ...(result ? { challengeResult: result } : {}),
  });
  for (const name of names) transaction = play(deepFreeze(transaction), EVENTS[name](transaction)).transaction;
  return transaction;
}

t.test('a challenge that would end in Y ends as it was written, with the cardholder’s count', async (t) => {
  const { state } = lived(RESULT, 'CReq', 'wrongCode', 'rightCode');
  t.match(state, { name: 'ending', result: { ...RESULT, interactionCounter: 2 } });
  t.match(lived({ transStatus: 'Y' }, 'CReq', 'rightCode').state, { result: { transStatus: 'Y' } });
  t.match(lived(undefined, 'CReq', 'rightCode').state, { result: { transStatus: 'Y' } });
  t.match(lived(RESULT, 'CReq', 'rightCode', 'RRes').state, { name: 'final', result: RESULT }, 'and stays so');
});

t.test('a challenge that ends otherwise ends as it does', async (t) => {
  for (const way of [['cancel'], ['wrongCode', 'wrongCode', 'wrongCode'], ['deadline']] as EventName[][]) {
    const names: EventName[] = ['CReq', ...way];
    t.match(lived(RESULT, ...names).state, { result: { transStatus: 'N' } }, way.join());
  }
  t.match(
    lived({ transStatus: 'Y' }, 'deadline').state,
    { result: { transStatus: 'N', challengeCancel: '05' } },
    'Y is never made',
  );
});

t.test('a merchant is trusted by a box that was ticked after a written Y alone', async (t) => {
  const ends = (challengeResult: ChallengeResult, trusts: boolean) => {
    const decision = { transStatus: 'C', method: 'sms', because: 'of the test', challengeResult } as const;
    const begun = live(opened(decision, undefined, { offersTrustList: true }), 'CReq').transaction;
    const { transaction, effects } = play(deepFreeze(begun), { ...EVENTS.rightCode(begun), trusts } as Event);
    const { state } = transaction;
    return ['result' in state ? state.result.trustListStatus : undefined, effects.map(({ kind }) => kind).join(' ')];
  };
  t.same(ends({ transStatus: 'Y' }, true), ['Y', 'trust rreq']);
  t.same(ends({ transStatus: 'Y' }, false), ['R', 'rreq']);
  for (const result of [RESULT, { transStatus: 'N', transStatusReason: '11' }, { transStatus: 'A' }] as ChallengeResult[])
    t.same(ends(result, true), [undefined, 'rreq'], result.transStatus);
});

t.test('what changes nothing gives back the same transaction', async (t) => {
  const transaction = lived(RESULT, 'CReq', 'rightCode', 'RRes');
  t.equal(play(transaction, EVENTS.cancel(transaction)).transaction, transaction);
  t.same(play(live(transaction).transaction, EVENTS.RRes()).effects, []);
});
