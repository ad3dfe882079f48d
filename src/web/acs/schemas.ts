import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';
import { shipped } from '../../files.ts';
import { USUAL_VERSION } from '../../messages/versions.ts';
import { allowOnly } from '../connections.ts';

/** Lists that the rules of messages refer to: data, no schemas. */
const LISTS = ['common/currencies.json', 'common/countries.json'];

interface ServedSchema {
  text: string;
  etag: string;
}

/**
 * The JSON Schemas themselves, for contract tests: `/schemas/2.2.0/AReq.json`. Capital letters make no difference. Who has one
 * already (If-None-Match) gets 304.
 */
export const schemaRoutes: FastifyPluginAsync = async (app) => {
  const folder = shipped('schemas/');
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json') && !/^(config|api)\b/.test(path))
      .map((path) => [path.toLowerCase(), read(`${folder}${path}`)]),
  );
  allowOnly(app, 'GET', '/schemas/*');
  app.get<{ Params: { '*': string } }>('/schemas/*', async ({ params, headers }, reply) => {
    const path = params['*'].toLowerCase();
    const file = files.get(path);
    if (!file)
      return reply
        .code(404)
        .send({ statusCode: 404, message: `There is no such schema. Example: /schemas/${USUAL_VERSION}/AReq.json` });
    reply.headers({ etag: file.etag, 'cache-control': 'no-cache', 'access-control-allow-origin': '*' });
    if (isKnown(file.etag, headers['if-none-match'])) return reply.code(304).send();
    return reply
      .headers({ 'x-content-type-options': 'nosniff' })
      .type(`application/${LISTS.includes(path) ? 'json' : 'schema+json'}; charset=utf-8`)
      .send(file.text);
  });
};

function read(path: string): ServedSchema {
  const text = readFileSync(path, 'utf8');
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

/** If-None-Match: `*`, or entity tags, which are compared weakly (RFC 9110, 13.1.2). */
function isKnown(etag: string, ifNoneMatch = ''): boolean {
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
