import { erro, ProtocolError } from '../../messages/errors.ts';
import { aboutOf, readWhole } from '../../messages/read.ts';
import type { Erro, RReq, RRes } from '../../messages/types.ts';
import { masked } from '../masked.ts';
import { logMessage, outcomeOfAnswer } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import type { ServerTransactions } from './serverTransactions.ts';

/**
 * Receives the result of a challenge and acknowledges it: resultsStatus 01, or 02 where no CReq was ever sent
 * (challengeCancel 05). An unknown transaction, or one without a challenge, gets Erro 301.
 */
export function rreq(sandbox: Sandbox, transactions: ServerTransactions, raw: string): RRes | Erro {
  return answer(sandbox, () => acknowledge(transactions, raw));
}

/**
 * Acknowledges the result of a challenge that somebody else's 3DS Server has asked for: for AReqs that are made by hand. It keeps
 * nothing.
 */
export function anyRReq(sandbox: Sandbox, raw: string): RRes | Erro {
  return answer(sandbox, () => rres(readWhole('RReq', raw)));
}

function answer(sandbox: Sandbox, read: () => RRes): RRes | Erro {
  const start = performance.now();
  let answer: RRes | Erro;
  try {
    answer = read();
  } catch (error) {
    answer = erro(error, 'S');
  }
  logMessage(sandbox.log, '3DSServer', {
    messageType: 'RReq',
    threeDSServerTransID: answer.threeDSServerTransID,
    outcome: outcomeOfAnswer(answer),
    ms: Math.round(performance.now() - start),
  });
  return answer;
}

/** The transStatus of an ARes that an RReq follows. */
const RESULTS_FOLLOW: readonly unknown[] = ['C', 'D'];

function acknowledge(transactions: ServerTransactions, raw: string): RRes {
  const message = readWhole('RReq', raw);
  const { threeDSServerTransID, acsTransID, dsTransID } = message;
  const transaction = transactions.get(threeDSServerTransID);
  const { ares } = transaction ?? {};
  if (
    !transaction ||
    ares?.acsTransID !== acsTransID ||
    ares.dsTransID !== dsTransID ||
    !RESULTS_FOLLOW.includes(ares.transStatus)
  ) {
    throw new ProtocolError(
      'TRANSACTION_ID_NOT_RECOGNISED',
      'No challenge of this transaction is known',
      aboutOf({ ...message }),
    );
  }
  // The first result stands: an RReq that comes again is acknowledged again and changes nothing.
  transaction.rreq ??= masked(message);
  transaction.rres ??= rres(message);
  transactions.changed(transaction);
  return transaction.rres;
}

function rres({ messageVersion, threeDSServerTransID, acsTransID, dsTransID, sdkTransID, challengeCancel }: RReq): RRes {
  return {
    ...{ messageType: 'RRes', messageVersion, threeDSServerTransID, acsTransID, dsTransID },
    ...(sdkTransID ? { sdkTransID } : {}),
    resultsStatus: challengeCancel === '05' ? '02' : '01',
  };
}
