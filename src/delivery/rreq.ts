import type { Acs } from '../acs.ts';
import { type Bent, bend, SENT_AGAIN, statusInLog } from '../decision/faults.ts';
import { erro, type ProtocolError } from '../messages/errors.ts';
import { requestHeaders } from '../messages/headers.ts';
import { EXTENDED_MESSAGE_BYTES } from '../messages/limits.ts';
import { maskText } from '../messages/masking.ts';
import type { RReq } from '../messages/types.ts';
import { isUrl } from '../messages/urls.ts';
import { isAllowedOrigin, type Posted, type PostOptions, postMessage, shownUrl } from '../posting.ts';
import { incoming, type MessageRecord, outgoing } from '../store/messageRecord.ts';
import type { RReqAttempt } from '../store/rreqAttempts.ts';
import { rreq } from '../transaction/messages.ts';
import { invalidRRes, notReported } from '../transaction/notReported.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { judgeRRes, RRES_MS } from './rresChecks.ts';

/** How a try to report a result ended, with the messages that went and came. */
export interface Report {
  attempt: RReqAttempt;
  /** Of these the record has none yet. */
  messages: MessageRecord[];
  /** What an app is told in place of its final CRes, where the result was not acknowledged. */
  faultForApp?: ProtocolError;
  /** The Erro that the DS has still to get for what it answered. */
  complaint?: string;
}

/** For the connection, TLS included: two tries and one RRes fit into the ten seconds that an SDK waits. */
const CONNECT_MS = 2000;

/**
 * Sends the RReq of an ended transaction to its dsURL and judges the answer. What is sent is the same each time, but that in 2.3.1
 * it is U once it could not be delivered; the record has each once, with each try: both before anything leaves, so that no crash can hide it.
 * @param effect which the try carries out
 * @throws Error where the transaction has no result to report
 */
export async function postRReq(
  acs: Acs,
  transaction: Transaction,
  allowedOrigins: readonly string[],
  effect: number,
): Promise<Report> {
  const { state, acsTransID, threeDSServerTransID, dsURL } = transaction;
  if (!('result' in state)) throw new Error(`there is no result to report: the transaction is ${state.name}`);
  const honest = rreq(transaction, state.result, acs.proofOf(transaction, state.result.transStatus));
  const bent = bend('rreq', honest, transaction);
  const { message, mark } = bent;
  const log = acs.log.child({
    messageType: 'RReq',
    messageVersion: transaction.messageVersion,
    acsTransID,
    threeDSServerTransID,
    ...(mark ? { mark } : {}),
  });
  const transStatus = statusInLog(message);
  const how = mark ? `, ${mark}` : '';
  const sent = outgoing(acs.clock.now(), 'RReq', bent);
  const isKept = (await rreqsOf(acs, acsTransID)).some(({ body }) => body === sent.body);
  const kept = isKept ? [] : [sent];
  const start = { at: sent.at, address: shownUrl(dsURL) };

  const hindrance = whyNotSent(transaction, allowedOrigins);
  if (hindrance !== undefined) {
    log.warn({ transStatus, dsURL, why: hindrance }, `RReq not sent: ${hindrance}`);
    return {
      attempt: { ...start, outcome: 'notSent', why: hindrance },
      messages: kept,
      faultForApp: notReported('SYSTEM_CONNECTION_FAILURE'),
    };
  }
  const id = await acs.store.transactions.beginAttempt(acsTransID, start, kept, effect);
  const started = performance.now();
  const posted = await postMessage(dsURL, sent.body, RRES_MS, optionsOf(transaction));
  const ms = Math.round(performance.now() - started);
  const about = { transStatus, dsURL, ms };

  const judged = judgeAnswer(transaction, message, posted);
  const { outcome, fault, why } = judged;
  const attempt: RReqAttempt = { id, ...start, outcome, ms, ...(why === undefined ? {} : { why }) };
  if (outcome === 'notConnected') {
    log.warn({ ...about, why }, `RReq could not be delivered: ${why}${how}`);
    return { attempt, messages: [], faultForApp: notReported('SYSTEM_CONNECTION_FAILURE') };
  }
  const messages = cameOf(acs, judged.type, posted);
  if (!fault) {
    log.info({ ...about, answer: judged.type }, `RReq ${transStatus} answered by ${judged.type}${how}`);
    return { attempt, messages, ...(outcome === 'acknowledged' ? {} : { faultForApp: notReported('TRANSIENT_SYSTEM_FAILURE') }) };
  }
  const complaint = complaintOf(acs, transaction, fault);
  log.warn({ ...about, why: fault.message }, `RReq has no valid RRes: the DS gets an Erro${how}`);
  return {
    attempt,
    messages: [...messages, complaint],
    faultForApp: invalidRRes(transaction, fault),
    complaint: complaint.body,
  };
}

