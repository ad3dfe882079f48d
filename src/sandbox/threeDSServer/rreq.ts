import { erro, ProtocolError } from '../../messages/errors.ts';
import { judgePair } from '../../messages/pairRules.ts';
import { aboutOf, readAbout, readWhole } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import type { Erro, RReq, RRes } from '../../messages/types.ts';
import { VERSIONS } from '../../messages/versions.ts';
import { maskCopy } from '../masked.ts';
import { logMessage, outcomeOfAnswer, refusalOf, typeOf } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import type { ServerTransaction, ServerTransactions } from './serverTransactions.ts';

/** What follows from a result, besides its RRes. */
export type AfterResult = (transaction: ServerTransaction, rreq: RReq) => void;

/**
 * Receives the result of a challenge and acknowledges it by resultsStatus: 02 where the requestor did without the challenge, 04 where
 * decoupled authentication follows, else 01. Whatever is wrong gets an Erro S, and the requestor is told (EMV 3DS 2.3.1.1, 5.9.9): an
 * unknown transaction 301, one whose ARes was not C, D or S 313, a second RReq 312 (before 2.3.1: 301; acknowledged again).
 */
export function takeRReq(sandbox: Sandbox, transactions: ServerTransactions, raw: string, after: AfterResult): RRes | Erro {
  return answerRReq(sandbox, raw, () => acknowledge(transactions, raw, after));
}

/**
 * Acknowledges the result of a challenge that somebody else's 3DS Server has asked for: for AReqs that are made by hand. It keeps
 * nothing.
 */
export function anyRReq(sandbox: Sandbox, raw: string): RRes | Erro | '' {
  if (objectOf(raw).messageType === 'Erro') return '';
  return answerRReq(sandbox, raw, () => {
    const message = readWhole('RReq', raw);
    return rresOf(message, resultsStatusOf(message));
  });
}

/** Keeps an Erro that the DS sends in place of an RReq. It has no answer: an Erro is never answered by one. */
export function takeErroOfDs(sandbox: Sandbox, transactions: ServerTransactions, raw: string): '' {
  const transaction = transactions.get(readAbout(raw).threeDSServerTransID ?? '');
  const message = objectOf(raw);
  if (transaction) {
    transaction.rreqErro = maskCopy(message) as unknown as Erro;
    transactions.changed(transaction);
  }
  const { threeDSServerTransID } = transaction ?? {};
  const outcome = String(message.errorCode).slice(0, 3);
  logMessage(sandbox.log, '3DSServer', { messageType: 'Erro', threeDSServerTransID, outcome, ms: 0 });
  return '';
}

function answerRReq(sandbox: Sandbox, raw: string, read: () => RRes): RRes | Erro {
  const start = performance.now();
  let answer: RRes | Erro;
  try {
    answer = read();
  } catch (error) {
    answer = erro(error, 'S');
  }
  logMessage(sandbox.log, '3DSServer', {
    messageType: typeOf(raw, 'RReq'),
    threeDSServerTransID: answer.threeDSServerTransID,
    outcome: outcomeOfAnswer(answer),
    refusal: refusalOf(answer),
    ms: Math.round(performance.now() - start),
  });
  return answer;
}

function acknowledge(transactions: ServerTransactions, raw: string, after: AfterResult): RRes {
  const transaction = transactions.get(readAbout(raw).threeDSServerTransID ?? '');
  if (!transaction) {
    const about = aboutOf({ ...readWhole('RReq', raw) });
    throw new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', 'No challenge of this transaction is known', about);
  }
  const message = judgeRReq(transactions, transaction, raw);
  // The first result stands: before 2.3.1, an RReq that comes again is acknowledged again and changes nothing.
  if (transaction.rres) return transaction.rres;
  transaction.rreq = maskCopy(message);
  transaction.rres = rresOf(message, transaction.challengeAccepted === false ? '02' : resultsStatusOf(message));
  delete transaction.rreqErro;
  transactions.changed(transaction);
  after(transaction, message);
  return transaction.rres;
}

/** @throws ProtocolError in the version of the transaction; the requestor is told of it unless it has its result */
function judgeRReq(transactions: ServerTransactions, transaction: ServerTransaction, raw: string): RReq {
  const { areq, ares, messageVersion } = transaction;
  try {
    const options = { version: messageVersion, ...(areq ? { deviceChannel: areq.deviceChannel } : {}) };
    const message = readWhole('RReq', raw, options);
    judgePair({ ...message }, areq && { ...areq }, { messageType: 'ARes', ...ares });
    if (transaction.rres && VERSIONS[messageVersion].errorCodes.includes('312'))
      throw new ProtocolError('DUPLICATE_MESSAGE', 'The RReq of this transaction has been received', aboutOf({ ...message }));
    return message;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const fault = error.knowing({ messageVersion, threeDSServerTransID: transaction.threeDSServerTransID });
    if (!transaction.rreq) {
      transaction.rreqErro = erro(fault, 'S');
      transactions.changed(transaction);
    }
    throw fault;
  }
}

/** 04: decoupled authentication follows, as threeDSRequestorDecReqInd F or B asked for (Req 463, 466). */
function resultsStatusOf({ transStatus, challengeCancel }: RReq): RRes['resultsStatus'] {
  if (transStatus === 'D') return '04';
  return challengeCancel === '05' ? '02' : '01';
}

function rresOf(message: RReq, resultsStatus: RRes['resultsStatus']): RRes {
  const { messageVersion, threeDSServerTransID, acsTransID, dsTransID, sdkTransID } = message;
  return {
    ...{ messageType: 'RRes', messageVersion, threeDSServerTransID, acsTransID, dsTransID },
    ...(sdkTransID ? { sdkTransID } : {}),
    resultsStatus,
  };
}
