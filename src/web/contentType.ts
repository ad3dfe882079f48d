import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOfContentType } from '../messages/mediaType.ts';

export const JSON_TYPE = 'application/json';
export const JOSE_TYPE = 'application/jose';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Refuses bodies of other types with 415 before they are read: what a parser would guess about a strange header never reaches
 * a handler. A body that is compressed is refused as well: messages are small.
 */
export function takeOnly(app: FastifyInstance, ...types: string[]): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const why = request.method === 'POST' && hasBody(request) ? whyNot(request, types) : undefined;
    if (why === undefined) done();
    else done(Object.assign(new Error(why), { statusCode: 415 }));
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = headers;
  return type !== undefined || encoding !== undefined || Number(length ?? 0) > 0;
}

function whyNot({ headers, raw }: FastifyRequest, types: readonly string[]): string | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return 'The body has to come without Content-Encoding';
  // Node keeps the first of several and says nothing.
  if (raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-type').length > 1)
    return 'The Content-Type has to come once';
  return faultOfContentType(headers['content-type'] ?? '', types);
}
