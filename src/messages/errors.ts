import { isTransID } from './ids.ts';
import { maskText } from './masking.ts';
import { isRuleId, rulesOf } from './ruleIds.ts';
import type { Erro } from './types.ts';
import { isVersion, NEWEST, nearestVersion, VERSIONS } from './versions.ts';

/**
 * errorCode and errorDescription by reason (EMV 3DS 2.3.1, Table A.4); for a code that not every version has, the reason that
 * such a version gives instead. Nothing else in the program knows what an error code means.
 */
export const ERROR_CODES = {
  MESSAGE_RECEIVED_INVALID: ['101', 'Message received invalid'],
  MESSAGE_VERSION_NOT_SUPPORTED: ['102', 'Message version number not supported'],
  SENT_MESSAGES_LIMIT_EXCEEDED: ['103', 'More messages were sent than are allowed'],
  REQUIRED_ELEMENT_MISSING: ['201', 'A required data element is missing'],
  CRITICAL_EXTENSION_NOT_RECOGNISED: ['202', 'A critical message extension is not recognised'],
  ELEMENT_FORMAT_INVALID: ['203', 'The format or value of one or more data elements is invalid'],
  DUPLICATE_ELEMENT: ['204', 'A data element occurs more than once'],
  CARD_RANGES_OVERLAP: ['205', 'Card ranges overlap', 'ELEMENT_FORMAT_INVALID'],
  CARD_RANGE_ACTION_INVALID: ['206', 'The action for a card range is invalid', 'ELEMENT_FORMAT_INVALID'],
  RESERVED_VALUE_USED: ['207', 'A value that EMVCo reserves is used', 'ELEMENT_FORMAT_INVALID'],
  TRANSACTION_ID_NOT_RECOGNISED: ['301', 'A transaction identifier is not recognised'],
  DATA_DECRYPTION_FAILURE: ['302', 'The data could not be decrypted'],
  ACCESS_DENIED: ['303', 'Access is denied, or the endpoint is not the right one'],
  ISO_CODE_INVALID: ['304', 'A code is not in the ISO list, or is excluded from it'],
  TRANSACTION_DATA_NOT_VALID: ['305', 'The transaction data is not valid'],
  MCC_NOT_VALID: ['306', 'The merchant category code is not valid for the payment system'],
  SERIAL_NUMBER_NOT_VALID: ['307', 'The serial number is not valid'],
  SIGNATURE_NOT_VERIFIED: ['308', 'The signature could not be verified', 'ELEMENT_FORMAT_INVALID'],
  CONTENT_SECURITY_POLICY: ['309', 'The content security policy is not kept', 'ELEMENT_FORMAT_INVALID'],
  CRYPTO_ALGORITHM_WRONG: ['310', 'The cryptographic algorithm is not the right one', 'DATA_DECRYPTION_FAILURE'],
  KID_INCORRECT: ['311', 'The key identifier is incorrect', 'DATA_DECRYPTION_FAILURE'],
  DUPLICATE_MESSAGE: ['312', 'The message has been received before', 'TRANSACTION_ID_NOT_RECOGNISED'],
  RREQ_INCONSISTENT: ['313', 'The RReq does not go with its ARes', 'TRANSACTION_ID_NOT_RECOGNISED'],
  SECOND_CREQ: ['314', 'More than one CReq is not supported', 'TRANSACTION_DATA_NOT_VALID'],
  CREQ_AFTER_RREQ: ['315', 'The CReq comes after the RReq', 'TRANSACTION_DATA_NOT_VALID'],
  TRANSACTION_TIMED_OUT: ['402', 'The transaction has timed out'],
  TRANSIENT_SYSTEM_FAILURE: ['403', 'Transient system failure'],
  PERMANENT_SYSTEM_FAILURE: ['404', 'Permanent system failure'],
  SYSTEM_CONNECTION_FAILURE: ['405', 'System connection failure'],
} as const satisfies Record<string, readonly [Erro['errorCode'], string] | readonly [Erro['errorCode'], string, string]>;

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

const MAX_DETAIL = 2048;

/**
 * No answer echoes a card number, nor what could be one with a wrong check digit: no name of an element needs so many digits. The
 * ids of extensions hold many by right (A000000003…), and have to be told, as have the ends of card ranges.
 */
function withoutNumbers(reason: ErrorReason, detail: string): string {
  return maskText(detail, WITH_NUMBERS.includes(reason) ? 'valid' : 'long', () => 'X');
}

const WITH_NUMBERS: readonly ErrorReason[] = [
  'CRITICAL_EXTENSION_NOT_RECOGNISED',
  'CARD_RANGES_OVERLAP',
  'CARD_RANGE_ACTION_INVALID',
];

/** A fault of the protocol, thrown anywhere and turned into an Erro in one place. */
export class ProtocolError extends Error {
  readonly reason: ErrorReason;
  /** The errorDetail: names of elements or ids of extensions (comma separated), or the text that Table A.4 asks for. */
  readonly detail: string;
  readonly about: About;
  /** Ids of docs/conformance/requirements.csv; absent where the rule is that of the element or of the code. */
  readonly rule: string | undefined;