/** The RReqs on the record, as they were first sent. */
async function rreqsOf({ store }: Acs, acsTransID: string): Promise<MessageRecord[]> {
  const messages = await store.transactions.messagesOf(acsTransID);
  return messages.filter(({ type, mark }) => type === 'RReq' && mark !== SENT_AGAIN);
}

/** Why an RReq is not even tried; undefined where it may be. */
function whyNotSent({ dsURL, faults }: Transaction, allowedOrigins: readonly string[]): string | undefined {
  if (faults?.rreq?.send === 'never') return 'never sent on purpose';
  if (isAllowedOrigin(dsURL, allowedOrigins)) return undefined;
  const origin = isUrl(dsURL) ? new URL(dsURL).origin : 'ORIGIN';
  return `origin not allowed: start with --allow-origin ${maskText(origin)}`;
}

/** Why nobody has judged what was posted. A 5xx without a message comes from something in front of the DS, or from one that is down. */
function whyNotReached(posted: Posted, url: string): string | undefined {
  if (posted.outcome === 'notConnected') return `${posted.why} ${shownUrl(url)}`;
  return posted.outcome === 'answered' && posted.status >= 500 && typeOf(posted.body) === 'invalid'
    ? `HTTP ${posted.status} ${shownUrl(url)}`
    : undefined;
}

/** What came, for the record. */
function cameOf(acs: Acs, type: string, posted: Posted): MessageRecord[] {
  return 'body' in posted ? [incoming(acs.clock.now(), type, posted.body)] : [];
}

/** The Erro for what is wrong with the answer to an RReq, with every id that is known (EMV 3DS 2.2.0, Table B.10). */
function complaintOf(acs: Acs, transaction: Transaction, fault: ProtocolError): MessageRecord {
  const { messageVersion, acsTransID, threeDSServerTransID, dsTransID, app, sdkTransID = app?.sdkTransID } = transaction;
  const ids = { acsTransID, threeDSServerTransID, dsTransID, ...(sdkTransID ? { sdkTransID } : {}) };
  const whole = erro(fault.knowing({ messageVersion, ...ids }));
  // What came may not say what it is: it stands where an RRes has to.
  const answer: Bent<object> = bend('erro', { ...whole, errorMessageType: whole.errorMessageType ?? 'RRes' }, transaction);
  return outgoing(acs.clock.now(), 'Erro', answer);
}

/**
 * Sends the RReq of a transaction once more, word for word, as a tester wants it. Whatever the DS says to that changes nothing;
 * it is kept.
 */
