// Every element of every message that is received, in every version, channel and category: absent, empty, of another type, at
// and beyond its limits, with every code. What is expected comes from the table of the elements, not from the schemas.
import t from 'tap';
import { findings, type MessageType, readSchema } from '../../src/messages/schemas.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { ELEMENT_RULES } from './elements/rules231.ts';
import { type Json, verdict } from './example.ts';
import { sampleOf, valuesFor } from './kinds.ts';
import { build, elementsIn, judge, type Kind, parentsOf } from './oracle.ts';
import { type Element, elementsOf } from './table.ts';

const CHANNELS = ['01', '02', '03'];
const RECEIVED: Record<string, { channels: string[]; categories: string[] }> = {
  AReq: { channels: CHANNELS, categories: ['01', '02'] },
  CReq: { channels: ['01', '02'], categories: ['01'] },
  RRes: { channels: CHANNELS, categories: ['01'] },
  Erro: { channels: ['01'], categories: ['01'] },
  PReq: { channels: ['01'], categories: ['01'] },
  OReq: { channels: ['01'], categories: ['01'] },
};
const TYPES = 'AReq ARes CReq CRes RReq RRes Erro PReq PRes OReq ORes'.split(' ');
/** The only category of 3RI before 2.2.0 is 02. OReq is new in 2.3.1. */
const isKnown = ({ version, type, channel, category }: Kind) =>
  type === 'OReq' ? version === '2.3.1' : version !== '2.1.0' || type !== 'AReq' || channel !== '03' || category === '02';

const kindsOf = (version: Kind['version'], type: string): Kind[] => {
  const { channels = [], categories = [] } = RECEIVED[type] ?? {};
  const all = channels.flatMap((channel) => categories.map((category) => ({ version, type, channel, category })));
  return all.filter(isKnown);
};

const read = (kind: Kind, message: Json): [string, string] => {
  const [code, names] = verdict(kind.type as MessageType, message, { version: kind.version, deviceChannel: kind.channel });
  return code === '102' || code === '202' ? [code, names] : [code, names.split(',').sort().join()];
};

/** What was tried of the elements of 2.3.1, by message and path: how many values were refused, and what was judged otherwise than expected. */
const tried231 = new Map<string, { refused: number; failures: string[] }>();

function note({ version, type }: Kind, { path }: Element, refused: boolean, failure?: string): void {
  if (version !== '2.3.1') return;
  const key = `${type} ${path}`;
  const known = tried231.get(key) ?? { refused: 0, failures: [] };
  tried231.set(key, known);
  if (refused) known.refused += 1;
  if (failure !== undefined) known.failures.push(failure);
}

/** The values of other elements under which a conditional one is required. */
function contextsOf({ when }: Element, { channel }: Kind): Json[] {
  const contexts: Json[] = [{}];
  for (const terms of when) {
    const settable = terms.filter(({ path, values }) => values.length > 0 && !path.includes('.') && path !== 'always');
    if (settable.some(({ path, values }) => path === 'deviceChannel' && !values.includes(channel))) continue;
    const others = settable.filter(({ path }) => path !== 'deviceChannel');
    const [{ path, values } = { path: '', values: [] }] = others;
    for (const value of values) contexts.push({ [path]: value === 'true' ? true : value });
  }
  return contexts;
}

