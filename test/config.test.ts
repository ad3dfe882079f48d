import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { help, readConfig } from '../src/config.ts';
import { shipped } from '../src/files.ts';
import { createSimulator, type SimulatorOptions } from '../src/index.ts';
import { readSchema } from '../src/messages/schemas.ts';
import { SETTINGS } from '../src/settings.ts';
import { startSimulator } from '../src/simulator.ts';

t.test('defaults', async (t) => {
  t.same(readConfig([], {}), {
    port: 8080,
    signingAlg: 'ES256',
    controlPort: 8081,
    sandboxPort: 8082,
    data: './data',
    logLevel: 'info',
    allowedOrigins: [],
    rreqRetryFor: '1h',
    undeliveredResult: 'U',
    lenientSdks: false,
    strictHttps: false,
    refuseDsValues: false,
    lenientLanguage: false,
    dsPassesAll: false,
    durability: 'FULL',
    compat: [],
    dsRules: [],
  });
});

t.test('every setting is a flag and an environment variable, and the flag wins', async (t) => {
  const rows = [
    ['--port', 'ACS_PORT', 'port', '9000', 9000, '0', 0],
    ['--control-port', 'ACS_CONTROL_PORT', 'controlPort', '9001', 9001, '65535', 65_535],
    ['--sandbox-port', 'ACS_SANDBOX_PORT', 'sandboxPort', '9002', 9002, '1', 1],
    ['--data', 'ACS_DATA', 'data', '/tmp/a b', '/tmp/a b', ':memory:', ':memory:'],
    ['--fixtures', 'ACS_FIXTURES', 'fixtures', '/tmp/f', '/tmp/f', './g', './g'],
    ['--signing-alg', 'ACS_SIGNING_ALG', 'signingAlg', 'PS256', 'PS256', 'ES256', 'ES256'],
    ['--log-level', 'ACS_LOG_LEVEL', 'logLevel', 'debug', 'debug', 'silent', 'silent'],
    ['--compat', 'ACS_COMPAT', 'compat', 'stripe, adyen', ['stripe', 'adyen'], 'lyra', ['lyra']],
    [
      '--ds-rules',
      'ACS_DS_RULES',
      'dsRules',
      'notServed=A, mccs=5999+5411',
      ['notServed=A', 'mccs=5999+5411'],
      'dates=any',
      ['dates=any'],
    ],
    ['--rreq-retry-for', 'ACS_RREQ_RETRY_FOR', 'rreqRetryFor', '90s', '90s', '2h', '2h'],
    ['--undelivered-result', 'ACS_UNDELIVERED_RESULT', 'undeliveredResult', 'kept', 'kept', 'U', 'U'],
    ['--durability', 'ACS_DURABILITY', 'durability', 'normal', 'NORMAL', 'full', 'FULL'],
    [
      '--allow-origin',
      'ACS_ALLOW_ORIGIN',
      'allowedOrigins',
      'https://ds.example.com/x, http://a:81',
      ['https://ds.example.com', 'http://a:81'],
      'https://b',
      ['https://b'],
    ],
  ] as const;
  for (const [flag, env, name, ofEnv, read, ofFlag, wins] of rows) {
    t.same(readConfig([], { [env]: ofEnv })[name], read, env);
    t.same(readConfig([flag, ofFlag], { [env]: ofEnv })[name], wins, `${flag} over ${env}`);
    t.same(readConfig([`${flag}=${ofFlag}`], {})[name], wins, `${flag}=…`);
    t.match(help(), new RegExp(`${flag} [\\s\\S]+?${env}`), `${flag} and ${env} are in the help`);
  }
  const outside = [
    ['--smtp-url', 'SMTP_URL', 'smtpUrl', 'smtp://localhost:1025', 'smtps://u:p@mail.example.com?rejectUnauthorized=false'],
    ['--smtp-from', 'SMTP_FROM', 'smtpFrom', 'no-reply@bank.example', 'My bank <no-reply@bank.example>'],
    ['--sms-webhook', 'ACS_SMS_WEBHOOK', 'smsWebhook', 'http://localhost:3000/sms?token=1', 'https://127.0.0.1/sms'],
  ] as const;
  for (const [flag, env, name, ofEnv, ofFlag] of outside) {
    t.equal(readConfig([], { [env]: ofEnv })[name], ofEnv, env);
    t.equal(readConfig([flag, ofFlag], { [env]: ofEnv })[name], ofFlag, `${flag} over ${env}`);
    t.notOk(name in readConfig([], { [env]: '' }), `an empty ${env} is none`);
    t.match(help(), new RegExp(`${flag} [\\s\\S]+?${env}`), `${flag} and ${env} are in the help`);
  }
  const allowed = ['--sms-webhook', 'https://sms.example.com/send', '--allow-origin', 'https://sms.example.com'];
  t.equal(readConfig(allowed, {}).smsWebhook, 'https://sms.example.com/send', 'an allowed origin');
  t.equal(readConfig(['--strict-https'], {}).strictHttps, true);
  t.equal(readConfig([], { ACS_STRICT_HTTPS: 'true' }).strictHttps, true);
});

