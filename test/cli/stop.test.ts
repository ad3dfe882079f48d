import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import t from 'tap';
import { startCli } from '../support/cli.ts';
import { browserOf, codeFor, pause, SMS_CARD, sendAReq, stubDs, until } from './outside.ts';

/** In under ten seconds, with room for a busy machine. */
const SOON_MS = 5000;

t.test('SIGTERM answers who waits for a message at once', async (t) => {
  const cli = await startCli(t);
  const polls = ['127.0.0.1', '[::1]'].map(async (host) => {
    const response = await fetch(`${cli.urls.control.replace('localhost', host)}/api/messages?wait=60s`);
    return { status: response.status, connection: response.headers.get('connection'), body: await response.json() };
  });
  await answersAll(cli.urls.control);
  const { code, ms } = await cli.stop();
  for (const answer of await Promise.all(polls)) t.same(answer, { status: 200, connection: 'close', body: [] });
  t.equal(code, 0);
  t.ok(ms < SOON_MS, `in ${Math.round(ms)} ms`);
});

t.test('SIGTERM ends the streams of events', async (t) => {
  const cli = await startCli(t);
  const streams = ['127.0.0.1', '[::1]'].map((host) => fetch(`${cli.urls.control.replace('localhost', host)}/api/events`));
  const texts = (await Promise.all(streams)).map((response) => response.text());
  const { code, ms } = await cli.stop();
  for (const text of await Promise.all(texts)) t.match(text, /^retry: /, 'whole, not broken off');
  t.equal(code, 0);
  t.ok(ms < SOON_MS, `in ${Math.round(ms)} ms`);
});

