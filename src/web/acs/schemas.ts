import { readdirSync, readFileSync } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';
import { shipped } from '../../files.ts';
import { allowOnly } from '../connections.ts';

/** Lists that the rules of messages refer to: data, no schemas. */
const LISTS = ['common/currencies.json', 'common/countries.json'];

/** The JSON Schemas themselves, for contract tests: `/schemas/2.2.0/AReq.json`. Capital letters make no difference. */
export const schemaRoutes: FastifyPluginAsync = async (app) => {
  const folder = shipped('schemas/');
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json') && !/^(config|api)\b/.test(path))
      .map((path) => [path.toLowerCase(), `${folder}${path}`]),
  );
  allowOnly(app, 'GET', '/schemas/*');
  app.get<{ Params: { '*': string } }>('/schemas/*', async ({ params }, reply) => {
    const path = params['*'].toLowerCase();
    const file = files.get(path);
    if (!file)
      return reply.code(404).send({ statusCode: 404, message: 'There is no such schema. Example: /schemas/2.2.0/AReq.json' });
    return reply
      .type(`application/${LISTS.includes(path) ? 'json' : 'schema+json'}; charset=utf-8`)
      .header('access-control-allow-origin', '*')
      .send(readFileSync(file, 'utf8'));
  });
};
