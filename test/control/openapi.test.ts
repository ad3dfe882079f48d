import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t from 'tap';
import { cardNumberFor } from '../../src/index.ts';
import { readSchema } from '../../src/messages/schemas.ts';
import { makeControl } from '../../src/web/control/control.ts';
import { areqOf, sends } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import { routesOf } from '../support/routes.ts';
import { startScenario } from '../support/scenario.ts';

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Json; example: unknown }[];
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Json }> }>;
}
const description = readSchema('api/openapi.json') as {
  openapi: string;
  info: Json;
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, Json>>;
};
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
);

t.test('the description names every route of the API, and no other', async (t) => {
  const routes = (await routesOf(makeControl)).filter(({ path }) => path.startsWith('/api/'));
  const served = routes.map(({ path, method }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  t.ok(served.length > 3, served.join(', '));
  t.same(
    operations.map(({ path, method }) => `${method} ${path}`).sort(),
    served.filter((route) => !route.startsWith('HEAD')).sort(),
    'schemas/api/openapi.json has each route under /api/, with its method',
  );
});

t.test('the description is OpenAPI 3.1', async (t) => {
  t.match(description, { openapi: /^3\.1\.\d$/, info: { title: String, version: /^\d+\.\d+\.\d+$/, description: String } });
  const ids = operations.map(({ operationId }) => operationId);
  t.equal(new Set(ids).size, ids.length, 'each operation has an id of its own');
  for (const { path, method, summary, parameters = [], responses } of operations) {
    const name = `${method} ${path}`;
    t.ok(summary, `${name} is summed up`);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const described = parameters.filter((parameter) => parameter.in === 'path');
    t.same(
      described.map((parameter) => parameter.name),
      inPath,
      `${name}: what stands in the path`,
    );
    t.ok(described.every(({ required }) => required === true));
    t.ok(
      Object.keys(responses).every((status) => /^[1-5]\d\d$/.test(status)),
      `${name}: its answers`,
    );
    t.ok(responses['403'], `${name} is guarded`);
    for (const { name: parameter, schema, example } of parameters) {
      t.ok(new Ajv2020().validate(schema, example), `${name}: the example of ${parameter}`);
    }
  }
  const refs = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  for (const [, kind = '', name = ''] of refs) t.ok(description.components[kind]?.[name], `${kind}/${name}`);
  for (const name of Object.keys(description.components.schemas ?? {})) t.ok(validatorOf(name), `${name} is a schema`);
});

function validatorOf(name: string) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile({ $ref: `#/components/schemas/${name}`, components: description.components });
}

/** A schema of ours as a component: what it refers to are components. */
function asComponent(schema: unknown): unknown {
  const text = JSON.stringify(schema, (key, value) => (['$schema', '$id', '$defs', 'title'].includes(key) ? undefined : value));
  const name = (first: string, rest: string) => `#/components/schemas/${first.toUpperCase()}${rest}`;
  return JSON.parse(
    text
      .replaceAll(/"[^"#]*#\/\$defs\/(\w)(\w*)/g, (_all, first, rest) => `"${name(first, rest)}`)
      .replaceAll(/"[^"#]*#\/properties\//g, '"#/components/schemas/Rule/properties/'),
  );
}

t.test('the description says of rules what their schemas say', async (t) => {
  type Schema = { $defs?: Record<string, unknown> };
  const [rule, next, outcome] = ['api/rule.json', 'api/next.json', 'common/outcome.json'].map(
    (path) => readSchema(path) as Schema,
  );
  const { properties = {} } = (outcome?.$defs?.outcome ?? {}) as { properties?: object };
  const { properties: ofNext = {} } = next as { properties?: object };
  t.same(
    Object.keys(properties).filter((member) => !(member in ofNext)),
    [],
    'one line takes each member of an outcome',
  );
  const { schemas = {} } = description.components;
  t.same(schemas.Rule, asComponent(rule));
  t.same(schemas.Next, asComponent(next));
  for (const [name, part] of Object.entries({ ...rule?.$defs, ...outcome?.$defs }))
    t.same(schemas[`${name[0]?.toUpperCase()}${name.slice(1)}`], asComponent(part), name);
});

t.test('every refusal that an operation may meet is described, and is a Problem', async (t) => {
  const { control } = (await startScenario(t)).simulator.urls;
  const isProblem = validatorOf('Problem');
  const json = { 'content-type': 'application/json' };
  for (const { path, method, responses } of operations) {
    const url = control + path.replaceAll(/\{\w+\}/g, '4970720000010000');
    const ways: [expected: number, url: string, init: RequestInit][] = [
      [400, `${url}?unknown=1`, {}],
      [403, url, { headers: { origin: 'http://localhost:1' } }],
    ];
    const large: RequestInit = { headers: json, body: ' '.repeat(3_000_000) };
    if (method !== 'GET') ways.push([413, url, large], [415, url, { headers: { 'content-type': 'application/xml' }, body: 'x' }]);
    for (const [expected, where, init] of ways) {
      const answer = await fetch(where, { method, ...init });
      t.equal(answer.status, expected, `${method} ${path}`);
      t.ok(isProblem(await answer.json()) && answer.status in responses, `${method} ${path}: ${expected}`);
    }
    t.ok('503' in responses, `${method} ${path}: the store may be in trouble`);
  }
});

t.test('what the API answers is what the description says', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const page = await honestFlow(s);
  t.equal(page.final?.message.transStatus, 'Y');
  await s.sendsAReq({ acctNumber: CARDS.frictionless });
  await s.sendsAReq({ acctNumber: CARDS.sms });
  const get = async (path: string) => (await fetch(control + path)).json() as Promise<Json[] & Json>;
  const holds = async (name: string, value: unknown) => {
    const validate = validatorOf(name);
    t.ok(validate(value), `${name}: ${JSON.stringify(validate.errors)}`);
  };
  const [transactions, messages] = [await get('/api/transactions'), await get('/api/messages')];
  t.ok(transactions.length === 3 && messages.length === 1);
  for (const summary of transactions) {
    await holds('TransactionSummary', summary);
    await holds('Transaction', await get(`/api/transactions/${summary.acsTransID}`));
  }
  for (const message of messages) await holds('CardholderMessage', message);
  const taken = await fetch(`${control}/api/messages?acsTransID=unknown`, { method: 'DELETE' });
  await holds('TakenMessages', await taken.json());
  const asks = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(control + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const next = { transStatus: 'N', transStatusReason: '11', acctNumber: CARDS.sms };
  await holds('Next', next);
  await holds('ShownRule', await asks('/api/next', next));
  await holds('Problem', await asks('/api/rules', { outcome: { transStatus: 'N' } }));
  for (const rule of await get('/api/rules')) await holds('ShownRule', rule);
  const reported = transactions.find(({ report }) => report === 'acknowledged') ?? {};
  await holds('RReqReport', await asks(`/api/transactions/${reported.acsTransID}/rreq`, {}));
  await holds('Problem', await get('/api/transactions?card=1'));
  await holds('Clock', await get('/api/clock'));
  await holds('MethodBehaviour', await get('/api/three-ds-method'));
  await holds('CardLock', await get(`/api/cards/${CARDS.ePinThenSms}/lock`));
  const oob = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob });
  await s.postsCReq(oob);
  await s.simulator.sweep();
  for (const message of await get('/api/messages')) await holds('CardholderMessage', message);
  const post = async (path: string, body?: object) => {
    const headers = body ? { 'content-type': 'application/json' } : {};
    const answer = await fetch(control + path, { method: 'POST', headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return answer.json();
  };
  const verdict = `/api/transactions/${oob.acsTransID}/approve`;
  await holds('Verdict', await post(verdict));
  await holds('Problem', await post(verdict));
  const spc = {
    acctNumber: cardNumberFor({ outcome: 'S' }),
    threeDSRequestorSpcSupport: 'Y',
    payeeOrigin: 'https://shop.example',
  };
  const { acsTransID } = await sends(s, areqOf(s, '2.3.1', 'browser-payment', spc));
  await holds('SpcAssertion', await get(`/api/transactions/${acsTransID}/spc-assertion`));
  const { authenticationValue } = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  const question = { authenticationValue, eci: '07' };
  await holds('AuthenticationValueQuestion', question);
  await holds('AuthenticationValueAnswer', await post('/api/authentication-values/verify', question));
  t.notOk(validatorOf('TransactionSummary')({ ...transactions[0], acsTransID: 7 }), 'and it would notice');
  t.match(await get('/openapi.json'), { openapi: description.openapi, servers: [{ url: control }] });
});
