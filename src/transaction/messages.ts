import { authenticationMethodOf, factorsOf, METHODS, type MethodName } from '../challenge/methods.ts';
import { asksForDecoupled } from '../messages/decoupled.ts';
import { deviceBindingElements } from '../messages/deviceBinding.ts';
import { reasonIn } from '../messages/transStatusReason.ts';
import { trustElements } from '../messages/trustElements.ts';
import type { AReq, ARes, CRes, RReq } from '../messages/types.ts';
import { type MessageVersion, VERSIONS } from '../messages/versions.ts';
import type { Policy } from './policy.ts';
import type { Result, Transaction } from './transaction.ts';

/** What an ARes or RReq says beyond the transaction itself. */
export interface Proof {
  /** Required with Y and A, absent otherwise (EMV 3DS 2.2.0, PA). */
  authenticationValue?: string;
  /** By the rules of the payment system. */
  eci?: string;
}

/** The identity of this ACS in its answers, and where its challenges are opened. */
export interface AcsIdentity {
  acsReferenceNumber: string;
  acsOperatorID: string;
  acsURL: string;
}

/** What an ARes carries where its outcome asks for it. */
export interface AResExtras {
  /** What the merchant shows to the cardholder where he is authenticated decoupled, at most 128 characters. */
  cardholderInfo?: string;
  /** What opens a challenge in an app. */
  acsSignedContent?: string;
}

/** ARes: the answer to an AReq (EMV 3DS 2.2.0, Table B.2 and presence by transStatus). */
export function ares(areq: AReq, transaction: Transaction, proof: Proof, acs: AcsIdentity, extras: AResExtras = {}): ARes {
  const { state, method, app } = transaction;
  const { cardholderInfo = '', acsSignedContent = '' } = extras;
  return {
    messageType: 'ARes',
    messageVersion: transaction.messageVersion,
    threeDSServerTransID: transaction.threeDSServerTransID,
    dsTransID: transaction.dsTransID,
    acsTransID: transaction.acsTransID,
    ...(areq.deviceChannel === '01' ? ofApp(areq) : {}),
    dsReferenceNumber: areq.dsReferenceNumber,
    acsReferenceNumber: acs.acsReferenceNumber,
    acsOperatorID: acs.acsOperatorID,
    ...(method && state.name === 'awaitingCReq'
      ? {
          transStatus: 'C' as const,
          ...(app ? { ...reportedRendering(transaction), acsSignedContent } : { acsURL: acs.acsURL }),
          acsChallengeMandated: 'Y' as const,
          ...challengeMeans(method, transaction.messageVersion),
        }
      : {}),
    ...(state.name === 'decoupled' ? decoupledMeans(transaction.messageVersion, cardholderInfo) : {}),
    // Asked for, and not what happens.
    ...(state.name !== 'decoupled' && asksForDecoupled(areq) ? { acsDecConInd: 'N' as const } : {}),
    ...(state.name === 'awaitingSecondAReq' ? { ...reportedOutcome({ ...state, transStatus: 'S' }, transaction), ...proof } : {}),
    ...(state.name === 'final' ? { ...reportedOutcome(state.result, transaction), ...proof } : {}),
    ...(transaction.elements as Partial<ARes>),
  };
}

/** RReq: the result of a challenge, always the same for the same transaction (EMV 3DS 2.2.0, Table B.8). */
export function rreq(transaction: Transaction, result: Result, proof: Proof): RReq {
  const { method, messageVersion, app, sdkTransID = app?.sdkTransID } = transaction;
  return {
    messageType: 'RReq',
    messageVersion: transaction.messageVersion,
    threeDSServerTransID: transaction.threeDSServerTransID,
    dsTransID: transaction.dsTransID,
    acsTransID: transaction.acsTransID,
    messageCategory: transaction.messageCategory as RReq['messageCategory'],
    ...(method ? resultMeans(method, messageVersion, result) : otherMeans(transaction, result)),
    ...(sdkTransID && VERSIONS[messageVersion].sdkTransIDInRReq ? { sdkTransID } : {}),
    ...reportedRendering(transaction),
    ...reportedOutcome(result, transaction),
    ...proof,
    ...(result.challengeCancel ? { challengeCancel: result.challengeCancel as NonNullable<RReq['challengeCancel']> } : {}),
    ...(result.trustListStatus ? (trustElements(messageVersion, result.trustListStatus) as Partial<RReq>) : {}),
    ...(result.deviceBindingStatus ? deviceBindingElements(messageVersion, result.deviceBindingStatus) : {}),
    ...(result.challengeErrorReporting ? { challengeErrorReporting: { ...result.challengeErrorReporting } } : {}),
    // Since 2.3.1 none is owed where the authentication was decoupled (acsDecConInd Y).
    ...(isCounted(transaction) ? { interactionCounter: String(Math.min(result.interactionCounter, 99)).padStart(2, '0') } : {}),
  };
}

/** How the cardholder was authenticated where there was no challenge: by Secure Payment Confirmation (14), or decoupled. */
function otherMeans({ messageVersion, confirmsPayment }: Transaction, result: Result): Partial<RReq> {
  return confirmsPayment ? { authenticationMethod: ['14'] } : decoupledResultMeans(messageVersion, result);
}

function isCounted({ method, confirmsPayment, messageVersion, deviceChannel }: Transaction): boolean {
  if (method !== undefined || confirmsPayment) return true;
  return VERSIONS[messageVersion].countsDecoupled && deviceChannel !== '03';
}

