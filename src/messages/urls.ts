/**
 * Whether a text is a whole URL. The one place that tells: in Node 20, `URL.canParse` turns false for hosts that are not ASCII
 * (`https://é.fr/`) once it has been called some thousand times, so the same message would get two answers in one process.
 */
export function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== '';
  } catch {
    return false;
  }
}

/** The names of this machine for itself, as they stand in a URL: no name server makes them another one's. */
export const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
