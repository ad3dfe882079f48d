import { MESSAGE_BYTES } from '../../messages/limits.ts';
import { postMessage } from '../../posting.ts';
import type { PostAnswer } from '../post.ts';
import { SdkFailure } from './refusal.ts';

/** What the connection may take, TLS included: nothing says how long an SDK waits for it. */
const CONNECT_MS = 10_000;

/**
 * Posts to the ACS. Where no connection comes about it is tried once more at once (EMV 3DS 2.2.0, Req 236); the time for the answer
 * begins when it stands (Req 237).
 * @param answerMs how long the answer may take, in milliseconds
 * @throws SdkFailure `notConnected`, `noCRes` or `unreadable`
 */
export async function postToAcs(
  url: string,
  body: string,
  answerMs: number,
  headers: Readonly<Record<string, string>>,
): Promise<PostAnswer> {
  const options = { headers: { accept: '*/*', ...headers }, maxAnswerBytes: MESSAGE_BYTES, connectMs: CONNECT_MS };
  const post = () => postMessage(url, body, answerMs, options);
  let posted = await post();
  // One that broke later may have been read: the same CReq again would have a counter that is used up.
  if (posted.outcome === 'notConnected' && !posted.broke) posted = await post();
  if (posted.outcome === 'answered') {
    const { status, contentType, body: answer } = posted;
    if (status >= 300 && status < 400) throw new SdkFailure('unreadable', `HTTP ${status} is not followed`);
    return { status, contentType, body: answer };
  }
  if (posted.outcome === 'notConnected') throw new SdkFailure('notConnected', posted.why);
  throw new SdkFailure(posted.limit === 'time' ? 'noCRes' : 'unreadable', posted.why);
}
