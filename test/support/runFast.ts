// The quick tests: all that need neither a browser nor a process of their own, but for the long stories of flows/ and attacks/.
// `npm run test:fast` builds, then runs this. Two processes share the files: to start one for each file would take as long again.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
/** What makes a test slow, or ask for more than Node.js. */
const SLOW_PACKAGES = ['playwright-core', 'node:child_process'];
const SLOW_FOLDERS = ['flows', 'attacks'];
const PROCESSES = 2;

/** What a compiled file imports. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^'"]*?['"]([^'"]+)['"]/gm)].map(([, name = '']) => name);
}

/** Whether a file asks for a slow package, by itself or by what it imports of the tests. */
function asksForMore(file: string): boolean {
  return importsOf(file).some((name) => {
    const inner = name.startsWith('.') ? normalize(join(dirname(file), name)) : '';
    return SLOW_PACKAGES.includes(name) || (inner.startsWith(TESTS) && asksForMore(inner));
  });
}

function quickFiles(): string[] {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.js'));
  const short = files.filter((name) => !SLOW_FOLDERS.includes(name.split('/')[0] ?? ''));
  return short.map((name) => join(TESTS, name)).filter((file) => !asksForMore(file));
}

/** Runs some files in a process of their own and prints what fails. @returns how many tests passed and failed */
function runShare(files: readonly string[], share: number): Promise<{ passed: number; failed: number }> {
  const env = { ...process.env, TAP_TIMEOUT: '900' };
  const child = fork(fileURLToPath(import.meta.url), [`share-${share}`], { silent: true, env });
  child.send(files);
  child.stderr?.pipe(process.stderr);
  const count = { passed: 0, failed: 0 };
  let isTold = false;
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    if (/^ *ok /.test(line)) count.passed += 1;
    if (/^ *not ok /.test(line)) count.failed += 1;
    isTold = /^ *not ok /.test(line) || (isTold && !/^ *(?:ok |#|1\.\.|\.\.\.)/.test(line));
    if (isTold) console.log(line);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (code !== 0 && count.failed === 0) {
        console.log(`A process of the tests ended with ${code}: ${files.map((file) => relative(TESTS, file)).join(' ')}`);
        count.failed = 1;
      }
      resolve(count);
    });
  });
}

if (process.send) {
  const [files] = (await once(process, 'message')) as [string[]];
  for (const file of files) await import(file);
  process.disconnect(); // it kept the process busy: a test that nothing is awaited for would end all of them
} else {
  const started = performance.now();
  const files = quickFiles();
  const shares = Array.from({ length: PROCESSES }, (_, at) => files.filter((_file, index) => index % PROCESSES === at));
  const counts = await Promise.all(shares.map(runShare));
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`${files.length} files in ${Math.round((performance.now() - started) / 1000)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