  constructor(reason: ErrorReason, detail: string, about: About = {}, rule?: string) {
    // Masked before it is cut: a cut card number would no longer look like one.
    const safeDetail = withoutNumbers(reason, detail).slice(0, MAX_DETAIL);
    super(`${ERROR_CODES[reason][0]} ${ERROR_CODES[reason][1]}: ${safeDetail}`);
    this.name = 'ProtocolError';
    this.reason = reason;
    this.detail = safeDetail;
    this.about = about;
    this.rule = rule;
  }

  /** The same fault, with what is known of its transaction. */
  knowing(about: About): ProtocolError {
    return new ProtocolError(this.reason, this.detail, { ...this.about, ...about }, this.rule);
  }

  /** The same fault, by a rule that whoever looks for it knows better, unless it names its own. */
  by(rule: string | undefined): ProtocolError {
    return rule === undefined || this.rule !== undefined ? this : new ProtocolError(this.reason, this.detail, this.about, rule);
  }
}

const MESSAGE_TYPES: readonly string[] = ['AReq', 'ARes', 'CReq', 'CRes', 'PReq', 'PRes', 'RReq', 'RRes', 'Erro'];
/** Types that are not in every version. */
const OPERATION_TYPES: readonly string[] = ['OReq', 'ORes'];

/**
 * The Erro that answers a fault. An error that is not a ProtocolError becomes 404 and tells nothing of its cause.
 * Source: EMV 3DS 2.2.0, Table B.10 and A.4; every id that is known is echoed.
 */
export function erro(error: unknown, component: ErrorComponent = 'A'): Erro {
  const fault =
    error instanceof ProtocolError ? error : new ProtocolError('PERMANENT_SYSTEM_FAILURE', 'See the log of this component');
  const { messageType, messageVersion: version, ...ids } = fault.about;
  const messageVersion = version && isVersion(version) ? version : NEWEST;
  const [errorCode, text] = ERROR_CODES[reasonWithin(messageVersion, fault.reason)];
  const errorDescription = describeReason(text, fault.rule ?? rulesOf(errorCode, fault.detail).join(', '));
  const types = VERSIONS[nearestVersion(messageVersion)].operationMessages
    ? [...MESSAGE_TYPES, ...OPERATION_TYPES]
    : MESSAGE_TYPES;
  return {
    messageType: 'Erro',
    messageVersion,
    ...onlyUuids(ids),
    errorCode,
    errorComponent: component,
    errorDescription,
    errorDetail: fault.detail || text,
    ...(messageType && types.includes(messageType) ? { errorMessageType: messageType as Erro['messageType'] } : {}),
  };
}

/** The Erro with a code that a tester chose, in whatever version: also one that the version does not have. */
export function erroOfCode(errorCode: string, errorDetail: string, about: About): Erro {
  const rows = Object.entries(ERROR_CODES) as [ErrorReason, readonly [Erro['errorCode'], string]][];
  const [reason, [code, text]] = rows.find(([, [known]]) => known === errorCode) ?? [
    'PERMANENT_SYSTEM_FAILURE' as const,
    ERROR_CODES.PERMANENT_SYSTEM_FAILURE,
  ];
  const errorDescription = describeReason(text, `A.4 ${code}`);
  return { ...erro(new ProtocolError(reason, errorDetail, about)), errorCode: code, errorDescription };
}

const MAX_DESCRIPTION = 2048;

/** A fault in one sentence, without its elements: the code, what it means, and the rule. */
export function toldBy({ reason, rule, detail }: ProtocolError): string {
  const [errorCode, text] = ERROR_CODES[reason];
  return `Erro ${errorCode}, ${describeReason(text, rule ?? rulesOf(errorCode, detail).join(', '))}`;
}

/** What the code means, and by which rule it is given: the elements of an Erro are fixed, and this one is free text. */
function describeReason(text: string, rule: string): string {
  return rule.length > MAX_DESCRIPTION - text.length - 3 ? text : `${text} (${rule})`;
}

/**
 * The rule that an Erro goes by: what one of ours says of itself; of one of another's, the rule of the element that it names, or of
 * its code.
 * @returns ids of docs/conformance/requirements.csv, parted by `, `; undefined for a code that Table A.4 does not have
 */
export function ruleOfErro({ errorCode, errorDescription, errorDetail }: Record<string, unknown>): string | undefined {
  const [, said = ''] = /\(([^()]+)\)$/.exec(String(errorDescription ?? '')) ?? [];
  if (said !== '' && said.split(', ').every(isRuleId)) return said;
  const isOurs = Object.values(ERROR_CODES).some(([code]) => code === errorCode);
  return isOurs ? rulesOf(String(errorCode), typeof errorDetail === 'string' ? errorDetail : '').join(', ') : undefined;
}

/** The reason as a version knows it: an Erro never has a code that its messageVersion does not have. */
function reasonWithin(version: string, reason: ErrorReason): ErrorReason {
  const [code, , instead] = ERROR_CODES[reason] as readonly [Erro['errorCode'], string, ErrorReason?];
  return instead && !VERSIONS[nearestVersion(version)].errorCodes.includes(code) ? instead : reason;
}

/** The errorCode of a reason, as a version knows it. */
export function errorCodeOf(version: string, reason: ErrorReason): Erro['errorCode'] {
  return ERROR_CODES[reasonWithin(version, reason)][0];
}

/** An id is echoed only where it is one, so that a broken message cannot put its text into our answer. */
function onlyUuids(ids: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).filter((entry): entry is [string, string] => isTransID(entry[1])));
}
