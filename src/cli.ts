#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { pino } from 'pino';
import { areqCommand } from './areqCommand.ts';
import { banner } from './banner.ts';
import { cardCommand } from './cardCommand.ts';
import { checkCommand } from './check/command.ts';
import { help, readConfig } from './config.ts';
import { shipped } from './files.ts';
import { makeLog } from './log.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { StartError } from './startError.ts';

/** Two signals within this time are one. */
const ECHO_MS = 200;

const args = process.argv.slice(2);

if (args[0] === 'check') {
  await runCheck(args.slice(1));
} else if (args.includes('--help')) {
  console.log(help());
} else if (args.includes('--version')) {
  console.log(JSON.parse(readFileSync(shipped('package.json'), 'utf8')).version);
} else if (args[0] === 'card') {
  print(() => cardCommand(args.slice(1)));
} else if (args[0] === 'areq') {
  print(() => areqCommand(args.slice(1), process.env));
} else {
  await run();
}

function print(command: () => string): void {
  try {
    console.log(command());
  } catch (error) {
    refuse(error);
  }
}

/** A reason that a person can mend is said without a stack. */
function refuse(error: unknown): void {
  if (!(error instanceof StartError)) throw error;
  console.error(`acs-simulator: ${error.message}`);
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
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  process.exitCode = exitCode;
}

async function run(): Promise<void> {
  try {
    const config = readConfig(args, process.env);
    const simulator = await startSimulator({ config, log: makeLog(config.logLevel, await logDestination()) });
    stopOnSignals(simulator);
    console.log(banner(simulator, config.data));
  } catch (error) {
    refuse(error);
  }
}

/** The log goes to standard error: standard output keeps what a person or a script looks for. Pretty in a terminal. */
async function logDestination() {
  // Lines are written together: one by one they would cost as much as the messages that they tell of.
  if (!process.stderr.isTTY) return pino.destination({ fd: 2, sync: false, minLength: 8192, periodicFlush: 100 });
  const { PinoPretty } = await import('pino-pretty');
  return PinoPretty({ destination: 2, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'dsTransID' });
}

function stopOnSignals(simulator: Simulator): void {
  let stoppedAt: number | undefined;
  const stop = async () => {
    // A second Ctrl-C means now; but one that follows at once is npm's, which hands on what the terminal has already sent.
    if (stoppedAt !== undefined && performance.now() - stoppedAt > ECHO_MS) process.exit(130);
    if (stoppedAt !== undefined) return;
    stoppedAt = performance.now();
    await simulator.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}
