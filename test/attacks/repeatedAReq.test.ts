import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { createSimulator } from '../../src/index.ts';
import { areqOf } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { startDs } from '../support/moodyDs.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

/** Posts the text of an AReq; answers the text of what came back. */
async function post(s: Scenario, text: string): Promise<string> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return (await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: text })).text();
}

/** How many transactions and messages a data folder holds. */
function rowsIn(data: string): [transactions: number, messages: number] {
  const database = new Sqlite(join(data, 'acs.sqlite'), { readonly: true });
  const count = (table: string) => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  const rows: [number, number] = [count('transactions'), count('messages')];
  database.close();
  return rows;
}

const REFUSED = {
  messageType: 'Erro',
  errorCode: '301',
  errorDetail: 'threeDSServerTransID,dsTransID',
  errorMessageType: 'AReq',
};

t.test('the same AReq again gets the very same ARes and opens no second transaction', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  for (const acctNumber of [CARDS.frictionless, CARDS.sms]) {
    const before = rowsIn(data);
    const text = JSON.stringify(s.areq({ acctNumber }));
    const first = await post(s, text);
    s.clock.forward(5000);
    t.equal(await post(s, text), first);
    t.equal(await post(s, text), first);
    t.same(rowsIn(data), [before[0] + 1, before[1] + 2], 'one transaction, one AReq and one ARes');
  }
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' }, 'an honest one goes on');
});

t.test('A.4 301: another AReq with both ids gets 301, in 2.3.1 312, and changes nothing', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const areq = s.areq({ acctNumber: CARDS.sms });
  const first = await post(s, JSON.stringify(areq));
  const others: [string, string][] = [
    ['another amount', JSON.stringify({ ...areq, purchaseAmount: '1' })],
    ['another card', JSON.stringify({ ...areq, acctNumber: CARDS.ePinThenSms })],
    ['a space more', ` ${JSON.stringify(areq)}`],
    ['ids in capitals', JSON.stringify({ ...areq, dsTransID: String(areq.dsTransID).toUpperCase() })],
  ];
  for (const [what, text] of others) {
    const answer = JSON.parse(await post(s, text));
    const { threeDSServerTransID, messageVersion } = areq;
    t.match(answer, { ...REFUSED, threeDSServerTransID, messageVersion }, what);
  }
  t.same(rowsIn(data), [1, 2]);
  t.equal(await post(s, JSON.stringify(areq)), first, 'the first one still stands');
});

t.test('A.4 312: in 2.3.1 another AReq with both ids gets 312', async (t) => {
  const s = await startScenario(t);
  const areq = areqOf(s, '2.3.1', 'browser-payment', { acctNumber: CARDS.sms });
  t.match(JSON.parse(await post(s, JSON.stringify(areq))), { messageType: 'ARes' });
  const errorDetail = 'threeDSServerTransID,dsTransID';
  const again = JSON.parse(await post(s, JSON.stringify({ ...areq, purchaseAmount: '1' })));
  t.match(again, { messageType: 'Erro', errorCode: '312', errorDetail, errorComponent: 'A' });
});

t.test('one id alone may come again', async (t) => {
  const s = await startScenario(t);
  const areq = s.areq();
  const first = JSON.parse(await post(s, JSON.stringify(areq)));
  for (const patch of [{ dsTransID: randomUUID() }, { threeDSServerTransID: randomUUID() }]) {
    const other = JSON.parse(await post(s, JSON.stringify({ ...areq, ...patch })));
    t.equal(other.messageType, 'ARes');
    t.not(other.acsTransID, first.acsTransID);
  }
});

t.test('an AReq that was answered by an Erro may be sent again corrected', async (t) => {
  const s = await startScenario(t);
  const areq = s.areq();
  for (const patch of [{ mcc: 'none' }, { merchantName: '' }, { acctNumber: '9999999999999' }])
    t.match(JSON.parse(await post(s, JSON.stringify({ ...areq, ...patch }))), { messageType: 'Erro' });
  t.match(JSON.parse(await post(s, JSON.stringify(areq))), { messageType: 'ARes', transStatus: 'C' });
});

t.test('the same AReq many times at once: one transaction, one ARes, the same for all', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const text = JSON.stringify(s.areq());
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(s, text)));
  t.equal(new Set(answers).size, 1);
  t.match(JSON.parse(answers[0] ?? ''), { messageType: 'ARes', transStatus: 'C' });
  t.same(rowsIn(data), [1, 2]);
});

t.test('different AReqs with the same ids at once: one is taken', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const areq = s.areq();
  const texts = Array.from({ length: 20 }, (_, at) => JSON.stringify({ ...areq, purchaseAmount: String(100 + at) }));
  const answers = (await Promise.all(texts.map((text) => post(s, text)))).map((text) => JSON.parse(text) as Json);
  t.equal(answers.filter(({ messageType }) => messageType === 'ARes').length, 1);
  t.equal(answers.filter(({ errorCode }) => errorCode === '301').length, 19);
  t.same(rowsIn(data), [1, 2]);
});

t.test('it is known after a restart, and the file holds only a keyed digest of it', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const options = { data, clock, durability: 'NORMAL' } as const;
  const before = makeScenario(t, await createSimulator(options), clock, ds);
  const areq = before.areq();
  const first = await post(before, JSON.stringify(areq));
  await before.close();
  const after = makeScenario(t, await createSimulator(options), clock, ds);
  t.equal(await post(after, JSON.stringify(areq)), first);
  t.match(JSON.parse(await post(after, JSON.stringify({ ...areq, mcc: '7922' }))), REFUSED);
  t.same(rowsIn(data), [1, 2]);
});

t.test('it is known to another simulator on the same store', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const options = { data, clock, durability: 'NORMAL' } as const;
  const simulators = await Promise.all([createSimulator(options), createSimulator(options)]);
  const [a, b] = simulators.map((simulator) => makeScenario(t, simulator, clock, ds)) as [Scenario, Scenario];
  for (let round = 1; round <= 5; round += 1) {
    const text = JSON.stringify(a.areq());
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => post(at % 2 === 0 ? a : b, text)));
    t.equal(new Set(answers).size, 1, 'one ARes from both');
    t.match(JSON.parse(answers[0] ?? ''), { messageType: 'ARes' });
    t.match(JSON.parse(await post(b, text.replace('{', '{ '))), REFUSED);
    t.same(rowsIn(data), [round, 2 * round]);
  }
});
