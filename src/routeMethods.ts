import type { FastifyInstance } from 'fastify';

/** What a path takes in place of the method that came. */
export interface TakenMethods {
  /** For the header `Allow`. */
  allow: string;
  /** A call that is taken: `GET /api/rules/{id}`. */
  example: string;
}

/**
 * Remembers the routes that are made from now on.
 * @returns tells of a path which methods it takes; undefined for a path that no route has
 */
export function rememberMethods(app: FastifyInstance): (path: string) => TakenMethods | undefined {
  const routes = new Map<string, { pattern: RegExp; methods: string[] }>();
  app.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: [] };
    route.methods.push(...[method].flat());
    routes.set(url, route);
  });
  return (path) => {
    const [url, route] = [...routes].find(([, { pattern }]) => pattern.test(path)) ?? [];
    if (!url || !route) return undefined;
    return {
      allow: route.methods.toSorted().join(', '),
      example: `${route.methods.find((one) => one !== 'HEAD')} ${asTemplate(url)}`,
    };
  };
}

/** `/api/rules/:id` as people write it: `/api/rules/{id}`. */
export function asTemplate(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}');
}

/** The paths of a route: `:name` stands for one segment. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replaceAll('.', String.raw`\.`)));
  return new RegExp(`^${segments.join('/')}$`);
}
