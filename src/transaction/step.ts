import { VERSIONS } from '../messages/versions.ts';
import { takeAlternative } from './alternative.ts';
import { counted } from './appSession.ts';
import { decoupledResult } from './decoupled.ts';
import {
  acknowledgeLate,
  end,
  endByAssertion,
  endByCancel,
  endByDsErro,
  endByFault,
  endBySdkErro,
  endByTime,
  endInformed,
  finish,
  withholdUndelivered,
} from './endings.ts';
import type { Event, In, Of, Step } from './events.ts';
import { clearNotice, lookAgain, nothingEntered, notOfTheForm } from './inVain.ts';
import {
  beginChallenge,
  isAsked,
  judgeVerdict,
  noteNotSent,
  pageIsOver,
  sendAgain,
  takeAnswer,
  takeCode,
  takeEPin,
  takePick,
} from './judging.ts';
import type { Policy } from './policy.ts';
import { type Place, placeOf, type StateName, type Transaction } from './transaction.ts';

type Handlers = {
  [S in StateName]: { [E in Event['type']]?: (transaction: In<S>, event: Of<E>, policy: Policy) => Step };
};

/** The life of a transaction. What is not listed here changes nothing: the cardholder sees where the transaction is. */
const LIFE: Handlers = {
  awaitingCReq: {
    CReq: beginChallenge,
    CReqFault: endByFault,
    SdkErro: endBySdkErro,
    DsErro: endByDsErro,
    cancel: endByCancel,
    deadline: (transaction, _event, policy) => endByTime(transaction, 0, policy.cancel.noCReq, policy),
  },
  awaitingSecondAReq: {
    SecondAReq: endByAssertion,
    DsErro: endByDsErro,
    deadline: (transaction, _event, policy) => endByTime(transaction, 0, policy.cancel.idle, policy),
  },
  challenging: {
    ePin: ifAsked(takeEPin),
    answer: ifAsked(takeAnswer),
    code: ifAsked(takeCode),
    verdict: ifAsked(judgeVerdict),
    pick: ifAsked(takePick),
    oobContinue: lookAgain,
    malformed: notOfTheForm,
    noEntry: nothingEntered,
    close: clearNotice,
    alternative: takeAlternative,
    informed: endInformed,
    resend: sendAgain,
    codeNotSent: noteNotSent,
    cancel: endByCancel,
    // Up to 2.2.0 a browser's later CReq is none of the challenge; an app's is, and a broken one ends it.
    CReqFault: (transaction, event, policy) =>
      transaction.app || VERSIONS[transaction.messageVersion].secondCReqEnds
        ? endByFault(transaction, event, policy)
        : { transaction, effects: [] },
    SdkErro: endBySdkErro,
    deadline: pageIsOver,
  },
  decoupled: {
    verdict: (transaction, { verdict }, policy) => end(transaction, decoupledResult(verdict, policy)),
    deadline: (transaction, _event, policy) => end(transaction, decoupledResult(transaction.state.atDue, policy)),
  },
  ending: {
    RRes: (transaction) => finish(transaction, 'acknowledged'),
    RReqFailed: (transaction) => finish(transaction, 'undelivered'),
    RReqUnreached: withholdUndelivered,
  },
  final: {
    RRes: acknowledgeLate,
  },
};

/**
 * One step of a transaction: pure, so the same transaction and event always give the same answer.
 * A deadline that passed is honoured before anything else, whenever its event comes.
 */
export function step(transaction: Transaction, event: Event, policy: Policy): Step {
  if (event.type !== 'deadline' && isDue(transaction, event.at)) {
    const expired = step(transaction, { type: 'deadline', at: event.at }, policy);
    const after = step(expired.transaction, event, policy);
    return { transaction: after.transaction, effects: [...expired.effects, ...after.effects] };
  }
  const unchanged = { transaction, effects: [] };
  if (event.type === 'deadline' && !isDue(transaction, event.at)) return unchanged;
  if ('place' in event && !isCurrent(transaction, event.place)) return unchanged;
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
    (current.looks ?? 0) === (place.looks ?? 0) &&
    current.creqs === place.creqs
  );
}

/** An answer that the current step does not ask for changes nothing. */
function ifAsked<E extends Event>(judge: (transaction: In<'challenging'>, event: E, policy: Policy) => Step) {
  return (transaction: In<'challenging'>, event: E, policy: Policy): Step =>
    isAsked(transaction, event.type) ? judge(transaction, event, policy) : { transaction, effects: [] };
}
