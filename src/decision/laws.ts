import { suitsLimitedSdk } from '../challenge/methods.ts';
import { type AskedStatus, askedStatusOf, CONDITIONS_OF_ARES } from '../messages/statusConditions.ts';
import { knowsReason, reasonIn } from '../messages/transStatusReason.ts';
import type { AReq } from '../messages/types.ts';
import { isSupported, type MessageVersion, SUPPORTED_VERSIONS, VERSIONS } from '../messages/versions.ts';
import type { ChallengeResult } from './decision.ts';
import type { Outcome, TransStatus } from './outcome.ts';

/** What an AReq asks, as far as the protocol ties an outcome to it. */
export interface Asked extends AskedStatus {
  /** 01 payment, 02 non-payment. */
  messageCategory: string;
  /** Whether this AReq reports what came of Secure Payment Confirmation. */
  isAfterSpc: boolean;
  /** Whether it names an amount and a currency, or is a non-payment, which pays 0. */
  hasPurchase: boolean;
  /** Whether the SDK is a limited split one. */
  isOfLimitedSdk: boolean;
}

export function askedOf(areq: AReq): Asked {
  if (!isSupported(areq.messageVersion)) throw new Error(`a message of version ${areq.messageVersion} was let in`);
  return {
    ...askedStatusOf(areq),
    messageCategory: areq.messageCategory,
    isAfterSpc: reportsSpc(areq),
    hasPurchase: areq.messageCategory === '02' || Boolean(areq.purchaseAmount && areq.purchaseCurrency),
    isOfLimitedSdk: isOfLimitedSdk(areq),
  };
}

/** Whether the SDK says that it is a limited split one, which there is since 2.3.1. */
export function isOfLimitedSdk({ messageVersion, deviceChannel, sdkType, splitSdkType }: AReq): boolean {
  const isSplit = VERSIONS[messageVersion].sdkTypes && deviceChannel === '01' && sdkType === '02';
  return isSplit && splitSdkType?.limitedInd === 'Y';
}

/** The second AReq of Secure Payment Confirmation: with the assertion (method 09), or with why there is none (2.3.1). */
export function reportsSpc(areq: AReq): boolean {
  if (!VERSIONS[areq.messageVersion].spc) return false;
  const methods = [areq.threeDSRequestorAuthenticationInfo ?? []].flat().map(({ threeDSReqAuthMethod }) => threeDSReqAuthMethod);
  return areq.spcIncompInd !== undefined || methods.includes('09');
}

/** An outcome of a card, which has to be one in every version: a reason that came later is said in the words of the version. */
export function fitToVersion<O extends Outcome>(outcome: O, version: MessageVersion): O {
  const { transStatusReason: reason, challengeResult: result } = outcome;
  if (!reason && !result) return outcome;
  const inWords = <T>(of: T, code: string | undefined) => (code ? { ...of, transStatusReason: reasonIn(version, code) } : of);
  const fit = inWords(outcome, reason);
  return result ? { ...fit, challengeResult: inWords(result, result.transStatusReason) } : fit;
}

/** A rule of the protocol: what it is about, what it says, and which outcomes break it. */
export interface Law {
  /** The member of the outcome. */
  field: string;
  says: string;
  breaks(outcome: Outcome, asked: Asked): boolean;
}

export const WITH_REASON: readonly string[] = ['N', 'U', 'R'];
const OF_CHALLENGE: readonly string[] = ['C', 'D'];

/** The last transStatusReason of each version, oldest first. */
const LAST_REASONS = SUPPORTED_VERSIONS.toReversed()
  .map((version) => `${version}: 01 to ${VERSIONS[version].lastReason}`)
  .join(', ');

