import { stepsOf } from '../challenge/methods.ts';
import type { Erro } from '../messages/types.ts';
import { counted } from './appSession.ts';
import { afterEPin, type CardLock, isLocked } from './cardLock.ts';
import { decoupledResult } from './decoupled.ts';
import { cancelled, end, failed, failedAtSdk, fallBack, finish, timedOut } from './endings.ts';
import { POLICY, type Policy } from './policy.ts';
import {
  type ChallengeSession,
  canSendAgain,
  type Notice,
  type Place,
  type Progress,
  placeOf,
  type Result,
  type State,
  type StateName,
  type Transaction,
} from './transaction.ts';

/** A one-time code, made outside, for a step that may have to send one. */
export interface FreshCode {
  code: string;
  hash: string;
}

/**
 * All that can happen to a transaction once its AReq is answered. Time and randomness come with the event; so does the lock of
 * the card, as it was read, where an ePin is asked for.
 */
export type Event = { at: number; cardLock?: CardLock } & (
  | { type: 'CReq'; session: ChallengeSession; fresh: FreshCode }
  | { type: 'CReqFault'; erro: Erro }
  | { type: 'SdkErro'; erro: Erro }
  | { type: 'ePin'; place: Place; right: boolean; fresh: FreshCode }
  | { type: 'code'; place: Place; hash: string; fresh: FreshCode }
  | { type: 'malformed'; place: Place }
  | { type: 'noEntry'; place: Place }
  | { type: 'resend'; place: Place; fresh: FreshCode }
  /** `hash`: of the code that did not leave. */
  | { type: 'codeNotSent'; hash: string }
  | { type: 'close'; place: Place }
  | { type: 'cancel'; place: Place; challengeCancel?: string }
  | { type: 'approved' }
  | { type: 'refused' }
  | { type: 'deadline' }
  | { type: 'RRes' }
  | { type: 'RReqFailed' }
);

/** What has to be done outside. It is saved with the state and then carried out. */
export type Effect = { kind: 'sms'; code: string } | { kind: 'rreq' };

export interface Step {
  transaction: Transaction;
  effects: readonly Effect[];
  /** What the card's lock is after an ePin was judged. */
  cardLock?: CardLock;
}

export type In<S extends StateName> = Transaction & { state: State & { name: S } };
export type Of<E extends Event['type']> = Event & { type: E };
type Handlers = {
  [S in StateName]: { [E in Event['type']]?: (transaction: In<S>, event: Of<E>, policy: Policy) => Step };
};

/** The life of a transaction. What is not listed here changes nothing: the cardholder sees where the transaction is. */
const LIFE: Handlers = {
  awaitingCReq: {
    CReq: open,
    CReqFault: failed,
    SdkErro: failedAtSdk,
    cancel: cancelled,
    deadline: (transaction, _event, policy) => timedOut(transaction, 0, policy.cancel.noCReq, policy),
  },
  challenging: {
    ePin: judgeEPin,
    code: judgeCode,
    malformed: clearNotice,
    noEntry: nothingEntered,
    close: clearNotice,
    resend: sendAgain,
    codeNotSent: noteNotSent,
    cancel: cancelled,
    // A browser's later CReq is none of the challenge; an app's is, and a broken one ends it.
    CReqFault: (transaction, event, policy) =>
      transaction.app ? failed(transaction, event, policy) : { transaction, effects: [] },
    SdkErro: failedAtSdk,
    deadline: (transaction, _event, policy) =>
      timedOut(transaction, transaction.state.progress.interactions, policy.cancel.idle, policy),
  },
  decoupled: {
    approved: (transaction, _event, policy) => end(transaction, decoupledResult('approved', policy)),
    refused: (transaction, _event, policy) => end(transaction, decoupledResult('refused', policy)),
    deadline: (transaction, _event, policy) => end(transaction, decoupledResult(transaction.state.atDue, policy)),
  },
  ending: {
    RRes: (transaction) => finish(transaction, 'acknowledged'),
    RReqFailed: (transaction) => finish(transaction, 'undelivered'),
  },
  final: {},
};

/**
 * One step of a transaction: pure, so the same transaction and event always give the same answer.
 * A deadline that passed is honoured before anything else, whenever its event comes.
 */
