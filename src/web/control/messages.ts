import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { type Inbox, MAX_MESSAGES } from '../../delivery/delivery.ts';
import { readDuration } from '../../duration.ts';
import type { OutboxFilter, OutboxMessage } from '../../store/outbox.ts';
import { problem } from '../problem.ts';

interface Query {
  to?: string;
  acsTransID?: string;
  since?: string;
  wait?: string;
}

interface Asked {
  filter: OutboxFilter;
  waitMs: number;
}

const MAX_WAIT_MS = 60_000;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+ -]\d\d:\d\d)$/;
const KNOWN = {
  to: 'to=%2B687790023',
  acsTransID: 'acsTransID=019c3a0e-8a32-4f6b-9d5b-24808a95e4b1',
  since: 'since=2026-02-07T21:28:18.000Z',
  wait: 'wait=10s',
};
const GONE = {
  consume: [
    'reading takes nothing away: DELETE /api/messages, with the same filters and wait, answers what it removes',
    'DELETE /api/messages?wait=10s',
  ],
} as const;

/**
 * The inbox for tests: `GET /api/messages?to=…&acsTransID=…&since=…&wait=10s` looks, the newest message first; `DELETE`, with
 * the same filters and wait, takes away and answers what it took.
 */
export const messageRoutes: FastifyPluginAsync<{ inbox: Inbox }> = async (app, { inbox }) => {
  app.get<{ Querystring: Query }>('/api/messages', { config: { query: KNOWN, goneQuery: GONE } }, async ({ query }, reply) => {
    const asked = read(query);
    if ('rule' in asked) return reply.code(400).send(asked);
    return (await lookAs(inbox.find, asked, reply)).map(toJson);
  });

  app.delete<{ Querystring: Query }>('/api/messages', { config: { query: KNOWN } }, async ({ query }, reply) => {
    const asked = read(query);
    if ('rule' in asked) return reply.code(400).send(asked);
    const messages = await lookAs(inbox.take, asked, reply);
    // What is shown at once is bounded; what is removed is not. Not asked for otherwise: a code that has come meanwhile stays.
    const more = messages.length === MAX_MESSAGES ? await inbox.remove(asked.filter) : 0;
    return { removed: messages.length + more, messages: messages.map(toJson) };
  });

  /** Looks, or waits until there is something; for nobody where the client has gone. */
  async function lookAs(look: Inbox['find'], { filter, waitMs }: Asked, reply: FastifyReply): Promise<OutboxMessage[]> {
    if (waitMs === 0) return look(filter);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return inbox.waitFor(filter, waitMs, gone.signal, look);
  }
};

/** What is asked for, or what is wrong with it. A filter without a value would fit everything, codes of others included. */
function read({ to, acsTransID, since, wait = '0s' }: Query): Asked | ReturnType<typeof problem> {
  const empty = Object.entries({ to, acsTransID }).find(([, value]) => value?.trim() === '');
  if (empty) return problem(400, empty[0], 'to have a value, or to be left out', KNOWN[empty[0] as 'to' | 'acsTransID']);
  const sinceMs = since === undefined ? undefined : readTime(since);
  if (Number.isNaN(sinceMs)) {
    const rule = 'an ISO 8601 time with its zone; messages of then or later are found';
    return problem(400, 'since', rule, KNOWN.since);
  }
  const waitMs = readDuration(wait);
  if (waitMs === undefined || waitMs > MAX_WAIT_MS) {
    return problem(400, 'wait', `a number with its unit (ms, s or m), at most ${MAX_WAIT_MS / 1000} s`, KNOWN.wait);
  }
  const filter = {
    ...(to ? { to } : {}),
    ...(acsTransID ? { acsTransID } : {}),
    ...(sinceMs === undefined ? {} : { since: sinceMs }),
  };
  return { filter, waitMs };
}

/** Milliseconds since 1970, or NaN. A plus sign that was not encoded arrives as a space. */
function readTime(text: string): number {
  return ISO_TIME.test(text) ? Date.parse(text.replace(' ', '+')) : Number.NaN;
}

function toJson({ id, channel, to, subject, text, code, link, time, acsTransID, delivery }: OutboxMessage) {
  const outcome = delivery && { ...delivery, at: new Date(delivery.at).toISOString() };
  return { id, channel, to, subject, text, code, link, time: new Date(time).toISOString(), acsTransID, delivery: outcome };
}
