import { parseArgs } from 'node:util';
import { Ajv } from 'ajv';
import type { Signature } from './crypto/jws.ts';
import type { LogLevel } from './log.ts';
import { flagMeant, nearestOf } from './messages/nearest.ts';
import { readSchema } from './messages/schemas.ts';
import { isAllowedOrigin } from './posting.ts';
import { SETTINGS, type Setting } from './settings.ts';
import { describeValue, StartError } from './startError.ts';
import type { Durability } from './store/durability.ts';

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
  strictHttps: boolean;
  refuseDsValues: boolean;
  lenientLanguage: boolean;
  /** The loopback DS passes on what it would refuse, and says so in its record. */
  dsPassesAll: boolean;
  durability: Durability;
  /** Sandboxes whose public test cards do here what they do there. */
  compat: string[];
  /** What the loopback DS goes by, `NAME=VALUE`. */
  dsRules: string[];
  /** How long an undelivered RReq is sent again, with its unit. The rule has no end (Req 240); a test that forgot its DS has one. */
  rreqRetryFor: string;
  /** What an RReq of 2.3.1 says from the second failure to connect on: U, or the result as it was (Req 240). */
  undeliveredResult: 'U' | 'kept';
  /** Takes in 2.3.1 what published SDKs send against Table A.16. */
  lenientSdks: boolean;
  /** Holds a password: never shown. */
  smtpUrl?: string;
  smtpFrom?: string;
  smsWebhook?: string;
}

type Name = keyof Config;

/** A setting as its schema describes it. */
interface Described {
  type: 'integer' | 'string' | 'boolean' | 'array';
  description: string;
  enum?: string[];
  default?: unknown;
  examples: [unknown, ...unknown[]];
}

/** Where a value came from, by the name that its caller used. */
interface Given {
  value: unknown;
  by: 'flag' | 'env' | 'option';
}

const SCHEMA = readSchema('config/settings.json') as { properties: Record<Name, Described> };
const names = Object.keys(SETTINGS satisfies Record<Name, Setting>) as Name[];
const validate = new Ajv({ allErrors: true }).compile(SCHEMA);

/** How an option is written that no flag can set. */
export const CLOCK_EXAMPLE = '{ clock: { now: () => Date.now() } }';

/** By which name each setting was given; what checks a value later says it by the same one. */
const spellings = new WeakMap<Config, (name: Name) => Spelling>();

interface Spelling {
  by: Given['by'];
  /** The name alone. */
  short: string;
  /** As its caller wrote it, e.g. `--port (ACS_PORT)`, `ACS_PORT (--port)`, `port`. */
  name: string;
  example: (value: unknown) => string;
}

/**
 * Flags over environment over defaults.
 * @param args the command line without node and script
 * @throws StartError naming the setting as its caller did, its rule and a valid example
 */
export function readConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Config {
  const flags = readFlags(args);
  refuseSlips(env);
  return judge((name) => {
    const { flag, env: variable } = SETTINGS[name];
    const [ofFlag, ofEnv] = [flags[flag], env[variable]];
    if (ofFlag !== undefined) return { value: fromText(name, ofFlag), by: 'flag' };
    return ofEnv ? { value: fromText(name, ofEnv), by: 'env' } : undefined;
  });
}

/**
 * The options of `createSimulator` over its own defaults: what is undefined counts as left out.
 * @throws StartError as for the command line
 */
export function readOptions(options: unknown, defaults: Partial<Config>): Config {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new StartError(`the options are ${describeValue(options)}, must be an object, for example { port: 8080 }`);
  }
  const given = Object.fromEntries(Object.entries(options));
  for (const name of Object.keys(given)) {
    if (names.includes(name as Name) || given[name] === undefined) continue;
    const nearest = optionMeant(name);
    const meant = nearest ? `did you mean ${nearest}` : `there are ${[...names, 'clock'].join(', ')}`;
    const known = names.find((one) => one === nearest) ?? 'port';
    const example = nearest === 'clock' ? CLOCK_EXAMPLE : spelling(known, 'option').example(exampleOf(known));
    throw new StartError(`${describeValue(name)} is no setting: ${meant}, for example ${example}`);
  }
  return judge((name) => {
    const value = given[name] ?? (given[name] === null ? null : defaults[name]);
    return value === undefined ? undefined : { value: fromOption(name, value), by: 'option' };
  }, 'option');
}

