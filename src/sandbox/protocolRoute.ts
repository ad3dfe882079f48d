import type { FastifyInstance } from 'fastify';
import { responseHeaders } from '../messages/headers.ts';
import { MESSAGE_BYTES } from '../messages/limits.ts';

/** Makes `app` a place for messages: JSON bodies arrive as the text that was sent, any other content type is refused with 415. */
export function takeMessages(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

/** A message, the text of one, or nothing where an Erro came. */
export type Answer = object | string | undefined;

/**
 * A place where messages of the protocol are posted, and answered with 200, an Erro included; other methods get 405.
 * @param ownId the element that names the transaction for whoever answers here, for X-Response-ID
 * @param answer turns the text of a message into the answer, an object or the text of one, or into none; it never throws for a broken message
 */
export function protocolRoute(
  app: FastifyInstance,
  path: string,
  ownId: 'dsTransID' | 'threeDSServerTransID',
  answer: (raw: string) => Answer | Promise<Answer>,
): void {
  app.post<{ Body: string | undefined }>(path, { bodyLimit: MESSAGE_BYTES }, async (request, reply) => {
    const message = await answer(request.body ?? '');
    if (message === undefined) return reply.header('cache-control', 'no-store').send();
    const { messageVersion, [ownId]: id } = typeof message === 'string' ? JSON.parse(message) : message;
    return reply
      .headers(responseHeaders(messageVersion, id, request.headers['x-request-id']))
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(typeof message === 'string' ? message : JSON.stringify(message));
  });
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: path,
    handler: (_request, reply) =>
      reply
        .code(405)
        .header('allow', 'POST')
        .send({ status: 405, title: `${path} takes POST only: a message` }),
  });
}