/** EMV 3DS 2.1.0, 2.2.0 and 2.3.1, Tables A.1 and B.2: what an ARes may say to what was asked. */
export const LAWS: readonly Law[] = [
  {
    field: 'transStatus',
    says: 'I and D came with 2.2.0, S with 2.3.1',
    breaks: ({ transStatus }, { messageVersion }) => !VERSIONS[messageVersion].transStatuses.includes(transStatus),
  },
  ...CONDITIONS_OF_ARES.map(
    ({ transStatus: status, says, holds }): Law => ({
      field: 'transStatus',
      says,
      breaks: ({ transStatus }, asked) => transStatus === status && !holds(asked),
    }),
  ),
  {
    field: 'transStatus',
    says: 'S of a payment shows an amount: the AReq has to hold purchaseAmount and purchaseCurrency',
    breaks: ({ transStatus }, { hasPurchase }) => transStatus === 'S' && !hasPurchase,
  },
  {
    field: 'transStatus',
    says: 'S is answered once: the AReq that reports what came of it gets an outcome',
    breaks: ({ transStatus }, { isAfterSpc }) => transStatus === 'S' && isAfterSpc,
  },
  {
    field: 'transStatusReason',
    says: 'N, U and R say why: a transStatusReason is required',
    breaks: ({ transStatus, transStatusReason }) => WITH_REASON.includes(transStatus) && !transStatusReason,
  },
  {
    field: 'transStatusReason',
    says: 'only N, U, R and A have a transStatusReason',
    breaks: ({ transStatus, transStatusReason }) => Boolean(transStatusReason) && !['N', 'U', 'R', 'A'].includes(transStatus),
  },
  {
    field: 'transStatusReason',
    says: `a transStatusReason is one of the version (${LAST_REASONS}) or of the DS (80 to 99)`,
    breaks: ({ transStatusReason: reason }, { messageVersion }) => Boolean(reason) && !knowsReason(messageVersion, reason ?? ''),
  },
  {
    field: 'transStatusReasonInfo',
    says: 'transStatusReasonInfo came with 2.3.1, and explains a transStatusReason',
    breaks: ({ transStatusReason: reason, transStatusReasonInfo: info }, { messageVersion }) =>
      info !== undefined && (!reason || !VERSIONS[messageVersion].transStatusReasonInfo),
  },
  {
    field: 'cardholderInfo',
    says: 'cardholderInfo goes with an outcome that has no challenge window (not C, not S), and in 2.1.0 not with 3RI',
    breaks: ({ transStatus, cardholderInfo }, { messageVersion, deviceChannel }) =>
      cardholderInfo !== undefined &&
      (transStatus === 'C' || transStatus === 'S' || (deviceChannel === '03' && !VERSIONS[messageVersion].cardholderInfoIn3RI)),
  },
  {
    field: 'trustListStatus',
    says: 'trustListStatus came with 2.2.0 (as whiteListStatus), and its source goes with it',
    breaks: ({ trustListStatus: status, trustListStatusSource: source }, { messageVersion }) =>
      status === undefined ? source !== undefined : !VERSIONS[messageVersion].trustList,
  },
  {
    field: 'acsChallengeMandated',
    says: 'acsChallengeMandated goes with C and D',
    breaks: ({ transStatus, acsChallengeMandated }) => acsChallengeMandated !== undefined && !OF_CHALLENGE.includes(transStatus),
  },
  {
    field: 'acsDecConInd',
    says: 'acsDecConInd came with 2.2.0; Y goes with D, N with all others',
    breaks: ({ transStatus, acsDecConInd }, { messageVersion }) =>
      acsDecConInd !== undefined && (!VERSIONS[messageVersion].acsDecConInd || (acsDecConInd === 'Y') !== (transStatus === 'D')),
  },
  {
    field: 'eci',
    says: 'S has no eci',
    breaks: ({ transStatus, eci }) => eci !== undefined && transStatus === 'S',
  },
  {
    field: 'transChallengeExemption',
    says: 'transChallengeExemption came with 2.3.1',
    breaks: ({ transChallengeExemption }, { messageVersion }) =>
      transChallengeExemption !== undefined && !VERSIONS[messageVersion].transChallengeExemption,
  },
  {
    field: 'broadInfo',
    says: 'broadInfo has at most 4096 characters of JSON, and in 2.3.1 category, severity, recipients and source',
    breaks: ({ broadInfo }, { messageVersion }) =>
      broadInfo !== undefined &&
      (JSON.stringify(broadInfo).length > 4096 || (VERSIONS[messageVersion].structuredBroadInfo && !isStructured(broadInfo))),
  },
  {
    field: 'method',
    says: 'a method goes with C',
    breaks: ({ transStatus, method }) => method !== undefined && transStatus !== 'C',
  },
  {
    field: 'method',
    says: 'a limited split SDK (splitSdkType.limitedInd Y) is asked for no static passcode and no knowledge (authenticationMethod 01 and 06)',
    breaks: ({ method }, { isOfLimitedSdk }) => isOfLimitedSdk && method !== undefined && !suitsLimitedSdk(method),
  },
  {
    field: 'answers',
    says: 'answers, what the cardholder does by himself, goes with D',
    breaks: ({ transStatus, answers }) => answers !== undefined && transStatus !== 'D',
  },
  {
    field: 'challengeResult',
    says: 'a challengeResult goes with C and D',
    breaks: ({ transStatus, challengeResult }) => challengeResult !== undefined && !OF_CHALLENGE.includes(transStatus),
  },
  {
    field: 'challengeResult.transStatusReason',
    says: 'in the RReq N, U and R have a transStatusReason of the version, Y and A have none',
    breaks: ({ challengeResult: result }, { messageVersion }) =>
      result !== undefined &&
      (WITH_REASON.includes(result.transStatus)
        ? !knowsReason(messageVersion, result.transStatusReason ?? '')
        : result.transStatusReason !== undefined),
  },
  {
    field: 'challengeResult.challengeCancel',
    says: 'challengeCancel goes with N and U, and has a code of the version (01, 04 to 08; 03 with D alone); with reason 14 it is 04 or 05, but 03 for D before 2.3.1',
    breaks: ({ transStatus, challengeResult: result }, { messageVersion }) =>
      result !== undefined && isCancelWrong(result, transStatus, messageVersion),
  },
];

