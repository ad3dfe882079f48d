import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import t from 'tap';
import ts from 'typescript';
import { shipped } from '../src/files.ts';

const SRC = shipped('src/');

interface Source {
  /** From src on, with `/`. */
  path: string;
  /** The folder right under src; empty for the files of src itself. */
  part: string;
  text: string;
  /** Files of ours, from src on. */
  inner: string[];
  /** Packages, those of Node without `node:`. */
  packages: string[];
}

const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    const specifiers = [
      ...text.matchAll(/(?:^import\s|^export\s[^;]*?\sfrom\s|^\} from\s|\bimport\()[^'"`;]*?['"]([^'"]+)['"]/gm),
    ];
    const names = specifiers.map(([, name = '']) => name);
    return {
      path,
      part: path.includes('/') ? (path.split('/')[0] ?? '') : '',
      text,
      inner: names
        .filter((name) => name.startsWith('.'))
        .map((name) => normalize(join(dirname(path), name)).replaceAll('\\', '/')),
      packages: names.filter((name) => !name.startsWith('.')).map((name) => name.replace('node:', '')),
    };
  });

/** The part of the program that a file belongs to: its folder, of web/ the folder in it, or a file of src itself. */
function partOf(path: string): string {
  const [first = '', second = '', third] = path.split('/');
  return first === 'web' && third !== undefined ? `web/${second}` : first;
}

/** What speaks of the protocol and knows nothing of the rest. */
const PURE = ['challenge', 'decision', 'messages', 'transaction'];
const OF_WEB = [...PURE, 'acs.ts', 'areq', 'cards', 'crypto', 'files.ts', 'pages', 'reports.ts', 'settings', 'store', 'web'];

/** What each part may import of ours. The arrows of docs/architecture.md, from below: no part is imported by one that it imports. */
const ARROWS: Record<string, readonly string[]> = {
  messages: ['files.ts'],
  crypto: ['messages', 'wholeFile.ts'],
  challenge: ['messages', 'crypto'],
  decision: ['challenge', 'messages', 'crypto'],
  transaction: ['decision', 'challenge', 'messages', 'crypto'],
  cards: ['transaction', 'decision', 'challenge', 'messages', 'crypto'],
  enrolment: ['crypto'],
  store: ['transaction', 'decision', 'challenge', 'cards', 'enrolment', 'messages', 'crypto', 'startError.ts', 'wholeFile.ts'],
  rules: ['store', 'cards', 'decision', 'challenge', 'messages', 'crypto', 'schemaFaults.ts'],
  settings: [...PURE, 'store', 'cards', 'enrolment', 'rules', 'crypto', 'files.ts', 'schemaFaults.ts', 'startError.ts'],
  pages: ['messages', 'files.ts'],
  check: ['messages', 'crypto', 'files.ts'],
  sandbox: ['messages', 'crypto', 'pages', 'files.ts', 'posting.ts', 'routeMethods.ts'],
  delivery: [...PURE, 'acs.ts', 'store', 'enrolment', 'pages', 'posting.ts'],
  areq: [...PURE, 'acs.ts', 'cards', 'crypto', 'pages', 'store', 'urls.ts'],
  'web/portal': [...OF_WEB, 'delivery', 'enrolment', 'web/acs'],
  'web/acs': OF_WEB,
  'web/app': [...OF_WEB, 'urls.ts', 'web/acs'],
  'web/control': [...OF_WEB, 'delivery', 'rules', 'clock.ts', 'duration.ts', 'routeMethods.ts', 'schemaFaults.ts', 'web/acs'],
  /** The files of web/ itself: what its folders share, and the listener that puts them together. */
  web: [...OF_WEB, 'startError.ts', 'web/acs', 'web/app', 'web/portal'],
};

/** The files of src itself that put the parts together: these alone may import all of them. */
const COMPOSE = ['cli.ts', 'index.ts', 'simulator.ts'];

