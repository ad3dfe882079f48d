import { randomBytes } from 'node:crypto';
import { encodeBase64url } from '../../messages/base64url.ts';
import { findBrokenBound } from '../../messages/bounds.ts';
import { decoupledMs } from '../../messages/decoupled.ts';
import { type ErrorReason, erro, ProtocolError } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import { judgePair } from '../../messages/pairRules.ts';
import { aboutOf, readWhole } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import type { AReq, ARes, CReq, Erro } from '../../messages/types.ts';
import { maskCopy } from '../masked.ts';
import { logMessage, outcomeOfAnswer, refusalOf } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import { PostFailure, post } from '../post.ts';
import type { AReqToDs } from './areq.ts';
import type { Server } from './server.ts';
import type { ServerTransaction, ServerTransactions } from './serverTransactions.ts';
import { tellDs } from './tellDs.ts';

/** How much longer than threeDSRequestorDecMaxTime a result is waited for (EMV 3DS 2.3.1.1, Req 346, 348 and 354): 1 h and 30 s. */
const GRACE_MS = 3_630_000;

/** Sends the AReq of a transaction to the DS and keeps the answer: an ARes, or an Erro of whoever found a fault. */
export async function authenticate(
  { sandbox, transactions }: Pick<Server, 'sandbox' | 'transactions'>,
  transaction: ServerTransaction,
  message: AReqToDs,
): Promise<ARes | Erro> {
  const start = performance.now();
  const { threeDSServerTransID } = transaction;
  transaction.areq = maskCopy(message);
  transactions.keepRequest(message);
  const answer = await ask(sandbox, message);
  if (answer.messageType === 'ARes') transaction.ares = answer;
  else transaction.erro = maskCopy(answer);
  if (transaction.ares?.transStatus === 'D') {
    const until = sandbox.now() + decoupledMs(message as AReq) + GRACE_MS;
    transaction.waitsUntil = new Date(until).toISOString();
  }
  transactions.changed(transaction);
  const ms = Math.round(performance.now() - start);
  const outcome = outcomeOfAnswer(answer);
  const refusal = refusalOf(answer);
  logMessage(sandbox.log, '3DSServer', { messageType: 'AReq', threeDSServerTransID, outcome, refusal, ms });
  return answer;
}

/** The answer of the DS; of one that is wrong the DS is told, and the requestor gets the same Erro (EMV 3DS 2.3.1.1, 5.9.4). */
async function ask(sandbox: Sandbox, message: AReqToDs): Promise<ARes | Erro> {
  const about = aboutOf({ ...message });
  let body: string;
  try {
    body = await postTwice(sandbox, message);
  } catch (error) {
    if (!(error instanceof PostFailure)) return erro(error, 'S');
    const reason: ErrorReason = error.reason === 'timedOut' ? 'TRANSACTION_TIMED_OUT' : 'SYSTEM_CONNECTION_FAILURE';
    return erro(new ProtocolError(reason, 'The DS of the sandbox did not answer', about), 'S');
  }
  if (objectOf(body).messageType === 'Erro' && !findBrokenBound(body)) return objectOf(body) as unknown as Erro;
  try {
    const ares = readWhole('ARes', body, { version: message.messageVersion, deviceChannel: message.deviceChannel });
    judgePair({ ...ares }, { ...message });
    return ares;
  } catch (error) {
    const { messageType: _ofTheAReq, ...known } = about;
    const fault = erro(error instanceof ProtocolError ? error.knowing(known) : error, 'S');
    tellDs(sandbox, fault);
    return fault;
  }
}

/** A DS that cannot be reached is tried once more at once (EMV 3DS 2.3.1.1, Req 229). */
async function postTwice({ urls, timeouts }: Sandbox, message: AReqToDs): Promise<string> {
  const headers = requestHeaders(message.messageVersion, message.threeDSServerTransID);
  const send = () => post(`${urls.sandbox}/ds/areq`, JSON.stringify(message), timeouts.dsMs, headers);
  try {
    return (await send()).body;
  } catch (error) {
    if (!(error instanceof PostFailure) || error.reason !== 'cannotConnect') throw error;
    return (await send()).body;
  }
}

/** The form that opens the challenge window: posted to acsURL. */
export interface ChallengeForm {
  acsURL: string;
  creq: string;
  threeDSSessionData: string;
}

/** Makes the CReq of a transaction whose ARes asks for a challenge, and the session that its CRes brings back. */
export function prepareChallenge(
  transactions: ServerTransactions,
  transaction: ServerTransaction,
  challengeWindowSize: CReq['challengeWindowSize'],
): void {
  const { ares } = transaction;
  if (ares?.transStatus !== 'C' || !ares.acsURL) return;
  transaction.creq = {
    messageType: 'CReq',
    messageVersion: ares.messageVersion,
    threeDSServerTransID: ares.threeDSServerTransID,
    acsTransID: ares.acsTransID,
    challengeWindowSize,
  };
  transactions.sendsSessionData(transaction, encodeBase64url(`session-${randomBytes(16).toString('hex')}`));
}

/** The form of a challenge that was prepared; undefined where there is none. */
export function challengeForm({ ares, creq, threeDSSessionData = '' }: ServerTransaction): ChallengeForm | undefined {
  if (!ares?.acsURL || !creq) return undefined;
  return { acsURL: ares.acsURL, creq: encodeBase64url(JSON.stringify(creq)), threeDSSessionData };
}
