import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import t from 'tap';
import { TRANS_STATUSES } from '../../src/decision/outcome.ts';
import { shipped } from '../../src/files.ts';
import { readSchema } from '../../src/messages/schemas.ts';

const paths = ['config', 'api'].flatMap((folder) => readdirSync(shipped(`schemas/${folder}`)).map((name) => `${folder}/${name}`));
// The description of the control API is OpenAPI, which has a test of its own.
const all = ['common/outcome.json', ...paths.filter((path) => path !== 'api/openapi.json')];

t.test('the schemas of settings and of the API compile in a strict Ajv of one’s own, as draft-07', async (t) => {
  const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false });
  for (const path of all) {
    const schema = readSchema(path);
    t.match(schema, { $schema: 'http://json-schema.org/draft-07/schema#', $id: `/schemas/${path}`, description: String });
    t.ok(ajv.validateSchema(schema), `${path} is a schema`);
    ajv.addSchema(schema);
  }
  for (const path of all) t.type(ajv.getSchema(`/schemas/${path}`), 'function', path);
});

t.test('every example in them is valid', async (t) => {
  const ajv = new Ajv({ strict: false });
  for (const path of all) ajv.addSchema(readSchema(path));
  const visit = (node: unknown, pointer: string) => {
    if (typeof node !== 'object' || node === null) return;
    const { examples } = node as { examples?: unknown[] };
    if (Array.isArray(examples)) {
      const check = ajv.getSchema(pointer);
      for (const example of examples) t.ok(check?.(example), `${pointer}: ${JSON.stringify(example)}`);
    }
    for (const [name, value] of Object.entries(node)) if (name !== 'examples') visit(value, `${pointer}/${name}`);
  };
  for (const path of all) visit(readSchema(path), `/schemas/${path}#`);
});

t.test('the schema of an outcome has every transStatus', async (t) => {
  const { $defs } = readSchema('common/outcome.json') as {
    $defs: { outcome: { properties: { transStatus: { enum: string[] } } } };
  };
  t.same($defs.outcome.properties.transStatus.enum, TRANS_STATUSES);
});
