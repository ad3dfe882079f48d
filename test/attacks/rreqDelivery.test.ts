import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { postMessage } from '../../src/posting.ts';
import type { KeptMessage } from '../../src/store/messageRecord.ts';
import type { RReqAttempt } from '../../src/store/rreqAttempts.ts';
import { toldApart } from '../../src/web/control/transactionView.ts';
import { erroOf, opensWithCode, valid } from '../support/app.ts';
import {
  answeringPort,
  beginningPort,
  breakingPort,
  droppingPort,
  plainPort,
  refusedPort,
  selfSignedPort,
  silentPort,
} from '../support/brokenPeers.ts';
import { CARDS } from '../support/cards.ts';
import { bends } from '../support/faults.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { startDs } from '../support/moodyDs.ts';
import type { Page } from '../support/page.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND } from '../support/testClock.ts';
import { until } from '../support/until.ts';

/** As the API tells it. */
interface Told {
  state: string;
  report?: string;
  result?: Json;
  messages: (Json & { type: string; direction: string; body: unknown })[];
  rreq?: { attempts: (Omit<RReqAttempt, 'at'> & { at: string })[]; nextTryAt?: string };
}

const toldOf = (s: Scenario, ares: Json) => s.transaction(ares) as unknown as Promise<Told>;
/** Those that have ended. */
const attemptsOf = async (s: Scenario, ares: Json) =>
  ((await toldOf(s, ares)).rreq?.attempts ?? []).filter(({ outcome }) => outcome !== 'sending');
const triesOf = (s: Scenario, ares: Json, count: number) =>
  until(
    () => attemptsOf(s, ares),
    (attempts) => attempts.length >= count,
    `${count} tries`,
  );
/** Each RReq on the record, and no other message of its type. */
const kept = ({ messages }: Told, type: string) => messages.filter((message) => message.type === type);

/** A cardholder who did all right. */
async function succeeds(s: Scenario, patch: Json = {}): Promise<{ ares: Json; waiting: Page }> {
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms, ...patch });
  const page = await s.postsCReq(ares);
  return { ares, waiting: await s.posts(page, { code: await s.code(ares) }) };
}

/** Time goes on by tens of seconds, and each try is over before the next. */
async function passes(s: Scenario, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10 * SECOND) {
    s.clock.forward(Math.min(left, 10 * SECOND));
    await s.simulator.sweep();
  }
}

async function asks(s: Scenario, path: string, init: RequestInit = {}): Promise<{ status: number; body: Json }> {
  const answer = await fetch(`${s.simulator.urls.control}${path}`, { method: 'POST', ...init });
  return { status: answer.status, body: (await answer.json()) as Json };
}

/** What stands in the way before anything is sent, and how the record tells it. */
const unreachable: [what: string, url: (t: Test) => Promise<string>, why: RegExp][] = [
  [
    'a port where nobody listens',
    async () => `http://127.0.0.1:${await refusedPort()}/rreq`,
    /^ECONNREFUSED http:\/\/127\.0\.0\.1:\d+\/rreq$/,
  ],
  ['the same by name', async () => `http://localhost:${await refusedPort()}/rreq`, /^ECONNREFUSED http:\/\/localhost:\d+\/rreq$/],
  ['a port that browsers do not call', async () => 'http://127.0.0.1:1/rreq', /^ECONNREFUSED /],
  [
    'a certificate of its own making',
    async (t) => `https://127.0.0.1:${await selfSignedPort(t)}/rreq`,
    /^self-signed certificate /,
  ],
  ['https where http is spoken', async (t) => `https://127.0.0.1:${await plainPort(t)}/rreq`, /^TLS: .+ https:/],
  [
    'a handshake that does not end',
    async (t) => `https://127.0.0.1:${await silentPort(t)}/rreq`,
    /^no connection within 2 s https:/,
  ],
  ['packets that are dropped', async (t) => `http://127.0.0.1:${await droppingPort(t)}/rreq`, /^no connection within 2 s http:/],
  ['a connection that breaks', async (t) => `http://127.0.0.1:${await breakingPort(t)}/rreq`, /^ECONNRESET http:/],
];