t.test('a wrong setting is named, with its rule and an example', async (t) => {
  const rows = [
    [['--port', '65536'], {}, /^--port \(ACS_PORT\) is "65536", must be a port from 0 to 65535, for example --port 8080$/],
    [['--port=-1'], {}, /must be a port/],
    [['--port', '-1'], {}, /^Option '--port' argument is ambiguous; see --help$/],
    [['--port', '80.5'], {}, /must be a port/],
    [['--port', ''], {}, /must be a port/],
    [['--control-port', '0x50'], {}, /--control-port \(ACS_CONTROL_PORT\)/],
    [[], { ACS_SANDBOX_PORT: 'free' }, /^ACS_SANDBOX_PORT \(--sandbox-port\) is "free", .* for example ACS_SANDBOX_PORT=8082$/],
    [['--log-level', 'INFO'], {}, /one of trace, debug, info, warn, error, fatal, silent, for example --log-level info$/],
    [['--durability', 'fast'], {}, /one of full, normal/],
    [['--rreq-retry-for', 'an hour'], {}, /must be a number with its unit.*--rreq-retry-for 2h/],
    [['--data', ''], {}, /must be a folder, or :memory:/],
    [['--allow-origin', 'ds.example.com'], {}, /must be scheme, host and port, for example/],
    [[], { ACS_STRICT_HTTPS: 'yes' }, /one of true, false/],
    [
      [],
      { SMTP_URL: 'localhost:25' },
      /^SMTP_URL \(--smtp-url\) must be smtp:\/\/ or smtps:\/\/, host and port.* for example SMTP_URL=smtps:/,
    ],
    [['--smtp-url', 'http://user:s3cret@localhost'], {}, /^--smtp-url \(SMTP_URL\) must be smtp:/],
    [
      [],
      { SMTP_URL: 'smtp://user:s3cret@localhost?service=gmail' },
      /options requireTLS, ignoreTLS, rejectUnauthorized true or false/,
    ],
    [['--smtp-from', 'bank'], {}, /--smtp-from \(SMTP_FROM\) is "bank", must be an e-mail address/],
    [
      ['--sms-webhook', 'localhost:3000'],
      {},
      /--sms-webhook \(ACS_SMS_WEBHOOK\) must be a web address .* for example --sms-webhook http:/,
    ],
    [['--sms-webhook', 'http://user:s3cret@localhost/'], {}, /without user and password/],
    [
      ['--sms-webhook', 'https://sms.example.com/?key=s3cret'],
      {},
      /an origin that --allow-origin names.* --allow-origin https:\/\/sms\.example\.com$/,
    ],
    [['--prot', '8080'], {}, /^Unknown option '--prot', did you mean --port, for example --port 8080; see --help$/],
    [['--strict-htps'], {}, /did you mean --strict-https, for example --strict-https; see --help$/],
    [[], { ACS_PROT: '8080' }, /^ACS_PROT is no setting: did you mean ACS_PORT, for example ACS_PORT=8080$/],
    [['--log-level', 'inf'], {}, /\(did you mean info\?\), for example --log-level info$/],
    [['--bogus'], {}, /^Unknown option '--bogus'; see --help$/],
    [['extra'], {}, /^Unexpected argument 'extra'; see --help$/],
    [['--port'], {}, /^Option '--port <value>' argument missing; see --help$/],
  ] as const;
  for (const [args, env, says] of rows) {
    const refused = t.throws(
      () => readConfig(args, env),
      { name: 'StartError', message: says },
      `${args.join(' ')} ${JSON.stringify(env)}`,
    );
    const message = String(refused instanceof Error && refused.message);
    t.notMatch(message, /\n/, 'on one line');
    t.notMatch(message, /s3cret/, 'without a password');
  }
});

