import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type Cli, makeFolder, runCli, startCli } from '../support/cli.ts';
import { browserOf, codeFor, EPIN_CARD, SMS_CARD, sendAReq, stubDs, transactionOf } from './outside.ts';

t.test('a running store is copied whole, and restored as the documentation says', async (t) => {
  const ds = await stubDs(t);
  const cli = await startCli(t);
  const done = await pay(t, cli, ds.url);
  const begun = await sendAReq(cli.urls.acs, ds.url, { acctNumber: EPIN_CARD.acctNumber });
  const browser = browserOf(cli.urls.acs, begun);
  await browser.sendCReq();
  const copy = join(makeFolder(t), 'backup.sqlite');

  const { code, stdout, stderr } = await runCli(t, ['backup', copy, '--data', cli.data]);
  t.same([code, stderr], [0, '']);
  for (const said of [copy, `${copy}.key`, 'To restore']) t.match(stdout, said);
  for (const file of [copy, `${copy}.key`])
    t.equal((statSync(file).mode & 0o777).toString(8), '600', `${file} is for its owner alone`);
  t.same(readdirSync(join(copy, '..')).sort(), ['backup.sqlite', 'backup.sqlite.key'], 'and nothing else is left there');
  const later = await pay(t, cli, ds.url);
  t.equal((await cli.stop()).code, 0, 'the simulator goes on meanwhile');

  const restored = join(makeFolder(t), 'restored');
  mkdirSync(restored, { mode: 0o700 });
  cpSync(copy, join(restored, 'acs.sqlite'));
  cpSync(`${copy}.key`, join(restored, 'key'));
  const again = await startCli(t, { data: restored, args: portsOf(cli) });
  t.match(
    await transactionOf(again.urls.control, done),
    { state: 'final', result: { transStatus: 'Y' } },
    'what was done is there',
  );
  t.match(await transactionOf(again.urls.control, later), { status: 404 }, 'what came later is not');
  await browser.enter({ ePin: EPIN_CARD.ePin });
  t.equal(browser.name(), 'otp', 'a challenge that had begun goes on, with its ePin');
  await browser.enter({ code: await codeFor(again.urls.control, begun.acsTransID ?? '') });
  t.match(await browser.finalCRes(), { transStatus: 'Y' }, 'to its end');
  t.same((await again.stop()).stderr.includes('is empty'), false);
});

t.test('a copy while messages come in holds all that was answered before', async (t) => {
  const ds = await stubDs(t);
  const cli = await startCli(t);
  const answered: string[] = [];
  let isCopied = false;
  const load = Array.from({ length: 4 }, async () => {
    while (!isCopied) answered.push((await sendAReq(cli.urls.acs, ds.url)).acsTransID ?? '');
  });
  while (answered.length < 20) await new Promise((resolve) => setTimeout(resolve, 10));
  const before = [...answered];
  const folder = makeFolder(t);
  const { code } = await runCli(t, ['backup', join(folder, 'acs.sqlite')], { env: { ACS_DATA: cli.data } });
  t.equal(code, 0, 'ACS_DATA names the folder, too');
  isCopied = true;
  await Promise.all(load);
  cpSync(join(folder, 'acs.sqlite.key'), join(folder, 'key'));
  const again = await startCli(t, { data: folder });
  for (const acsTransID of before) t.match(await transactionOf(again.urls.control, acsTransID), { acsTransID });
});

