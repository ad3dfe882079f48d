import { isUrl, LOOPBACK } from '../../messages/urls.ts';

/**
 * Whether the DS may call this URL: a 3DS Server on this machine, the sandbox itself, or an origin that was named at the start.
 * Messages name URLs, and a message must not make the simulator call somebody else.
 */
export function isAllowed(url: string, sandboxUrl: string, allowedOrigins: readonly string[] = []): boolean {
  if (!isUrl(url)) return false;
  const { protocol, hostname, origin, username, password } = new URL(url);
  if (!['http:', 'https:'].includes(protocol) || username !== '' || password !== '') return false;
  if (allowedOrigins.includes(origin)) return true;
  return LOOPBACK.includes(hostname) || (isUrl(sandboxUrl) && origin === new URL(sandboxUrl).origin);
}
