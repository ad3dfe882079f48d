import { METHODS, type MethodName } from '../challenge/methods.ts';
import type { AReq, ARes, CRes, RReq } from '../messages/types.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { reasonIn } from './legality.ts';
import { POLICY, type Policy } from './policy.ts';
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

/** ARes: the answer to an AReq (EMV 3DS 2.2.0, Table B.2 and presence by transStatus). */
export function ares(areq: AReq, transaction: Transaction, proof: Proof, acs: AcsIdentity): ARes {
  const { state, method } = transaction;
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
          acsURL: acs.acsURL,
          acsChallengeMandated: 'Y' as const,
          ...challengeMeans(method, transaction.messageVersion),
        }
      : {}),
    ...(state.name === 'final'
      ? { ...outcomeOf(state.result, transaction), ...proof, ...(transaction.eci ? { eci: transaction.eci } : {}) }
      : {}),
    ...(transaction.elements as Partial<ARes>),
  };
}

/** RReq: the result of a challenge, always the same for the same transaction (EMV 3DS 2.2.0, Table B.8). */
export function rreq(transaction: Transaction, result: Result, proof: Proof): RReq {
  const { method, messageVersion } = transaction;
  return {
    messageType: 'RReq',
    messageVersion: transaction.messageVersion,
    threeDSServerTransID: transaction.threeDSServerTransID,
    dsTransID: transaction.dsTransID,
    acsTransID: transaction.acsTransID,
    messageCategory: transaction.messageCategory as RReq['messageCategory'],
    ...(method ? resultMeans(method, messageVersion, result) : {}),
    ...outcomeOf(result, transaction),
    ...proof,
    ...(transaction.eci ? { eci: transaction.eci } : {}),
    ...(result.challengeCancel ? { challengeCancel: result.challengeCancel as NonNullable<RReq['challengeCancel']> } : {}),
    ...(result.challengeErrorReporting ? { challengeErrorReporting: { ...result.challengeErrorReporting } } : {}),
    interactionCounter: String(Math.min(result.interactionCounter, 99)).padStart(2, '0'),
  };
}

/** The final CRes of the browser channel: Y, or N for every other outcome (EMV 3DS 2.2.0, Table B.5). */
export function cres(transaction: Transaction, policy: Policy = POLICY): CRes {
  const { state } = transaction;
  if (state.name !== 'final') throw new Error(`transaction ${transaction.acsTransID} has no final CRes yet`);
  const reported = state.report === 'acknowledged' || policy.cresWhenUndelivered === 'outcome';
  return {
    messageType: 'CRes',
    messageVersion: transaction.messageVersion,
    threeDSServerTransID: transaction.threeDSServerTransID,
    acsTransID: transaction.acsTransID,
    transStatus: state.result.transStatus === 'Y' && reported ? 'Y' : 'N',
  };
}

/** What an ARes to an app carries whatever its outcome. */
function ofApp({ sdkTransID, messageVersion }: AReq): Partial<ARes> {
  return {
    ...(sdkTransID ? { sdkTransID } : {}),
    ...(messageVersion === '2.3.1' ? { deviceInfoRecognisedVersion: '1.7', threeDSRequestorAppURLInd: 'N' } : {}),
  };
}

/** How the cardholder will be authenticated: a type up to 2.2.0, a list of methods in 2.3.1. */
function challengeMeans(method: MethodName, version: MessageVersion) {
  const { authenticationType, authenticationMethod } = METHODS[method];
  return version === '2.3.1' ? { authenticationMethod: [authenticationMethod] } : { authenticationType };
}

/** How he was: up to 2.2.0 for the DS alone, which keeps the method to itself; in 2.3.1 only with Y and N. */
function resultMeans(method: MethodName, version: MessageVersion, { transStatus }: Result) {
  const { authenticationType, authenticationMethod } = METHODS[method];
  if (version !== '2.3.1') return { authenticationType, authenticationMethod };
  return transStatus === 'Y' || transStatus === 'N' ? { authenticationMethod: [authenticationMethod] } : {};
}

function outcomeOf({ transStatus, transStatusReason: reason }: Result, { messageVersion, bent }: Transaction) {
  const transStatusReason = reason && !bent ? reasonIn(messageVersion, reason) : reason;
  return {
    transStatus: transStatus as 'Y' | 'N' | 'U' | 'A' | 'R',
    ...(transStatusReason ? { transStatusReason: transStatusReason as NonNullable<RReq['transStatusReason']> } : {}),
  };
}
