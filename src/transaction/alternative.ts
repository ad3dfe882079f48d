import { stepsOf } from '../challenge/methods.ts';
import { rowOf } from '../challenge/steps.ts';
import type { In, Of, Step } from './events.ts';
import { currentStep, enter, maySend } from './judging.ts';
import type { Policy } from './policy.ts';
import type { Transaction } from './transaction.ts';

/** Whether the other method can be taken now: not where it begins with a message and no more can be sent. */
export function mayTakeAlternative(transaction: Transaction, policy: Policy): boolean {
  const { alternative } = transaction;
  const step = alternative && currentStep(transaction) && stepsOf(alternative)[0];
  return step !== undefined && (rowOf(step).sends === null || maySend(transaction, policy));
}

/** The other method from its beginning: the tries and the codes that were used stay used, and the code that was sent is void. */
export function takeAlternative(transaction: In<'challenging'>, event: Of<'alternative'>, policy: Policy): Step {
  const { alternative, method } = transaction;
  if (!alternative || !method || !mayTakeAlternative(transaction, policy)) return { transaction, effects: [] };
  const { notice: _n, code: _c, spoiled: _s, verdict: _v, switches = 0, ...kept } = transaction.state.progress;
  const state = { ...transaction.state, progress: { ...kept, switches: switches + 1 } };
  return enter({ ...transaction, method: alternative, alternative: method, state }, 0, event, policy);
}
