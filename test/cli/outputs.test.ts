import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { shipped } from '../../src/files.ts';
import { type Cli, makeFolder, runCli, startCli } from '../support/cli.ts';
import { lastingPort } from '../support/ports.ts';
import { browserOf, codeFor, SMS_CARD, sendAReq, stubDs, until } from './outside.ts';

const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
/** Each of them is logged, so that all the ways out are full. */
const AREQS = 150;
const LIMIT_MS = 10_000;

function makePipe(t: Test): string {
  const fifo = join(makeFolder(t), 'pipe');
  execFileSync('mkfifo', [fifo]);
  return fifo;
}

/** A pipe that is full, and whose reader never reads. */
function deaf(t: Test): string {
  const fifo = makePipe(t);
  const reader = openSync(fifo, O_RDWR | O_NONBLOCK);
  t.teardown(() => closeSync(reader));
  try {
    for (;;) writeSync(reader, 'x'.repeat(4096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
  return fifo;
}

/** A pipe whose reader is there when it is opened, and goes away with `leave`. */
function leaving(t: Test) {
  const fifo = makePipe(t);
  const reader = openSync(fifo, O_RDONLY | O_NONBLOCK);
  return { fifo, leave: () => closeSync(reader) };
}

const nothing = () => {};

/** What can be wrong with standard error and standard output. */
const TROUBLES: Record<string, (t: Test) => { redirect: string; leave: () => void }> = {
  'standard error on a full disk': () => ({ redirect: '2>/dev/full', leave: nothing }),
  'standard output on a full disk': () => ({ redirect: '>/dev/full', leave: nothing }),
  'both on a full disk': () => ({ redirect: '>/dev/full 2>&1', leave: nothing }),
  'standard error whose reader never reads': (t) => ({ redirect: `2>${deaf(t)}`, leave: nothing }),
  'standard output whose reader never reads': (t) => ({ redirect: `>${deaf(t)}`, leave: nothing }),
  'standard error whose reader has gone': (t) => {
    const { fifo, leave } = leaving(t);
    return { redirect: `2>${fifo}`, leave };
  },
  'both, whose reader has gone': (t) => {
    const { fifo, leave } = leaving(t);
    return { redirect: `>${fifo} 2>&1`, leave };
  },
  'both closed': () => ({ redirect: '>&- 2>&-', leave: nothing }),
};

for (const [trouble, prepare] of Object.entries(TROUBLES)) {
  t.test(`${trouble}: it starts, answers, and ends`, async (t) => {
    const { redirect, leave } = prepare(t);
    const ds = await stubDs(t);
    const cli = await startCli(t, { redirect, args: ['--log-level', 'trace'] });
    leave();
    await payWell(t, cli, ds.url);
    const { code, ms } = await cli.stop();
    t.equal(code, 0, 'SIGTERM ends it well');
    t.ok(ms < LIMIT_MS, `in ${Math.round(ms)} ms`);
    const next = prepare(t);
    const again = await startCli(t, { redirect: next.redirect, data: cli.data });
    next.leave();
    t.equal((await again.stop('SIGINT')).code, 0, 'it starts again, and Ctrl-C ends it');
  });
}

t.test('lines that were lost are told of once the log can be written again', async (t) => {
  const { fifo, leave } = leaving(t);
  const ds = await stubDs(t);
  const cli = await startCli(t, { redirect: `2>${fifo}` });
  leave();
  for (let sent = 0; sent < AREQS; sent += 1) await sendAReq(cli.urls.acs, ds.url);
  const reader = openSync(fifo, O_RDONLY | O_NONBLOCK);
  t.teardown(() => closeSync(reader));
  let text = '';
  const chunk = Buffer.alloc(65_536);
  await until(() => {
    try {
      text += chunk.toString('utf8', 0, readSync(reader, chunk));
    } catch {
      // Nothing yet.
    }
    return text.includes('lost');
  }, 'it is told');
  const lines = text.trimEnd().split('\n');
  const told = lines.map((line) => JSON.parse(line)).filter(({ lost }) => lost);
  t.match(told, [{ level: 40, reason: 'EPIPE', msg: /^\d+ lines of the log could not be written \(EPIPE\) and are lost$/ }]);
  t.ok(told[0].lost >= 100, `${told[0].lost} lines`);
  t.equal((await cli.stop()).code, 0);
});

t.test('a thread that never comes back does not hold it: ten seconds after one signal, at once after two', async (t) => {
  const fifo = makePipe(t);
  // Opening a pipe to read waits until somebody writes: as a file system that does not answer.
  const hook = `data:text/javascript,import{open}from"node:fs";open(${JSON.stringify(fifo)},"r",()=>{})`;
  const [one, two] = await Promise.all([1, 2].map(() => startCli(t, { nodeArgs: ['--import', hook] })));
  const slow = one?.stop();
  const ended = two?.stop('SIGINT');
  await until(async () => !(await isUp(two)), 'it has closed its ports');
  await new Promise((resolve) => setTimeout(resolve, 300));
  two?.child.kill('SIGTERM');
  t.ok(((await ended)?.ms ?? Number.NaN) < LIMIT_MS / 2, 'the second signal ends it at once');
  const { ms = Number.NaN } = (await slow) ?? {};
  t.ok(ms < LIMIT_MS, `one ends it in ${Math.round(ms)} ms`);
});

const hasScript = spawnSync('script', ['--version']).status === 0;

t.test('a terminal that is stopped (Ctrl-S)', { skip: hasScript ? false : 'there is no script(1)' }, async (t) => {
  const pidFile = join(makeFolder(t), 'pid');
  const [acsPort, control, sandbox] = await Promise.all([lastingPort(), lastingPort(), lastingPort()]);
  const ports = ['--port', acsPort, '--control-port', control, '--sandbox-port', sandbox].join(' ');
  const cli = process.env.ACS_CLI ?? shipped('dist/src/cli.js');
  const command = `echo $$ > ${pidFile}; exec env -u NODE_OPTIONS ${process.execPath} ${cli} ${ports} --data ${makeFolder(t)} --log-level trace`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  t.teardown(() => child.kill('SIGKILL'));
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text;
  });
  await until(() => /^Ready .*$/m.test(screen), 'it is ready');
  child.stdin.write('\x13');
  const ds = await stubDs(t);
  const urls = { acs: `http://localhost:${acsPort}`, control: `http://localhost:${control}` };
  await payWell(t, { urls }, ds.url);
  const asked = performance.now();
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGTERM');
  await until(async () => !(await isUp({ urls })), 'it ends');
  child.stdin.write('\x11');
  t.equal((await ended)[0], 0);
  t.ok(performance.now() - asked < LIMIT_MS);
});

t.test('commands whose words cannot be written say so in one sentence', async (t) => {
  for (const args of [['card'], ['--help'], ['--version'], ['check', '--help'], ['backup', '--help']]) {
    const { code, stderr } = await runCli(t, args, { redirect: '>/dev/full' });
    t.same([code, stderr], [1, 'acs-simulator: standard output cannot be written (ENOSPC): send it elsewhere\n'], args.join(' '));
    const { code: cut, stderr: quiet } = await runCli(t, args, { redirect: '| true' });
    t.same([cut, quiet], [0, ''], `${args.join(' ')} | true`);
  }
});

async function payWell(t: Test, { urls: { acs, control } }: { urls: Pick<Cli['urls'], 'acs' | 'control'> }, dsURL: string) {
  for (let sent = 0; sent < AREQS; sent += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => sendAReq(acs, dsURL)));
    for (const { messageType } of answers) if (messageType !== 'ARes') t.fail(`an AReq was answered ${messageType}`);
  }
  const ares = await sendAReq(acs, dsURL, { acctNumber: SMS_CARD.acctNumber });
  const browser = browserOf(acs, ares);
  await browser.sendCReq();
  await browser.enter({ code: await codeFor(control, ares.acsTransID ?? '') });
  t.match(await browser.finalCRes(), { transStatus: 'Y' }, 'a challenge ends in Y');
}

function isUp(cli: { urls: Pick<Cli['urls'], 'control'> } | undefined): Promise<boolean> {
  return fetch(`${cli?.urls.control}/readyz`).then(
    () => true,
    () => false,
  );
}
