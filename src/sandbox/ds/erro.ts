import { findBrokenBound } from '../../messages/bounds.ts';
import { readAbout } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import { logMessage } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import type { DsTransactions } from './routedTransactions.ts';

const SENDERS: Readonly<Record<string, string>> = { A: 'ACS', S: '3DSServer' };

/**
 * Takes an Erro that the ACS or a 3DS Server sends by itself: it is kept where its transaction is known, and never answered (EMV 3DS
 * 2.3.1.1, Req 202).
 */
export function keepErro(sandbox: Sandbox, transactions: DsTransactions, raw: string): '' {
  const { dsTransID = '', threeDSServerTransID = '' } = readAbout(raw);
  const { errorComponent, errorCode } = objectOf(raw);
  const transaction = transactions.byDsTransID(dsTransID) ?? transactions.byThreeDSServerTransID(threeDSServerTransID);
  const sender = SENDERS[String(errorComponent)] ?? 'somebody';
  if (transaction && !findBrokenBound(raw)) transactions.saw(transaction, `${sender} → DS`, objectOf(raw));
  const known = transaction?.threeDSServerTransID;
  logMessage(sandbox.log, 'DS', {
    messageType: 'Erro',
    threeDSServerTransID: known,
    outcome: String(errorCode).slice(0, 3),
    ms: 0,
  });
  return '';
}
