import pino from 'pino';
import t from 'tap';
import type { Acs } from '../../src/acs.ts';
import { makeWorker } from '../../src/delivery/worker.ts';
import { createSimulator } from '../../src/index.ts';
import { bends } from '../support/faults.ts';
import { startDs } from '../support/moodyDs.ts';
import { makeScenario, startScenario } from '../support/scenario.ts';
import { MINUTE, testClock } from '../support/testClock.ts';

type Test = Parameters<typeof startDs>[0];
interface Shown {
  now: string;
  offsetMs: number;
}

const DAY = 24 * 60 * MINUTE;

async function start(t: Test, options: { data?: string } = {}) {
  const simulator = await createSimulator({ ...options, durability: 'NORMAL' });
  const ds = await startDs(t);
  // The clock of the harness is not used here: the simulator has its own.
  const s = makeScenario(t, simulator, testClock(), ds);
  const url = `${simulator.urls.control}/api/clock`;
  const post = async (body: unknown, type = 'application/json') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url, { method: 'POST', body: text, headers: { 'content-type': type } });
    return { status: response.status, body: (await response.json()) as Shown };
  };
  const read = async () => (await fetch(url)).json() as Promise<Shown>;
  return { s, ds, post, read };
}

/** Whether two moments are the same but for the time that the test takes. */
const isAbout = (iso: string, expected: number) => Math.abs(Date.parse(iso) - expected) < MINUTE;

t.test('time is the machine’s, until it is moved on; then everything that fell due is done when the answer comes', async (t) => {
  const { s, ds, post, read } = await start(t);
  const shown = await read();
  t.ok(isAbout(shown.now, Date.now()), shown.now);
  t.match(shown, { offsetMs: 0, movable: true });

  const ares = await s.sendsAReq({ acctNumber: '4970720000100009' });
  const decoupled = await s.sendsAReq({
    ...{ acctNumber: '4970720000200007', threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '02880' },
  });
  t.match(await post({ advance: '20s' }), { status: 200, body: { offsetMs: 20_000, movable: true } });
  t.match(await s.transaction(ares), { state: 'awaitingCReq' });
  t.match(await post({ advance: '11s' }), { status: 200, body: { offsetMs: 31_000 } });
  t.match(await s.transaction(ares), {
    state: 'final',
    result: { transStatus: 'N', transStatusReason: '14', challengeCancel: '05' },
  });
  t.equal(ds.rreqs().length, 1, 'its RReq has been answered');

  const set = new Date(Date.now() + 3 * DAY).toISOString();
  const { status, body } = await post({ set });
  t.equal(status, 200);
  t.ok(isAbout(body.now, Date.parse(set)), body.now);
  t.match(
    await s.transaction(decoupled),
    { state: 'final', result: { transStatus: 'U', transStatusReason: '24' } },
    'days went by',
  );
  const later = await s.sendsAReq({ acctNumber: '4970720000010000' });
  const { messages } = await s.transaction(later);
  t.ok(isAbout(String(messages[0]?.at), Date.parse(set)), 'messages carry the simulator’s time');
});

t.test(
  'a sweep ends everything that is due, however many the store hands out at a time; what cannot be ended holds up nothing',
  async (t) => {
    const left = new Set(Array.from({ length: 2500 }, (_, index) => `transaction ${index}`));
    const [clock, log] = [testClock(), pino({ level: 'silent' })];
    const transactions = { due: async () => [...left].slice(0, 1000) };
    const effects = { claim: async () => [] };
    const advance = async (id: string) => {
      if (id === 'transaction 7') throw new Error('it cannot be ended');
      left.delete(id);
    };
    const acs = { store: { transactions, effects }, clock, log, advance } as unknown as Acs;
    await makeWorker(acs, { delivery: { deliver: async () => {} }, allowedOrigins: [] }).sweep();
    t.same([...left], ['transaction 7']);
  },
);

