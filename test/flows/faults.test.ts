import { randomUUID } from 'node:crypto';
import t from 'tap';
import { ERROR_CODES } from '../../src/messages/errors.ts';
import { readSchema } from '../../src/messages/schemas.ts';
import { areqOf } from '../support/areqs.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { bends, postsRaw, readRaw } from '../support/faults.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { SECOND } from '../support/testClock.ts';
import { until } from '../support/until.ts';

const C = { transStatus: 'C', acctNumber: CARDS.sms };
const areqUrl = (s: Scenario) => `${s.simulator.urls.acs}/3ds/areq`;
const recordOf = async (s: Scenario, ids: Json, type: string, nth = 0) => {
  const { messages } = await s.transaction(ids);
  return messages.filter((message) => message.type === type)[nth];
};

/** Sends an AReq on a bare socket; answers also what finds its transaction. */
async function sendsRaw(s: Scenario, patch: Json = {}) {
  const areq = s.areq({ acctNumber: CARDS.sms, ...patch });
  const raw = await postsRaw(areqUrl(s), JSON.stringify(areq));
  const found = await fetch(`${s.simulator.urls.control}/api/transactions?id=${areq.threeDSServerTransID}`);
  const [transaction] = (await found.json()) as Json[];
  return { raw, areq, transaction: transaction ?? {} };
}

/** A challenge by code, up to the page that waits for the RReq. */
async function answersCode(s: Scenario, ares: Json) {
  const page = await s.postsCReq(ares);
  return s.posts(page, { code: await s.code(ares) });
}

t.test('in place of the ARes: no answer, a reset, HTTP 500, half of it, another type, an Erro', async (t) => {
  const s = await startScenario(t);
  const asks = (instead: string, more: Json = {}) => bends(s, { ...C, faults: { ares: { instead, ...more } } });

  await asks('drop');
  const dropped = await sendsRaw(s);
  t.same(dropped.raw, { text: '', end: 'closed' }, 'the connection is closed without a byte');
  t.match(await recordOf(s, dropped.transaction, 'ARes'), { body: { transStatus: 'C' }, mark: /^dropped on purpose/ });

  await asks('reset');
  t.same((await sendsRaw(s)).raw, { text: '', end: 'ECONNRESET' });

  await asks('http500');
  t.match(readRaw((await sendsRaw(s)).raw), { status: 500, headers: { 'content-type': /^text\/plain/ } });

  await asks('truncated');
  const half = await sendsRaw(s);
  const { status, headers, body } = readRaw(half.raw);
  t.equal(status, 200);
  t.ok(body.startsWith('{"messageType":"ARes"') && !body.endsWith('}'));
  t.equal(Buffer.byteLength(body), Math.floor(Number(headers['content-length']) / 2), 'half of what the header promises');
  t.match(await recordOf(s, half.transaction, 'ARes'), { mark: /^truncated on purpose/ });

  await asks('contentType');
  const html = readRaw((await sendsRaw(s)).raw);
  t.match(html, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  t.match(JSON.parse(html.body), { messageType: 'ARes' });

  await asks('erro', { errorCode: '313' });
  const refused = await sendsRaw(s);
  const erro = { messageType: 'Erro', errorCode: '313', errorComponent: 'A', messageVersion: '2.2.0' };
  t.match(JSON.parse(readRaw(refused.raw).body), { ...erro, threeDSServerTransID: refused.areq.threeDSServerTransID });
  t.match(await recordOf(s, refused.transaction, 'Erro'), { body: erro, mark: /on purpose/ });
  t.match(await recordOf(s, refused.transaction, 'ARes'), { mark: 'dropped on purpose: an Erro was answered' });

  t.match(await s.sendsAReq({ acctNumber: CARDS.sms }), { messageType: 'ARes', transStatus: 'C' }, 'and then all is well');
});

t.test('a dropped ARes has used its one-shot up; the same AReq again gets the ARes', async (t) => {
  const s = await startScenario(t);
  await bends(s, { transStatus: 'N', transStatusReason: '11', faults: { ares: { instead: 'drop' } } });
  const { areq, transaction } = await sendsRaw(s);
  const again = (await (
    await fetch(areqUrl(s), { method: 'POST', body: JSON.stringify(areq), headers: { 'content-type': 'application/json' } })
  ).json()) as Json;
  t.match(again, { transStatus: 'N', acsTransID: transaction.acsTransID });
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { transStatus: 'Y' });
});