/** A machine that is busy may be too slow for the two seconds: the reason itself is looked at without such a limit. */
const orTooSlow = (why: RegExp) => new RegExp(`${why.source}|^no connection within 2 s http`);

t.test('what stands in the way is told by its name', async (t) => {
  for (const [what, url, why] of unreachable) {
    const dsURL = await url(t);
    const isOfTime = why.source.includes('within');
    const posted = await postMessage(dsURL, '{}', 60_000, isOfTime ? { connectMs: 2000 } : {});
    t.match({ ...posted, why: `${'why' in posted ? posted.why : ''} ${dsURL}` }, { outcome: 'notConnected', why }, what);
  }
  const lost = await postMessage('http://ds.invalid/rreq', '{}', 5000, { connectMs: 2000 });
  t.match(lost, { outcome: 'notConnected', why: /^(ENOTFOUND|EAI_AGAIN)$|^no connection/ }, 'a host without an address');
});

t.test('a DS that was not reached is tried at once again, then every ten seconds; each try is on the record', async (t) => {
  const s = await startScenario(t);
  await Promise.all(
    unreachable.map(async ([what, url, why]) => {
      const dsURL = await url(t);
      const { ares } = await succeeds(s, { dsURL });
      await triesOf(s, ares, 2);
      const { state, messages, rreq } = await toldOf(s, ares);
      t.equal(state, 'ending', `${what}: is tried further`);
      t.match(rreq?.attempts, [
        { outcome: 'notConnected', address: dsURL, why: orTooSlow(why) },
        { outcome: 'notConnected', address: dsURL, why: orTooSlow(why) },
      ]);
      t.equal(rreq?.attempts.length, 2, `${what}: at once again, then not before ten seconds are over`);
      const last = Date.parse(String(rreq?.attempts[1]?.at));
      t.equal(Date.parse(String(rreq?.nextTryAt)) - last, 10 * SECOND);
      const [reported, ...others] = messages.filter(({ type }) => type !== 'AReq' && type !== 'ARes' && type !== 'CReq');
      t.match(
        [reported, others],
        [{ type: 'RReq', direction: 'out', body: { transStatus: 'Y' } }, []],
        `${what}: the RReq is kept`,
      );
    }),
  );
  await passes(s, 10 * SECOND);
  const tried = (await (await fetch(`${s.simulator.urls.control}/api/transactions`)).json()) as Json[];
  t.equal(tried.length, unreachable.length);
  for (const { acsTransID } of tried) t.equal((await triesOf(s, { acsTransID }, 3)).length, 3);
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' });
});

/** Has every file that a process may have open in use, then posts. */
const WITHOUT_FILES = `
  const [{ openSync, closeSync }, { postMessage }] = await Promise.all([import('node:fs'), import(process.argv[1])]);
  await postMessage('http://127.0.0.1:1/rreq', '{}', 5000);
  const open = [];
  try { for (;;) open.push(openSync('/dev/null')); } catch (error) { if (error.code !== 'EMFILE') throw error; }
  const posted = [];
  for (const host of ['127.0.0.1', 'localhost']) posted.push(await postMessage('http://' + host + ':8080/rreq', '{}', 5000));
  for (const file of open) closeSync(file);
  process.send(posted);`;

t.test('files of our own that are used up are no fault of the DS', async (t) => {
  const post = new URL('../../src/posting.ts', import.meta.url).href;
  const path = import.meta.url.endsWith('.js') ? post.replace(/\.ts$/, '.js') : post;
  const node = [process.execPath, ...process.execArgv, '--input-type=module', '-e', WITHOUT_FILES, path];
  const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc'];
  const child = spawn('sh', ['-c', 'ulimit -n 256; exec "$0" "$@"', ...node], { stdio });
  const [posted] = await once(child, 'message');
  t.match(posted, [
    { outcome: 'notConnected', why: 'EMFILE' },
    { outcome: 'notConnected', why: /^E[A-Z_]+$/ },
  ]);
});

