import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { idOfSender, type Receiver, responseHeaders } from '../messages/headers.ts';
import { MESSAGE_BYTES } from '../messages/limits.ts';
import { faultOfContentType } from '../messages/mediaType.ts';
import { objectOf } from '../messages/subject.ts';

/** Makes `app` a place for messages: JSON bodies arrive as the text that was sent, any other content type is refused with 415. */
export function takeMessages(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, headers }, reply) => {
    const why =
      method === 'POST' && headers['content-type'] !== undefined
        ? faultOfContentType(headers['content-type'], ['application/json'])
        : undefined;
    return why === undefined ? undefined : reply.code(415).send({ status: 415, title: why });
  });
  app.removeAllContentTypeParsers();
  // Bytes that are no UTF-8 are not mended: as text that is no JSON they get Erro 101 (EMV 3DS 2.3.1.1, Req 186).
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, isUtf8(body) ? body.toString('utf8') : ''),
  );
}

/** An answer that may be too long for one text: its beginning says what it is. */
export class StreamedMessage {
  readonly head: object;
  readonly text: () => Readable;

  /** @param text the whole; by default that of the beginning */
  constructor(head: object, text: () => Readable = () => Readable.from([JSON.stringify(head)])) {
    this.head = head;
    this.text = text;
  }
}

/** The element that names the transaction for whoever answers, for X-Response-ID. */
const OWN_IDS = { DS: 'dsTransID', '3DS Server': 'threeDSServerTransID' } as const;

/** Turns the text of a message into the answer, an object or the text of one, or none: ''. It never throws for a broken message. */
export type Answerer = (raw: string, request: FastifyRequest) => object | string | Promise<object | string>;

/**
 * A place where messages of the protocol are posted, and answered with 200, an Erro included; other methods get 405.
 * @param path without a slash at the end; with one it is the same place
 */
export function protocolRoute(app: FastifyInstance, path: string, receiver: Exclude<Receiver, 'ACS'>, answer: Answerer): void {
  for (const url of [path, `${path}/`]) {
    app.post<{ Body: string | undefined }>(url, { bodyLimit: MESSAGE_BYTES }, async (request, reply) => {
      const raw = request.body ?? '';
      const message = await answer(raw, request);
      return send(reply, message, { receiver, asked: idOfSender(receiver, objectOf(raw)) });
    });
    app.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      handler: (_request, reply) =>
        reply
          .code(405)
          .header('allow', 'POST')
          .send({ status: 405, title: `${path} takes POST only: a message` }),
    });
  }
}

function send(
  reply: FastifyReply,
  message: object | string,
  { receiver, asked }: { receiver: Exclude<Receiver, 'ACS'>; asked: string | undefined },
): FastifyReply {
  // What only is taken note of has no answer.
  if (message === '') return reply.code(200).send();
  const { messageVersion, [OWN_IDS[receiver]]: own } = headOf(message);
  reply
    .headers(responseHeaders(messageVersion, own, asked))
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store');
  if (message instanceof StreamedMessage) return stream(reply, message);
  return reply.send(typeof message === 'string' ? message : JSON.stringify(message));
}

function headOf(message: object | string) {
  if (typeof message === 'string') return JSON.parse(message);
  return message instanceof StreamedMessage ? message.head : message;
}

/** Compressed where the asker takes that (EMV 3DS 2.3.1.1, Req 425, Req 426, Req 428). */
function stream(reply: FastifyReply, message: StreamedMessage): FastifyReply {
  const text = message.text();
  const takes = String(reply.request.headers['accept-encoding'] ?? '');
  if (!/(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(takes) || 'cardRangeDataFileURL' in message.head)
    return reply.send(text);
  return reply.header('content-encoding', 'gzip').send(text.pipe(createGzip()));
}
