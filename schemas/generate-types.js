// Writes src/messages/types.ts from the schemas, which are the only source of the message types.
// A type holds a message of any version: an element has every form that a version gives it, and may be absent where a version
// or a channel does not ask for it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const VERSIONS = ['2.2.0', '2.1.0', '2.3.1'];

// What the code takes for granted, although a version (2.1.0 for 3RI; 2.3.1 for the form) or a channel (the app) does not.
const PRESENT = { AReq: ['threeDSServerURL'], CReq: ['challengeWindowSize'] };
const FORM_OF_2_2_0 = { PRes: ['cardRangeData'] };

const here = (path) => new URL(path, import.meta.url);
const read = async (path) => JSON.parse(await readFile(here(path), 'utf8'));

/** Elements stand at the top, or at the condition under which they are judged (a channel, a category). */
function elementsOf({ properties, allOf = [] }) {
  const conditional = allOf.flatMap(({ then = {}, else: otherwise = {} }) => [then.properties, otherwise.properties]);
  const described = conditional.flatMap((of = {}) => Object.entries(of)).filter(([, element]) => element.description);
  return { ...Object.fromEntries(described), ...properties };
}

/** Conditions judge values, a type cannot say them; references all point into one document here. */
function forTypes(element) {
  return JSON.parse(JSON.stringify(element).replaceAll('../common/definitions.json#', '#'), (_key, value) => {
    if (value?.$ref) return { $ref: value.$ref };
    const { allOf: _conditions, propertyNames: _names, ...typed } = value ?? {};
    return typeof value !== 'object' || value === null || Array.isArray(value) ? value : withoutNot(withoutReserved(typed));
  });
}

/** What EMVCo reserves is no value. */
function withoutReserved({ anyOf, ...schema }) {
  if (!anyOf) return schema;
  const [first, ...others] = anyOf.filter(({ $ref }) => $ref !== '#/$defs/emvcoValue');
  return others.length > 0 ? { ...schema, anyOf: [first, ...others] } : { ...schema, ...first };
}

function withoutNot({ not, ...schema }) {
  return not ? { ...schema, type: 'null' } : schema;
}

/** One message type of all versions: the first description of an element, and all of its forms. */
function merge(type, schemas) {
  const all = schemas.map((schema) => ({ required: schema.required ?? [], elements: elementsOf(schema) }));
  const names = [...new Set(all.flatMap(({ elements }) => Object.keys(elements)))];
  const properties = names.map((name) => {
    const versions = all.flatMap(({ elements }) => (elements[name] ? [elements[name]] : []));
    const forms = new Map(versions.map(forTypes).map(({ description: _text, ...form }) => [JSON.stringify(form), form]));
    const [form, ...later] = forms.values();
    const others = FORM_OF_2_2_0[type]?.includes(name) ? [] : later;
    const { description } = versions[0];
    return [name, others.length > 0 ? { description, anyOf: [form, ...others] } : { description, ...form }];
  });
  return {
    type: 'object',
    description: schemas[0].description.replace(/^EMV 3DS \S+ /, ''),
    required: names.filter((name) => PRESENT[type]?.includes(name) || all.every(({ required }) => required.includes(name))),
    properties: Object.fromEntries(properties),
  };
}

const {
  $defs: { emvcoValue: _reserved, ...$defs },
} = await read('common/definitions.json');
const byType = {};
for (const version of VERSIONS) {
  for (const file of await readdir(here(version))) {
    const type = basename(file, '.json');
    byType[type] = [...(byType[type] ?? []), await read(`${version}/${file}`)];
  }
}
const names = Object.keys(byType).sort();
const messages = Object.fromEntries(names.map((name) => [name, merge(name, byType[name])]));

const document = {
  title: 'MessageByType',
  description: 'Every message by its messageType, of any version.',
  type: 'object',
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }])),
  $defs: { ...forTypes($defs), ...messages },
};
const types = await compile(document, 'MessageByType', {
  additionalProperties: false,
  bannerComment: `// Made by 'npm run types' from schemas/. Change the schemas, not this file.`,
  ignoreMinAndMaxItems: true,
});
await writeFile(here('../src/messages/types.ts'), types);
