import { type MessageVersion, VERSIONS } from '../messages/versions.ts';

/** A result that a tester can pick for a challenge. */
export interface Pick {
  transStatus: 'Y' | 'A' | 'N' | 'U' | 'R';
  /** The reason where the tester picks none. */
  transStatusReason?: string;
  challengeCancel?: string;
  /** Whether another reason can be picked with it. */
  anyReason?: true;
}

/** What was picked, as the result says it. */
export type PickedResult = Omit<Pick, 'anyReason'>;

/** What an RReq of the browser channel can report (codes of EMV 3DS 2.2.0, Table A.1 and transStatusReason). */
export const PICKS = {
  Y: { transStatus: 'Y' },
  A: { transStatus: 'A' },
  N: { transStatus: 'N', transStatusReason: '01', anyReason: true },
  U: { transStatus: 'U', transStatusReason: '22', anyReason: true },
  R: { transStatus: 'R', transStatusReason: '11', anyReason: true },
  cancelled: { transStatus: 'N', transStatusReason: '01', challengeCancel: '01' },
  timedOut: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' },
  failed: { transStatus: 'U', transStatusReason: '22', challengeCancel: '06' },
  unknown: { transStatus: 'N', transStatusReason: '01', challengeCancel: '07' },
} as const satisfies Record<string, Pick>;

export type PickName = keyof typeof PICKS;

/**
 * Reasons that are no pick of their own: 14 goes with a time-out alone, 24 with a decoupled challenge, 29 and 30 with
 * transStatus D.
 */
const NOT_ALONE = new Set(['14', '24', '29', '30']);

/** The values of transStatusReason that a version has and that can be picked, in order. */
export function reasonsFor(version: MessageVersion): string[] {
  const all = Array.from({ length: VERSIONS[version].lastReason }, (_, index) => String(index + 1).padStart(2, '0'));
  return all.filter((reason) => !NOT_ALONE.has(reason));
}

/**
 * What was picked, as the result says it.
 * @param name a name of PICKS
 * @param reason a transStatusReason, or empty for the usual one
 * @returns undefined where there is no such result in that version
 */
export function pickedResult(name: string, reason: string, version: MessageVersion): PickedResult | undefined {
  if (!Object.hasOwn(PICKS, name)) return undefined;
  const { anyReason, ...result }: Pick = PICKS[name as PickName];
  // The page has one list of reasons for all results: with those that have one of their own it says nothing.
  if (reason === '' || !anyReason) return result;
  return reasonsFor(version).includes(reason) ? { ...result, transStatusReason: reason } : undefined;
}
