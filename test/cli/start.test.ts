import { get } from 'node:http';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import { FREE_PORTS, makeFolder, runCli, startCli } from '../support/cli.ts';

t.test('a start says where everything is, once it answers', async (t) => {
  const { urls, stdout, stderr, data, stop } = await startCli(t);
  const lines = stdout().trimEnd().split('\n');

  t.equal(lines.filter((line) => line.startsWith('Ready')).length, 1, 'one line starts with Ready');
  for (const url of Object.values(urls)) t.match(lines.at(-1), url, `and holds ${url}`);
  const { acs, control, sandbox } = urls;
  for (const place of [`${sandbox}/shop/`, `${control}/console/`, `${acs}/3ds/areq`, data]) t.match(stdout(), place, place);
  for (const { acctNumber, says } of readFixtures(shipped('fixtures/')).cards) {
    t.match(
      stdout(),
      new RegExp(`^ +${acctNumber} +${says.en?.replaceAll(/[()]/g, '\\$&')}`, 'm'),
      `${acctNumber} and what it does`,
    );
  }
  t.match(stdout(), /4970720000052226.*ePin 4826/, 'the card with an ePin names it');
  t.equal(stderr(), '', 'and standard error stays empty');

  t.equal(await statusOf(`${control}/readyz`), 200, '/readyz');
  t.equal(await statusOf(`${control}/healthz`), 200, '/healthz');
  t.equal(await statusOf(`${acs}/schemas/2.2.0/AReq.json`), 200, 'the ACS answers');
  t.equal(await statusOf(`${sandbox}/shop/`), 200, 'the shop answers');
  for (const host of ['127.0.0.1', '[::1]']) {
    t.equal(await statusOf(`${control.replace('localhost', host)}/readyz`), 200, `the control port answers at ${host}`);
    t.equal(await statusOf(`${acs.replace('localhost', host)}/schemas/2.2.0/AReq.json`), 200, `the ACS answers at ${host}`);
  }

  const { code, signal, ms } = await stop();
  t.same([code, signal], [0, null], 'SIGTERM ends it well');
  t.ok(ms < 5000, 'and soon');
});

t.test('flags win over the environment, which wins over the defaults', async (t) => {
  const folder = makeFolder(t);
  const env = {
    ACS_PORT: 'nonsense',
    ACS_CONTROL_PORT: '0',
    ACS_SANDBOX_PORT: '0',
    ACS_DATA: `${folder}/env`,
    ACS_LOG_LEVEL: 'silent',
  };
  const cli = await startCli(t, { env, data: `${folder}/deep/flag` });
  t.match(cli.stdout(), `Data in ${folder}/deep/flag`);
  await fetch(`${cli.urls.acs}/3ds/areq`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } });
  const { code, stderr } = await cli.stop('SIGINT');
  t.equal(code, 0, 'Ctrl-C ends it well');
  t.equal(stderr, '', 'nothing is logged at the level of the environment');
});

t.test('in memory nothing is left behind', async (t) => {
  const cli = await startCli(t, { data: ':memory:' });
  t.match(cli.stdout(), 'nothing is kept');
  t.equal((await cli.stop()).code, 0);
});

t.test('--help and --version', async (t) => {
  const help = await runCli(t, ['--help']);
  t.equal(help.code, 0);
  t.equal(help.stderr, '');
  for (const [flag, env, fallback] of [
    ['--port', 'ACS_PORT', '8080'],
    ['--control-port', 'ACS_CONTROL_PORT', '8081'],
    ['--sandbox-port', 'ACS_SANDBOX_PORT', '8082'],
    ['--data', 'ACS_DATA', './data'],
    ['--log-level', 'ACS_LOG_LEVEL', 'info'],
  ] as const) {
    t.match(help.stdout, new RegExp(`${flag} [\\s\\S]{1,100}\\(${fallback}\\)\\s+${env}\\b`), `${flag}, ${env}, ${fallback}`);
  }
  const version = await runCli(t, [...FREE_PORTS, '--version']);
  t.match(version, { code: 0, stderr: '', stdout: /^\d+\.\d+\.\d+\n$/ });
});

/** By node:http: fetch refuses no host, but would choose the address of a name by itself. */
function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    }).once('error', reject);
  });
}
