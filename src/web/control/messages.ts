import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Inbox } from '../../delivery/delivery.ts';
import type { OutboxFilter, OutboxMessage } from '../../store/outbox.ts';
import { readDuration } from './duration.ts';
import { problem, takeOnce } from './guard.ts';

interface Query {
  to?: string;
  acsTransID?: string;
  since?: string;
  wait?: string;
  consume?: string;
}

const MAX_WAIT_MS = 60_000;
const FILTERS = ['to', 'acsTransID', 'since'];
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+ -]\d\d:\d\d)$/;

/**
 * The inbox for tests: `GET /api/messages?to=…&acsTransID=…&since=…&wait=10s&consume=true`, the newest message first, and
 * `DELETE /api/messages`, of all or of those that the same filters find.
 */
export const messageRoutes: FastifyPluginAsync<{ inbox: Inbox }> = async (app, { inbox }) => {
  app.get<{ Querystring: Query }>('/api/messages', async ({ query, headers }, reply) => {
    const twice = takeOnce(query);
    if (twice) return reply.code(400).send(twice);
    const filter = readFilter(query);
    if (!filter) return refuseSince(reply);
    const waitMs = readDuration(query.wait ?? '0s');
    if (waitMs === undefined || waitMs > MAX_WAIT_MS) {
      return reply
        .code(400)
        .send(problem(400, 'wait', `a number with its unit (ms, s or m), at most ${MAX_WAIT_MS / 1000} s`, 'wait=10s'));
    }
    const { consume = 'false' } = query;
    if (consume !== 'true' && consume !== 'false') {
      return reply.code(400).send(problem(400, 'consume', 'true or false', 'consume=true'));
    }
    // A link on another site may open what is here to look at, but take nothing away.
    if (consume === 'true' && headers['sec-fetch-site'] === 'cross-site') {
      return reply.code(403).send(problem(403, 'consume', 'not by a link of another site', 'curl …&consume=true'));
    }
    const look = consume === 'true' ? inbox.take : inbox.find;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const found = waitMs > 0 ? await inbox.waitFor(filter, waitMs, gone.signal, look) : await look(filter);
    return found.map(toJson);
  });

  app.delete<{ Querystring: Query }>('/api/messages', async ({ query }, reply) => {
    const twice = takeOnce(query);
    if (twice) return reply.code(400).send(twice);
    // A filter that is misspelt would remove everything.
    const unknown = Object.keys(query).find((name) => !FILTERS.includes(name));
    if (unknown !== undefined) {
      return reply.code(400).send(problem(400, unknown, `is none of ${FILTERS.join(', ')}`, 'to=%2B687790023'));
    }
    const empty = Object.entries(query).find(([, value]) => value === '');
    if (empty) return reply.code(400).send(problem(400, empty[0], 'to have a value', 'to=%2B687790023'));
    const filter = readFilter(query);
    return filter ? { removed: await inbox.remove(filter) } : refuseSince(reply);
  });
};

/** Undefined where `since` is no time. */
function readFilter({ to, acsTransID, since }: Query): OutboxFilter | undefined {
  const sinceMs = since ? readTime(since) : undefined;
  if (Number.isNaN(sinceMs)) return undefined;
  return { ...(to ? { to } : {}), ...(acsTransID ? { acsTransID } : {}), ...(sinceMs === undefined ? {} : { since: sinceMs }) };
}

function refuseSince(reply: FastifyReply) {
  const rule = 'an ISO 8601 time with its zone; messages of then or later are found';
  return reply.code(400).send(problem(400, 'since', rule, 'since=2026-02-07T21:28:18.000Z'));
}

/** Milliseconds since 1970, or NaN. A plus sign that was not encoded arrives as a space. */
function readTime(text: string): number {
  return ISO_TIME.test(text) ? Date.parse(text.replace(' ', '+')) : Number.NaN;
}

function toJson({ id, channel, to, subject, text, code, link, time, acsTransID, delivery }: OutboxMessage) {
  const outcome = delivery && { ...delivery, at: new Date(delivery.at).toISOString() };
  return { id, channel, to, subject, text, code, link, time: new Date(time).toISOString(), acsTransID, delivery: outcome };
}
