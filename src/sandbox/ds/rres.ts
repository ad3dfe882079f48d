import type { About } from '../../messages/errors.ts';
import { objectOf } from '../../messages/subject.ts';
import type { Sandbox } from '../options.ts';
import { isOfType, judgeInTransaction } from './judge.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';
import { tellOtherSide } from './tell.ts';

/** An RReq that went to the 3DS Server, and what came back. */
export interface Acknowledged {
  /** The text of the answer. */
  body: string;
  transaction: DsTransaction;
  about: About;
}

/**
 * Leg 3DS Server → DS → ACS: judges what the 3DS Server answered to an RReq, and keeps it. An Erro goes on as it came.
 * @returns the text for the ACS: without elements that an RRes does not have; and whether the result is acknowledged
 * @throws ProtocolError for a fault in it; the 3DS Server has been told (EMV 3DS 2.3.1.1, 5.9.10)
 */
export async function takeRRes(
  sandbox: Sandbox,
  transactions: DsTransactions,
  { body, transaction, about }: Acknowledged,
): Promise<{ body: string; acknowledged: boolean }> {
  const direction = '3DSServer → DS → ACS';
  if (isOfType(body, 'Erro')) {
    transactions.saw(transaction, direction, objectOf(body));
    return { body, acknowledged: false };
  }
  try {
    const earlier = [transaction.areq, transaction.rreq];
    const passesAll = sandbox.dsPassesAll === true;
    const { message, text, note } = judgeInTransaction({ type: 'RRes', raw: body, about, earlier, passesAll });
    transactions.saw(transaction, direction, message, note);
    return { body: text, acknowledged: true };
  } catch (error) {
    if (isOfType(body, 'RRes')) transactions.saw(transaction, '3DSServer → DS', objectOf(body));
    tellOtherSide(sandbox, transactions, transaction, { party: '3DSServer', error });
    throw error;
  }
}
