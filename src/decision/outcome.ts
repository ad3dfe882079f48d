import type { MethodName } from '../challenge/methods.ts';
import { trustElements } from '../messages/trustElements.ts';
import { type MessageVersion, VERSIONS } from '../messages/versions.ts';
import type { ChallengeResult, OutcomeElements, OwnAnswer } from './decision.ts';

/** What an ARes can say (EMV 3DS 2.3.1, Table A.1). */
export const TRANS_STATUSES = ['Y', 'A', 'N', 'U', 'R', 'I', 'C', 'D', 'S'] as const;
export type TransStatus = (typeof TRANS_STATUSES)[number];

/** What the merchant shows to the cardholder: the text alone up to 2.2.0, with logos in 2.3.1. */
export interface CardholderInfo {
  /** At most 128 characters. */
  text: string;
  issuerImage?: string;
  paymentSystemImage?: string;
}

/** An outcome as a rule, a card or a card number asks for it: the elements of an ARes, in the words of 2.3.1. */
export interface Outcome {
  transStatus: TransStatus;
  /** Two digits; with N, U, R, and A if wished. */
  transStatusReason?: string;
  transStatusReasonInfo?: string;
  cardholderInfo?: string | CardholderInfo;
  /** Becomes whiteListStatus in 2.2.0. */
  trustListStatus?: 'Y' | 'N' | 'E' | 'P' | 'R' | 'U';
  /** 01 3DS Server, 02 DS, 03 ACS; 03 if absent. */
  trustListStatusSource?: string;
  acsChallengeMandated?: 'Y' | 'N';
  acsDecConInd?: 'Y' | 'N';
  /** Two characters, in place of the scheme's own; with C and D it goes into the RReq, where that says Y or the challengeResult. */
  eci?: string;
  transChallengeExemption?: string;
  broadInfo?: Record<string, unknown>;
  /** With C: how the cardholder is challenged; the best that he is enrolled for if absent. */
  method?: MethodName;
  /** With C: the method that the cardholder may take in its place; none if absent, or where he or his app cannot use it. */
  alternative?: MethodName;
  /** With C: the address that opens the bank's app on his device; that of the issuer if absent. */
  oobAppURL?: string;
  challengeResult?: ChallengeResult;
  /** With D: what the cardholder does by himself; as the card has it if absent, else a tester answers. */
  answers?: OwnAnswer;
}

/** Members that are elements of the same name and form in every version that has them. */
const AS_THEY_ARE = [
  'transStatusReasonInfo',
  'acsChallengeMandated',
  'acsDecConInd',
  'transChallengeExemption',
  'broadInfo',
] as const;

/** @returns undefined where the outcome says nothing more */
export function outcomeElements(outcome: Outcome, version: MessageVersion): OutcomeElements | undefined {
  for (const member in outcome) if (!OF_RESULT.has(member)) return moreOf(outcome, version);
  return isBegun(outcome) && outcome.transStatusReason ? moreOf(outcome, version) : undefined;
}

/** Members that are no element, or part of the result. */
const OF_RESULT: ReadonlySet<string> = new Set([
  'transStatus',
  'transStatusReason',
  'method',
  'alternative',
  'oobAppURL',
  'challengeResult',
  'answers',
  'eci',
]);

/** An authentication that goes on after the ARes: its transaction has no result yet. */
const isBegun = ({ transStatus }: Outcome) => transStatus === 'C' || transStatus === 'D';

function moreOf(outcome: Outcome, version: MessageVersion): OutcomeElements | undefined {
  const { transStatusReason, cardholderInfo, trustListStatus, trustListStatusSource } = outcome;
  const plain = AS_THEY_ARE.filter((name) => outcome[name] !== undefined).map((name) => [name, outcome[name]]);
  const elements = {
    ...Object.fromEntries(plain),
    // Only where a tester wants what the protocol forbids; that of all others is part of the result.
    ...(isBegun(outcome) && transStatusReason ? { transStatusReason } : {}),
    ...(cardholderInfo === undefined ? {} : { cardholderInfo: inForm(cardholderInfo, version) }),
    ...(trustListStatus ? trustElements(version, trustListStatus, trustListStatusSource) : {}),
  };
  return Object.keys(elements).length > 0 ? (elements as OutcomeElements) : undefined;
}

function inForm(info: string | CardholderInfo, version: MessageVersion): string | CardholderInfo {
  if (VERSIONS[version].cardholderInfoAsObject) return typeof info === 'string' ? { text: info } : info;
  return typeof info === 'string' ? info : info.text;
}
