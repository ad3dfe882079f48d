import type { FastifyReply } from 'fastify';
import type { InsteadOfARes } from '../decision/decision.ts';

/** An answer as it would be sent. */
interface Answer {
  text: string;
  headers: Readonly<Record<string, string>>;
  /** The Erro that stands in its place. */
  erro: string;
}

/** What is sent in place of an ARes, on purpose. The connection is this client's own: no other one notices. */
export const BROKEN_ANSWERS: Record<InsteadOfARes, (reply: FastifyReply, answer: Answer) => FastifyReply> = {
  drop,
  reset(reply) {
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
    return reply;
  },
  http500: (reply) => reply.code(500).type('text/plain; charset=utf-8').send('Internal Server Error'),
  truncated(reply, { text, headers }) {
    const body = Buffer.from(text, 'utf8');
    reply.hijack();
    reply.raw.writeHead(200, { ...headers, 'content-type': JSON_UTF8, 'content-length': body.length });
    reply.raw.write(body.subarray(0, body.length >> 1), () => reply.raw.socket?.destroySoon());
    return reply;
  },
  contentType: (reply, { text, headers }) => reply.headers(headers).type('text/html; charset=utf-8').send(text),
  erro: (reply, { headers, erro }) => reply.headers(headers).type(JSON_UTF8).send(erro),
};

const JSON_UTF8 = 'application/json; charset=utf-8';

/** Closes the connection without a byte. */
export function drop(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.destroySoon();
  return reply;
}
