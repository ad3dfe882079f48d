import type { FastifyContextConfig, FastifyInstance, FastifyReply } from 'fastify';
import type { Assets } from './assets.ts';

export interface AssetsServed {
  assets: Pick<Assets, 'find'>;
  /** Headers besides those that every asset has. */
  headers?: Readonly<Record<string, string>>;
  /** The answer where no file has this name; a sentence in plain text if absent. */
  answerNone?: (reply: FastifyReply) => FastifyReply;
  /** What hooks of the caller's read of the route. */
  config?: FastifyContextConfig;
}

/** For `headers`: a drawing that is opened by itself runs nothing. */
export const RUNS_NOTHING = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" };

/**
 * Serves the stylesheets, scripts and drawings of a face. Their names change with their content, so they may be kept for ever.
 * @param url path under which they are served, e.g. `/3ds/assets/`
 */
export function serveAssets(
  app: FastifyInstance,
  url: string,
  { assets, headers = {}, answerNone = sayNone, config = {} }: AssetsServed,
): void {
  app.get<{ Params: { file: string } }>(`${url}:file`, { config }, async ({ params }, reply) => {
    const asset = assets.find(params.file);
    if (!asset) return answerNone(reply);
    return reply
      .headers({ 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff', ...headers })
      .type(asset.type)
      .send(asset.body);
  });
}

function sayNone(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file.');
}
