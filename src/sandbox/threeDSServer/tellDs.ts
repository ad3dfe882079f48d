import { requestHeaders } from '../../messages/headers.ts';
import type { Erro } from '../../messages/types.ts';
import type { Sandbox } from '../options.ts';
import { post } from '../post.ts';

/**
 * Sends an Erro of the 3DS Server to the DS, by which nobody waits for it (EMV 3DS 2.3.1.1, 5.9.4, Req 229, 304 and 385). What comes
 * back is nothing: an Erro is never answered.
 */
export function tellDs({ urls, timeouts, log }: Sandbox, message: Erro): void {
  const { messageVersion, threeDSServerTransID = '' } = message;
  const headers = threeDSServerTransID ? requestHeaders(messageVersion, threeDSServerTransID) : {};
  post(`${urls.sandbox}/ds`, JSON.stringify(message), timeouts.dsMs, headers).catch((err) => {
    log.warn({ err, party: '3DSServer', errorCode: message.errorCode }, 'an Erro did not arrive at the DS');
  });
}
