// Checks the package as its users get it: packed, linted, installed into an empty project, compiled against, started.
// Runs on the oldest Node that package.json names, too: `npm install --engine-strict` is the judge of `engines`.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'acs-package-'));
const project = join(folder, 'project');
const BINDING = 'node_modules/better-sqlite3/build/Release';
const START_MS = 60_000;

/** All that the package exports, used as a test suite would. */
const USE = `import { StartError, cardNumberFor, check, createSimulator, makeSdk } from 'acs-simulator';
import type { CardNumberWish, CheckFinding, CheckOptions, Checked, Clock, Config, Sdk, Simulator, SimulatorOptions } from 'acs-simulator';

export type Exported = [CardNumberWish, CheckFinding, CheckOptions, Checked, Clock, Config, Sdk, StartError];
const options: SimulatorOptions = { port: 0 };
const simulator: Simulator = await createSimulator(options);
const answer = await fetch(\`\${simulator.urls.control}/readyz\`);
if (!answer.ok) throw new Error(\`/readyz answers \${answer.status}\`);
if (!/^\\d{16}$/.test(cardNumberFor({ outcome: 'Y' })) || check('{}').length === 0 || !makeSdk) throw new Error('an export does not work');
await simulator.close();
`;

const tsconfig = {
  compilerOptions: { module: 'nodenext', target: 'es2023', strict: true, skipLibCheck: false, types: ['node'] },
  files: ['use.mts'],
};

function run(command, args, cwd = top) {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  }
}

const tool = (name) => join(top, 'node_modules/.bin', name);

function pack() {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder]).replace(/^[^[]*/, ''));
  return join(folder, filename);
}

function install(tarball) {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }');
  // Without scripts: the native part would be compiled for minutes where nobody offers it; that of this folder is as good.
  const flags = ['--engine-strict', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { devDependencies } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
  run('npm', ['install', ...flags, tarball, `@types/node@${devDependencies['@types/node']}`], project);
  if (!existsSync(join(project, BINDING))) cpSync(join(top, BINDING), join(project, BINDING), { recursive: true });
}

function compile() {
  writeFileSync(join(project, 'use.mts'), USE);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
  for (const compiler of ['tsc', 'tsc6']) run(tool(compiler), ['-p', '.'], project);
}

async function start() {
  const args = ['--port', '0', '--control-port', '0', '--sandbox-port', '0', '--data', join(folder, 'data')];
  const child = spawn(join(project, 'node_modules/.bin/acs-simulator'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const tooLate = setTimeout(() => child.kill('SIGKILL'), START_MS);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    if (/^Ready /m.test(said)) child.kill('SIGTERM');
  });
  const [code] = await ended;
  clearTimeout(tooLate);
  if (code !== 0 || !/^Ready /m.test(said)) throw new Error(`it ended with ${code} and said: ${said}`);
}

async function step(what, work) {
  const result = await work();
  console.log(`ok ${what}`);
  return result;
}

try {
  const tarball = await step('npm pack', pack);
  await step('publint', () => run(tool('publint'), ['run', tarball, '--strict']));
  await step('@arethetypeswrong/cli, as a package of ES modules', () => run(tool('attw'), [tarball, '--profile', 'esm-only']));
  await step(`npm install --engine-strict on Node ${process.version}`, () => install(tarball));
  await step('types with skipLibCheck: false', compile);
  await step('createSimulator from the installed package', () => run(process.execPath, ['use.mjs'], project));
  await step('acs-simulator from the installed package', start);
} catch (error) {
  console.error(`not ok ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
