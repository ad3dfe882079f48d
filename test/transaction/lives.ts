import { readFileSync } from 'node:fs';
import type { MethodName } from '../../src/challenge/methods.ts';
import type { Decision } from '../../src/decision/decision.ts';
import { shipped } from '../../src/files.ts';
import { erro, ProtocolError } from '../../src/messages/errors.ts';
import type { AReq } from '../../src/messages/types.ts';
import type { CardLock } from '../../src/transaction/cardLock.ts';
import type { Event, FreshCode, Step } from '../../src/transaction/events.ts';
import type { Opening } from '../../src/transaction/open.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import { type BrowserSession, type Place, placeOf, type Transaction } from '../../src/transaction/transaction.ts';
import { openTransaction, step } from '../support/usualPolicy.ts';

/** When the transactions of these tests are opened. */
export const START = 1_770_000_000_000;
export const SESSION: BrowserSession = { creq: '{"a":"CReq"}', challengeWindowSize: '05', threeDSSessionData: 'c2Vzc2lvbg' };

/** What a broken CReq is answered with. */
export const FAULT = erro(new ProtocolError('ELEMENT_FORMAT_INVALID', 'challengeWindowSize', { messageType: 'CReq' }));

export function exampleAReq(patch: Record<string, unknown> = {}): AReq {
  const file = shipped('fixtures/messages/2.2.0/AReq-browser-payment.json');
  return { ...JSON.parse(readFileSync(file, 'utf8')), ...patch };
}

const ACS_TRANS_ID = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';

/** What a transaction may be opened with besides. */
export type How = Pick<Opening, 'offersTrustList' | 'hidesFactor'> & Pick<Opening['card'], 'decoupled'>;

export function opened(decision: Decision, areq = exampleAReq(), { decoupled, ...how }: How = {}): Transaction {
  const card = {
    ...{ cardHash: 'hash-of-card', phone: '+687 79 00 23', email: 'cardholder@example.nc' },
    ...(decoupled ? { decoupled } : {}),
  };
  const about = { maskedCard: '497072XXXXXX2226', scheme: 'Visa', acsTransID: ACS_TRANS_ID, at: START };
  return openTransaction({ areq, card, decision, ...about, ...how });
}

export function challenged(method: MethodName, how: How = {}, areq = exampleAReq()): Transaction {
  return opened({ transStatus: 'C', method, because: 'of the test' }, areq, how);
}

