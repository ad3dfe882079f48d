import { randomBytes } from 'node:crypto';
import { encodeBase64url } from '../../messages/base64url.ts';
import { type ErrorReason, erro, ProtocolError } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import { aboutOf, readWhole } from '../../messages/read.ts';
import type { ARes, CReq, Erro } from '../../messages/types.ts';
import { masked } from '../masked.ts';
import { logMessage, outcomeOfAnswer } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import { PostFailure, post } from '../post.ts';
import { type AReqToDs, areq, type Purchase } from './areq.ts';
import type { BrowserElements } from './browser.ts';
import type { ServerTransaction, ServerTransactions } from './serverTransactions.ts';

/** Sends the AReq of a transaction to the DS and keeps the answer: an ARes, or an Erro of whoever found a fault. */
export async function authenticate(
  sandbox: Sandbox,
  transaction: ServerTransaction,
  purchase: Purchase,
  browser: BrowserElements,
  threeDSCompInd: 'Y' | 'N' | 'U',
): Promise<ARes | Erro> {
  const start = performance.now();
  const { messageVersion, threeDSServerTransID } = transaction;
  const parts = { messageVersion, threeDSServerTransID, threeDSCompInd, purchase, browser };
  const message = areq({ ...parts, sandboxUrl: sandbox.urls.sandbox, now: sandbox.now() });
  transaction.areq = masked(message);
  const answer = await ask(sandbox, message);
  if (answer.messageType === 'ARes') transaction.ares = answer;
  else transaction.erro = masked(answer);
  const ms = Math.round(performance.now() - start);
  logMessage(sandbox.log, '3DSServer', { messageType: 'AReq', threeDSServerTransID, outcome: outcomeOfAnswer(answer), ms });
  return answer;
}

async function ask(sandbox: Sandbox, message: AReqToDs): Promise<ARes | Erro> {
  const about = aboutOf({ ...message });
  try {
    const headers = requestHeaders(message.messageVersion, message.threeDSServerTransID);
    const { body } = await post(`${sandbox.urls.sandbox}/ds/areq`, JSON.stringify(message), sandbox.timeouts.dsMs, headers);
    return readWhole(['ARes', 'Erro'], body);
  } catch (error) {
    if (!(error instanceof PostFailure)) return erro(error, 'S');
    const reason: ErrorReason = error.reason === 'timedOut' ? 'TRANSACTION_TIMED_OUT' : 'SYSTEM_CONNECTION_FAILURE';
    return erro(new ProtocolError(reason, 'The DS of the sandbox did not answer', about), 'S');
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