/** challengeCancel beside transStatusReason 14, of a challenge. */
const TIME_OUTS: readonly string[] = ['04', '05'];

function isCancelWrong(result: ChallengeResult, after: TransStatus, version: MessageVersion): boolean {
  const { transStatus, transStatusReason, challengeCancel } = result;
  const timeOuts = after === 'D' ? VERSIONS[version].timeOutsOfDecoupled : TIME_OUTS;
  if (transStatusReason === '14' && !timeOuts.includes(challengeCancel ?? '')) return true;
  if (challengeCancel === '03' && after !== 'D') return true;
  return (
    challengeCancel !== undefined && !(VERSIONS[version].cancels.includes(challengeCancel) && ['N', 'U'].includes(transStatus))
  );
}

const codes = (last: number) => Array.from({ length: last }, (_, index) => `0${index + 1}`);

function isStructured({ category, severity, recipients, source, description, expDate }: Record<string, unknown>): boolean {
  const isCode = (value: unknown, last: number) => (codes(last) as unknown[]).includes(value);
  return (
    isCode(category, 6) &&
    isCode(severity, 4) &&
    isCode(source, 3) &&
    Array.isArray(recipients) &&
    recipients.length >= 1 &&
    recipients.length <= 3 &&
    recipients.every((recipient) => isCode(recipient, 4)) &&
    (description === undefined || (typeof description === 'string' && description.length >= 1 && description.length <= 4000)) &&
    (expDate === undefined || (typeof expDate === 'string' && /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(expDate)))
  );
}

/** The first rule of the protocol that an outcome breaks as the answer to what was asked; undefined if it is legal. */
export function findBrokenLaw(outcome: Outcome, asked: Asked): Law | undefined {
  return LAWS.find((law) => law.breaks(outcome, asked));
}
