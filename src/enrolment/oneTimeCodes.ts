import { randomInt } from 'node:crypto';
import { sameText } from '../crypto/keys.ts';

/** A code that was sent, as it is kept. */
export interface SentCode {
  /** Keyed hash, bound to what the code was sent for. */
  hash: string;
  expiresAt: number;
}

export const CODE_LIFETIME_MS = 10 * 60_000;

/**
 * Letters and digits that nobody takes for one another, although case matters: no 0 or O, no 1, I or l, no 2 or Z, no 5 or S, no 8,
 * and of letters that look alike in both cases (c and C, w and W) the capital only.
 */
export const EMAIL_CODE_SIGNS = 'ABCDEFGHJKLMNPQRTUVWXYadefhnrt34679';

/** Eight digits for an SMS. */
export function newSmsCode(): string {
  return String(randomInt(100_000_000)).padStart(8, '0');
}

/** Six signs for an e-mail; case matters. */
export function newEmailCode(): string {
  return Array.from({ length: 6 }, () => EMAIL_CODE_SIGNS[randomInt(EMAIL_CODE_SIGNS.length)]).join('');
}

/** Whether a typed code is the one that was sent, and still good. Takes the same time whatever is wrong. */
export function isGood(sent: SentCode | undefined, typedHash: string, at: number): boolean {
  const same = sameText(sent?.hash ?? '', typedHash);
  return same && sent !== undefined && at < sent.expiresAt;
}

/** What was typed, without the spaces and dashes that are pasted along with a code. */
export function compactCode(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '');
}
