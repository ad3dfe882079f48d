import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { JsonPatch } from '../messages/patch.ts';
import type { ARes } from '../messages/types.ts';

// The value that deciding an AReq hands on: all that the life of a transaction knows of it.

/** One source that was asked for the outcome of an AReq. */
export interface Tried {
  /** E.g. `one-shot rule 12`, `card`, `issuer: blocked card`. */
  rule: string;
  verdict: 'decided' | 'passed over' | 'does not apply';
  /** What does not fit, or the rule of the protocol that stands against it. */
  why?: string;
}

/** The answer to an AReq, with the sentence that explains it. */
export type Decision = {
  because: string;
  /** All sources that were asked, in their order; the last one decided. */
  explain?: readonly Tried[];
  /** The rule of the store that decided. */
  rule?: number;
  elements?: OutcomeElements;
  eci?: string;
  delays?: Delays;
  faults?: Faults;
  /** The rule of the protocol that the answer breaks, as the tester wants it. */
  bent?: string;
} & (
  | {
      transStatus: 'C';
      method: MethodName;
      /** What the cardholder may take in its place. */
      alternative?: MethodName;
      /** The address that opens the bank's app on his device. */
      oobAppURL?: string;
      automatic?: Automatic;
      challengeResult?: ChallengeResult;
    }
  | { transStatus: 'D'; answers?: OwnAnswer; challengeResult?: ChallengeResult }
  | { transStatus: 'Y' | 'I' | 'S' }
  | { transStatus: 'A'; transStatusReason?: string }
  | { transStatus: 'N' | 'U' | 'R'; transStatusReason: string }
);

/** What the cardholder does by himself where he is authenticated decoupled. */
export interface OwnAnswer {
  answer: 'approved' | 'refused';
  afterSeconds: number;
}

/** How a card is authenticated apart from the purchase, by the issuer's own means (EMV 3DS 2.2.0, decoupled). */
export interface DecoupledFacts {
  /** `needed`: in no other way; `possible`: where the requestor asks for it. */
  is: 'needed' | 'possible';
  /** Minutes that the cardholder has to have; with fewer the ACS does not try. */
  minutes?: number;
  /** The cardholder answers by himself after so many seconds; otherwise a tester does. */
  answers?: OwnAnswer;
  /** Also after a challenge that was completed, where the requestor allows it (transStatusReason 30). */
  afterChallenge?: boolean;
}

/** How a challenge or a decoupled authentication ends in which the cardholder did all that was asked of him: written by the tester, in place of Y. */
export interface ChallengeResult {
  transStatus: 'Y' | 'A' | 'N' | 'U' | 'R';
  /** Two digits; with N, U and R. */
  transStatusReason?: string;
  /** Two digits; with N and U. */
  challengeCancel?: string;
}

/** The elements of an ARes that an outcome gives besides transStatus, its reason and its proof, in the form of a version. */
export type OutcomeElements = Partial<
  Pick<
    ARes,
    | 'transStatusReason'
    | 'transStatusReasonInfo'
    | 'cardholderInfo'
    | 'whiteListStatus'
    | 'whiteListStatusSource'
    | 'trustListStatus'
    | 'trustListStatusSource'
    | 'acsChallengeMandated'
    | 'acsDecConInd'
    | 'transChallengeExemption'
    | 'broadInfo'
    | 'deviceBindingStatus'
    | 'deviceBindingStatusSource'
    | 'cardSecurityCodeStatus'
    | 'cardSecurityCodeStatusSource'
    | 'spcTransData'
    | 'webAuthnCredList'
  >
>;

/** How long an answer is held back, in milliseconds. */
export interface Delays {
  /** Of real time, with the connection held. */
  aresMs?: number;
  /** By the clock of the simulator. */
  rreqMs?: number;
  /** The final one, with the connection held, of real time. */
  cresMs?: number;
}

/** What the DS gets in place of the ARes. */
export type InsteadOfARes = 'drop' | 'reset' | 'http500' | 'truncated' | 'contentType' | 'erro';

/** What is wrong with the pages of a challenge. */
export type PageFault = 'frameDenied' | 'oversize' | 'http500';

/**
 * What a tester has done wrong to one transaction, on purpose. Nothing here touches the outcome: it stands, is kept and is
 * reported as ever, and what leaves is bent at the rim.
 */
export interface Faults {
  /** `errorCode`: of the Erro in place of the ARes; 404 if absent. */
  ares?: { patch?: JsonPatch; instead?: InsteadOfARes; errorCode?: string };
  rreq?: { patch?: JsonPatch; send?: 'never' | 'twice' };
  /** The final CRes, of browsers and apps. */
  cres?: { patch?: JsonPatch; send?: 'never' };
  /** Each CRes of an app that shows a step. */
  stepCRes?: { patch?: JsonPatch };
  erro?: { patch?: JsonPatch };
  /** Of each page in a browser. */
  page?: PageFault;
}

/**
 * What the ACS had of the 3DS Method when the AReq came: `present`: the browser's data; `late`: the page was asked for, and
 * its data had not come; `absent`: nothing.
 */
export type MethodDataState = 'present' | 'late' | 'absent';

/** What both sides say of the 3DS Method. */
export interface ThreeDSMethod {
  /** As the 3DS Server has it: Y completed, N not in time, U there is none for the card range. */
  threeDSCompInd: 'Y' | 'N' | 'U';
  methodData: MethodDataState;
  /** What was done to it on purpose; absent where it was as it should be. */
  mark?: string;
}
