import { type About, ProtocolError } from '../../messages/errors.ts';
import { aboutOf, readWhole } from '../../messages/read.ts';
import type { RReq } from '../../messages/types.ts';
import { isUrl } from '../../messages/urls.ts';
import { VERSIONS } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { call } from './call.ts';
import { isAllowed } from './loopback.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';
import { rres } from './rres.ts';

/**
 * Leg ACS → DS → 3DS Server: an RReq goes to the threeDSServerURL that came in its AReq.
 * @returns the text of the RRes or Erro of the 3DS Server, unchanged
 * @throws ProtocolError 301 for an unknown transaction, one without a challenge or one whose result is acknowledged (2.2.0);
 *   402, 405 where the 3DS Server does not answer
 */
export async function rreq(sandbox: Sandbox, transactions: DsTransactions, raw: string): Promise<string> {
  const message = readWhole('RReq', raw);
  const about = aboutOf({ ...message });
  const transaction = transactions.byDsTransID(message.dsTransID);
  if (!transaction || !isOf(transaction, message)) throw notRecognised('No challenge of this transaction is known', about);
  transactions.saw(transaction, 'ACS → DS', message);
  // The loser of a race waits for the winner: it is forwarded only where the first was never acknowledged.
  while (transaction.acknowledged !== undefined) {
    if (await transaction.acknowledged) throw notRecognised('The result of this transaction has been received', about);
  }
  const forwarding = forward(sandbox, transactions, transaction, message, about);
  const settled = forwarding.then(({ acknowledged }) => acknowledged).catch(() => false);
  transaction.acknowledged = settled.then((acknowledged) => {
    if (!acknowledged) delete transaction.acknowledged;
    return acknowledged;
  });
  return (await forwarding).body;
}

function isOf(transaction: DsTransaction, message: RReq): boolean {
  return (
    (transaction.transStatus === 'C' || transaction.transStatus === 'D') &&
    transaction.threeDSServerTransID === message.threeDSServerTransID &&
    transaction.acsTransID === message.acsTransID
  );
}

function notRecognised(detail: string, about: About): ProtocolError {
  return new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', detail, about);
}

async function forward(
  sandbox: Sandbox,
  transactions: DsTransactions,
  transaction: DsTransaction,
  message: RReq,
  about: About,
): Promise<{ body: string; acknowledged: boolean }> {
  const url = transaction.threeDSServerURL ?? '';
  if (!isAllowed(url, sandbox.urls.sandbox, sandbox.allowedOrigins)) {
    throw new ProtocolError(
      'SYSTEM_CONNECTION_FAILURE',
      `threeDSServerURL is not on this machine: to allow it, start with --allow-origin ${originOf(url)}`,
      about,
    );
  }
  // Where it is no list, authenticationMethod is for the DS alone (EMV 3DS 2.2.0, Table A.1).
  const { authenticationMethod: _forTheDs, ...withoutMethod } = message;
  const passed = VERSIONS[message.messageVersion].listOfMethods ? message : withoutMethod;
  const body = await callTwice(url, JSON.stringify(passed), sandbox.timeouts.rresMs, about);
  return rres(transactions, { body, transaction, about });
}

function originOf(url: string): string {
  return isUrl(url) ? new URL(url).origin : 'ORIGIN';
}

/** A 3DS Server that cannot be reached is tried once more at once (EMV 3DS 2.2.0, 5.5). */
async function callTwice(url: string, message: string, timeoutMs: number, about: About): Promise<string> {
  try {
    return await call('3DS Server', url, message, timeoutMs, about);
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.reason !== 'SYSTEM_CONNECTION_FAILURE') throw error;
    return call('3DS Server', url, message, timeoutMs, about);
  }
}
