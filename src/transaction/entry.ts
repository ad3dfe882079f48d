import { judgeEntry } from '../challenge/entries.ts';
import type { Entry, Expected } from '../challenge/judges.ts';
import { stepsOf } from '../challenge/methods.ts';
import { type CardLock, isShut } from './cardLock.ts';
import type { Event, FreshCode } from './events.ts';
import { asksForCodeToo, currentStep } from './judging.ts';
import { isCurrent } from './step.ts';
import type { Consents, Place, Transaction } from './transaction.ts';

/** What the cardholder gave, in a browser or in an app, with what he ticked besides. */
export interface Given extends Required<Consents> {
  entry: Entry;
}

/** What is known outside of the transaction, to judge an entry by. */
export interface KnownOutside extends Omit<Expected, 'messageVersion'> {
  now: () => number;
  freshCode: () => FreshCode;
}

/**
 * What an entry means to the transaction. One from an older page is not even looked at.
 * @param cardLock of its card, where the step asks for the ePin
 * @returns undefined where there is nothing to enter
 */
export async function entryEvent(
  transaction: Transaction,
  place: Place,
  { entry, trusts, binds }: Given,
  outside: KnownOutside,
  cardLock?: CardLock,
): Promise<Event | undefined> {
  const step = currentStep(transaction);
  if (!step || !isCurrent(transaction, place)) return undefined;
  const { now, freshCode, isEPin, hashCode, question } = outside;
  const asked = now();
  // Where none is judged, none is looked at: the step says what comes of it. Where nothing may tell which factor was wrong, the
  // time that it takes may not either.
  const isJudged = !(cardLock && isShut(cardLock, asked) && !transaction.hidesFactor && !asksForCodeToo(transaction));
  const { messageVersion } = transaction;
  const expected = { isEPin: isJudged ? isEPin : async () => false, hashCode, question, messageVersion };
  const judgement = await judgeEntry(step, entry, expected);
  if (!judgement) return undefined;
  const at = isJudged ? now() : asked;
  const offers = offersOf(transaction);
  const about = { at, place, ...(offers.trustList ? { trusts } : {}), ...(offers.deviceBinding ? { binds } : {}) };
  // Nothing is sent after these.
  if (judgement.type === 'malformed' || judgement.type === 'pick') return { ...judgement, ...about };
  return { ...judgement, ...about, fresh: freshCode() };
}

/** What the page asks besides its entry: on the last step alone. */
export function offersOf(transaction: Transaction): { trustList: boolean; deviceBinding: boolean } {
  const { offersTrustList = false, offersDeviceBinding = false, method, state } = transaction;
  const isLast =
    method !== undefined &&
    state.name === 'challenging' &&
    state.progress.ending === undefined &&
    state.progress.step + 1 === stepsOf(method).length;
  return { trustList: isLast && offersTrustList, deviceBinding: isLast && offersDeviceBinding };
}
