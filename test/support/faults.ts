import { connect, type Socket } from 'node:net';
import type { Json } from './json.ts';
import type { Scenario } from './scenario.ts';

/** The next AReq gets an outcome with faults; answers what the API says. */
export async function bends(s: Scenario, body: Json): Promise<Json> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${s.simulator.urls.control}/api/next`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Json;
}

/** What came on a connection until it was over, byte by byte. */
export interface Raw {
  text: string;
  /** How it was over: closed as it should be, or reset. */
  end: 'closed' | 'ECONNRESET' | string;
}

/** Posts a message on a connection of its own and keeps all that comes; HTTP libraries hide what is looked for here. */
export function postsRaw(url: string, body: string, type = 'application/json; charset=utf-8'): Promise<Raw> & { socket: Socket } {
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const chunks: Buffer[] = [];
  let end: Raw['end'] = 'closed';
  const done = new Promise<Raw>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end = error.code ?? error.message;
    });
    socket.on('close', () => resolve({ text: Buffer.concat(chunks).toString('utf8'), end }));
  });
  const head = [`POST ${pathname} HTTP/1.1`, `Host: ${host}`, `Content-Type: ${type}`, 'Connection: close'];
  socket.write([...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
  return Object.assign(done, { socket });
}

/** Status, headers and body of an answer that came byte by byte. */
export function readRaw({ text }: Raw): { status: number; headers: Record<string, string>; body: string } {
  const at = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, at).split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]);
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), body: text.slice(at + 4) };
}
