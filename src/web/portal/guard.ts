import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Acs } from '../../acs.ts';
import { isUrl } from '../../messages/urls.ts';
import { fieldsOf } from './parts.ts';
import { idOf, isFormToken, originOf, ownUrls } from './visitor.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** The first page is tied to a visit, every other one to a session. */
export const FIRST_PAGE = '/portal/';

export interface GuardOptions {
  acs: Acs;
  /** The answer to what comes from elsewhere. */
  refuse: (reply: FastifyReply) => FastifyReply;
  /** The answer to a page of ours that was overtaken. */
  leadOn: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

/**
 * Lets in what this portal's own pages send, under its own names, and nothing else: a foreign `Host` is DNS rebinding, a foreign
 * `Origin` or a missing token a forged form.
 */
export function guardPortal(app: FastifyInstance, { acs, refuse, leadOn }: GuardOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isOurs(request.headers.host ?? '', acs)) return refuse(reply);
    if (request.method === 'POST' && !isSameOrigin(request, acs)) return refuse(reply);
    return undefined;
  });

  app.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST') return undefined;
    const token = fieldsOf(request.body)('token');
    const id = idOf(request, request.routeOptions.url === FIRST_PAGE ? 'visit' : 'session');
    if (isFormToken(acs.keys, id, token)) return undefined;
    const isOvertaken = token !== '' && request.headers['sec-fetch-site'] === 'same-origin';
    return isOvertaken ? leadOn(request, reply) : refuse(reply);
  });
}

/** By name alone: what is forwarded to this port may be reached by another one. */
function isOurs(host: string, acs: Acs): boolean {
  if (!isUrl(`http://${host}`)) return false;
  const names = [...LOOPBACK, ...ownUrls(acs).map(({ hostname }) => hostname)];
  return names.includes(new URL(`http://${host}`).hostname);
}

/** By Fetch Metadata, and by Origin. A browser that sends neither is old, or no browser: the token decides alone. */
function isSameOrigin(request: FastifyRequest, acs: Acs): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined || origin === originOf(request, acs);
}
