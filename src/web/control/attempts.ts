import type { RReqAttempt } from '../../store/rreqAttempts.ts';
import { visible } from './jsonTree.ts';
import type { Arrow } from './sequence.ts';

/** Tries in a row that went alike. */
export interface Tries {
  first: RReqAttempt;
  last: RReqAttempt;
  count: number;
}

/** An hour of tries in a few lines: those that follow each other with the same end and reason stand together. */
export function triesOf(attempts: readonly RReqAttempt[]): Tries[] {
  const all: Tries[] = [];
  for (const attempt of attempts) {
    const before = all.at(-1);
    if (before && isAlike(before.last, attempt)) Object.assign(before, { last: attempt, count: before.count + 1 });
    else all.push({ first: attempt, last: attempt, count: 1 });
  }
  return all;
}

function isAlike(one: RReqAttempt, other: RReqAttempt): boolean {
  return one.outcome === other.outcome && one.why === other.why && one.address === other.address;
}

/** Ends in which nothing came back: there the RReq itself is what went wrong. */
const IN_VAIN: readonly RReqAttempt['outcome'][] = ['notConnected', 'noAnswer', 'notSent', 'interrupted'];

/**
 * The steps of a transaction with every try of its RReq: what became of one stands beside its RReq, and those that the record
 * of messages does not have, because nothing else was sent than before, follow it.
 * @param steps of the messages, in their order
 */
export function withTries(
  steps: readonly (Arrow & { type: string })[],
  attempts: readonly RReqAttempt[],
  startedAt: number,
): Arrow[] {
  const left = [...attempts];
  const told = steps.map((step) => {
    const at = step.type === 'RReq' ? left.findIndex((attempt) => attempt.at - startedAt === step.offsetMs) : -1;
    const [attempt] = at === -1 ? [] : left.splice(at, 1);
    return attempt ? { ...step, ...endOf({ first: attempt, last: attempt, count: 1 }) } : step;
  });
  const rreq = told.findIndex(({ type }) => type === 'RReq');
  const sent = told[rreq];
  if (!sent) return told;
  const others = triesOf(left).map((tries) => ({
    ...{ href: '#rreq-attempts', label: sent.label, from: sent.from, to: sent.to },
    ...{ offsetMs: tries.first.at - startedAt, ...endOf(tries) },
  }));
  return [...told.slice(0, rreq + 1), ...others, ...told.slice(rreq + 1)];
}

function endOf({ first: { outcome, why = '' }, count }: Tries): Pick<Arrow, 'isError' | 'note'> {
  const note = `${count > 1 ? `${count} × ` : ''}${outcome === 'acknowledged' ? '' : visible(why)}`.trim();
  return { isError: IN_VAIN.includes(outcome), ...(note === '' ? {} : { note }) };
}
