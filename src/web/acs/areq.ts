import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { maskAcctNumber } from '../../issuer/card.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { aboutOf, readMessage } from '../../messages/read.ts';
import type { AReq, ARes } from '../../messages/types.ts';
import { catalogue } from '../../pages/render.ts';
import type { MessageRecord } from '../../store/transactions.ts';
import { decide } from '../../transaction/decide.ts';
import { ares } from '../../transaction/messages.ts';
import { effectsOfOpening, openTransaction } from '../../transaction/open.ts';
import { methodNote } from '../../transaction/threeDSMethod.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { newTransID } from '../../transaction/transID.ts';
import { allowOnly, takeRawJson } from '../connections.ts';
import { answerWithErro } from '../errors.ts';

/** An AReq is at most some 100 kB: 64 kB of deviceInfo, 81,920 characters of extensions are the largest elements. */
const BODY_LIMIT = 256 * 1024;

/** AReq → ARes or Erro at `POST /3ds/areq`. */
export const areqRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  takeRawJson(app);
  answerWithErro(app, acs);
  allowOnly(app, 'POST', '/3ds/areq');

  app.post<{ Body: string }>('/3ds/areq', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const areq = readMessage('AReq', request.body ?? '', acs.readOptions);
    const card = await cardOf(acs, areq);
    const methodData = areq.deviceChannel === '02' ? await acs.store.methodRuns.stateOf(areq.threeDSServerTransID) : 'absent';
    const decision = decide(areq, { ...card, methodData });
    const maskedCard = maskAcctNumber(areq.acctNumber);
    const at = acs.clock.now();
    const scheme = acs.schemeOf(areq.acctNumber).name;
    const offersTrustList = await asksForTrust(acs, areq, card.cardHash);
    const hidesFactor = acs.issuer.revealFactor === false;
    const about = { maskedCard, scheme, methodData, offersTrustList, hidesFactor };
    const transaction = openTransaction({ areq, card, decision, at, acsTransID: newTransID(at), ...about });
    const proof = acs.proofOf(transaction, decision.transStatus);
    const answer = JSON.stringify(ares(areq, transaction, proof, acs.identity(), cardholderInfo(acs, areq)));
    const messages: MessageRecord[] = [
      { at, direction: 'in', type: 'AReq', body: withoutCard(request.body, areq, maskedCard) },
      { at, direction: 'out', type: 'ARes', body: answer },
    ];
    const effects = effectsOfOpening(transaction);
    await acs.store.transactions.open(transaction, at, messages, effects);
    if (effects.length > 0) acs.onEffects();
    tell(acs, transaction, decision.transStatus, reply.elapsedTime);
    return reply.type('application/json; charset=utf-8').send(answer);
  });
};

/** What the merchant shows where the cardholder is authenticated elsewhere. */
function cardholderInfo({ issuer }: Acs, { browserLanguage }: AReq): string {
  return catalogue.text(catalogue.languageFor(browserLanguage), 'decoupled.cardholderInfo', { issuer: issuer.name });
}

async function cardOf(acs: Acs, areq: AReq) {
  try {
    return await acs.cardOf(areq.acctNumber);
  } catch (error) {
    throw error instanceof ProtocolError ? error.knowing(aboutOf({ ...areq })) : error;
  }
}

/**
 * Whether the cardholder is asked if he trusts the merchant (threeDSRequestorChallengeInd 09, since 2.2.0), unless he does
 * already.
 */
async function asksForTrust({ issuer, store }: Acs, areq: AReq, cardHash: string): Promise<boolean> {
  const { trustList = 'onRequest' } = issuer;
  const isAsked = trustList === 'always' || [areq.threeDSRequestorChallengeInd].flat().includes('09');
  if (areq.messageVersion === '2.1.0' || trustList === 'never' || !isAsked || !areq.threeDSRequestorID) return false;
  return !(await store.trustList.has(cardHash, areq.threeDSRequestorID));
}

/** The message as it came, for the record, with the card number masked wherever it stands. */
function withoutCard(raw: string, areq: AReq, maskedCard: string): string {
  // A digit that is spelt as a JSON escape hides a number from a search of the raw text: then the text is made anew.
  const text = raw.includes('\\u003') ? JSON.stringify(areq) : raw;
  return text.replaceAll(areq.acctNumber, maskedCard);
}

function tell(acs: Acs, transaction: Transaction, transStatus: ARes['transStatus'], ms: number): void {
  const { acsTransID, threeDSServerTransID, dsTransID, messageVersion, because, threeDSMethod } = transaction;
  const note = threeDSMethod && methodNote(threeDSMethod);
  acs.log.info(
    {
      messageType: 'AReq',
      messageVersion,
      threeDSServerTransID,
      dsTransID,
      acsTransID,
      transStatus,
      because,
      ...(note ? { threeDSMethod: note } : {}),
      ms: Math.round(ms),
    },
    `AReq answered by ARes ${transStatus}`,
  );
}
