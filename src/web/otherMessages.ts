import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Acs } from '../acs.ts';
import { maskText } from '../messages/masking.ts';
import { readAbout } from '../messages/read.ts';
import type { OtherMessage } from '../store/otherMessages.ts';

/** What is known of a message that belongs to no transaction, by whoever judged it. */
export type NotedMessage = Partial<
  Pick<OtherMessage, 'messageType' | 'cause' | 'rule' | 'body' | 'answer' | 'threeDSServerTransID' | 'acsTransID' | 'dsTransID'>
>;

const noted = new WeakMap<FastifyRequest, NotedMessage>();

const kept = new WeakSet<FastifyRequest>();

/** Notes that a message was refused, and belongs to no transaction: it is kept when its answer leaves. */
export function noteRefused(request: FastifyRequest, message: NotedMessage): void {
  if (!kept.has(request)) noted.set(request, { ...noted.get(request), ...message });
}

/** Notes that a message is kept with its transaction, whatever it is answered. */
export function noteKept(request: FastifyRequest): void {
  kept.add(request);
}

/** HTTP statuses below 3-D Secure that a message may meet, and what each says where nobody says more. */
const REFUSED: Readonly<Record<number, string>> = {
  405: 'the method is not taken here',
  413: 'the body is too large',
  415: 'the Content-Type is not taken here',
};

/** By which rule, where nobody says more: a POST; the Content-Type of JSON, and that of forms and JWE. */
function ruleOfStatus(status: number, path: string): { rule?: string } {
  if (status === 405) return { rule: 'Req 184' };
  if (status !== 415) return {};
  return { rule: path.startsWith('/3ds/areq') ? 'Req 190' : 'Req 191' };
}

const LONGEST = 200;

/**
 * Keeps and logs each message below /3ds/ that was refused and belongs to no transaction, with its cause: those that were noted, and
 * those that are refused for their method, size or Content-Type. What the sender is told stays as it is.
 */
export function recordRefused(app: FastifyInstance, { store, log, clock }: Acs): void {
  app.addHook('onError', async (request, _reply, { statusCode = 500, message }) => {
    if (REFUSED[statusCode]) noteRefused(request, { cause: statusCode === 413 ? (REFUSED[413] as string) : message });
  });
  app.addHook('onSend', async (request, { statusCode, elapsedTime }) => {
    const path = shortText(request.url.split('?')[0] ?? '');
    const known = noted.get(request) ?? (REFUSED[statusCode] && path.startsWith('/3ds/') ? {} : undefined);
    if (!known) return;
    noted.delete(request);
    const cause = shortText(known.cause ?? REFUSED[statusCode] ?? 'it was not taken');
    const { method } = request;
    const { messageType, ...ids } = { ...aboutBody(known.body), ...ruleOfStatus(statusCode, path), ...known };
    const message: OtherMessage = { at: clock.now(), method, path, status: statusCode, verdict: 'refused', ...ids, cause };
    if (messageType) message.messageType = messageType;
    const { body: _body, answer: _answer, at: _at, ...said } = message;
    // An Erro that was sent has been logged as such.
    if (!message.answer) log.info({ ...said, ms: Math.round(elapsedTime) }, `${messageType ?? 'Message'} refused: ${cause}`);
    // The answer does not depend on it: a store in trouble has been told of.
    await store.otherMessages.keep(message).catch(() => {});
  });
}

function aboutBody(body: string | undefined): NotedMessage {
  const { sdkTransID: _unused, ...about } = body === undefined ? {} : readAbout(body);
  return about;
}

/** Of others, and on record: short, in plain text, without card numbers. */
function shortText(text: string): string {
  return maskText(text, 'long')
    .slice(0, LONGEST)
    .replaceAll(/\p{Cc}/gu, '\uFFFD');
}
