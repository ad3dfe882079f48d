// Changes the code of one folder in small ways, one at a time, and tells which changes no test noticed.
//
//   npm run mutate -- FOLDER [--sample 40] [--seed 1] [--floor 0] [--tests test/a,test/b] [--only PATTERN] [--list]
//
// FOLDER is a folder (or a file) of src: `decision`, `web/acs`. --tests says which test folders or files may notice, in place of the
// ones of the table TESTS_OF. --only takes the changes of which `file:line` contains the text; --list prints the changes and ends.
// Prints each change as killed (a test failed), survived (none did) or slow (the tests took far longer than without it: killed, too),
// then the share. Ends with 1 where the share is below --floor (per cent). Works on a copy in the temporary folder: go on writing.
//
// Of our own, as Stryker has neither a seed nor a sample, and would run all of what imports a file for each of some thousand changes.
// A change that does not compile is no change: the compiler has noticed. Sentences (texts with a space) are left as they are.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { changesOf } from './changes.js';

const top = fileURLToPath(new URL('../', import.meta.url));
/** Where a folder is tested, but for the folder of the same name. */
const TESTS_OF = {
  challenge: ['test/challenge', 'test/transaction'],
  decision: ['test/decision', 'test/transaction'],
  cards: ['test/cards', 'test/settings', 'test/store'],
  rules: ['test/decision', 'test/control'],
  delivery: ['test/delivery', 'test/attacks', 'test/flows'],
  'web/acs': ['test/web', 'test/flows', 'test/attacks'],
  'web/app': ['test/app', 'test/attacks/app.test.ts'],
  'web/control': ['test/control', 'test/attacks/control.test.ts'],
  'web/portal': ['test/portal', 'test/attacks/portal.test.ts'],
  web: ['test/web', 'test/output.test.ts', 'test/attacks', 'test/flows'],
};
/** Files that take less run in one process. */
const QUICK_MS = 8000;
const LEFT_AT_HOME = new Set(['node_modules', 'dist', '.git', '.tap']);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '40' },
    floor: { type: 'string', default: '0' },
    tests: { type: 'string' },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
  },
});
const folder = positionals[0]?.replace(/^src\//, '').replace(/\/$/, '');
const numbers = Object.fromEntries(['seed', 'sample', 'floor'].map((name) => [name, Number(options[name])]));
const wrong = Object.keys(numbers).find((name) => !(numbers[name] >= 0));
if (!folder || !existsSync(join(top, 'src', folder)) || wrong) {
  console.error(
    wrong
      ? `--${wrong} takes a number, for example --${wrong} 40`
      : 'Say which folder of src, for example: npm run mutate -- decision',
  );
  process.exit(2);
}

function filesUnder(path, ending) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => join(path, name))
    .sort();
}

/** A copy of everything but what is made or fetched, compiled. */
function copyAndBuild() {
  const copy = mkdtempSync(join(tmpdir(), 'acs-mutate-'));
  cpSync(top, copy, { recursive: true, filter: (from) => !LEFT_AT_HOME.has(basename(from)) });
  symlinkSync(join(top, 'node_modules'), join(copy, 'node_modules'));
  execFileSync(join(top, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], { cwd: copy, stdio: 'inherit' });
  return copy;
}

/** Asks the compiler about single changed files: `compiles(file, text)`. */
function makeCompiler(copy) {
  const { options: settings, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(copy, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    copy,
  );
  const changed = new Map();
  let version = 0;
  const service = ts.createLanguageService({
    getScriptFileNames: () => fileNames.filter((name) => name.startsWith(join(copy, 'src'))),
    getScriptVersion: (name) => String(changed.get(name)?.version ?? 0),
    getScriptSnapshot: (name) => {
      const text = changed.get(name)?.text ?? ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => copy,
    getCompilationSettings: () => settings,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
  });
  return (file, text) => {
    version += 1;
    changed.set(file, { text, version });
    const faults = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)];
    changed.set(file, { text: readFileSync(file, 'utf8'), version: version + 0.5 });
    // An unused name (6133 and its kin) is what a removed use leaves behind, not a wrong program.
    return faults.every(({ code }) => code >= 6130 && code < 6200);
  };
}

/** A small generator of numbers from 0 to 1 (mulberry32): the same seed takes the same changes. */
function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled(list, random) {
  const rest = [...list];
  return list.map(() => rest.splice(Math.floor(random() * rest.length), 1)[0]);
}

