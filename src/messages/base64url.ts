/** Text as base64url without padding, as every form field of the protocol is sent. */
export function encodeBase64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

// Fatal: what is not UTF-8 is refused. The byte order mark is kept, so that the text is what came.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text behind base64url, or undefined where it is none. Published clients send padding and the standard alphabet, too:
 * both are taken (EMVCo FAQ 68).
 */
export function decodeBase64url(encoded: string): string | undefined {
  const [, characters = ''] = /^([A-Za-z0-9_+/-]+)={0,2}$/.exec(encoded) ?? [];
  if (characters === '' || characters.length % 4 === 1) return undefined;
  try {
    return utf8.decode(Buffer.from(characters, 'base64url'));
  } catch {
    return undefined;
  }
}