for (const version of SUPPORTED_VERSIONS) {
  for (const type of Object.keys(RECEIVED)) {
    const kinds = kindsOf(version, type);
    if (kinds.length === 0) continue;
    t.test(`Every element of ${type} ${version}`, async (t) => {
      const failures: string[] = [];
      let cases = 0;
      const compare = (kind: Kind, element: Element, message: Json, what: string) => {
        cases += 1;
        const expected = judge(kind, JSON.parse(JSON.stringify(message)));
        const found = read(kind, message);
        const isRefused = expected[0] !== 'accepted';
        if (String(found) === String(expected)) return note(kind, element, isRefused);
        const failure = `${kind.channel}/${kind.category} ${what}: ${found} instead of ${expected}`;
        failures.push(failure);
        note(kind, element, isRefused, failure);
      };
      const tried = new Set<string>();
      for (const kind of kinds) {
        for (const element of elementsIn(kind)) {
          // All values where an element is seen first; that it is judged at all, on every channel and in every category.
          const isFirst = !tried.has(element.path);
          tried.add(element.path);
          for (const context of contextsOf(element, kind)) {
            const base = build(kind, element, context);
            const place = (message: Json) => parentsOf(message, element.parent)[0] as Json;
            const sample = place(base)[element.name] ?? sampleOf(element);
            const isPlain = Object.keys(context).length === 0;
            for (const value of isPlain && isFirst
              ? valuesFor(element, sample, version)
              : [undefined, null, '', {}, [], 0, 'x', '00', sample]) {
              const message = structuredClone(base);
              place(message)[element.name] = value;
              compare(
                kind,
                element,
                message,
                `${element.path} = ${JSON.stringify(value)?.slice(0, 60)} ${JSON.stringify(context)}`,
              );
            }
          }
        }
      }
      t.same([failures.length, failures.slice(0, 40)], [0, []], `${cases} cases`);
      t.ok(cases > 100);
    });

    t.test(`What ${type} ${version} has on another channel is ignored`, async (t) => {
      const failures: string[] = [];
      for (const kind of kinds) {
        const here = new Set(elementsIn(kind).map(({ path }) => path));
        const foreign = elementsOf(version, type).filter(({ path, parent }) => parent === '' && !here.has(path));
        for (const { name } of foreign) {
          if (name === 'sdkTransID' && type === 'Erro') continue;
          for (const value of ['', null, 'x'.repeat(5000), 1, {}, []]) {
            const found = read(kind, { ...build(kind), [name]: value });
            if (found[0] !== 'accepted') failures.push(`${kind.channel} ${name} ${JSON.stringify(value).slice(0, 9)}: ${found}`);
          }
        }
      }
      t.same(failures, []);
    });
  }
}

const TABLES_OF_MESSAGES: Record<string, string> = {
  AReq: 'B.1 AReq: the AReq has the elements of its table and no other',
  ARes: 'B.2 ARes: the ARes has the elements of its table and no other',
  CReq: 'B.3 CReq: the CReq has the elements of its table and no other',
  CRes: 'B.4 CRes: the CRes has the elements of its table and no other',
  PReq: 'B.6 PReq: the PReq has the elements of its table and no other',
  PRes: 'B.7 PRes: the PRes has the elements of its table and no other',
  RReq: 'B.8 RReq: the RReq has the elements of its table and no other',
  RRes: 'B.9 RRes: the RRes has the elements of its table and no other',
  Erro: 'B.12 Erro: the Erro has the elements of its table and no other',
};

t.test('Every element of the table is in its schema, and no other', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    for (const type of TYPES) {
      const table = elementsOf(version, type);
      if (table.length === 0) continue;
      const inTable = table.filter(({ parent }) => parent === '').map(({ name }) => name);
      const schema = readSchema(`${version}/${type}.json`);
      const title = version === '2.3.1' ? TABLES_OF_MESSAGES[type] : undefined;
      t.same([...elementNames(schema)].sort(), inTable.sort(), title ?? `${type} ${version}`);
    }
  }
});

/** The names that a schema describes, at its top or at a condition. */
function elementNames(schema: Json): Set<string> {
  const conditions = (schema.allOf ?? []) as { then?: Json; else?: Json }[];
  const lists = [schema, ...conditions.flatMap((condition) => [condition.then ?? {}, condition.else ?? {}])];
  const described = lists.flatMap(({ properties }) => Object.entries((properties ?? {}) as Record<string, Json>));
  return new Set(described.filter(([, { description }]) => description !== undefined).map(([name]) => name));
}

/**
 * Messages that this ACS sends have conditions by outcome, which conditions.test.ts tests; here are the forms. Between them, these
 * outcomes have every element: one is judged in the first outcome and on the first channel in which it may be sent.
 */
const OUTCOMES: Record<string, Json[]> = {
  ARes: ['Y', 'N', 'C', 'D', 'S'].map((transStatus) => ({ transStatus })),
  RReq: ['Y', 'N', 'U'].map((transStatus) => ({ transStatus })),
  CRes: [
    ...['01', '02', '04', '05', '07'].map((acsUiType) => ({ challengeCompletionInd: 'N', acsUiType, transStatus: undefined })),
    { challengeCompletionInd: 'Y' },
  ],
  PRes: [{}],
  ORes: [{}],
};