export function step(transaction: Transaction, event: Event, policy: Policy = POLICY): Step {
  if (event.type !== 'deadline' && isDue(transaction, event.at)) {
    const expired = step(transaction, { type: 'deadline', at: event.at }, policy);
    const after = step(expired.transaction, event, policy);
    return { transaction: after.transaction, effects: [...expired.effects, ...after.effects] };
  }
  const unchanged = { transaction, effects: [] };
  if (event.type === 'deadline' && !isDue(transaction, event.at)) return unchanged;
  if ('place' in event && !isCurrent(transaction, event.place)) return unchanged;
  if (isShutOut(transaction, event)) return shutOut(transaction, transaction.state.progress.interactions, policy);
  const handle = LIFE[transaction.state.name][event.type] as ((t: Transaction, e: Event, p: Policy) => Step) | undefined;
  const stepped = handle ? handle(transaction, event, policy) : unchanged;
  return 'place' in event ? { ...stepped, transaction: counted(stepped.transaction, event.at, policy) } : stepped;
}

/** When the transaction has to be looked at again if nothing happens; undefined where nothing is awaited. */
export function dueAt({ state }: Transaction): number | undefined {
  return 'dueAt' in state ? state.dueAt : undefined;
}

function isDue(transaction: Transaction, at: number): boolean {
  return at >= (dueAt(transaction) ?? Number.POSITIVE_INFINITY);
}

/** A post counts only from the page that is current: so a page acts once, however often and from wherever it is posted. */
export function isCurrent(transaction: Transaction, place: Place): boolean {
  const current = placeOf(transaction);
  return (
    current !== undefined &&
    current.step === place.step &&
    current.wrongTries === place.wrongTries &&
    current.sends === place.sends &&
    current.creqs === place.creqs
  );
}

/** Whether the current page asks for the ePin of the card. */
export function asksForEPin(transaction: Transaction): transaction is In<'challenging'> {
  return transaction.state.name === 'challenging' && currentStep(transaction as In<'challenging'>) === 'ePin';
}

/** While the card is locked, its ePin page ends with whatever is posted from it: nothing is judged. He may still cancel. */
function isShutOut(transaction: Transaction, event: Event): transaction is In<'challenging'> {
  if (!('place' in event) || event.type === 'cancel' || !asksForEPin(transaction)) return false;
  return event.cardLock !== undefined && isLocked(event.cardLock, event.at);
}

function open(transaction: In<'awaitingCReq'>, event: Of<'CReq'>, policy: Policy): Step {
  const progress: Progress = { step: 0, wrongTries: 0, interactions: 0, sends: 0 };
  const state = { name: 'challenging', dueAt: event.at + policy.idleMs, session: event.session, progress } as const;
  return enter({ ...transaction, state }, 0, event, policy);
}

/** Goes to a step; where the step asks for a code, one is sent. */
function enter(transaction: In<'challenging'>, index: number, event: Of<'CReq' | 'ePin' | 'code'>, policy: Policy): Step {
  const progress = { ...transaction.state.progress, step: index };
  const state = { ...transaction.state, dueAt: event.at + policy.idleMs, progress };
  return currentStep({ ...transaction, state }) === 'code'
    ? send({ ...transaction, state }, event, undefined)
    : { transaction: { ...transaction, state }, effects: [] };
}

function send(transaction: In<'challenging'>, { fresh, at }: { fresh: FreshCode; at: number }, notice: Notice | undefined): Step {
  const { notice: _old, ...progress } = transaction.state.progress;
  const sent: Progress = {
    ...progress,
    sends: progress.sends + 1,
    code: { hash: fresh.hash, sentAt: at },
    ...(notice ? { notice } : {}),
  };
  return {
    transaction: { ...transaction, state: { ...transaction.state, progress: sent } },
    effects: [{ kind: 'sms', code: fresh.code }],
  };
}

function judgeEPin(transaction: In<'challenging'>, event: Of<'ePin'>, policy: Policy): Step {
  if (currentStep(transaction) !== 'ePin') return { transaction, effects: [] };
  const cardLock = event.cardLock && afterEPin(event.cardLock, event.right, event.at, policy.cardLock);
  const judged = event.right
    ? right(transaction, event, policy)
    : cardLock && isLocked(cardLock, event.at)
      ? shutOut(transaction, transaction.state.progress.interactions + 1, policy)
      : wrong(transaction, event, policy);
  return { ...judged, ...(cardLock ? { cardLock } : {}) };
}

function judgeCode(transaction: In<'challenging'>, event: Of<'code'>, policy: Policy): Step {
  const { code } = transaction.state.progress;
  if (currentStep(transaction) !== 'code' || !code) return { transaction, effects: [] };
  // An expired code is not judged at all: neither a right nor a wrong one costs a try or tells anything.
  if (event.at >= code.sentAt + policy.codeLifetimeMs) {
    const { progress } = transaction.state;
    return canSendAgain(progress, policy)
      ? turn(transaction, event, { notice: 'codeExpired' }, policy)
      : timedOut(transaction, progress.interactions, policy.cancel.idle, policy);
  }
  return event.hash === code.hash ? right(transaction, event, policy) : wrong(transaction, event, policy);
}

