import type { FastifyInstance } from 'fastify';
import { isUrl } from '../../messages/urls.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The control port shows codes, so no web page that happens to be open may read or change it: a foreign `Host` is DNS
 * rebinding, a foreign `Origin` another site.
 */
export function guardControl(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    // A link from elsewhere may lead here: what it opens is a page of its own, which the other site cannot read.
    const isLink = request.method === 'GET' && request.headers['sec-fetch-dest'] === 'document';
    const isCrossSite = request.headers['sec-fetch-site'] === 'cross-site' && !isLink;
    if (!isLoopback(`http://${host ?? ''}`)) {
      return reply
        .code(403)
        .send(problem(403, 'Host', 'the control port is asked for by its own name only', 'http://localhost:8081'));
    }
    const foreign = (origin !== undefined && new URL(`http://${host}`).host !== hostOf(origin)) || isCrossSite;
    if (foreign) {
      return reply.code(403).send(problem(403, 'Origin', 'pages of other sites may not use the control port', `http://${host}`));
    }
    return undefined;
  });
}

function isLoopback(url: string): boolean {
  return isUrl(url) && LOOPBACK.has(new URL(url).hostname);
}

function hostOf(origin: string): string {
  return isUrl(origin) ? new URL(origin).host : '';
}

/** An error that names the field, the rule and a valid example. */
export function problem(status: number, field: string, rule: string, example: string) {
  return { status, title: `${field}: ${rule}`, field, rule, example };
}

/** The problem of a query in which a field is given more than once. */
export function takeOnce(query: object): ReturnType<typeof problem> | undefined {
  const [field] = Object.entries(query).find(([, value]) => typeof value !== 'string') ?? [];
  return field === undefined ? undefined : problem(400, field, 'to be given once', `${field}=…`);
}
