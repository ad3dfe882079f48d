import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { areHighestFirst, NEWEST, SUPPORTED_VERSIONS } from '../../messages/versions.ts';
import { jsonOf, membersOf, Problem } from '../problem.ts';
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
    if (!state)
      throw new Problem(404, 'name', 'of a file that a cardRangeDataFileURL named', 'a PReq with cardRangeDataDownloadInd Y');
    return sendFile(ds, state, request.headers.range, reply);
  });
  app.get('/ds/card-ranges', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(Readable.from(listOf(ds.ranges.current()))),
  );
  app.put<{ Body: string | undefined }>('/ds/card-ranges', { bodyLimit: LIST_BYTES }, async (request) => {
    const ranges = readList(request.body ?? '');
    const overlap = ds.ranges.replace(ranges);
    if (!overlap) return { ranges: ranges.length };
    throw new Problem(400, 'ranges', `no two may overlap; ${overlap.map(rangeKeyOf).join(' and ')} overlap`, EXAMPLE);
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

const EXAMPLE = JSON.stringify({
  ranges: [{ start: '4970000000000000', end: '4970999999999999', versions: SUPPORTED_VERSIONS }],
});

/** @throws Problem 400 where it is no list of card ranges */
function readList(text: string): DsRange[] {
  const { ranges } = membersOf(jsonOf(text), ['ranges'], EXAMPLE);
  if (!Array.isArray(ranges) || ranges.length === 0 || ranges.length > MOST_LISTED)
    throw new Problem(400, 'ranges', `a list of 1 to ${MOST_LISTED}`, EXAMPLE);
  for (const [index, range] of ranges.entries()) {
    const { start, end, ...others } = membersOf(range, ['start', 'end', ...Object.keys(OPTIONAL)], EXAMPLE);
    const wrong = faultOfEnds(start, end) ?? faultOfOthers(others);
    if (wrong) throw new Problem(400, `ranges[${index}].${wrong[0]}`, wrong[1], EXAMPLE);
  }
  return ranges;
}

const DIGITS = /^\d{13,19}$/;
type Fault = readonly [member: string, rule: string];

function faultOfEnds(start: unknown, end: unknown): Fault | undefined {
  const isEnd = (value: unknown): value is string => typeof value === 'string' && DIGITS.test(value);
  if (!isEnd(start)) return ['start', 'a text of 13 to 19 digits'];
  if (!isEnd(end)) return ['end', 'a text of 13 to 19 digits'];
  return start.padEnd(19, '0') <= end.padEnd(19, '9') ? undefined : ['end', 'not below start'];
}

const FLAG = { rule: 'false, or left out', holds: (value: unknown) => value === false };

/** What else may be said of a range. */
const OPTIONAL: Readonly<Record<string, { rule: string; holds(value: unknown): boolean }>> = {
  versions: {
    rule: `a list of ${SUPPORTED_VERSIONS.join(', ')}, highest first`,
    holds: (value) => Array.isArray(value) && value.length > 0 && areHighestFirst(value),
  },
  threeDSMethod: FLAG,
  acs: FLAG,
};

function faultOfOthers(others: Record<string, unknown>): Fault | undefined {
  const wrong = Object.entries(others).find(([name, value]) => !OPTIONAL[name]?.holds(value));
  return wrong && [wrong[0], OPTIONAL[wrong[0]]?.rule ?? ''];
}
