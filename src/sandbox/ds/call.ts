import { type About, ProtocolError } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import { MESSAGE_BYTES } from '../../messages/limits.ts';
import { PostFailure, post } from '../post.ts';

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
    const why = error.reason === 'tooLarge' ? `answered more than ${MESSAGE_BYTES} bytes` : 'cannot be reached';
    throw new ProtocolError('SYSTEM_CONNECTION_FAILURE', `The ${party} ${why}`, about);
  }
}
