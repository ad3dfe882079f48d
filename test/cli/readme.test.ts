import { execFile } from 'node:child_process';
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import ts from 'typescript';
import { shipped } from '../../src/files.ts';
import { makeFolder, startCli } from '../support/cli.ts';

const run = promisify(execFile);

interface Block {
  language: string;
  text: string;
}

/** Every block of the page, in its order. */
const blocks: Block[] = [...readFileSync(shipped('README.md'), 'utf8').matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(
  ([, language = '', text = '']) => ({ language, text }),
);

/** What a test cannot do within itself: install, start what is started here, test, measure. */
const OF_NPM = /^npm (ci|start|test|run \w+)\b/;

const commandsOf = ({ text }: Block) => text.split('\n').filter((line) => line !== '' && !OF_NPM.test(line));

/** What the page says of an answer: the members that it shows, up to its `…`. */
const shownIn = (block: Block) => JSON.parse(block.text.replace(/, …\}/, '}')) as object;

t.test('whoever copies every block of shell in the README, in its order, gets what the page says', async (t) => {
  t.match(blocks[0]?.text, /^npm ci\nnpm start\n$/, 'first it is installed and started');
  const cli = await startCli(t);
  const ported = (text: string) =>
    text
      .replaceAll('http://localhost:8080', cli.urls.acs)
      .replaceAll('http://localhost:8081', cli.urls.control)
      .replaceAll('http://127.0.0.1:8082', cli.urls.sandbox);
  const folder = makeFolder(t);
  for (const name of ['dist', 'fixtures']) symlinkSync(shipped(name), join(folder, name));
  const env = { ...process.env, ACS_SANDBOX_PORT: new URL(cli.urls.sandbox).port };

  let answers = 0;
  for (const [index, block] of blocks.entries()) {
    const commands = block.language === 'sh' ? commandsOf(block) : [];
    if (commands.length === 0) continue;
    const { stdout } = await run('sh', ['-ec', ported(commands.join('\n'))], { cwd: folder, env });
    t.notMatch(stdout, /"messageType":"Erro"|"status":4/, commands.join('; '));
    const next = blocks[index + 1];
    if (next?.language !== 'json') continue;
    answers += 1;
    const answer = JSON.parse(stdout.trim().slice(stdout.trim().lastIndexOf('{"messageType"')));
    t.match(answer, shownIn({ ...next, text: ported(next.text) }), String(commands.at(-1)));
  }
  t.equal(answers, blocks.filter(({ language }) => language === 'json').length, 'every answer of the page was one');

  // The challenge of the first AReq ends by the time-out: its result is acknowledged, where the AReq says.
  const all = (await (await fetch(`${cli.urls.control}/api/transactions`)).json()) as { state: string; acsTransID: string }[];
  t.equal(all.filter(({ state }) => state === 'awaitingCReq').length, 1, 'one challenge waits');
  await fetch(`${cli.urls.control}/api/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"advance":"20m"}',
  });
  const { acsTransID } = all.find(({ state }) => state === 'awaitingCReq') ?? { acsTransID: '' };
  let after: { state?: string; report?: string } = {};
  while (after.state !== 'final') {
    after = (await (await fetch(`${cli.urls.control}/api/transactions/${acsTransID}`)).json()) as typeof after;
  }
  t.equal(after.report, 'acknowledged', 'and nobody is left waiting');
});

t.test('every block of TypeScript in the README compiles as it stands, and does what it says', async (t) => {
  const says = [/^\d{8}\n$/, /Merchant: [\s\S]*Enter the 8-digit code sent by SMS to \+68xxxxx23\./];
  const texts = blocks.filter(({ language }) => language === 'ts').map(({ text }) => text);
  t.equal(texts.length, says.length);
  // Inside of the package, so that it is found by its own name.
  const folder = t.testdir({});
  const files = texts.map((_text, index) => join(folder, `block${index}.mts`));
  for (const [index, text] of texts.entries()) writeFileSync(files[index] as string, text);
  const { ModuleKind, ModuleResolutionKind, ScriptTarget } = ts;
  const program = ts.createProgram(files, {
    ...{ module: ModuleKind.NodeNext, moduleResolution: ModuleResolutionKind.NodeNext, target: ScriptTarget.ES2023 },
    ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: true, types: ['node'] },
  });
  const { diagnostics } = program.emit();
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  t.same(
    faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
    [],
    'they compile',
  );
  for (const [index, file] of files.entries()) {
    const { stdout } = await run(process.execPath, [file.replace(/mts$/, 'mjs')], { cwd: folder });
    t.match(stdout, says[index], `block ${index + 1}`);
  }
});

t.test('acs-simulator areq makes another AReq each time, and says what is wrong with a flag', async (t) => {
  const areq = async (...args: string[]) =>
    run(process.execPath, [shipped('dist/src/cli.js'), 'areq', ...args], { env: { ...process.env, ACS_SANDBOX_PORT: '' } }).then(
      ({ stdout }) => ({ ...JSON.parse(stdout), says: '' }),
      ({ code, stderr }) => ({ code, says: String(stderr) }),
    );
  const [one, other] = [await areq(), await areq()];
  t.not(one.threeDSServerTransID, other.threeDSServerTransID);
  t.not(one.dsTransID, other.dsTransID);
  t.match(one, {
    threeDSServerURL: 'http://127.0.0.1:8082/3ds-server/any/rreq',
    notificationURL: /^http:\/\/127\.0\.0\.1:8082\//,
  });
  t.notMatch(JSON.stringify(one), ':8090', 'no address where nobody listens');
  t.match(await areq('--message-version', '2.1.0', '--acct-number', '4970720000010000', '--sandbox-port', '90'), {
    ...{ messageVersion: '2.1.0', acctNumber: '4970720000010000', dsURL: /^http:\/\/127\.0\.0\.1:90\// },
  });
  const wrong = [
    [['--acct-numbr', '1'], /Unknown option '--acct-numbr', did you mean --acct-number; for example: acs-simulator areq/],
    [['--acct-number', '1'], /--acct-number must be a card number of 13 to 19 digits, for example/],
    [['--message-version', '2.4.0'], /--message-version: .*must be one of 2\.3\.1, 2\.2\.0, 2\.1\.0, for example/],
    [['--sandbox-port', 'x'], /--sandbox-port \(ACS_SANDBOX_PORT\) is "x", must be a port/],
  ] as const;
  for (const [args, says] of wrong) t.match(await areq(...args), { code: 1, says }, args.join(' '));
});

t.test('each command has a help of its own, with all that it can be told', async (t) => {
  const all = (await run(process.execPath, [shipped('dist/src/cli.js'), '--help'])).stdout;
  t.notMatch(all, /^ {2}--[\w-]+ [A-Z]+[a-z]/m, 'a value and what is said of it stand apart');
  const rows = [
    ['areq', ['acct-number', 'message-version', 'sandbox-port', 'help']],
    ['card', ['outcome', 'reason', 'method', 'answer', 'result', 'versions', 'no-3ds-method', 'serial', 'help']],
    ['backup', ['data', 'help']],
    ['check', ['channel', 'version-of', 'strict-https', 'refuse-ds-values', 'lenient-language', 'json', 'help']],
  ] as const;
  for (const [command, options] of rows) {
    const { stdout } = await run(process.execPath, [shipped('dist/src/cli.js'), command, '--help']);
    t.match(stdout, new RegExp(`^Usage: acs-simulator ${command} `));
    const told = [...stdout.matchAll(/^ {2}--([\w-]+)/gm)].map(([, option]) => option);
    t.same(told, options, command);
    t.match(all, `acs-simulator ${command} --help`, 'and the help of all leads there');
  }
});

t.test('the command that was built can be run by its own name', async (t) => {
  t.ok(statSync(shipped('dist/src/cli.js')).mode & 0o100, 'npx starts it');
});
