import type { Erro } from './types.ts';
import { isVersion, SUPPORTED_VERSIONS } from './versions.ts';

/** errorCode and errorDescription by reason (EMV 3DS 2.2.0, Table A.4). Nothing else in the program knows an error code. */
export const ERROR_CODES = {
  MESSAGE_RECEIVED_INVALID: ['101', 'Message received invalid'],
  MESSAGE_VERSION_NOT_SUPPORTED: ['102', 'Message version number not supported'],
  SENT_MESSAGES_LIMIT_EXCEEDED: ['103', 'More messages were sent than are allowed'],
  REQUIRED_ELEMENT_MISSING: ['201', 'A required data element is missing'],
  CRITICAL_EXTENSION_NOT_RECOGNISED: ['202', 'A critical message extension is not recognised'],
  ELEMENT_FORMAT_INVALID: ['203', 'The format or value of one or more data elements is invalid'],
  DUPLICATE_ELEMENT: ['204', 'A data element occurs more than once'],
  TRANSACTION_ID_NOT_RECOGNISED: ['301', 'A transaction identifier is not recognised'],
  DATA_DECRYPTION_FAILURE: ['302', 'The data could not be decrypted'],
  ACCESS_DENIED: ['303', 'Access is denied, or the endpoint is not the right one'],
  ISO_CODE_INVALID: ['304', 'A code is not in the ISO list, or is excluded from it'],
  TRANSACTION_DATA_NOT_VALID: ['305', 'The transaction data is not valid'],
  MCC_NOT_VALID: ['306', 'The merchant category code is not valid for the payment system'],
  SERIAL_NUMBER_NOT_VALID: ['307', 'The serial number is not valid'],
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

/** A card number, also one that is written in groups: no answer and no log echoes one. */
const CARD_NUMBER = /\d(?:[ ._-]?\d){12,}/g;
const MAX_DETAIL = 2048;

/** A fault of the protocol, thrown anywhere and turned into an Erro in one place. */
export class ProtocolError extends Error {
  readonly reason: ErrorReason;
  /** The errorDetail: names of elements or ids of extensions (comma separated), or the text that Table A.4 asks for. */
  readonly detail: string;
  readonly about: About;

  constructor(reason: ErrorReason, detail: string, about: About = {}) {
    // Masked before it is cut: a cut card number would no longer look like one.
    const safeDetail = detail.replaceAll(CARD_NUMBER, 'X').slice(0, MAX_DETAIL);
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
    messageVersion: messageVersion && isVersion(messageVersion) ? messageVersion : SUPPORTED_VERSIONS[0],
    ...onlyUuids(ids),
    errorCode,
    errorComponent: component,
    errorDescription,
    errorDetail: fault.detail || errorDescription,
    ...(messageType && MESSAGE_TYPES.includes(messageType) ? { errorMessageType: messageType as Erro['messageType'] } : {}),
  };
}

/** An id is echoed only where it is one, so that a broken message cannot put its text into our answer. */
function onlyUuids(ids: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).filter((entry): entry is [string, string] => UUID.test(entry[1] ?? '')));
}
