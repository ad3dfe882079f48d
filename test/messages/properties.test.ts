// What holds for any input at all.
import fc from 'fast-check';
import t from 'tap';
import { decodeBase64url, encodeBase64url } from '../../src/messages/base64url.ts';
import { duplicateElements } from '../../src/messages/duplicates.ts';
import { erro, ProtocolError } from '../../src/messages/errors.ts';
import { readMessage, readWhole } from '../../src/messages/read.ts';
import { findings } from '../../src/messages/schemas.ts';
import { isSupported, SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, type Json } from './example.ts';

const areq = example('AReq-browser-payment');
const examples = [
  'AReq-browser-payment',
  'AReq-app-payment',
  'AReq-3ri-nonpayment',
  'CReq',
  'CReq-app-entry',
  'RRes',
  'Erro',
].flatMap((name) => SUPPORTED_VERSIONS.map((version) => example(name, version)));
const elements = [...new Set(examples.flatMap((message) => Object.keys(message)))];
const runs = { numRuns: 500 };
const strangeName = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  'length',
  '0',
  '\u0000',
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(null, '', true, false, 0, -1, 1e300, '4970720000052226', '01', '80', '😀', '\ud800'),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    members(tie('value')),
  ),
})).value;

function members(value: fc.Arbitrary<unknown>): fc.Arbitrary<Json> {
  const names = fc.oneof(strangeName, fc.constantFrom(...elements), fc.string());
  return fc.array(fc.tuple(names, value), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs));
}

/** A valid message after some changes: elements set to anything, taken away, or new; or a cut, or a changed character. */
const mutated = fc
  .tuple(
    fc.constantFrom(...examples),
    fc.array(fc.tuple(fc.oneof(fc.constantFrom(...elements), strangeName), json), { maxLength: 4 }),
    fc.array(fc.constantFrom(...elements), { maxLength: 3 }),
  )
  .map(([message, set, gone]) => {
    const kept = Object.entries(message).filter(([name]) => !gone.includes(name));
    return JSON.stringify(Object.fromEntries([...kept, ...set]));
  });
const scratched = fc
  .tuple(mutated, fc.nat(), fc.constantFrom('"', '{', '}', '\\', ':', ',', '', '0', '\u0000'))
  .map(([text, at, char]) => text.slice(0, at % text.length) + char + text.slice((at % text.length) + 1));

/** Reads the text; a fault has to be a ProtocolError that makes a valid Erro without a card number. */
function readsOrRefuses(text: string): void {
  try {
    const types = ['AReq', 'CReq', 'RRes', 'Erro', 'OReq'] as const;
    const message: Json = { ...readMessage(types, text) };
    const whole = readWhole(types, text);
    if (JSON.stringify(whole) !== JSON.stringify(JSON.parse(text))) throw new Error('the message was changed');
    const own = Object.entries(whole).filter(([name]) => Object.hasOwn(message, name));
    if (JSON.stringify(message) !== JSON.stringify(Object.fromEntries(own))) throw new Error('an element was changed');
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const answer = JSON.parse(JSON.stringify(erro(error)));
    const faults = findings(isSupported(answer.messageVersion) ? answer.messageVersion : '2.2.0', 'Erro', answer);
    if (faults.length > 0) throw new Error(`the Erro is not valid: ${JSON.stringify(faults)}`);
    if (JSON.stringify(answer).includes('4970720000052226')) throw new Error('the Erro echoes a card number');
  }
}

t.test('Whatever comes is read or refused with a valid Erro, and never leaves a trace in Object.prototype', async (t) => {
  const before = Reflect.ownKeys(Object.prototype);
  const inputs: [sentence: string, texts: fc.Arbitrary<string>][] = [
    ['any text', fc.string({ unit: 'binary' })],
    ['any JSON', json.map((value) => JSON.stringify(value))],
    ['any members', members(json).map((value) => JSON.stringify(value))],
    ['a valid message with other elements', mutated],
    ['a valid message with a scratch', scratched],
  ];
  for (const [sentence, texts] of inputs) {
    t.doesNotThrow(() => fc.assert(fc.property(texts, readsOrRefuses), runs), sentence);
  }
  t.same(Reflect.ownKeys(Object.prototype), before);
  t.notOk('polluted' in {});
});

