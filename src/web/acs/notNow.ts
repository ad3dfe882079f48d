import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { RETRY_AFTER_SECONDS } from '../errors.ts';
import { CHALLENGE_PATH, pageUrl } from './challengeFrame.ts';
import { type ChallengePage, challengePage, errorPage } from './challengeView.ts';
import { readPageToken } from './pageToken.ts';

/** Where the same is asked for again: a link that also follows itself, or the form that came. */
type Again =
  | { refresh: { url: string; seconds: number } }
  | { again: { action: string; fields: { name: string; value: string }[] } }
  | object;

/** The form that opens a challenge: all of it may be shown again, it is the merchant's own. */
const CREQ_FIELDS = ['creq', 'threeDSSessionData'];

/**
 * The page for a cardholder whose request met trouble of ours. Where his challenge stands as it stood, it is the same step, with a
 * note above its form; else a page that leads there. What he typed is not on it.
 * @param languageFor told the language of his browser, where that is known
 */
export async function notNowPage(
  acs: Acs,
  request: FastifyRequest,
  languageFor: (browserLanguage?: string) => string,
): Promise<ChallengePage & { language: string }> {
  const fields = { ...(request.query as object), ...((request.body ?? {}) as object) } as Record<string, unknown>;
  const transaction = await transactionOf(acs, String(fields.token ?? ''));
  const language = languageFor(transaction?.browserLanguage);
  if (request.method === 'POST' && transaction?.state.name === 'challenging') {
    const { template, view } = challengePage(acs, transaction, language);
    // The page of a step that has nothing to enter looks again by itself.
    if (!template.startsWith('processing'))
      return { template, language, view: { ...view, notice: 'notNow', wrong: undefined, isError: true } };
  }
  const { view } = errorPage(acs);
  return {
    template: 'notNow',
    language,
    view: { ...view, page: 'not-now', isError: true, ...againOf(acs, fields, language, transaction) },
  };
}

/** The transaction of a page token, where the store can still be read. */
async function transactionOf(acs: Acs, text: string): Promise<Transaction | undefined> {
  const token = readPageToken(acs.keys, text);
  if (!token) return undefined;
  try {
    return (await acs.store.transactions.find(token.acsTransID))?.transaction;
  } catch {
    return undefined;
  }
}

function againOf(acs: Acs, fields: Record<string, unknown>, language: string, transaction: Transaction | undefined): Again {
  if (transaction) return { refresh: { url: pageUrl(acs, transaction, language), seconds: RETRY_AFTER_SECONDS } };
  if (typeof fields.creq === 'string') {
    const sent = CREQ_FIELDS.map((name) => ({ name, value: fields[name] })).filter(hasText);
    return { again: { action: '/3ds/creq', fields: sent } };
  }
  if (typeof fields.token !== 'string') return {};
  const url = `${CHALLENGE_PATH}?${new URLSearchParams({ token: fields.token, language })}`;
  return { refresh: { url, seconds: RETRY_AFTER_SECONDS } };
}

function hasText(field: { name: string; value: unknown }): field is { name: string; value: string } {
  return typeof field.value === 'string';
}

/** Tells clients when to ask again. */
export function askLater(reply: FastifyReply): FastifyReply {
  return reply.header('retry-after', String(RETRY_AFTER_SECONDS));
}
