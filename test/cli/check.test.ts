import { spawnSync } from 'node:child_process';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { runCli } from '../support/cli.ts';

const VALID = shipped('fixtures/messages/2.2.0/AReq-browser-payment.json');

t.test('acs-simulator check reads files and ends with 0, 1 or 2, without starting anything', async (t) => {
  const clean = await runCli(t, ['check', VALID]);
  t.same([clean.code, clean.stderr], [0, '']);
  t.match(clean.stdout, /AReq 2\.2\.0 {2}no finding\n$/);
  t.match(await runCli(t, ['check', 'nothing-here.json']), { code: 2, stdout: '', stderr: /there is no file/ });
  t.match(await runCli(t, ['check', '--help']), { code: 0, stdout: /^Usage: acs-simulator check/ });
  t.match(await runCli(t, ['--help']), { code: 0, stdout: /acs-simulator check/ });
});

t.test('acs-simulator check reads standard input, and shows colours to nobody but a terminal', async (t) => {
  const cli = process.env.ACS_CLI ?? shipped('dist/src/cli.js');
  const input = '2026-02-07 INFO {"messageType":"RRes","messageVersion":"2.2.0"}';
  const { status, stdout } = spawnSync('env', ['-u', 'NODE_OPTIONS', process.execPath, cli, 'check'], {
    input,
    encoding: 'utf8',
  });
  t.equal(status, 1);
  t.match(stdout, /^standard input {2}RRes 2\.2\.0 {2}4 findings\n/);
  t.notMatch(stdout, '\u001b');
});