t.test('the ARes is patched, and kept as it left', async (t) => {
  const s = await startScenario(t);
  const wrong = randomUUID();
  await bends(s, {
    ...C,
    faults: {
      ares: {
        patch: [
          { op: 'remove', path: '/acsURL' },
          { op: 'replace', path: '/dsTransID', value: wrong },
        ],
      },
    },
  });
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  t.match(ares, { transStatus: 'C', dsTransID: wrong, acsURL: undefined });
  const mark = 'mutated on purpose: remove /acsURL, replace /dsTransID';
  t.same(await recordOf(s, ares, 'ARes').then((record) => [record?.body, record?.mark]), [ares, mark]);

  await bends(s, { transStatus: 'Y', faults: { ares: { patch: [{ op: 'remove', path: '/authenticationValue' }] } } });
  const bare = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  t.match(bare, { transStatus: 'Y', authenticationValue: undefined });

  await bends(s, { transStatus: 'Y', faults: { ares: { patch: [{ op: 'remove', path: '/acsURL' }] } } });
  const whole = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  t.match(whole, { transStatus: 'Y', authenticationValue: String }, 'a patch that does not apply leaves it as it is');
  t.match(await recordOf(s, whole, 'ARes'), { mark: /^patch not applied.*remove \/acsURL/ });

  const patch = [{ op: 'replace', path: '/acsTransID', value: 'a\r\nb: c' }];
  await bends(s, { transStatus: 'Y', faults: { ares: { patch } } });
  const areq = JSON.stringify(areqOf(s, '2.3.1', 'browser-payment', { acctNumber: CARDS.frictionless }));
  for (const what of ['an odd id gets into no header', 'nor where the AReq comes again']) {
    const { headers, body } = readRaw(await postsRaw(areqUrl(s), areq));
    t.equal(JSON.parse(body).acsTransID, 'a\r\nb: c');
    t.match(headers['x-response-id'], /^[0-9a-f-]{36}$/, what);
  }
});

t.test('a delayed ARes comes late, and nobody else waits', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, delays: { aresMs: 400 } });
  const started = performance.now();
  const late = s.sendsAReq({ acctNumber: CARDS.sms }).then((ares) => ({ ares, ms: performance.now() - started }));
  await until(
    async () => (await (await fetch(`${s.simulator.urls.control}/api/transactions`)).json()) as Json[],
    (found) => found.length === 1,
    'the transaction',
  );
  t.match(await honestFlow(s), { name: 'success', final: { message: { transStatus: 'Y' } } });
  const { ares, ms } = await late;
  t.ok(ms >= 390, `${ms} ms`);
  t.match(await recordOf(s, ares, 'ARes'), { mark: 'delayed on purpose by 400 ms' });
});

t.test('the time for the first CReq, decoupled answers and RReqs begin when a delayed ARes leaves', async (t) => {
  const s = await startScenario(t);
  const dueIn = async (ares: Json) => Date.parse(String((await s.transaction(ares)).dueAt)) - s.clock.now();
  await bends(s, { ...C, delays: { aresMs: 400 } });
  t.equal(await dueIn(await s.sendsAReq({ acctNumber: CARDS.sms })), 30 * SECOND + 400);
  const asksForD = { acctNumber: CARDS.sms, threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00005' };
  await bends(s, { transStatus: 'D', answers: { answer: 'approved', afterSeconds: 2 }, delays: { aresMs: 300 } });
  t.equal(await dueIn(await s.sendsAReq(asksForD)), 2 * SECOND + 300);

  await bends(s, { transStatus: 'D', delays: { aresMs: 1000 } });
  const order: string[] = [];
  const late = s.sendsAReq(asksForD).then(() => order.push('ARes'));
  const held = await until(
    async () => (await (await fetch(`${s.simulator.urls.control}/api/transactions`)).json()) as Json[],
    (found) => found.length === 3,
    'the transaction',
  );
  const url = `${s.simulator.urls.control}/api/transactions/${held[0]?.acsTransID}/approve`;
  t.match(await (await fetch(url, { method: 'POST' })).json(), { state: 'ending' }, 'who answers before is heard');
  const reported = until(
    () => s.ds.rreqs(),
    ({ length }) => length === 1,
    'the RReq',
  ).then(() => order.push('RReq'));
  await Promise.all([late, reported]);
  t.same(order, ['ARes', 'RReq']);
});

t.test('what is held is let go when the simulator stops, or its client has gone', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, delays: { aresMs: 60_000 }, times: 2 });
  const gone = postsRaw(areqUrl(s), JSON.stringify(s.areq({ acctNumber: CARDS.sms })));
  const stays = postsRaw(areqUrl(s), JSON.stringify(s.areq({ acctNumber: CARDS.sms })));
  await until(
    async () => (await (await fetch(`${s.simulator.urls.control}/api/transactions`)).json()) as Json[],
    (found) => found.length === 2,
    'both transactions',
  );
  gone.socket.destroy();
  const started = performance.now();
  await s.close();
  t.ok(performance.now() - started < 5 * SECOND, 'the stop does not wait for a minute');
  t.match(JSON.parse(readRaw(await stays).body), { messageType: 'ARes' }, 'who waits is answered');
});

