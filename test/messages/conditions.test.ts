// What has to be there and what must not, by outcome, channel and neighbours, in every version. The rows come from the table of the
// elements and its rules by outcome, not from the schemas; that no condition of a schema is without a row is tested as well.
import { readdirSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { findings, type MessageType, readSchema } from '../../src/messages/schemas.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { CONDITIONS } from './elements/conditions.ts';
import { example, type Json } from './example.ts';

type Version = (typeof SUPPORTED_VERSIONS)[number];

/** Values of elements of which a row only says that they are there. */
const VALUES: Json = {
  ...{ sdkEncData: 'a.b.c.d.e', transStatusReason: '01', authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=' },
  ...{ acsURL: 'https://acs.example/', acsSignedContent: 'e30.e30.AA', acsHTML: 'PHA-', acsHTMLRefresh: 'PHA-' },
  ...{ oobAppURL: 'https://bank.example/app', challengeSelectInfo: [{ '01': 'x' }] },
  challengeEntryBox: { challengeDataEntryLabel: 'x' },
  challengeEntryBoxTwo: { challengeDataEntryLabel: 'x' },
  recurringInd: { amountInd: '01', frequencyInd: '01' },
};
const OF_VERSION: Record<string, (version: Version) => Json> = {
  acsRenderingType: (version) => ({
    ...{ acsInterface: '01', acsUiTemplate: '01' },
    ...(version === '2.3.1' ? { deviceUserInterfaceMode: '01' } : {}),
  }),
  issuerImage: (version) => ({ [version === '2.3.1' ? 'default' : 'medium']: 'https://bank.example/logo' }),
  psImage: (version) => ({ [version === '2.3.1' ? 'default' : 'medium']: 'https://scheme.example/logo' }),
};

interface Row {
  line: string;
  version: Version;
  type: MessageType;
  message: Json;
  faults: string[];
}

const lines = CONDITIONS.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const ROWS: Row[] = lines.flatMap((line) => {
  const [versions = '', name = '', changes = '', faults = ''] = line.split(/ {2,}/);
  const of = SUPPORTED_VERSIONS.filter((version) => versions === 'all' || versions.split(',').includes(version));
  return of.map((version) => {
    const message = example(name, version);
    for (const change of changes.split(' ')) apply(change, message, version);
    const type = name.split('-')[0] as MessageType;
    return { line: `${version} ${line}`, version, type, message, faults: faults === '.' ? [] : faults.split(' ').sort() };
  });
});

function apply(change: string, message: Json, version: Version): void {
  const [, sign, path = '', text] = /^([+-]?)([\w.]+)(?:=(.*))?$/.exec(change) ?? [];
  const names = path.split('.');
  const name = names.pop() ?? '';
  const around = names.reduce((at, part) => at[part] as Json, message);
  if (sign === '-') {
    if (!(name in around)) throw new Error(`${change}: nothing to take away`);
    delete around[name];
  } else {
    around[name] = sign === '+' ? (OF_VERSION[name]?.(version) ?? structuredClone(VALUES[name])) : readValue(text ?? '');
  }
}

function readValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.startsWith('[') ? text.slice(1, -1).split(',') : text;
}

t.test('Each message has the faults of its row', async (t) => {
  for (const { line, version, type, message, faults } of ROWS) {
    const found = findings(version, type, message).map(({ element, fault }) => `${fault === 'missing' ? '-' : '+'}${element}`);
    t.same(found.sort(), faults, line);
  }
});

/** A place in a schema where a condition says what follows. */
interface Place {
  path: string[];
  description: string;
  /** What is taken away there: the whole, one required element, or what is said of one element. */
  what: string;
  take: (branch: Json) => void;
}

/** Each `then` and `else` below a schema, as a whole and piece by piece. */
function placesIn(schema: unknown, path: string[] = []): Place[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { if: condition, description = '', ...branches } = schema as { if?: Json; description?: string } & Json;
  const own = condition ? ['then', 'else'].flatMap((name) => piecesOf(branches[name], [...path, name], description)) : [];
  return [...own, ...Object.entries(schema).flatMap(([name, below]) => placesIn(below, [...path, name]))];
}

function piecesOf(branch: unknown, path: string[], description: string): Place[] {
  if (branch === undefined) return [];
  const { required = [], properties = {} } = branch as { required?: string[]; properties?: Record<string, Json> };
  const place = (what: string, take: Place['take']) => ({ path, description, what, take });
  const whole = place('everything', (of) => {
    for (const name of Object.keys(of)) delete of[name];
  });
  // What an element is that stands at the condition of its channel is for the table of elements.
  const said = Object.keys(properties).filter((name) => properties[name]?.description === undefined);
  return [
    whole,
    ...required.map((name) =>
      place(`required ${name}`, (of) => {
        of.required = (of.required as string[]).filter((each) => each !== name);
      }),
    ),
    ...said.map((name) =>
      place(`what is said of ${name}`, (of) => {
        delete (of.properties as Json)[name];
      }),
    ),
  ];
}

const STRUCTURAL = ['if', 'anyOf', 'allOf'];
const nameOf = ({ instancePath, keyword, params }: ErrorObject) =>
  `${keyword === 'required' ? `- ${params.missingProperty}` : '+'} ${instancePath}`;

type Judge = (message: Json) => string[];

/** What schemas say of a message, as ajv alone judges by them, which is enough to tell one from another. */
function judgeWith(definitions: Json): (schema: Json) => Judge {
  const ajv = new Ajv({ allErrors: true, strict: false, meta: false, validateSchema: false, inlineRefs: false });
  addFormats.default(ajv, ['ipv4', 'ipv6']);
  ajv.addSchema(definitions);
  return (schema) => {
    const validate = ajv.compile(schema);
    ajv.removeSchema(schema); // the next one has the same $id
    return (message) => {
      validate(message);
      return (validate.errors ?? []).filter(({ keyword }) => !STRUCTURAL.includes(keyword)).map(nameOf);
    };
  };
}

/** A schema says what its parts say: its elements, and each of its conditions. Only one of them has to be compiled again. */
function partsOf({ allOf = [], ...elements }: Json): Json[] {
  return [elements, ...(allOf as Json[]).map((condition) => ({ $id: elements.$id, allOf: [condition] }))];
}

const partAt = ({ path: [first, at] }: Place): number => (first === 'allOf' ? Number(at) + 1 : 0);
const asOne = (parts: string[][]) => [...new Set(parts.flat())].sort().join();

function without(schema: Json, { path, take }: Place): Json {
  const copy = structuredClone(schema);
  take(path.reduce((at, name) => at[name] as Json, copy));
  return copy;
}

t.test('No condition of a schema could go without a row noticing', async (t) => {
  const definitions = readSchema('common/definitions.json');
  const judgeBy = judgeWith(definitions);
  const shared = placesIn(definitions);
  const noticed = new Set<Place>();
  const unnoticed: string[] = [];
  let places = 0;
  for (const version of SUPPORTED_VERSIONS) {
    for (const file of readdirSync(shipped(`schemas/${version}`))) {
      const rows = ROWS.filter((row) => row.version === version && `${row.type}.json` === file);
      const schema = readSchema(`${version}/${file}`);
      const judges = partsOf(schema).map(judgeBy);
      const said = rows.map(({ message }) => judges.map((judge) => judge(message)));
      const isNoticed = (part: number, other: Judge) =>
        rows.some(({ message }, at) => {
          const parts = said[at] ?? [];
          return asOne(parts) !== asOne(parts.map((each, index) => (index === part ? other(message) : each)));
        });
      for (const place of placesIn(schema)) {
        places += 1;
        const part = partsOf(without(schema, place))[partAt(place)] as Json;
        if (!isNoticed(partAt(place), judgeBy(part)))
          unnoticed.push(`${version} ${file}: ${place.description}, ${place.path.at(-1)}: ${place.what}`);
      }
      for (const [part, of] of partsOf(schema).entries()) {
        for (const place of shared.filter((each) => !noticed.has(each)))
          if (
            JSON.stringify(of).includes(`$defs/${place.path[1]}"`) &&
            isNoticed(part, judgeWith(without(definitions, place))(of))
          )
            noticed.add(place);
      }
    }
  }
  const left = shared.filter((place) => !noticed.has(place)).map(({ path, what }) => `${path.join('/')}: ${what}`);
  t.same([...unnoticed, ...left], []);
  t.ok(places > 400, `${places} places`);
});
