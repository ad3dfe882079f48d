import { MESSAGE_BYTES } from '../messages/limits.ts';

export type PostFailureReason = 'cannotConnect' | 'timedOut' | 'tooLarge';

/** A call that brought no answer: nobody there (or a redirect, which is not followed), too late, or too much. */
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
 * @throws PostFailure
 */
export async function post(
  url: string,
  message: string,
  timeoutMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<PostAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: message,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, contentType: response.headers.get('content-type') ?? '', body: await read(response) };
  } catch (error) {
    if (error instanceof PostFailure) throw error;
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    throw new PostFailure(timedOut ? 'timedOut' : 'cannotConnect', error);
  }
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MESSAGE_BYTES) throw new PostFailure('tooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
