import type { FastifyReply } from 'fastify';

/**
 * A challenge page is framed by any merchant, also by isolated ones (COEP), and never says who may frame it: a list would
 * shut out app schemes, and X-Frame-Options every shop. What it loads comes from here alone.
 */
const CHALLENGE_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

/** A page of the challenge whose forms come back here. */
export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return send(reply, html, status, [`form-action ${ownSources(reply)}`]);
}

/** A page whose script asks here whether something has happened elsewhere. */
export function sendWatchingPage(reply: FastifyReply, html: string): FastifyReply {
  return send(reply, html, 200, [`form-action ${ownSources(reply)}`, `connect-src ${ownSources(reply)}`]);
}

/**
 * The page whose form goes to the merchant. Its notificationURL may redirect anywhere, to an app (`myshop://`) as well, and browsers
 * hold a redirect to form-action, too: so nothing is said of it, on this page alone.
 */
export function sendLeavingPage(reply: FastifyReply, html: string): FastifyReply {
  return send(reply, html, 200, []);
}

/** The page of the 3DS Method, which sends us what it found, and then goes to the 3DS Server like the last page of a challenge. */
export function sendCollectingPage(reply: FastifyReply, html: string): FastifyReply {
  return send(reply, html, 200, [`connect-src ${ownSources(reply)}`]);
}

/** The way to a page: in the frame of an isolated merchant a browser blocks it, too, unless it says what pages say. */
export function sendToPage(reply: FastifyReply, url: string): FastifyReply {
  return reply.headers(CHALLENGE_HEADERS).redirect(url, 303);
}

function send(reply: FastifyReply, html: string, status: number, more: readonly string[]): FastifyReply {
  const own = ownSources(reply);
  const content = ["default-src 'none'", `style-src ${own}`, `script-src ${own}`, `img-src ${own} data:`, "base-uri 'none'"];
  return reply
    .code(status)
    .headers({ ...CHALLENGE_HEADERS, 'content-security-policy': [...content, ...more].join('; ') })
    .type('text/html; charset=utf-8')
    .send(html);
}

/** Ourselves, by name as well: in a sandboxed frame a page has no origin, and to WebKit nothing there is its `'self'`. */
function ownSources({ request }: FastifyReply): string {
  return `'self' ${request.protocol}://${request.host}`;
}
