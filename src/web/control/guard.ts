import type { FastifyInstance } from 'fastify';
import { isUrl } from '../../messages/urls.ts';
import { problem } from '../problem.ts';

/** A page of our own, and what a person has typed. A browser that says nothing of it is old, or no browser. */
const OWN_SITES = ['same-origin', 'none'];

/**
 * The control port shows codes, so no web page that happens to be open may read or change it: neither by a script, whose
 * `Origin` is foreign, nor by a picture or a link, of which `Sec-Fetch-Site` tells; a page of another port of localhost is of
 * the same site, and another one all the same. Foreign names are the listener's to refuse.
 * @param url where this port answers
 */
export function guardControl(app: FastifyInstance, url: () => string): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const { host, origin, 'sec-fetch-site': site = 'none' } = request.headers;
    const isForeign = (origin !== undefined && hostOf(`http://${host}`) !== hostOf(origin)) || !OWN_SITES.includes(String(site));
    if (!isForeign) return undefined;
    const rule = 'pages of other sites and of other ports may not use the control port: type its address instead';
    return reply.code(403).send(problem(403, 'Origin', rule, url()));
  });
}

/** Name and port; empty for what is no address, which no Host is. */
function hostOf(origin: string): string {
  return isUrl(origin) ? new URL(origin).host : '';
}
