// Over HTTP, with everything behind it: whatever an AReq holds, also where its channel has no such element, is answered.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { ERROR_CODES } from '../../src/messages/errors.ts';
import { readWhole } from '../../src/messages/read.ts';
import { findings, readSchema } from '../../src/messages/schemas.ts';
import { isSupported, SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example } from '../messages/example.ts';
import { exampleOf } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const KINDS = ['browser', 'app', '3ri'].flatMap((channel) =>
  ['payment', 'nonpayment'].map((category) => `${channel}-${category}`),
);
const examples = SUPPORTED_VERSIONS.flatMap((version) =>
  KINDS.filter((kind) => existsSync(exampleOf(version, kind))).map((kind) => example(`AReq-${kind}`, version)),
);

/** Every element of an AReq of any version and channel. */
const elements = [
  ...new Set(
    SUPPORTED_VERSIONS.flatMap((version) => {
      const { properties, allOf } = readSchema(`${version}/AReq.json`) as {
        properties: Json;
        allOf: { then?: { properties?: Json } }[];
      };
      return [...Object.keys(properties), ...allOf.flatMap(({ then }) => Object.keys(then?.properties ?? {}))];
    }),
  ),
];

const wild = fc.oneof(
  fc.constantFrom<unknown>(...[null, '', true, false, 0, 1, -1, 1e300, [], {}, ['5'], [[]], { a: 1 }, [{ a: null }], ['fr']]),
  fc.constantFrom(...['abc', 'x', '5', '00', '01', '02', '03', '80', '85', '99', 'Y', '978', '9'.repeat(48), 'x'.repeat(3000)]),
  fc.constantFrom(
    ...['javascript:alert(1)', 'http://[', 'https://shop.example/', '😀', '\ud800', '\u202e', '<script>', '\u0000'],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Mostly the values of a channel, category or wish of its own; and any element that an example of whichever channel has. */
const change = fc.oneof(
  fc.tuple(fc.constantFrom(...elements), wild),
  fc.tuple(fc.constantFrom('deviceChannel', 'messageCategory'), fc.constantFrom<unknown>('01', '02', '03', '80', '85', '99')),
  fc.constantFrom(...examples.flatMap((message) => Object.entries(message))),
  fc.tuple(fc.constantFrom('__proto__', 'constructor', 'unknown', ''), wild),
);

const areqs = fc.record({
  message: fc.constantFrom(...examples),
  acctNumber: fc.constantFrom(...Object.values(CARDS), '4970990060000007', '4970720000220005'),
  gone: fc.array(fc.constantFrom(...elements), { maxLength: 1 }),
  // Few: of many, one is refused, and the others are seen by nobody.
  changes: fc.array(change, { maxLength: 3 }),
});

const isSystemFailure = (errorCode: unknown) => errorCode === ERROR_CODES.PERMANENT_SYSTEM_FAILURE[0];

async function checkAnswer(s: Scenario, text: string): Promise<'ARes' | 'Erro'> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: text });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  const answer = (await response.json()) as Json;
  if (answer.messageType !== 'ARes') {
    const { messageVersion, errorCode } = answer;
    const faults = findings(isSupported(String(messageVersion)) ? (messageVersion as '2.2.0') : '2.2.0', 'Erro', answer);
    if (faults.length > 0 || isSystemFailure(errorCode)) throw new Error(`${JSON.stringify(answer)} ${JSON.stringify(faults)}`);
    return 'Erro';
  }
  readWhole('ARes', JSON.stringify(answer));
  const { control } = s.simulator.urls;
  for (const path of [
    '/console/transactions/?limit=1',
    `/console/transactions/${answer.acsTransID}`,
    `/api/transactions/${answer.acsTransID}`,
  ]) {
    const { status } = await fetch(control + path);
    if (status !== 200) throw new Error(`HTTP ${status} at ${path}`);
  }
  return 'ARes';
}

t.test('Any AReq gets an ARes or Erro that is valid, and leaves a transaction that can be shown', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const rule = { match: { purchaseAmount: { min: 900_000_000 } }, outcome: { transStatus: 'R', transStatusReason: '04' } };
  const headers = { 'content-type': 'application/json' };
  t.ok((await fetch(`${control}/api/rules`, { method: 'POST', headers, body: JSON.stringify(rule) })).ok);
  const seed = Math.floor(Math.random() * 2 ** 31);
  t.comment(`seed ${seed}`);
  const count = { ARes: 0, Erro: 0 };
  await fc.assert(
    fc.asyncProperty(areqs, async ({ message, acctNumber, gone, changes }) => {
      const ids = { threeDSServerTransID: randomUUID(), dsTransID: randomUUID(), dsURL: s.ds.url };
      const members = Object.entries({ ...message, ...ids, acctNumber }).filter(([name]) => !gone.includes(name));
      count[await checkAnswer(s, JSON.stringify(Object.fromEntries([...members, ...changes])))] += 1;
    }),
    { numRuns: 300, seed },
  );
  t.ok(count.ARes > 50 && count.Erro > 20, `both come: ${JSON.stringify(count)}`);
  for (const path of ['/console/transactions/?limit=200', '/api/transactions?limit=200'])
    t.equal((await fetch(control + path)).status, 200, path);
});
