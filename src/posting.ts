import { isUtf8 } from 'node:buffer';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { maskText } from './messages/masking.ts';
import { isUrl, LOOPBACK } from './messages/urls.ts';

/** What came of a message that was posted to another party. */
export type Posted = { outcome: 'answered'; status: number; contentType: string; body: string } | Unanswered;

/** `limit` is the one that was passed, where it was that. */
export type Unanswered =
  /** Something came that cannot be read whole, with its beginning. */
  | { outcome: 'unreadable'; why: string; body: string; limit?: 'time' | 'size' }
  /** The message was not sent, or its connection broke before an answer was there: it may be sent again. `broke` tells the second. */
  | { outcome: 'notConnected'; why: string; limit?: 'time'; broke?: true }
  /** It was sent; no answer came in time. */
  | { outcome: 'noAnswer'; why: string; limit: 'time' };

/** An answer that nobody reads further than its first lines. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** What is kept of one that is too long. */
const BEGINNING = 1024;

export interface PostOptions {
  headers?: Readonly<Record<string, string>>;
  /** Of the answer as it is read: of one that came packed, unpacked. */
  maxAnswerBytes?: number;
  /** Asks for an answer that is packed with gzip (EMV 3DS 2.3.1.1, Req 425), and unpacks it. */
  unpacks?: boolean;
  /** A limit of its own for the connection, TLS included; the time for the answer begins with it. */
  connectMs?: number;
}

/**
 * Posts a message, JSON if no header says otherwise, to a URL on a connection of its own: follows no redirect, has limits for the
 * time and for the size of the answer. Whatever fails before the connection stands (refused, no such host, certificate, TLS, files of our own used up, time) is
 * `notConnected`: the other party has seen nothing of it.
 * @param timeoutMs limit for connection, request and answer together; without the connection where `connectMs` is given
 */
export function postMessage(
  url: string,
  message: string,
  timeoutMs: number,
  { headers = {}, maxAnswerBytes = MAX_ANSWER_BYTES, unpacks = false, connectMs }: PostOptions = {},
): Promise<Posted> {
  return new Promise((resolve) => {
    let isConnected = false;
    const begun: Begun = { size: 0, chunks: [] };
    let request: ClientRequest | undefined;
    const end = (posted: Posted) => {
      clearTimeout(timer);
      request?.destroy();
      resolve(posted);
    };
    const fail = (error: Error) => end(failure(error, isConnected));
    const limit = (ms: number) =>
      setTimeout(() => {
        if (begun.status !== undefined)
          end({ ...tellUnreadable(`the answer is not whole within ${ms / 1000} s`, begun), limit: 'time' });
        else if (isConnected) end({ outcome: 'noAnswer', why: `no answer within ${ms / 1000} s`, limit: 'time' });
        else end({ outcome: 'notConnected', why: `no connection within ${ms / 1000} s`, limit: 'time' });
      }, ms);
    let timer = limit(connectMs ?? timeoutMs);
    try {
      const isTls = new URL(url).protocol === 'https:';
      request = (isTls ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        // One that was kept open may be closed by the other side at the moment of sending.
        agent: false,
        headers: {
          ...{ 'content-type': 'application/json; charset=utf-8', accept: 'application/json' },
          ...(unpacks ? { 'accept-encoding': 'gzip' } : {}),
          ...headers,
        },
      });
      request.on('socket', (socket) =>
        socket.once(isTls ? 'secureConnect' : 'connect', () => {
          isConnected = true;
          if (connectMs === undefined) return;
          clearTimeout(timer);
          timer = limit(timeoutMs);
        }),
      );
      request.on('response', (response) => {
        read(unpacks ? unpack(response) : response, response, maxAnswerBytes, begun).then(end, fail);
      });
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        end({ outcome: 'unreadable', why: 'the answer changes the protocol', body: '' });
      });
      request.on('error', fail);
      request.end(message);
    } catch (error) {
      fail(error as Error);
    }
  });
}

/** What there is of an answer so far. */
interface Begun {
  status?: number;
  size: number;
  chunks: Uint8Array[];
}

/** What is in an answer, where it came packed. */
function unpack(response: IncomingMessage): AsyncIterable<Uint8Array> {
  if (response.headers['content-encoding']?.toLowerCase() !== 'gzip') return response;
  // Whatever goes wrong reaches whoever reads.
  return pipeline(response, createGunzip(), () => {});
}

async function read(
  text: AsyncIterable<Uint8Array>,
  { statusCode: status = 0, headers }: IncomingMessage,
  maxBytes: number,
  begun: Begun,
): Promise<Posted> {
  begun.status = status;
  for await (const chunk of text) {
    begun.size += chunk.length;
    begun.chunks.push(chunk);
    if (begun.size <= maxBytes) continue;
    return { ...tellUnreadable(`the answer is larger than ${maxBytes} bytes`, begun), limit: 'size' };
  }
  const { 'content-type': contentType = '' } = headers;
  const body = Buffer.concat(begun.chunks);
  // Bytes that are no UTF-8 are not mended: they are a text that is no message (EMV 3DS 2.3.1.1, Req 186).
  return { outcome: 'answered', status, contentType, body: isUtf8(body) ? body.toString('utf8') : '' };
}

function tellUnreadable(why: string, { chunks }: Begun) {
  return { outcome: 'unreadable', why, body: Buffer.concat(chunks).toString('utf8', 0, BEGINNING) } as const;
}

interface NetworkError extends Error {
  code?: string;
  /** What OpenSSL says. */
  reason?: string;
}

function failure(error: Error, isConnected: boolean): Posted {
  const { code = '', message, reason } = error as NetworkError;
  // The parser of Node names what it stumbles over so.
  if (isConnected && code.startsWith('HPE_')) return { outcome: 'unreadable', why: 'the answer is no HTTP', body: '' };
  return { outcome: 'notConnected', why: whyOf({ code, message, reason }), ...(isConnected ? { broke: true } : {}) };
}

const LONGEST_WHY = 300;

/** `ECONNREFUSED`, `TLS: wrong version number`, `self-signed certificate`: never the URL, which may hold the token of a gateway. */
function whyOf({ code, message, reason }: { code: string; message: string; reason: string | undefined }): string {
  const ofTls = reason ?? /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
  if (ofTls) return `TLS: ${ofTls.slice(0, LONGEST_WHY)}`;
  // Codes of the system begin so; those of certificates, and Node's own, have a sentence with them.
  if (/^E(?!RR_)[A-Z0-9_]+$/.test(code)) return code;
  return maskText(message || code).slice(0, LONGEST_WHY);
}

/** A URL for the record and the log: without a password and without what looks like a card number. */
export function shownUrl(url: string): string {
  if (!isUrl(url)) return maskText(url);
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return maskText(shown.href);
}

/** Whether the simulator may call a URL: its own machine always, other origins only where they were named at the start. */
export function isAllowedOrigin(url: string, allowedOrigins: readonly string[]): boolean {
  if (!isUrl(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  return LOOPBACK.includes(hostname) || allowedOrigins.includes(origin);
}
