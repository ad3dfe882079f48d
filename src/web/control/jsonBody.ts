import type { FastifyInstance } from 'fastify';
import { maskText } from '../../messages/masking.ts';
import { problem } from '../problem.ts';

/** A body that is no good: which member, and what is wrong with it. */
export class BadBody extends Error {
  readonly statusCode = 400;
  readonly field: string;
  readonly rule: string;

  constructor(field: string, rule: string) {
    super(rule);
    this.field = field;
    this.rule = rule;
  }
}

/**
 * Bodies are JSON. One that is empty is none, whatever its Content-Type says. Names that could change what an object is made of
 * are refused for what they are; no other part of the program has to think of them.
 */
export function takeJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text: string, done) => {
    if (text.trim() === '') return done(null, undefined);
    const body = parseBody(text);
    if (body instanceof BadBody) return done(body);
    const member = dangerousMember(body);
    if (member === undefined) return done(null, body);
    return done(new BadBody(member.path, `no member may be called ${member.name}`));
  });
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own sentence may quote what came.
    return new BadBody('body', 'one JSON object: this is no valid JSON');
  }
}

const MAX_PATH = 8;
const LONGEST_NAME = 40;

/** The first member, in whatever depth, that stands for the prototype of an object. Without recursion: depth costs no stack. */
function dangerousMember(body: unknown): { path: string; name: string } | undefined {
  const waiting: { value: unknown; path: readonly string[] }[] = [{ value: body, path: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value)) {
      const here = path.length < MAX_PATH ? [...path, name] : path;
      if (name === '__proto__' || (name === 'constructor' && isWithPrototype(member)))
        return { path: here.length === 1 ? `body.${name}` : here.map(shortName).join('.'), name };
      waiting.push({ value: member, path: here });
    }
  }
  return undefined;
}

/** A name is the sender's own: an answer stays small, and shows no card number. */
function shortName(name: string): string {
  return maskText(name).slice(0, LONGEST_NAME);
}

function isWithPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

/** The problem of a body that is no good. @param example one that is */
export function badBody({ field, rule }: BadBody, example: string): ReturnType<typeof problem> {
  return problem(400, field, rule, example);
}
