import { EventEmitter, once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import type { Change, Changes } from '../../src/store/changes.ts';
import { type EventOptions, eventRoutes } from '../../src/web/control/events.ts';
import { CARDS } from '../support/cards.ts';
import { startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

/** A stream, and all that it has brought so far. */
async function follow(url: string, headers: Record<string, string> = {}) {
  const asked = get(url, { headers, agent: false });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise<string>((resolve) => response.once('close', () => resolve(text)));
  const brings = (part: string | RegExp) =>
    until(
      () => text,
      (all) => (typeof part === 'string' ? all.includes(part) : part.test(all)),
      `the event ${part}`,
    );
  return { response, brings, ended, text: () => text, leave: () => asked.destroy() };
}

async function startEvents(t: Test, options: Partial<EventOptions>) {
  const emitter = new EventEmitter();
  const changes: Changes = {
    follow(hear) {
      emitter.on('change', hear);
      return () => emitter.off('change', hear);
    },
  };
  const app = Fastify({ forceCloseConnections: 'idle' });
  await app.register(eventRoutes, { changes, ...options });
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/api/events`;
  t.teardown(() => app.close());
  return { app, url, tell: (change: Change) => emitter.emit('change', change), listeners: () => emitter.listenerCount('change') };
}

t.test('GET /api/events tells of transactions and messages as they come', async (t) => {
  const s = await startScenario(t);
  const stream = await follow(`${s.simulator.urls.control}/api/events`);
  t.teardown(stream.leave);
  t.match(stream.response.headers, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  await stream.brings('retry: 2000\n\n');
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const data = `data: {"acsTransID":"${ares.acsTransID}"}\n\n`;
  await stream.brings(`event: opened\n${data}`);
  await s.postsCReq(ares);
  await stream.brings(`event: changed\n${data}`);
  await stream.brings(`event: message\n${data}`);
  t.notMatch(stream.text(), await s.code(ares), 'that there is something, not what');
});

t.test('no page of another site may listen', async (t) => {
  const s = await startScenario(t);
  const url = `${s.simulator.urls.control}/api/events`;
  const foreign = [{ origin: 'https://evil.example' }, { host: 'evil.example' }, { 'sec-fetch-site': 'cross-site' }];
  for (const headers of foreign) {
    const { response } = await follow(url, headers as Record<string, string>);
    t.equal(response.statusCode, 403, JSON.stringify(headers));
  }
  const head = await fetch(url, { method: 'HEAD' });
  t.equal(head.headers.get('content-type'), 'text/event-stream');
  t.equal(await head.text(), '', 'and a HEAD is answered at once: it holds no stream open');
});

t.test('a stream ends when the simulator does, and holds up nothing', async (t) => {
  const s = await startScenario(t);
  const url = `${s.simulator.urls.control}/api/events`;
  const streams = await Promise.all([follow(url), follow(url.replace('localhost', '[::1]'))]);
  const started = performance.now();
  await s.close();
  t.match(await Promise.all(streams.map(({ ended }) => ended)), ['retry', 'retry']);
  t.ok(performance.now() - started < 3000, 'soon');
});

t.test('a stream lives, one too many is refused, one that is left makes room', async (t) => {
  const { app, url, tell, listeners } = await startEvents(t, { maxStreams: 2, heartbeatMs: 5 });
  const [one, two] = [await follow(url), await follow(url)];
  await one.brings(':\n\n:\n\n:\n\n');
  const third = await fetch(url);
  t.match(
    { status: third.status, body: await third.json() },
    { status: 503, body: { field: 'events', rule: 'at most 2 streams' } },
  );
  two.leave();
  await until(
    async () => {
      const next = await follow(url);
      return next.response.statusCode;
    },
    (status) => status === 200,
    'room for another stream',
  );
  tell({ what: 'message' });
  await one.brings('event: message\ndata: {}\n\n');
  await app.close();
  await one.ended;
  t.equal(listeners(), 0, 'nobody is told any more');
});

t.test('a reader that lags behind is let go, the others are not', async (t) => {
  const { app, url, tell } = await startEvents(t, {});
  const [slow, quick] = [await follow(url), await follow(url)];
  slow.response.pause();
  let told = 0;
  await until(
    async () => {
      for (let count = 0; count < 500; count += 1) tell({ what: 'opened', acsTransID: String(told++) });
      return promisify(app.server.getConnections).call(app.server);
    },
    (connections) => connections === 1,
    'the end of one of two',
  );
  tell({ what: 'opened', acsTransID: 'the last' });
  await quick.brings('{"acsTransID":"the last"}');
  t.match(quick.text(), `{"acsTransID":"${told - 1}"}`, 'and misses nothing');
  quick.leave();
  slow.leave();
});
