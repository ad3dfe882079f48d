import type { About } from '../../messages/errors.ts';
import { readAnswer } from './call.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';

/** An RReq that went to the 3DS Server, and what came back. */
export interface Acknowledged {
  /** The text of the answer. */
  body: string;
  transaction: DsTransaction;
  about: About;
}

/**
 * Leg 3DS Server → DS → ACS: judges what the 3DS Server answered to an RReq, and keeps it.
 * @returns the text for the ACS, unchanged, and whether the result is acknowledged
 * @throws ProtocolError for a fault in it
 */
export async function rres(
  transactions: DsTransactions,
  { body, transaction, about }: Acknowledged,
): Promise<{ body: string; acknowledged: boolean }> {
  const answer = readAnswer(['RRes', 'Erro'], body, about);
  transactions.saw(transaction, '3DSServer → DS → ACS', answer);
  return { body, acknowledged: answer.messageType === 'RRes' };
}