t.test('the RReq is sent twice, never, or says another thing than the CRes', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { rreq: { send: 'twice' } } });
  const twice = await s.sendsAReq({ acctNumber: CARDS.sms });
  t.match(await s.finalPage(twice, await answersCode(s, twice)), { final: { message: { transStatus: 'Y' } } });
  const received = await until(
    () => s.ds.rreqs(),
    ({ length }) => length === 2,
    'both RReqs',
  );
  t.same(received[0], received[1], 'word for word');
  await until(
    () => recordOf(s, twice, 'RRes', 1),
    (record) => record !== undefined,
    'the second RRes',
  );
  const first = await recordOf(s, twice, 'RReq');
  t.match(first, { type: 'RReq' });
  t.equal(first?.mark, undefined);
  t.match(await recordOf(s, twice, 'RReq', 1), { mark: 'sent a second time on purpose' });

  await bends(s, { ...C, faults: { rreq: { send: 'never' } } });
  const never = await s.sendsAReq({ acctNumber: CARDS.sms });
  t.match(await s.finalPage(never, await answersCode(s, never)), { final: { message: { transStatus: 'Y' } } });
  t.match(await s.transaction(never), { report: 'undelivered' });
  t.match(await recordOf(s, never, 'RReq'), { mark: 'never sent on purpose' });
  t.equal(s.ds.rreqs().length, 2, 'none came');

  const patch = [
    { op: 'replace', path: '/transStatus', value: 'N' },
    { op: 'add', path: '/transStatusReason', value: '19' },
    { op: 'remove', path: '/authenticationValue' },
  ];
  await bends(s, { ...C, faults: { rreq: { patch } } });
  const other = await s.sendsAReq({ acctNumber: CARDS.sms });
  t.match(await s.finalPage(other, await answersCode(s, other)), { final: { message: { transStatus: 'Y' } } });
  t.match(s.ds.rreqs().at(-1), { transStatus: 'N', transStatusReason: '19', acsTransID: other.acsTransID });
  t.match(await recordOf(s, other, 'RReq'), { body: { transStatus: 'N' }, mark: /^mutated on purpose/ });
  t.match(await s.transaction(other), { result: { transStatus: 'Y' } }, 'the outcome stands');
});

t.test('a late RReq waits by the clock of the simulator, also over a restart', async (t) => {
  const options = { data: t.testdir() };
  const before = await startScenario(t, options);
  await bends(before, { ...C, delays: { rreqMs: 60_000 } });
  const ares = await before.sendsAReq({ acctNumber: CARDS.sms });
  t.match(await answersCode(before, ares), { name: 'processing' });
  t.match(await before.transaction(ares), { state: 'ending' });
  await before.simulator.sweep();
  t.equal(before.ds.rreqs().length, 0);
  await before.close();

  const after = await startScenario(t, { ...options, clock: before.clock, ds: before.ds });
  await after.simulator.sweep();
  t.equal(after.ds.rreqs().length, 0, 'the restart does not hurry it');
  after.clock.forward(59 * SECOND);
  await after.simulator.sweep();
  t.equal(after.ds.rreqs().length, 0);
  after.clock.forward(SECOND);
  await after.simulator.sweep();
  t.match(await after.ends(ares), { report: 'acknowledged', result: { transStatus: 'Y' } });
  t.equal(after.ds.rreqs().length, 1, 'once');
  t.match(await recordOf(after, ares, 'RReq'), { mark: 'delayed on purpose by 60000 ms' });
});

