import { MESSAGE_BYTES } from '../messages/limits.ts';
import { postMessage, type Unanswered } from '../posting.ts';

export type PostFailureReason = 'cannotConnect' | 'timedOut' | 'tooLarge' | 'unreadable';

/** A call that brought no answer: nobody there, too late, too much, or none that can be read (a redirect, which is not followed). */
export class PostFailure extends Error {
  readonly reason: PostFailureReason;

  constructor(reason: PostFailureReason, cause?: unknown) {
    super(reason, { cause });
    this.name = 'PostFailure';
    this.reason = reason;
  }
}

export interface PostAnswer {
  status: number;
  /** As it came; empty where there is none. */
  contentType: string;
  body: string;
}

/**
 * Posts a message of the protocol and returns the answer as text. No redirect is followed; the time limit covers the whole
 * call, reading included; answers end at the size of the largest message.
 * @param options.unpacks whether an answer is asked for, and taken, that is packed with gzip
 * @throws PostFailure
 */
export async function post(
  url: string,
  message: string,
  timeoutMs: number,
  headers: Readonly<Record<string, string>> = {},
  { unpacks = false }: { unpacks?: boolean } = {},
): Promise<PostAnswer> {
  const posted = await postMessage(url, message, timeoutMs, {
    headers: { accept: '*/*', ...headers },
    maxAnswerBytes: MESSAGE_BYTES,
    unpacks,
  });
  if (posted.outcome !== 'answered') throw new PostFailure(reasonOf(posted), posted.why);
  const { status, contentType, body } = posted;
  if (REDIRECTS.includes(status)) throw new PostFailure('unreadable', `HTTP ${status} is not followed`);
  return { status, contentType, body };
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

function reasonOf({ outcome, limit }: Unanswered): PostFailureReason {
  // Who does not let a connection come about is not late with an answer (EMV 3DS, Table A.4: 405, not 402).
  if (outcome === 'notConnected') return 'cannotConnect';
  if (limit === 'time') return 'timedOut';
  return limit === 'size' ? 'tooLarge' : 'unreadable';
}
