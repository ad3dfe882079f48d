import { type DestinationStream, type Logger, pino } from 'pino';

/** Names whose values are never written, wherever in a logged object they stand. */
const SECRET_NAMES = ['acctNumber', 'authenticationValue', 'ePin', 'otp', 'token', 'cardSecurityCode'];

/** What could be a card number. A time in milliseconds has 13 digits, too, hence the ISO time stamps. */
const CARD_NUMBER = /(?<![\w-])\d{13,19}(?![\w-])/g;

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
      redact: { paths: ['code', ...SECRET_NAMES.flatMap((name) => [name, `*.${name}`])], censor: '[hidden]' },
      hooks: { streamWrite: (line) => line.replaceAll(CARD_NUMBER, '[card number]') },
    },
    destination,
  );
}
