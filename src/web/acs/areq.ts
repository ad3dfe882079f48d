import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { Card } from '../../cards/card.ts';
import type { CardFacts } from '../../decision/cardFacts.ts';
import { decide } from '../../decision/decide.ts';
import type { Decision } from '../../decision/decision.ts';
import { type Bent, bend, ERRO_ON_PURPOSE, statusInLog } from '../../decision/faults.ts';
import type { MethodBehaviour } from '../../decision/methodBehaviour.ts';
import { spcElements } from '../../decision/spc.ts';
import type { TrustStatus } from '../../decision/statuses.ts';
import { methodNote, threeDSMethodOf } from '../../decision/threeDSMethod.ts';
import { erroOfCode, ProtocolError } from '../../messages/errors.ts';
import { responseHeaders } from '../../messages/headers.ts';
import { MESSAGE_BYTES } from '../../messages/limits.ts';
import { maskMessage, maskNumber } from '../../messages/masking.ts';
import { aboutOf, readMessage } from '../../messages/read.ts';
import type { AReq, ARes, Erro } from '../../messages/types.ts';
import { catalogue } from '../../pages/render.ts';
import { type MessageRecord, type Opened, outgoing } from '../../store/transactions.ts';
import { ares } from '../../transaction/messages.ts';
import { effectsOfOpening, openTransaction } from '../../transaction/open.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { newTransID } from '../../transaction/transID.ts';
import { judgeKeys, openApp } from '../app/open.ts';
import { BROKEN_ANSWERS } from '../brokenAnswers.ts';
import { allowOnly, takeRawJson } from '../connections.ts';
import { answerWithErro } from '../errors.ts';
import type { Hold } from '../hold.ts';
import { ANSWERED_BEFORE, type JudgedSpc, judgeSpc, spcOffer } from './spc.ts';

export interface AReqOptions {
  acs: Acs;
  /** Path of the picture that Secure Payment Confirmation shows for the card. */
  cardPicture: string;
  hold: Hold;
}

/** AReq → ARes or Erro at `POST /3ds/areq`. */
export const areqRoutes: FastifyPluginAsync<AReqOptions> = async (app, options) => {
  const { acs } = options;
  takeRawJson(app);
  answerWithErro(app, acs);
  allowOnly(app, 'POST', '/3ds/areq');

  app.post<{ Body: string }>('/3ds/areq', { bodyLimit: MESSAGE_BYTES }, async (request, reply) => {
    const areq = readMessage('AReq', request.body ?? '', acs.readOptions);
    refuseMcc(acs, areq);
    const card = await judged(acs, areq);
    const { transaction, answer, opened, erro } = await answerOnce(options, areq, card, request.body);
    if (opened.outcome === 'idsTaken') throw idsTaken(areq);
    const isRepeated = opened.outcome === 'repeated';
    const acsTransID = isRepeated ? opened.acsTransID : transaction.acsTransID;
    const headers = responseHeaders(areq.messageVersion, acsTransID, request.headers['x-request-id']);
    const { delays, faults } = transaction;
    if (!isRepeated && delays?.aresMs) await holdARes(options, reply, acsTransID, delays.aresMs);
    if (isRepeated) tellAgain(acs, areq, opened, reply.elapsedTime);
    else tell(acs, transaction, answer, reply.elapsedTime);
    const instead = isRepeated ? undefined : faults?.ares?.instead;
    const text = isRepeated ? opened.ares : JSON.stringify(answer.message);
    if (instead) return BROKEN_ANSWERS[instead](reply, { text, headers, erro: erro ?? '' });
    return reply.headers(headers).type('application/json; charset=utf-8').send(text);
  });
};

async function holdARes({ acs: { heldARes }, hold }: AReqOptions, reply: FastifyReply, acsTransID: string, ms: number) {
  const leaves = hold(reply, ms);
  heldARes.set(acsTransID, leaves);
  await leaves;
  heldARes.delete(acsTransID);
}

const MAX_RACES = 1000;

type Judged = CardFacts & Card & Pick<JudgedSpc, 'assertion'> & { methodBehaviour?: MethodBehaviour };

interface Answered {
  transaction: Transaction;
  /** The ARes as it is sent. */
  answer: Bent<ARes>;
  /** What is sent in its place, on purpose. */
  erro?: string;
  opened: Exclude<Opened, { outcome: 'ruleGone' | 'assertionUsed' }>;
}

