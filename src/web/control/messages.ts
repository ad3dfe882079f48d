import type { FastifyPluginAsync } from 'fastify';
import type { Inbox } from '../../delivery/delivery.ts';
import type { OutboxFilter, OutboxMessage } from '../../store/outbox.ts';
import { problem, takeOnce } from './guard.ts';

interface Query {
  to?: string;
  acsTransID?: string;
  wait?: string;
}

const MAX_WAIT_MS = 60_000;
const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };

/** The inbox for tests: `GET /api/messages?to=…&acsTransID=…&wait=10s`, the newest message first. */
export const messageRoutes: FastifyPluginAsync<{ inbox: Inbox }> = async (app, { inbox }) => {
  app.get<{ Querystring: Query }>('/api/messages', async ({ query }, reply) => {
    const twice = takeOnce(query);
    if (twice) return reply.code(400).send(twice);
    const filter: OutboxFilter = {
      ...(query.to ? { to: query.to } : {}),
      ...(query.acsTransID ? { acsTransID: query.acsTransID } : {}),
    };
    const waitMs = readDuration(query.wait ?? '0s');
    if (waitMs === undefined) {
      return reply
        .code(400)
        .send(problem(400, 'wait', `a number with its unit (ms, s or m), at most ${MAX_WAIT_MS / 1000} s`, 'wait=10s'));
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const found = waitMs > 0 ? await inbox.waitFor(filter, waitMs, gone.signal) : await inbox.find(filter);
    return found.map(toJson);
  });
};

function toJson({ id, channel, to, subject, text, code, link, time, acsTransID }: OutboxMessage) {
  return { id, channel, to, subject, text, code, link, time: new Date(time).toISOString(), acsTransID };
}

/** `500ms`, `10s`, `1m` in milliseconds. */
function readDuration(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,6})(ms|s|m)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const ms = Number(digits) * (UNITS[unit] ?? 1);
  return ms <= MAX_WAIT_MS ? ms : undefined;
}
