import type { About } from '../../messages/errors.ts';
import { pairFacts } from '../../messages/pairRules.ts';
import { objectOf } from '../../messages/subject.ts';
import type { AReq } from '../../messages/types.ts';
import type { Sandbox } from '../options.ts';
import { isOfType, judgeInTransaction } from './judge.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';
import { tellOtherSide } from './tell.ts';

/** An AReq that went to the ACS, and what came back. */
export interface AnsweredAReq {
  /** The AReq as the ACS got it. */
  sent: AReq;
  /** The text of the answer. */
  body: string;
  /** Absent where the ids of the AReq cannot name one. */
  transaction: DsTransaction | undefined;
  about: About;
}

/**
 * Leg ACS → DS → 3DS Server: judges what the ACS answered to an AReq, and keeps it. An Erro goes on as it came, whatever it says
 * (EMV 3DS 2.3.1.1, 5.9.3.2).
 * @returns the text for the 3DS Server: without elements that an ARes does not have
 * @throws ProtocolError for a fault in it; the ACS has been told (5.9.3)
 */
export async function takeARes(
  sandbox: Sandbox,
  transactions: DsTransactions,
  { sent, body, transaction, about }: AnsweredAReq,
): Promise<string> {
  if (transaction) transaction.areq = pairFacts(sent);
  if (isOfType(body, 'Erro')) {
    if (transaction) transactions.saw(transaction, 'ACS → DS', objectOf(body));
    return body;
  }
  try {
    const passesAll = sandbox.dsPassesAll === true;
    const { message, text, note } = judgeInTransaction({ type: 'ARes', raw: body, about, earlier: [pairFacts(sent)], passesAll });
    if (transaction) {
      transaction.ares = pairFacts(message);
      transaction.acsTransID = message.acsTransID;
      transactions.saw(transaction, 'ACS → DS', message, note);
    }
    return text;
  } catch (error) {
    if (transaction) {
      if (isOfType(body, 'ARes')) transactions.saw(transaction, 'ACS → DS', objectOf(body));
      tellOtherSide(sandbox, transactions, transaction, { party: 'ACS', error });
    }
    throw error;
  }
}
