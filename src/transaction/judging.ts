import { stepsOf } from '../challenge/methods.ts';
import { rowOf, type StepName } from '../challenge/steps.ts';
import { afterEPin, isLocked, isShut } from './cardLock.ts';
import { end, endByMaximum, endByTime, fallBackToDecoupled, shutOut, succeed, triesLeft } from './endings.ts';
import type { Event, FreshCode, In, Of, Step } from './events.ts';
import type { Policy } from './policy.ts';
import type { Consents, Progress, StepNotice, Transaction, Verdict } from './transaction.ts';

/** Events that can lead to a further step, which may send something. */
export type EntryEvent = Of<'CReq' | 'ePin' | 'code' | 'answer' | 'verdict' | 'oobContinue' | 'alternative'>;

/** The step that is asked for now; undefined where none is, also on the page that tells an app how it goes on. */
export function currentStep({ state, method }: Transaction): StepName | undefined {
  if (!method || state.name !== 'challenging' || state.progress.ending) return undefined;
  return stepsOf(method)[state.progress.step];
}

/** Whether the current page asks for the ePin of the card. */
export function asksForEPin(transaction: Transaction): transaction is In<'challenging'> {
  return takes(transaction, 'ePin');
}

/**
 * Whether what the current step sends can be sent once more. What could not be sent does not count, up to a limit of its own;
 * rounds that may still come have their own sends kept for them.
 */
export function maySend(transaction: Transaction, policy: Policy): boolean {
  const { state } = transaction;
  if (state.name !== 'challenging') return false;
  const { sends, failedSends = 0, wrongTries } = state.progress;
  const laterRounds = judgesAtTheEnd(transaction) ? policy.maxTries - wrongTries - 1 : 0;
  return sends - failedSends + laterRounds < policy.maxSends && failedSends < policy.maxFailedSends;
}

/** The first valid CReq: the challenge begins. */
export function beginChallenge(transaction: In<'awaitingCReq'>, event: Of<'CReq'>, policy: Policy): Step {
  const progress: Progress = { step: 0, wrongTries: 0, interactions: 0, sends: 0 };
  const state = { name: 'challenging', dueAt: event.at + policy.idleMs, session: event.session, progress } as const;
  return enter({ ...transaction, state }, 0, event, policy);
}

/** A choice among answers: judged outside, so the event says whether it is right. */
export function takeAnswer(transaction: In<'challenging'>, event: Of<'answer'>, policy: Policy): Step {
  return applyJudgement(transaction, event, event.right, policy);
}

/**
 * The same for an ePin, which counts for all cards of the cardholder as well. A lock that others brought about ends no payment:
 * the right ePin goes on, a wrong one ends its own. Once none is judged any more, the page stays, and he may choose his ePin
 * anew meanwhile; where it stays hidden which factor was wrong, it is as wrong as any, and the end of the round says so.
 */
export function takeEPin(transaction: In<'challenging'>, event: Of<'ePin'>, policy: Policy): Step {
  const { cardLock: before, at, right } = event;
  // Where a code is asked for beside it, both have to be right, and nobody is told which one was not.
  const withCode = asksForCodeToo(transaction);
  if (withCode && isExpired(transaction, at, policy)) return refuseExpiredCode(transaction, event, policy);
  const isRight = right && (!withCode || isNewestCode(transaction, event.hash));
  // A lock that showed itself would say that the ePin was the wrong one.
  const hides = withCode || judgesAtTheEnd(transaction);
  // Where a wrong one does not end it, a transaction that was wrong before adds no guess: it may be the one that locked.
  if (before && hides && isLocked(before, at) && (isShut(before, at) || transaction.state.progress.wrongTries > 0))
    return applyJudgement(transaction, event, false, policy, 'locked');
  if (before && isShut(before, at)) return turn(transaction, event, { notice: 'ePinShut' }, policy);
  const cardLock = before && afterEPin(before, right, at, policy.cardLock);
  const locks = cardLock !== undefined && !right && isLocked(cardLock, at);
  const step =
    locks && !hides
      ? shutOut(transaction, transaction.state.progress.interactions + 1, policy)
      : applyJudgement(transaction, event, isRight, policy, locks ? 'locked' : 'wrong');
  return { ...step, ...(cardLock ? { cardLock } : {}) };
}

export function takeCode(transaction: In<'challenging'>, event: Of<'code'>, policy: Policy): Step {
  const { code } = transaction.state.progress;
  if (!code) return { transaction, effects: [] };
  if (isExpired(transaction, event.at, policy)) return refuseExpiredCode(transaction, event, policy);
  return applyJudgement(transaction, event, event.hash === code.hash, policy);
}

