import { randomUUID } from 'node:crypto';

/**
 * A new acsTransID: a UUID of version 4 in form, whose first 48 bits are the time. So rows come in the order of the index
 * that finds them, which makes the store several times faster; 74 random bits are left, and an id is no credential.
 * @param at milliseconds since 1970
 */
export function newTransID(at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}${randomUUID().slice(13)}`;
}
