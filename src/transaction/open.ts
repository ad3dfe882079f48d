import { localeOf } from '../messages/deviceInfo.ts';
import type { AReq } from '../messages/types.ts';
import { isSupported } from '../messages/versions.ts';
import type { Decision } from './decide.ts';
import { POLICY, type Policy } from './policy.ts';
import type { AppSide, State, Transaction } from './transaction.ts';

/** What comes from outside when an AReq opens a transaction. */
export interface Opening {
  areq: AReq;
  decision: Decision;
  acsTransID: string;
  at: number;
  card: { cardHash: string; phone: string };
  maskedCard: string;
  /** Of a challenge in an app. */
  app?: AppSide;
}

/** The transaction that an AReq opens: final at once, or awaiting its CReq. */
export function openTransaction(opening: Opening, policy: Policy = POLICY): Transaction {
  const { areq, card, decision, acsTransID, at, maskedCard, app } = opening;
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
    browserLanguage: (areq.deviceChannel === '01' ? localeOf(areq.deviceInfo) : areq.browserLanguage) ?? '',
    cardHash: card.cardHash,
    phone: card.phone,
    purchase: {
      merchantName: areq.merchantName ?? '',
      purchaseAmount: areq.purchaseAmount ?? '',
      purchaseCurrency: areq.purchaseCurrency ?? '',
      purchaseExponent: areq.purchaseExponent ?? '',
      purchaseDate: areq.purchaseDate ?? '',
      maskedCard,
    },
    ...('method' in decision ? { method: decision.method } : {}),
    ...(app ? { app } : {}),
    because: decision.because,
    state: stateAfter(decision, at, policy),
  };
}

function stateAfter(decision: Decision, at: number, policy: Policy): State {
  if (decision.transStatus === 'C') return { name: 'awaitingCReq', dueAt: at + policy.firstCReqMs };
  const reason = 'transStatusReason' in decision ? { transStatusReason: decision.transStatusReason } : {};
  return { name: 'final', report: 'notOwed', result: { transStatus: decision.transStatus, ...reason, interactionCounter: 0 } };
}
