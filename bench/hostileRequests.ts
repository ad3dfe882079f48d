import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shipped } from '../src/files.ts';
import { CREQ_FORM_BYTES, CREQ_JWE_BYTES, MESSAGE_BYTES } from '../src/messages/limits.ts';

export interface Measure {
  urls: { acs: string; control: string; sandbox: string };
  /** CPU time that the whole process has taken, of all its threads, in milliseconds. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/** The simulator as built, with its store in memory: what a disk takes is no work of ours. */
export async function startMeasured(): Promise<Measure> {
  const script = fileURLToPath(new URL('../src/cli.js', import.meta.url));
  const ports = ['--port', '0', '--control-port', '0', '--sandbox-port', '0'];
  const child = spawn(process.execPath, [script, ...ports, '--data', ':memory:'], { stdio: ['ignore', 'pipe', 'ignore'] });
  return {
    urls: await readyUrls(child),
    cpuMs: () => threadsOf(child.pid).reduce((sum, ms) => sum + ms, 0),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Linux counts what each thread has run, in nanoseconds. */
function threadsOf(pid: number | undefined): number[] {
  return readdirSync(`/proc/${pid}/task`).map(
    (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
  );
}

function readyUrls(child: ChildProcess): Promise<Measure['urls']> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const [, acs, control, sandbox] = /^Ready ACS (\S+).*?control (\S+).*?sandbox (\S+)/ims.exec(output) ?? [];
      if (acs && control && sandbox) resolve({ acs, control, sandbox });
    });
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code} before it was ready`)));
  });
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

async function post(url: string, headers: Record<string, string>, body: string): Promise<void> {
  await (await fetch(url, { method: 'POST', headers, body })).arrayBuffer();
}

const read = (name: string) => JSON.parse(readFileSync(shipped(`fixtures/messages/2.2.0/${name}.json`), 'utf8'));

/** A message with ids of its own and a value in an element that nobody knows. */
function messageWith(name: string, value: string, patch: object = {}): string {
  const ids = { threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
  return JSON.stringify({ ...read(name), ...ids, ...patch }).replace('{', `{"x":${value},`);
}

export interface HostileRequest {
  entry: string;
  /** How large the value may be. */
  bytes: number;
  send(value: string): Promise<void>;
}

const ROOM = 20_000;

/** Every place that takes the text of others. */
export function hostileRequests({ acs, control, sandbox }: Measure['urls']): HostileRequest[] {
  const message = MESSAGE_BYTES - ROOM;
  const form = Math.floor(((CREQ_FORM_BYTES - ROOM) * 3) / 4);
  const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString('base64url'));
  return [
    {
      entry: 'POST /3ds/areq',
      bytes: message,
      send: (value) => post(`${acs}/3ds/areq`, JSON_TYPE, messageWith('AReq-browser-payment', value)),
    },
    {
      entry: 'POST /ds/areq',
      bytes: message,
      send: (value) => post(`${sandbox}/ds/areq`, JSON_TYPE, messageWith('AReq-browser-payment', value)),
    },
    {
      entry: 'POST /ds/rreq',
      bytes: message,
      send: (value) => post(`${sandbox}/ds/rreq`, JSON_TYPE, messageWith('RReq-Y', value)),
    },
    {
      entry: 'POST /ds/preq',
      bytes: message,
      send: (value) => post(`${sandbox}/ds/preq`, JSON_TYPE, messageWith('PReq', value)),
    },
    {
      entry: 'POST /3ds/app/creq, an Erro',
      bytes: CREQ_JWE_BYTES - ROOM,
      send: (value) => post(`${acs}/3ds/app/creq`, JSON_TYPE, messageWith('Erro', value)),
    },
    {
      entry: 'POST /3ds/creq',
      bytes: form,
      send: (value) => post(`${acs}/3ds/creq`, FORM_TYPE, `creq=${encoded(messageWith('CReq', value))}`),
    },
    {
      entry: 'POST /3ds/method',
      bytes: 40_000,
      send: (value) => post(`${acs}/3ds/method`, FORM_TYPE, `threeDSMethodData=${encoded(`{"x":${value}}`)}`),
    },
    {
      entry: 'POST /api/next',
      bytes: 40_000,
      send: (value) => post(`${control}/api/next`, JSON_TYPE, `{"transStatus":"N","x":${value}}`),
    },
  ];
}
