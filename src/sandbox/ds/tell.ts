import { erro } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import type { Sandbox } from '../options.ts';
import { post } from '../post.ts';
import { isAllowed } from './loopback.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';

/**
 * Sends an Erro of the DS to the party that is not waiting for an answer (EMV 3DS 2.3.1.1, 5.9.3, 5.9.8.1 and 5.9.10). Nothing
 * waits for it, and what comes back is nothing: an Erro is never answered by one. It is on the record whether it arrives or not.
 */
export function tellOtherSide(
  sandbox: Sandbox,
  transactions: DsTransactions,
  transaction: DsTransaction,
  { party, error }: { party: 'ACS' | '3DSServer'; error: unknown },
): void {
  const message = erro(error, 'D');
  const url = party === 'ACS' ? `${sandbox.urls.acs}/3ds/areq` : (transaction.threeDSServerURL ?? '');
  transactions.saw(transaction, `DS → ${party}`, message);
  if (party === '3DSServer' && !isAllowed(url, sandbox.urls.sandbox, sandbox.allowedOrigins)) return;
  const { aresMs, rresMs } = sandbox.timeouts;
  const headers = requestHeaders(message.messageVersion, transaction.dsTransID);
  post(url, JSON.stringify(message), party === 'ACS' ? aresMs : rresMs, headers).catch((err) => {
    sandbox.log.warn({ err, party: 'DS', to: party, errorCode: message.errorCode }, 'an Erro did not arrive');
  });
}
