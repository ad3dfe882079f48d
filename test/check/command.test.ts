import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { checkCommand } from '../../src/check/command.ts';
import type { Paint } from '../../src/check/report.ts';
import { example, type Json } from '../messages/example.ts';

const areq = example('AReq-browser-payment');
const plain: Paint = (_style, text) => text;

async function run(args: string[], stdin = '', paint = plain) {
  return checkCommand(args, { readStdin: async () => stdin, paint });
}

/** Files in a folder of the test. */
function files(t: Test, contents: Record<string, unknown>): Record<string, string> {
  const folder = t.testdir();
  const paths = Object.keys(contents).map((name) => [name, join(folder, name)] as const);
  for (const [name, path] of paths)
    writeFileSync(path, typeof contents[name] === 'string' ? contents[name] : JSON.stringify(contents[name]));
  return Object.fromEntries(paths);
}

t.test('a file without findings: exit code 0, one line', async (t) => {
  const { good = '' } = files(t, { good: areq });
  t.same(await run([good]), { exitCode: 0, stdout: `${good}  AReq 2.2.0  no finding\n`, stderr: '' });
});

t.test('a note is told, and is no fault: exit code 0', async (t) => {
  const { exitCode, stdout } = await run([], JSON.stringify({ ...areq, acceptLanguage: ['fr'] }));
  t.equal(exitCode, 0);
  t.match(stdout, /^standard input {2}AReq 2\.2\.0 {2}no finding, 1 note\n\n {2}acceptLanguage {2}note\n/);
});

t.test('a file in Latin-1 is told, as the ACS tells it', async (t) => {
  const file = join(t.testdir(), 'latin1');
  writeFileSync(file, Buffer.from(JSON.stringify({ ...areq, merchantName: 'Café' }), 'latin1'));
  t.match(await run([file]), { exitCode: 1, stdout: /message {2}101\n.*UTF-8/ });
});

t.test('findings: exit code 1; element, code, rule and what to change, line by line', async (t) => {
  const { stdout, exitCode } = await run(['-'], JSON.stringify({ ...areq, mcc: 'none', merchantName: undefined }));
  t.equal(exitCode, 1);
  const lines = stdout.split('\n');
  t.equal(lines[0], 'standard input  AReq 2.2.0  2 findings');
  t.match(stdout, /\n {2}merchantName {2}201\n {4}\S.*\n {4}to change: add "merchantName": "MyTestMerchantACS3"\n/);
  t.match(stdout, /\n {2}mcc {2}203\n.*\n.*\n {4}rule: A\.1 mcc\n/);
  t.notMatch(stdout, '\u001b', 'no colours unless they are asked for');
  t.ok(lines.every((line) => line.length <= 110));
});

t.test('several messages of a file are told by their lines, and heads stand in columns', async (t) => {
  const log = `INFO ${JSON.stringify(areq)}\nINFO ok\n${JSON.stringify(example('ARes-Y'))}`;
  const { long = '', b = '' } = files(t, { long: log, b: { ...areq, mcc: '' } });
  const { stdout, exitCode } = await run([long, b]);
  t.equal(exitCode, 1);
  t.ok(
    stdout.startsWith(`${long}:1  AReq 2.2.0  no finding\n${long}:3  ARes 2.2.0  no finding\n${b.padEnd(long.length + 2)}  AReq`),
  );
});

t.test('--json is for programs', async (t) => {
  const { bad = '' } = files(t, { bad: { ...areq, mcc: 'none' } });
  const { stdout, exitCode } = await run(['--json', bad]);
  t.equal(exitCode, 1);
  const [message, ...others] = JSON.parse(stdout) as Json[];
  t.same(others, []);
  t.match(message, { file: bad, line: 1, message: 'AReq', messageVersion: '2.2.0' });
  t.match(message?.findings, [{ element: 'mcc', errorCode: '203', meaning: /./, change: /./ }]);
});

t.test('colours make heads and verdicts stand out', async (t) => {
  const { stdout } = await run([], JSON.stringify({ ...areq, mcc: 'none' }), (style, text) => `<${style}>${text}</${style}>`);
  t.match(stdout, '<bold>standard input</bold>  AReq 2.2.0  <red>1 finding</red>');
  t.match(stdout, '<yellow>mcc</yellow>');
});

t.test('channel, version and https can be told', async (t) => {
  const { sdkTransID: _absent, ...cres } = example('CRes-app-text');
  t.match(await run(['--channel', 'app', '-'], JSON.stringify(cres)), { exitCode: 1, stdout: /sdkTransID {2}201/ });
  t.match(await run(['--channel', '3ri'], JSON.stringify(example('ARes-C'))), { stdout: /transStatus {2}203/ });
  t.match(await run(['--version-of', '2.1.0'], JSON.stringify(areq)), { stdout: /messageVersion {2}203/ });
  t.match(await run(['--strict-https'], JSON.stringify(areq)), { stdout: /notificationURL {2}203/ });
});

t.test('a usage error: exit code 2, one line that helps', async (t) => {
  const folder = join(t.testdir(), 'folder');
  mkdirSync(folder);
  const rows: [string[], RegExp][] = [
    [['nothing-here.json'], /there is no file nothing-here\.json; see acs-simulator check --help/],
    [[folder], /is a folder: name its files/],
    [['--chanel', 'app'], /Unknown option '--chanel'/],
    [['--channel', 'phone'], /--channel is "phone", must be one of app, browser, 3ri, for example --channel app/],
    [['--version-of', 'two'], /--version-of is "two", must be a messageVersion, for example --version-of 2\.2\.0/],
  ];
  for (const [args, stderr] of rows) {
    const result = await run(args, '{}');
    t.match(result, { exitCode: 2, stdout: '', stderr }, args.join(' '));
    t.equal(result.stderr.trim().split('\n').length, 1);
  }
  t.match(await run(['--help']), { exitCode: 0, stdout: /^Usage: acs-simulator check/, stderr: '' });
});
