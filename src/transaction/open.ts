import type { ChallengeResult, Decision, DecoupledFacts, ThreeDSMethod } from '../decision/decision.ts';
import { takesFallback } from '../messages/decoupled.ts';
import { localeOf } from '../messages/deviceInfo.ts';
import { maskText } from '../messages/masking.ts';
import type { AReq } from '../messages/types.ts';
import { isSupported } from '../messages/versions.ts';
import { decoupledUntil } from './decoupled.ts';
import type { Errand } from './events.ts';
import type { Policy } from './policy.ts';
import type { AppSide, State, Transaction } from './transaction.ts';

/** What comes from outside when an AReq opens a transaction. */
export interface Opening {
  areq: AReq;
  decision: Decision;
  acsTransID: string;
  at: number;
  card: { cardHash: string; phone: string; email?: string; decoupled?: DecoupledFacts; deviceHash?: string };
  maskedCard: string;
  /** Name of the scheme of the card. */
  scheme: string;
  /** In a browser: what both sides say of the 3DS Method. */
  threeDSMethod?: ThreeDSMethod | undefined;
  /** Of a challenge in an app. */
  app?: AppSide;
  /** Whether the cardholder is asked if he trusts the merchant. */
  offersTrustList?: boolean;
  /** Whether he is asked if his device is to be remembered. */
  offersDeviceBinding?: boolean;
  /** The address that opens the bank's app, where an SDK can be told it. */
  oobAppURL?: string;
  /** Whether it stays hidden which factor was wrong. */
  hidesFactor?: boolean;
}

/** The transaction that an AReq opens: final at once, or awaiting its CReq. */
export function openTransaction(opening: Opening, policy: Policy): Transaction {
  const { areq, card, decision, acsTransID, at, maskedCard, scheme, threeDSMethod, app } = opening;
  if (!isSupported(areq.messageVersion)) throw new Error(`a message of version ${areq.messageVersion} was let in`);
  return {
    acsTransID,
    threeDSServerTransID: areq.threeDSServerTransID,
    dsTransID: areq.dsTransID,
    messageVersion: areq.messageVersion,
    messageCategory: areq.messageCategory,
    deviceChannel: areq.deviceChannel,
    dsURL: areq.dsURL,
    notificationURL: areq.notificationURL ?? '',
    browserLanguage: languageOf(areq),
    ...(threeDSMethod ? { threeDSMethod } : {}),
    cardHash: card.cardHash,
    phone: card.phone,
    ...(card.email ? { email: card.email } : {}),
    ...(areq.threeDSRequestorID ? { threeDSRequestorID: areq.threeDSRequestorID } : {}),
    scheme,
    ...purposeOf(areq, decision),
    purchase: {
      // Outside of payments there may be no merchant: then the cardholder knows the requestor.
      merchantName: maskText(areq.merchantName ?? areq.threeDSRequestorName, 'valid'),
      purchaseAmount: areq.purchaseAmount ?? '',
      purchaseCurrency: areq.purchaseCurrency ?? '',
      purchaseExponent: areq.purchaseExponent ?? '',
      purchaseDate: areq.purchaseDate ?? '',
      maskedCard,
    },
    ...(decision.transStatus === 'C' ? beginningOf(opening, decision) : {}),
    ...(decision.transStatus === 'S' ? { confirmsPayment: true } : {}),
    ...(app ? { app } : {}),
    ...(decision.transStatus === 'D' && areq.deviceChannel === '01' && areq.sdkTransID ? { sdkTransID: areq.sdkTransID } : {}),
    ...keepOfDecision(decision),
    // The cardholder's time begins when the ARes leaves, late as it may be.
    state: stateAfter(areq, decision, at + (decision.delays?.aresMs ?? 0), policy),
  };
}

/** What an AReq leaves to be done: a cardholder who is authenticated decoupled is asked in the app of his bank. */
export function effectsOfOpening({ state, phone }: Transaction): Errand[] {
  return state.name === 'decoupled' && phone ? [{ kind: 'push' }] : [];
}