t.test('what cannot be copied is said in one sentence, and nothing is left behind', async (t) => {
  const cli = await startCli(t);
  await cli.stop();
  const folder = makeFolder(t);
  const there = join(folder, 'there.sqlite');
  writeFileSync(there, 'mine');
  writeFileSync(join(folder, 'other.sqlite.key'), 'mine');
  const damaged = join(makeFolder(t), 'damaged');
  cpSync(cli.data, damaged, { recursive: true });
  writeFileSync(join(damaged, 'acs.sqlite'), 'no database, '.repeat(100));
  const otherKey = join(makeFolder(t), 'other');
  cpSync(cli.data, otherKey, { recursive: true });
  writeFileSync(join(otherKey, 'key'), `${'ab'.repeat(32)}\n`);
  const keyless = join(makeFolder(t), 'keyless');
  cpSync(cli.data, keyless, { recursive: true });
  rmSync(join(keyless, 'key'));
  const before = readdirSync(folder).sort();
  const cases: [string, string[], RegExp][] = [
    ['no file', ['--data', cli.data], /backup takes one FILE; for example: acs-simulator backup/],
    ['two files', ['a', 'b', '--data', cli.data], /backup takes one FILE/],
    ['an unknown option', ['--force', there], /Unknown option '--force'/],
    [
      'a file that is there',
      [there, '--data', cli.data],
      /there\.sqlite is there already and is not replaced: name another file/,
    ],
    ['a key that is there', [join(folder, 'other.sqlite'), '--data', cli.data], /other\.sqlite\.key is there already/],
    [
      'a folder that is not there',
      [join(folder, 'no', 'x.sqlite'), '--data', cli.data],
      /cannot be written in .* \(ENOENT\): name a file/,
    ],
    ['a full disk', ['/dev/full/x', '--data', cli.data], /cannot be written in \/dev\/full \(ENOTDIR\)/],
    ['no store', [join(folder, 'x'), '--data', folder], /there is no store in .*: name its folder with --data/],
    ['memory', [join(folder, 'x'), '--data', ':memory:'], /what is in memory cannot be copied/],
    ['a damaged store', [join(folder, 'x'), '--data', damaged], /acs\.sqlite cannot be used as a store .*: put back a backup/],
    ['another key', [join(folder, 'x'), '--data', otherKey], /is not the key that .* was written with/],
    ['no key', [join(folder, 'x'), '--data', keyless], /key is missing/],
  ];
  for (const [what, args, says] of cases) {
    const { code, stdout, stderr } = await runCli(t, ['backup', ...args]);
    t.same([code, stdout], [1, ''], what);
    t.match(stderr, /^acs-simulator: [^\n]+\n$/, `${what}: one line`);
    t.match(stderr, says, `${what}: ${stderr.trim()}`);
  }
  t.same(readdirSync(folder).sort(), before, 'nothing is left behind');
  t.equal(readFileSync(there, 'utf8'), 'mine', 'nothing is replaced');
});

t.test('a store that is empty beside a key says so at the start', async (t) => {
  const cli = await startCli(t);
  await cli.kill9();
  const alone = makeFolder(t);
  chmodSync(alone, 0o700);
  cpSync(join(cli.data, 'key'), join(alone, 'key'));
  writeFileSync(join(alone, 'acs.sqlite'), '');
  const restored = await startCli(t, { data: alone });
  await restored.stop();
  t.match(restored.logs(), [{ level: 40, msg: /acs\.sqlite is empty, though there is a key beside it.*docs\/backup\.md/ }]);
  t.ok(existsSync(join(alone, 'key')));
});

t.test('--help of the command', async (t) => {
  t.match(await runCli(t, ['backup', '--help']), { code: 0, stderr: '', stdout: /^Usage: acs-simulator backup [\s\S]*ACS_DATA/ });
  t.match(await runCli(t, ['--help']), { stdout: /acs-simulator backup \[--data FOLDER\] FILE/ });
});

async function pay(t: Test, { urls: { acs, control } }: Cli, dsURL: string): Promise<string> {
  const { acsTransID = '', ...ares } = await sendAReq(acs, dsURL, { acctNumber: SMS_CARD.acctNumber });
  const browser = browserOf(acs, { acsTransID, ...ares });
  await browser.sendCReq();
  await browser.enter({ code: await codeFor(control, acsTransID) });
  t.match(await browser.finalCRes(), { transStatus: 'Y' });
  return acsTransID;
}

/** The links of a page that is open name its port. */
function portsOf({ urls }: Cli): string[] {
  return ['--port', new URL(urls.acs).port, '--control-port', new URL(urls.control).port];
}