t.test('the CRes of a browser is never posted, late, or wrong', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { cres: { send: 'never' } } });
  const never = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.finalPage(never, await answersCode(s, never));
  t.match([page.name, page.status, page.final], ['success', 200, undefined]);
  t.notMatch(page.html, /<form[^>]*data-auto-submit/, 'nothing on the page leads to the merchant');
  t.match(await recordOf(s, never, 'CRes'), { mark: 'never sent on purpose' });
  t.match(s.ds.rreqs().at(-1), { transStatus: 'Y' }, 'the DS knows the result all the same');

  await bends(s, { ...C, faults: { cres: { patch: [{ op: 'replace', path: '/transStatus', value: 'N' }] } } });
  const wrong = await s.sendsAReq({ acctNumber: CARDS.sms });
  const { name, final } = await s.finalPage(wrong, await answersCode(s, wrong));
  t.match({ name, final }, { name: 'success', final: { message: { transStatus: 'N', acsTransID: wrong.acsTransID } } });
  t.match(await recordOf(s, wrong, 'CRes'), { body: { transStatus: 'N' }, mark: /^mutated on purpose/ });

  await bends(s, { ...C, delays: { cresMs: 300 } });
  const late = await s.sendsAReq({ acctNumber: CARDS.sms });
  const waiting = await answersCode(s, late);
  await s.ends(late);
  const started = performance.now();
  t.match(await s.looks(waiting), { final: { message: { transStatus: 'Y' } } });
  t.ok(performance.now() - started >= 290);
});

t.test('an Erro is patched, in the browser as to the DS', async (t) => {
  const s = await startScenario(t);
  const patch = [{ op: 'replace', path: '/errorCode', value: '999' }];
  await bends(s, { ...C, faults: { erro: { patch } }, times: 2 });
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares, {}, { challengeWindowSize: '09' });
  t.match(page.final?.message, { messageType: 'Erro', errorCode: '999' });
  t.match(await recordOf(s, ares, 'Erro'), { body: { errorCode: '999' }, mark: /^mutated on purpose/ });

  s.ds.mood = 'answersGarbage';
  const other = await s.sendsAReq({ acctNumber: CARDS.sms });
  await answersCode(s, other);
  await s.ends(other);
  const [erro] = await until(
    () => s.ds.erros(),
    ({ length }) => length > 0,
    'the Erro',
  );
  t.match(erro, { errorCode: '999' });
});

t.test('pages of a challenge may not be framed, are too large, or fail', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { page: 'frameDenied' } });
  const denied = await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }));
  t.match([denied.status, denied.headers.get('x-frame-options')], [200, 'DENY']);
  await bends(s, { ...C, faults: { page: 'oversize' } });
  t.match((await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }))).html, /<body[^>]* data-oversize>/);
  await bends(s, { ...C, faults: { page: 'http500' } });
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  t.match(await s.postsCReq(ares), { status: 500, name: 'error' });

  const broken = { challengeWindowSize: '09' };
  await bends(s, { ...C, faults: { page: 'frameDenied' } });
  const erro = await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }), {}, broken);
  t.match([erro.final?.message.messageType, erro.headers.get('x-frame-options')], ['Erro', 'DENY'], 'the page of an Erro, too');
  await bends(s, { ...C, faults: { page: 'http500' } });
  t.match(await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }), {}, broken), { status: 500, final: undefined });

  const honest = await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }));
  t.match([honest.status, honest.headers.get('x-frame-options'), honest.name], [200, null, 'otp']);
  t.notMatch(honest.html, /data-oversize/);
});

t.test('the faults of some transactions leave honest ones at the same time alone', async (t) => {
  const s = await startScenario(t);
  const instead = ['drop', 'reset', 'http500', 'truncated', 'contentType', 'erro'];
  for (const fault of instead) await bends(s, { ...C, faults: { ares: { instead: fault } } });
  const broken = instead.map(() => sendsRaw(s));
  const honest = Array.from({ length: 4 }, () => s.sendsAReq({ acctNumber: CARDS.ePinThenSms }));
  await Promise.all(broken);
  for (const ares of await Promise.all(honest)) {
    t.match(ares, { messageType: 'ARes', transStatus: 'C' });
    const codePage = await s.posts(await s.postsCReq(ares), { ePin: EPIN });
    const final = await s.finalPage(ares, await s.posts(codePage, { code: await s.code(ares) }));
    t.match(final.final?.message, { transStatus: 'Y' });
    t.ok((await s.transaction(ares)).messages.every(({ mark }) => mark === undefined));
  }
});

t.test('every errorCode can be chosen', async (t) => {
  type Node = { properties: Record<string, { enum: string[] } & Node> };
  const { faults } = (readSchema('api/rule.json') as { $defs: Record<string, Node> }).$defs;
  const codes = faults?.properties.ares?.properties.errorCode?.enum;
  t.same(
    codes,
    Object.values(ERROR_CODES).map(([code]) => code),
  );
});
