import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shipped } from '../../src/files.ts';
import { lastingPort } from './ports.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

export interface CliOptions {
  /** Flags besides the ports and the data folder; a flag given here wins over those. */
  args?: readonly string[];
  env?: Record<string, string>;
  /** By default a new one, removed at the end of the test. */
  data?: string;
  nodeArgs?: readonly string[];
  /** As a shell writes it: `2>/dev/full`. Where standard output is gone, it is ready when /readyz says so. */
  redirect?: string;
}

/** How the program is run to its end: `nodeArgs` stand before it. */
export interface RunOptions {
  env?: Record<string, string>;
  nodeArgs?: readonly string[];
  redirect?: string;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** From the call to the end of the process. */
  ms: number;
}

/** A simulator that runs as a process of its own. */
export interface Cli {
  urls: { acs: string; control: string; sandbox: string };
  data: string;
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** What was logged so far, line by line. */
  logs(): Record<string, unknown>[];
  /** SIGTERM by default; resolves when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  kill9(): Promise<Ended>;
  /** The same program on the same folder and ports, after this one has ended. */
  again(): Promise<Cli>;
}

/** The built program. `ACS_CLI` names another copy of it. */
const CLI = process.env.ACS_CLI ?? shipped('dist/src/cli.js');
const START_MS = 30_000;
const RUN_MS = 15_000;

/** A folder that is there until the test ends. */
export function makeFolder(t: Teardown): string {
  const folder = mkdtempSync(join(tmpdir(), 'acs-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the program until it ends by itself, or is killed because it did not. */
export async function runCli(t: Teardown, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { child, ended } = launch(t, args, options);
  const tooLate = setTimeout(() => child.kill('SIGKILL'), RUN_MS);
  const end = await ended;
  clearTimeout(tooLate);
  return end;
}

/** Free ports, a port of 0 being the program's own way to find one. */
export const FREE_PORTS = ['--port', '0', '--control-port', '0', '--sandbox-port', '0'];

/** Starts the program on free ports and waits until it says that it is ready. */
export async function startCli(t: Teardown, options: CliOptions = {}): Promise<Cli> {
  const { args = [], data = makeFolder(t), redirect = '' } = options;
  const [port, controlPort, sandboxPort] = await Promise.all([lastingPort(), lastingPort(), lastingPort()]);
  const ports = ['--port', `${port}`, '--control-port', `${controlPort}`, '--sandbox-port', `${sandboxPort}`];
  const all = [...ports, '--data', data, ...args];
  const { child, output, ended } = launch(t, all, options);
  const isSilent = /(^|\s)1?>/.test(redirect);
  const portOf = (flag: string) => all[all.lastIndexOf(flag) + 1];
  const byPort = `http://localhost:${portOf('--port')} http://localhost:${portOf('--control-port')} http://127.0.0.1:${portOf('--sandbox-port')}`;
  if (isSilent) await readyByPort(`http://localhost:${portOf('--control-port')}/readyz`, ended);
  const ready = isSilent ? byPort : await readyLine(child, output, ended);
  const [acs = '', control = '', sandbox = ''] = ready.match(/https?:\/\/\S+/g) ?? [];
  const urls = { acs, control, sandbox };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const asked = performance.now();
    child.kill(signal);
    return { ...(await ended), ms: performance.now() - asked };
  };
  return {
    urls,
    data,
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    logs: () =>
      output.stderr
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    stop,
    kill9: () => stop('SIGKILL'),
    async again() {
      await ended;
      const [port = '', controlPort = '', sandboxPort = ''] = [acs, control, sandbox].map((url) => new URL(url).port);
      const ports = ['--port', port, '--control-port', controlPort, '--sandbox-port', sandboxPort];
      return startCli(t, { ...options, args: [...args, ...ports], data });
    },
  };
}

function launch(t: Teardown, args: readonly string[], { env = {}, nodeArgs = [], redirect = '' }: RunOptions) {
  const started = performance.now();
  const program = [process.execPath, ...nodeArgs, CLI, ...args];
  // By way of env, because tap puts its own loader into the NODE_OPTIONS of every child.
  const command = ['-u', 'NODE_OPTIONS', ...(redirect ? ['sh', '-c', `exec "$0" "$@" ${redirect}`] : []), ...program];
  const child = spawn('env', command, { env: { ...cleanEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = once(child, 'close').then(
    ([code, signal]): Ended => ({ code, signal, ...output, ms: performance.now() - started }),
  );
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output, ended };
}

/** Without the settings of whoever runs the tests. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ACS|SMTP)_/.test(name)));
}

async function readyByPort(readyz: string, ended: Promise<Ended>): Promise<void> {
  const isReady = () =>
    fetch(readyz).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const giveUp = performance.now() + START_MS; performance.now() < giveUp; ) {
    if (await isReady()) return;
    const over = await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, 50))]);
    if (over) throw new Error(`it ended with ${over.code} before it was ready: ${over.stderr}`);
  }
  throw new Error(`${readyz} never said that it is ready`);
}

async function readyLine(
  child: ChildProcess,
  output: { stdout: string; stderr: string },
  ended: Promise<Ended>,
): Promise<string> {
  const giveUp = AbortSignal.timeout(START_MS);
  const line = () => output.stdout.match(/^Ready.*\n/m)?.[0];
  while (!line()) {
    const over = await Promise.race([once(child.stdout ?? child, 'data', { signal: giveUp }), ended]);
    if (!Array.isArray(over)) throw new Error(`it ended with ${over.code} before it was ready: ${over.stderr}`);
  }
  return line() ?? '';
}
