import type { FastifyInstance } from 'fastify';
import { readSchema } from '../../src/messages/schemas.ts';

export interface Route {
  method: string;
  /** With `:name` for what is filled in. */
  path: string;
}

/** Stands for whatever a listener is given: its routes are all that is looked at. */
const anything: unknown = new Proxy(() => {}, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => '' : name === 'then' ? undefined : anything),
  apply: () => anything,
});

/** The routes of a listener, from its own table. */
export async function routesOf<O>(make: (options: O) => FastifyInstance): Promise<Route[]> {
  const app = make(anything as O);
  await app.ready();
  return [...routesIn(app.printRoutes({ commonPrefix: false }))];
}

function* routesIn(tree: string): Generator<Route> {
  const path: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent = '', segment = '', methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/u.exec(line) ?? [];
    if (segment === '') continue;
    path.length = indent.length / 4;
    path.push(segment);
    for (const method of methods.split(', ').filter(Boolean)) yield { method, path: path.join('') };
  }
}

/** The operations that the description of the control API has, each with its query parameters. */
export function apiPaths(): { method: string; path: string; query: string[] }[] {
  type Operation = { parameters?: { name: string; in: string }[] };
  const { paths } = readSchema('api/openapi.json') as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    })),
  );
}
