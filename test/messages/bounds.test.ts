// How deep a message is, and how many members it has, is looked at before anybody walks through it.
import t from 'tap';
import { findBrokenBound } from '../../src/messages/bounds.ts';
import {
  EXTENSION_DATA_LIMIT,
  MESSAGE_DEPTH,
  MESSAGE_EXTENSION_LIMIT,
  MESSAGE_MEMBERS,
  REQ_AUTH_DATA_LIMIT,
} from '../../src/messages/limits.ts';
import { faultsOf } from '../../src/messages/read.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import { example, type Json, verdict } from './example.ts';

const TOO_DEEP = ['101', `Message nested deeper than ${MESSAGE_DEPTH} levels`];
const TOO_MANY = ['101', `Message with more than ${MESSAGE_MEMBERS} members`];

/** Every message that somebody reads, on whichever side. */
const MESSAGES: [MessageType, Json][] = [
  ['AReq', example('AReq-browser-payment', '2.2.0')],
  ['AReq', example('AReq-app-payment', '2.1.0')],
  ['AReq', { ...example('AReq-browser-payment', '2.3.1'), deviceChannel: '80' }],
  ['ARes', example('ARes-Y', '2.2.0')],
  ['CReq', example('CReq', '2.3.1')],
  ['CRes', example('CRes-app-select', '2.3.1')],
  ['RReq', example('RReq-Y', '2.2.0')],
  ['RRes', example('RRes', '2.2.0')],
  ['PReq', example('PReq', '2.2.0')],
  ['Erro', example('Erro', '2.2.0')],
];

const withValue = (message: Json, name: string, value: string) =>
  JSON.stringify({ ...message, [name]: '§' }).replace(`"${name}":"§"`, `"${name}":${value}`);

const SHAPES: Record<string, (levels: number) => string> = {
  lists: (levels) => '['.repeat(levels) + ']'.repeat(levels),
  objects: (levels) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`,
  'lists with spaces': (levels) => '[ \n'.repeat(levels) + '\t]'.repeat(levels),
  'objects in lists': (levels) =>
    `${(levels % 2 ? '[' : '') + '[{"é\\"[":'.repeat(levels >> 1)}1${'}]'.repeat(levels >> 1)}${levels % 2 ? ']' : ''}`,
};

t.test('a message is as deep as the limit, and no deeper, whichever it is', async (t) => {
  for (const [type, message] of MESSAGES) {
    t.same(verdict(type, message), ['accepted', ''], `${type} ${message.messageVersion}`);
    for (const [shape, nested] of Object.entries(SHAPES)) {
      // The message itself is the first level.
      t.same(verdict(type, withValue(message, 'unknown', nested(MESSAGE_DEPTH - 1))), ['accepted', ''], `${type}: ${shape}`);
      for (const levels of [MESSAGE_DEPTH, 5000])
        t.same(verdict(type, withValue(message, 'unknown', nested(levels))), TOO_DEEP, `${type}: ${levels} ${shape}`);
    }
  }
});

t.test('a message has as many members as the limit, and no more, whichever it is', async (t) => {
  const named = (count: number) => Array.from({ length: count }, (_, at) => [`m:${at}`, '{:']);
  for (const [type, message] of MESSAGES) {
    const most = MESSAGE_MEMBERS - membersOf({ ...message, unknown: '' });
    const shapes: [string, (count: number) => unknown][] = [
      ['in one object', (count) => Object.fromEntries(named(count))],
      ['in many', (count) => named(count).map(([name = '']) => ({ [name]: 1 }))],
    ];
    // Building them takes longer than reading them.
    for (const [shape, make] of type === 'AReq' && message.messageVersion === '2.2.0' ? shapes : shapes.slice(1)) {
      t.same(verdict(type, { ...message, unknown: make(most) }), ['accepted', ''], `${type}: ${shape}`);
      t.same(verdict(type, { ...message, unknown: make(most + 1) }), TOO_MANY, `${type}: ${shape}`);
    }
    t.same(verdict(type, { ...message, ...Object.fromEntries(named(most + 2)) }), TOO_MANY, `${type}: of its own`);
  }
});

t.test('of known elements, too, a deep one is refused before the schema looks at it', async (t) => {
  const newest = example('AReq-browser-payment', '2.3.1');
  const deep = SHAPES.lists?.(200_000) ?? '';
  for (const name of ['broadInfo', 'sellerInfo', 'messageExtension', 'email', 'threeDSRequestorChallengeInd', 'acctInfo'])
    for (const value of [deep, `[${deep},${deep}]`]) t.same(verdict('AReq', withValue(newest, name, value)), TOO_DEEP, name);
});

t.test('a list of card ranges has no end, at whoever asked for one', async (t) => {
  const pres = example('PRes', '2.2.0');
  const many = { ...pres, unknown: Array(MESSAGE_MEMBERS).fill({ a: 1 }) };
  t.same(verdict('PRes', many), ['accepted', '']);
  t.same(verdict('AReq', many), TOO_MANY, 'where none is awaited, it has one');
  t.same(verdict('PRes', withValue(pres, 'unknown', SHAPES.lists?.(5000) ?? '')), TOO_DEEP);
});

t.test('who looks at all faults of such a message is told that one', async (t) => {
  const text = withValue({ ...example('AReq-browser-payment', '2.2.0'), mcc: '' }, 'unknown', SHAPES.objects?.(5000) ?? '');
  t.same(
    faultsOf('AReq', text).map(({ detail, about }) => [detail, about]),
    [[TOO_DEEP[1], {}]],
  );
});

t.test('no table asks for more than the limits: the free elements are full of the shortest members', async (t) => {
  const members = (characters: number) => Array(Math.floor((characters - 10) / 8)).fill({ '': 1 });
  const data = { 1: members(EXTENSION_DATA_LIMIT) };
  const extension = (at: number) => ({ name: 'E', id: `A000000000-${at}`, criticalityIndicator: false, data });
  const count = Math.floor(MESSAGE_EXTENSION_LIMIT / (EXTENSION_DATA_LIMIT + 90));
  const areq = {
    ...example('AReq-browser-payment', '2.3.1'),
    messageExtension: Array.from({ length: count }, (_, at) => extension(at)),
    threeDSRequestorAuthenticationInfo: [1, 2, 3].map((at) => ({
      threeDSReqAuthMethod: `0${at}`,
      threeDSReqAuthTimestamp: '202602072128',
      threeDSReqAuthData: { a: members(REQ_AUTH_DATA_LIMIT) },
    })),
  };
  t.same(verdict('AReq', areq), ['accepted', '']);
  t.ok(membersOf(areq) > 25_000, 'it is a full one');
  const FREE = 3 * REQ_AUTH_DATA_LIMIT + MESSAGE_EXTENSION_LIMIT + 4096 + 500;
  t.ok(FREE / 5 + 2000 < MESSAGE_MEMBERS, 'names of no or one letter, values of one digit');
});

t.test('what is counted is what JSON.parse makes', async (t) => {
  const values = [{}, [], { a: [] }, [1, [2, { b: {} }], 'a,[{"'], { '"': { '\\': ['\\"', {}] } }, { a: { b: { c: [[[]]] } } }];
  for (const value of values)
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      const [depth, members] = [depthOf(value), membersOf(value)];
      t.equal(findBrokenBound(text, { depth, members }), undefined, text);
      t.equal(findBrokenBound(text, { depth: depth - 1, members }), 'depth', text);
      if (members > 0) t.equal(findBrokenBound(text, { depth, members: members - 1 }), 'members', text);
    }
});

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, member) => sum + membersOf(member), own);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
