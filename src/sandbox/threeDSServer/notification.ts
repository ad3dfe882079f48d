import { decodeBase64url } from '../../messages/base64url.ts';
import { readWhole } from '../../messages/read.ts';
import type { CRes, Erro } from '../../messages/types.ts';
import { maskCopy } from '../masked.ts';
import { logMessage, outcomeOfAnswer } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import type { Server } from './server.ts';
import type { ServerTransaction, ServerTransactions } from './serverTransactions.ts';

/** The form that the ACS has the browser post to notificationURL. */
export interface NotificationForm {
  cres?: string;
  threeDSSessionData?: string;
}

/**
 * Keeps what came back through the browser. It decides nothing: a browser can send anything, the result is the RReq's.
 * @returns the transaction, found by the message or by threeDSSessionData; undefined where neither is known
 */
export function takeNotification(
  sandbox: Sandbox,
  transactions: ServerTransactions,
  { cres, threeDSSessionData }: NotificationForm,
): ServerTransaction | undefined {
  const message = readNotified(cres);
  const transaction =
    transactions.get(message?.threeDSServerTransID ?? '') ?? transactions.bySessionData(threeDSSessionData ?? '');
  if (transaction && message?.messageType === 'CRes') transaction.cres = maskCopy(message);
  if (transaction && message?.messageType === 'Erro') transaction.erro = maskCopy(message);
  if (transaction) {
    transaction.threeDSSessionDataUnchanged = threeDSSessionData === transaction.threeDSSessionData;
    transactions.changed(transaction);
  }
  logMessage(sandbox.log, '3DSServer', {
    messageType: message?.messageType ?? 'unreadable CRes',
    threeDSServerTransID: transaction?.threeDSServerTransID,
    outcome: message ? outcomeOfAnswer(message) : 'unreadable',
    ms: 0,
  });
  return transaction;
}

function readNotified(cres: string | undefined): CRes | Erro | undefined {
  try {
    return readWhole(['CRes', 'Erro'], decodeBase64url(cres ?? '') ?? '');
  } catch {
    return undefined;
  }
}

/** Notes that the 3DS Method has run; the form holds threeDSMethodData, base64url of `{ threeDSServerTransID }`. */
export function methodNotified({ sandbox, transactions }: Server, threeDSMethodData: string | undefined): void {
  try {
    const data = JSON.parse(decodeBase64url(threeDSMethodData ?? '') ?? '');
    const transaction = transactions.get(String(data?.threeDSServerTransID));
    if (!transaction) return;
    transaction.methodCompleted = true;
    transaction.methodCompletedAt = sandbox.now();
  } catch {
    // Nothing that can be read: the 3DS Method counts as not completed.
  }
}