t.test('A member named __proto__ is a member like any other', async (t) => {
  const text = JSON.stringify(areq).replace(
    '{',
    '{"__proto__":{"polluted":true,"deviceChannel":"01"},"constructor":{"prototype":{"polluted":1}},',
  );
  const message = readMessage('AReq', text);
  t.equal(Object.getPrototypeOf(message), Object.prototype);
  t.equal(message.deviceChannel, '02');
  const { deviceChannel: _channel, ...rest } = areq;
  const inherited = JSON.stringify(rest).replace('{', '{"__proto__":{"deviceChannel":"02"},');
  t.throws(
    () => readMessage('AReq', inherited),
    { message: new ProtocolError('REQUIRED_ELEMENT_MISSING', 'deviceChannel').message },
    'nothing is inherited',
  );
});

// The oracle: a tree that knows its members with all their duplicates, and prints itself in an awkward way.
type Tree =
  | { kind: 'object'; members: [name: string, value: Tree][] }
  | { kind: 'array'; items: Tree[] }
  | { kind: 'leaf'; text: string };

const treeName = fc.constantFrom('a', 'b', 'aa', '', '"', '\\', '\\"', ':', '{', 'é', '__proto__', 'a:b');
const tree = fc.letrec<{ node: Tree }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc
      .constantFrom('1', 'null', 'true', '""', '"a"', '"\\""', '"\\\\"', '"a\\":"', '"{\\"a\\":1}"')
      .map((text): Tree => ({ kind: 'leaf', text })),
    fc.array(tie('node'), { maxLength: 3 }).map((items): Tree => ({ kind: 'array', items })),
    fc.array(fc.tuple(treeName, tie('node')), { maxLength: 4 }).map((list): Tree => ({ kind: 'object', members: list })),
  ),
})).node;

/** The nth printing: with and without space around the colon, with and without an escaped first character. */
function print(node: Tree, nth: number): string {
  if (node.kind === 'leaf') return node.text;
  if (node.kind === 'array') return `[${node.items.map((item, at) => print(item, nth + at)).join(' ,\n')}]`;
  const list = node.members.map(([name, value], at) => {
    const escaped =
      (nth + at) % 2 === 0 && name !== ''
        ? `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${JSON.stringify(name.slice(1)).slice(1)}`
        : JSON.stringify(name);
    return `${escaped}${(nth + at) % 3 === 0 ? ' \t\r\n' : ''}:${print(value, nth + at + 1)}`;
  });
  return `{${list.join(',')}}`;
}

function duplicatesOf(node: Tree, path: string[] = []): string[] {
  if (node.kind === 'leaf') return [];
  if (node.kind === 'array') return node.items.flatMap((item) => duplicatesOf(item, path));
  return node.members.flatMap(([name, value], at) => {
    const here = [...path, name === '' ? '""' : name];
    const again = node.members.slice(0, at).some(([other]) => other === name);
    return [...(again ? [here.join('.')] : []), ...duplicatesOf(value, here)];
  });
}

t.test('duplicateElements finds what an oracle knows', async (t) => {
  const agrees = (node: Tree, nth: number) => {
    const text = print(node, nth);
    const found = duplicateElements(text, JSON.parse(text)).sort();
    const known = [...new Set(duplicatesOf(node))].sort();
    if (JSON.stringify(found) !== JSON.stringify(known)) throw new Error(`${text}: ${found} instead of ${known}`);
  };
  t.doesNotThrow(() => fc.assert(fc.property(tree, fc.nat(5), agrees), { numRuns: 1000 }));
});

t.test('Any text survives base64url, and any other text is refused or read, never thrown', async (t) => {
  const roundTrip = (text: string) => (text === '' ? undefined : decodeBase64url(encodeBase64url(text))) === (text || undefined);
  t.doesNotThrow(() => fc.assert(fc.property(fc.string({ unit: 'grapheme' }), roundTrip), runs));
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void decodeBase64url(text)),
      runs,
    ),
  );
});
