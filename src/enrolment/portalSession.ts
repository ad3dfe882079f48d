import { CODE_LIFETIME_MS, isGood, type SentCode } from './oneTimeCodes.ts';

const MINUTE = 60_000;

/** How long a session lives without a sign of life; one with rights for a bank's five minutes, and for an hour in all. */
export const IDLE_MS = { start: 30 * MINUTE, identity: 30 * MINUTE, signedIn: 5 * MINUTE } as const;
const LONGEST_MS = 60 * MINUTE;

/** The pages that say what came of a post. */
export type PortalPage = 'email' | 'identity' | 'dashboard' | 'epin' | 'phone' | 'phone-code';

/** What a page says once about the post before it. */
export interface PageNotice {
  page: PortalPage;
  /** The text, below `portal.notice` in the language catalogues. */
  name: string;
  /** Of a limit: when it ends. */
  until?: number;
  /** Whether the page has said it. */
  told?: true;
  /** What was typed, where it is safe to show it again. */
  typed?: string;
}

/** Holds only what the first page has to say. */
export interface Start {
  name: 'start';
  openedAt: number;
  notice?: PageNotice;
}

/** An e-mail address was given; the two codes prove that it is the cardholder's. */
export interface IdentityStep {
  name: 'identity';
  /** Names the way through the portal from here on; never shown. */
  flow: string;
  /** The page that it was opened from: posted twice, that page opens one session. */
  openedFrom: string;
  email: string;
  openedAt: number;
  /** How often codes were sent. */
  sends: number;
  /** Until when the page says that the codes are good: of what was sent to nobody, too. Absent where nothing could be sent. */
  codesUntil?: number;
  /** Absent when they were used or could not be sent. */
  codes?: { sms: SentCode; email: SentCode };
  notice?: PageNotice;
}

/** A number that waits for its code; the old one stays until then. */
export interface PhoneChange {
  phone: string;
  sends: number;
  code?: SentCode;
}

/** Both codes were right. */
export interface SignedIn {
  name: 'signedIn';
  flow: string;
  email: string;
  openedAt: number;
  phoneChange?: PhoneChange;
  notice?: PageNotice;
}

export type PortalSession = Start | IdentityStep | SignedIn;

/** From when on a session that is used now is over, if it is not used again. */
export function expiresAt(session: PortalSession, at: number): number {
  return Math.min(at + IDLE_MS[session.name], endsForGood(session));
}

/** When a session is over, however much it is used. */
export function endsForGood({ openedAt }: PortalSession): number {
  return openedAt + LONGEST_MS;
}

/** A code as it is kept from its sending on. */
export function sentCode(hash: string, at: number): SentCode {
  return { hash, expiresAt: at + CODE_LIFETIME_MS };
}

/** New codes take the place of the old, which are void from this moment. */
export function withCodes(session: IdentityStep, hashes: { sms: string; email: string }, at: number): IdentityStep {
  const codes = { sms: sentCode(hashes.sms, at), email: sentCode(hashes.email, at) };
  return { ...session, sends: session.sends + 1, codes, codesUntil: codes.sms.expiresAt };
}

/** What could not be sent is void: whoever holds one half of it cannot use it. */
export function neverSent({ codes: _void, codesUntil: _never, ...session }: IdentityStep): IdentityStep {
  return { ...session };
}

/** What was sent to nobody is good for nobody, and its page tells nobody so. */
export function withoutCodes({ codes: _void, ...session }: IdentityStep): IdentityStep {
  return { ...session };
}

/** The session with rights, where both codes are right; undefined otherwise, whichever is wrong. */
export function signIn(session: IdentityStep, typed: { sms: string; email: string }, at: number): SignedIn | undefined {
  const { flow, email, codes } = session;
  const sms = isGood(codes?.sms, typed.sms, at);
  const mail = isGood(codes?.email, typed.email, at);
  return sms && mail ? { name: 'signedIn', flow, email, openedAt: at } : undefined;
}

export function withNotice<S extends PortalSession>(session: S, notice: PageNotice | undefined): S {
  const { notice: _said, ...rest } = session;
  return { ...rest, ...(notice ? { notice } : {}) } as S;
}

export function withPhoneChange({ phoneChange: _before, ...session }: SignedIn, change: PhoneChange | undefined): SignedIn {
  return { ...session, ...(change ? { phoneChange: change } : {}) };
}
