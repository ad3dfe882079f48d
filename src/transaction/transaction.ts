import type { AcsRendering } from '../challenge/appUi.ts';
import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { ChallengeResult, Delays, Faults, OutcomeElements, ThreeDSMethod, Tried } from '../decision/decision.ts';
import type { Erro } from '../messages/types.ts';
import type { MessageVersion } from '../messages/versions.ts';

/** What the cardholder said in the bank's app, or a tester in his place. */
export type Verdict = 'approved' | 'refused';

/** What ends decoupled authentication. */
export type DecoupledAnswer = Verdict | 'timedOut';

/** What the cardholder is told at once after an entry or a click; part of the state, so that a reload shows it again. */
export type StepNotice =
  | 'wrongCode'
  | 'codeSent'
  | 'codeNotSent'
  | 'codeExpired'
  | 'noMoreSends'
  | 'wrongEntries'
  | 'notApproved'
  | 'ePinShut';

/** What the cardholder ticks besides his entry; absent where he was not asked. */
export interface Consents {
  /** The merchant is to be on his trust list. */
  trusts?: boolean;
  /** His device is to be remembered. */
  binds?: boolean;
}

/** How a transaction ends: what the RReq says, and by it the final CRes (EMV 3DS 2.2.0, presence by outcome). */
export interface Result {
  transStatus: 'Y' | 'N' | 'U' | 'A' | 'R' | 'I' | 'D' | 'S';
  transStatusReason?: string;
  challengeCancel?: string;
  /** The Erro that ended the challenge; reported since 2.3.1. */
  challengeErrorReporting?: Erro;
  /** What came of the offer to trust the merchant (whiteListStatus of 2.2.0, trustListStatus of 2.3.1); absent without one. */
  trustListStatus?: 'Y' | 'N' | 'R';
  /** What came of the offer to remember the device (2.3.1): 14 bound by its static data, 04 rejected; absent without one. */
  deviceBindingStatus?: '14' | '04';
  /** Authentication cycles that the cardholder attempted, 0 to 99: what he submitted, be it right, wrong, empty or malformed. */
  interactionCounter: number;
  /** The cardholder refused in the app of his bank; to the DS the same as too many tries. */
  refused?: true;
  /** What it was, before the DS could not be told of it (Req 240): transStatus is U since. */
  withheld?: { transStatus: Result['transStatus']; transStatusReason?: string };
  /** The lock of the card ended it: too many wrong ePins in a row, in this and in other transactions. */
  cardLocked?: true;
}

/** What the browser sent with its CReq, and what has to come back with the final CRes. */
export interface BrowserSession {
  /** A digest of the CReq: the same one again resumes the challenge, another one does not. */
  creq: string;
  challengeWindowSize: '01' | '02' | '03' | '04' | '05';
  /** Opaque to the ACS, returned byte for byte; absent when none came. */
  threeDSSessionData?: string;
}

/** Where the talk with an app stands. */
export interface AppSession {
  /** CReqs taken: the next one has this sdkCounterStoA. */
  creqs: number;
}

export type ChallengeSession = BrowserSession | AppSession;

/** What a challenge in an app needs besides. */
export interface AppSide {
  sdkTransID: string;
  acsRenderingType: AcsRendering;
  /** What the SDK can show; absent in transactions of older versions of this program. */
  sdkUiType?: readonly string[];
  /** How the device is held: 01 upright, as if absent, 02 lying. */
  deviceUserInterfaceMode?: '01' | '02';
  /** Whether its CReqs have to be encrypted by A128GCM: those of a split SDK. */
  needsGcm?: true;
  /** The key of CReq and CRes, sealed; gone once the transaction is final. */
  sessionKey?: string;
}

/** How far a challenge has come, and what was ticked on the page before. */
export interface Progress extends Consents {
  /** Index of the current step in the steps of the method; all steps before it are proven in this transaction. */
  step: number;
  wrongTries: number;
  interactions: number;
  /** Codes that were to be sent. Only the newest works. */
  sends: number;
  /** How many of them could not be sent; absent where all could. */
  failedSends?: number;
  code?: { hash: string; sentAt: number };
  /**
   * Submissions that there was nothing to judge in: nothing entered, an entry not of the form that is asked for, "I have approved"
   * clicked too early. With the wrong ones they count towards the maximum.
   */
  looks?: number;
  /** Changes to the other method: each makes another page, and none is a try. */
  switches?: number;
  /** What was decided in the bank's app, until the SDK asks for it. */
  verdict?: Verdict;
  /** A step of this round was wrong, or its card is locked; he is told at its end, and not which (hidesFactor). */
  spoiled?: 'wrong' | 'locked';
  notice?: StepNotice;
  /** In an app: the result that stands as soon as he has read what is told before (2.3.1, Req 461). */
  ending?: Result;
}

/**
 * Where a page post came from. Each page has a place of its own, so a post from an older page is known and does nothing. In an
 * app each CReq has one, by its counter.
 */
