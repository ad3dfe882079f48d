import type { FastifyPluginAsync } from 'fastify';
import { isMessageType, MESSAGE_TYPES } from '../../messages/schemas.ts';
import type { KeptOther, OtherFilter } from '../../store/otherMessages.ts';
import type { Store } from '../../store/store.ts';
import { problem } from '../problem.ts';
import type { ShowConsole } from './consolePage.ts';
import { timeOf } from './consolePage.ts';
import { visible } from './jsonTree.ts';
import { readJson } from './transactionView.ts';

const LIMIT = 50;
const MAX_LIMIT = 200;
/** What is no message of the protocol, but recorded like one. */
const METHOD = '3DS Method';
const VERDICTS: readonly string[] = ['taken', 'refused'];

const KNOWN = { messageType: 'messageType=CReq', verdict: 'verdict=refused', limit: `limit=${LIMIT}` };
type Query = Partial<Record<keyof typeof KNOWN, string>>;

/**
 * What came and belongs to no transaction, the newest first: refused messages with their cause, and what the DS tells by OReq.
 * `GET /api/other-messages?messageType=CReq&verdict=refused&limit=50`
 */
export const otherMessageRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
  app.get<{ Querystring: Query }>('/api/other-messages', { config: { query: KNOWN } }, async ({ query }, reply) => {
    const asked = read(query);
    if ('rule' in asked) return reply.code(400).send(asked);
    return (await store.otherMessages.find(asked)).map(toJson);
  });
};

function read({ messageType, verdict, limit = String(LIMIT) }: Query): OtherFilter | ReturnType<typeof problem> {
  if (messageType !== undefined && messageType !== METHOD && !isMessageType(messageType))
    return problem(400, 'messageType', `one of ${MESSAGE_TYPES.join(', ')}, ${METHOD}`, KNOWN.messageType);
  if (verdict !== undefined && !VERDICTS.includes(verdict))
    return problem(400, 'verdict', `one of ${VERDICTS.join(', ')}`, KNOWN.verdict);
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > MAX_LIMIT)
    return problem(400, 'limit', `how many at most, 1 to ${MAX_LIMIT}`, KNOWN.limit);
  return {
    limit: Number(limit),
    ...(messageType === undefined ? {} : { messageType }),
    ...(verdict === undefined ? {} : { verdict: verdict as 'taken' | 'refused' }),
  };
}

function toJson({ at, body, answer, ...message }: KeptOther) {
  return {
    ...message,
    at: new Date(at).toISOString(),
    ...(body === undefined ? {} : { body: readJson(body) }),
    ...(answer === undefined ? {} : { answer: readJson(answer) }),
  };
}

/** The same as a page of the console. */
export const otherMessagePages: FastifyPluginAsync<{ store: Store; show: ShowConsole }> = async (app, { store, show }) => {
  const config = { query: { language: 'language=fr' } };
  app.get('/console/others/', { config }, async (_request, reply) => {
    const messages = (await store.otherMessages.find({ limit: MAX_LIMIT })).map(toView);
    return show(reply, 'others', 'others', () => ({ messages }));
  });
};

function toView({ at, body, answer, messageType, cause = '', path, ...message }: KeptOther) {
  const { opCategory, opSeverity, opDescription } = saidOf(messageType === 'OReq' ? body : undefined);
  return {
    ...message,
    ...timeOf(at),
    ...{ path: visible(path), label: visible(messageType ?? `${message.method} ${path}`), cause: visible(cause) },
    ...{ isRefused: message.verdict === 'refused', opCategory, opSeverity, opDescription },
    ...(body === undefined ? {} : { text: lines(body) }),
    ...(answer === undefined ? {} : { answer: lines(answer) }),
  };
}

/** What an OReq tells, in its own words. */
function saidOf(body = '{}'): Record<string, string | undefined> {
  const oreq = readJson(body) as Record<string, unknown>;
  const names = ['opCategory', 'opSeverity', 'opDescription'];
  return Object.fromEntries(names.map((name) => [name, typeof oreq[name] === 'string' ? visible(oreq[name]) : undefined]));
}

const lines = (text: string) => text.replaceAll(/[^\t\r\n]+/g, visible);
