import type { Erro } from '../messages/types.ts';
import type { CardLock } from './cardLock.ts';
import type { ChallengeSession, Consents, Place, Result, State, StateName, Transaction, Verdict } from './transaction.ts';

/** A one-time code, made outside, for a step that may have to send one. */
export interface FreshCode {
  code: string;
  hash: string;
}

/**
 * All that can happen to a transaction once its AReq is answered. Time and randomness come with the event; so does the lock of
 * the card, as it was read, where an ePin is asked for.
 */
export type Event = { at: number; cardLock?: CardLock } & (
  | { type: 'CReq'; session: ChallengeSession; fresh: FreshCode }
  | { type: 'CReqFault'; erro: Erro }
  | { type: 'SdkErro'; erro: Erro }
  | { type: 'DsErro' }
  | { type: 'SecondAReq' }
  | ({ type: 'ePin'; place: Place; right: boolean; hash?: string; fresh: FreshCode } & Consents)
  | ({ type: 'code'; place: Place; hash: string; fresh: FreshCode } & Consents)
  | ({ type: 'answer'; place: Place; right: boolean; fresh: FreshCode } & Consents)
  | ({ type: 'pick'; place: Place; result: PickedResult } & Consents)
  | ({ type: 'oobContinue'; place: Place; fresh: FreshCode } & Consents)
  | ({ type: 'verdict'; verdict: Verdict; fresh: FreshCode } & Consents)
  | ({ type: 'malformed'; place: Place } & Consents)
  | { type: 'noEntry'; place: Place }
  | { type: 'resend'; place: Place; fresh: FreshCode }
  /** `hash`: of the code that did not leave. */
  | { type: 'codeNotSent'; hash: string }
  | { type: 'close'; place: Place }
  /** He takes the other method that is offered. */
  | { type: 'alternative'; place: Place; fresh: FreshCode }
  /** He has read what an app told him before the challenge ends. */
  | { type: 'informed'; place: Place }
  | { type: 'cancel'; place: Place; challengeCancel?: string }
  | { type: 'deadline' }
  | { type: 'RRes' }
  | { type: 'RReqFailed' }
  | { type: 'RReqUnreached' }
);

/** A result that a tester picked. */
type PickedResult = Pick<Result, 'transStatus' | 'transStatusReason' | 'challengeCancel'>;

/** What the cardholder is sent. */
export type Sending = { kind: 'sms'; code: string } | { kind: 'email'; code: string } | { kind: 'push' };

/** What has to be done outside. It is saved with the state and then carried out. */
export type Errand = Sending | { kind: 'rreq' /** How long it is held back on purpose. */; afterMs?: number };

/** What follows from a step. `trust` and `bind` are done as it is saved: merchant and device are known from that moment. */
export type Effect = Errand | { kind: 'trust' } | { kind: 'bind' };

export interface Step {
  transaction: Transaction;
  effects: readonly Effect[];
  /** What the lock of the ePin is after one was judged. */
  cardLock?: CardLock;
}

export type In<S extends StateName> = Transaction & { state: State & { name: S } };
export type Of<E extends Event['type']> = Event & { type: E };