/** How the cardholder is challenged. */
function beginningOf(
  { areq, card, offersTrustList, offersDeviceBinding, oobAppURL, hidesFactor }: Opening,
  { method, alternative, automatic, challengeResult }: Decision & { transStatus: 'C' },
): Partial<Transaction> {
  return {
    method,
    ...(alternative ? { alternative } : {}),
    ...(oobAppURL ? { oobAppURL } : {}),
    ...(automatic ? { automatic } : {}),
    ...fallbackOf(areq, card.decoupled, { ...(challengeResult ? { challengeResult } : {}) }),
    ...(offersTrustList && areq.threeDSRequestorID ? { offersTrustList: true } : {}),
    ...(offersDeviceBinding && card.deviceHash ? { offersDeviceBinding: true, deviceHash: card.deviceHash } : {}),
    ...(hidesFactor ? { hidesFactor: true } : {}),
  };
}

/** What of a decision later messages and the tester need. */
function keepOfDecision({ because, explain, rule, elements, eci, delays, faults, bent, ...decision }: Decision) {
  const { challengeResult } = decision as { challengeResult?: ChallengeResult };
  return {
    because,
    ...(explain ? { explain } : {}),
    ...(rule === undefined ? {} : { rule }),
    ...(elements ? { elements } : {}),
    ...(eci ? { eci } : {}),
    ...(delays ? { delays } : {}),
    ...(faults ? { faults } : {}),
    ...(bent ? { bent } : {}),
    ...(challengeResult ? { challengeResult } : {}),
  };
}

/** Data only: answered by I to threeDSRequestorChallengeInd 06. Recurring: 3RI with threeRIInd 01 or 02. */
function purposeOf(areq: AReq, { transStatus }: Decision): Pick<Transaction, 'purpose'> {
  const { deviceChannel, threeRIInd, threeDSRequestorChallengeInd } = areq;
  if (transStatus === 'I' && [threeDSRequestorChallengeInd].flat().includes('06')) return { purpose: 'dataOnly' };
  const isRecurring = deviceChannel === '03' && (threeRIInd === '01' || threeRIInd === '02');
  return isRecurring ? { purpose: 'recurring' } : {};
}

/** Where a tester wrote how a completed challenge ends, it does not go on decoupled. */
function fallbackOf(
  areq: AReq,
  decoupled: DecoupledFacts | undefined,
  { challengeResult }: { challengeResult?: ChallengeResult },
): Pick<Transaction, 'fallback'> {
  if (!decoupled || !takesFallback(areq)) return {};
  return { fallback: decoupled.afterChallenge && !challengeResult ? 'always' : 'whenCancelled' };
}

function stateAfter(areq: AReq, decision: Decision, at: number, policy: Policy): State {
  if (decision.transStatus === 'C') return { name: 'awaitingCReq', dueAt: at + policy.firstCReqMs };
  if (decision.transStatus === 'D') return { name: 'decoupled', ...decoupledUntil(areq, decision.answers, at) };
  const reason = 'transStatusReason' in decision ? { transStatusReason: decision.transStatusReason } : {};
  // By the protocol S has no reason: one is there where a tester forces it.
  if (decision.transStatus === 'S') return { name: 'awaitingSecondAReq', dueAt: at + policy.secondAReqMs, ...reason };
  return { name: 'final', report: 'notOwed', result: { transStatus: decision.transStatus, ...reason, interactionCounter: 0 } };
}

/** What the device of an app is set to; of a browser its language, where it does not tell that its acceptLanguage (2.3.1). */
function languageOf({ deviceChannel, deviceInfo, browserLanguage, acceptLanguage = [] }: AReq): string {
  return (deviceChannel === '01' ? localeOf(deviceInfo) : browserLanguage) ?? acceptLanguage.join(',');
}
