/** Text as base64url without padding, as every form field of the protocol is sent. */
export function encodeBase64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/**
 * The text behind base64url, or undefined where it is none. Published clients send padding and the standard alphabet, too:
 * both are taken (EMVCo FAQ 68).
 */
export function decodeBase64url(encoded: string): string | undefined {
  if (!/^[A-Za-z0-9_+/-]+={0,2}$/.test(encoded)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64url'));
  } catch {
    return undefined;
  }
}
