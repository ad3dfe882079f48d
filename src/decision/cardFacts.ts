import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { DecoupledFacts, MethodDataState } from './decision.ts';
import type { Outcome } from './outcome.ts';
import type { SpcVerdict } from './spc.ts';
import type { TrustStatus } from './statuses.ts';

/** An earlier transaction, as this ACS knows it: of another card, one that ended in D to go on decoupled, any other, or none. */
export type PriorTransaction = 'otherCard' | 'goesOnDecoupled' | 'known' | 'unknown';

/** What a decision needs to know of the card. */
export interface CardFacts {
  /** For good. */
  blocked: boolean;
  /** The answer of the issuer's policy while too many wrong ePins lock the card. */
  locked?: { transStatus: 'N' | 'U' | 'R'; transStatusReason: string };
  /** What the card is made for, whoever holds it. */
  outcome?: Outcome;
  /** Where that stands, or why the number says nothing; `the card is scripted to this outcome` if absent. */
  scripted?: string;
  /** Whatever stands for it; absent where none is enrolled. */
  ePin?: string;
  /** Where codes by e-mail go. */
  email?: string;
  /** How its cardholder is challenged, where the card or he himself is set to one method. */
  method?: MethodName;
  /** What comes of the method `automatic`. */
  automatic?: Automatic;
  /** Absent where it is not authenticated apart from the purchase. */
  decoupled?: DecoupledFacts;
  /** What the 3DS Method has told of the browser. */
  methodData?: MethodDataState;
  /** The keyed hash of the number; absent where no rule is about a card. */
  cardHash?: string;
  /** What came of the assertion that answers an ARes with S; absent where the AReq brings none. */
  spc?: SpcVerdict;
  /** What the transaction is that a 3RI names as the one before it (threeDSReqPriorRef); absent where it names none. */
  prior?: PriorTransaction;
  /** What the trust list of the issuer says of the merchant; absent where the version has none. */
  trustList?: TrustStatus;
  /** Whether the device of the AReq is bound to the card: 01 no, 02 the issuer binds none, 14 yes; absent where the version cannot say it. */
  deviceBinding?: '01' | '02' | '14';
}
