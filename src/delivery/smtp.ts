import { isUrl } from '../messages/urls.ts';
import { SEND_MS, type Send } from './delivery.ts';

/** Where e-mails are handed over. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  /** Without STARTTLS nothing is sent. */
  requireTLS: boolean;
  ignoreTLS: boolean;
  tls: { rejectUnauthorized: boolean };
  auth?: { user: string; pass: string };
}

export interface MailSender {
  name: string;
  address: string;
}

const PORTS: Record<string, number> = { 'smtp:': 587, 'smtps:': 465 };
const OPTIONS = ['requireTLS', 'ignoreTLS', 'rejectUnauthorized'] as const;

/** One address and nothing else: no list, no name, no line break. */
const ADDRESS = /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+$/u;

export const SMTP_URL_RULE = `smtp:// or smtps://, host and port, user and password percent-encoded, options ${OPTIONS.join(', ')} true or false`;

/** Takes an SMTP URL apart; undefined for one that breaks SMTP_URL_RULE. */
export function readSmtpUrl(text: string): SmtpServer | undefined {
  if (!isUrl(text)) return undefined;
  const url = new URL(text);
  const port = PORTS[url.protocol];
  const user = decodePart(url.username);
  const pass = decodePart(url.password);
  if (port === undefined || url.hostname === '' || user === undefined || pass === undefined) return undefined;
  if (!/^\/?$/.test(url.pathname) || url.hash !== '') return undefined;
  const given = [...url.searchParams];
  if (!given.every(([name, value]) => (OPTIONS as readonly string[]).includes(name) && /^(true|false)$/.test(value)))
    return undefined;
  const option = (name: (typeof OPTIONS)[number]) => url.searchParams.get(name);
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? port : Number(url.port),
    secure: url.protocol === 'smtps:',
    requireTLS: option('requireTLS') === 'true',
    ignoreTLS: option('ignoreTLS') === 'true',
    tls: { rejectUnauthorized: option('rejectUnauthorized') !== 'false' },
    ...(user === '' ? {} : { auth: { user, pass } }),
  };
}

/** `no-reply@bank.example`, or `Bank <no-reply@bank.example>`; undefined for anything else. */
export function readSender(text: string): MailSender | undefined {
  const [, name = '', bracketed] = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(text.trim()) ?? [];
  const address = bracketed ?? text.trim();
  return ADDRESS.test(address) ? { name: name.trim(), address } : undefined;
}

/** Hands e-mails over to an SMTP server, each in a connection of its own. The package for it is loaded here and only here. */
export async function makeSmtp(server: SmtpServer, from: MailSender): Promise<Send> {
  const { createTransport } = await import('nodemailer');
  const limits = { connectionTimeout: SEND_MS, greetingTimeout: SEND_MS, socketTimeout: SEND_MS, dnsTimeout: SEND_MS };
  const transport = createTransport({
    ...server,
    ...limits,
    // At the end of its time a connection is cut, not said goodbye to.
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ to, subject = '', text }) => {
    if (!ADDRESS.test(to)) throw new Error('the recipient is not one e-mail address, such as cardholder@example.nc');
    try {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject: inOneLine(subject),
        text,
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(SEND_MS),
      });
    } catch (error) {
      throw new Error(reasonOf(error as SmtpError));
    }
  };
}

interface SmtpError extends Error {
  code?: string;
  /** The command that the server answered with `responseCode`. */
  command?: string;
  responseCode?: number;
}

/** By codes alone: the words of a server may hold what was sent to it, also the password. */
function reasonOf({ name, code = name, command, responseCode }: SmtpError): string {
  if (responseCode !== undefined) return `the SMTP server answered ${responseCode} to ${command ?? 'a command'} (${code})`;
  return name === 'AbortError' || code === 'ETIMEDOUT'
    ? `the SMTP server took longer than ${SEND_MS / 1000} s`
    : `the SMTP server cannot be used (${code})`;
}

/** A line break in a subject could begin another header. */
function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function decodePart(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