/** Whether a code is asked for on the page of the ePin. */
export function asksForCodeToo(transaction: Transaction): boolean {
  const step = currentStep(transaction);
  const asks = step && rowOf(step).asks;
  return asks?.kind === 'digits' && asks.second?.isOneTimeCode === true;
}

function isNewestCode({ state }: In<'challenging'>, hash: string | undefined): boolean {
  return hash !== undefined && hash === state.progress.code?.hash;
}

function isExpired({ state }: In<'challenging'>, at: number, policy: Policy): boolean {
  const { code } = state.progress;
  return code !== undefined && at >= code.sentAt + policy.codeLifetimeMs;
}

/** An expired code is not judged at all: neither a right nor a wrong one costs a try or tells anything. */
function refuseExpiredCode(transaction: In<'challenging'>, event: Event, policy: Policy): Step {
  return maySend(transaction, policy)
    ? turn(transaction, event, { notice: 'codeExpired' }, policy)
    : endByTime(transaction, transaction.state.progress.interactions, policy.cancel.idle, policy);
}

/** What was decided in the bank's app. An SDK asks for it with its next CReq, whose CRes tells the end: it is kept until then. */
export function judgeVerdict(transaction: In<'challenging'>, event: Of<'verdict'>, policy: Policy): Step {
  if (!transaction.app) return takeDecidedVerdict(transaction, event, event.verdict, policy);
  const progress = { ...transaction.state.progress, verdict: event.verdict, ...consentsOf(event) };
  return { transaction: { ...transaction, state: { ...transaction.state, progress } }, effects: [] };
}

/** Nobody refuses by mistake, so a refusal has no second try. */
export function takeDecidedVerdict(
  transaction: In<'challenging'>,
  event: Of<'verdict' | 'oobContinue' | 'alternative'>,
  verdict: Verdict,
  policy: Policy,
): Step {
  if (verdict === 'approved') return applyJudgement(transaction, event, true, policy);
  return end(transaction, {
    transStatus: 'N',
    transStatusReason: policy.reason.refusedInChallenge,
    interactionCounter: transaction.state.progress.interactions + 1,
    refused: true,
  });
}

/** The result that the tester picked. */
export function takePick(transaction: In<'challenging'>, event: Of<'pick'>, policy: Policy): Step {
  const { result } = event;
  const interactions = transaction.state.progress.interactions + 1;
  return result.transStatus === 'Y'
    ? succeed(transaction, { interactions, ...consentsOf(event) }, policy)
    : end(transaction, { ...result, interactionCounter: interactions });
}

/** The time of a page is over: for a challenge without a human that is its result, for any other its end. */
export function pageIsOver(transaction: In<'challenging'>, _event: Of<'deadline'>, policy: Policy): Step {
  const { interactions, ending } = transaction.state.progress;
  if (ending) return end(transaction, ending);
  if (!takes(transaction, 'deadline')) return endByTime(transaction, interactions, policy.cancel.idle, policy);
  const { afterMs: _after, ...result } = transaction.automatic ?? policy.automatic;
  return end(transaction, { ...result, interactionCounter: interactions });
}

export function sendAgain(transaction: In<'challenging'>, event: Of<'resend'>, policy: Policy): Step {
  const step = currentStep(transaction);
  if (!step || !rowOf(step).sends) return { transaction, effects: [] };
  const { interactions } = transaction.state.progress;
  if (!maySend(transaction, policy)) return turn(transaction, event, { notice: 'noMoreSends' }, policy);
  const counted = policy.resendIsInteraction ? interactions + 1 : interactions;
  return sendCode(turn(transaction, event, { interactions: counted }, policy).transaction, event, 'codeSent');
}

/** The newest code did not leave: he may ask for another one, this one costs nothing. It may have arrived nevertheless, so it works. */
export function noteNotSent(transaction: In<'challenging'>, { hash }: Of<'codeNotSent'>): Step {
  const { progress } = transaction.state;
  const step = currentStep(transaction);
  const asksForCode = step !== undefined && (rowOf(step).takes === 'code' || asksForCodeToo(transaction));
  if (!asksForCode || progress.code?.hash !== hash) return { transaction, effects: [] };
  const noted: Progress = { ...progress, failedSends: (progress.failedSends ?? 0) + 1, notice: 'codeNotSent' };
  return { transaction: { ...transaction, state: { ...transaction.state, progress: noted } }, effects: [] };
}

