import type { FastifyInstance } from 'fastify';
import { maskText } from '../../messages/masking.ts';
import { nearestOf } from '../../messages/nearest.ts';
import { asTemplate } from '../../routeMethods.ts';
import { problem } from '../problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The query parameters that a route knows, each with an example: none, unless it says so. `any` where it judges them itself, or
     * where they make no difference: a drawing, a redirect.
     */
    query?: KnownParameters | 'any';
    /** Parameters that there were once: the rule that is said of each, and what to do instead. */
    goneQuery?: Gone;
  }
}

/** The example of each query parameter by its name: `{ card: 'card=2226' }`. */
export type KnownParameters = Readonly<Record<string, string>>;
type Gone = Readonly<Record<string, readonly [rule: string, example: string]>>;
type Problem = ReturnType<typeof problem>;

/**
 * Refuses with 400 the query parameters that a route does not know, and those that come twice: a filter that is misspelt would
 * find what belongs to somebody else, and one that is given twice is not guessed at.
 */
export function judgeQueries(app: FastifyInstance): void {
  app.addHook('preParsing', async ({ is404, query, routeOptions }, reply) => {
    if (is404) return undefined;
    const { query: known = {}, goneQuery = {} } = routeOptions.config;
    const fault = faultOf(query as object, known, goneQuery) ?? givenTwice(query as object);
    if (fault === undefined) return undefined;
    const { url = '' } = routeOptions;
    return reply.code(400).send(fault.example === '' ? { ...fault, example: asTemplate(url) } : fault);
  });
}

function faultOf(query: object, known: KnownParameters | 'any', gone: Gone): Problem | undefined {
  if (known === 'any') return undefined;
  const name = Object.keys(query).find((one) => !Object.hasOwn(known, one));
  if (name === undefined) return undefined;
  const past = Object.hasOwn(gone, name) ? gone[name] : undefined;
  return past ? problem(400, name, ...past) : unknownParameter(name, known);
}

const LONGEST_NAME = 40;

/** The problem of a parameter that nobody knows: with the one that is meant, as far as its spelling tells, and all that are known. */
export function unknownParameter(name: string, known: KnownParameters): Problem {
  const names = Object.keys(known);
  const meant = nearestOf(name, names);
  // The name is the sender's own: an answer stays small, and shows no card number.
  const shown = maskText(name).slice(0, LONGEST_NAME);
  const all = names.length === 0 ? 'there are no query parameters' : `known are ${names.join(', ')}`;
  const rule = `not known here${meant === undefined ? '' : ` (did you mean ${meant}?)`}; ${all}`;
  return problem(400, shown, rule, known[meant ?? names[0] ?? ''] ?? '');
}

function givenTwice(query: object): Problem | undefined {
  const [name] = Object.entries(query).find(([, value]) => typeof value !== 'string') ?? [];
  if (name === undefined) return undefined;
  const shown = maskText(name).slice(0, LONGEST_NAME);
  return problem(400, shown, 'to be given once', `${shown}=…`);
}
