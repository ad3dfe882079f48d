import type { JweHeader } from '../crypto/challengeJwe.ts';
import { isEncryption } from '../crypto/compactJwe.ts';
import { type Check, REASONS_OF_MESSAGE } from '../messages/checks.ts';
import { type ErrorReason, ProtocolError } from '../messages/errors.ts';
import { isSameId } from '../messages/ids.ts';
import type { Reading } from '../messages/read.ts';
import { VERSIONS } from '../messages/versions.ts';
import type { Policy } from './policy.ts';
import type { BrowserSession, Transaction } from './transaction.ts';

// The order in which faults of a CReq are looked for, in a browser and then in an app: from one table to the next, top to bottom.

export type CheckOfCReq<Judged> = Check<Judged, ProtocolError | undefined>;

/** A fault of this table. */
export const fault = (reason: ErrorReason, detail: string) => new ProtocolError(reason, detail);
const hasResult = ({ state }: Transaction) => state.name === 'ending' || state.name === 'final';
const isTimedOut = ({ state }: Transaction, { reason }: Policy) =>
  'result' in state && state.result.transStatusReason === reason.timedOut;
const tooLate = () => fault('TRANSACTION_TIMED_OUT', 'The challenge timed out before this CReq came');

const MAX_SESSION_DATA = 1024;

/** What the form of a browser brings, and the transaction that its acsTransID names. */
export interface CReqForm {
  transaction: Transaction;
  /** A digest of the CReq. */
  creq: string;
  threeDSSessionData: unknown;
  read: Reading<'CReq'>;
}

/**
 * Browser, first: the form. One whose acsTransID names no transaction, or one of an app, has come before: there is no
 * notificationURL to bring an Erro to, so it is answered by a page.
 */
export const CHECKS_OF_FORM: readonly CheckOfCReq<CReqForm>[] = [
  {
    name: 'another CReq than the first, before it is judged by itself',
    rule: '5.9.6 second CReq',
    reasons: ['TRANSACTION_DATA_NOT_VALID'],
    source: 'EMV 3DS 2.3.1, 5.9.6 (305)',
    find: ({ transaction, creq, read }) =>
      isFurther(transaction) && isOpenedByAnother(transaction, { creq }) && !isErro(read)
        ? fault('TRANSACTION_DATA_NOT_VALID', 'acsTransID')
        : undefined,
  },
  {
    name: 'threeDSSessionData twice',
    reasons: ['DUPLICATE_ELEMENT'],
    source: 'EMV 3DS 2.2.0, Table A.4 (204)',
    find: ({ transaction, threeDSSessionData }) =>
      Array.isArray(threeDSSessionData) && !isFurther(transaction) ? fault('DUPLICATE_ELEMENT', 'threeDSSessionData') : undefined,
  },
  {
    name: 'the message by itself',
    reasons: REASONS_OF_MESSAGE,
    source: 'messages/checks.ts',
    find: ({ read }) => ('fault' in read ? read.fault : undefined),
  },
  {
    name: 'length of threeDSSessionData',
    rule: 'A.3 threeDSSessionData',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.2.0, Table A.3',
    find: ({ transaction, threeDSSessionData }) =>
      typeof threeDSSessionData === 'string' && threeDSSessionData.length > MAX_SESSION_DATA && !isFurther(transaction)
        ? fault('ELEMENT_FORMAT_INVALID', 'threeDSSessionData')
        : undefined,
  },
  {
    name: 'threeDSServerTransID of the transaction',
    reasons: ['TRANSACTION_ID_NOT_RECOGNISED'],
    source: 'EMV 3DS 2.2.0, Table A.4 (301)',
    find: ({ transaction, read }) =>
      'message' in read && !isSameId(read.message.threeDSServerTransID, transaction.threeDSServerTransID)
        ? fault('TRANSACTION_ID_NOT_RECOGNISED', 'threeDSServerTransID')
        : undefined,
  },
];

/** A CReq of a browser, and the transaction as it is when it comes. */
export interface CReqNow {
  transaction: Transaction;
  session: BrowserSession;
  /** False for an ACS that takes no CReq twice, not even the same. */
  resumes: boolean;
  policy: Policy;
}