/** What any other file of src itself may import. */
const ROOT_ARROWS: Record<string, readonly string[]> = {
  'acs.ts': [...PURE, 'advance.ts', 'cards', 'clock.ts', 'crypto', 'reports.ts', 'rules', 'settings', 'store', 'urls.ts'],
  'advance.ts': ['clock.ts', 'store', 'transaction'],
  'areqCommand.ts': ['config.ts', 'exampleAReq.ts', 'messages', 'startError.ts'],
  'backupCommand.ts': ['dataFolder.ts', 'startError.ts', 'store', 'wholeFile.ts'],
  'banner.ts': ['challenge', 'simulator.ts'],
  'callerSpells.ts': ['config.ts', 'settings.ts', 'startError.ts'],
  'cardCommand.ts': ['cards', 'challenge', 'decision', 'messages', 'startError.ts'],
  'clock.ts': [],
  'config.ts': ['crypto', 'log.ts', 'messages', 'posting.ts', 'settings.ts', 'startError.ts', 'store'],
  'dataFolder.ts': ['config.ts', 'crypto', 'startError.ts', 'store'],
  'duration.ts': [],
  'exampleAReq.ts': ['files.ts', 'messages'],
  'files.ts': [],
  'log.ts': ['messages'],
  'output.ts': [],
  'posting.ts': ['messages'],
  'reports.ts': ['messages'],
  'routeMethods.ts': [],
  'sandboxParts.ts': ['cards', 'config.ts', 'crypto', 'messages', 'sandbox', 'settings', 'startError.ts', 'transaction'],
  'schemaFaults.ts': ['messages'],
  'settings.ts': ['delivery', 'duration.ts', 'sandbox'],
  'startError.ts': [],
  'urls.ts': [],
  'wholeFile.ts': [],
};

t.test('imports follow the arrows', async (t) => {
  const parts = [...new Set(sources.map(({ path }) => partOf(path)))].sort();
  const known = [...Object.keys(ARROWS), ...Object.keys(ROOT_ARROWS), ...COMPOSE].sort();
  t.same(parts, known, 'every folder and every file of src itself has its arrows, and no other');
  for (const { path, inner } of sources) {
    const part = partOf(path);
    if (COMPOSE.includes(part)) continue;
    const allowed = [part, ...(ARROWS[part] ?? ROOT_ARROWS[part] ?? [])];
    const wrong = inner.filter((name) => !allowed.includes(partOf(name))).map((name) => `${path} → ${name}`);
    t.same(wrong, [], `src/${path}`);
  }
});

t.test('of deciding, the life of a transaction knows the value that it takes, and nothing else', async (t) => {
  for (const { path, inner } of sources.filter(({ part }) => part === 'transaction')) {
    const wrong = inner.filter((name) => partOf(name) === 'decision' && name !== 'decision/decision.ts');
    t.same(
      wrong.map((name) => `${path} → ${name}`),
      [],
      `src/${path}`,
    );
  }
});

/** A new id is made outside of every step and arrives with the opening; the function only shares the folder of its word. */
const OF_RANDOM_IDS = ['transaction/transID.ts: crypto'];

