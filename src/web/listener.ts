import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { StartError } from '../startError.ts';
import { closeKeepAlive } from './connections.ts';
import { guardHost } from './ownHost.ts';
import { decodable } from './paths.ts';

export interface ListenerOptions {
  app: FastifyInstance;
  /** `localhost` means both loopback addresses: a browser may try either. */
  host: 'localhost' | '127.0.0.1';
  /** 0 takes a free one. */
  port: number;
  /** The setting that the port comes from. */
  flag: string;
  /** Addresses under which it is reached besides its own, as through something that forwards to it. */
  alsoReachedAt?: readonly string[];
}

/** An app and its port, as long as the process runs. */
export interface Listener {
  /** @throws StartError where the port is taken, on either address */
  listen(): Promise<string>;
  /** Takes nothing new, answers what is in flight, and cuts off what is still busy after `limitMs`. */
  close(limitMs: number): Promise<void>;
}

const LOOK_MS = 50;
/** A request that is not whole by then is ended with 408, however busily its bytes drip; its headers have less. */
const REQUEST_MS = 15_000;
const HEADERS_MS = 10_000;
/** How often such requests are looked for: Node takes it when a server is made. */
export const TIME_LIMITS = { connectionsCheckingInterval: 1000 };
/** A connection that brings nothing, as browsers open them in advance, is waited for this long. */
const SILENT_MS = 300;

export function makeListener({ app, host, port, flag, alsoReachedAt = [] }: ListenerOptions): Listener {
  let url = '';
  guardHost(app, () => [url, ...alsoReachedAt]);
  const connections = closeKeepAlive(app);
  const { server } = app;
  server.requestTimeout = REQUEST_MS;
  server.headersTimeout = HEADERS_MS;
  server.prependListener('request', (request) => {
    request.url = decodable(request.url ?? '/');
  });
  let inFlight = 0;
  server.on('request', (_request, response) => {
    // What is written to a client that has gone fails in an event, which would end the process if nobody took it.
    response.on('error', () => {});
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
  });
  // Fastify would go on without the second address, and another program would answer there.
  const second = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));

  async function listen(): Promise<string> {
    let taken = port;
    try {
      await app.listen({ host: '127.0.0.1', port });
      taken = (server.address() as { port: number }).port;
      if (host === 'localhost' && hasIPv6()) {
        await new Promise<void>((resolve, reject) => second.once('error', reject).listen(taken, '::1', resolve));
      }
    } catch (error) {
      throw startError(error as NodeJS.ErrnoException, taken, flag);
    }
    // A connection that cannot be taken, as without a free file descriptor, is lost; the next one may not be.
    for (const each of [server, second]) each.on('error', () => {});
    url = `http://${host}:${taken}`;
    return url;
  }

  async function close(limitMs: number): Promise<void> {
    // Before the app's own closing hooks: they may answer who waits.
    connections.closing();
    const started = performance.now();
    const looking = setInterval(() => {
      const ms = performance.now() - started;
      server.closeIdleConnections();
      if (ms > limitMs || (ms > SILENT_MS && inFlight === 0)) server.closeAllConnections();
    }, LOOK_MS);
    await Promise.all([app.close(), new Promise((resolve) => second.close(resolve))]);
    clearInterval(looking);
  }

  return { listen, close };
}

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
}

function startError(error: NodeJS.ErrnoException, port: number, flag: string): Error {
  const { code, message } = error;
  if (code === 'EADDRINUSE') {
    const other = port + 10 > 65_535 ? port - 10 : port + 10;
    return new StartError(`port ${port} is already in use: try ${flag} ${other}, or ${flag} 0 for a free one`);
  }
  if (code === 'EACCES') return new StartError(`port ${port} is not allowed for this user: try ${flag} with a number over 1023`);
  return code?.startsWith('E')
    ? new StartError(`cannot listen on port ${port} (${message}): try another one with ${flag}`)
    : error;
}
