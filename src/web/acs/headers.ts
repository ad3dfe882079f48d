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

const CONTENT = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'";

/** A page of the challenge whose forms come back here. */
export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return send(reply, html, status, "form-action 'self'");
}

/** A page whose script asks here whether something has happened elsewhere. */
export function sendWatchingPage(reply: FastifyReply, html: string): FastifyReply {
  return send(reply, html, 200, "form-action 'self'; connect-src 'self'");
}

/**
 * The page whose form goes to the merchant. Its notificationURL may redirect anywhere, and browsers hold a redirect to
 * form-action as well: so any web address is let through, on this page alone.
 */
export function sendLeavingPage(reply: FastifyReply, html: string): FastifyReply {
  return send(reply, html, 200, "form-action 'self' http: https:");
}

/** The page of the 3DS Method, which sends us what it found, and then goes to the 3DS Server like the last page of a challenge. */
export function sendCollectingPage(reply: FastifyReply, html: string): FastifyReply {
  return send(reply, html, 200, "connect-src 'self'; form-action 'self' http: https:");
}

function send(reply: FastifyReply, html: string, status: number, more: string): FastifyReply {
  return reply
    .code(status)
    .headers({ ...CHALLENGE_HEADERS, 'content-security-policy': `${CONTENT}; ${more}` })
    .type('text/html; charset=utf-8')
    .send(html);
}