/** Decoupled authentication that may take 30 minutes; `answers` as for a card whose cardholder answers by himself. */
export function decoupled(answers?: { answer: 'approved' | 'refused'; afterSeconds: number }): Transaction {
  const areq = exampleAReq({ threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00030' });
  return opened({ transStatus: 'D', because: 'of the test', ...(answers ? { answers } : {}) }, areq);
}

/** An AReq of 2.3.1. */
export function newAReq(patch: Record<string, unknown> = {}): AReq {
  const file = shipped('fixtures/messages/2.3.1/AReq-browser-payment.json');
  return { ...JSON.parse(readFileSync(file, 'utf8')), ...patch };
}

/** One whose ARes said S. */
export function confirming(): Transaction {
  return opened({ transStatus: 'S', because: 'of the test' }, newAReq());
}

let made = 0;

/** A code that no other one is like. */
export function freshCode(): FreshCode {
  made += 1;
  const code = String(made).padStart(8, '0');
  return { code, hash: `hash of ${code}` };
}

/** The place of the current page; a place that never is where there is none. */
export function here(transaction: Transaction): Place {
  return placeOf(transaction) ?? { step: 9, wrongTries: 9, sends: 9 };
}

/** The hash of the newest code. */
export function newestHash({ state }: Transaction): string {
  return (state.name === 'challenging' ? state.progress.code?.hash : undefined) ?? 'hash of no code';
}

type Made = (transaction: Transaction) => Event;
const at = START + 1000;

/** A card whose next wrong ePin locks it, one that is locked, and one of which no ePin is judged any more. */
const ALMOST: CardLock = { wrongEPins: POLICY.cardLock.maxWrongEPins - 1 };
const LOCKED: CardLock = { wrongEPins: POLICY.cardLock.maxWrongEPins, lockedUntil: at + 1 };
const SHUT: CardLock = { ...LOCKED, shut: true };

/** Events as they come from the page that is current. */
export const EVENTS = {
  CReq: () => ({ type: 'CReq', at, session: SESSION, fresh: freshCode() }),
  CReqFault: () => ({ type: 'CReqFault', at, erro: FAULT }),
  rightEPin: (t) => ({ type: 'ePin', at, place: here(t), right: true, fresh: freshCode() }),
  wrongEPin: (t) => ({ type: 'ePin', at, place: here(t), right: false, fresh: freshCode() }),
  lockingEPin: (t) => ({ type: 'ePin', at, place: here(t), right: false, fresh: freshCode(), cardLock: ALMOST }),
  rightEPinWhileLocked: (t) => ({ type: 'ePin', at, place: here(t), right: true, fresh: freshCode(), cardLock: LOCKED }),
  wrongEPinWhileLocked: (t) => ({ type: 'ePin', at, place: here(t), right: false, fresh: freshCode(), cardLock: LOCKED }),
  rightEPinWhileShut: (t) => ({ type: 'ePin', at, place: here(t), right: true, fresh: freshCode(), cardLock: SHUT }),
  closeWhileLocked: (t) => ({ type: 'close', at, place: here(t), cardLock: LOCKED }),
  cancelWhileLocked: (t) => ({ type: 'cancel', at, place: here(t), cardLock: LOCKED }),
  rightCode: (t) => ({ type: 'code', at, place: here(t), hash: newestHash(t), fresh: freshCode() }),
  wrongCode: (t) => ({ type: 'code', at, place: here(t), hash: 'hash of another code', fresh: freshCode() }),
  rightAnswer: (t) => ({ type: 'answer', at, place: here(t), right: true, fresh: freshCode() }),
  wrongAnswer: (t) => ({ type: 'answer', at, place: here(t), right: false, fresh: freshCode() }),
  approval: () => ({ type: 'verdict', at, verdict: 'approved', fresh: freshCode() }),
  refusal: () => ({ type: 'verdict', at, verdict: 'refused', fresh: freshCode() }),
  oobContinue: (t) => ({ type: 'oobContinue', at, place: here(t), fresh: freshCode() }),
  pickY: (t) => ({ type: 'pick', at, place: here(t), result: { transStatus: 'Y' } }),
  pickR: (t) => ({ type: 'pick', at, place: here(t), result: { transStatus: 'R', transStatusReason: '11' } }),
  rightBoth: (t) => ({ type: 'ePin', at, place: here(t), right: true, hash: newestHash(t), fresh: freshCode() }),
  alternative: (t) => ({ type: 'alternative', at, place: here(t), fresh: freshCode() }),
  informed: (t) => ({ type: 'informed', at, place: here(t) }),
  malformed: (t) => ({ type: 'malformed', at, place: here(t) }),
  resend: (t) => ({ type: 'resend', at, place: here(t), fresh: freshCode() }),
  noEntry: (t) => ({ type: 'noEntry', at, place: here(t) }),
  sdkErro: () => ({ type: 'SdkErro', at, erro: FAULT }),
  dsErro: () => ({ type: 'DsErro', at }),
  secondAReq: () => ({ type: 'SecondAReq', at }),
  RReqUnreached: () => ({ type: 'RReqUnreached', at }),
  codeNotSent: (t) => ({ type: 'codeNotSent', at, hash: newestHash(t) }),
  otherCodeNotSent: () => ({ type: 'codeNotSent', at, hash: 'hash of another code' }),
  close: (t) => ({ type: 'close', at, place: here(t) }),
  cancel: (t) => ({ type: 'cancel', at, place: here(t) }),
  deadline: (t) => ({ type: 'deadline', at: 'dueAt' in t.state ? t.state.dueAt : at }),
  earlyDeadline: () => ({ type: 'deadline', at }),
  RRes: () => ({ type: 'RRes', at }),
  RReqFailed: () => ({ type: 'RReqFailed', at }),
} as const satisfies Record<string, Made>;

export type EventName = keyof typeof EVENTS;

/** One step after the other. */
export function live(transaction: Transaction, ...names: EventName[]): Step {
  let last: Step = { transaction, effects: [] };
  for (const name of names) last = step(last.transaction, EVENTS[name](last.transaction));
  return last;
}

const HIDDEN = { hidesFactor: true };

/** Every state and sub-state that a challenge can be in, by how it got there. */
export const LIVES = {
  awaitingCReq: live(challenged('ePinThenSms')).transaction,
  'challenging: ePin': live(challenged('ePinThenSms'), 'CReq').transaction,
  'challenging: ePin, last try': live(challenged('ePinThenSms'), 'CReq', 'wrongEPin', 'wrongEPin').transaction,
  'challenging: code after ePin': live(challenged('ePinThenSms'), 'CReq', 'rightEPin').transaction,
  'challenging: code alone': live(challenged('sms'), 'CReq').transaction,
  'challenging: code, last try': live(challenged('ePinThenSms'), 'CReq', 'wrongEPin', 'rightEPin', 'wrongCode').transaction,
  'challenging: code, all sent': live(challenged('sms'), 'CReq', 'resend', 'resend', 'resend').transaction,
  'challenging: code, not sent': live(challenged('sms'), 'CReq', 'codeNotSent').transaction,
  'challenging: code by e-mail, not sent': live(challenged('email'), 'CReq', 'codeNotSent').transaction,
  'challenging: ePin alone': live(challenged('ePin'), 'CReq').transaction,
  'challenging: code by e-mail': live(challenged('email'), 'CReq').transaction,
  'challenging: select': live(challenged('select'), 'CReq').transaction,
  'challenging: multiSelect, last try': live(challenged('multiSelect'), 'CReq', 'wrongAnswer', 'wrongAnswer').transaction,
  'challenging: oob': live(challenged('oob'), 'CReq').transaction,
  'challenging: oob, all sent': live(challenged('oob'), 'CReq', 'resend', 'resend', 'resend').transaction,
  'challenging: ePin and code': live(challenged('ePinAndSms'), 'CReq').transaction,
  'challenging: automatic': live(challenged('automatic'), 'CReq').transaction,
  'challenging: picker': live(challenged('picker'), 'CReq').transaction,
  'challenging: ePin, which factor is wrong is hidden': live(challenged('ePinThenSms', HIDDEN), 'CReq').transaction,
  'challenging: code after a wrong ePin, hidden': live(challenged('ePinThenSms', HIDDEN), 'CReq', 'wrongEPin').transaction,
  'challenging: code, hidden, last round': live(
    challenged('ePinThenSms', HIDDEN),
    ...(['CReq', 'wrongEPin', 'rightCode', 'rightEPin', 'wrongCode', 'rightEPin'] as const),
  ).transaction,
  awaitingSecondAReq: confirming(),
  decoupled: decoupled(),
  ending: live(challenged('sms'), 'CReq', 'rightCode').transaction,
  'ending, 2.3.1': live(challenged('sms', {}, newAReq()), 'CReq', 'rightCode').transaction,
  'challenging: code alone, 2.3.1': live(challenged('sms', {}, newAReq()), 'CReq').transaction,
  final: live(challenged('sms'), 'CReq', 'rightCode', 'RRes').transaction,
} as const satisfies Record<string, Transaction>;

export type LifeName = keyof typeof LIVES;

/** The same value, with everything in it frozen: a step that changed it would throw. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
