import type { Policy } from './policy.ts';
import type { In, Of, Step } from './step.ts';
import type { Result } from './transaction.ts';

/** The result stands, and is reported. */
export function end(transaction: In<'awaitingCReq' | 'challenging' | 'decoupled'>, result: Result): Step {
  const { state } = transaction;
  const session = state.name === 'challenging' ? { session: state.session } : {};
  return { transaction: { ...transaction, state: { name: 'ending', result, ...session } }, effects: [{ kind: 'rreq' }] };
}

export function cancelled(transaction: In<'challenging'>, _event: Of<'cancel'>, policy: Policy): Step {
  const { interactions } = transaction.state.progress;
  if (transaction.fallback) return fallBack(transaction, policy.reason.decoupledInstead, interactions);
  return end(transaction, {
    transStatus: 'N',
    transStatusReason: policy.reason.cancelled,
    challengeCancel: policy.cancel.byCardholder,
    interactionCounter: interactions,
  });
}

/** The challenge ends without an outcome of its own: decoupled authentication follows, as another transaction (2.3.1). */
export function fallBack(transaction: In<'challenging'>, transStatusReason: string, interactionCounter: number): Step {
  return end(transaction, { transStatus: 'D', transStatusReason, interactionCounter });
}

export function exhausted(transaction: In<'challenging'>, interactionCounter: number, policy: Policy): Step {
  return end(transaction, { transStatus: 'N', transStatusReason: policy.reason.triesExceeded, interactionCounter });
}

/** To everyone but the tester the same as too many tries: a lock tells nothing of the ePin. */
export function shutOut(transaction: In<'challenging'>, interactionCounter: number, policy: Policy): Step {
  const transStatusReason = policy.reason.triesExceeded;
  return end(transaction, { transStatus: 'N', transStatusReason, interactionCounter, cardLocked: true });
}

export function timedOut(
  transaction: In<'awaitingCReq' | 'challenging'>,
  interactions: number,
  cancel: string,
  policy: Policy,
): Step {
  return end(transaction, {
    transStatus: 'N',
    transStatusReason: policy.reason.timedOut,
    challengeCancel: cancel,
    interactionCounter: interactions,
  });
}

export function failed(transaction: In<'awaitingCReq'>, { erro }: Of<'CReqFault'>, policy: Policy): Step {
  const fault = { transStatus: 'U', transStatusReason: policy.reason.faultInCReq, interactionCounter: 0 } as const;
  return transaction.messageVersion === '2.3.1'
    ? end(transaction, { ...fault, challengeCancel: policy.cancel.faultFoundByAcs, challengeErrorReporting: erro })
    : end(transaction, { ...fault, challengeCancel: policy.cancel.fault });
}

/** All is proven: Y, with what came of the offer to trust the merchant. */
export function succeed(
  transaction: In<'challenging'>,
  { interactions, trusts }: { interactions: number; trusts: boolean | undefined },
  policy: Policy,
): Step {
  const { offersTrustList } = transaction;
  const ended = end(transaction, {
    transStatus: 'Y',
    ...(offersTrustList ? { trustListStatus: trusts ? 'Y' : policy.trustListDeclined } : {}),
    interactionCounter: interactions,
  });
  return offersTrustList && trusts ? { ...ended, effects: [{ kind: 'trust' }, ...ended.effects] } : ended;
}

/** The RReq is settled. */
export function finish(transaction: In<'ending'>, report: 'acknowledged' | 'undelivered'): Step {
  return { transaction: { ...transaction, state: { ...transaction.state, name: 'final', report } }, effects: [] };
}