t.test('what follows from what falls due has its own time, also within one jump: an answer, a late RReq', async (t) => {
  const { s, ds, post } = await start(t);
  const answers = { answer: 'approved', afterSeconds: 1 };
  await bends(s, { transStatus: 'D', answers, delays: { rreqMs: 60_000 } });
  const ares = await s.sendsAReq({ threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00010' });
  t.match(await post({ advance: '2m' }), { status: 200, body: { offsetMs: 120_000 } });
  t.match(await s.transaction(ares), { state: 'final', report: 'acknowledged', result: { transStatus: 'Y' } });
  t.equal(ds.rreqs().length, 1);
  const { messages } = await s.transaction(ares);
  const [asked, reported] = ['AReq', 'RReq'].map((type) => Date.parse(String(messages.find((one) => one.type === type)?.at)));
  const after = (reported ?? 0) - (asked ?? 0);
  t.ok(after >= 61_000 && after < 70_000, `the record has it after ${after} ms`);
});

t.test('all tries at a DS that is down fit into one jump', async (t) => {
  const { s, ds, post } = await start(t);
  await ds.stop();
  const ares = await s.sendsAReq({ acctNumber: '4970720000100009' });
  t.match(await post({ advance: '2m' }), { status: 200, body: { offsetMs: 120_000 } });
  t.match(await s.transaction(ares), { state: 'final', report: 'undelivered', result: { transStatusReason: '14' } });
});

t.test('jumps that are asked for together add up', async (t) => {
  const { post, read } = await start(t);
  await Promise.all([post({ advance: '1h' }), post({ advance: '2h' }), post({ advance: '3h' })]);
  t.match(await read(), { offsetMs: 6 * 60 * MINUTE });
});

t.test('every unit; and no time at all', async (t) => {
  const { post } = await start(t);
  let sum = 0;
  for (const [advance, ms] of Object.entries({
    '250ms': 250,
    '10s': 10_000,
    '10m': 600_000,
    '2h': 7_200_000,
    '3d': 259_200_000,
    '0s': 0,
  })) {
    sum += ms;
    t.match(await post({ advance }), { status: 200, body: { offsetMs: sum } }, advance);
  }
});

t.test('what makes no sense is told so, and moves nothing: field, rule, example', async (t) => {
  const { post, read } = await start(t);
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const rows: [body: unknown, field: string, rule: RegExp][] = [
    [{ advance: '-10m' }, 'advance', /unit \(ms, s, m, h or d\)/],
    [{ advance: '10' }, 'advance', /unit/],
    [{ advance: '1.5h' }, 'advance', /unit/],
    [{ advance: '367d' }, 'advance', /at most 366d/],
    [{ advance: '' }, 'advance', /unit/],
    [{ advance: 600 }, 'advance', /a string/],
    [{ advance: null }, 'advance', /a string/],
    [{}, 'advance', /either advance or set/],
    [{ advance: '1m', set: hourAgo }, 'advance', /either advance or set/],
    [{ set: hourAgo }, 'set', /forward only/],
    [{ set: 'tomorrow' }, 'set', /ISO 8601/],
    [{ set: '2099-01-01' }, 'set', /ISO 8601/],
    [{ set: '9999-01-01T00:00:00Z' }, 'set', /366 days/],
    [{ set: '2027-02-30T25:00:00Z' }, 'set', /ISO 8601/],
    [{ forward: '1m' }, 'forward', /known are advance, set/],
    [{ '4970720000052226': 'x' }, '497072XXXXXX2226', /unknown here/],
    [[], 'body', /JSON object/],
    ['"10m"', 'body', /JSON object/],
    ['null', 'body', /JSON object/],
    ['{"advance":', 'body', /JSON/],
  ];
  for (const [body, field, rule] of rows) {
    const answer = await post(body);
    t.match(answer, { status: 400, body: { status: 400, field, rule, title: String, example: String } }, JSON.stringify(body));
  }
  t.match(await post('advance=10m', 'text/plain'), { status: 400, body: { field: 'body', example: String } });
  t.match(await post('advance=10m', 'application/xml'), { status: 415, body: { field: 'body', example: String } });
  t.match(await read(), { offsetMs: 0 });
});

t.test('a restart takes back no time', async (t) => {
  const data = t.testdir();
  const first = await start(t, { data });
  await first.post({ advance: '2d' });
  const before = await first.read();
  await first.s.close();
  const second = await start(t, { data });
  const after = await second.read();
  t.ok(Date.parse(after.now) >= Date.parse(before.now), `${before.now} → ${after.now}`);
  t.equal(after.offsetMs, 2 * DAY);
});

t.test('two processes that move on together keep the larger offset', async (t) => {
  const data = t.testdir();
  const [one, two] = [await start(t, { data }), await start(t, { data })];
  await one.post({ advance: '2d' });
  await two.post({ advance: '1d' });
  await Promise.all([one.s.close(), two.s.close()]);
  t.match(await (await start(t, { data })).read(), { offsetMs: 2 * DAY });
});

t.test('a clock that a test suite has brought is moved by it alone', async (t) => {
  const s = await startScenario(t);
  const url = `${s.simulator.urls.control}/api/clock`;
  t.match(await (await fetch(url)).json(), { now: new Date(s.clock.now()).toISOString(), movable: false });
  const body = JSON.stringify({ advance: '1m' });
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  t.equal(response.status, 409);
  t.match(await response.json(), { field: 'clock', rule: /createSimulator/, example: String });
});
