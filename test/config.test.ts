import t from 'tap';
import { help, readConfig } from '../src/config.ts';
import { StartError } from '../src/startError.ts';

t.test('defaults', async (t) => {
  t.same(readConfig([], {}), {
    port: 8080,
    signingAlg: 'ES256',
    controlPort: 8081,
    sandboxPort: 8082,
    data: './data',
    logLevel: 'info',
    allowedOrigins: [],
    strictHttps: false,
    durability: 'FULL',
    compat: [],
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
    ['--rreq-retry-for', 'ACS_RREQ_RETRY_FOR', 'rreqRetryFor', '90s', '90s', '2h', '2h'],
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
    [[], { ACS_SANDBOX_PORT: 'free' }, /--sandbox-port \(ACS_SANDBOX_PORT\) is "free"/],
    [['--log-level', 'INFO'], {}, /one of trace, debug, info, warn, error, fatal, silent, for example --log-level info$/],
    [['--durability', 'fast'], {}, /one of full, normal/],
    [['--rreq-retry-for', 'an hour'], {}, /must be a number with its unit.*--rreq-retry-for 2h/],
    [['--data', ''], {}, /must be a folder, or :memory:/],
    [['--allow-origin', 'ds.example.com'], {}, /must be scheme, host and port, for example/],
    [[], { ACS_STRICT_HTTPS: 'yes' }, /one of true, false/],
    [
      [],
      { SMTP_URL: 'localhost:25' },
      /^--smtp-url \(SMTP_URL\) must be smtp:\/\/ or smtps:\/\/, host and port.* for example --smtp-url smtps:/,
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
    [['--bogus'], {}, /^Unknown option '--bogus'; see --help$/],
    [['extra'], {}, /^Unexpected argument 'extra'; see --help$/],
    [['--port'], {}, /^Option '--port <value>' argument missing; see --help$/],
  ] as const;
  for (const [args, env, says] of rows) {
    let message = '';
    try {
      readConfig(args, env);
    } catch (error) {
      t.ok(error instanceof StartError);
      message = (error as Error).message;
    }
    t.match(message, says, `${args.join(' ')} ${JSON.stringify(env)}`);
    t.notMatch(message, /\n/, 'on one line');
    t.notMatch(message, /s3cret/, 'without a password');
  }
});
