import { isAsked } from './judging.ts';
import { dueAt } from './step.ts';
import type { Transaction } from './transaction.ts';

/** Whether the cardholder, or a tester in his place, may now approve or refuse: in a challenge by app, or decoupled. */
export function awaitsVerdict(transaction: Transaction, at: number): boolean {
  return notificationOf(transaction) !== undefined && at < (dueAt(transaction) ?? 0);
}

/**
 * The number of the notification that a verdict has to answer: in a challenge that of the newest one, decoupled 0, the only
 * one. Undefined where no verdict is awaited.
 */
export function notificationOf(transaction: Transaction): number | undefined {
  const { state } = transaction;
  if (state.name === 'decoupled') return 0;
  // Where an SDK has still to ask for it, it is given already.
  if (state.name !== 'challenging' || state.progress.verdict) return undefined;
  return isAsked({ ...transaction, state }, 'verdict') ? state.progress.sends : undefined;
}
