import { uiTypeOfInformation } from '../challenge/appUi.ts';
import type { Erro } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import { withoutSessionKey } from './appSession.ts';
import type { Errand, In, Of, Step } from './events.ts';
import type { Policy } from './policy.ts';
import type { Consents, Progress, Result, Transaction } from './transaction.ts';

/** A challenge or a decoupled authentication ends here: the result stands, and is reported. */
export function end(transaction: In<'awaitingCReq' | 'challenging' | 'decoupled' | 'awaitingSecondAReq'>, result: Result): Step {
  const { state } = transaction;
  const session = state.name === 'challenging' ? { session: state.session } : {};
  return { transaction: { ...transaction, state: { name: 'ending', result, ...session } }, effects: [reportResult(transaction)] };
}

/** The RReq, held back where a tester wants it so. */
function reportResult({ delays }: Transaction): Errand {
  return { kind: 'rreq', ...(delays?.rreqMs ? { afterMs: delays.rreqMs } : {}) };
}

export function endByCancel(
  transaction: In<'awaitingCReq' | 'challenging'>,
  event: Pick<Of<'cancel'>, 'challengeCancel'>,
  policy: Policy,
): Step {
  const { challengeCancel: said = policy.cancel.byCardholder } = event;
  const { cancel, reason } = policy;
  // Who leaves the page that tells how it goes on has been told: that stands.
  if (transaction.state.name === 'challenging' && transaction.state.progress.ending)
    return end(transaction, transaction.state.progress.ending);
  // An SDK may name an error that was sent or received, but has no copy of it to report.
  const challengeCancel = said === cancel.faultFoundBySdk || said === cancel.faultFoundByAcs ? cancel.fault : said;
  const isByCardholder = challengeCancel === cancel.byCardholder;
  const isAttempt = VERSIONS[transaction.messageVersion].cancelIsAttempt;
  const interactionCounter = interactionsOf(transaction) + (isAttempt && isByCardholder ? 1 : 0);
  if (transaction.fallback && isByCardholder)
    return fallBackToDecoupled(
      transaction,
      { transStatusReason: reason.decoupledInstead, challengeCancel, interactionCounter },
      policy,
    );
  const cancelled = isAttempt ? reason.cancelledAttempt : reason.cancelled;
  const transStatusReason = challengeCancel === cancel.timedOutAtSdk ? reason.timedOutAtSdk : cancelled;
  return end(transaction, { transStatus: 'N', transStatusReason, challengeCancel, interactionCounter });
}

/**
 * The challenge ends without an outcome of its own: decoupled authentication follows, as another transaction (2.3.1). In an app
 * that can show it, a page tells so before (Req 461); a browser is told on its last page.
 */
export function fallBackToDecoupled(
  transaction: In<'awaitingCReq' | 'challenging'>,
  result: Omit<Result, 'transStatus'>,
  policy: Policy,
): Step {
  const ending = { ...result, transStatus: 'D' } as const;
  const { state, app, messageVersion } = transaction;
  const tells = app && policy.informsOfFallback && uiTypeOfInformation(app, messageVersion) !== undefined;
  if (!tells || state.name !== 'challenging') return end(transaction, ending);
  const { notice: _notice, ...progress } = state.progress;
  return { transaction: { ...transaction, state: { ...state, progress: { ...progress, ending } } }, effects: [] };
}

/** He has read what was told: the result stands. */
export function endInformed(transaction: In<'challenging'>): Step {
  const { ending } = transaction.state.progress;
  return ending ? end(transaction, ending) : { transaction, effects: [] };
}

export function endByTries(transaction: In<'challenging'>, interactionCounter: number, policy: Policy): Step {
  return end(transaction, { transStatus: 'N', transStatusReason: policy.reason.triesExceeded, interactionCounter });
}

/** To everyone but the tester the same as too many tries: a lock tells nothing of the ePin. */
export function shutOut(transaction: In<'challenging'>, interactionCounter: number, policy: Policy): Step {
  const transStatusReason = policy.reason.triesExceeded;
  return end(transaction, { transStatus: 'N', transStatusReason, interactionCounter, cardLocked: true });
}

/** How many more submissions in vain there may be before the next one is the last. */
export function triesLeft({ wrongTries, looks = 0 }: Pick<Progress, 'wrongTries' | 'looks'>, { maxTries }: Policy): number {
  return maxTries - wrongTries - looks;
}

/** The maximum of challenges is reached. @param fault of what was entered last */
export function endByMaximum(
  transaction: In<'challenging'>,
  interactions: number,
  policy: Policy,
  fault: Progress['spoiled'] = transaction.state.progress.spoiled,
): Step {
  const end = fault === 'locked' ? shutOut : endByTries;
  return end(transaction, interactions, policy);
}

