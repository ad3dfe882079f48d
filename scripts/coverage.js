// Runs the quick tests and demands that they reach the lines and branches of the pure folders:
//
//   npm run coverage [-- --keep FOLDER]
//
// Node itself counts what was run; c8, which comes with tap, counts it back to the sources and prints what was missed. The floors
// stand below what was measured when they were set: they keep a folder from sinking, and say nothing of whether a test bites
// (`npm run mutate` does). Ends with 1 where a floor is not reached, or a test failed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const top = fileURLToPath(new URL('../', import.meta.url));
/** Per cent of the lines and of the branches that the quick tests run. */
const FLOORS = {
  messages: { lines: 98, branches: 95 },
  crypto: { lines: 98, branches: 95 },
  challenge: { lines: 98, branches: 95 },
  decision: { lines: 98, branches: 95 },
  transaction: { lines: 98, branches: 95 },
};

const { values: options } = parseArgs({ options: { keep: { type: 'string' } } });
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'coverage-'));

const run = spawnSync(process.execPath, ['dist/test/support/runFast.js'], {
  cwd: top,
  env: { ...process.env, NODE_V8_COVERAGE: folder },
  stdio: 'inherit',
});
let isBelow = false;
for (const [name, { lines, branches }] of Object.entries(FLOORS)) {
  const report = [
    'c8',
    'report',
    '--temp-directory',
    folder,
    '--exclude-after-remap',
    '--src',
    'src',
    '--include',
    `src/${name}/**`,
  ];
  const floors = [
    '--check-coverage',
    '--lines',
    `${lines}`,
    '--branches',
    `${branches}`,
    '--functions',
    '0',
    '--statements',
    '0',
  ];
  try {
    execFileSync('npx', ['--no', ...report, '--reporter', 'text', ...floors], { cwd: top, stdio: 'inherit' });
  } catch {
    isBelow = true;
    console.log(`src/${name} is below its floor: ${lines} % of the lines, ${branches} % of the branches`);
  }
}
if (!options.keep) rmSync(folder, { recursive: true, force: true });
process.exitCode = run.status === 0 && !isBelow ? 0 : 1;