t.test('an app is told 405 where the DS was not reached', async (t) => {
  const s = await startScenario(t);
  for (const port of [await selfSignedPort(t), await plainPort(t)]) {
    const { challenge, code, ares } = await opensWithCode(s, { areq: { dsURL: `https://127.0.0.1:${port}/rreq` } });
    const erro = await erroOf(challenge.enters(code));
    t.match(valid('Erro', { ...erro }), { errorCode: '405', sdkTransID: ares.sdkTransID });
  }
});

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n';
/** What is no RRes, and how the record tells it. */
const wrong: [what: string, bytes: string, why: RegExp][] = [
  ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n', /HTTP 302 is not followed/],
  ['too much', `${HEAD}${'x'.repeat(400_000)}`, /larger than/],
  ['a page', 'HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>no</html>', /^101 /],
  ['nothing', HEAD, /^101 /],
  ['another type', `${HEAD}{"messageType":"ARes","messageVersion":"2.2.0"}`, /^101 /],
  ['a list', `${HEAD}[]`, /^101 /],
  ['no HTTP', '220 ready\r\n', /no HTTP/],
  [
    'another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    /changes the protocol/,
  ],
];

/** Names that no reader of the protocol knows. */
const OF_JAVASCRIPT = /Error|UND_|abort|undefined|fetch|node/i;

t.test('an answer that is no RRes is 101, of browsers and apps, with all that is known', async (t) => {
  const s = await startScenario(t);
  for (const [what, bytes, why] of wrong) {
    const dsURL = `http://127.0.0.1:${await answeringPort(t, bytes)}/rreq`;
    const { ares, waiting } = await succeeds(s, { dsURL });
    const app = await opensWithCode(s, { areq: { dsURL } });
    t.match(await erroOf(app.challenge.enters(app.code)), { errorCode: '403' }, `${what}: the SDK`);
    t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
    for (const one of [ares, app.ares]) {
      const told = await toldOf(s, one);
      t.match(told.rreq, { attempts: [{ outcome: 'invalid', why }] }, `${what}: the record`);
      t.equal(told.rreq?.attempts.length, 1, `${what}: is not tried again`);
      const { threeDSServerTransID, acsTransID, dsTransID, sdkTransID } = one;
      const erro = kept(told, 'Erro').find(({ body }) => (body as Json).errorCode === '101')?.body as Json;
      const ids = { threeDSServerTransID, acsTransID, dsTransID, ...(sdkTransID ? { sdkTransID } : {}) };
      t.match(valid('Erro', erro), { errorComponent: 'A', ...ids, errorDetail: /^Invalid / }, `${what}: Erro 101`);
      t.equal(erro.errorMessageType, what === 'another type' ? 'ARes' : 'RRes');
      t.notMatch(`${erro.errorDescription} ${erro.errorDetail}`, OF_JAVASCRIPT);
    }
  }
});

t.test('an answer that has begun is no answer that never came', async (t) => {
  for (const bytes of ['HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 9\r\n\r\n', `${HEAD}{"messageType":`]) {
    const posted = await postMessage(`http://127.0.0.1:${await beginningPort(t, bytes)}/rreq`, '{}', 100, { connectMs: 60_000 });
    const [, body] = bytes.split('\r\n\r\n');
    t.same(posted, { outcome: 'unreadable', why: 'the answer is not whole within 0.1 s', body, limit: 'time' });
  }
});

t.test('a message counts whatever status it comes with; a 5xx without one comes from somebody else', async (t) => {
  const s = await startScenario(t);
  const own = { errorCode: '404', errorComponent: 'D', errorDescription: 'System', errorDetail: 'none', messageVersion: '2.2.0' };
  const erro = JSON.stringify({ messageType: 'Erro', ...own });
  const answers: [body: string, outcome: string][] = [
    [erro, 'erro'],
    ['<html>503</html>', 'notConnected'],
    ['{"error":"overloaded"}', 'notConnected'],
  ];
  for (const [body, outcome] of answers) {
    const bytes = `HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n${body}`;
    const { ares } = await succeeds(s, { dsURL: `http://127.0.0.1:${await answeringPort(t, bytes)}/rreq` });
    const [attempt] = await triesOf(s, ares, 1);
    t.equal(attempt?.outcome, outcome, body);
  }
});

