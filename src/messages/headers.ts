import { isTransID } from './ids.ts';
import { factsOf } from './versions.ts';

/** HTTP headers that name a transaction on the way of its messages (EMV 3DS 2.3.1, Table A.29). Older versions have none. */
export type TransactionHeaders = Record<string, string>;

/**
 * For a message that is sent.
 * @param id the transaction, as the sender names it
 */
export function requestHeaders(messageVersion: string, id: string): TransactionHeaders {
  return factsOf(messageVersion)?.transactionHeaders ? { 'x-request-id': id } : {};
}

/**
 * For the answer to a message.
 * @param id the transaction, as the answering party names it; undefined where it has no name for it
 * @param asked the X-Request-ID that came; it is handed back only where it is an id
 */
export function responseHeaders(messageVersion: string, id: string | undefined, asked: unknown): TransactionHeaders {
  if (!factsOf(messageVersion)?.transactionHeaders) return {};
  return {
    ...(isTransID(asked) ? { 'x-request-id': asked } : {}),
    ...(id === undefined ? {} : { 'x-response-id': id }),
  };
}
