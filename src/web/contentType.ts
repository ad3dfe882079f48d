import type { FastifyInstance, FastifyRequest } from 'fastify';

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** `name=value` or `name="value"` after a semicolon, as RFC 9110 has them: no space around the equals sign. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(`[ \\t]*;[ \\t]*(?:(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\\\x00-\\x1f]|\\\\.)*)"))?`, 'y');
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}`);

/**
 * The media type of a Content-Type header in small letters, if its text is UTF-8: undefined for one that is malformed, or names
 * another charset. Other parameters make no difference.
 */
export function mediaTypeOf(header: string): string | undefined {
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
  return charsets.length <= 1 && (charsets[0] ?? 'utf-8') === 'utf-8' ? type.toLowerCase() : undefined;
}

/**
 * Refuses bodies of other types with 415 before they are read: what a parser would guess about a strange header never reaches
 * a handler. A body that is compressed is refused as well: messages are small.
 */
export function takeOnly(app: FastifyInstance, ...types: string[]): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const why = request.method === 'POST' && hasBody(request) ? whyNot(request, types) : undefined;
    if (why === undefined) done();
    else done(Object.assign(new Error(why), { statusCode: 415 }));
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = headers;
  return type !== undefined || encoding !== undefined || Number(length ?? 0) > 0;
}

function whyNot({ headers, raw }: FastifyRequest, types: readonly string[]): string | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return 'The body has to come without Content-Encoding';
  // Node keeps the first of several and says nothing.
  if (raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-type').length > 1)
    return 'The Content-Type has to come once';
  const type = mediaTypeOf(headers['content-type'] ?? '');
  return type !== undefined && types.includes(type) ? undefined : `The Content-Type has to be ${types[0]}; charset=utf-8`;
}
