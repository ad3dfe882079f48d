import type { FastifyRequest } from 'fastify';

/**
 * Whether the answer is a page that a person sees. A HEAD, a picture whose address is a page of ours, and what a browser fetches
 * in advance are asked for as well, by other pages, too.
 */
export function isSeen({ method, headers }: FastifyRequest): boolean {
  const { 'sec-fetch-dest': dest = 'document', 'sec-purpose': purpose } = headers;
  return method !== 'HEAD' && dest === 'document' && purpose === undefined;
}

/** Whether a cardholder looks at a page of his own accord: only then is his session used, and what a page has to say said. */
export function isOwnLook(request: FastifyRequest): boolean {
  const { 'sec-fetch-site': site = 'none' } = request.headers;
  return isSeen(request) && ['same-origin', 'none'].includes(String(site));
}
