import type { FastifyInstance } from 'fastify';
import { rememberMethods } from '../../routeMethods.ts';
import { problem } from '../problem.ts';

/**
 * Answers 405 with `Allow` where a path is known and its method is not, whatever body comes along. To be called before the
 * routes are made.
 */
export function answerWrongMethods(app: FastifyInstance): void {
  const takenAt = rememberMethods(app);
  app.addHook('preParsing', async ({ is404, method, url }, reply) => {
    const [path = ''] = url.split('?');
    const taken = is404 ? takenAt(path) : undefined;
    if (!taken) return undefined;
    const { allow, example } = taken;
    const refusal = problem(405, 'method', `${method} is not taken here; taken are ${allow}`, example);
    return reply.code(405).header('allow', allow).send(refusal);
  });
}
