import { type About, ProtocolError } from '../../messages/errors.ts';
import { aboutOf } from '../../messages/read.ts';
import type { AReq, ARes, Erro } from '../../messages/types.ts';
import { readAnswer } from './call.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';

/** An AReq that went to the ACS, and what came back. */
export interface Answered {
  /** The AReq as the ACS got it. */
  sent: AReq;
  /** The text of the answer. */
  body: string;
  /** Absent where the ids of the AReq cannot name one. */
  transaction: DsTransaction | undefined;
  about: About;
}

/**
 * Leg ACS → DS → 3DS Server: judges what the ACS answered to an AReq, and keeps it.
 * @returns the text for the 3DS Server: that of the ACS, unchanged
 * @throws ProtocolError for a fault in it
 */
export async function ares(transactions: DsTransactions, { sent, body, transaction, about }: Answered): Promise<string> {
  const answer = judge(readAnswer(['ARes', 'Erro'], body, about), sent);
  if (transaction) {
    transactions.saw(transaction, 'ACS → DS', answer);
    if (answer.messageType === 'ARes') Object.assign(transaction, pick(answer));
  }
  return body;
}

function judge(answer: ARes | Erro, sent: AReq): ARes | Erro {
  if (answer.messageType === 'Erro') return answer;
  if (answer.threeDSServerTransID === sent.threeDSServerTransID && answer.dsTransID === sent.dsTransID) return answer;
  throw new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', 'The ARes belongs to another transaction', aboutOf({ ...answer }));
}

function pick({ acsTransID, transStatus }: ARes): Partial<DsTransaction> {
  return { acsTransID, ...(transStatus ? { transStatus } : {}) };
}
