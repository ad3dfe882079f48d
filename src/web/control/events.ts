import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import type { Changes } from '../../store/changes.ts';
import { problem } from '../problem.ts';

/** A reader that lags behind by more is let go: it comes again, and looks again. */
const MAX_WAITING_BYTES = 64 * 1024;
const RETRY_MS = 2000;

export interface EventOptions {
  changes: Changes;
  /** A page holds one, and a browser opens six to one origin. */
  maxStreams?: number;
  /** How often a stream says that it lives, so that nothing in between gives it up. */
  heartbeatMs?: number;
}

/**
 * Server-sent events at `GET /api/events`: `opened` and `changed` (a transaction, `{"acsTransID":"…"}`), `message` (to a
 * cardholder, with the acsTransID if it has one). They say that there is something to look at, not what.
 */
export const eventRoutes: FastifyPluginAsync<EventOptions> = async (app, { changes, maxStreams = 50, heartbeatMs = 15_000 }) => {
  const streams = new Set<ServerResponse>();
  let closed = false;

  const send = (stream: ServerResponse, text: string) => {
    if (stream.writableLength > MAX_WAITING_BYTES) stream.destroy();
    else stream.write(text);
  };
  const sendAll = (text: string) => {
    for (const stream of streams) send(stream, text);
  };
  const unfollow = changes.follow(({ what, ...about }) => {
    if (streams.size > 0) sendAll(`event: ${what}\ndata: ${JSON.stringify(about)}\n\n`);
  });
  const heartbeat = setInterval(() => sendAll(':\n\n'), heartbeatMs).unref();

  app.addHook('preClose', async () => {
    closed = true;
    unfollow();
    clearInterval(heartbeat);
    for (const stream of streams) stream.end();
  });

  app.get('/api/events', async ({ method }, reply) => {
    if (closed || streams.size >= maxStreams) {
      const rule = closed ? 'this ACS is stopping' : `at most ${maxStreams} streams at a time`;
      return reply.code(503).send(problem(503, 'events', rule, 'close a page of the console, then ask again'));
    }
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    // Who asks for the headers alone holds no stream open.
    if (method === 'HEAD') return reply.headers(headers).send();
    reply.hijack();
    const stream = reply.raw;
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    stream.writeHead(200, headers);
    return send(stream, `retry: ${RETRY_MS}\n\n`);
  });
};
