import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import Fastify from 'fastify';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** An e-mail as a server took it. */
export interface Mail {
  from: string;
  to: string[];
  raw: string;
  /** Unfolded, by name in small letters; the last of a name. */
  headers: Record<string, string>;
  /** How many headers there are of each name. */
  counts: Record<string, number>;
  text: string;
  user: string | undefined;
  secure: boolean;
}

/** A real SMTP server on loopback, that keeps what it takes; by default on a free port. */
export async function startMailServer(t: Teardown, options: SMTPServerOptions = {}, port = 0) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onData(stream, { envelope, user, secure }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, user, secure, ...readMail(Buffer.concat(chunks).toString('utf8')) });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  /** Nobody listens on the port any more. */
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  t.teardown(stop);
  return { mails, port: (listening.address() as AddressInfo).port, stop };
}

function readMail(raw: string): Pick<Mail, 'raw' | 'headers' | 'counts' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  const counts: Record<string, number> = {};
  for (const line of raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers[name] = words(line.slice(name.length + 1).trim());
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const text = body(raw.slice(end + 4), headers['content-transfer-encoding'] ?? '7bit').replaceAll('\r\n', '\n');
  return { raw, headers, counts, text: text.replace(/\n$/, '') };
}

/** Encoded words (RFC 2047) as text. */
function words(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_word, kind: string, text: string) => {
      return kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text.replaceAll('_', ' '));
    });
}

function body(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quoted(text.replaceAll('=\r\n', '')) : text;
}

function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_byte, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A server of bare sockets, for what no honest server does. */
export async function startSocketServer(t: Teardown, onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, open: () => sockets.size };
}

export type WebhookMood = 'takes' | 'isBroken' | 'hangs' | 'resets' | 'redirects' | 'answersTooMuch' | 'drips' | 'refuses';

/** An SMS gateway's webhook that records what comes, and answers as it is told to. */
export async function startWebhook(t: Teardown) {
  const app = Fastify({ forceCloseConnections: true });
  const hook = {
    url: '',
    mood: 'takes' as WebhookMood,
    /** The HTTP status of an honest answer. */
    status: 202,
    received: [] as Record<string, string>[],
    types: [] as string[],
    followed: 0,
  };
  app.post('/elsewhere', async () => {
    hook.followed += 1;
    return {};
  });
  app.post<{ Body: Record<string, string> }>('/sms', async ({ body, headers }, reply) => {
    hook.received.push(body);
    hook.types.push(String(headers['content-type']));
    switch (hook.mood) {
      case 'isBroken':
        return reply.code(500).send({ error: 'no' });
      case 'refuses':
        return reply.code(400).send({ error: 'no such number' });
      case 'hangs':
        return new Promise(() => {});
      case 'resets':
        reply.hijack();
        reply.raw.socket?.resetAndDestroy();
        return reply;
      case 'redirects':
        return reply.redirect('/elsewhere', 307);
      case 'answersTooMuch':
        return reply.send('x'.repeat(1_000_000));
      case 'drips': {
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'text/plain' });
        const dripping = setInterval(() => reply.raw.write('.'), 100);
        reply.raw.on('close', () => clearInterval(dripping));
        return reply;
      }
      default:
        return reply.code(hook.status).send('');
    }
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  hook.url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/sms`;
  return hook;
}
