import { readSender, readSmtpUrl, SMTP_URL_RULE } from './delivery/smtp.ts';
import { readDuration } from './duration.ts';
import { DS_RULE, isDsRule } from './sandbox/ds/rules.ts';

/** What a setting is called, and what its schema (schemas/config/settings.json) cannot say of it. */
export interface Setting {
  flag: string;
  env: string;
  /** How the value is shown in the help; empty for a flag without one. */
  value: string;
  /** What it must be, in words; by default one of the values that the schema lists. */
  rule?: string;
  /** Of the value, or of each item of a list. */
  check?: (text: string) => boolean;
  /** It may hold a password or a token, so no message repeats it. */
  isSecret?: true;
}

const PORT = 'a port from 0 to 65535';

/** Every setting by the name that it has as an option of createSimulator; type, default, help and example are in the schema. */
export const SETTINGS = {
  port: { flag: 'port', env: 'ACS_PORT', value: 'PORT', rule: PORT },
  controlPort: { flag: 'control-port', env: 'ACS_CONTROL_PORT', value: 'PORT', rule: PORT },
  sandboxPort: { flag: 'sandbox-port', env: 'ACS_SANDBOX_PORT', value: 'PORT', rule: PORT },
  data: { flag: 'data', env: 'ACS_DATA', value: 'FOLDER', rule: 'a folder, or :memory:' },
  fixtures: { flag: 'fixtures', env: 'ACS_FIXTURES', value: 'FOLDER', rule: 'a folder' },
  signingAlg: { flag: 'signing-alg', env: 'ACS_SIGNING_ALG', value: 'ALG' },
  logLevel: { flag: 'log-level', env: 'ACS_LOG_LEVEL', value: 'LEVEL' },
  allowedOrigins: {
    ...{ flag: 'allow-origin', env: 'ACS_ALLOW_ORIGIN', value: 'ORIGINS' },
    ...{ rule: 'scheme, host and port', check: (text: string) => webUrl(text) !== undefined },
  },
  rreqRetryFor: {
    ...{ flag: 'rreq-retry-for', env: 'ACS_RREQ_RETRY_FOR', value: 'TIME' },
    ...{ rule: 'a number with its unit (ms, s, m, h or d)', check: (text: string) => readDuration(text) !== undefined },
  },
  undeliveredResult: { flag: 'undelivered-result', env: 'ACS_UNDELIVERED_RESULT', value: 'RESULT' },
  lenientSdks: { flag: 'lenient-sdks', env: 'ACS_LENIENT_SDKS', value: '' },
  strictHttps: { flag: 'strict-https', env: 'ACS_STRICT_HTTPS', value: '' },
  refuseDsValues: { flag: 'refuse-ds-values', env: 'ACS_REFUSE_DS_VALUES', value: '' },
  lenientLanguage: { flag: 'lenient-language', env: 'ACS_LENIENT_LANGUAGE', value: '' },
  dsPassesAll: { flag: 'ds-passes-all', env: 'ACS_DS_PASSES_ALL', value: '' },
  durability: { flag: 'durability', env: 'ACS_DURABILITY', value: 'MODE' },
  compat: { flag: 'compat', env: 'ACS_COMPAT', value: 'NAMES', rule: 'names of sandboxes' },
  dsRules: { flag: 'ds-rules', env: 'ACS_DS_RULES', value: 'RULES', rule: DS_RULE, check: isDsRule },
  smtpUrl: {
    ...{ flag: 'smtp-url', env: 'SMTP_URL', value: 'URL' },
    ...{ rule: SMTP_URL_RULE, check: (text: string) => readSmtpUrl(text) !== undefined, isSecret: true },
  },
  smtpFrom: {
    ...{ flag: 'smtp-from', env: 'SMTP_FROM', value: 'SENDER' },
    ...{ rule: 'an e-mail address, or a name with one', check: (text: string) => readSender(text) !== undefined },
  },
  smsWebhook: {
    ...{ flag: 'sms-webhook', env: 'ACS_SMS_WEBHOOK', value: 'URL' },
    ...{ rule: 'a web address without user and password', check: isWebhook, isSecret: true },
  },
} as const satisfies Record<string, Setting>;

function isWebhook(text: string): boolean {
  const url = webUrl(text);
  return url !== undefined && url.username + url.password === '';
}

function webUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
