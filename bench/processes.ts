import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Server {
  url: string;
  /** Resident memory in MB. */
  memory(): number;
  stop(): Promise<void>;
}

const built = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The simulator as built, on a new data folder on disk, with its log at info as by default. */
export async function startSimulator(durability: 'full' | 'normal'): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'acs-bench-'));
  const ports = ['--port', '0', '--control-port', '0', '--sandbox-port', '0'];
  const server = await start(built('../src/cli.js'), [...ports, '--data', folder, '--durability', durability]);
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export function startBareServer(answer: string): Promise<Server> {
  return start(built('bareServer.js'), [answer]);
}

async function start(script: string, args: string[]): Promise<Server> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await readyUrl(child);
  return {
    url,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const ready = /^Ready ACS (\S+)/m.exec(output)?.[1];
      if (ready) resolve(ready);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
}
