/** `name=value` or `name="value"` after a semicolon; space around the equals sign, too, as EMV 3DS writes it (Req 190). */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(
  `[ \\t]*;[ \\t]*(?:(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN})|"((?:[^"\\\\\\x00-\\x1f]|\\\\.)*)"))?`,
  'y',
);
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}`);

/**
 * The media type of a Content-Type header in small letters, if its text is UTF-8: undefined for one that is malformed, or names
 * another charset. Other parameters make no difference.
 */
export function mediaTypeOf(header: string): string | undefined {
  const { type, charsets } = readHeader(header) ?? {};
  return charsets && isUtf8(charsets) ? type : undefined;
}

const isUtf8 = (charsets: readonly string[]) => charsets.length <= 1 && (charsets[0] ?? 'utf-8') === 'utf-8';

/** The media type and the charsets of a Content-Type header, in small letters; undefined for one that is malformed. */
function readHeader(header: string): { type: string; charsets: string[] } | undefined {
  const text = header.trim();
  const [type] = MEDIA_TYPE.exec(text) ?? [];
  if (type === undefined) return undefined;
  const charsets: string[] = [];
  let at = type.length;
  while (at < text.length) {
    PARAMETER.lastIndex = at;
    const [whole, name, token, quoted] = PARAMETER.exec(text) ?? [];
    if (whole === undefined) return undefined;
    if (name?.toLowerCase() === 'charset') charsets.push((token ?? quoted ?? '').toLowerCase());
    at += whole.length;
  }
  return { type: type.toLowerCase(), charsets };
}

/**
 * What is wrong with a Content-Type where some media types are taken: a sentence, or undefined where nothing is.
 * @param types in small letters; the first one is what is asked for
 */
export function faultOfContentType(header: string, types: readonly string[]): string | undefined {
  const { type = '', charsets = [] } = readHeader(header) ?? {};
  if (!types.includes(type)) return `The Content-Type has to be ${types[0]}; charset=utf-8`;
  // The header is not quoted: whatever it says is somebody else's.
  return isUtf8(charsets) ? undefined : 'The charset of the Content-Type has to be utf-8, and to come once';
}