export function endByTime(
  transaction: In<'awaitingCReq' | 'challenging' | 'awaitingSecondAReq'>,
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
export function endByDsErro(transaction: In<'awaitingCReq' | 'awaitingSecondAReq'>, _event: Of<'DsErro'>, policy: Policy): Step {
  const result = { transStatus: 'U', transStatusReason: policy.reason.stoppedByDs, interactionCounter: 0 } as const;
  return { transaction: withoutSessionKey({ ...transaction, state: { name: 'final', report: 'notOwed', result } }), effects: [] };
}

/** The AReq has come that says what came of Secure Payment Confirmation: it is answered for itself, and no RReq is owed. */
export function endByAssertion(transaction: In<'awaitingSecondAReq'>): Step {
  const state = { name: 'final', report: 'notOwed', result: { transStatus: 'S', interactionCounter: 0 } } as const;
  return { transaction: { ...transaction, state }, effects: [] };
}

/** A fault in a CReq, found by us or, as the caller says, by the SDK. */
export function endByFault(
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
export function endBySdkErro(transaction: In<'awaitingCReq' | 'challenging'>, event: Of<'SdkErro'>, policy: Policy): Step {
  if (!transaction.app) return { transaction, effects: [] };
  return event.erro.errorCode === '402' && policy.timeOutOfSdk === 'timedOut'
    ? endByCancel(transaction, { challengeCancel: policy.cancel.timedOutAtSdk }, policy)
    : endByFault(transaction, event, policy, policy.cancel.faultFoundBySdk);
}

function interactionsOf({ state }: In<'awaitingCReq' | 'challenging'>): number {
  return state.name === 'challenging' ? state.progress.interactions : 0;
}

/** All is proven: Y, with what came of the offers to trust the merchant and to remember the device. */
export function succeed(
  transaction: In<'challenging'>,
  { interactions, trusts, binds }: { interactions: number } & Consents,
  policy: Policy,
): Step {
  const { offersTrustList, offersDeviceBinding } = transaction;
  const ended = end(transaction, {
    transStatus: 'Y',
    ...(offersTrustList ? { trustListStatus: trusts ? 'Y' : policy.trustListDeclined } : {}),
    ...(offersDeviceBinding ? { deviceBindingStatus: binds ? '14' : '04' } : {}),
    interactionCounter: interactions,
  });
  const kept = [
    ...(offersTrustList && trusts ? [{ kind: 'trust' as const }] : []),
    ...(offersDeviceBinding && binds ? [{ kind: 'bind' as const }] : []),
  ];
  return { ...ended, effects: [...kept, ...ended.effects] };
}

/**
 * The DS could not be connected with twice: from now on it is told U, and so are all others (EMV 3DS 2.3.1, Req 240). What the
 * outcome was stands beside it.
 */
export function withholdUndelivered(transaction: In<'ending'>, _event: Of<'RReqUnreached'>, policy: Policy): Step {
  const { state, messageVersion } = transaction;
  const { result } = state;
  if (!VERSIONS[messageVersion].undeliveredIsU || policy.undelivered === 'kept' || result.transStatus === 'U')
    return { transaction, effects: [] };
  const { transStatus, transStatusReason, trustListStatus: _trust, deviceBindingStatus: _device, ...others } = result;
  const withheld = { transStatus, ...(transStatusReason ? { transStatusReason } : {}) };
  // A time-out goes on being one: 14 and the challengeCancel that belongs to it say so.
  const reason = transStatusReason === policy.reason.timedOut ? transStatusReason : policy.reason.undelivered;
  const told: Result = { ...others, transStatus: 'U', transStatusReason: reason, withheld };
  return { transaction: { ...transaction, state: { ...state, result: told } }, effects: [] };
}

/** The DS has the result after all. What the cardholder and the merchant were told stays. */
export function acknowledgeLate(transaction: In<'final'>): Step {
  const { state } = transaction;
  if (state.report !== 'undelivered') return { transaction, effects: [] };
  return { transaction: { ...transaction, state: { ...state, report: 'acknowledged', late: true } }, effects: [] };
}

/** The RReq is settled, or the cardholder waits for it no longer. */
export function finish(transaction: In<'ending'>, report: 'acknowledged' | 'undelivered'): Step {
  const state = { ...transaction.state, name: 'final', report } as const;
  return { transaction: withoutSessionKey({ ...transaction, state }), effects: [] };
}