function right(transaction: In<'challenging'>, event: Of<'ePin' | 'code'>, policy: Policy): Step {
  const { notice: _notice, code: _used, ...progress } = transaction.state.progress;
  const proven = { ...progress, interactions: progress.interactions + 1 };
  const last = proven.step + 1 === stepsOf(methodOf(transaction)).length;
  if (last && transaction.fallback === 'always') return fallBack(transaction, policy.reason.decoupledToo, proven.interactions);
  if (last) return end(transaction, { transStatus: 'Y', interactionCounter: proven.interactions });
  return enter({ ...transaction, state: { ...transaction.state, progress: proven } }, proven.step + 1, event, policy);
}

function wrong(transaction: In<'challenging'>, event: Of<'ePin' | 'code'>, policy: Policy): Step {
  const { progress } = transaction.state;
  const wrongTries = progress.wrongTries + 1;
  const interactions = progress.interactions + 1;
  if (wrongTries < policy.maxTries) return turn(transaction, event, { wrongTries, interactions, notice: 'wrongCode' }, policy);
  return end(transaction, tooManyTries(interactions, policy));
}

/** To everyone but the tester the same as too many tries: a lock tells nothing of the ePin. */
function shutOut(transaction: In<'challenging'>, interactions: number, policy: Policy): Step {
  return end(transaction, { ...tooManyTries(interactions, policy), cardLocked: true });
}

function tooManyTries(interactionCounter: number, policy: Policy): Result {
  return { transStatus: 'N', transStatusReason: policy.reason.triesExceeded, interactionCounter };
}

function sendAgain(transaction: In<'challenging'>, event: Of<'resend'>, policy: Policy): Step {
  if (currentStep(transaction) !== 'code') return { transaction, effects: [] };
  const { interactions } = transaction.state.progress;
  if (!canSendAgain(transaction.state.progress, policy)) return turn(transaction, event, { notice: 'noMoreSends' }, policy);
  const counted = policy.resendIsInteraction ? interactions + 1 : interactions;
  const turned = turn(transaction, event, { interactions: counted }, policy);
  return send(turned.transaction, event, 'codeSent');
}

/** The newest code did not leave: he may ask for another one, this one costs nothing. It may have arrived nevertheless, so it works. */
function noteNotSent(transaction: In<'challenging'>, { hash }: Of<'codeNotSent'>): Step {
  const { progress } = transaction.state;
  if (progress.code?.hash !== hash) return { transaction, effects: [] };
  const noted: Progress = { ...progress, failedSends: (progress.failedSends ?? 0) + 1, notice: 'codeNotSent' };
  return { transaction: { ...transaction, state: { ...transaction.state, progress: noted } }, effects: [] };
}

/** The same question again. */
function nothingEntered(transaction: In<'challenging'>, event: Of<'noEntry'>, policy: Policy): Step {
  const { notice: _notice, ...progress } = transaction.state.progress;
  const interactions = policy.noEntryIsInteraction ? progress.interactions + 1 : progress.interactions;
  return turn({ ...transaction, state: { ...transaction.state, progress } }, event, { interactions }, policy);
}

/** A box that is closed, or overtaken by a hint at the field, does not come back. */
function clearNotice(transaction: In<'challenging'>, event: Of<'close' | 'malformed'>, policy: Policy): Step {
  const { notice: _notice, ...progress } = transaction.state.progress;
  return turn({ ...transaction, state: { ...transaction.state, progress } }, event, {}, policy);
}

/** The same step again with a new page: the cardholder has ten minutes from here. */
function turn(
  transaction: In<'challenging'>,
  event: Event,
  change: Partial<Progress>,
  policy: Policy,
): Step & { transaction: In<'challenging'> } {
  const progress = { ...transaction.state.progress, ...change };
  return {
    transaction: { ...transaction, state: { ...transaction.state, dueAt: event.at + policy.idleMs, progress } },
    effects: [],
  };
}

function currentStep(transaction: In<'challenging'>) {
  return stepsOf(methodOf(transaction))[transaction.state.progress.step];
}

function methodOf({ method, acsTransID }: Transaction) {
  if (!method) throw new Error(`transaction ${acsTransID} is challenged without a method`);
  return method;
}
