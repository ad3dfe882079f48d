import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { startCli } from '../support/cli.ts';
import { SMS_CARD, sendAReq, stubDs, until } from './outside.ts';

const DRIP_MS = 500;

/** What comes byte by byte, for ever: each byte in time, the request never whole. */
const DRIPS = {
  'a body': 'Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"a":"',
  headers: 'X-Long: ',
};

t.test('a request that drips in is ended with 408 after a total time, at every listener and address', async (t) => {
  const cli = await startCli(t);
  const paths = { acs: '/3ds/areq', control: '/api/next', sandbox: '/ds/areq' } as const;
  const all = Object.entries(paths).flatMap(([name, path]) =>
    (name === 'sandbox' ? ['127.0.0.1'] : ['127.0.0.1', '::1']).flatMap((host) =>
      Object.entries(DRIPS).map(async ([what, text]) => {
        const { port } = new URL(cli.urls[name as keyof typeof paths]);
        const socket = connect(Number(port), host).on('error', () => {});
        await once(socket, 'connect');
        let answer = '';
        let isOver = false;
        socket.setEncoding('utf8').on('data', (chunk) => {
          answer += chunk;
        });
        socket.once('close', () => {
          isOver = true;
        });
        socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n${text}`);
        const dripping = setInterval(() => socket.write('x'), DRIP_MS);
        await until(() => isOver, `${what} at ${name}, ${host}: it ends`).finally(() => clearInterval(dripping));
        t.match(answer, /^HTTP\/1\.1 408 /, `${what} at ${name}, ${host}`);
      }),
    ),
  );
  const ds = await stubDs(t);
  t.match(await sendAReq(cli.urls.acs, ds.url, { acctNumber: SMS_CARD.acctNumber }), { transStatus: 'C' }, 'others are answered');
  const poll = fetch(`${cli.urls.control}/api/messages?to=nobody&wait=20s`);
  await Promise.all(all);
  t.equal((await poll).status, 200, 'who waits for a message is not cut off');
  t.equal((await cli.stop()).code, 0);
});
