import { type About, ProtocolError } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import { MESSAGE_BYTES } from '../../messages/limits.ts';
import { PostFailure, post } from '../post.ts';

/** A party to which no connection could be made: it has seen nothing of the message, which may be sent again. */
export class NotConnected extends ProtocolError {}

/**
 * Sends a message to another party on behalf of the DS.
 * @param about the transaction, with its dsTransID
 * @returns the text of its answer
 * @throws ProtocolError 402 where it does not answer in time, 405 where it cannot be reached or answers no 200
 */
export async function call(
  party: 'ACS' | '3DS Server',
  url: string,
  message: string,
  timeoutMs: number,
  about: About,
): Promise<string> {
  try {
    const headers = requestHeaders(about.messageVersion ?? '', about.dsTransID ?? '');
    const { status, body } = await post(url, message, timeoutMs, headers);
    if (status === 200) return body;
    throw new ProtocolError('SYSTEM_CONNECTION_FAILURE', `The ${party} answered with HTTP status ${status}`, about);
  } catch (error) {
    if (!(error instanceof PostFailure)) throw error;
    if (error.reason === 'timedOut') {
      throw new ProtocolError('TRANSACTION_TIMED_OUT', `The ${party} did not answer within ${timeoutMs} ms`, about);
    }
    const reason = 'SYSTEM_CONNECTION_FAILURE';
    if (error.reason === 'cannotConnect') throw new NotConnected(reason, `The ${party} cannot be reached`, about);
    const why = error.reason === 'tooLarge' ? `more than ${MESSAGE_BYTES} bytes` : 'nothing that can be read';
    throw new ProtocolError(reason, `The ${party} answered ${why}`, about);
  }
}

/** The same, once more at once where no connection could be made (EMV 3DS 2.3.1.1, Req 233, Req 243, Req 436). */
export async function callTwice(...to: Parameters<typeof call>): Promise<string> {
  try {
    return await call(...to);
  } catch (error) {
    if (!(error instanceof NotConnected)) throw error;
    return call(...to);
  }
}
