import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { areqOf } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import { bends } from '../support/faults.ts';
import type { Json } from '../support/json.ts';
import { startScenario } from '../support/scenario.ts';

const patch = [{ op: 'remove', path: '/acsURL' }];

t.test('faults and delays are kept with rule and transaction, and shown by both', async (t) => {
  const s = await startScenario(t);
  const bent = { faults: { ares: { patch }, page: 'oversize' }, delays: { rreqMs: 5000, cresMs: 1 } };
  t.match(await bends(s, { transStatus: 'C', ...bent, times: 2 }), { id: 1, ...bent, times: 2 });
  const rule = (await (await fetch(`${s.simulator.urls.control}/api/rules/1`)).json()) as Json;
  t.match(rule, bent);
  t.match(await s.transaction(await s.sendsAReq({ acctNumber: CARDS.sms })), { ...bent, rule: 1 });
  const blocked = await s.transaction(await s.sendsAReq({ acctNumber: '4970720000110008' }));
  t.notOk('faults' in blocked || 'delays' in blocked, 'a card that no challenge is begun for passes the rule over');
});

t.test('the console says what is bent on purpose, and at which message', async (t) => {
  const s = await startScenario(t);
  await bends(s, { transStatus: 'C', faults: { ares: { patch } }, delays: { rreqMs: 5000 } });
  const { acsTransID } = await s.sendsAReq({ acctNumber: CARDS.sms });
  const honest = await s.sendsAReq({ acctNumber: CARDS.sms });
  const read = async (id: unknown, language: string) =>
    (await fetch(`${s.simulator.urls.control}/console/transactions/${id}?language=${language}`)).text();
  const page = await read(acsTransID, 'en');
  t.match(page, /Bent on purpose[\s\S]*<dt>ares<\/dt>[\s\S]*acsURL[\s\S]*<dt>rreqMs<\/dt>[\s\S]*5000/);
  t.match(page, /<span class="mark">⚑ <bdi>mutated on purpose: remove \/acsURL<\/bdi>/, 'in the timeline and at the message');
  t.match(await read(acsTransID, 'fr'), /Faussé exprès/);
  t.notMatch(await read(honest.acsTransID, 'en'), /on purpose/i, 'nothing of it stands at another one');
});

t.test('a forced outcome is marked at its message, on the console and in the API', async (t) => {
  const s = await startScenario(t);
  await bends(s, { transStatus: 'D', force: true });
  const areq = areqOf(s, '2.1.0', 'browser-payment', { acctNumber: CARDS.sms });
  const ares = await s.sendsAReq(areq);
  t.match(ares, { messageType: 'ARes', transStatus: 'D' });
  const { messages } = await s.transaction(ares);
  t.match(messages[1], { type: 'ARes', mark: /^forced on purpose, against the protocol: I and D came with 2.2.0/ });
  const page = await (await fetch(`${s.simulator.urls.control}/console/transactions/${ares.acsTransID}?language=en`)).text();
  t.match(page, /Bent on purpose[\s\S]*<dt>force<\/dt>[\s\S]*I and D came with 2.2.0/);
});

t.test('the console shows the result of the challenge and the ECI that a rule asks for', async (t) => {
  const s = await startScenario(t);
  await bends(s, { transStatus: 'C', challengeResult: { transStatus: 'N', transStatusReason: '19' } });
  await bends(s, { transStatus: 'Y', eci: '07' });
  const read = async (language: string) => {
    const { acsTransID } = await s.sendsAReq({ acctNumber: CARDS.sms });
    return (await fetch(`${s.simulator.urls.control}/console/transactions/${acsTransID}?language=${language}`)).text();
  };
  const asked = /data-testid="also-asked"[\s\S]*?<\/dl>/;
  t.match(asked.exec(await read('en'))?.[0], /challengeResult[\s\S]*transStatusReason[\s\S]*19/);
  t.match(asked.exec(await read('fr'))?.[0], /<dt>eci<\/dt>[\s\S]*07/);
  t.notMatch(await read('en'), asked, 'nothing of it where nothing was asked');
});

t.test('one line that makes no sense is refused with a line that does', async (t) => {
  const s = await startScenario(t);
  const answer = await bends(s, { transStatus: 'Y', faults: { rreq: { send: 'twice' } } });
  t.match(answer, { status: 400, field: 'faults.rreq' });
  t.match(await bends(s, JSON.parse(String(answer.example))), { id: 1, outcome: { transStatus: 'C' } });
});

t.test('every example of the documentation is taken', async (t) => {
  const s = await startScenario(t);
  const text = readFileSync(shipped('docs/faults.md'), 'utf8');
  const examples = [...text.matchAll(/^\| `(\{.*?\})` \|/gm)].map(([, body = '']) => body);
  t.ok(examples.length > 15, `${examples.length} examples`);
  for (const example of examples) t.match(await bends(s, JSON.parse(example)), { id: Number }, example);
});

t.test('a value as deep as a body can be is refused like any other', async (t) => {
  const s = await startScenario(t);
  const value = `${'['.repeat(15_000)}${']'.repeat(15_000)}`;
  const response = await fetch(`${s.simulator.urls.control}/api/next`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"transStatus":"Y","faults":{"ares":{"patch":[{"op":"add","path":"/x","value":${value}}]}}}`,
  });
  t.equal(response.status, 400);
  t.match(await response.json(), { field: 'faults', rule: /deeper than 32 levels/ });
});
