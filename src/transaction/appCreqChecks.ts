import type { AcsUiType } from '../challenge/appUi.ts';
import { LAST_COUNTER } from '../crypto/challengeJwe.ts';
import type { ProtocolError } from '../messages/errors.ts';
import { isSameId } from '../messages/ids.ts';
import type { CReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import { type CheckOfCReq, fault } from './creqChecks.ts';
import type { Policy } from './policy.ts';
import { placeOf, type Transaction } from './transaction.ts';

/** What a CReq of an app may answer. */
const ANSWERS = [
  'challengeDataEntry',
  'challengeDataEntryTwo',
  'challengeHTMLDataEntry',
  'oobContinue',
  'infoContinueIndicator',
  'challengeAddCode',
] as const satisfies (keyof CReq)[];

/** How the page before can be answered. */
export interface AskedOfApp {
  acsUiType: AcsUiType;
  /** The elements that answer it. */
  answers: readonly Answer[];
  /** It opens the bank's app by itself, so its HTML has no form that must come back (Req 164). */
  switches: boolean;
  trustList: boolean;
  deviceBinding: boolean;
}

type Answer = (typeof ANSWERS)[number];

/** A CReq of an app that is due, and what the page before asked for; nothing before the first. */
export interface CReqOfApp {
  transaction: Transaction;
  creq: CReq;
  asked: AskedOfApp | undefined;
  policy: Policy;
}

/** App, last: what the CReq says. */
export const CHECKS_OF_APP_CREQ: readonly CheckOfCReq<CReqOfApp>[] = [
  {
    name: 'ids of the transaction',
    reasons: ['TRANSACTION_ID_NOT_RECOGNISED'],
    source: 'EMV 3DS 2.2.0, Table A.4 (301)',
    find: ({ transaction, creq }) => {
      const foreign = (['threeDSServerTransID', 'acsTransID'] as const).filter(
        (name) => !isSameId(creq[name], transaction[name]),
      );
      const ids = isSameId(creq.sdkTransID, transaction.app?.sdkTransID) ? foreign : [...foreign, 'sdkTransID'];
      return ids.length > 0 ? fault('TRANSACTION_ID_NOT_RECOGNISED', ids.join(',')) : undefined;
    },
  },
  {
    name: 'sdkCounterStoA is the next',
    reasons: ['DATA_DECRYPTION_FAILURE'],
    source: 'EMV 3DS 2.2.0, 6.2.4.1 and Table A.4 (302); 2.3.1, 6.2.4.3 for the last one',
    find: ({ transaction, creq }) => {
      const counter = placeOf(transaction)?.creqs;
      const next = String(counter ?? 0).padStart(3, '0');
      if (Number(creq.sdkCounterStoA) !== counter)
        return fault('DATA_DECRYPTION_FAILURE', `sdkCounterStoA is not the next one, which is ${next}`);
      const isBeyond = counter > LAST_COUNTER;
      return isBeyond ? fault('DATA_DECRYPTION_FAILURE', `sdkCounterStoA is beyond the last one, ${LAST_COUNTER}`) : undefined;
    },
  },
  {
    name: 'answers to what was not asked',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.3.1, Table A.16; other elements that nobody asked for are ignored (2.2.0, Req 209)',
    find: ({ creq, asked }) => {
      const unasked = ANSWERS.filter((name) => !asked?.answers.includes(name) && creq[name] !== undefined);
      return unasked.length > 0 ? fault('ELEMENT_FORMAT_INVALID', unasked.join(',')) : undefined;
    },
  },
  {
    name: 'boxes that were not shown are not ticked',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.3.1, Table A.4 (203, present although its condition does not apply); before, such elements are ignored',
    find: ({ transaction: { messageVersion }, creq, asked }) => {
      if (!VERSIONS[messageVersion].deviceBindingStatus) return undefined;
      const unasked = CONSENTS.filter(([name, box]) => creq[name] !== undefined && !asked?.[box]).map(([name]) => name);
      const opened = creq.oobAppStatus !== undefined && asked?.acsUiType !== '04' && asked?.acsUiType !== '06';
      const all = [...unasked, ...(opened ? ['oobAppStatus'] : [])];
      return all.length > 0 ? fault('ELEMENT_FORMAT_INVALID', all.join(',')) : undefined;
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
      const isAbout = asked !== undefined && asked.acsUiType <= '03' && challengeNoEntry === 'Y';
      if (!isAbout || !isStrict(transaction, policy)) return undefined;
      if (challengeCancel !== undefined) return fault('ELEMENT_FORMAT_INVALID', 'challengeCancel,challengeNoEntry');
      return resendChallenge === 'Y' ? fault('ELEMENT_FORMAT_INVALID', 'resendChallenge,challengeNoEntry') : undefined;
    },
  },
  {
    name: 'an answer to what was asked',
    reasons: ['ELEMENT_FORMAT_INVALID', 'REQUIRED_ELEMENT_MISSING'],
    source: 'EMV 3DS 2.3.1, Table A.16; Table A.1, oobContinue, challengeHTMLDataEntry, infoContinueIndicator',
    find: ({ creq, asked }) => (asked === undefined ? undefined : faultOfAnswer(creq, asked)),
  },
  {
    name: 'an answer to each box',
    reasons: ['REQUIRED_ELEMENT_MISSING'],
    source: 'EMV 3DS 2.3.1, Table A.1, trustListDataEntry and deviceBindingDataEntry; 2.2.0, whitelistingDataEntry',
    find({ transaction, creq, asked, policy }) {
      const { trustList: names } = VERSIONS[transaction.messageVersion];
      if (!asked || creq.challengeCancel !== undefined) return undefined;
      // Published SDKs answer the offer of the trust list with an entry alone.
      const isBorne = creq.resendChallenge === 'Y' && !isStrict(transaction, policy);
      const elements = [
        ...(names && asked.trustList && !isBorne ? [names.dataEntry] : []),
        ...(asked.deviceBinding ? (['deviceBindingDataEntry'] as const) : []),
      ];
      const missing = elements.filter((name) => creq[name] === undefined);
      return missing.length > 0 ? fault('REQUIRED_ELEMENT_MISSING', missing.join(',')) : undefined;
    },
  },
];

/** Whether an app is held to the letter of 2.3.1. */
function isStrict({ messageVersion }: Transaction, { lenientSdks }: Policy): boolean {
  return VERSIONS[messageVersion].refusesUnasked && !lenientSdks;
}

/** The elements that answer a box, and the box. */
const CONSENTS = [
  ['trustListDataEntry', 'trustList'],
  ['deviceBindingDataEntry', 'deviceBinding'],
] as const satisfies [keyof CReq, keyof AskedOfApp][];

function faultOfAnswer(creq: CReq, { acsUiType, answers, switches }: AskedOfApp): ProtocolError | undefined {
  if (creq.challengeCancel !== undefined || creq.challengeAddCode === 'Y') return undefined;
  const missing = (name: Answer) => fault('REQUIRED_ELEMENT_MISSING', name);
  if (acsUiType === '07') return creq.infoContinueIndicator === undefined ? missing('infoContinueIndicator') : undefined;
  if (acsUiType === '06') {
    const { oobContinue, challengeHTMLDataEntry } = creq;
    if (oobContinue === undefined) return missing('oobContinue');
    // Who only comes back from the bank's app has sent no form.
    if (oobContinue === '02')
      return challengeHTMLDataEntry === undefined ? undefined : fault('ELEMENT_FORMAT_INVALID', 'challengeHTMLDataEntry');
    return challengeHTMLDataEntry === undefined && !(switches && creq.oobAppURLInd === '01')
      ? missing('challengeHTMLDataEntry')
      : undefined;
  }
  if (answers.some((name) => creq[name] !== undefined) || wantsNoEntry(creq)) return undefined;
  return acsUiType <= '03' ? fault('ELEMENT_FORMAT_INVALID', 'challengeDataEntry') : missing(answers[0] ?? 'oobContinue');
}

/** Whether a CReq wants something without an entry. Up to 2.1.0 there is no challengeNoEntry: one with nothing in it says the same. */
function wantsNoEntry({ challengeCancel, resendChallenge, challengeNoEntry, messageVersion }: CReq): boolean {
  const saysSo = challengeNoEntry === 'Y' || !VERSIONS[messageVersion].challengeNoEntry;
  return challengeCancel !== undefined || resendChallenge === 'Y' || saysSo;
}
