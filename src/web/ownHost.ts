import type { FastifyInstance, FastifyReply } from 'fastify';
import { maskText } from '../messages/masking.ts';
import { LOOPBACK } from '../messages/urls.ts';
import { problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Where what comes under a foreign name is refused with a page of its own. */
    refusesForeignHosts?: true;
  }
}

const HOST = /^(\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]]+)(?::(\d{1,5}))?$/i;
const MAX_PORT = 65_535;

/**
 * Whether a Host header names us: by name alone, as what is forwarded to this port may be reached by another one.
 * @param urls addresses of ours besides those of loopback
 */
export function isOwnHost(host: string | undefined, urls: readonly string[]): boolean {
  const [, name = '', port = '0'] = HOST.exec(host ?? '') ?? [];
  return name !== '' && Number(port) <= MAX_PORT && ownNames(urls).includes(name.toLowerCase());
}

/** The one place that says under which names a listener answers. */
function ownNames(urls: readonly string[]): string[] {
  return [...new Set([...LOOPBACK, ...urls.map(hostnameOf)])].filter((name) => name !== '');
}

function hostnameOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}

/**
 * Refuses with 403 what is asked for under a name that is not ours: a page of another site whose name leads here (DNS
 * rebinding) reads nothing.
 * @param ownUrls the addresses of this listener, the first one as an example of what works; read when a request comes
 */
export function guardHost(app: FastifyInstance, ownUrls: () => readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const urls = ownUrls();
    if (isOwnHost(request.headers.host, urls) || request.routeOptions.config?.refusesForeignHosts) return undefined;
    return refuseHost(reply, urls);
  });
}

const LONGEST_SHOWN = 80;

/** One sentence: a problem as JSON, which a peer of the protocol reads as well, or plain text for who wants a page. */
function refuseHost(reply: FastifyReply, urls: readonly string[]): FastifyReply {
  const { host = '', accept = '', 'content-type': type = '' } = reply.request.headers;
  const asked = maskText(host).slice(0, LONGEST_SHOWN);
  const rule = `this port answers to its own names only (${ownNames(urls).join(', ')}), not to '${asked}'`;
  const [example = ''] = urls;
  const refusal = problem(403, 'Host', rule, example);
  reply.code(403).headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  const isForPeople = accept.includes('text/html') && !type.includes('json');
  return isForPeople
    ? reply.type('text/plain; charset=utf-8').send(`${refusal.title}: ask ${example}\n`)
    : reply.type('application/json; charset=utf-8').send(JSON.stringify(refusal));
}
