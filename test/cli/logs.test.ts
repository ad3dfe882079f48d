import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { FREE_PORTS, makeFolder, runCli, startCli } from '../support/cli.ts';
import { browserOf, codeFor, EPIN_CARD, SMS_CARD, sendAReq, stubDs, until } from './outside.ts';

t.test('the log is one JSON line per message, with ids, version, outcome and time, and no secret', async (t) => {
  const ds = await stubDs(t);
  const cli = await startCli(t, { args: ['--log-level', 'trace'] });
  const { acs, control } = cli.urls;
  const ares = await sendAReq(acs, ds.url, { acctNumber: EPIN_CARD.acctNumber });
  const { acsTransID = '', threeDSServerTransID } = ares;
  const browser = browserOf(acs, ares);
  await browser.sendCReq();
  await browser.enter({ ePin: EPIN_CARD.ePin });
  const code = await codeFor(control, acsTransID);
  await browser.enter({ code });
  await browser.finalCRes();
  await sendAReq(acs, ds.url, { acctNumber: SMS_CARD.acctNumber, merchantName: undefined });
  await until(() => cli.stderr().includes('answered by Erro'), 'the Erro is logged');
  const { stderr, code: exit } = await cli.stop();
  t.equal(exit, 0);

  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.ok(lines.length >= 6, `${lines.length} lines, and every one is JSON`);
  for (const line of lines) t.match(line, { level: Number, time: /^\d{4}-.*Z$/, msg: String });
  const of = (messageType: string) => lines.filter((line) => line.messageType === messageType && line.acsTransID === acsTransID);
  const ids = { acsTransID, threeDSServerTransID, messageVersion: '2.2.0' };
  t.match(of('AReq'), [{ ...ids, transStatus: 'C', ms: Number }]);
  t.match(of('CReq'), [{ ...ids, state: 'challenging', ms: Number }]);
  t.match(of('RReq'), [{ ...ids, transStatus: 'Y', answer: 'RRes', ms: Number }]);
  t.match(of('CRes'), [{ ...ids, transStatus: 'Y' }]);
  t.match(
    lines.filter(({ errorCode }) => errorCode),
    [{ errorCode: '201', errorDetail: 'merchantName', ms: Number }],
  );
  const [ePin] = lines.filter(({ msg, acsTransID: id }) => msg === 'cardholder: ePin' && id === acsTransID);
  t.ok(ePin.ms > 0, `scrypt takes its time, and the line tells it: ${ePin.ms} ms`);
  for (const secret of [EPIN_CARD.acctNumber, SMS_CARD.acctNumber, code, JSON.parse(ds.received[0] ?? '').authenticationValue]) {
    t.notOk(stderr.includes(secret), `no ${secret}`);
  }
});

const hasScript = spawnSync('script', ['--version']).status === 0;

t.test('in a terminal it is one readable line per message', { skip: hasScript ? false : 'there is no script(1)' }, async (t) => {
  const cli = process.env.ACS_CLI ?? shipped('dist/src/cli.js');
  const command = ['env', '-u', 'NODE_OPTIONS', process.execPath, cli, ...FREE_PORTS, '--data', makeFolder(t)].join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  t.teardown(() => child.kill('SIGKILL'));
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text;
  });
  await until(() => /^Ready .*$/m.test(screen), 'it is ready');
  const acs = /Ready ACS (\S+)/.exec(screen)?.[1] ?? '';
  const { acsTransID = '' } = await sendAReq(acs, 'http://127.0.0.1:9/rreq', {});
  await until(() => screen.includes(acsTransID), 'the AReq is logged');
  // Ctrl-C, as a person types it.
  child.stdin.write('\x03');
  await ended;
  const [line = '', ...more] = screen.split(/\r?\n/).filter((text) => text.includes(acsTransID));
  t.equal(more.length, 0, 'one line');
  for (const part of ['INFO', 'AReq answered by ARes C', '"messageVersion":"2.2.0"', '"threeDSServerTransID"', '"ms":'])
    t.match(line, part);
});

t.test('the password of the SMTP server is in no log line, no output and no help', async (t) => {
  const env = { SMTP_URL: 'smtp://me:s3cret-of-mail@127.0.0.1:1', ACS_SMS_WEBHOOK: 'http://127.0.0.1:1/sms?key=s3cret-of-sms' };
  const cli = await startCli(t, { args: ['--log-level', 'trace'], env });
  const ares = await sendAReq(cli.urls.acs, 'http://127.0.0.1:1/rreq', { acctNumber: SMS_CARD.acctNumber });
  await browserOf(cli.urls.acs, ares).sendCReq();
  const inbox = await (await fetch(`${cli.urls.control}/api/messages`)).text();
  t.match(inbox, '"state":"failed"', 'a webhook that is not there is tried');
  const { stdout, stderr } = await cli.stop();
  t.match(stderr, 'one-time code not sent');
  const { stdout: help } = await runCli(t, ['--help'], { env });
  t.match(help, 'SMTP_URL');
  for (const text of [stdout, stderr, help, inbox]) t.notMatch(text, /s3cret/);
});
