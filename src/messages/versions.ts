/** The protocol versions that this ACS speaks, highest first. */
export const SUPPORTED_VERSIONS = ['2.2.0'] as const;

export type MessageVersion = (typeof SUPPORTED_VERSIONS)[number];

export function isSupported(version: string): version is MessageVersion {
  return (SUPPORTED_VERSIONS as readonly string[]).includes(version);
}
