import type { FastifyInstance } from 'fastify';

/**
 * Lets a listener close while clients keep their connections: what is in flight is answered, with `Connection: close`, so
 * that no busy keep-alive connection holds the process.
 */
export function closeKeepAlive(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
}

/** Protocol bodies are kept as the text that came: JSON.parse would hide what the protocol judges. Other types get 415. */
export function takeRawJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

/** Every other method on a path is answered 405 with what is allowed. */
export function allowOnly(app: FastifyInstance, allowed: 'POST' | 'GET', url: string): void {
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((method) => method !== allowed);
  app.route({
    method: others as ['GET'],
    url,
    handler: async (_request, reply) =>
      reply
        .code(405)
        .header('allow', allowed)
        .send({ statusCode: 405, message: `${url} takes ${allowed} only` }),
  });
}
