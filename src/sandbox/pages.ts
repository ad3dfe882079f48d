import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Assets } from '../pages/assets.ts';
import { catalogue, makePages } from '../pages/render.ts';

export const ASSETS_URL = '/shop/assets/';

export interface ShopPages {
  /** A page of templates/shop. */
  render(template: string, language: string, view: object): string;
  /** ?language of the address, else what the browser prefers. */
  languageOf(request: FastifyRequest): string;
  assets: Assets;
}

export function makeShopPages(): ShopPages {
  const pages = makePages('shop', ASSETS_URL);
  return {
    ...pages,
    languageOf(request) {
      const { language } = request.query as { language?: unknown };
      return catalogue.languageFor(typeof language === 'string' ? language : undefined, request.headers['accept-language']);
    },
  };
}

/**
 * Frames and forms lead to whatever ACS the simulator is told of; all else comes from here, said by name as well: in a sandboxed frame
 * a page has no origin, and to WebKit nothing there is its `'self'`.
 */
function policyOf({ request }: FastifyReply): string {
  const own = `'self' ${request.protocol}://${request.host}`;
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    // The issuer's pictures in cardholderInfo are wherever it says.
    'img-src data: http: https:',
    `connect-src ${own}`,
    'frame-src http: https:',
    'form-action http: https:',
    "base-uri 'none'",
  ].join('; ');
}

/** Sends a page; it may be framed, as the notification pages are. */
export function sendShopPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': policyOf(reply),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .send(html);
}
