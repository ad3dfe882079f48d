import { dueAt } from './step.ts';
import type { Transaction } from './transaction.ts';

/** Whether somebody may now approve or refuse this transaction in the bank's app, or a tester in his place. */
export function waitsForApproval(transaction: Transaction, at: number): boolean {
  return transaction.state.name === 'decoupled' && at < (dueAt(transaction) ?? 0);
}