t.test('SIGTERM is not held up by connections that are busy, idle or silent', async (t) => {
  const cli = await startCli(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  t.teardown(() => agent.destroy());
  let stopping = false;
  let answers = 0;
  const busy = async (url: string) => {
    for (;;) {
      try {
        await get(url, agent);
        answers += 1;
      } catch (error) {
        // A request that meets the closing of its connection halfway is cut, as with any server.
        if (!stopping) throw error;
        return;
      }
    }
  };
  const loops = [`${cli.urls.acs}/schemas/2.2.0/AReq.json`, `${cli.urls.control}/healthz`, `${cli.urls.sandbox}/shop/`].map(busy);
  const silent = [cli.urls.acs, cli.urls.control, cli.urls.sandbox].map((url) => connect(Number(new URL(url).port), '127.0.0.1'));
  for (const socket of silent) socket.on('error', () => {});
  t.teardown(() => silent.map((socket) => socket.destroy()));
  await until(() => answers > 10, 'the busy connections');
  stopping = true;
  const { code, ms } = await cli.stop();
  await Promise.all(loops);
  t.equal(code, 0);
  t.ok(ms < SOON_MS, `in ${Math.round(ms)} ms`);
});

t.test('what was answered around SIGTERM is in the store', async (t) => {
  const ds = await stubDs(t);
  const cli = await startCli(t);
  const challenges = await Promise.all(
    // Four of each cardholder: a fifth wrong ePin would lock his cards.
    Array.from({ length: 8 }, async (_, index) => {
      const acctNumber = index % 2 === 0 ? '4970720000052226' : '4970720000200031';
      const browser = browserOf(cli.urls.acs, await sendAReq(cli.urls.acs, ds.url, { acctNumber }));
      await browser.sendCReq();
      return browser;
    }),
  );
  // An ePin is judged by scrypt, which takes its time: some of these are in the making when the signal comes.
  let answered = 0;
  const answers = challenges.map(async (browser) => {
    const body = new URLSearchParams({ token: browser.token(), action: 'submit', ePin: '1111' });
    const answer = await fetch(`${cli.urls.acs}/3ds/challenge`, { method: 'POST', body, redirect: 'manual' });
    answered += 1;
    return { status: answer.status, location: answer.headers.get('location') ?? '' };
  });
  const settled = Promise.allSettled(answers);
  await until(() => answered > 0, 'the first answer');
  const { code, ms } = await cli.stop();
  t.equal(code, 0);
  t.ok(ms < SOON_MS, `in ${Math.round(ms)} ms`);

  await cli.again();
  const outcomes = await settled;
  const pages = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
  t.ok(
    pages.some(({ status }) => status === 303),
    'one at least was answered',
  );
  for (const { status, location } of pages) {
    if (status === 303)
      t.match(await (await fetch(`${cli.urls.acs}${location}`)).text(), 'data-tries-left="2"', 'its wrong try is known');
    else t.equal(status, 503, 'what came too late is refused');
  }
});

t.test('a slow request that has begun is answered with Connection: close', async (t) => {
  const cli = await startCli(t);
  const port = Number(new URL(cli.urls.acs).port);
  const slow: { socket: ReturnType<typeof connect>; rest: string; text: () => string }[] = [];
  for (const host of ['127.0.0.1', '::1']) {
    const socket = connect(port, host);
    await once(socket, 'connect');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    const body = JSON.stringify({ messageType: 'AReq' });
    socket.write(
      `POST /3ds/areq HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    slow.push({ socket, rest: body.slice(5), text: () => text });
  }
  await answersAll(cli.urls.acs);
  const stopped = cli.stop();
  await pause(700);
  for (const { socket, rest } of slow) socket.write(rest);
  const { code, ms } = await stopped;
  for (const { text } of slow) {
    t.match(text(), /^HTTP\/1\.1 200 /);
    t.match(text(), /^connection: close\r$/im);
    t.match(text(), /"messageType":"Erro"/);
  }
  t.equal(code, 0);
  t.ok(ms < SOON_MS, `in ${Math.round(ms)} ms`);
});

t.test('SIGTERM ends in under ten seconds while a DS does not answer', async (t) => {
  const ds = await stubDs(t, { hangs: true });
  const cli = await startCli(t);
  const ares = await sendAReq(cli.urls.acs, ds.url, { acctNumber: SMS_CARD.acctNumber });
  const browser = browserOf(cli.urls.acs, ares);
  await browser.sendCReq();
  await browser.enter({ code: await codeFor(cli.urls.control, ares.acsTransID ?? '') });
  await until(() => ds.received.length === 1, 'the RReq arrives');
  const { code, ms } = await cli.stop();
  t.equal(code, 0);
  t.ok(ms < 10_000, `in ${Math.round(ms)} ms`);
});

t.test('a second Ctrl-C ends it at once', async (t) => {
  const ds = await stubDs(t, { hangs: true });
  const cli = await startCli(t);
  const ares = await sendAReq(cli.urls.acs, ds.url, { acctNumber: SMS_CARD.acctNumber, threeDSServerTransID: randomUUID() });
  const browser = browserOf(cli.urls.acs, ares);
  await browser.sendCReq();
  await browser.enter({ code: await codeFor(cli.urls.control, ares.acsTransID ?? '') });
  await until(() => ds.received.length === 1, 'the RReq arrives, and its answer would be waited for');
  const ended = cli.stop('SIGINT');
  await until(
    () =>
      fetch(`${cli.urls.control}/readyz`).then(
        ({ ok }) => !ok,
        () => true,
      ),
    'it is stopping',
  );
  await pause(300);
  const second = performance.now();
  cli.child.kill('SIGINT');
  t.equal((await ended).code, 130);
  t.ok(performance.now() - second < 1500, 'at once');
});

/** Lets what was sent arrive: every listener of the port has answered another request after a pause. */
async function answersAll(url: string): Promise<void> {
  await pause(300);
  for (const host of ['127.0.0.1', '[::1]']) await (await fetch(url.replace('localhost', host))).text();
}

function get(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent }, (response) => {
      response.once('error', reject).once('end', resolve).resume();
    });
    asked.once('error', reject).end();
  });
}
