import type { Erro } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import { withoutSessionKey } from './appSession.ts';
import type { Errand, In, Of, Step } from './events.ts';
import type { Policy } from './policy.ts';
import type { Result, Transaction } from './transaction.ts';

/** A challenge or a decoupled authentication ends here: the result stands, and is reported. */
export function end(transaction: In<'awaitingCReq' | 'challenging' | 'decoupled'>, result: Result): Step {
  const { state } = transaction;
  const session = state.name === 'challenging' ? { session: state.session } : {};
  return { transaction: { ...transaction, state: { name: 'ending', result, ...session } }, effects: [report(transaction)] };
}

/** The RReq, held back where a tester wants it so. */
function report({ delays }: Transaction): Errand {
  return { kind: 'rreq', ...(delays?.rreqMs ? { afterMs: delays.rreqMs } : {}) };
}

export function cancelled(
  transaction: In<'awaitingCReq' | 'challenging'>,
  event: Pick<Of<'cancel'>, 'challengeCancel'>,
  policy: Policy,
): Step {
  const { challengeCancel = policy.cancel.byCardholder } = event;
  const isByCardholder = challengeCancel === policy.cancel.byCardholder;
  if (transaction.fallback && isByCardholder)
    return fallBack(transaction, policy.reason.decoupledInstead, interactionsOf(transaction));
  const isTimeOut = challengeCancel === policy.cancel.timedOutAtSdk;
  return end(transaction, {
    transStatus: 'N',
    transStatusReason: isTimeOut ? policy.reason.timedOutAtSdk : policy.reason.cancelled,
    challengeCancel,
    interactionCounter: interactionsOf(transaction),
  });
}

/** The challenge ends without an outcome of its own: decoupled authentication follows, as another transaction (2.3.1). */
export function fallBack(
  transaction: In<'awaitingCReq' | 'challenging'>,
  transStatusReason: string,
  interactionCounter: number,
): Step {
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

/** The DS refused our ARes: nobody will send a CReq, and no RReq is owed (EMV 3DS 2.3.1, Req 221). */
export function stopped(transaction: In<'awaitingCReq'>, _event: Of<'DsErro'>, policy: Policy): Step {
  const result = { transStatus: 'U', transStatusReason: policy.reason.stoppedByDs, interactionCounter: 0 } as const;
  return { transaction: withoutSessionKey({ ...transaction, state: { name: 'final', report: 'notOwed', result } }), effects: [] };
}

/** A fault in a CReq, found by us or, as the caller says, by the SDK. */
export function failed(
  transaction: In<'awaitingCReq' | 'challenging'>,
  { erro }: { erro: Erro },
  policy: Policy,
  foundBy: string = policy.cancel.faultFoundByAcs,
): Step {
  const interactionCounter = interactionsOf(transaction);
  const fault = { transStatus: 'U', transStatusReason: policy.reason.faultInCReq, interactionCounter } as const;
  return VERSIONS[transaction.messageVersion].challengeErrorReporting
    ? end(transaction, { ...fault, challengeCancel: foundBy, challengeErrorReporting: erro })
    : end(transaction, { ...fault, challengeCancel: policy.cancel.fault });
}

/** What the SDK reports of our CRes, also that it has waited too long (5.9.5). A browser reports nothing here. */
export function failedAtSdk(transaction: In<'awaitingCReq' | 'challenging'>, event: Of<'SdkErro'>, policy: Policy): Step {
  if (!transaction.app) return { transaction, effects: [] };
  return event.erro.errorCode === '402' && policy.timeOutOfSdk === 'timedOut'
    ? cancelled(transaction, { challengeCancel: policy.cancel.timedOutAtSdk }, policy)
    : failed(transaction, event, policy, policy.cancel.faultFoundBySdk);
}

function interactionsOf({ state }: In<'awaitingCReq' | 'challenging'>): number {
  return state.name === 'challenging' ? state.progress.interactions : 0;
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

/** The DS has the result after all. What the cardholder and the merchant were told stays. */
export function acknowledgedLate(transaction: In<'final'>): Step {
  const { state } = transaction;
  if (state.report !== 'undelivered') return { transaction, effects: [] };
  return { transaction: { ...transaction, state: { ...state, report: 'acknowledged', late: true } }, effects: [] };
}

/** The RReq is settled, or the cardholder waits for it no longer. */
export function finish(transaction: In<'ending'>, report: 'acknowledged' | 'undelivered'): Step {
  const state = { ...transaction.state, name: 'final', report } as const;
  return { transaction: withoutSessionKey({ ...transaction, state }), effects: [] };
}
