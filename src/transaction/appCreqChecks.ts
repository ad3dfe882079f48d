import type { JweHeader } from '../crypto/challengeJwe.ts';
import { isEncryption } from '../crypto/compactJwe.ts';
import type { CReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import { type CheckOfCReq, fault, isTimedOut, tooLate } from './creqChecks.ts';
import type { Policy } from './policy.ts';
import { placeOf, type Transaction } from './transaction.ts';

// The order in which faults of a CReq of an app are looked for: from one table to the next, top to bottom.

/** App, first: what the body is. Nothing in its header is proven yet. */
export const CHECKS_OF_BODY: readonly CheckOfCReq<JweHeader | undefined>[] = [
  {
    name: 'one compact JWE with a kid',
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
  /** That of the AReq; 02 is a split SDK. */
  sdkType?: string | undefined;
  /** Absent where it was not tried; its text is absent where the key does not open it. */
  opened?: { text: string | undefined };
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
    reasons: ['DATA_DECRYPTION_FAILURE'],
    source: 'EMV 3DS 2.2.0, 5.9.5 and Table A.4 (302)',
    find: ({ opened }) =>
      opened && opened.text === undefined
        ? fault('DATA_DECRYPTION_FAILURE', 'The CReq is not encrypted with the key of this transaction')
        : undefined,
  },
  {
    name: 'enc of a split SDK, once it is proven to be its own',
    rule: '5.9.5 split SDK',
    reasons: ['CRYPTO_ALGORITHM_WRONG'],
    source: 'EMV 3DS 2.3.1, 5.9.5 (310)',
    find: ({ header: { enc }, sdkType, opened }) =>
      opened?.text !== undefined && sdkType === '02' && enc !== 'A128GCM'
        ? fault('CRYPTO_ALGORITHM_WRONG', 'enc is not A128GCM, which a split SDK (sdkType 02) has to use')
        : undefined,
  },
];

// App, then: the message by itself, by the order of messages/checks.ts.

/** What a CReq of an app may answer. */
const ANSWERS = [
  'challengeDataEntry',
  'challengeDataEntryTwo',
  'challengeHTMLDataEntry',
  'oobContinue',
  'infoContinueIndicator',
  'challengeAddCode',
] as const satisfies (keyof CReq)[];

/** A CReq of an app that is due, and what the page before asked for; nothing before the first. */
export interface CReqOfApp {
  transaction: Transaction;
  creq: CReq;
  asked: (typeof ANSWERS)[number] | undefined;
  /** Whether the page before asked, in an element of its own, if the cardholder trusts the merchant. */
  asksForTrust: boolean;
  policy: Policy;
}

/** App, last: what the CReq says. */
export const CHECKS_OF_APP_CREQ: readonly CheckOfCReq<CReqOfApp>[] = [
  {
    name: 'ids of the transaction',
    reasons: ['TRANSACTION_ID_NOT_RECOGNISED'],
    source: 'EMV 3DS 2.2.0, Table A.4 (301)',
    find: ({ transaction, creq }) => {
      const foreign = (['threeDSServerTransID', 'acsTransID'] as const).filter((name) => creq[name] !== transaction[name]);
      const ids = creq.sdkTransID === transaction.app?.sdkTransID ? foreign : [...foreign, 'sdkTransID'];
      return ids.length > 0 ? fault('TRANSACTION_ID_NOT_RECOGNISED', ids.join(',')) : undefined;
    },
  },
  {
    name: 'sdkCounterStoA is the next',
    reasons: ['DATA_DECRYPTION_FAILURE'],
    source: 'EMV 3DS 2.2.0, 6.2.4.1 and Table A.4 (302)',
    find: ({ transaction, creq }) => {
      const counter = placeOf(transaction)?.creqs;
      const next = String(counter ?? 0).padStart(3, '0');
      const isNext = Number(creq.sdkCounterStoA) === counter;
      return isNext ? undefined : fault('DATA_DECRYPTION_FAILURE', `sdkCounterStoA is not the next one, which is ${next}`);
    },
  },
  {
    name: 'answers to what was not asked',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.3.1, Table A.16; other elements that nobody asked for are ignored (2.2.0, Req 209)',
    find: ({ creq, asked }) => {
      const unasked = ANSWERS.filter((name) => name !== asked && creq[name] !== undefined);
      return unasked.length > 0 ? fault('ELEMENT_FORMAT_INVALID', unasked.join(',')) : undefined;
    },
  },
  {
    name: 'resendChallenge before anything was sent',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.3.1, Table A.16',
    find: ({ creq, asked }) =>
      asked === undefined && creq.resendChallenge === 'Y' ? fault('ELEMENT_FORMAT_INVALID', 'resendChallenge') : undefined,
  },
  {
    name: 'one wish',
    rule: 'A.16 row 5 and note',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.3.1, Table A.16',
    find({ transaction, creq, asked, policy }) {
      const { challengeNoEntry, challengeCancel, resendChallenge } = creq;
      if (!isStrict(transaction, policy) || challengeNoEntry !== 'Y' || asked !== 'challengeDataEntry') return undefined;
      if (challengeCancel !== undefined) return fault('ELEMENT_FORMAT_INVALID', 'challengeCancel,challengeNoEntry');
      return resendChallenge === 'Y' ? fault('ELEMENT_FORMAT_INVALID', 'resendChallenge,challengeNoEntry') : undefined;
    },
  },
  {
    name: 'answers to offers that were not made',
    rule: 'A.1 trustListDataEntry/deviceBindingDataEntry unasked',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.3.1, Table A.1 and Table A.4 (203)',
    find({ transaction, creq, asksForTrust }) {
      if (!VERSIONS[transaction.messageVersion].refusesUnasked) return undefined;
      const unasked = [...(asksForTrust ? [] : ['trustListDataEntry' as const]), 'deviceBindingDataEntry' as const];
      const names = unasked.filter((name) => creq[name] !== undefined);
      return names.length > 0 ? fault('ELEMENT_FORMAT_INVALID', names.join(',')) : undefined;
    },
  },
  {
    name: 'an answer to what was asked',
    reasons: ['ELEMENT_FORMAT_INVALID', 'REQUIRED_ELEMENT_MISSING'],
    source: 'EMV 3DS 2.3.1, Table A.16',
    find: ({ creq, asked }) => {
      if (asked === undefined || creq[asked] !== undefined || wantsNoEntry(creq)) return undefined;
      return fault(asked === 'challengeDataEntry' ? 'ELEMENT_FORMAT_INVALID' : 'REQUIRED_ELEMENT_MISSING', asked);
    },
  },
  {
    name: 'an answer to the offer of the trust list',
    reasons: ['REQUIRED_ELEMENT_MISSING'],
    source: 'EMV 3DS 2.3.1, Table A.1 (trustListDataEntry); 2.2.0, whitelistingDataEntry',
    find({ transaction, creq, asksForTrust, policy }) {
      const { trustList: names } = VERSIONS[transaction.messageVersion];
      if (!names || !asksForTrust || creq.challengeCancel !== undefined || creq[names.dataEntry] !== undefined) return undefined;
      // Published SDKs answer it with an entry alone.
      if (creq.resendChallenge === 'Y' && !isStrict(transaction, policy)) return undefined;
      return fault('REQUIRED_ELEMENT_MISSING', names.dataEntry);
    },
  },
];

/** Whether an app is held to the letter of 2.3.1. */
function isStrict({ messageVersion }: Transaction, { lenientSdks }: Policy): boolean {
  return VERSIONS[messageVersion].refusesUnasked && !lenientSdks;
}

/** Whether a CReq wants something without an entry. Up to 2.1.0 there is no challengeNoEntry: one with nothing in it says the same. */
function wantsNoEntry({ challengeCancel, resendChallenge, challengeNoEntry, messageVersion }: CReq): boolean {
  const saysSo = challengeNoEntry === 'Y' || !VERSIONS[messageVersion].challengeNoEntry;
  return challengeCancel !== undefined || resendChallenge === 'Y' || saysSo;
}
