import { POLICY, type Policy } from './policy.ts';
import { type Event, type Step, step } from './step.ts';
import type { Transaction } from './transaction.ts';

/**
 * One step of a transaction, with the end that the tester wrote for its challenge: where the cardholder did all that was asked
 * of him, that takes the place of Y. A challenge that ends otherwise (wrong codes, cancel, time-out) ends as it does.
 */
export function play(transaction: Transaction, event: Event, policy: Policy = POLICY): Step {
  const played = step(transaction, event, policy);
  const { challengeResult, state } = played.transaction;
  if (!challengeResult || state.name !== 'ending' || transaction.state.name === 'ending') return played;
  if (state.result.transStatus !== 'Y') return played;
  const result = { ...challengeResult, interactionCounter: state.result.interactionCounter };
  return { ...played, transaction: { ...played.transaction, state: { ...state, result } } };
}
