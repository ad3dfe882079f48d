/** The protocol versions that this ACS speaks, highest first. */
export const SUPPORTED_VERSIONS = ['2.3.1', '2.2.0', '2.1.0'] as const;

export type MessageVersion = (typeof SUPPORTED_VERSIONS)[number];

export function isSupported(version: string): version is MessageVersion {
  return (SUPPORTED_VERSIONS as readonly string[]).includes(version);
}

/** Whether a code is one of the range that is left to the directory servers. */
export function isOfDs(code: unknown): boolean {
  return typeof code === 'string' && /^[89]\d$/.test(code);
}

/** Whether a text has the form of a messageVersion: three numbers, 5 to 8 characters. */
export function isVersion(text: string): boolean {
  return text.length <= 8 && /^\d+\.\d+\.\d+$/.test(text);
}
