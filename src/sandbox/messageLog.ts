import type { FastifyBaseLogger } from 'fastify';

interface Line {
  messageType: string;
  threeDSServerTransID?: string | undefined;
  /** What came of it: a transStatus, an errorCode, a resultsStatus or a word. Never data of a card. */
  outcome: string;
  /** How long the answer took. */
  ms: number;
}

/** One line of log per message that a party of the sandbox dealt with. */
export function logMessage(log: FastifyBaseLogger, party: 'DS' | '3DSServer' | 'shop', line: Line): void {
  log.info({ party, ...line }, `${party} ${line.messageType}`);
}

/** The outcome of an answer, as the log names it. */
export function outcomeOfAnswer(answer: { messageType: string }): string {
  const { transStatus, errorCode, resultsStatus } = answer as Record<string, string | undefined>;
  return `${answer.messageType} ${transStatus ?? errorCode ?? resultsStatus ?? ''}`.trim();
}