/** The option that is meant by a name that is none: also where it is spelt as the flag or the variable is. */
function optionMeant(name: string): string | undefined {
  const asFlag = name.replace(/^-+/, '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const same = names.find((one) => SETTINGS[one].env === name || SETTINGS[one].flag === asFlag);
  return same ?? nearestOf(name, [...names, 'clock']);
}

/** The name of a setting as the caller of a configuration wrote it, and how an example of it is written. */
export function spellingOf(config: Config, name: Name): Spelling {
  return spellings.get(config)?.(name) ?? spelling(name, 'flag');
}

/** The text of `--help`. */
export function help(): string {
  const rows = names.map((name) => {
    const { flag, env, value }: Setting = SETTINGS[name];
    const { description, default: fallback } = SCHEMA.properties[name];
    const said = fallback === undefined || String(fallback) === '' || fallback === false ? '' : ` (${fallback})`;
    return `${`  --${flag} ${value} `.padEnd(26)}${description}${said}\n${' '.repeat(26)}${env}`;
  });
  return [
    'Usage: acs-simulator [options]',
    '       acs-simulator card [--outcome N --reason 11 …]   a card number that does so; see acs-simulator card --help',
    '       acs-simulator backup [--data FOLDER] FILE   copies a running store; see acs-simulator backup --help',
    '       acs-simulator areq [--acct-number 4970720000010000 …]   a valid AReq with new ids; see acs-simulator areq --help',
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
    names.map((name) => [
      SETTINGS[name].flag,
      { type: SCHEMA.properties[name].type === 'boolean' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    return Object.fromEntries(Object.entries(values).map(([flag, given]) => [flag, String(given)]));
  } catch (error) {
    const said = (error as Error).message.split(/\.\s/)[0] ?? '';
    const meant = flagMeant(said, Object.keys(options));
    const name = names.find((one) => SETTINGS[one].flag === meant);
    const example = name ? `, did you mean --${meant}, for example ${spelling(name, 'flag').example(exampleOf(name))}` : '';
    throw new StartError(`${said}${example}; see --help`);
  }
}

/** Variables of others may begin with ACS_ as well: only one that is nearly one of ours is a slip. */
function refuseSlips(env: Readonly<Record<string, string | undefined>>): void {
  const variables = names.map((name) => SETTINGS[name].env);
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith('ACS_') || !env[variable] || variables.includes(variable as (typeof variables)[number])) continue;
    const nearest = nearestOf(variable, variables);
    const name = names.find((one) => SETTINGS[one].env === nearest);
    if (!name) continue;
    const example = spelling(name, 'env').example(exampleOf(name));
    throw new StartError(`${variable} is no setting: did you mean ${nearest}, for example ${example}`);
  }
}

/** What the schema judges of a text: a number where it has one, else the text, which then is no number. */
function fromText(name: Name, text: string): unknown {
  const { type } = SCHEMA.properties[name];
  if (type === 'integer') return /^\d{1,15}$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return type === 'array' ? listOf(text) : text;
}

/** The same for an option, which has types of its own: a list may be written as on the command line. */
function fromOption(name: Name, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (SCHEMA.properties[name].type === 'array') return listOf(value);
  // Up to version 0.1 the options had it in capitals.
  return name === 'durability' && /^(FULL|NORMAL)$/.test(value) ? value.toLowerCase() : value;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** Judges all settings by the one schema, then by what no schema can say. */
function judge(givenOf: (name: Name) => Given | undefined, by: Given['by'] = 'flag'): Config {
  const given = new Map(names.map((name) => [name, givenOf(name)] as const));
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const value = given.has(name) && given.get(name) ? given.get(name)?.value : SCHEMA.properties[name].default;
    // An optional setting that is empty is none.
    if (value !== undefined && !(value === '' && SCHEMA.properties[name].default === undefined)) values[name] = value;
  }
  const spell = (name: Name) => spelling(name, given.get(name)?.by ?? by);
  if (!validate(values)) {
    const name = validate.errors?.[0]?.instancePath.split('/')[1] as Name;
    throw wrong(name, values[name], spell(name));
  }
  for (const name of names) {
    const { check }: Setting = SETTINGS[name];
    for (const item of [values[name] ?? []].flat()) if (check && !check(String(item))) throw wrong(name, item, spell(name));
  }
  const config = { ...values, durability: String(values.durability).toUpperCase() } as unknown as Config;
  config.allowedOrigins = config.allowedOrigins.map((origin) => new URL(origin).origin);
  refuseForeignWebhook(config, spell);
  spellings.set(config, spell);
  return config;
}

/** Its value is never repeated: it may hold the token of a gateway. */
function refuseForeignWebhook({ smsWebhook, allowedOrigins }: Config, spell: (name: Name) => Spelling): void {
  if (smsWebhook === undefined || isAllowedOrigin(smsWebhook, allowedOrigins)) return;
  const { origin } = new URL(smsWebhook);
  const [webhook, allowed] = [spell('smsWebhook'), spelling('allowedOrigins', spell('smsWebhook').by)];
  // Of options, the two make one object.
  const example = `${webhook.example(`${origin}/…`)} ${allowed.example([origin])}`.replace(' } {', ',');
  throw new StartError(
    `${webhook.name} must be on this machine, or of an origin that ${allowed.short} names, for example ${example}`,
  );
}

function wrong(name: Name, value: unknown, { name: called, by, example }: Spelling): StartError {
  const { rule, isSecret }: Setting = SETTINGS[name];
  const { enum: allowed } = SCHEMA.properties[name];
  const nearest = allowed && typeof value === 'string' ? nearestOf(value, allowed) : undefined;
  const said = isSecret ? '' : ` is ${describeValue(by === 'option' ? value : String(value))},`;
  const must = rule ?? `one of ${(allowed ?? ['true', 'false']).join(', ')}`;
  // That another one has other capitals is seen from the example.
  const isSlip = nearest !== undefined && nearest !== String(value).toLowerCase();
  const meant = isSlip ? ` (did you mean ${nearest}?)` : '';
  return new StartError(`${called}${said} must be ${must}${meant}, for example ${example(nearest ?? exampleOf(name))}`);
}

function exampleOf(name: Name): unknown {
  return SCHEMA.properties[name].examples[0];
}

function spelling(name: Name, by: Given['by']): Spelling {
  const { flag, env } = SETTINGS[name];
  const isList = SCHEMA.properties[name].type === 'array';
  const text = (value: unknown) => (/[\s<>]/.test(String(value)) ? `"${value}"` : String(value));
  switch (by) {
    case 'flag':
      return {
        ...{ by, name: `--${flag} (${env})`, short: `--${flag}` },
        example: (value) => (value === true ? `--${flag}` : `--${flag} ${text(value)}`),
      };
    case 'env':
      return { by, name: `${env} (--${flag})`, short: env, example: (value) => `${env}=${text(value)}` };
    case 'option':
      return {
        ...{ by, name, short: name },
        example: (value) => `{ ${name}: ${describeValue(isList ? [value].flat() : value)} }`,
      };
  }
}
