import type { FastifyBaseLogger } from 'fastify';
import { ruleOfErro } from '../messages/errors.ts';
import { objectOf } from '../messages/subject.ts';

interface Line {
  messageType: string;
  threeDSServerTransID?: string | undefined;
  /** What came of it: a transStatus, an errorCode, a resultsStatus or a word. Never data of a card. */
  outcome: string;
  /** How long the answer took. */
  ms: number;
  /** The Erro, where one was the answer: what it names, and by which rule. */
  refusal?: Refusal | undefined;
}

interface Refusal {
  errorDetail: string;
  rule?: string | undefined;
}

/** One line of log per message that a party of the sandbox dealt with. */
export function logMessage(log: FastifyBaseLogger, party: 'DS' | '3DSServer' | 'shop', { refusal, ...line }: Line): void {
  log.info({ party, ...line, ...refusal }, `${party} ${line.messageType}`);
}

/** What a line of log says of an answer that is an Erro. */
export function refusalOf(answer: object): Refusal | undefined {
  const { messageType, errorDetail } = answer as Record<string, unknown>;
  return messageType === 'Erro' ? { errorDetail: String(errorDetail), rule: ruleOfErro({ ...answer }) } : undefined;
}

/** The messageType that was sent, where it is one; else what the address is for. */
export function typeOf(raw: string, usual: string): string {
  const { messageType } = objectOf(raw);
  return typeof messageType === 'string' && /^[A-Z][A-Za-z]{3}$/.test(messageType) ? messageType : usual;
}

/** The outcome of an answer, as the log names it. */
export function outcomeOfAnswer(answer: { messageType: string }): string {
  const { transStatus, errorCode, resultsStatus } = answer as Record<string, string | undefined>;
  return `${answer.messageType} ${transStatus ?? errorCode ?? resultsStatus ?? ''}`.trim();
}