/** The final CRes of the browser channel: Y, D in 2.3.1, or N for every other outcome (EMV 3DS 2.2.0, Table B.5). */
export function cres(transaction: Transaction, policy: Policy): CRes {
  const { state } = transaction;
  if (state.name !== 'final') throw new Error(`transaction ${transaction.acsTransID} has no final CRes yet`);
  const reported = (state.report === 'acknowledged' && !state.late) || policy.cresWhenUndelivered === 'outcome';
  return {
    messageType: 'CRes',
    messageVersion: transaction.messageVersion,
    threeDSServerTransID: transaction.threeDSServerTransID,
    acsTransID: transaction.acsTransID,
    transStatus: reported && isToldToBrowser(state.result.transStatus) ? state.result.transStatus : 'N',
  };
}

/** Everything else is N in a CRes; D only ends a challenge where the requestor takes it (2.3.1). */
function isToldToBrowser(transStatus: string): transStatus is 'Y' | 'D' {
  return transStatus === 'Y' || transStatus === 'D';
}

/** ARes D: how, and what the merchant tells the cardholder (EMV 3DS 2.2.0 and 2.3.1, presence by transStatus). */
function decoupledMeans(version: MessageVersion, text: string): Partial<ARes> {
  const confirmed = { transStatus: 'D', acsChallengeMandated: 'Y', acsDecConInd: 'Y' } as const;
  const { listOfMethods, cardholderInfoAsObject } = VERSIONS[version];
  return {
    ...confirmed,
    ...(listOfMethods ? { authenticationMethod: ['12'] } : { authenticationType: '04' }),
    cardholderInfo: cardholderInfoAsObject ? { text } : text,
  };
}

/**
 * RReq of decoupled authentication. Up to 2.2.0 the method, for the DS alone, is the push to the bank's app. In 2.3.1 it tells
 * that no interactionCounter is owed, with A, U and R too, unless challengeCancel 03 does.
 */
function decoupledResultMeans(version: MessageVersion, { transStatus, challengeCancel }: Result): Partial<RReq> {
  if (!VERSIONS[version].listOfMethods) return { authenticationType: '04', authenticationMethod: '11' };
  const isNamed = transStatus === 'Y' || transStatus === 'N' || challengeCancel !== '03';
  return isNamed ? { authenticationMethod: ['12'] } : {};
}

/**
 * The final CRes of an app: Y, or N for every other outcome; nothing but these elements (EMV 3DS 2.2.0, Table B.5).
 * @param acsCounterAtoS equals the sdkCounterStoA of the CReq that it answers
 */
export function finalCresOfApp(transaction: Transaction, acsCounterAtoS: string, policy: Policy): CRes {
  return { ...cres(transaction, policy), ...cresOfApp(transaction, acsCounterAtoS), challengeCompletionInd: 'Y' };
}

/** What every CRes of an app carries; ids as they came, since SDKs compare them letter by letter. */
export function cresOfApp(
  { threeDSServerTransID, acsTransID, messageVersion, app }: Transaction,
  acsCounterAtoS: string,
): Omit<CRes, 'transStatus'> {
  return {
    messageType: 'CRes',
    messageVersion,
    threeDSServerTransID,
    acsTransID,
    ...(app ? { sdkTransID: app.sdkTransID } : {}),
    acsCounterAtoS,
    challengeCompletionInd: 'N',
  };
}

/** What an ARes to an app carries whatever its outcome. */
function ofApp({ sdkTransID, messageVersion }: AReq): Partial<ARes> {
  return {
    ...(sdkTransID ? { sdkTransID } : {}),
    ...(VERSIONS[messageVersion].deviceInfoRecognised
      ? { deviceInfoRecognisedVersion: '1.7', threeDSRequestorAppURLInd: 'N' }
      : {}),
  };
}

/** The user interface of an app, with the first template that it showed; 2.3.1 adds how the device is held. */
function reportedRendering({ app, messageVersion }: Transaction): Pick<RReq, 'acsRenderingType'> {
  if (!app) return {};
  const { acsRenderingType, deviceUserInterfaceMode = '01' } = app;
  return {
    acsRenderingType: VERSIONS[messageVersion].deviceUserInterfaceMode
      ? { ...acsRenderingType, deviceUserInterfaceMode }
      : (acsRenderingType as NonNullable<RReq['acsRenderingType']>),
  };
}

/** How the cardholder will be authenticated: a type up to 2.2.0, a list of methods in 2.3.1. */
function challengeMeans(method: MethodName, version: MessageVersion) {
  const { authenticationType } = METHODS[method];
  return VERSIONS[version].listOfMethods ? { authenticationMethod: manyFactors(method) } : { authenticationType };
}

/** How he was: up to 2.2.0 for the DS alone, which keeps the method to itself; in 2.3.1 only with Y and N. */
function resultMeans(method: MethodName, version: MessageVersion, { transStatus }: Result) {
  const { authenticationType } = METHODS[method];
  if (!VERSIONS[version].listOfMethods)
    return { authenticationType, authenticationMethod: authenticationMethodOf(method, version) };
  return transStatus === 'Y' || transStatus === 'N' ? { authenticationMethod: manyFactors(method) } : {};
}

function manyFactors(method: MethodName) {
  return factorsOf(method) as [ReturnType<typeof factorsOf>[number], ...ReturnType<typeof factorsOf>];
}

function reportedOutcome(
  { transStatus, transStatusReason: reason }: Pick<Result, 'transStatus' | 'transStatusReason'>,
  { messageVersion, bent }: Transaction,
) {
  const transStatusReason = reason && !bent ? reasonIn(messageVersion, reason) : reason;
  return {
    transStatus: transStatus as 'Y' | 'N' | 'U' | 'A' | 'R' | 'D',
    ...(transStatusReason ? { transStatusReason: transStatusReason as NonNullable<RReq['transStatusReason']> } : {}),
  };
}