export type Place = Pick<Progress, 'step' | 'wrongTries' | 'sends' | 'looks'> & Partial<AppSession>;

export type State =
  | { name: 'awaitingCReq'; dueAt: number }
  /** Its ARes said S: waits for the AReq that says what came of Secure Payment Confirmation. */
  | { name: 'awaitingSecondAReq'; dueAt: number; transStatusReason?: string }
  /** Waits for the cardholder elsewhere; `atDue`: what has come of it when the time is there. */
  | { name: 'decoupled'; dueAt: number; atDue: DecoupledAnswer }
  | { name: 'challenging'; dueAt: number; session: ChallengeSession; progress: Progress }
  /** The result stands; the RReq is on its way. */
  | { name: 'ending'; result: Result; session?: ChallengeSession }
  /**
   * `report`: whether an RReq was owed, and whether it was acknowledged. One that could not be delivered may be later, when the
   * cardholder has been sent on: `late`.
   */
  | {
      name: 'final';
      result: Result;
      report: 'notOwed' | 'acknowledged' | 'undelivered';
      late?: true;
      session?: ChallengeSession;
    };

export type StateName = State['name'];

/** What the AReq said that later steps need. Nothing that a browser sends can change it. */
export interface PurchaseFacts {
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
  readonly deviceChannel: string;
  readonly dsURL: string;
  readonly notificationURL: string;
  /** What the browser prefers; in an app, what its device is set to. */
  readonly browserLanguage: string;
  /** In a browser: what was known of the 3DS Method when the AReq came. */
  readonly threeDSMethod?: ThreeDSMethod;
  readonly cardHash: string;
  /** Name of the scheme of the card. */
  readonly scheme: string;
  /** What a scheme may give an ECI of its own; absent for everything else. */
  readonly purpose?: 'dataOnly' | 'recurring';
  readonly phone: string;
  /** Absent in transactions of older versions of this program. */
  readonly email?: string;
  /** Who asks, as the DS registered him; with the card, the key of the trust list. */
  readonly threeDSRequestorID?: string;
  readonly purchase: PurchaseFacts;
  /** How the cardholder proves himself in a challenge; absent where the AReq was decided without one. */
  readonly method?: MethodName;
  /** Its ARes said S: Secure Payment Confirmation. */
  readonly confirmsPayment?: true;
  /** What he may take in its place, once or more often; the two change places then. */
  readonly alternative?: MethodName;
  /** The address that opens the bank's app on his device. */
  readonly oobAppURL?: string;
  /** What comes of the method `automatic`. */
  readonly automatic?: Automatic;
  /** Whether the cardholder is asked if he trusts the merchant. */
  readonly offersTrustList?: true;
  /** Whether he is asked if his device is to be remembered. */
  readonly offersDeviceBinding?: true;
  /** The keyed hash of what is known of his device (2.3.1); absent where nothing is. */
  readonly deviceHash?: string;
  /** Nothing tells which factor was wrong (RTS (EU) 2018/389, art. 4(3)(a)): all are asked for, then judged together. */
  readonly hidesFactor?: true;
  /** Where the requestor takes a challenge that ends in D, decoupled authentication after it: when it does. */
  readonly fallback?: 'whenCancelled' | 'always';
  /** Of a challenge in an app. */
  readonly app?: AppSide;
  /** Of decoupled authentication that an app asked for: its RReq names the SDK, too. */
  readonly sdkTransID?: string;
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
  /** What is done wrong to it on purpose. */
  readonly faults?: Faults;
  /** The rule of the protocol that the ARes breaks, because a tester wants it so. */
  readonly bent?: string;
  /** How the challenge ends where the cardholder did all that was asked. */
  readonly challengeResult?: ChallengeResult;
  readonly state: State;
}

/** The wording of what the cardholder reads: that of a payment, or that of a request without one (messageCategory 02). */
export function wordingOf({ messageCategory }: Transaction): 'payment' | 'nonPayment' {
  return messageCategory === '02' ? 'nonPayment' : 'payment';
}

/**
 * Whether a browser has opened its challenge, by its CReq. No other transaction has a page, or a CRes that a page could bring to the
 * merchant: not one that was decided at once, one that goes on decoupled or in an app, nor one that no CReq came for.
 */
export function isOpenedByBrowser({ state }: Transaction): boolean {
  return 'session' in state && state.session !== undefined && 'creq' in state.session;
}

/** The place of the page that is current now; undefined where no entry is awaited. An app has one from the start. */
export function placeOf({ state, app }: Transaction): Place | undefined {
  if (state.name === 'awaitingCReq' && app) return { step: 0, wrongTries: 0, sends: 0, creqs: 0 };
  if (state.name !== 'challenging') return undefined;
  const { step, wrongTries, sends, looks: looked = 0, switches = 0 } = state.progress;
  const looks = looked + switches;
  const creqs = 'creqs' in state.session ? { creqs: state.session.creqs } : {};
  return { step, wrongTries, sends, ...(looks ? { looks } : {}), ...creqs };
}