t.test('402 is for five seconds of nothing alone, and says so in plain words', async (t) => {
  const s = await startScenario(t);
  const { challenge, code, ares } = await opensWithCode(s);
  s.ds.mood = 'hangs';
  t.match(await erroOf(challenge.enters(code)), { errorCode: '402' });
  const [erro] = await until(
    () => s.ds.erros(),
    (erros) => erros.length > 0,
    'the Erro',
  );
  const { sdkTransID, acsTransID } = ares;
  t.match(valid('Erro', erro), { errorCode: '402', errorMessageType: 'RRes', sdkTransID, acsTransID });
  t.notMatch(`${erro?.errorDescription} ${erro?.errorDetail}`, OF_JAVASCRIPT);
  t.match(await attemptsOf(s, ares), [{ outcome: 'noAnswer', why: 'no answer within 5 s' }]);
  await s.ds.stop();
});

t.test('the cardholder is sent on after half a minute; a DS that is back after twenty gets the result, once', async (t) => {
  const s = await startScenario(t);
  await s.ds.stop();
  const { ares, waiting } = await succeeds(s);
  await triesOf(s, ares, 2);
  await passes(s, 20 * SECOND);
  t.equal((await s.looks(waiting)).name, 'processing', 'four tries: he waits');
  await passes(s, 10 * SECOND);
  const final = await s.finalPage(ares, waiting);
  t.match(final.final?.message, { transStatus: 'Y' });
  t.match(await toldOf(s, ares), { state: 'final', report: 'undelivered', rreq: { nextTryAt: String } });
  await passes(s, 19 * MINUTE);
  await s.ds.start();
  await passes(s, 10 * SECOND);
  const told = await until(
    () => toldOf(s, ares),
    ({ report }) => report === 'acknowledged',
    'the RRes',
  );
  t.equal(told.rreq?.attempts.length, 2 + 3 + 19 * 6 + 1, 'every ten seconds, and at once at first');
  t.match(told.rreq?.attempts.at(-1), { outcome: 'acknowledged' });
  t.ok(told.rreq && !told.rreq.nextTryAt, 'and none follows');
  await passes(s, MINUTE);
  t.equal(s.ds.rreqs().length, 1);
  t.same([kept(told, 'RReq').length, kept(told, 'RRes').length, kept(told, 'CRes').length], [1, 1, 1]);
  t.same((await s.looks(waiting)).final, final.final, 'what the merchant is told stays');
});

t.test('the tries end after the time that is set, an hour if none is; a tester has it sent again', async (t) => {
  const s = await startScenario(t, { rreqRetryFor: '1m' });
  await s.ds.stop();
  const { ares, waiting } = await succeeds(s);
  await triesOf(s, ares, 2);
  await passes(s, 5 * MINUTE);
  t.equal((await attemptsOf(s, ares)).length, 2 + 6);
  const { rreq } = await toldOf(s, ares);
  t.ok(rreq && !rreq.nextTryAt, 'no other try is planned');
  const path = `/api/transactions/${ares.acsTransID}/rreq`;
  t.match(await asks(s, path), { status: 200, body: { report: 'undelivered', rreq: { nextTryAt: String } } }, 'still down');
  await s.ds.start();
  t.match(await asks(s, path), { status: 200, body: { state: 'final', report: 'acknowledged', result: { transStatus: 'Y' } } });
  t.match(await asks(s, path), { status: 200, body: { report: 'acknowledged' } }, 'also once it was acknowledged');
  t.equal(s.ds.rreqs().length, 2);
  t.equal(new Set(s.ds.received).size, 1, 'the same bytes each time');
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });

  const byDefault = await startScenario(t);
  await byDefault.ds.stop();
  const { ares: other } = await succeeds(byDefault);
  await triesOf(byDefault, other, 2);
  for (const [forward, count] of [
    [59 * MINUTE, 3],
    [MINUTE, 4],
    [MINUTE, 4],
  ] as const) {
    byDefault.clock.forward(forward);
    await byDefault.simulator.sweep();
    t.equal((await attemptsOf(byDefault, other)).length, count);
  }
});

