import type { AReq } from '../messages/types.ts';
import { isSupported } from '../messages/versions.ts';
import type { Decision } from './decide.ts';
import type { ChallengeResult } from './outcome.ts';
import { POLICY, type Policy } from './policy.ts';
import type { State, Transaction } from './transaction.ts';

/** What comes from outside when an AReq opens a transaction. */
export interface Opening {
  areq: AReq;
  decision: Decision;
  acsTransID: string;
  at: number;
  card: { cardHash: string; phone: string };
  maskedCard: string;
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
    purchase: {
      merchantName: areq.merchantName ?? '',
      purchaseAmount: areq.purchaseAmount ?? '',
      purchaseCurrency: areq.purchaseCurrency ?? '',
      purchaseExponent: areq.purchaseExponent ?? '',
      purchaseDate: areq.purchaseDate ?? '',
      maskedCard,
    },
    ...('method' in decision ? { method: decision.method } : {}),
    ...decided(decision),
    state: stateAfter(decision, at, policy),
  };
}

/** What of a decision later messages and the tester need. */
function decided({ because, explain, rule, elements, eci, delays, bent, ...decision }: Decision) {
  const { challengeResult } = decision as { challengeResult?: ChallengeResult };
  return {
    because,
    ...(explain ? { explain } : {}),
    ...(rule === undefined ? {} : { rule }),
    ...(elements ? { elements } : {}),
    ...(eci ? { eci } : {}),
    ...(delays ? { delays } : {}),
    ...(bent ? { bent } : {}),
    ...(challengeResult ? { challengeResult } : {}),
  };
}

function stateAfter(decision: Decision, at: number, policy: Policy): State {
  if (decision.transStatus === 'D') throw new Error('decoupled authentication is not served');
  if (decision.transStatus === 'C') return { name: 'awaitingCReq', dueAt: at + policy.firstCReqMs };
  const reason = 'transStatusReason' in decision ? { transStatusReason: decision.transStatusReason } : {};
  return { name: 'final', report: 'notOwed', result: { transStatus: decision.transStatus, ...reason, interactionCounter: 0 } };
}
