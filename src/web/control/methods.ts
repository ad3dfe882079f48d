import type { FastifyInstance } from 'fastify';
import { problem } from '../problem.ts';
import { asTemplate } from './queries.ts';

/**
 * Answers 405 with `Allow` where a path is known and its method is not, whatever body comes along. To be called before the
 * routes are made.
 */
export function answerWrongMethods(app: FastifyInstance): void {
  const routes = new Map<string, { pattern: RegExp; methods: string[] }>();
  app.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: [] };
    route.methods.push(...[method].flat());
    routes.set(url, route);
  });
  app.addHook('preParsing', async ({ is404, method, url }, reply) => {
    if (!is404) return undefined;
    const [path = ''] = url.split('?');
    const [template = '', { methods }] = [...routes].find(([, { pattern }]) => pattern.test(path)) ?? ['', { methods: [] }];
    if (methods.length === 0) return undefined;
    const allow = methods.toSorted().join(', ');
    const example = `${methods.find((one) => one !== 'HEAD')} ${asTemplate(template)}`;
    const refusal = problem(405, 'method', `${method} is not taken here; taken are ${allow}`, example);
    return reply.code(405).header('allow', allow).send(refusal);
  });
}

/** The paths of a route: `:name` stands for one segment. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replaceAll('.', String.raw`\.`)));
  return new RegExp(`^${segments.join('/')}$`);
}