t.test('a tester has nothing sent that is no result', async (t) => {
  const s = await startScenario(t);
  const frictionless = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  const open = await s.sendsAReq({ acctNumber: CARDS.sms });
  for (const { acsTransID } of [frictionless, open])
    t.match(await asks(s, `/api/transactions/${acsTransID}/rreq`), { status: 409, body: { field: 'state' } });
  t.match(await asks(s, '/api/transactions/00000000-0000-4000-8000-000000000000/rreq'), { status: 404 });
  const headers = { 'content-type': 'application/json' };
  const path = `/api/transactions/${open.acsTransID}/rreq`;
  t.match(await asks(s, path, { headers, body: '{"transStatus":"Y"}' }), { status: 400, body: { field: 'body' } });
  t.same(s.ds.received, []);
});

t.test('a process that stopped while a DS was down goes on after its next start', async (t) => {
  const data = t.testdir();
  const before = await startScenario(t, { data });
  await before.ds.stop();
  const { ares } = await succeeds(before);
  await triesOf(before, ares, 2);
  await passes(before, MINUTE);
  t.match(await toldOf(before, ares), { state: 'final', report: 'undelivered' });
  await before.close();
  await before.ds.start();
  const after = await startScenario(t, { data, clock: before.clock, ds: before.ds });
  const told = await until(
    () => toldOf(after, ares),
    ({ report }) => report === 'acknowledged',
    'the RRes',
  );
  t.equal(told.rreq?.attempts.length, 2 + 6 + 1, 'the record has the tries of both');
  await passes(after, MINUTE);
  t.equal(before.ds.rreqs().length, 1);
});

