import type { Acs } from '../acs.ts';
import type { CardFacts } from '../decision/cardFacts.ts';
import type { Decision } from '../decision/decision.ts';
import { type Bent, bend, ERRO_ON_PURPOSE } from '../decision/faults.ts';
import { spcElements } from '../decision/spc.ts';
import { threeDSMethodOf } from '../decision/threeDSMethod.ts';
import { erroOfCode } from '../messages/errors.ts';
import { maskMessage, maskNumber } from '../messages/masking.ts';
import type { AReq, ARes, Erro } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import { catalogue } from '../pages/render.ts';
import { type MessageRecord, outgoing } from '../store/messageRecord.ts';
import { ares } from '../transaction/messages.ts';
import { openTransaction } from '../transaction/open.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { newTransID } from '../transaction/transID.ts';
import { openApp } from './appSide.ts';
import type { KnownAReq } from './judge.ts';
import { spcOffer } from './spc.ts';

/** The transaction that an AReq opens, with its answer; nothing is kept yet. */
export interface MadeAnswer {
  transaction: Transaction;
  /** The ARes as it is sent. */
  answer: Bent<ARes>;
  /** What is sent in its place, on purpose. */
  erro?: string;
  /** What came and leaves, for the record. */
  messages: MessageRecord[];
  at: number;
}

/** Makes the transaction that a decision opens, and its ARes. */
export async function makeAnswer(
  { acs, cardPicture }: { acs: Acs; cardPicture: string },
  areq: AReq,
  card: KnownAReq,
  decided: Decision,
  raw: string,
): Promise<MadeAnswer> {
  const at = acs.clock.now();
  const acsTransID = newTransID(at);
  const spc = decided.transStatus === 'S' ? spcElements(areq, spcOffer({ acs, cardPicture }, card, acsTransID)) : undefined;
  const decision = spc ? { ...decided, elements: { ...spc, ...decided.elements } } : decided;
  const maskedCard = maskNumber(areq.acctNumber);
  const scheme = acs.schemeOf(areq.acctNumber).name;
  const { acsSignedContent, ...side } = (await openApp(acs, areq, decision, acsTransID)) ?? {};
  const threeDSMethod = threeDSMethodOf(areq, card.methodData, card.methodBehaviour);
  const offersTrustList = asksForTrust(acs, areq, card);
  const offersDeviceBinding = asksForBinding(acs, areq, card);
  const hidesFactor = acs.issuer.revealFactor === false;
  const about = { maskedCard, scheme, threeDSMethod, offersTrustList, offersDeviceBinding, hidesFactor };
  const transaction = openTransaction(
    { areq, card, decision, at, acsTransID, ...about, ...side, ...appOfBank(acs, areq, decision) },
    acs.policy,
  );
  const proof = acs.proofOf(transaction, decision.transStatus);
  const extras = { cardholderInfo: cardholderInfo(acs, transaction), ...(acsSignedContent ? { acsSignedContent } : {}) };
  const answer = bend('ares', ares(areq, transaction, proof, acs.identity(), extras), transaction);
  const messages: MessageRecord[] = [
    { at, direction: 'in', type: 'AReq', body: maskMessage(raw, { acctNumber: areq.acctNumber }) },
    outgoing(at, 'ARes', answer),
  ];
  const instead = transaction.faults?.ares?.instead === 'erro' ? erroInstead(transaction) : undefined;
  if (instead) messages.push(outgoing(at, 'Erro', instead));
  return { transaction, answer, messages, at, ...(instead ? { erro: JSON.stringify(instead.message) } : {}) };
}

/** The Erro that a tester wants in place of the ARes. */
function erroInstead(transaction: Transaction): Bent<Erro> {
  const { messageVersion, threeDSServerTransID, dsTransID, acsTransID, faults } = transaction;
  const about = { messageType: 'AReq', messageVersion, threeDSServerTransID, dsTransID, acsTransID };
  const answer = erroOfCode(faults?.ares?.errorCode ?? '404', 'Sent on purpose, by a rule of the tester', about);
  const { message, mark } = bend('erro', answer, transaction);
  return { message, mark: mark ? `${ERRO_ON_PURPOSE}; ${mark}` : ERRO_ON_PURPOSE };
}

/** What the merchant shows where the cardholder is authenticated elsewhere. */
function cardholderInfo({ issuer }: Acs, { browserLanguage }: Transaction): string {
  return catalogue.text(catalogue.languageFor(browserLanguage), 'decoupled.cardholderInfo', { issuer: issuer.name });
}

/**
 * Whether the cardholder is asked if he trusts the merchant (threeDSRequestorChallengeInd 09, since 2.2.0), unless he does
 * already.
 */
function asksForTrust({ issuer }: Acs, areq: AReq, { trustList }: CardFacts): boolean {
  return trustList === 'N' && (issuer.trustList === 'always' || [areq.threeDSRequestorChallengeInd].flat().includes('09'));
}

/** The same for his device (threeDSRequestorChallengeInd 12, since 2.3.1), where there is something to remember it by. */
function asksForBinding({ issuer }: Acs, areq: AReq, { deviceBinding, deviceHash }: KnownAReq): boolean {
  const isWanted = issuer.deviceBinding === 'always' || [areq.threeDSRequestorChallengeInd].flat().includes('12');
  return deviceBinding === '01' && deviceHash !== undefined && isWanted;
}

/** The address that opens the bank's app on the cardholder's phone: for SDKs of a version that can be told it (EMV 3DS 2.3.1, Req 401). */
function appOfBank({ issuer }: Acs, { deviceChannel, messageVersion }: AReq, decision: Decision): { oobAppURL?: string } {
  if (decision.transStatus !== 'C' || deviceChannel !== '01' || !VERSIONS[messageVersion].oobAppURLInd) return {};
  const oobAppURL = decision.oobAppURL ?? issuer.oobAppURL;
  return oobAppURL ? { oobAppURL } : {};
}
