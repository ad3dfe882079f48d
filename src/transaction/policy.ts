import type { Automatic } from '../challenge/methods.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * The numbers and the choices that the protocol leaves open or that sources disagree on, in one visible place.
 * Times are in milliseconds.
 */
export const POLICY = {
  /** Wrong entries in one transaction, over all its steps; the last one ends it. */
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
  /** What counts as an interaction besides an entry that was judged. Sources differ on resend. */
  resendIsInteraction: true,
  /** Whether a CReq of an app in which nothing was entered counts, too. */
  noEntryIsInteraction: true,
  /** The same for "I have approved", clicked before the approval. */
  oobContinueIsInteraction: true,
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
  /** transStatusReason by cause. Published ACSs use 01 or 19 for the first two; 14 is for time-outs at the ACS alone. */
  reason: {
    ...{ triesExceeded: '19', cancelled: '01', timedOut: '14', faultInCReq: '07', timedOutAtSdk: '26' },
    ...{ stoppedByDs: '07', refused: '26', decoupledTimedOut: '24', decoupledInstead: '29', decoupledToo: '30' },
  },
  /** challengeCancel by cause (EMV 3DS 2.2.0, Table A.1); 09 and 10 take the place of 06 in 2.3.1. */
  cancel: {
    ...{ byCardholder: '01', decoupledTimedOut: '03', idle: '04', noCReq: '05', fault: '06', timedOutAtSdk: '08' },
    ...{ faultFoundBySdk: '09', faultFoundByAcs: '10' },
  },
  /** whiteListStatus and trustListStatus where the box was there and stayed empty. Published ACSs use R or N. */
  trustListDeclined: 'R' as 'R' | 'N',
  /** transStatus of the RReq where the time for decoupled authentication is over. Sources have U or N. */
  decoupledTimedOut: 'U' as 'U' | 'N',
  /** transStatus of the final CRes where the RReq could not be delivered: the true outcome, or N. */
  cresWhenUndelivered: 'outcome' as 'outcome' | 'N',
};

export type Policy = typeof POLICY;
