import type { AReq } from '../messages/types.ts';
import { isSupported } from '../messages/versions.ts';
import type { Decision } from './decide.ts';
import { POLICY, type Policy } from './policy.ts';
import type { State, Transaction } from './transaction.ts';

/** What comes from outside when an AReq opens a transaction. */
export interface Opening {
  areq: AReq;
  decision: Decision;
  acsTransID: string;
  at: number;
  card: { cardHash: string; phone: string; email?: string };
  maskedCard: string;
  /** Whether the cardholder is asked if he trusts the merchant. */
  offersTrustList?: boolean;
  /** Whether it stays hidden which factor was wrong. */
  hidesFactor?: boolean;
}

/** The transaction that an AReq opens: final at once, or awaiting its CReq. */
export function openTransaction(opening: Opening, policy: Policy = POLICY): Transaction {
  const { areq, card, decision, acsTransID, at, maskedCard } = opening;
  if (!isSupported(areq.messageVersion)) throw new Error(`a message of version ${areq.messageVersion} was let in`);
  return {
    acsTransID,
    threeDSServerTransID: areq.threeDSServerTransID,
    dsTransID: areq.dsTransID,
    messageVersion: areq.messageVersion,
    messageCategory: areq.messageCategory,
    dsURL: areq.dsURL,
    notificationURL: areq.notificationURL ?? '',
    browserLanguage: areq.browserLanguage ?? '',
    cardHash: card.cardHash,
    phone: card.phone,
    ...(card.email ? { email: card.email } : {}),
    ...(areq.threeDSRequestorID ? { threeDSRequestorID: areq.threeDSRequestorID } : {}),
    purchase: {
      merchantName: areq.merchantName ?? '',
      purchaseAmount: areq.purchaseAmount ?? '',
      purchaseCurrency: areq.purchaseCurrency ?? '',
      purchaseExponent: areq.purchaseExponent ?? '',
      purchaseDate: areq.purchaseDate ?? '',
      maskedCard,
    },
    ...('method' in decision ? { method: decision.method } : {}),
    ...('automatic' in decision && decision.automatic ? { automatic: decision.automatic } : {}),
    ...(opening.offersTrustList && areq.threeDSRequestorID ? { offersTrustList: true } : {}),
    ...(opening.hidesFactor ? { hidesFactor: true } : {}),
    because: decision.because,
    state: stateAfter(decision, at, policy),
  };
}

function stateAfter(decision: Decision, at: number, policy: Policy): State {
  if (decision.transStatus === 'C') return { name: 'awaitingCReq', dueAt: at + policy.firstCReqMs };
  const reason = 'transStatusReason' in decision ? { transStatusReason: decision.transStatusReason } : {};
  return { name: 'final', report: 'notOwed', result: { transStatus: decision.transStatus, ...reason, interactionCounter: 0 } };
}
