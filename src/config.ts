import { parseArgs } from 'node:util';
import { SIGNATURES, type Signature } from './crypto/jws.ts';
import { isAllowedOrigin } from './delivery/post.ts';
import { readSender, readSmtpUrl, SMTP_URL_RULE } from './delivery/smtp.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { isUrl } from './messages/urls.ts';
import { StartError } from './startError.ts';
import type { Durability } from './store/durability.ts';
import { readDuration } from './web/control/duration.ts';

export interface Config {
  port: number;
  controlPort: number;
  sandboxPort: number;
  /** A folder, or `:memory:`. */
  data: string;
  logLevel: LogLevel;
  fixtures?: string;
  /** The algorithm of acsSignedContent. */
  signingAlg: Signature;
  allowedOrigins: string[];
  /** For how long an RReq that cannot be delivered is tried again: `90s`, `2h`; an hour if absent. */
  rreqRetryFor?: string;
  strictHttps: boolean;
  durability: Durability;
  /** Sandboxes whose public test cards do here what they do there. */
  compat: string[];
  /** Holds a password: never shown. */
  smtpUrl?: string;
  smtpFrom?: string;
  smsWebhook?: string;
}

interface Setting {
  flag: string;
  env: string;
  /** How the value is shown in the help. */
  value: string;
  fallback: string;
  help: string;
}

/** Every setting, as flag and as environment variable; flags win. */
const SETTINGS = {
  port: { flag: 'port', env: 'ACS_PORT', value: 'PORT', fallback: '8080', help: 'ACS and portal; 0 takes a free port' },
  controlPort: {
    flag: 'control-port',
    env: 'ACS_CONTROL_PORT',
    value: 'PORT',
    fallback: '8081',
    help: 'console and API for testers',
  },
  sandboxPort: {
    flag: 'sandbox-port',
    env: 'ACS_SANDBOX_PORT',
    value: 'PORT',
    fallback: '8082',
    help: 'shop, 3DS Server and DS',
  },
  data: {
    flag: 'data',
    env: 'ACS_DATA',
    value: 'FOLDER',
    fallback: './data',
    help: 'where the store is kept; :memory: keeps nothing',
  },
  fixtures: {
    flag: 'fixtures',
    env: 'ACS_FIXTURES',
    value: 'FOLDER',
    fallback: '',
    help: 'issuer, cards and cardholders of your own',
  },
  signingAlg: {
    flag: 'signing-alg',
    env: 'ACS_SIGNING_ALG',
    value: 'ALG',
    fallback: 'ES256',
    help: 'how acsSignedContent is signed for apps: ES256 or PS256',
  },
  logLevel: { flag: 'log-level', env: 'ACS_LOG_LEVEL', value: 'LEVEL', fallback: 'info', help: LOG_LEVELS.join(', ') },
  allowedOrigins: {
    flag: 'allow-origin',
    env: 'ACS_ALLOW_ORIGIN',
    value: 'ORIGINS',
    fallback: '',
    help: 'origins besides this machine that RReqs and SMS may be sent to, comma separated',
  },
  rreqRetryFor: {
    flag: 'rreq-retry-for',
    env: 'ACS_RREQ_RETRY_FOR',
    value: 'TIME',
    fallback: '',
    help: "how long an undelivered RReq is sent again, every 10 s by the simulator's clock: 90s, 2h; an hour if not set",
  },
  strictHttps: {
    flag: 'strict-https',
    env: 'ACS_STRICT_HTTPS',
    value: '',
    fallback: 'false',
    help: 'refuse http where 3-D Secure asks for https',
  },
  durability: {
    flag: 'durability',
    env: 'ACS_DURABILITY',
    value: 'MODE',
    fallback: 'full',
    help: 'full: steps outlive a power cut; normal: they outlive the process',
  },
  compat: {
    flag: 'compat',
    env: 'ACS_COMPAT',
    value: 'NAMES',
    fallback: '',
    help: 'other sandboxes whose test cards work as there, comma separated',
  },
  smtpUrl: {
    flag: 'smtp-url',
    env: 'SMTP_URL',
    value: 'URL',
    fallback: '',
    help: 'e-mails also go to this server; smtp:// or smtps://, user and password in it',
  },
  smtpFrom: {
    flag: 'smtp-from',
    env: 'SMTP_FROM',
    value: 'SENDER',
    fallback: '',
    help: 'their sender: an address, or "Name <address>"; else the name of the issuer',
  },
  smsWebhook: {
    flag: 'sms-webhook',
    env: 'ACS_SMS_WEBHOOK',
    value: 'URL',
    fallback: '',
    help: 'SMS also are posted there as JSON; elsewhere than on this machine with --allow-origin',
  },
} as const satisfies Record<keyof Config, Setting>;

/** The EMV rule has no end (Req 240); a test that forgot its DS has one. */
const RREQ_RETRY = '1h';

const settings = Object.entries(SETTINGS) as [keyof Config, Setting][];

/**
 * Flags over environment over defaults.
 * @param args the command line without node and script
 * @throws StartError naming the setting, its rule and an example
 */