t.test('Every element of a message that is sent refuses what is malformed', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    for (const type of ['ARes', 'RReq', 'CRes', 'PRes', 'ORes']) {
      const failures: string[] = [];
      for (const element of elementsOf(version, type)) {
        if (element.path === 'messageType' || element.path === 'messageVersion') continue;
        const isBlamed = (message: Json) =>
          findings(version, type as MessageType, JSON.parse(JSON.stringify(message))).some(
            (found) => found.element === element.path,
          );
        const channels = CHANNELS.filter((_channel, at) => element.channels[at] !== '-');
        const kinds = channels.map((channel) => ({ version, type, channel, category: '01' }));
        const bases = kinds.flatMap((kind) =>
          (OUTCOMES[type] ?? []).map((outcome) => ({ kind, base: build(kind, element, outcome) })),
        );
        // What no message may have is malformed in each.
        const found = bases.find(({ base }) => element.kind === 'never' || !isBlamed(base));
        if (!found) {
          failures.push(`${element.path} is in no message`);
          continue;
        }
        const { kind, base } = found;
        let refused = 0;
        for (const value of valuesFor(element, sampleOf(element), version)) {
          const message = structuredClone(base);
          (parentsOf(message, element.parent)[0] as Json)[element.name] = value;
          const [code, names] = judge(kind, JSON.parse(JSON.stringify(message)));
          if (!['203', '207'].includes(code) || names !== element.path) continue;
          refused += 1;
          const failure = isBlamed(message) ? undefined : `${element.path} = ${JSON.stringify(value)?.slice(0, 60)} is taken`;
          if (failure !== undefined) failures.push(failure);
          note(kind, element, true, failure);
        }
        if (refused === 0) failures.push(`${element.path} was never malformed`);
      }
      t.same(failures, [], `${type} ${version}`);
    }
  }
});

t.test('Each rule of an element was tried in every message that has it', async (t) => {
  for (const title of ELEMENT_RULES) {
    const path = title
      .slice(title.indexOf(' ') + 1, title.indexOf(':'))
      .replace(/ \(\w+\)$/, '')
      .replaceAll('[]', '');
    const found = [...tried231].filter(([key]) => key.split(' ')[1] === path);
    const types = TYPES.filter((type) => elementsOf('2.3.1', type).some((element) => element.path === path));
    const untried = types.filter((type) => (tried231.get(`${type} ${path}`)?.refused ?? 0) === 0);
    t.same([found.length > 0, untried, found.flatMap(([, { failures }]) => failures)], [true, [], []], title);
  }
});

t.test('Every message says its type and its version', async (t) => {
  const rows: [name: string, value: unknown, code: string][] = [
    ...[undefined, null, ''].map((value): [string, unknown, string] => ['messageType', value, '201']),
    ...[1, true, {}, ['AReq']].map((value): [string, unknown, string] => ['messageType', value, '203']),
    ...['areq', 'XXXX', 'AReq '].map((value): [string, unknown, string] => ['messageType', value, '101']),
    ...[undefined, null, ''].map((value): [string, unknown, string] => ['messageVersion', value, '201']),
    ...[231, '2.3', '2.3.1.1', '2.3.x', '10.10.100'].map((value): [string, unknown, string] => ['messageVersion', value, '203']),
    ...['1.0.2', '2.4.0', '2.3.0'].map((value): [string, unknown, string] => ['messageVersion', value, '102']),
  ];
  const wrong = TYPES.flatMap((type) => {
    const message = build({ version: '2.3.1', type, channel: '02', category: '01' });
    return rows.flatMap(([name, value, code]) => {
      const [found] = verdict(type as MessageType, { ...message, [name]: value });
      return found === code ? [] : [`${type} ${name} ${value}: ${found} instead of ${code}`];
    });
  });
  t.same(wrong, [], 'A.1 messageType, A.1 messageVersion, A.4 102: absent 201, malformed 203, of no type 101, of no version 102');
});