/** Browser, then: whether a CReq is due. Judged on the state that is saved with it, when a deadline that has passed has counted. */
export const CHECKS_OF_CREQ_NOW: readonly CheckOfCReq<CReqNow>[] = [
  {
    name: 'a challenge in a browser',
    reasons: ['TRANSACTION_DATA_NOT_VALID'],
    source: 'EMV 3DS 2.2.0, Table A.4 (305); one that no RReq was owed for was stopped by an Erro of the DS',
    find: ({ transaction: { method, state } }) =>
      !method || state.name === 'decoupled' || (state.name === 'final' && state.report === 'notOwed')
        ? fault('TRANSACTION_DATA_NOT_VALID', 'acsTransID')
        : undefined,
  },
  {
    name: 'another CReq than the first',
    rule: '5.9.6 second CReq',
    reasons: ['TRANSACTION_DATA_NOT_VALID'],
    source: 'EMV 3DS 2.3.1, 5.9.6; EMVCo FAQ 44 for the same one, as the reload of a page sends it',
    find: ({ transaction, session }) =>
      isOpenedByAnother(transaction, session) ? fault('TRANSACTION_DATA_NOT_VALID', 'acsTransID') : undefined,
  },
  {
    name: 'the same CReq twice, where none is resumed',
    rule: '5.9.6 identical CReq',
    reasons: ['SECOND_CREQ'],
    source: 'EMV 3DS 2.3.1, 5.9.6 (314)',
    find: ({ transaction: { state }, resumes }) =>
      state.name === 'challenging' && !resumes ? fault('SECOND_CREQ', 'acsTransID') : undefined,
  },
  {
    name: 'in time',
    rule: 'Req 222',
    reasons: ['TRANSACTION_TIMED_OUT'],
    source: 'EMV 3DS 2.2.0, Table A.4 (402)',
    find: ({ transaction, policy }) => (isTimedOut(transaction, policy) ? tooLate() : undefined),
  },
  {
    name: 'before the RReq',
    rule: '5.9.6 CReq after RReq',
    reasons: ['CREQ_AFTER_RREQ'],
    source: 'EMV 3DS 2.3.1, 5.9.6 (315)',
    find: ({ transaction }) => (hasResult(transaction) ? fault('CREQ_AFTER_RREQ', 'acsTransID') : undefined),
  },
];

/** Whether a CReq is a further one by the rules of 2.3.1: it is compared with the first, without its session data. */
function isFurther({ state, messageVersion }: Transaction): boolean {
  return state.name === 'challenging' && VERSIONS[messageVersion].secondCReqEnds;
}

/** An Erro in the place of a CReq gets no Erro. */
function isErro(read: Reading<'CReq'>): boolean {
  return 'fault' in read && read.fault.about.messageType === 'Erro';
}

/** Whether a challenge goes on that was opened by another CReq; the session data of the form are no part of one since 2.3.1. */
function isOpenedByAnother(
  { state, messageVersion }: Transaction,
  { creq, threeDSSessionData }: Pick<BrowserSession, 'creq' | 'threeDSSessionData'>,
): boolean {
  if (state.name !== 'challenging') return false;
  const first = state.session;
  if (!('creq' in first) || first.creq !== creq) return true;
  return !VERSIONS[messageVersion].secondCReqEnds && first.threeDSSessionData !== threeDSSessionData;
}

/** App, first: what the body is. Nothing in its header is proven yet. */
export const CHECKS_OF_BODY: readonly CheckOfCReq<JweHeader | undefined>[] = [
  {
    name: 'one compact JWE with a kid',
    rule: '5.9.5 not recognised',
    reasons: ['MESSAGE_RECEIVED_INVALID'],
    source: 'EMV 3DS 2.2.0, 5.9.5 and Table A.4 (101)',
    find: (header) => (header ? undefined : fault('MESSAGE_RECEIVED_INVALID', 'Invalid Formatted Message')),
  },
];

/** The transaction of an app as it is when a CReq comes; undefined where the kid names none. */
export interface AppNow {
  transaction: Transaction | undefined;
  policy: Policy;
}

/**
 * App, then: whom the kid names, and whether a CReq is due. Asked before it is decrypted, and again on the state that is saved
 * with it. A fault of these leaves the transaction as it is.
 */