t.test('an RReq to an origin that is not allowed is on the record, with what allows it', async (t) => {
  const data = t.testdir();
  const outside = await startDs(t);
  const origin = `http://0.0.0.0:${new URL(outside.url).port}`;
  const before = await startScenario(t, { data });
  const { ares, waiting } = await succeeds(before, { dsURL: `${origin}/rreq` });
  t.match((await before.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
  const why = `origin not allowed: start with --allow-origin ${origin}`;
  const told = await toldOf(before, ares);
  t.match(told, { report: 'undelivered', rreq: { attempts: [{ outcome: 'notSent', address: `${origin}/rreq`, why }] } });
  t.match(kept(told, 'RReq'), [{ direction: 'out', body: { transStatus: 'Y' } }]);
  await before.close();
  t.same(outside.received, []);
  const after = await startScenario(t, { data, clock: before.clock, ds: before.ds, allowedOrigins: [origin] });
  t.match(await asks(after, `/api/transactions/${ares.acsTransID}/rreq`), { status: 200, body: { report: 'acknowledged' } });
  t.equal(outside.rreqs().length, 1);
});

t.test('an RReq that is sent twice or never has its tries on the record, too', async (t) => {
  const s = await startScenario(t);
  const acctNumber = CARDS.sms;
  await bends(s, { transStatus: 'C', faults: { rreq: { send: 'never' } }, acctNumber });
  const never = await succeeds(s);
  await s.ends(never.ares);
  t.match(await attemptsOf(s, never.ares), [{ outcome: 'notSent', why: 'never sent on purpose' }]);
  await bends(s, { transStatus: 'C', faults: { rreq: { send: 'twice' } }, acctNumber });
  const twice = await succeeds(s);
  t.match(await triesOf(s, twice.ares, 2), [{ outcome: 'acknowledged' }, { outcome: 'acknowledged' }]);
});

t.test('the console shows every try, in both languages, and sends the RReq again', async (t) => {
  const s = await startScenario(t);
  await s.ds.stop();
  const { ares } = await succeeds(s);
  await triesOf(s, ares, 2);
  await passes(s, MINUTE);
  const { control } = s.simulator.urls;
  const page = `${control}/console/transactions/${ares.acsTransID}`;
  const words = { en: /not connected/, fr: /non connectée/ };
  for (const [language, word] of Object.entries(words)) {
    const html = await (await fetch(`${page}?language=${language}`)).text();
    t.match(html, word);
    t.match(html, /data-testid="next-try"/);
    t.match(html, /8 ×/, 'tries that went alike stand together');
    const mermaid = /data-testid="mermaid">([^<]*)/.exec(html)?.[1] ?? '';
    t.match(mermaid, /acs -x ds: RReq Y, .* ECONNREFUSED http/, 'the diagram has the first');
    t.match(mermaid, /acs -x ds: RReq Y, .*7 .* ECONNREFUSED http/, 'and the others');
  }
  await s.ds.start();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const foreign = await fetch(`${page}/rreq`, { method: 'POST', headers: { ...headers, origin: 'https://shop.example' } });
  t.same([foreign.status, s.ds.received.length], [403, 0]);
  const sent = await fetch(`${page}/rreq?language=fr`, {
    method: 'POST',
    headers: { ...headers, origin: control },
    redirect: 'manual',
  });
  t.equal(sent.status, 303);
  t.match(sent.headers.get('location'), `/console/transactions/${ares.acsTransID}?language=fr#rreq-attempts`);
  t.match(await toldOf(s, ares), { report: 'acknowledged' });
  t.match(await (await fetch(`${page}?language=fr`)).text(), /reçue/);
});

t.test('a card number in the address of a DS is masked in the tries', async (t) => {
  const s = await startScenario(t);
  const dsURL = `http://ds:secret@127.0.0.1:${await refusedPort()}/${CARDS.sms}/rreq`;
  const { ares } = await succeeds(s, { dsURL });
  await triesOf(s, ares, 2);
  const { rreq } = await toldOf(s, ares);
  t.notMatch(JSON.stringify(rreq), new RegExp(`${CARDS.sms}|secret`));
  t.match(rreq?.attempts[0]?.why, /^ECONNREFUSED http:.*497072XXXXXX0009/);
});

t.test('a message that came twice is on the record twice, and each is told from the other', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const jwe = await challenge.seals(JSON.stringify({ messageType: 'CReq' }));
  await challenge.enters(code);
  await s.ends(ares);
  for (const _time of [1, 2]) await challenge.posts(jwe);
  const { messages } = await toldOf(s, ares);
  const ids = messages.map(({ id }) => id);
  t.equal(new Set(ids).size, messages.length, 'each has an id');
  const same = messages.filter(({ sameAs }) => sameAs !== undefined);
  t.match(
    same.map(({ type, direction }) => `${direction} ${type}`),
    ['in CReq', 'out Erro'],
    'the second of both, and no other',
  );
  for (const { sameAs, id, body } of same) {
    const first = messages.find((message) => message.id === sameAs);
    t.same(first?.body, body);
    t.ok(Number(sameAs) < Number(id));
  }
});

t.test('a message that was kept late says so', async (t) => {
  const kept = (id: number, at: number, body: string): KeptMessage => ({ id, at, direction: 'in', type: 'CReq', body });
  const told = toldApart([kept(1, 10, 'a'), kept(2, 30, 'b'), kept(3, 20, 'c'), kept(4, 30, 'a'), kept(5, 40, 'd')]);
  t.same(
    told.map(({ id, late, sameAs }) => [id, late, sameAs]),
    [
      [1, undefined, undefined],
      [2, undefined, undefined],
      [3, true, undefined],
      [4, undefined, 1],
      [5, undefined, undefined],
    ],
  );
});
