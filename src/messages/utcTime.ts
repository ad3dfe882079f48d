/** The time that YYYYMMDDHHMMSS says, in milliseconds since 1970; undefined for a text that is no time in UTC. */
export function readUtcTime(text: unknown): number | undefined {
  const parts = typeof text === 'string' ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) : null;
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // 30 February is read as a day of March.
  return Number.isNaN(at) || writeUtcTime(at) !== text ? undefined : at;
}

/** YYYYMMDDHHMMSS in UTC. @param at milliseconds since 1970 */
export function writeUtcTime(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:T]|\..*$/g, '');
}
