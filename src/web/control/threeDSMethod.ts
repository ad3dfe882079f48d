import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { readBehaviour } from '../../decision/methodBehaviour.ts';
import { problem } from '../problem.ts';
import { readBody } from './body.ts';

const EXAMPLE = '{"behaviour": "slow", "delayMs": 12000}';

/** How the 3DS Method behaves: `GET` and `PUT /api/three-ds-method {"behaviour": "slow", "delayMs": 12000}`; until the next start. */
export const threeDSMethodRoutes: FastifyPluginAsync<{ acs: Pick<Acs, 'threeDSMethod'> }> = async (
  app,
  { acs: { threeDSMethod } },
) => {
  app.get('/api/three-ds-method', async () => threeDSMethod.current);

  app.put('/api/three-ds-method', async (request, reply) => {
    const body = readBody(request.body, { behaviour: 'string', delayMs: 'number' }, EXAMPLE);
    if (body.fault) return reply.code(400).send(body.fault);
    const asked = readBehaviour(body.value);
    if ('rule' in asked) return reply.code(400).send(problem(400, asked.field, asked.rule, EXAMPLE));
    threeDSMethod.current = asked;
    return asked;
  });
};