export async function repeat(acs: Acs, transaction: Transaction, allowedOrigins: readonly string[]): Promise<void> {
  const { dsURL, messageVersion, acsTransID, threeDSServerTransID } = transaction;
  const newest = (await rreqsOf(acs, acsTransID)).at(-1);
  if (!newest || whyNotSent(transaction, allowedOrigins) !== undefined) return;
  const again: MessageRecord = { ...newest, at: acs.clock.now(), mark: SENT_AGAIN };
  const started = performance.now();
  const posted = await postMessage(dsURL, newest.body, RRES_MS, optionsOf({ messageVersion, acsTransID }));
  const answer = 'body' in posted ? posted.body : undefined;
  const type = answer === undefined ? undefined : typeOf(answer);
  const why = whyNotReached(posted, dsURL) ?? ('why' in posted ? posted.why : undefined);
  const attempt: RReqAttempt = {
    ...{ at: again.at, address: shownUrl(dsURL), ms: Math.round(performance.now() - started) },
    outcome:
      posted.outcome === 'answered' ? OUTCOMES[type ?? 'invalid'] : posted.outcome === 'unreadable' ? 'invalid' : posted.outcome,
    ...(why === undefined ? {} : { why }),
  };
  await acs.store.transactions.addAttempt(acsTransID, attempt, [again, ...cameOf(acs, type ?? 'invalid', posted)]);
  const about = { messageType: 'RReq', messageVersion, acsTransID, threeDSServerTransID, mark: SENT_AGAIN };
  acs.log.info({ ...about, dsURL, answer: type ?? posted.outcome, ...(why ? { why } : {}) }, `RReq ${SENT_AGAIN}`);
}

type AnswerType = 'RRes' | 'Erro' | 'invalid';

const OUTCOMES = { RRes: 'acknowledged', Erro: 'erro', invalid: 'invalid' } as const satisfies Record<
  AnswerType,
  RReqAttempt['outcome']
>;

/** What an answer says that it is, which nobody has judged. */
function typeOf(answer: string): AnswerType {
  const [, type = 'invalid'] = /"messageType"\s*:\s*"(RRes|Erro)"/.exec(answer) ?? [];
  return type as AnswerType;
}

/** How an RReq is posted; its RRes may have an extension. */
function optionsOf({ messageVersion, acsTransID }: Pick<Transaction, 'messageVersion' | 'acsTransID'>): PostOptions {
  const headers = requestHeaders(messageVersion, acsTransID);
  return { headers, maxAnswerBytes: EXTENDED_MESSAGE_BYTES, connectMs: CONNECT_MS };
}

/** Tells the DS what was wrong with its answer. Nobody waits for what it says to that; that it did not get it is logged. */
export async function complain(acs: Acs, transaction: Transaction, complaint: string): Promise<void> {
  const { dsURL, acsTransID, threeDSServerTransID } = transaction;
  const posted = await postMessage(dsURL, complaint, RRES_MS, optionsOf(transaction));
  if (posted.outcome !== 'notConnected') return;
  acs.log.warn({ messageType: 'Erro', acsTransID, threeDSServerTransID, dsURL, why: posted.why }, 'Erro could not be delivered');
}

interface JudgedAnswer {
  outcome: Exclude<RReqAttempt['outcome'], 'notSent'>;
  type: AnswerType;
  why?: string;
  /** What the DS is told of. */
  fault?: ProtocolError;
}

/** An RRes or Erro is taken; anything else is a fault that the DS is told of (EMV 3DS 2.2.0, 5.9.11; CHECKS_OF_RRES). */
function judgeAnswer(transaction: Transaction, sent: RReq, posted: Posted): JudgedAnswer {
  const unreached = whyNotReached(posted, transaction.dsURL);
  if (unreached !== undefined) return { outcome: 'notConnected', type: 'invalid', why: unreached };
  const { fault, type } = judgeRRes(transaction, sent, posted);
  // An Erro is never answered with an Erro, however broken it is.
  if (type === 'Erro' || fault?.about.messageType === 'Erro') return ofErro('body' in posted ? posted.body : '');
  if (!fault) return { outcome: 'acknowledged', type: 'RRes' };
  return posted.outcome === 'noAnswer'
    ? { outcome: 'noAnswer', type: 'invalid', why: posted.why, fault }
    : { outcome: 'invalid', type: 'invalid', why: fault.message, fault };
}

function ofErro(body: string): JudgedAnswer {
  const [, errorCode = ''] = /"errorCode"\s*:\s*"(\d{3})"/.exec(body) ?? [];
  return { outcome: 'erro', type: 'Erro', why: `Erro ${errorCode}`.trim() };
}
