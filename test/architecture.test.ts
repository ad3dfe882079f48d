import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import t from 'tap';
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

const partOf = (path: string) => (path.includes('/') ? (path.split('/')[0] ?? '') : path);

/** What the files of a folder may import of ours: folders, and files of src itself. The arrows of design.md. */
const ARROWS: Record<string, string[]> = {
  messages: ['files.ts'],
  crypto: ['wholeFile.ts'],
  pages: ['messages', 'files.ts'],
  check: ['messages', 'crypto', 'files.ts'],
  challenge: ['messages', 'crypto'],
  transaction: ['challenge', 'messages', 'crypto'],
  store: ['transaction', 'challenge', 'issuer', 'messages', 'crypto', 'startError.ts', 'wholeFile.ts'],
  issuer: ['store', 'transaction', 'challenge', 'messages', 'crypto', 'files.ts', 'startError.ts'],
  delivery: ['acs.ts', 'transaction', 'challenge', 'issuer', 'store', 'messages', 'crypto', 'pages'],
  web: [
    'acs.ts',
    'clock.ts',
    'duration.ts',
    'delivery',
    'transaction',
    'challenge',
    'issuer',
    'store',
    'messages',
    'crypto',
    'pages',
    'files.ts',
    'startError.ts',
  ],
  sandbox: ['messages', 'crypto', 'pages', 'files.ts'],
};

t.test('imports follow the arrows', async (t) => {
  const parts = [...new Set(sources.map(({ part }) => part).filter(Boolean))].sort();
  t.same(parts, Object.keys(ARROWS).sort(), 'every folder under src has its arrows');
  for (const { path, part, inner } of sources.filter((source) => source.part !== '')) {
    const foreign = inner.filter((name) => partOf(name) !== part && !ARROWS[part]?.includes(partOf(name)));
    t.same(foreign, [], `src/${path}`);
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
  for (const { path, packages, text } of sources.filter(({ part }) =>
    ['messages', 'crypto', 'transaction', 'challenge'].includes(part),
  )) {
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
  for (const { path, packages } of sources.filter(({ part }) => part === 'transaction' || part === 'challenge'))
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

t.test('nothing goes in a circle between files', async (t) => {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || done.has(path)) return;
    // Types are gone when the program runs: only what is really imported counts.
    const source = byPath.get(path);
    for (const next of source?.inner ?? []) {
      const isTypeOnly = new RegExp(`^import type [^;]*${next.split('/').at(-1)?.replace('.', '\\.')}'`, 'm').test(
        source?.text ?? '',
      );
      if (!isTypeOnly) visit(next, [...way, path]);
    }
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
  t.same(step?.inner, [
    'messages/types.ts',
    'transaction/appSession.ts',
    'transaction/cardLock.ts',
    'transaction/decoupled.ts',
    'transaction/endings.ts',
    'transaction/judging.ts',
    'transaction/policy.ts',
    'transaction/transaction.ts',
  ]);
  t.equal(sources.find(({ path }) => path === 'index.ts')?.inner.includes('startError.ts'), true, 'export … from');
});
