import type { Acs } from '../acs.ts';
import { type ErrorReason, erro, ProtocolError } from '../messages/errors.ts';
import { requestHeaders } from '../messages/headers.ts';
import { EXTENDED_MESSAGE_BYTES } from '../messages/limits.ts';
import { readMessage } from '../messages/read.ts';
import type { RReq, RRes } from '../messages/types.ts';
import { isUrl } from '../messages/urls.ts';
import { incoming, type MessageRecord, outgoing } from '../store/transactions.ts';
import { bend, SENT_AGAIN, statusInLog } from '../transaction/faults.ts';
import { rreq } from '../transaction/messages.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { isAllowedOrigin, type Posted, type PostOptions, postJson } from './post.ts';

/** How a try to report a result ended, with the messages that went and came. */
export interface Report {
  outcome: 'acknowledged' | 'failed' | 'notConnected';
  messages: MessageRecord[];
  /** What an app is told in place of its final CRes, where the result was not acknowledged. */
  faultForApp?: ErrorReason;
  /** The Erro that the DS has still to get for what it answered. */
  complaint?: string;
}

/** The DS has five seconds for its RRes (EMV 3DS 2.2.0, Req 241). */
const RRES_MS = 5000;

/** Sends the RReq of an ended transaction to its dsURL and judges the answer. */
export async function report(acs: Acs, transaction: Transaction, allowedOrigins: readonly string[]): Promise<Report> {
  const { state, acsTransID, threeDSServerTransID, dsURL } = transaction;
  if (state.name !== 'ending') return { outcome: 'failed', messages: [] };
  const honest = rreq(transaction, state.result, acs.proofOf(transaction, state.result.transStatus));
  const { message, mark } = bend('rreq', honest, transaction);
  const log = acs.log.child({
    messageType: 'RReq',
    messageVersion: transaction.messageVersion,
    acsTransID,
    threeDSServerTransID,
    ...(mark ? { mark } : {}),
  });
  const transStatus = statusInLog(message);
  const how = mark ? `, ${mark}` : '';
  const sent = outgoing(acs.clock.now(), 'RReq', { message, ...(mark ? { mark } : {}) });

  if (transaction.faults?.rreq?.send === 'never') {
    log.info({ transStatus, dsURL }, `RReq ${transStatus}${how}`);
    return { outcome: 'failed', messages: [sent], faultForApp: 'SYSTEM_CONNECTION_FAILURE' };
  }
  if (!isAllowedOrigin(dsURL, allowedOrigins)) {
    log.warn(
      { dsURL },
      `RReq not sent: start with --allow-origin ${isUrl(dsURL) ? new URL(dsURL).origin : 'ORIGIN'} to allow it`,
    );
    return { outcome: 'failed', messages: [], faultForApp: 'SYSTEM_CONNECTION_FAILURE' };
  }
  const started = performance.now();
  const posted = await postJson(dsURL, sent.body, RRES_MS, optionsOf(transaction));
  const ms = Math.round(performance.now() - started);
  const outcome = { transStatus, dsURL, ms };

  // A 5xx comes from something in front of the DS, or from one that is down: no 3-D Secure component has judged the RReq.
  if (posted.outcome === 'notConnected' || (posted.outcome === 'answered' && posted.status >= 500)) {
    log.warn({ ...outcome, why: 'why' in posted ? posted.why : `HTTP ${posted.status}` }, `RReq could not be delivered${how}`);
    return { outcome: 'notConnected', messages: [], faultForApp: 'SYSTEM_CONNECTION_FAILURE' };
  }
  const judged = judge(transaction, message, posted);
  const came: MessageRecord[] = posted.outcome === 'answered' ? [incoming(acs.clock.now(), judged.type, posted.body)] : [];
  if (!judged.fault) {
    log.info({ ...outcome, answer: judged.type }, `RReq ${transStatus} answered by ${judged.type}${how}`);
    if (judged.type === 'RRes') return { outcome: 'acknowledged', messages: [sent, ...came] };
    return { outcome: 'failed', messages: [sent, ...came], faultForApp: 'TRANSIENT_SYSTEM_FAILURE' };
  }
  const { messageVersion, dsTransID } = transaction;
  const erroOfFault = erro(judged.fault.knowing({ messageVersion, acsTransID, threeDSServerTransID, dsTransID }));
  const complaint = outgoing(acs.clock.now(), 'Erro', bend('erro', erroOfFault, transaction));
  log.warn({ ...outcome, why: judged.fault.message }, `RReq has no valid RRes: the DS gets an Erro${how}`);
  return {
    outcome: 'failed',
    messages: [sent, ...came, complaint],
    faultForApp: posted.outcome === 'noAnswer' ? 'TRANSACTION_TIMED_OUT' : 'TRANSIENT_SYSTEM_FAILURE',
    complaint: complaint.body,
  };
}

