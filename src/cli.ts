#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { areqCommand } from './areqCommand.ts';
import { backupCommand } from './backupCommand.ts';
import { banner } from './banner.ts';
import { cardCommand } from './cardCommand.ts';
import { checkCommand } from './check/command.ts';
import { help, readConfig } from './config.ts';
import { shipped } from './files.ts';
import { lostLines, makeLog } from './log.ts';
import { makeOutput, type Output } from './output.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { StartError } from './startError.ts';

/** Two signals within this time are one. */
const ECHO_MS = 200;
/** Log lines that come within this time are written together. */
const LOG_MS = 100;
/** How long whoever reads the log may take for its last lines. */
const LOG_END_MS = 1000;
/** Whatever holds it up, the process is gone within ten seconds of the signal. */
const STOP_MS = 8500;
const LEAVE_LOOK_MS = 50;
/** What Node does in threads of its own, and may not come back from. */
const THREADED = /^(FSReq|GetAddrInfo|GetNameInfo)/;

const args = process.argv.slice(2);

// Nobody reads our words any more: no reason to end with a stack.
process.stderr.on('error', () => {});
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') refuse(new StartError(`standard output cannot be written (${code}): send it elsewhere`));
});

if (args[0] === 'check') {
  await runCheck(args.slice(1));
} else if (args[0] === 'backup') {
  await print(() => backupCommand(args.slice(1), process.env));
} else if (args[0] === 'card') {
  await print(() => `${cardCommand(args.slice(1))}\n`);
} else if (args[0] === 'areq') {
  await print(() => `${areqCommand(args.slice(1), process.env)}\n`);
} else if (args.includes('--help')) {
  await print(() => `${help()}\n`);
} else if (args.includes('--version')) {
  await print(() => `${JSON.parse(readFileSync(shipped('package.json'), 'utf8')).version}\n`);
} else {
  await run();
}

async function print(text: () => string | Promise<string>): Promise<void> {
  try {
    process.stdout.write(await text());
  } catch (error) {
    refuse(error);
  }
}

/** A reason that a person can mend is said without a stack. */
function refuse(error: unknown): void {
  const { syscall, message } = error as NodeJS.ErrnoException;
  // What the system refuses is nobody's mistake in here.
  if (!(error instanceof StartError) && !syscall) throw error;
  console.error(`acs-simulator: ${message}`);
  process.exitCode = 1;
}

async function runCheck(checkArgs: string[]): Promise<void> {
  const isColourful = process.stdout.isTTY && !process.env.NO_COLOR;
  const { exitCode, stdout, stderr } = await checkCommand(checkArgs, {
    async readStdin() {
      return Buffer.concat(await process.stdin.toArray());
    },
    paint: (style, text) => (isColourful ? styleText(style, text) : text),
  });
  process.exitCode = exitCode;
  process.stderr.write(stderr);
  process.stdout.write(stdout);
}

async function run(): Promise<void> {
  try {
    const config = readConfig(args, process.env);
    const log = await logOutput();
    const simulator = await startSimulator({ config, log: makeLog(config.logLevel, log) });
    stopOnSignals(simulator, log);
    makeOutput({ stream: process.stdout }).write(`${banner(simulator, config.data)}\n`);
  } catch (error) {
    refuse(error);
  }
}

/** The log goes to standard error: standard output keeps what a person or a script looks for. Pretty in a terminal. */
async function logOutput(): Promise<Output> {
  const format = process.stderr.isTTY ? await prettily() : (line: string) => line;
  // Lines are written together: one by one they would cost as much as the messages that they tell of.
  const output = makeOutput({
    stream: process.stderr,
    lingerMs: LOG_MS,
    tellLost: (lost, reason) => format(lostLines(lost, reason)),
  });
  process.once('exit', output.flush);
  return { ...output, write: (line) => output.write(format(line)) };
}

async function prettily(): Promise<(line: string) => string> {
  const { isColorSupported, prettyFactory } = await import('pino-pretty');
  return prettyFactory({
    colorize: isColorSupported,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'dsTransID',
  });
}

function stopOnSignals(simulator: Simulator, log: Output): void {
  let stoppedAt: number | undefined;
  const stop = async () => {
    // A second Ctrl-C means now; but one that follows at once is npm's, which hands on what the terminal has already sent.
    if (stoppedAt !== undefined && performance.now() - stoppedAt > ECHO_MS) leaveNow(130);
    if (stoppedAt !== undefined) return;
    stoppedAt = performance.now();
    setTimeout(() => leaveNow(1), STOP_MS);
    const closed = await simulator.close().then(
      () => true,
      (error) => {
        refuse(new StartError(`the store could not be closed (${(error as Error).message})`));
        return false;
      },
    );
    await log.end(LOG_END_MS);
    leave(closed ? 0 : 1);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

/** Ends the process as soon as none of Node's threads would keep it. */
function leave(code: number): void {
  if (waitsForThread()) setTimeout(() => leave(code), LEAVE_LOOK_MS);
  else process.exit(code);
}

/** `process.exit` would wait for a thread that stands still in a name server or a file system that does not answer. */
function leaveNow(code: number): void {
  if (waitsForThread()) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}

function waitsForThread(): boolean {
  return process.getActiveResourcesInfo().some((resource) => THREADED.test(resource));
}