/** Runs compiled test files one after the other in one process, to the first failure. @returns passed, failed or slow, and the time */
function runTests(copy, files, mostMs) {
  const started = performance.now();
  const env = { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: '900' };
  const work = files.map((file) => `await import(${JSON.stringify(file)});`).join('\n');
  const args = ['--input-type=module', '--eval', work];
  const child = spawn(process.execPath, args, { cwd: copy, env, stdio: 'ignore', detached: true });
  return new Promise((resolve) => {
    let isSlow = false;
    const tooLate = setTimeout(() => {
      isSlow = true;
      process.kill(-child.pid, 'SIGKILL');
    }, mostMs);
    child.on('close', (code) => {
      clearTimeout(tooLate);
      resolve({ verdict: isSlow ? 'slow' : code === 0 ? 'passed' : 'failed', ms: performance.now() - started });
    });
  });
}

/** The tests that may notice: the quick files together, then the others, each group with its time without a change. */
async function readyTests(copy) {
  const named = options.tests?.split(',') ?? TESTS_OF[folder] ?? [`test/${folder}`];
  const tests = [];
  for (const source of named.flatMap((path) => filesUnder(join(copy, path), '.test.ts'))) {
    const file = join(copy, 'dist', relative(copy, source)).replace(/\.ts$/, '.js');
    const { verdict, ms } = await runTests(copy, [file], 600_000);
    if (verdict === 'passed') tests.push({ files: [file], ms });
    else console.log(`left out: ${relative(copy, source)} fails without a change`);
  }
  if (tests.length === 0) throw new Error(`no tests for ${folder}: name some with --tests`);
  tests.sort((a, b) => a.ms - b.ms);
  const quick = tests.filter(({ ms }) => ms < QUICK_MS).flatMap(({ files }) => files);
  const { verdict, ms } = await runTests(copy, quick, 600_000);
  const isOneGroup = quick.length > 0 && verdict === 'passed';
  return isOneGroup ? [{ files: quick, ms }, ...tests.filter((test) => test.ms >= QUICK_MS)] : tests;
}

async function judge(copy, tests, { file, text }) {
  const target = join(copy, 'dist', relative(copy, file)).replace(/\.ts$/, '.js');
  const before = readFileSync(target);
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  writeFileSync(target, ts.transpileModule(text, { fileName: file, compilerOptions }).outputText);
  try {
    for (const test of tests) {
      const { verdict } = await runTests(copy, test.files, 60_000 + 5 * test.ms);
      if (verdict !== 'passed') return verdict === 'slow' ? 'slow' : 'killed';
    }
    return 'survived';
  } finally {
    writeFileSync(target, before);
  }
}

/** The changes to try: in the order of the seed, those that compile, as many as asked for. */
function sampleOf(copy) {
  const compiles = makeCompiler(copy);
  const sources = filesUnder(join(copy, 'src', folder), '.ts').filter((file) => !file.endsWith('/types.ts'));
  const all = sources.flatMap((file) => changesOf(file, readFileSync(file, 'utf8')));
  const wanted = all
    .map((change) => ({ ...change, place: `${relative(copy, change.file)}:${change.line}` }))
    .filter(({ place }) => place.includes(options.only));
  const taken = [];
  for (const change of shuffled(wanted, makeRandom(numbers.seed))) {
    if (taken.length === numbers.sample) break;
    if (compiles(change.file, change.text)) taken.push(change);
  }
  console.log(`${folder}: ${wanted.length} changes, ${taken.length} taken with seed ${numbers.seed}`);
  return taken;
}

const copy = copyAndBuild();
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const taken = sampleOf(copy);
const tests = options.list ? [] : await readyTests(copy);
let killed = 0;
for (const change of taken) {
  const verdict = options.list ? 'possible' : await judge(copy, tests, change);
  if (verdict !== 'survived') killed += 1;
  console.log(`${verdict.padEnd(8)} ${change.place} ${change.what}`);
}
const share = taken.length === 0 ? 100 : (100 * killed) / taken.length;
if (!options.list) console.log(`${killed} killed, ${taken.length - killed} survived: ${share.toFixed(1)} %`);
process.exitCode = share < numbers.floor ? 1 : 0;
