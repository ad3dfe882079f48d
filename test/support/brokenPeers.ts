import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { lastingPort } from './ports.ts';

// Made for these tests alone; it protects nothing.
const SELF_SIGNED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+B+Q2SuxRJ2TOVRF
KO/KamCdwPYHoVjLrIEEA9wUAsShRANCAATXdfuF2YGY743s8irjWyI10aBWeP4r
e9F8/YZ6FrgPfnMgFou3GOJNHpSgnkobdg7qaBYBbA7Y5+uAyOAIAOwi
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUPSF06F8iipwjUSSqMa9W/2Y+OCMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDIxMzAxMFoYDzIxMjYxMTA2
MjEzMDEwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATXdfuF2YGY743s8irjWyI10aBWeP4re9F8/YZ6FrgPfnMgFou3GOJN
HpSgnkobdg7qaBYBbA7Y5+uAyOAIAOwio28wbTAdBgNVHQ4EFgQURUvAocQT8QtO
W8KT0VA3qMwBvcYwHwYDVR0jBBgwFoAURUvAocQT8QtOW8KT0VA3qMwBvcYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgdAVTdbgf7l+d279IDa9EYder7CeYyh+0FLNTo+BBANgCIEGK
El4Dieu7gKPEvmFibVEByfkMk/Zom6Zr2B2AZTKI
-----END CERTIFICATE-----`,
};

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** Nobody listens there. */
export async function refusedPort(): Promise<number> {
  return lastingPort();
}

/** Speaks TLS, with a certificate that nobody vouches for. */
export function selfSignedPort(t: Teardown): Promise<number> {
  return listens(
    t,
    createTlsServer(SELF_SIGNED, (socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n')),
  );
}

/** Speaks HTTP, and no TLS. */
export function plainPort(t: Teardown): Promise<number> {
  return listens(
    t,
    createServer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
  );
}

/** Takes connections and says nothing, so that a TLS handshake does not end. */
export function silentPort(t: Teardown): Promise<number> {
  return listens(
    t,
    createServer(() => {}),
  );
}

/** Takes connections and breaks them when something was sent. */
export function breakingPort(t: Teardown): Promise<number> {
  return listens(
    t,
    createServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
  );
}

/** Answers bytes as they are, whatever it is sent. */
export function answeringPort(t: Teardown, bytes: string): Promise<number> {
  return listens(
    t,
    createServer((socket) => void socket.once('data', () => socket.end(bytes))),
  );
}

/** Answers bytes, and never ends. */
export function beginningPort(t: Teardown, bytes: string): Promise<number> {
  return listens(
    t,
    createServer((socket) => void socket.once('data', () => socket.write(bytes))),
  );
}

async function listens(t: Teardown, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A process that listens and never looks: once its queue is full, the kernel drops every SYN. */
const FROZEN = `
  const server = require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

/** A port whose SYNs are dropped. */
export async function droppingPort(t: Teardown): Promise<number> {
  const child = spawn(process.execPath, ['-e', FROZEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  // Its queue holds one more than its backlog, and nobody takes them out.
  await Promise.all(
    [1, 2].map(async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      t.teardown(() => socket.destroy());
      await once(socket, 'connect');
    }),
  );
  return port;
}
