// The work that a message costs is bounded: what is too deep or has too many members is refused at once, wherever it comes, and
// nothing that was kept makes a view of it fail.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { MESSAGE_DEPTH, MESSAGE_MEMBERS } from '../../src/messages/limits.ts';
import { example } from '../messages/example.ts';
import { CARDS } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const DEEP = `${'['.repeat(5000)}${']'.repeat(5000)}`;
const DEEP_OBJECTS = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
const MANY = `{${Array.from({ length: 160_000 }, (_, at) => `"m${at}":1`).join(',')}}`;
const TOO_DEEP = { errorCode: '101', errorDetail: `Message nested deeper than ${MESSAGE_DEPTH} levels` };
const TOO_MANY = { errorCode: '101', errorDetail: `Message with more than ${MESSAGE_MEMBERS} members` };

const withValue = (message: Json, value: string) => JSON.stringify(message).replace('{', `{"x":${value},`);

async function post(url: string, body: string, type = 'application/json'): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  return { status: response.status, text: await response.text() };
}

const newIds = () => ({ threeDSServerTransID: randomUUID(), dsTransID: randomUUID() });

t.test('an AReq, RReq or PReq beyond the limits is answered 101 with its ids, by the ACS and by the DS', async (t) => {
  const s = await startScenario(t);
  const { acs, sandbox } = s.simulator.urls;
  const messages: [url: string, name: string][] = [
    [`${acs}/3ds/areq`, 'AReq-browser-payment'],
    [`${acs}/3ds/areq`, 'AReq-app-payment'],
    [`${sandbox}/ds/areq`, 'AReq-browser-payment'],
    [`${sandbox}/ds/rreq`, 'RReq-Y'],
    [`${sandbox}/ds/preq`, 'PReq'],
  ];
  for (const [url, name] of messages) {
    const message = { ...example(name), ...newIds(), dsURL: s.ds.url };
    for (const [value, expected] of [
      [DEEP, TOO_DEEP],
      [DEEP_OBJECTS, TOO_DEEP],
      [MANY, TOO_MANY],
    ] as const) {
      const { threeDSServerTransID } = message;
      const { status, text } = await post(url, withValue(message, value));
      t.equal(status, 200);
      t.match(JSON.parse(text), { messageType: 'Erro', ...expected, threeDSServerTransID }, `${url} ${name}`);
    }
  }
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' }, 'the honest cardholder ends in Y');
});

t.test('a CReq or Erro beyond the limits is refused, and what was kept of it can be read', async (t) => {
  const s = await startScenario(t);
  for (const value of [DEEP, DEEP_OBJECTS]) {
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const creq = Buffer.from(s.creq(ares).replace('{', `{"x":${value},`)).toString('base64url');
    const page = await s.postsCReq(ares, { creq });
    t.match(page.final?.message, { messageType: 'Erro', ...TOO_DEEP }, 'the merchant gets the Erro');
    await isReadable(t, s, ares);

    const other = await s.sendsAReq({ acctNumber: CARDS.sms });
    const erro = { ...example('Erro'), acsTransID: other.acsTransID, threeDSServerTransID: other.threeDSServerTransID };
    const answer = await post(`${s.simulator.urls.acs}/3ds/app/creq`, withValue(erro, value));
    t.same(answer, { status: 200, text: '' }, 'an Erro is never answered');
    await isReadable(t, s, other);
  }
});

t.test('a record that is deep, however it came there, is shown as its text', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const body = withValue(example('RRes'), DEEP_OBJECTS);
  const database = new Sqlite(join(data, 'acs.sqlite'));
  const add = `INSERT INTO messages (transactionId, at, direction, type, body)
    SELECT id, 0, 'in', 'RRes', ? FROM transactions WHERE acsTransID = ?`;
  t.equal(database.prepare(add).run(body, ares.acsTransID).changes, 1);
  database.close();
  const { messages } = await isReadable(t, s, ares);
  t.ok(JSON.stringify(messages).includes('{\\"a\\":{\\"a\\":'), 'all of it, as text');
});

async function isReadable(t: Test, s: Scenario, { acsTransID }: Json): Promise<Json> {
  const { control } = s.simulator.urls;
  for (const path of [`/api/transactions`, `/console/transactions/${acsTransID}`, `/console/transactions`])
    t.equal((await fetch(`${control}${path}`)).status, 200, path);
  const response = await fetch(`${control}/api/transactions/${acsTransID}`);
  t.equal(response.status, 200);
  return (await response.json()) as Json;
}
