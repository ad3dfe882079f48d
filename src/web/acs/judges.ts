import type { Acs } from '../../acs.ts';
import { wellFormed } from '../../challenge/entries.ts';
import { type StepName, stepsOf } from '../../challenge/methods.ts';
import { pickedResult } from '../../challenge/picks.ts';
import { isRightChoice, type Question } from '../../challenge/questions.ts';
import { isEPin } from '../../crypto/ePin.ts';
import { type CardLock, isShut } from '../../transaction/cardLock.ts';
import type { Event } from '../../transaction/events.ts';
import { currentStep } from '../../transaction/judging.ts';
import { isCurrent } from '../../transaction/step.ts';
import type { Place, Transaction } from '../../transaction/transaction.ts';

/** The fields of our own pages. What comes twice is an array, and no entry. */
export interface PageForm {
  token?: unknown;
  action?: unknown;
  ePin?: unknown;
  code?: unknown;
  answer?: unknown;
  result?: unknown;
  reason?: unknown;
  trustList?: unknown;
}

interface Posted {
  acs: Acs;
  transaction: Transaction;
  step: StepName;
  place: Place;
  form: PageForm;
  trusts: { trusts?: boolean };
  /** Of its card, where the step asks for the ePin. */
  cardLock: CardLock | undefined;
}

/** What an entry means to the transaction; undefined where the page has nothing to enter. */
type Judge = (posted: Posted) => Promise<Event> | Event | undefined;

/** How what a page posts is judged, by step. */
const JUDGES: Record<StepName, Judge> = {
  ePin: judgeEPin,
  code: judgeCode,
  emailCode: judgeCode,
  select: (posted) => judgeChoice('select', posted),
  multiSelect: (posted) => judgeChoice('multiSelect', posted),
  oob: ({ acs, transaction, place, trusts }) => ({
    ...{ type: 'oobContinue', at: acs.clock.now(), place, ...trusts },
    fresh: acs.freshCode(transaction.acsTransID),
  }),
  automatic: () => undefined,
  picker: judgePick,
};

/** The event of an entry. One from an older page is not even looked at. */
export async function entryEvent(
  acs: Acs,
  transaction: Transaction,
  place: Place,
  form: PageForm,
  cardLock?: CardLock,
): Promise<Event | undefined> {
  const step = currentStep(transaction);
  if (!step || !isCurrent(transaction, place)) return undefined;
  const trusts = asksForTrust(transaction) ? { trusts: form.trustList === 'Y' } : {};
  return JUDGES[step]({ acs, transaction, step, place, form, trusts, cardLock });
}

function asksForTrust({ offersTrustList, method, state }: Transaction): boolean {
  if (!offersTrustList || !method || state.name !== 'challenging') return false;
  return state.progress.step + 1 === stepsOf(method).length;
}

function malformed({ acs, place, trusts }: Posted): Event {
  return { type: 'malformed', at: acs.clock.now(), place, ...trusts };
}

async function judgeEPin(posted: Posted): Promise<Event> {
  const { acs, transaction, place, form, trusts, cardLock } = posted;
  const entry = wellFormed('ePin', String(form.ePin ?? ''));
  if (entry === undefined) return malformed(posted);
  const ePin = { type: 'ePin', place, fresh: acs.freshCode(transaction.acsTransID), ...trusts } as const;
  // Where none is judged, none is looked at: the step says what comes of it. Where nothing may tell which factor was wrong, the
  // time that it takes may not either.
  const at = acs.clock.now();
  if (cardLock && isShut(cardLock, at) && !transaction.hidesFactor) return { ...ePin, at, right: false };
  const right = await isEPin(entry, await acs.ePinOf(transaction.cardHash), acs.keys);
  return { ...ePin, at: acs.clock.now(), right };
}

function judgeCode(posted: Posted): Event {
  const { acs, transaction, step, place, form, trusts } = posted;
  const entry = wellFormed(step, String(form.code ?? ''));
  if (entry === undefined) return malformed(posted);
  const { acsTransID } = transaction;
  const hash = acs.keys.codeHash(acsTransID, entry);
  return { type: 'code', at: acs.clock.now(), place, fresh: acs.freshCode(acsTransID), hash, ...trusts };
}

function judgeChoice(kind: Question['kind'], posted: Posted): Event {
  const { acs, transaction, place, form, trusts } = posted;
  const chosen = [form.answer ?? []].flat().map(String);
  const right = isRightChoice(acs.questionOf(transaction, kind), chosen);
  if (right === undefined) return malformed(posted);
  return { type: 'answer', at: acs.clock.now(), place, fresh: acs.freshCode(transaction.acsTransID), right, ...trusts };
}

function judgePick(posted: Posted): Event {
  const { acs, transaction, place, form, trusts } = posted;
  const result = pickedResult(String(form.result ?? ''), String(form.reason ?? ''), transaction.messageVersion);
  return result ? { type: 'pick', at: acs.clock.now(), place, result, ...trusts } : malformed(posted);
}