export function readConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Config {
  const flags = readFlags(args);
  const value = (name: keyof Config): string =>
    flags[SETTINGS[name].flag] ?? (env[SETTINGS[name].env] || SETTINGS[name].fallback);
  const fixtures = value('fixtures');
  const allowedOrigins = origins(value('allowedOrigins'));
  const rreqRetryFor = retryFor(value('rreqRetryFor'));
  const smtpUrl = smtp(value('smtpUrl'));
  const smtpFrom = sender(value('smtpFrom'));
  const smsWebhook = webhook(value('smsWebhook'), allowedOrigins);
  return {
    port: port('port', value('port')),
    controlPort: port('controlPort', value('controlPort')),
    sandboxPort: port('sandboxPort', value('sandboxPort')),
    data: folder('data', value('data')),
    signingAlg: oneOf('signingAlg', value('signingAlg'), SIGNATURES),
    logLevel: oneOf('logLevel', value('logLevel'), LOG_LEVELS),
    allowedOrigins,
    strictHttps: oneOf('strictHttps', value('strictHttps'), ['true', 'false']) === 'true',
    durability: oneOf('durability', value('durability'), ['full', 'normal']).toUpperCase() as Durability,
    compat: value('compat')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    ...(rreqRetryFor ? { rreqRetryFor } : {}),
    ...(fixtures ? { fixtures } : {}),
    ...(smtpUrl ? { smtpUrl } : {}),
    ...(smtpFrom ? { smtpFrom } : {}),
    ...(smsWebhook ? { smsWebhook } : {}),
  };
}

/** The text of `--help`. */
export function help(): string {
  const rows = settings.map(([, { flag, env, value, fallback, help: text }]) => {
    const left = `  --${flag} ${value}`.padEnd(26);
    return `${left}${text}${fallback && fallback !== 'false' ? ` (${fallback})` : ''}\n${' '.repeat(26)}${env}`;
  });
  return [
    'Usage: acs-simulator [options]',
    '       acs-simulator card [--outcome N --reason 11 …]   a card number that does so; without options, the table of them',
    '       acs-simulator backup [--data FOLDER] FILE   copies a running store; see acs-simulator backup --help',
    '       acs-simulator check [FILE…]   tells what is wrong with messages; see acs-simulator check --help',
    '',
    'An EMV 3-D Secure ACS simulator: the ACS, a shop to try it with, and a console that shows the one-time codes.',
    '',
    'Options, and the environment variables that mean the same (an option wins):',
    ...rows,
    `${'  --help'.padEnd(26)}this text`,
    `${'  --version'.padEnd(26)}the version`,
  ].join('\n');
}

function readFlags(args: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(
    settings.map(([, { flag, value }]) => [flag, { type: value === '' ? ('boolean' as const) : ('string' as const) }]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    return Object.fromEntries(Object.entries(values).map(([flag, given]) => [flag, String(given)]));
  } catch (error) {
    throw new StartError(`${(error as Error).message.split(/\.\s/)[0]}; see --help`);
  }
}

function port(name: keyof Config, text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw wrong(name, text, 'a port from 0 to 65535', '8080');
}

function folder(name: keyof Config, text: string): string {
  if (text.trim() !== '') return text;
  throw wrong(name, text, 'a folder, or :memory:', SETTINGS[name].fallback);
}

function oneOf<T extends string>(name: keyof Config, text: string, values: readonly T[]): T {
  if ((values as readonly string[]).includes(text)) return text as T;
  throw wrong(name, text, `one of ${values.join(', ')}`, SETTINGS[name].fallback);
}

function origins(text: string): string[] {
  const list = text.split(',').map((item) => item.trim());
  return list.filter(Boolean).map((item) => {
    if (isUrl(item) && /^https?:$/.test(new URL(item).protocol)) return new URL(item).origin;
    throw wrong('allowedOrigins', item, 'scheme, host and port', 'https://ds.example.com:8443');
  });
}

function retryFor(text: string): string {
  if (text !== '') readRetryFor(text);
  return text;
}

/**
 * The setting `rreqRetryFor` in milliseconds.
 * @throws StartError naming it, its rule and an example
 */
export function readRetryFor(text = RREQ_RETRY): number {
  const ms = readDuration(text);
  if (ms !== undefined) return ms;
  throw wrong('rreqRetryFor', text, 'a number with its unit (ms, s, m, h or d)', '2h');
}

/** Its value is never repeated: it may hold a password. */
function smtp(text: string): string {
  if (text === '' || readSmtpUrl(text)) return text;
  throw wrongUnsaid('smtpUrl', SMTP_URL_RULE, 'smtps://user:password@mail.example.com:465');
}

function sender(text: string): string {
  if (text === '' || readSender(text)) return text;
  throw wrong('smtpFrom', text, 'an e-mail address, or a name with one', '"My bank <no-reply@bank.example>"');
}

/** Its value is never repeated: it may hold the token of a gateway. */
function webhook(text: string, allowedOrigins: readonly string[]): string {
  if (text === '') return text;
  const url = isUrl(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') {
    throw wrongUnsaid('smsWebhook', 'a web address without user and password', 'http://localhost:3000/sms');
  }
  if (isAllowedOrigin(text, allowedOrigins)) return text;
  const example = `${url.origin}/… --allow-origin ${url.origin}`;
  throw wrongUnsaid('smsWebhook', 'on this machine, or of an origin that --allow-origin names', example);
}

function wrongUnsaid(name: keyof Config, rule: string, example: string): StartError {
  const { flag, env } = SETTINGS[name];
  return new StartError(`--${flag} (${env}) must be ${rule}, for example --${flag} ${example}`);
}

function wrong(name: keyof Config, text: string, rule: string, example: string): StartError {
  const { flag, env } = SETTINGS[name];
  return new StartError(`--${flag} (${env}) is "${text}", must be ${rule}, for example --${flag} ${example}`);
}