export const CHECKS_OF_APP_NOW: readonly CheckOfCReq<AppNow>[] = [
  {
    name: 'kid of a transaction',
    reasons: ['TRANSACTION_ID_NOT_RECOGNISED'],
    source: 'EMV 3DS 2.2.0, Table A.4 (301)',
    find: ({ transaction }) =>
      transaction ? undefined : fault('TRANSACTION_ID_NOT_RECOGNISED', 'The kid is no acsTransID of this ACS'),
  },
  {
    name: 'a challenge in an app',
    reasons: ['TRANSACTION_DATA_NOT_VALID'],
    source: 'EMV 3DS 2.2.0, Table A.4 (305)',
    find: ({ transaction }) => (transaction?.app ? undefined : fault('TRANSACTION_DATA_NOT_VALID', 'acsTransID')),
  },
  {
    name: 'in time',
    reasons: ['TRANSACTION_TIMED_OUT'],
    source: 'EMV 3DS 2.2.0, Table A.4 (402)',
    find: ({ transaction, policy }) => (transaction && isTimedOut(transaction, policy) ? tooLate() : undefined),
  },
  {
    name: 'a challenge that goes on',
    reasons: ['TRANSACTION_DATA_NOT_VALID'],
    source: 'EMV 3DS 2.2.0, Table A.4 (305)',
    find: ({ transaction }) =>
      transaction?.state.name === 'awaitingCReq' || transaction?.state.name === 'challenging'
        ? undefined
        : fault('TRANSACTION_DATA_NOT_VALID', 'acsTransID'),
  },
];

/** A JWE, as far as it was opened. */
export interface OpenedJwe {
  header: Pick<JweHeader, 'alg' | 'enc'>;
  /** Absent where it was not tried; its text is absent where the key does not open it. */
  opened?: { text: string | undefined };
  /** Whether the transaction is that of a split SDK, once it is proven that its SDK speaks. */
  needsGcm?: boolean | undefined;
}

/** App, then: its encryption. From here on a fault ends the challenge, unless it has begun and is not proven to be the SDK's. */
export const CHECKS_OF_ENCRYPTION: readonly CheckOfCReq<OpenedJwe>[] = [
  {
    name: 'alg of the JWE',
    reasons: ['CRYPTO_ALGORITHM_WRONG'],
    source: 'EMV 3DS 2.2.0, 6.2.4.1; 2.3.1, Table A.4 (310)',
    find: ({ header: { alg } }) => (alg === 'dir' ? undefined : fault('CRYPTO_ALGORITHM_WRONG', 'alg is not dir')),
  },
  {
    name: 'enc of the JWE',
    reasons: ['CRYPTO_ALGORITHM_WRONG'],
    source: 'EMV 3DS 2.2.0, 6.2.4.1; 2.3.1, Table A.4 (310)',
    find: ({ header: { enc } }) =>
      isEncryption(enc) ? undefined : fault('CRYPTO_ALGORITHM_WRONG', 'enc is neither A128CBC-HS256 nor A128GCM'),
  },
  {
    name: 'key of the transaction',
    rule: '5.9.5 not decrypted',
    reasons: ['DATA_DECRYPTION_FAILURE'],
    source: 'EMV 3DS 2.2.0, 5.9.5 and Table A.4 (302)',
    find: ({ opened }) =>
      opened && opened.text === undefined
        ? fault('DATA_DECRYPTION_FAILURE', 'The CReq is not encrypted with the key of this transaction')
        : undefined,
  },
  {
    name: 'enc of a split SDK',
    rule: '5.9.5 split SDK',
    reasons: ['CRYPTO_ALGORITHM_WRONG'],
    source: 'EMV 3DS 2.3.1, 5.9.5 and 6.2.4.1 (310)',
    find: ({ header: { enc }, needsGcm }) =>
      needsGcm && enc !== 'A128GCM' ? fault('CRYPTO_ALGORITHM_WRONG', 'enc is not A128GCM (sdkType 02)') : undefined,
  },
];

// App, then: the message by itself, by the order of messages/checks.ts.
// App, last: what it says (appCreqChecks.ts).
