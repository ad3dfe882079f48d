import { stepsOf } from '../challenge/methods.ts';
import { rowOf } from '../challenge/steps.ts';
import { triesLeft } from './endings.ts';
import type { In, Of, Step } from './events.ts';
import { currentStep, enter, judgesAtTheEnd, maySend, takeDecidedVerdict } from './judging.ts';
import type { Policy } from './policy.ts';
import type { Transaction } from './transaction.ts';

/** Whether the other method can be taken now: not where it sends something and no more can be sent, nor in place of the last try. */
export function mayTakeAlternative(transaction: Transaction, policy: Policy): boolean {
  const { alternative, state } = transaction;
  if (!alternative || state.name !== 'challenging' || currentStep(transaction) === undefined) return false;
  if (leavesRound(transaction) && triesLeft(state.progress, policy) <= 1) return false;
  const sends = stepsOf(alternative).some((step) => rowOf(step).sends !== null);
  return !sends || maySend({ ...transaction, method: alternative }, policy);
}

/**
 * The other method from its beginning: the tries and the codes that were used stay used, and the code that was sent is void. Who has
 * refused in the bank's app, and then takes another way, has refused.
 */
export function takeAlternative(transaction: In<'challenging'>, event: Of<'alternative'>, policy: Policy): Step {
  const { alternative, method } = transaction;
  if (!alternative || !method || !mayTakeAlternative(transaction, policy)) return { transaction, effects: [] };
  const { notice: _n, code: _c, spoiled: _s, verdict, switches = 0, wrongTries, ...kept } = transaction.state.progress;
  if (verdict === 'refused') return takeDecidedVerdict(transaction, event, verdict, policy);
  const tries = { switches: switches + 1, wrongTries: wrongTries + (leavesRound(transaction) ? 1 : 0) };
  const state = { ...transaction.state, progress: { ...kept, ...tries } };
  return enter({ ...transaction, method: alternative, alternative: method, state }, 0, event, policy);
}

/**
 * Whether a round that hides which of its entries was wrong is left before its end: it is a try, whatever was entered. Else what was
 * entered would cost nothing; and if wrong entries alone did, the number of tries that are left would tell them.
 */
function leavesRound(transaction: Transaction): boolean {
  return judgesAtTheEnd(transaction) && transaction.state.name === 'challenging' && transaction.state.progress.step > 0;
}
