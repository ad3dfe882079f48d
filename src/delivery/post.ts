import { isUrl } from '../messages/urls.ts';
/** What came of a message that was posted to another party. */
export type Posted =
  | { outcome: 'answered'; status: number; body: string }
  /** No connection, or one that broke before an answer: it may be sent again. */
  | { outcome: 'notConnected'; why: string }
  /** It may have arrived; no usable answer came. */
  | { outcome: 'noAnswer'; why: string };

/** An answer that nobody reads further than its first lines. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface PostOptions {
  headers?: Readonly<Record<string, string>>;
  maxAnswerBytes?: number;
}

/**
 * Posts JSON to a URL: follows no redirect, has one limit for the whole exchange and one for the size of the answer.
 * @param timeoutMs limit for connection, request and answer together
 */
export async function postJson(
  url: string,
  json: string,
  timeoutMs: number,
  { headers = {}, maxAnswerBytes = MAX_ANSWER_BYTES }: PostOptions = {},
): Promise<Posted> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: json,
      headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await readLimited(response, maxAnswerBytes);
    if (body === undefined) return { outcome: 'noAnswer', why: `the answer is larger than ${maxAnswerBytes} bytes` };
    return { outcome: 'answered', status: response.status, body };
  } catch (error) {
    const { code = '', message = '' } = ((error as Error).cause ?? {}) as { code?: string; message?: string };
    if (CONNECTION_ERRORS.has(code)) return { outcome: 'notConnected', why: code };
    return { outcome: 'noAnswer', why: code || message || (error as Error).name };
  }
}

const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

async function readLimited(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether the simulator may call a URL: its own machine always, other origins only where they were named at the start. */
export function isAllowedOrigin(url: string, allowedOrigins: readonly string[]): boolean {
  if (!isUrl(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  return LOOPBACK.has(hostname) || allowedOrigins.includes(origin);
}
