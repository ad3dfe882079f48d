import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { post } from '../../src/sandbox/post.ts';

/** A peer that does with each connection what it is told, once a request has come. */
async function startPeer(t: Test, answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
}

const head = (status: number, more = '') => `HTTP/1.1 ${status} X\r\nContent-Length: 4\r\n${more}\r\n`;

t.test('an answer is told with its status and content type, whatever they are', async (t) => {
  for (const [status, more, contentType] of [
    [200, 'Content-Type: Application/JOSE; charset=UTF-8\r\n', 'Application/JOSE; charset=UTF-8'],
    [500, '', ''],
    [300, '', ''],
  ] as const) {
    const url = await startPeer(t, (socket) => socket.end(`${head(status, more)}{é}`));
    t.same(await post(url, '{}', 60_000), { status, contentType, body: '{é}' });
  }
});

t.test('a call without an answer says which of four things happened', async (t) => {
  const redirects = [301, 302, 303, 307, 308].map(
    (status) =>
      [`redirect ${status}`, (socket: Socket) => socket.end(`${head(status, 'Location: /\r\n')}{é}`), 'unreadable'] as const,
  );
  for (const [what, answer, reason] of [
    ...redirects,
    ['hangs up', (socket: Socket) => socket.destroy(), 'cannotConnect'],
    ['hangs up in its answer', (socket: Socket) => socket.end(`${head(200)}{`), 'cannotConnect'],
    ['speaks no HTTP', (socket: Socket) => socket.end('SSH-2.0-none\r\n'), 'unreadable'],
  ] as const)
    await t.rejects(post(await startPeer(t, answer), '{}', 60_000), { name: 'PostFailure', reason }, what);
  for (const [what, answer] of [
    ['says nothing', () => {}],
    ['begins and stops', (socket: Socket) => void socket.write(`${head(200)}{`)],
  ] as const)
    await t.rejects(post(await startPeer(t, answer), '{}', 200), { name: 'PostFailure', reason: 'timedOut' }, what);
  await t.rejects(post('http://127.0.0.1:1/', '{}', 60_000), { name: 'PostFailure', reason: 'cannotConnect' }, 'nobody is there');
  await t.rejects(post('no URL', '{}', 60_000), { name: 'PostFailure', reason: 'cannotConnect' }, 'no URL');
});

t.test('A.4 405: a peer with whom no connection comes about cannot be connected, however long it takes to tell', async (t) => {
  const silent = (await startPeer(t, () => {})).replace('http:', 'https:');
  const blocked = [1, 6000, 6667].map((port) => `http://127.0.0.1:${port}/`);
  for (const url of [silent, ...blocked])
    await t.rejects(post(url, '{}', 300), { name: 'PostFailure', reason: 'cannotConnect' }, `A.4 405: ${url}`);
  await t.rejects(
    post(await startPeer(t, () => {}), '{}', 300),
    { name: 'PostFailure', reason: 'timedOut' },
    'A.4 402: one that connects is late',
  );
});
