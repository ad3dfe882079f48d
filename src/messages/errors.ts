import type { Erro } from './types.ts';
import { SUPPORTED_VERSIONS } from './versions.ts';

/** errorCode and errorDescription by reason (EMV 3DS 2.2.0, Table A.4). Nothing else in the program knows an error code. */
export const ERROR_CODES = {
  MESSAGE_RECEIVED_INVALID: ['101', 'Message received invalid'],
  MESSAGE_VERSION_NOT_SUPPORTED: ['102', 'Message version number not supported'],
  REQUIRED_ELEMENT_MISSING: ['201', 'A required data element is missing'],
  CRITICAL_EXTENSION_NOT_RECOGNISED: ['202', 'A critical message extension is not recognised'],
  ELEMENT_FORMAT_INVALID: ['203', 'The format or value of one or more data elements is invalid'],
  DUPLICATE_ELEMENT: ['204', 'A data element occurs more than once'],
  TRANSACTION_ID_NOT_RECOGNISED: ['301', 'A transaction identifier is not recognised'],
  ISO_CODE_INVALID: ['304', 'A code is not in the ISO list, or is excluded from it'],
  TRANSACTION_DATA_NOT_VALID: ['305', 'The transaction data is not valid'],
  TRANSACTION_TIMED_OUT: ['402', 'The transaction has timed out'],
  TRANSIENT_SYSTEM_FAILURE: ['403', 'Transient system failure'],
  PERMANENT_SYSTEM_FAILURE: ['404', 'Permanent system failure'],
  SYSTEM_CONNECTION_FAILURE: ['405', 'System connection failure'],
} as const satisfies Record<string, readonly [Erro['errorCode'], string]>;

export type ErrorReason = keyof typeof ERROR_CODES;

/** What a message says about itself and its transaction, as far as it can be read. */
export interface About {
  messageType?: string;
  messageVersion?: string;
  threeDSServerTransID?: string;
  acsTransID?: string;
  dsTransID?: string;
  sdkTransID?: string;
}

/** The component that answers with an Erro: C SDK, S 3DS Server, D DS, A ACS. */
export type ErrorComponent = Erro['errorComponent'];

/** A fault of the protocol, thrown anywhere and turned into an Erro in one place. */
export class ProtocolError extends Error {
  readonly reason: ErrorReason;
  /** The errorDetail: names of elements (comma separated), or the text that Table A.4 asks for. Never a value from the message. */
  readonly detail: string;
  readonly about: About;

  constructor(reason: ErrorReason, detail: string, about: About = {}) {
    // A name or id in a broken message can be a card number; no answer and no log ever echoes one.
    const safeDetail = detail.replaceAll(/\d{13,}/g, 'X');
    super(`${ERROR_CODES[reason][0]} ${ERROR_CODES[reason][1]}: ${safeDetail}`);
    this.name = 'ProtocolError';
    this.reason = reason;
    this.detail = safeDetail;
    this.about = about;
  }

  /** The same fault, with what is known of its transaction. */
  knowing(about: About): ProtocolError {
    return new ProtocolError(this.reason, this.detail, { ...this.about, ...about });
  }
}

const MESSAGE_TYPES: readonly string[] = ['AReq', 'ARes', 'CReq', 'CRes', 'PReq', 'PRes', 'RReq', 'RRes', 'Erro'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The Erro that answers a fault. An error that is not a ProtocolError becomes 404 and tells nothing of its cause.
 * Source: EMV 3DS 2.2.0, Table B.10 and A.4; every id that is known is echoed.
 */
export function erro(error: unknown, component: ErrorComponent = 'A'): Erro {
  const fault =
    error instanceof ProtocolError ? error : new ProtocolError('PERMANENT_SYSTEM_FAILURE', 'See the log of this component');
  const [errorCode, errorDescription] = ERROR_CODES[fault.reason];
  const { messageType, messageVersion, ...ids } = fault.about;
  return {
    messageType: 'Erro',
    messageVersion: messageVersion && /^\d\.\d\.\d{1,4}$/.test(messageVersion) ? messageVersion : SUPPORTED_VERSIONS[0],
    ...onlyUuids(ids),
    errorCode,
    errorComponent: component,
    errorDescription,
    errorDetail: fault.detail,
    ...(messageType && MESSAGE_TYPES.includes(messageType) ? { errorMessageType: messageType as Erro['messageType'] } : {}),
  };
}

/** An id is echoed only where it is one, so that a broken message cannot put its text into our answer. */
function onlyUuids(ids: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).filter((entry): entry is [string, string] => UUID.test(entry[1] ?? '')));
}
