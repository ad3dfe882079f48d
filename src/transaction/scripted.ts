import type { Event, Step } from './events.ts';
import type { Policy } from './policy.ts';
import { step } from './step.ts';
import type { Transaction } from './transaction.ts';

/**
 * One step of a transaction, with the end that the tester wrote for its challenge: where the cardholder did all that was asked
 * of him, that takes the place of Y. A challenge that ends otherwise (wrong codes, cancel, time-out) ends as it does.
 * The merchant is trusted, and the device remembered, after Y alone.
 */
export function play(transaction: Transaction, event: Event, policy: Policy): Step {
  const played = step(transaction, event, policy);
  const { challengeResult, state } = played.transaction;
  if (!challengeResult || state.name !== 'ending' || transaction.state.name === 'ending') return played;
  if (state.result.transStatus !== 'Y') return played;
  const { interactionCounter, trustListStatus, deviceBindingStatus } = state.result;
  const isYes = challengeResult.transStatus === 'Y';
  const result = {
    ...challengeResult,
    interactionCounter,
    ...(isYes && trustListStatus ? { trustListStatus } : {}),
    ...(isYes && deviceBindingStatus ? { deviceBindingStatus } : {}),
  };
  const effects = isYes ? played.effects : played.effects.filter(({ kind }) => kind !== 'trust' && kind !== 'bind');
  return { ...played, effects, transaction: { ...played.transaction, state: { ...state, result } } };
}
