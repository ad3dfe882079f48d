import { type DestinationStream, type Logger, pino } from 'pino';
import { maskText } from './messages/masking.ts';

/** Members whose values are never written, at whatever depth of a logged object they stand. */
const SECRET_MEMBER =
  /"(acctNumber|authenticationValue|cardSecurityCode|challengeDataEntry|challengeHTMLDataEntry|ePin|otp|sessionKey|token)":("(?:[^"\\]|\\.)*"|\d+)|"(code)":"?\d+"?/g;

/** Control characters that JSON does not escape, line separators, and marks that turn the direction of a line. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The log: JSON lines, without card numbers, codes, ePins and authentication values at every level: by name, and card
 * numbers also by their look, in whatever text they hide.
 */
export function makeLog(level: LogLevel, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { streamWrite: withoutSecrets },
    },
    destination,
  );
}

/** Works on the finished line: so it also finds what stands inside a text or at an unexpected depth. */
function withoutSecrets(line: string): string {
  const plain = line
    .replaceAll(SECRET_MEMBER, (_member, name: string | undefined, _value, code: string) => `"${name ?? code}":"[hidden]"`)
    .replaceAll(UNSEEN, '\uFFFD');
  // A time in milliseconds has 13 digits, too, hence the ISO time stamps.
  return maskText(plain, 'alone', () => '[card number]');
}

/** The line of the log that tells of lines that are missing. */
export function lostLines(lost: number, reason: string): string {
  const time = new Date().toISOString();
  const msg = `${lost} ${lost === 1 ? 'line' : 'lines'} of the log could not be written (${reason}) and ${lost === 1 ? 'is' : 'are'} lost`;
  return `${JSON.stringify({ level: 40, time, lost, reason, msg })}\n`;
}
