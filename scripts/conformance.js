// The table of rules against the tests that name them: npm run conformance [-- --check] [--log FILE] [--top FOLDER]
//
// Without --check it writes docs/conformance.md. With it, nothing is written; it fails where a rule that holds is named by no test, where
// a test names no rule, where a row lacks its reason or a setting that exists, or where the page is not what would be written.
// --log is the TAP log of a run of all tests: a rule that holds has to be named by a test that passed there, and by none that failed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { conformancePage, PAGE_FILE } from './conformancePage.js';
import { makeIsKnownSetting } from './knownSettings.js';
import { finderOf, namesInTests, titlesOfLog } from './namedRules.js';
import { faultsOfRules, RULES_FILE, readRules } from './rules.js';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, log: { type: 'string' }, top: { type: 'string' } } });
const top = values.top ?? fileURLToPath(new URL('../', import.meta.url));

const rules = readRules(top);
const { names, faults } = namesInTests(top, rules);
const page = conformancePage(rules, names);

/** Rules that hold, and that nothing in a list of rules stands for. */
function missing(named, what) {
  const holding = rules.filter((rule) => rule.status === 'holds' && !named.has(rule));
  return holding.map(({ line, id, component }) => `${RULES_FILE}:${line} ${id} (${component}) holds, but ${what}`);
}

function faultsOfLog(path) {
  const find = finderOf(rules);
  const { passed, failed } = titlesOfLog(readFileSync(path, 'utf8'));
  const rulesIn = (titles) => new Set(titles.flatMap(find).flatMap(({ rule }) => rule ?? []));
  const inFailed = rulesIn(failed);
  const broken = rules.filter((rule) => rule.status === 'holds' && inFailed.has(rule));
  return [
    ...missing(rulesIn(passed), `no test that names it passed in ${path}`),
    ...broken.map(({ line, id }) => `${RULES_FILE}:${line} ${id} holds, but a test that names it failed in ${path}`),
  ];
}

function check() {
  const path = join(top, PAGE_FILE);
  const isCurrent = existsSync(path) && readFileSync(path, 'utf8') === page;
  return [
    ...faultsOfRules(rules, makeIsKnownSetting(top)),
    ...faults,
    ...(values.log ? faultsOfLog(values.log) : missing(new Set(names.map(({ rule }) => rule)), 'no test names it')),
    ...(isCurrent ? [] : [`${PAGE_FILE} is stale: npm run conformance`]),
  ];
}

if (values.check) {
  const found = check();
  for (const fault of found) console.error(fault);
  console.log(found.length === 0 ? `${rules.length} rules: all is as the table says` : `${found.length} faults`);
  process.exitCode = found.length === 0 ? 0 : 1;
} else {
  writeFileSync(join(top, PAGE_FILE), page);
  for (const fault of faults) console.error(fault);
  console.log(`${PAGE_FILE}: ${rules.length} rules`);
}
