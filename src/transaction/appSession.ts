import type { Policy } from './policy.ts';
import type { Transaction } from './transaction.ts';

/** Whatever a CReq of an app brings, it is one of the counter, and its CRes gives the cardholder ten minutes more. */
export function counted(transaction: Transaction, at: number, policy: Policy): Transaction {
  const { state } = transaction;
  if (state.name !== 'challenging' || !('creqs' in state.session)) return transaction;
  const session = { creqs: state.session.creqs + 1 };
  return { ...transaction, state: { ...state, session, dueAt: at + policy.idleMs } };
}

/** The keys of a challenge are kept no longer than it lasts (EMV 3DS 2.2.0, 6.2.4). */
export function withoutSessionKey({ app, ...transaction }: Transaction): Transaction {
  if (!app) return transaction;
  const { sessionKey: _erased, ...others } = app;
  return { ...transaction, app: others };
}