/** Sends the RReq of a transaction once more, word for word. Whatever the DS says to that changes nothing; it is kept. */
export async function repeat(acs: Acs, transaction: Transaction, messages: readonly MessageRecord[]): Promise<void> {
  const { dsURL, messageVersion, acsTransID, threeDSServerTransID } = transaction;
  const first = messages.find(({ type }) => type === 'RReq');
  if (!first) return;
  const again: MessageRecord = { ...first, at: acs.clock.now(), mark: SENT_AGAIN };
  const posted = await postJson(dsURL, first.body, RRES_MS, optionsOf({ messageVersion, acsTransID }));
  const answer = posted.outcome === 'answered' ? posted.body : undefined;
  const came = answer === undefined ? [] : [incoming(acs.clock.now(), typeOf(answer), answer)];
  await acs.store.transactions.addMessages(acsTransID, [again, ...came]);
  const about = { messageType: 'RReq', messageVersion, acsTransID, threeDSServerTransID, mark: SENT_AGAIN };
  acs.log.info({ ...about, dsURL, answer: came[0]?.type ?? posted.outcome }, `RReq ${SENT_AGAIN}`);
}

/** What the answer to a second RReq is, which nobody judges. */
function typeOf(answer: string): string {
  const [, type = 'invalid'] = /"messageType"\s*:\s*"(RRes|Erro)"/.exec(answer) ?? [];
  return type;
}

/** How an RReq is posted; its RRes may have an extension. */
function optionsOf({ messageVersion, acsTransID }: Pick<Transaction, 'messageVersion' | 'acsTransID'>): PostOptions {
  return { headers: requestHeaders(messageVersion, acsTransID), maxAnswerBytes: EXTENDED_MESSAGE_BYTES };
}

/** Tells the DS what was wrong with its answer. Nobody waits for what it says to that. */
export async function complain({ dsURL, messageVersion, acsTransID }: Transaction, complaint: string): Promise<void> {
  await postJson(dsURL, complaint, RRES_MS, optionsOf({ messageVersion, acsTransID }));
}

/** An RRes or Erro is taken; anything else is a fault that the DS is told of (EMV 3DS 2.2.0, 5.9.11 and Table A.4). */
function judge(
  { deviceChannel, messageVersion: version }: Transaction,
  sent: RReq,
  posted: Exclude<Posted, { outcome: 'notConnected' }>,
): { type: string; fault?: ProtocolError } {
  if (posted.outcome === 'noAnswer')
    return { type: 'none', fault: new ProtocolError('TRANSACTION_TIMED_OUT', `No RRes: ${posted.why}`) };
  try {
    const answer = readMessage(['RRes', 'Erro'], posted.body, { version, deviceChannel });
    const foreign = answer.messageType === 'RRes' ? foreignIds(sent, answer as RRes) : [];
    if (foreign.length === 0) return { type: answer.messageType };
    throw new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', foreign.join(','), { messageType: 'RRes' });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    // An Erro is never answered with an Erro, however broken it is.
    return error.about.messageType === 'Erro' ? { type: 'Erro' } : { type: 'invalid', fault: error };
  }
}

function foreignIds(sent: RReq, answer: RRes): string[] {
  const names = [
    'threeDSServerTransID',
    'acsTransID',
    'dsTransID',
    ...(sent.sdkTransID ? (['sdkTransID'] as const) : []),
  ] as const;
  return names.filter((name) => sent[name] !== answer[name]);
}
