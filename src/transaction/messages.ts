import { METHODS } from '../challenge/methods.ts';
import type { AReq, ARes, CRes, RReq } from '../messages/types.ts';
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
    ...(areq.deviceChannel === '01' && areq.sdkTransID ? { sdkTransID: areq.sdkTransID } : {}),
    dsReferenceNumber: areq.dsReferenceNumber,
    acsReferenceNumber: acs.acsReferenceNumber,
    acsOperatorID: acs.acsOperatorID,
    ...(method && state.name === 'awaitingCReq'
      ? {
          transStatus: 'C' as const,
          acsURL: acs.acsURL,
          acsChallengeMandated: 'Y' as const,
          authenticationType: METHODS[method].authenticationType,
        }
      : {}),
    ...(state.name === 'final' ? { ...outcomeOf(state.result), ...proof } : {}),
  };
}

/** RReq: the result of a challenge, always the same for the same transaction (EMV 3DS 2.2.0, Table B.8). */
export function rreq(transaction: Transaction, result: Result, proof: Proof): RReq {
  const method = transaction.method && METHODS[transaction.method];
  return {
    messageType: 'RReq',
    messageVersion: transaction.messageVersion,
    threeDSServerTransID: transaction.threeDSServerTransID,
    dsTransID: transaction.dsTransID,
    acsTransID: transaction.acsTransID,
    messageCategory: transaction.messageCategory as RReq['messageCategory'],
    ...(method ? { authenticationType: method.authenticationType, authenticationMethod: method.authenticationMethod } : {}),
    ...outcomeOf(result),
    ...proof,
    ...(result.challengeCancel ? { challengeCancel: result.challengeCancel as NonNullable<RReq['challengeCancel']> } : {}),
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

function outcomeOf({ transStatus, transStatusReason }: Result) {
  return {
    transStatus: transStatus as 'Y' | 'N' | 'U' | 'A' | 'R',
    ...(transStatusReason ? { transStatusReason: transStatusReason as NonNullable<RReq['transStatusReason']> } : {}),
  };
}