/** Decides, and keeps the transaction with its messages. Where another AReq used the rule or the assertion up, it decides without. */
async function answerOnce(options: AReqOptions, areq: AReq, judged: Judged, raw: string): Promise<Answered> {
  const { store, rules, issuer } = options.acs;
  let card = judged;
  for (let race = 0; race < MAX_RACES; race += 1) {
    // In one turn, so that a rule is taken once.
    const decision = decide(areq, card, { rules: rules.active(), policy: issuer.policy });
    if (decision.rule !== undefined) rules.take(decision.rule);
    let isApplied = false;
    try {
      const { messages, at, ...answered } = await answerTo(options, areq, card, decision, raw);
      const { transaction } = answered;
      const effects = effectsOfOpening(transaction);
      const { assertion } = card;
      const opened = await store.transactions.open(transaction, at, messages, raw, {
        effects,
        ...(assertion ? { assertion } : {}),
      });
      isApplied = opened.outcome === 'opened';
      if (isApplied && effects.length > 0) options.acs.onEffects();
      if (opened.outcome === 'assertionUsed') card = withoutAssertion(card);
      else if (opened.outcome !== 'ruleGone') return { ...answered, opened };
    } finally {
      // An AReq that had come before, or could not be answered, gives the rule back; one that is gone is forgotten.
      if (decision.rule !== undefined && !isApplied) await rules.refresh(true);
    }
  }
  throw new Error(`${MAX_RACES} rules in a row were used up by others`);
}

/** Another AReq with the same assertion came first. */
function withoutAssertion({ assertion: _used, ...card }: Judged): Judged {
  return { ...card, spc: ANSWERED_BEFORE };
}

/** Makes the transaction and its ARes; nothing is kept yet. */
async function answerTo(options: AReqOptions, areq: AReq, card: Judged, decided: Decision, raw: string) {
  const { acs } = options;
  const at = acs.clock.now();
  const acsTransID = newTransID(at);
  const spc = decided.transStatus === 'S' ? spcElements(areq, spcOffer(options, card, acsTransID)) : undefined;
  const decision = spc ? { ...decided, elements: { ...spc, ...decided.elements } } : decided;
  const maskedCard = maskNumber(areq.acctNumber);
  const scheme = acs.schemeOf(areq.acctNumber).name;
  const { acsSignedContent, ...side } = (await openApp(acs, areq, decision, acsTransID)) ?? {};
  const threeDSMethod = threeDSMethodOf(areq, card.methodData, card.methodBehaviour);
  const offersTrustList = asksForTrust(acs, areq, card);
  const about = { maskedCard, scheme, threeDSMethod, offersTrustList, hidesFactor: acs.issuer.revealFactor === false };
  const transaction = openTransaction({ areq, card, decision, at, acsTransID, ...about, ...side }, acs.policy);
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

/** The card of an AReq, whose keys are good, with what only the AReq and its browser show. */
async function judged(acs: Acs, areq: AReq): Promise<Judged> {
  try {
    judgeKeys(areq);
    const card = await acs.cardOf(areq.acctNumber);
    if (card.versions && !card.versions.some((version) => version === areq.messageVersion))
      throw new ProtocolError('MESSAGE_VERSION_NOT_SUPPORTED', card.versions.join(','));
    const method = areq.deviceChannel === '02' ? await acs.store.methodRuns.stateOf(areq.threeDSServerTransID) : {};
    const spc = await judgeSpc(acs, areq, card);
    const trustList = await trustStatusOf(acs, areq, card);
    return {
      ...card,
      ...method,
      ...(trustList ? { trustList } : {}),
      ...spc,
    };
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
function asksForTrust({ issuer }: Acs, areq: AReq, { trustList }: CardFacts): boolean {
  return trustList === 'N' && (issuer.trustList === 'always' || [areq.threeDSRequestorChallengeInd].flat().includes('09'));
}

/** What the trust list of the issuer says of the merchant; there is none in 2.1.0. */
async function trustStatusOf({ issuer, store }: Acs, areq: AReq, { cardHash }: Card): Promise<TrustStatus | undefined> {
  if (areq.messageVersion === '2.1.0') return undefined;
  if (issuer.trustList === 'never') return 'E';
  return areq.threeDSRequestorID && (await store.trustList.has(cardHash, areq.threeDSRequestorID)) ? 'Y' : 'N';
}

function tell(acs: Acs, transaction: Transaction, { message, mark }: Bent<ARes>, ms: number): void {
  const transStatus = statusInLog(message);
  const { acsTransID, threeDSServerTransID, dsTransID, messageVersion, because, rule, bent, threeDSMethod } = transaction;
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
      ...(rule === undefined ? {} : { rule }),
      ...(bent ? { bent } : {}),
      ...(note ? { threeDSMethod: note } : {}),
      ...(mark ? { mark } : {}),
      ms: Math.round(ms),
    },
    `AReq answered by ARes ${transStatus}${mark ? `, ${mark}` : ''}`,
  );
}

function tellAgain(acs: Acs, areq: AReq, { acsTransID, mark }: Opened & { outcome: 'repeated' }, ms: number): void {
  const { threeDSServerTransID, dsTransID, messageVersion } = areq;
  // What befell the first answer; its patch is in this one as well.
  const first = mark === null ? {} : { mark: `of the first answer: ${mark}` };
  acs.log.info(
    { messageType: 'AReq', messageVersion, threeDSServerTransID, dsTransID, acsTransID, ...first, ms: Math.round(ms) },
    'AReq that had come before answered by the same ARes',
  );
}