t.test('what is pure knows no store, no web, no clock and no packages of theirs', async (t) => {
  const forbidden = [
    'fastify',
    '@fastify/formbody',
    'better-sqlite3',
    'http',
    'https',
    'net',
    'child_process',
    'pino',
    'handlebars',
  ];
  for (const { path, packages, text } of sources.filter(({ part }) => [...PURE, 'crypto'].includes(part))) {
    t.same(
      packages.filter((name) => forbidden.includes(name)),
      [],
      `src/${path} imports none of them`,
    );
    t.notMatch(
      text,
      /\b(?:Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|fetch)\(|\bnew Date\(\)/,
      `src/${path} asks for no time`,
    );
  }
  for (const { path, packages } of sources.filter(({ part }) => ['challenge', 'decision', 'transaction'].includes(part)))
    t.same(
      packages.filter((name) => !OF_RANDOM_IDS.includes(`${path}: ${name}`)),
      [],
      `src/${path} imports no package at all`,
    );
});

t.test('only the store knows SQL', async (t) => {
  for (const { path, part, packages, text } of sources) {
    if (part === 'store') continue;
    t.notOk(packages.includes('better-sqlite3'), `src/${path} does not import better-sqlite3`);
    t.notMatch(text, /\b(?:SELECT .* FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b/, `src/${path} holds no SQL`);
  }
  t.ok(sources.find(({ path }) => path === 'store/database.ts')?.packages.includes('better-sqlite3'), 'the store does');
});

/** index.ts hands the standard error of the process to the log of a simulator that a test suite starts. */
const TOUCH_PROCESS = ['cli.ts', 'index.ts'];

t.test('only the command line touches process', async (t) => {
  for (const { path, text } of sources) {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const touches = /\bprocess\./.test(code) || /from 'node:process'/.test(code);
    t.equal(touches, TOUCH_PROCESS.includes(path), `src/${path}`);
  }
  const index = sources.find(({ path }) => path === 'index.ts')?.text ?? '';
  t.same(index.match(/\bprocess\.\w+/g), ['process.stderr']);
});

t.test('a file fits in a head: 300 lines, but for the generated types', async (t) => {
  for (const { path, text } of sources) {
    if (path === 'messages/types.ts') continue;
    const lines = text.split('\n').length - 1;
    t.ok(lines <= 300, `src/${path} has ${lines}`);
  }
});

const MOST_LINES = 70;

/** Each function with a body in a file, whatever its kind and wherever it stands, with its lines from its first word to its brace. */
function functionsIn({ path, text }: Pick<Source, 'path' | 'text'>): { name: string; lines: number }[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const name = node.name ?? (node.parent as Partial<ts.NamedDeclaration>).name;
      const lines = lineOf(node.end) - lineOf(node.getStart(file)) + 1;
      found.push({ name: `${path}: ${name?.getText(file) ?? `line ${lineOf(node.getStart(file)) + 1}`}`, lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

t.test('a function fits on a screen: 70 lines', async (t) => {
  const tooLong = sources.flatMap(functionsIn).filter(({ lines }) => lines > MOST_LINES);
  t.same(
    tooLong.map(({ name, lines }) => `src/${name} has ${lines}`),
    [],
  );
});

t.test('this test measures functions of every kind, within others too, without their comments', async (t) => {
  const text = `/**
 * Of two lines.
 */
export function declared() {
  const arrow = () => {
    return 1;
  };
  return { method() { return arrow(); }, get property() {
    return 2;
  }, named: function () {} };
}
class Made {
  constructor() {
  }
}
after(() => {
});
declare function without(): void;
`;
  t.same(functionsIn({ path: 'a.ts', text }), [
    { name: 'a.ts: declared', lines: 8 },
    { name: 'a.ts: arrow', lines: 3 },
    { name: 'a.ts: method', lines: 1 },
    { name: 'a.ts: property', lines: 3 },
    { name: 'a.ts: named', lines: 1 },
    { name: 'a.ts: Made', lines: 2 },
    { name: 'a.ts: line 16', lines: 2 },
  ]);
});

t.test('nothing goes in a circle between files, types included', async (t) => {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || done.has(path)) return;
    for (const next of byPath.get(path)?.inner ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  t.same(circles, []);
});

t.test(
  'whether a text is a URL is told in one place: what Node 20 says by itself changes after some thousand calls',
  async (t) => {
    const asking = sources.filter(({ text }) => /\bURL\s*\??\.\s*(?:canParse|parse)\b(?!`)|\bcanParse\s*[,}]/.test(text));
    t.same(
      asking.map(({ path }) => path),
      [],
    );
  },
);

t.test('this test reads imports: of one line, of several, of types and at run time', async (t) => {
  const dataFolder = sources.find(({ path }) => path === 'dataFolder.ts');
  t.ok(dataFolder?.inner.includes('store/store.ts') && dataFolder.packages.includes('fs'));
  const database = sources.find(({ path }) => path === 'store/database.ts');
  t.ok(database?.packages.filter((name) => name === 'better-sqlite3').length === 2, 'import type and import()');
  const step = sources.find(({ path }) => path === 'transaction/step.ts');
  t.ok(step?.inner.includes('transaction/events.ts'), 'import type');
  t.equal(sources.find(({ path }) => path === 'index.ts')?.inner.includes('startError.ts'), true, 'export … from');
});

t.test('one place says how a card number is masked, and one which policy holds: all others are told', async (t) => {
  const importers = (file: string, name: RegExp) =>
    sources.filter(({ inner, text }) => inner.includes(file) && name.test(text)).map(({ path }) => path);
  t.same(importers('messages/cardNumbers.ts', /./), ['cards/speakingNumbers.ts', 'messages/masking.ts'], 'the scan');
  t.same(importers('transaction/policy.ts', /\bPOLICY\b/), ['acs.ts'], 'the usual policy');
  const loopback = sources.filter(({ text }) => /\[::1\]/.test(text)).map(({ path }) => path);
  t.same(loopback, ['messages/urls.ts'], 'the names of this machine');
});
