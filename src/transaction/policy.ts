import type { Automatic } from '../challenge/methods.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * The numbers and the choices that the protocol leaves open or that sources disagree on, in one visible place.
 * Times are in milliseconds.
 */
export const POLICY = {
  /**
   * The maximum of challenges (Req 61, 123): submissions in one transaction, over all its steps, that did not lead on, be they
   * wrong, empty, not of the form that is asked for, or "I have approved" too early. The last one ends it.
   */
  maxTries: 3,
  /** Wrong ePins in a row that lock a card, and for how long; the issuer profile may say otherwise. */
  cardLock: { maxWrongEPins: 5, lockMs: 30 * MINUTE },
  /**
   * The answer to an AReq for a locked card, unless the issuer profile says otherwise: as for a blocked one. The reason is
   * legal in every version.
   */
  lockedCard: { transStatus: 'N', transStatusReason: '12' } as { transStatus: 'N' | 'U' | 'R'; transStatusReason: string },
  /** Codes in one transaction: the first and three more. */
  maxSends: 4,
  /** Codes that could not be sent: they do not count as sent, but a broken way out is not tried for ever. */
  maxFailedSends: 10,
  codeLifetimeMs: 10 * MINUTE,
  /** First CReq after the ARes (EMV 3DS 2.2.0, Req 219 to 221). */
  firstCReqMs: 30 * SECOND,
  /** Between two pages of a challenge (EMV 3DS 2.2.0, Req 226, 227). */
  idleMs: 10 * MINUTE,
  /** From an ARes with S to the AReq that says what came of it (EMV 3DS 2.3.1, Req 452, 453). */
  secondAReqMs: 10 * MINUTE,
  /** Whether asking for a new code counts as an interaction: nothing is submitted with it. Published ACSs differ. */
  resendIsInteraction: false,
  /** The method `automatic`, where neither card nor decision says otherwise. */
  automatic: { transStatus: 'Y', afterMs: 2 * SECOND } as Automatic,
  /**
   * What an Erro 402 of an SDK is: an error like any other (5.9.5: U), or, as the name of challengeCancel 08 has it and published
   * ACSs report it, its own time-out (N, 26, 08).
   */
  timeOutOfSdk: 'error' as 'error' | 'timedOut',
  /**
   * What comes of a message that names a challenge in an app by its acsTransID alone, neither encrypted with its key nor naming
   * another id of it. By the letter of 5.9.5 it ends the challenge, which anybody could then do who has seen an acsTransID.
   */
  unproven: 'goesOn' as 'goesOn' | 'ends',
  /**
   * transStatusReason by cause. Published ACSs use 01 or 19 for the first two; 14 is for time-outs at the ACS alone. Since 2.3.1 a
   * cancel is a failed attempt (Req 123). A refusal in the app of the bank ends a challenge as one that failed (Req 61).
   */
  reason: {
    ...{
      triesExceeded: '19',
      cancelled: '01',
      cancelledAttempt: '19',
      refusedInChallenge: '19',
      timedOut: '14',
      faultInCReq: '07',
      timedOutAtSdk: '26',
    },
    ...{
      stoppedByDs: '07',
      undelivered: '22',
      refused: '26',
      decoupledTimedOut: '24',
      decoupledInstead: '29',
      decoupledToo: '30',
    },
  },
  /** challengeCancel by cause (EMV 3DS 2.2.0, Table A.1); 09 and 10 take the place of 06 in 2.3.1. */
  cancel: {
    ...{ byCardholder: '01', decoupledTimedOut: '03', idle: '04', noCReq: '05', fault: '06', timedOutAtSdk: '08' },
    ...{ faultFoundBySdk: '09', faultFoundByAcs: '10' },
  },
  /** Whether an app is told of decoupled authentication on a page of its own before the challenge ends in D (2.3.1, Req 461). */
  informsOfFallback: true as boolean,
  /** whiteListStatus and trustListStatus where the box was there and stayed empty. Published ACSs use R or N. */
  trustListDeclined: 'R' as 'R' | 'N',
  /**
   * What an RReq says in 2.3.1 once the DS could not be connected with twice: U until it is delivered (Req 240), or the same as at
   * first, as in older versions.
   */
  undelivered: 'U' as 'U' | 'kept',
  /**
   * Whether an app may do in 2.3.1 what published SDKs do, against Table A.16 and the condition of trustListDataEntry:
   * challengeNoEntry beside a cancel or a resend, and a resend that leaves the offer of the trust list unanswered.
   */
  lenientSdks: false,
  /** transStatus of the RReq where the time for decoupled authentication is over. Sources have U or N. */
  decoupledTimedOut: 'U' as 'U' | 'N',
  /** transStatus of the final CRes where the RReq could not be delivered: the true outcome, or N. */
  cresWhenUndelivered: 'outcome' as 'outcome' | 'N',
};

export type Policy = typeof POLICY;
