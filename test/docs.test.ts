// What the pages tell people to open, to run and to read is there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { shipped } from '../src/files.ts';

const TOP = dirname(shipped('package.json'));
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'fixtures/keys/README.md']
  .concat(readdirSync(shipped('docs')).map((name) => `docs/${name}`))
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(TOP, path), 'utf8') }));

/** The anchor that a heading gets. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (text: string) => [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

t.test('every link of a page leads to a file, and to a heading of it', async (t) => {
  let seen = 0;
  for (const { path, text } of pages) {
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      seen += 1;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? join(TOP, path) : join(TOP, dirname(path), file);
      t.ok(existsSync(target), `${path}: ${link}`);
      if (anchor !== undefined) t.ok(anchorsIn(readFileSync(target, 'utf8')).includes(anchor), `${path}: ${link}`);
    }
  }
  t.ok(seen > 20);
});

t.test('every script and every test that a page names can be run', async (t) => {
  const { scripts } = JSON.parse(readFileSync(shipped('package.json'), 'utf8')) as { scripts: Record<string, string> };
  let seen = 0;
  for (const { path, text } of pages) {
    for (const [said, name = ''] of text.matchAll(/\bnpm (?:run (?:--silent )?)?((?<=run )[\w:-]+|start|test)\b/g)) {
      seen += 1;
      t.ok(name in scripts, `${path}: ${said}`);
    }
    for (const [said, name = ''] of text.matchAll(/\b(?:dist\/)?(test\/[\w/]+\.test)\.[jt]s\b/g))
      t.ok(existsSync(join(TOP, `${name}.ts`)), `${path}: ${said}`);
  }
  t.ok(seen > 10);
});
