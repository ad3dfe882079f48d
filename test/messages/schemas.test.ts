import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { readSchema } from '../../src/messages/schemas.ts';
import type { Json } from './example.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'];
const paths = VERSIONS.flatMap((version) => readdirSync(shipped(`schemas/${version}`)).map((name) => `${version}/${name}`));

t.test('The schemas compile by their $id in a strict Ajv of one’s own, as draft-07', async (t) => {
  // strictRequired wants a property next to each `required`; in a condition it stands elsewhere.
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true });
  addFormats.default(ajv, ['ipv4', 'ipv6']);
  const data = ['common/threeDSMethodData.json', 'common/acsSignedContent.json'];
  const all = ['common/definitions.json', ...data, ...paths];
  for (const path of all) {
    const schema = readSchema(path);
    t.match(schema, { $schema: 'http://json-schema.org/draft-07/schema#', $id: `/schemas/${path}` });
    t.ok(ajv.validateSchema(schema), `${path} is a schema`);
    ajv.addSchema(schema);
  }
  for (const path of all) t.type(ajv.getSchema(`/schemas/${path}`), 'function', path);
});

t.test('Every element is described, in sentences of its own', async (t) => {
  const described: [path: string, description: unknown][] = [];
  const { $defs } = readSchema('common/definitions.json');
  collect('definitions', { properties: $defs }, described);
  for (const path of paths) collect(path.replace('.json', ''), readSchema(path), described);
  const unfit = described.filter(
    ([, text]) => typeof text !== 'string' || !/^[A-Za-z0-9].*\.$/.test(text) || /\||->|; \d\d/.test(text),
  );
  t.same(unfit, []);
  t.ok(described.length > 900);
});

t.test('Every condition says what it is for', async (t) => {
  for (const name of paths) {
    const conditions = (readSchema(name).allOf ?? []) as Json[];
    t.same(
      conditions.filter(({ description }) => typeof description !== 'string'),
      [],
      name,
    );
    t.equal(new Set(conditions.map(({ description }) => description)).size, conditions.length, 'no two say the same');
  }
});

t.test('Patterns mean the same to every validator', async (t) => {
  const files = readdirSync(shipped('schemas'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const all = files.flatMap((name) => patternsIn(readSchema(name)).map((schema) => ({ name, ...schema })));
  t.ok(all.length > 100);
  for (const { name, pattern } of all) t.ok(isPortable(pattern), `${name}: ${pattern}`);
  // No look-around, no back-reference, no class whose members differ (\d takes every script’s digits in Python), no \u.
  const others = [
    '^(?!0)[0-9]$',
    '^(?<=a)b$',
    '(a)\\1',
    '^\\d$',
    '^\\w$',
    '^[\\s]$',
    '^\\S$',
    '\\bx',
    '\\p{L}',
    '\\u0041',
    '(?<n>a)',
  ];
  for (const pattern of others) t.notOk(isPortable(pattern), pattern);
});

t.test('A text of fixed length is bounded beside its pattern, whose $ takes a line feed in some validators', async (t) => {
  const { $defs } = readSchema('common/definitions.json') as { $defs: Record<string, Json> };
  const all = [...Object.values($defs), ...paths.map((path) => readSchema(path))].flatMap(patternsIn);
  const isFixed = (pattern: string) => !/[+*,]/.test(pattern.replaceAll(/\[[^\]]*\]/g, 'x'));
  const unbounded = all.filter(({ pattern, maxLength }) => isFixed(pattern) && maxLength === undefined);
  t.same(unbounded, []);
});

/** Whether a pattern keeps to what ECMAScript and RE2 (and so Go, Python, Java, .NET and PCRE) share. */
function isPortable(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\(x[0-9a-f]{2}|[.+\\])/gi, '').replaceAll('(?:', '(');
  return !/\\|\(\?/.test(plain) && Boolean(new RegExp(pattern, 'u'));
}

/** The schemas below one that have a pattern, or name members by one. */
function patternsIn(schema: unknown): { pattern: string; maxLength?: number }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { pattern, maxLength, patternProperties = {} } = schema as Json;
  const own =
    typeof pattern === 'string' ? [{ pattern, ...(maxLength === undefined ? {} : { maxLength: Number(maxLength) }) }] : [];
  const named = Object.keys(patternProperties as Json).map((name) => ({ pattern: name }));
  return [...own, ...named, ...Object.values(schema).flatMap(patternsIn)];
}

/** All properties below a schema, with their descriptions. */
function collect(path: string, schema: Json, described: [string, unknown][]): void {
  for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, Json>)) {
    described.push([`${path}.${name}`, property.description]);
    collect(`${path}.${name}`, property, described);
    if (property.items) collect(`${path}.${name}`, property.items as Json, described);
  }
  // Elements of one channel stand at its condition; a condition that only forbids describes nothing.
  for (const { then = {}, else: otherwise } of (schema.allOf ?? []) as { then?: Json; else?: Json }[]) {
    for (const branch of [then, otherwise ?? {}]) {
      const own = Object.entries((branch.properties ?? {}) as Record<string, Json>).filter(
        ([, element]) => element.description || element.$ref,
      );
      collect(path, { properties: Object.fromEntries(own) }, described);
    }
  }
}
