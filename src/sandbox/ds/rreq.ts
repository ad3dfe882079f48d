import { type About, ProtocolError } from '../../messages/errors.ts';
import { pairFacts } from '../../messages/pairRules.ts';
import { readAbout, readMessage } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import type { RReq } from '../../messages/types.ts';
import { isUrl } from '../../messages/urls.ts';
import { factsOf } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { call } from './call.ts';
import { isOfType, judgeInTransaction } from './judge.ts';
import { isAllowed } from './loopback.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';
import { takeRRes } from './rres.ts';
import { tellOtherSide } from './tell.ts';

/**
 * Leg ACS → DS → 3DS Server: an RReq goes to the threeDSServerURL that came in its AReq.
 * @returns the text of the RRes or Erro of the 3DS Server
 * @throws ProtocolError 301 for an unknown transaction; 313 for one whose ARes was not C, D or S and 312 for a second RReq (301
 *   before 2.3.1); 402, 405 where the 3DS Server does not answer; for any other fault, the 3DS Server has been told (5.9.8)
 */
export async function takeRReqOfAcs(sandbox: Sandbox, transactions: DsTransactions, raw: string): Promise<string> {
  const about = readAbout(raw);
  const transaction = transactions.byDsTransID(about.dsTransID ?? '');
  if (!transaction) {
    readMessage('RReq', raw);
    throw notRecognised('No challenge of this transaction is known', about);
  }
  const { text, message } = judgeRReqOfAcs(sandbox, transactions, transaction, raw);
  if (!sandbox.dsPassesAll) {
    if (isOnce(transaction) && transaction.rreq) throw another(about);
    // Before 2.3.1 one that was never acknowledged may come again: the loser of a race waits for the winner.
    while (transaction.acknowledged !== undefined) if (await transaction.acknowledged) throw another(about);
  }
  transaction.rreq = pairFacts(message);
  const forwarding = forward(sandbox, transactions, { transaction, message, text, about: aboutTransaction(transaction) });
  const settled = forwarding.then(({ acknowledged }) => acknowledged).catch(() => false);
  transaction.acknowledged = settled.then((acknowledged) => {
    if (!acknowledged) delete transaction.acknowledged;
    return acknowledged;
  });
  return (await forwarding).body;
}

/** Judges the RReq by its transaction. Only a message that is broken is told to the 3DS Server: not one that comes too often, or to no challenge. */
function judgeRReqOfAcs(sandbox: Sandbox, transactions: DsTransactions, transaction: DsTransaction, raw: string) {
  try {
    const earlier = [transaction.areq, transaction.ares ?? NO_ANSWER];
    const passesAll = sandbox.dsPassesAll === true;
    const about = aboutTransaction(transaction);
    const { message, text, note } = judgeInTransaction({ type: 'RReq', raw, about, earlier, passesAll });
    transactions.saw(transaction, 'ACS → DS', message, note);
    return { message, text };
  } catch (error) {
    if (isOfType(raw, 'RReq')) transactions.saw(transaction, 'ACS → DS', objectOf(raw));
    if (error instanceof ProtocolError && error.reason !== 'RREQ_INCONSISTENT')
      tellOtherSide(sandbox, transactions, transaction, { party: '3DSServer', error });
    throw error;
  }
}

/** Where no ARes came, or none that could be passed on: nothing can follow it. */
const NO_ANSWER = { messageType: 'ARes' };

function aboutTransaction({ threeDSServerTransID, dsTransID, acsTransID, areq }: DsTransaction): About {
  const { messageVersion, sdkTransID } = (areq ?? {}) as About;
  return {
    ...{ threeDSServerTransID, dsTransID },
    ...(acsTransID ? { acsTransID } : {}),
    ...(sdkTransID ? { sdkTransID } : {}),
    ...(messageVersion ? { messageVersion } : {}),
  };
}

/** Whether a transaction has one RReq, delivered or not (EMV 3DS 2.3.1.1, Req 432). */
function isOnce({ areq }: DsTransaction): boolean {
  return factsOf(areq?.messageVersion)?.errorCodes.includes('312') === true;
}

function another(about: About): ProtocolError {
  return new ProtocolError('DUPLICATE_MESSAGE', 'The RReq of this transaction has been received', about);
}

function notRecognised(detail: string, about: About): ProtocolError {
  return new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', detail, about);
}

interface Forwarded {
  transaction: DsTransaction;
  message: RReq;
  text: string;
  about: About;
}

async function forward(
  sandbox: Sandbox,
  transactions: DsTransactions,
  { transaction, message, text, about }: Forwarded,
): Promise<{ body: string; acknowledged: boolean }> {
  const url = transaction.threeDSServerURL ?? '';
  if (!isAllowed(url, sandbox.urls.sandbox, sandbox.allowedOrigins)) {
    throw new ProtocolError(
      'SYSTEM_CONNECTION_FAILURE',
      `threeDSServerURL is not on this machine: to allow it, start with --allow-origin ${originOf(url)}`,
      { ...about, messageType: 'RReq' },
    );
  }
  const body = await callServerTwice(url, passOnRReq(message, text), sandbox.timeouts.rresMs, { ...about, messageType: 'RReq' });
  return takeRRes(sandbox, transactions, { body, transaction, about });
}

/** Where it is no list, authenticationMethod is for the DS alone (EMV 3DS 2.2.0, Table A.1). */
function passOnRReq(message: RReq, text: string): string {
  if (message.authenticationMethod === undefined || factsOf(message.messageVersion)?.listOfMethods !== false) return text;
  const { authenticationMethod: _forTheDs, ...others } = objectOf(text);
  return JSON.stringify(others);
}

function originOf(url: string): string {
  return isUrl(url) ? new URL(url).origin : 'ORIGIN';
}

/** A 3DS Server that cannot be reached is tried once more at once (EMV 3DS 2.2.0, 5.5). */
async function callServerTwice(url: string, message: string, timeoutMs: number, about: About): Promise<string> {
  try {
    return await call('3DS Server', url, message, timeoutMs, about);
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.reason !== 'SYSTEM_CONNECTION_FAILURE') throw error;
    return call('3DS Server', url, message, timeoutMs, about);
  }
}
