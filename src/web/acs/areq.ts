import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { maskAcctNumber } from '../../issuer/card.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { responseHeaders } from '../../messages/headers.ts';
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
import { judgeKeys, openApp } from '../app/open.ts';
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
    refuseMcc(acs, areq);
    const card = await judged(acs, areq);
    const methodData = areq.deviceChannel === '02' ? await acs.store.methodRuns.stateOf(areq.threeDSServerTransID) : 'absent';
    const decision = decide(areq, { ...card, methodData });
    const maskedCard = maskAcctNumber(areq.acctNumber);
    const at = acs.clock.now();
    const scheme = acs.schemeOf(areq.acctNumber).name;
    const offersTrustList = await asksForTrust(acs, areq, card.cardHash);
    const { acsSignedContent, ...side } = (await openApp(acs, areq, decision)) ?? {};
    const about = { maskedCard, scheme, methodData, offersTrustList, hidesFactor: acs.issuer.revealFactor === false };
    const transaction = openTransaction({ areq, card, decision, at, acsTransID: newTransID(at), ...about, ...side });
    const proof = acs.proofOf(transaction, decision.transStatus);
    const extras = { cardholderInfo: cardholderInfo(acs, transaction), ...(acsSignedContent ? { acsSignedContent } : {}) };
    const answer = JSON.stringify(ares(areq, transaction, proof, acs.identity(), extras));
    const messages: MessageRecord[] = [
      { at, direction: 'in', type: 'AReq', body: withoutCard(request.body, areq, maskedCard) },
      { at, direction: 'out', type: 'ARes', body: answer },
    ];
    const effects = effectsOfOpening(transaction);
    const opened = await acs.store.transactions.open(transaction, at, messages, request.body, effects);
    if (opened.outcome === 'idsTaken') throw idsTaken(areq);
    if (opened.outcome === 'opened' && effects.length > 0) acs.onEffects();
    if (opened.outcome === 'opened') tell(acs, transaction, decision.transStatus, reply.elapsedTime);
    else tellAgain(acs, areq, reply.elapsedTime);
    const sent = opened.outcome === 'opened' ? answer : opened.ares;
    const { acsTransID } = opened.outcome === 'opened' ? transaction : (JSON.parse(sent) as ARes);
    return reply
      .headers(responseHeaders(areq.messageVersion, acsTransID, request.headers['x-request-id']))
      .type('application/json; charset=utf-8')
      .send(sent);
  });
};

/** What the merchant shows where the cardholder is authenticated elsewhere. */
function cardholderInfo({ issuer }: Acs, { browserLanguage }: Transaction): string {
  return catalogue.text(catalogue.languageFor(browserLanguage), 'decoupled.cardholderInfo', { issuer: issuer.name });
}

/** The card of an AReq, whose keys are good. */
async function judged(acs: Acs, areq: AReq) {
  try {
    await judgeKeys(areq);
    return await acs.cardOf(areq.acctNumber);
  } catch (error) {
    throw error instanceof ProtocolError ? error.knowing(aboutOf({ ...areq })) : error;
  }
}

/** The payment system of the issuer has no such merchants (306). */
function refuseMcc({ issuer }: Acs, areq: AReq): void {
  if (areq.mcc === undefined || !issuer.scheme.refusedMccs?.includes(areq.mcc)) return;
  throw new ProtocolError('MCC_NOT_VALID', 'mcc', aboutOf({ ...areq }));
}

/** Another AReq with both ids has opened a transaction. The same one again is a retry of the DS, and gets the same answer. */
function idsTaken(areq: AReq): ProtocolError {
  return new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'threeDSServerTransID,dsTransID', aboutOf({ ...areq }));
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

function tellAgain(acs: Acs, { threeDSServerTransID, dsTransID, messageVersion }: AReq, ms: number): void {
  acs.log.info(
    { messageType: 'AReq', messageVersion, threeDSServerTransID, dsTransID, ms: Math.round(ms) },
    'AReq that had come before answered by the same ARes',
  );
}
