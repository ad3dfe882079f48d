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

/** The element by which the sender of a request names its transaction, by who receives it (EMV 3DS 2.3.1, Table A.29). */
const NAMED_BY_SENDER = {
  ACS: { AReq: 'dsTransID', OReq: 'dsTransID', CReq: 'sdkTransID' },
  DS: { AReq: 'threeDSServerTransID', PReq: 'threeDSServerTransID', RReq: 'acsTransID' },
  '3DS Server': { RReq: 'dsTransID', OReq: 'dsTransID' },
} as const satisfies Record<string, Record<string, string>>;

export type Receiver = keyof typeof NAMED_BY_SENDER;

/** How the sender of a request names its transaction, as its message says; undefined where that is no id. */
export function idOfSender(receiver: Receiver, message: object): string | undefined {
  const { messageType, ...elements } = message as Record<string, unknown>;
  const id = elements[(NAMED_BY_SENDER[receiver] as Record<string, string>)[String(messageType)] ?? ''];
  return isTransID(id) ? id : undefined;
}

/**
 * For the answer to a message. What the headers of the request say is not looked at (EMV 3DS 2.3.1, Req 469).
 * @param own the transaction, as the answering party names it; undefined where it has no name for it
 * @param asked the transaction, as the message names it for its sender: `idOfSender`
 */
export function responseHeaders(messageVersion: string, own: string | undefined, asked: string | undefined): TransactionHeaders {
  if (!factsOf(messageVersion)?.transactionHeaders) return {};
  return {
    ...(asked === undefined ? {} : { 'x-request-id': asked }),
    ...(own === undefined ? {} : { 'x-response-id': own }),
  };
}