t.test(
  'an option of createSimulator is judged by the same rules, by the name that it has there, before anything starts',
  async (t) => {
    const rows: [options: unknown, says: RegExp][] = [
      [{ prot: 1 }, /^"prot" is no setting: did you mean port, for example \{ port: 8080 \}$/],
      [{ Port: 1 }, /did you mean port/],
      [
        { 'allow-origin': 'http://a' },
        /^"allow-origin" is no setting: did you mean allowedOrigins, for example \{ allowedOrigins: \["/,
      ],
      [{ allowOrigin: ['http://a'] }, /did you mean allowedOrigins/],
      [{ ACS_PORT: 1 }, /did you mean port/],
      [{ '--data': 'x' }, /did you mean data/],
      [{ cloc: {} }, /did you mean clock, for example \{ clock: \{ now: \(\) => Date\.now\(\) \} \}$/],
      [{ nothingLikeIt: 1 }, /^"nothingLikeIt" is no setting: there are port, .*clock, for example \{ port: 8080 \}$/],
      [{ durability: 'never' }, /^durability is "never", must be one of full, normal, for example \{ durability: "full" \}$/],
      [{ durability: null }, /^durability is null, must be one of full, normal/],
      [{ compat: 'stripe,nobody' }, /^compat is "nobody", must be one of .*stripe, .*for example \{ compat: \["\w+"\] \}$/],
      [{ compat: ['strip'] }, /^compat is "strip", .* \(did you mean stripe\?\), for example/],
      [{ compat: [7] }, /^compat is \[7\], must be names of sandboxes, for example \{ compat: \["stripe", "adyen"\] \}$/],
      [{ compat: {} }, /^compat is an object, must be/],
      [{ port: Number.NaN }, /^port is NaN, must be a port from 0 to 65535, for example \{ port: 8080 \}$/],
      [{ port: '8080' }, /^port is "8080", must be a port/],
      [{ port: -1 }, /^port is -1/],
      [{ controlPort: 65_536 }, /^controlPort is 65536/],
      [{ sandboxPort: 80.5 }, /^sandboxPort is 80\.5/],
      [{ port: Number.POSITIVE_INFINITY }, /^port is Infinity/],
      [{ port: 80n }, /^port is 80, must be/],
      [{ data: ' ' }, /^data is " ", must be a folder, or :memory:/],
      [{ data: 7 }, /^data is 7/],
      [{ fixtures: {} }, /^fixtures is an object, must be a folder/],
      [{ strictHttps: 'true' }, /^strictHttps is "true", must be one of true, false, for example \{ strictHttps: true \}$/],
      [{ logLevel: 'INFO' }, /^logLevel is "INFO", .*, for example \{ logLevel: "info" \}$/],
      [{ signingAlg: 'RS256' }, /^signingAlg is "RS256", must be one of ES256, PS256/],
      [{ allowedOrigins: 'ds.example.com' }, /^allowedOrigins is "ds\.example\.com", must be scheme, host and port/],
      [{ allowedOrigins: ['file:///etc'] }, /^allowedOrigins is "file/],
      [{ smtpUrl: 'http://user:s3cret@localhost' }, /^smtpUrl must be smtp:/],
      [{ smtpFrom: 'bank' }, /^smtpFrom is "bank"/],
      [{ smsWebhook: 'http://u:s3cret@localhost/' }, /^smsWebhook must be a web address without/],
      [
        { smsWebhook: 'https://sms.example.com/s3cret' },
        /^smsWebhook must be .* that allowedOrigins names, for example \{ smsWebhook: "https:\/\/sms\.example\.com\/…", allowedOrigins: \["https:\/\/sms\.example\.com"\] \}$/,
      ],
      [{ clock: 7 }, /^clock must be an object whose now\(\)/],
      [{ clock: { now: () => 'noon' } }, /^clock must be/],
      ['port', /^the options are "port", must be an object, for example/],
      [null, /^the options are null/],
      [[], /^the options are \[\]/],
    ];
    for (const [options, says] of rows) {
      let refused: unknown;
      const started = createSimulator(options as SimulatorOptions).catch((error) => {
        refused = error;
      });
      await (await started)?.close();
      const { name, message } = (refused ?? {}) as Error;
      t.equal(
        name,
        'StartError',
        JSON.stringify(options, (_name, value) => (typeof value === 'bigint' ? String(value) : value)),
      );
      t.match(message, says);
      t.notMatch(message, /\n|s3cret/, 'in one line, without a secret');
    }
  },
);

t.test('what stands in the way of a start is told by the name that the setting was given by', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const file = join(t.testdir({ file: '' }), 'file');
  const rows: [options: SimulatorOptions, says: RegExp][] = [
    [{ port }, new RegExp(`^port ${port} is already in use: try \\{ port: \\d+ \\}, or \\{ port: 0 \\} for a free one$`)],
    [{ controlPort: port }, /try \{ controlPort: \d+ \}/],
    [{ sandboxPort: port }, /try \{ sandboxPort: \d+ \}/],
    [{ data: file }, /choose another one with the option data, or \{ data: ":memory:" \}$/],
    [{ fixtures: dirname(file) }, /is missing: the folder of the option fixtures holds issuer\.json/],
  ];
  for (const [options, message] of rows) {
    await t.rejects(createSimulator(options), { name: 'StartError', message }, Object.keys(options).join());
    await t.rejects(createSimulator(options), { message: /^(?!.*--)/ });
  }
  const refusalOf = (args: string[], env: Record<string, string>) =>
    startSimulator({
      config: readConfig(['--port', '0', '--control-port', '0', '--sandbox-port', '0', ...args], env),
      log: pino(),
    });
  await t.rejects(refusalOf(['--data', file], {}), { message: /another one with --data, or --data :memory:$/ });
  await t.rejects(refusalOf([], { ACS_DATA: file }), { message: /another one with ACS_DATA, or ACS_DATA=:memory:$/ });
});

t.test('options are spelt as on the command line; what is undefined is left out', async (t) => {
  const given: SimulatorOptions[] = [
    {},
    { port: undefined, durability: undefined, compat: undefined, clock: undefined },
    { durability: 'normal', compat: 'stripe, adyen', allowedOrigins: 'https://ds.example.com/x' },
    { durability: 'NORMAL', compat: ['stripe'], allowedOrigins: ['http://a:81'], logLevel: 'silent', smtpFrom: '', fixtures: '' },
  ];
  for (const options of given) {
    const simulator = await createSimulator(options);
    t.match(simulator.urls.acs, /^http:\/\/localhost:\d+$/, JSON.stringify(options));
    await simulator.close();
  }
});

t.test('one row and its schema make a setting: help, README and options know it', async (t) => {
  const { properties } = readSchema('config/settings.json') as { properties: Record<string, { default?: unknown }> };
  t.same(Object.keys(properties), Object.keys(SETTINGS), 'the schema has the settings of the table, in their order');
  const readme = readFileSync(shipped('README.md'), 'utf8');
  for (const { flag, env } of Object.values(SETTINGS)) {
    t.match(readme, new RegExp(`\\| [^|\n]*\`--${flag}\`[^\n]*\`${env}\``), `README: --${flag} and ${env} in one row`);
    t.match(help(), new RegExp(`--${flag} [\\s\\S]+?${env}`));
  }
});
