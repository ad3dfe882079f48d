// Writes src/messages/types.ts from the schemas, which are the only source of the message types.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const VERSION = '2.2.0';
const here = (path) => new URL(path, import.meta.url);
const read = async (path) => JSON.parse(await readFile(here(path), 'utf8'));

/** Conditions judge values, a type cannot say them; references all point into one document here. */
function forTypes({ allOf: _conditions, $id: _id, $schema: _schema, ...schema }) {
  return JSON.parse(JSON.stringify(schema).replaceAll('../common/definitions.json#', '#'), (_key, value) => {
    if (value?.$ref) return { $ref: value.$ref };
    return value?.not ? { ...value, not: undefined, type: 'null' } : value;
  });
}

const { $defs } = await read('common/definitions.json');
const names = (await readdir(here(VERSION))).map((file) => basename(file, '.json')).sort();
const messages = {};
for (const name of names) messages[name] = forTypes(await read(`${VERSION}/${name}.json`));

const document = {
  title: 'MessageByType',
  description: 'Every message by its messageType.',
  type: 'object',
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }])),
  $defs: { ...$defs, ...messages },
};
const types = await compile(document, 'MessageByType', {
  additionalProperties: false,
  bannerComment: `// Made by 'npm run types' from schemas/${VERSION}. Change the schemas, not this file.`,
  ignoreMinAndMaxItems: true,
});
await writeFile(here('../src/messages/types.ts'), types);
