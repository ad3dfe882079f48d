import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { JSON_TYPE, takeOnly } from './contentType.ts';

/**
 * Lets a listener close while clients keep their connections: what is in flight is answered, with `Connection: close`, so
 * that no busy keep-alive connection holds the process. From `closing()` on.
 */
export function closeKeepAlive(app: FastifyInstance): { closing(): void } {
  let closing = false;
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  return {
    closing() {
      closing = true;
    },
  };
}

/** Protocol bodies are kept as the text that came: JSON.parse would hide what the protocol judges. Other types get 415. */
export function takeRawJson(app: FastifyInstance): void {
  takeOnly(app, JSON_TYPE);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    // Bytes that are no UTF-8 are not mended: as text that is no JSON they get Erro 101.
    done(null, isUtf8(body) ? body.toString('utf8') : '');
  });
}

/** Every other method on a path is answered 405 with what is allowed. */
export function allowOnly(app: FastifyInstance, allowed: 'POST' | 'GET' | 'GET, POST', url: string): void {
  const others = app.supportedMethods.filter((method) => !allowed.includes(method === 'HEAD' ? 'GET' : method));
  app.route({
    method: others as ['GET'],
    url,
    // Whatever body comes along, it is not read.
    onRequest: async (_request, reply) =>
      reply
        .code(405)
        .header('allow', allowed)
        .send({ statusCode: 405, message: `${url} takes ${allowed} only` }),
    handler: async () => undefined,
  });
}
