import type { FastifyInstance, FastifyReply } from 'fastify';
import { rememberMethods } from '../routeMethods.ts';

/** What a tester's call breaks: thrown anywhere, answered in one place. */
export class Problem extends Error {
  readonly status: number;
  readonly body: object;

  /**
   * @param field the member, parameter or header that is wrong
   * @param rule what it has to be
   * @param example one that is right
   * @param faults of the message that the call would have sent
   */
  constructor(status: number, field: string, rule: string, example: string, faults?: readonly string[]) {
    const title = `${field}: ${rule}`;
    super(title);
    this.status = status;
    this.body = { status, title, field, rule, example, ...(faults ? { faults } : {}) };
  }

  send(reply: FastifyReply): FastifyReply {
    return reply.code(this.status).send(this.body);
  }
}

/** How an id looks. */
export const AN_ID = '8a880dc0-d2d2-4067-bcb1-b08d1690b26e';

/** What a text says as JSON; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The members of an object that a tester sends.
 * @throws Problem 400 where the body is no JSON object, or has a member that is not known
 */
export function membersOf(body: unknown, known: readonly string[], example: string): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Problem(400, 'body', 'a JSON object', example);
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Problem(400, unknown.slice(0, 80), `not known here; known are ${known.join(', ')}`, example);
  return body as Record<string, unknown>;
}

/**
 * Answers 405 with `Allow` where a path is known and its method is not, whatever body comes along; pages and who wants a page are
 * left to the page of what is not found. To be called before the routes are made.
 */
export function answerWrongMethods(app: FastifyInstance): void {
  const takenAt = rememberMethods(app);
  app.addHook('onRequest', async ({ is404, method, url, headers }, reply) => {
    const [path = ''] = url.split('?');
    if (!is404 || path.startsWith('/shop') || headers.accept?.includes('text/html')) return undefined;
    const taken = takenAt(path);
    if (!taken) return undefined;
    const { allow, example } = taken;
    reply.header('allow', allow);
    return new Problem(405, 'method', `${method} is not taken here; taken are ${allow}`, example).send(reply);
  });
}
