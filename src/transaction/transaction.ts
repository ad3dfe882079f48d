import type { MethodName } from '../challenge/methods.ts';
import type { Erro } from '../messages/types.ts';
import type { MessageVersion } from '../messages/versions.ts';
import type { Tried } from './decide.ts';
import type { ChallengeResult, OutcomeElements } from './outcome.ts';
import type { Delays } from './rule.ts';

/** What the cardholder is told at once after an entry or a click; part of the state, so that a reload shows it again. */
export type Notice = 'wrongCode' | 'codeSent' | 'codeExpired' | 'noMoreSends';

/** How a transaction ends: what the RReq says, and by it the final CRes (EMV 3DS 2.2.0, presence by outcome). */
export interface Result {
  transStatus: 'Y' | 'N' | 'U' | 'A' | 'R' | 'I' | 'S';
  transStatusReason?: string;
  challengeCancel?: string;
  /** The Erro that ended the challenge; reported since 2.3.1. */
  challengeErrorReporting?: Erro;
  /** Authentication cycles that the cardholder attempted, 0 to 99. */
  interactionCounter: number;
}

/** What the browser sent with its CReq, and what has to come back with the final CRes. */
export interface ChallengeSession {
  /** A digest of the CReq: the same one again resumes the challenge, another one does not. */
  creq: string;
  challengeWindowSize: '01' | '02' | '03' | '04' | '05';
  /** Opaque to the ACS, returned byte for byte; absent when none came. */
  threeDSSessionData?: string;
}

/** How far a challenge has come. */
export interface Progress {
  /** Index of the current step in the steps of the method; all steps before it are proven in this transaction. */
  step: number;
  wrongTries: number;
  interactions: number;
  /** Codes sent. Only the newest works. */
  sends: number;
  code?: { hash: string; sentAt: number };
  notice?: Notice;
}

/** Where a page post came from. Each page has a place of its own, so a post from an older page is known and does nothing. */
export type Place = Pick<Progress, 'step' | 'wrongTries' | 'sends'>;

export type State =
  | { name: 'awaitingCReq'; dueAt: number }
  | { name: 'challenging'; dueAt: number; session: ChallengeSession; progress: Progress }
  /** The result stands; the RReq is on its way. */
  | { name: 'ending'; result: Result; session?: ChallengeSession }
  /** `report`: whether an RReq was owed, and whether it was acknowledged. */
  | { name: 'final'; result: Result; report: 'notOwed' | 'acknowledged' | 'undelivered'; session?: ChallengeSession };

export type StateName = State['name'];

/** What the AReq said that later steps need. Nothing that a browser sends can change it. */
export interface Purchase {
  merchantName: string;
  purchaseAmount: string;
  purchaseCurrency: string;
  purchaseExponent: string;
  purchaseDate: string;
  /** The card number with all but its first six and last four digits hidden. */
  maskedCard: string;
}

export interface Transaction {
  readonly acsTransID: string;
  readonly threeDSServerTransID: string;
  readonly dsTransID: string;
  readonly messageVersion: MessageVersion;
  readonly messageCategory: string;
  readonly dsURL: string;
  readonly notificationURL: string;
  readonly browserLanguage: string;
  readonly cardHash: string;
  readonly phone: string;
  readonly purchase: Purchase;
  /** How the cardholder proves himself in a challenge; absent where the AReq was decided without one. */
  readonly method?: MethodName;
  /** The sentence that explains the decision on the AReq. */
  readonly because: string;
  /** Every rule that was asked for it, in order. */
  readonly explain?: readonly Tried[];
  /** The rule of the store that decided. */
  readonly rule?: number;
  /** What the ARes says besides its outcome, in the form of its version. */
  readonly elements?: OutcomeElements;
  /** In place of the scheme's own. */
  readonly eci?: string;
  readonly delays?: Delays;
  /** The rule of the protocol that the ARes breaks, because a tester wants it so. */
  readonly bent?: string;
  /** How the challenge ends where the cardholder did all that was asked. */
  readonly challengeResult?: ChallengeResult;
  readonly state: State;
}

/** The place of the page that is current now; undefined where no entry is awaited. */
export function placeOf({ state }: Transaction): Place | undefined {
  if (state.name !== 'challenging') return undefined;
  const { step, wrongTries, sends } = state.progress;
  return { step, wrongTries, sends };
}
