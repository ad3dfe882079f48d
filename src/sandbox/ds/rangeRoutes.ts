import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isSupported, NEWEST, SUPPORTED_VERSIONS } from '../../messages/versions.ts';
import { allOf, entriesOf } from './cardRangeData.ts';
import type { Ds } from './context.ts';
import { textOfPRes } from './preq.ts';
import { type DsRange, type RangeState, rangeKeyOf } from './rangeBook.ts';

/** A list of 100,000 ranges, with room. */
const LIST_BYTES = 64 * 1024 * 1024;
const MOST_LISTED = 200_000;

/**
 * The card ranges of the DS: the file of a cardRangeDataFileURL, whole or in parts (EMV 3DS 2.3.1.1, Req 457, Req 460), and the
 * list, which testers may replace.
 */
export function rangeRoutes(app: FastifyInstance, { ds }: { ds: Ds }, done: () => void): void {
  app.get<{ Params: { name: string } }>('/ds/card-ranges/:name', async (request, reply) => {
    const state = ds.ranges.past(request.params.name.replace(/\.json$/, ''));
    if (!state) return reply.code(404).send({ statusCode: 404, message: 'No such file: ask for its address by a PReq' });
    return sendFile(ds, state, request.headers.range, reply);
  });
  app.get('/ds/card-ranges', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(Readable.from(listOf(ds.ranges.current()))),
  );
  app.put<{ Body: string | undefined }>('/ds/card-ranges', { bodyLimit: LIST_BYTES }, async (request, reply) => {
    const ranges = readList(request.body ?? '');
    if (typeof ranges === 'string') return reply.code(400).send({ statusCode: 400, message: ranges });
    const overlap = ds.ranges.replace(ranges);
    if (!overlap) return { ranges: ranges.length };
    return reply.code(400).send({ statusCode: 400, message: `${overlap.map(rangeKeyOf).join(' and ')} overlap` });
  });
  done();
}

function* listOf({ ranges }: RangeState): Generator<string> {
  yield '{"ranges":[';
  for (const [index, range] of ranges.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(range)}`;
  yield ']}';
}

/** The file, or one part of it. It is made anew for each reader, so that nobody has to hold it. */
async function sendFile(ds: Ds, state: RangeState, asked: string | undefined, reply: FastifyReply): Promise<FastifyReply> {
  const pieces = () => textOfPRes({}, entriesOf(allOf(state), NEWEST, ds.sandbox));
  let size = 0;
  for (const piece of pieces()) size += piece.length;
  const part = partOf(asked, size);
  reply.type('application/json; charset=utf-8').headers({ 'accept-ranges': 'bytes', etag: `"${state.id}"` });
  if (part === 'none') return reply.code(416).header('content-range', `bytes */${size}`).send();
  const { from, to } = part ?? { from: 0, to: size - 1 };
  if (part) reply.code(206).header('content-range', `bytes ${from}-${to}/${size}`);
  return reply.header('content-length', to - from + 1).send(Readable.from(between(pieces(), from, to)));
}

/** All is ASCII: a character is a byte. */
function* between(pieces: Iterable<string>, from: number, to: number): Generator<string> {
  let at = 0;
  for (const piece of pieces) {
    const wanted = piece.slice(Math.max(from - at, 0), Math.max(to + 1 - at, 0));
    if (wanted !== '') yield wanted;
    at += piece.length;
    if (at > to) return;
  }
}

/** The part that a Range header asks for; undefined for the whole, which also answers what is not understood (RFC 9110, 14.2). */
function partOf(header: string | undefined, size: number): { from: number; to: number } | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return from < size && from <= to ? { from, to } : 'none';
}

/** The ranges of a list, or what is wrong with it. */
function readList(text: string): DsRange[] | string {
  const example = '{"ranges":[{"start":"4970000000000000","end":"4970999999999999"}]}';
  let list: unknown;
  try {
    list = (JSON.parse(text) as { ranges?: unknown } | null)?.ranges;
  } catch {
    return `The body is no JSON, must be like ${example}`;
  }
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_LISTED)
    return `ranges must be a list of 1 to ${MOST_LISTED}, for example ${example}`;
  const wrong = list.findIndex((range) => !isRange(range));
  if (wrong < 0) return list;
  const members = `start and end of 13 to 19 digits, versions of ${SUPPORTED_VERSIONS.join(', ')}, threeDSMethod false, acs false`;
  return `ranges[${wrong}] is no card range: it has ${members}`;
}

const DIGITS = /^\d{13,19}$/;

function isRange(value: unknown): value is DsRange {
  if (typeof value !== 'object' || value === null) return false;
  const { start, end, versions, threeDSMethod, acs, ...others } = value as Record<string, unknown>;
  const areVersions = versions === undefined || (Array.isArray(versions) && versions.length > 0 && versions.every(isSupported));
  return (
    typeof start === 'string' &&
    typeof end === 'string' &&
    DIGITS.test(start) &&
    DIGITS.test(end) &&
    start.padEnd(19, '0') <= end.padEnd(19, '9') &&
    areVersions &&
    [threeDSMethod, acs].every((flag) => flag === undefined || flag === false) &&
    Object.keys(others).length === 0
  );
}