function applyJudgement(
  transaction: In<'challenging'>,
  event: EntryEvent,
  isRight: boolean,
  policy: Policy,
  fault: NonNullable<Progress['spoiled']> = 'wrong',
): Step {
  const { notice: _notice, code: _used, ...progress } = transaction.state.progress;
  const interactions = progress.interactions + 1;
  const isLast = progress.step + 1 === stepsOf(challengeMethodOf(transaction)).length;
  if (!isLast && (isRight || transaction.hidesFactor)) {
    const entered = { ...progress, interactions, ...(isRight ? {} : { spoiled: fault }) };
    return enter({ ...transaction, state: { ...transaction.state, progress: entered } }, progress.step + 1, event, policy);
  }
  if (!isRight || progress.spoiled) return takeWrongEntry(transaction, event, policy, progress.spoiled ?? fault);
  if (transaction.fallback === 'always')
    return fallBackToDecoupled(
      transaction,
      { transStatusReason: policy.reason.decoupledToo, interactionCounter: interactions },
      policy,
    );
  return succeed(transaction, { interactions, ...consentsOf(event) }, policy);
}

function takeWrongEntry(
  transaction: In<'challenging'>,
  event: EntryEvent,
  policy: Policy,
  fault: NonNullable<Progress['spoiled']>,
): Step {
  const { progress } = transaction.state;
  const wrongTries = progress.wrongTries + 1;
  const interactions = progress.interactions + 1;
  if (triesLeft({ ...progress, wrongTries }, policy) <= 0) return endByMaximum(transaction, interactions, policy, fault);
  const change = { wrongTries, interactions, ...consentsOf(event) };
  return judgesAtTheEnd(transaction)
    ? startRoundAgain(transaction, event, change, policy)
    : turn(transaction, event, { ...change, notice: 'wrongCode' }, policy);
}

/** One of the entries of a round was wrong, nobody says which: all of them are asked for again, and its code is void. */
function startRoundAgain(transaction: In<'challenging'>, event: EntryEvent, change: Partial<Progress>, policy: Policy): Step {
  const { code: _code, spoiled: _spoiled, ...progress } = transaction.state.progress;
  const state = { ...transaction.state, progress: { ...progress, ...change, notice: 'wrongEntries' as const } };
  return enter({ ...transaction, state }, 0, event, policy);
}

/** Goes to a step; where the step begins with a message to the cardholder, it is sent. */
export function enter(transaction: In<'challenging'>, index: number, event: EntryEvent, policy: Policy): Step {
  const progress = { ...transaction.state.progress, step: index };
  const step = stepsOf(challengeMethodOf(transaction))[index];
  const ms = step && rowOf(step).takes === 'deadline' ? (transaction.automatic ?? policy.automatic).afterMs : policy.idleMs;
  const entered = { ...transaction, state: { ...transaction.state, dueAt: event.at + ms, progress } };
  return step && rowOf(step).sends ? sendCode(entered, event, progress.notice) : { transaction: entered, effects: [] };
}

function sendCode(
  transaction: In<'challenging'>,
  { fresh, at }: { fresh: FreshCode; at: number },
  notice: StepNotice | undefined,
): Step {
  const { notice: _old, ...progress } = transaction.state.progress;
  const sent: Progress = {
    ...progress,
    sends: progress.sends + 1,
    code: { hash: fresh.hash, sentAt: at },
    ...(notice ? { notice } : {}),
  };
  const kind = rowOf(currentStep(transaction) ?? 'code').sends ?? 'sms';
  return {
    transaction: { ...transaction, state: { ...transaction.state, progress: sent } },
    effects: [kind === 'push' ? { kind } : { kind, code: fresh.code }],
  };
}

/** The same step again with a new page: the cardholder has ten minutes from here. */
export function turn(
  transaction: In<'challenging'>,
  event: Event,
  change: Partial<Progress>,
  policy: Policy,
): Step & { transaction: In<'challenging'> } {
  const progress = { ...transaction.state.progress, ...change };
  // A challenge without a human has its own time, whatever is posted meanwhile.
  const dueAt = takes(transaction, 'deadline') ? transaction.state.dueAt : event.at + policy.idleMs;
  return { transaction: { ...transaction, state: { ...transaction.state, dueAt, progress } }, effects: [] };
}

/** Whether an event is what the current step is judged by. */
export function isAsked(transaction: In<'challenging'>, type: Event['type']): boolean {
  return takes(transaction, type);
}

export function takes(transaction: Transaction, type: Event['type']): boolean {
  const step = currentStep(transaction);
  return step !== undefined && rowOf(step).takes === type;
}

/** Whether all factors are asked for, page after page, before it is said that one was wrong. */
export function judgesAtTheEnd(transaction: Transaction): boolean {
  return transaction.hidesFactor === true && stepsOf(challengeMethodOf(transaction)).length > 1;
}

/** What was ticked besides the entry, where that was asked. */
export function consentsOf(event: Event): Consents {
  const { trusts, binds } = event as Consents;
  return { ...(trusts === undefined ? {} : { trusts }), ...(binds === undefined ? {} : { binds }) };
}

function challengeMethodOf({ method, acsTransID }: Transaction) {
  if (!method) throw new Error(`transaction ${acsTransID} is challenged without a method`);
  return method;
}
