// The table of rules says what is so: docs/conformance/requirements.csv against the tests that name its rules.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { shipped } from '../src/files.ts';

const SCRIPT = join(dirname(shipped('package.json')), 'scripts/conformance.js');
const HEAD = 'id,page,component,versions,rule,status,reason,setting';

interface Project {
  rows: string[];
  /** The source of its one test. */
  test: string;
  log?: string;
  /** Whether the page is made before it is checked. */
  isMade?: boolean;
}

// Parted, so that the names of these rules are no names in this project.
const named = (ids: string, statement = 'so it is') => `${ids}${': '}${statement}`;
const GOOD: Project = {
  rows: [
    'Req 1,51,ACS,all,"What it says, here",holds,,',
    'Req 2,52,DS,all,One of two,holds,,',
    'Req 2,52,SDK,all,One of two,not built,There is no such part.,',
    'A.1 mcc,241,ACS,all,An element,other by choice,Practice differs.,strictHttps true; POLICY.maxTries; rule faults.ares',
  ],
  test: `t.test('${named('Req 1, Req 2 (DS)')}', () => {});`,
};

/** Runs the script in a small project. */
function run(t: Test, { rows, test, log, isMade = true }: Project, ...flags: string[]) {
  const top = t.testdir();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  };
  write('docs/conformance/requirements.csv', `${[HEAD, ...rows].join('\n')}\n`);
  write('test/deep/one.test.ts', test);
  write('src/settings.ts', "export const SETTINGS = { strictHttps: { flag: 'strict-https' } };");
  write('src/policy.ts', 'export const POLICY = { maxTries: 3 };');
  for (const folder of ['config', 'common']) write(`schemas/${folder}/none.json`, '{}');
  write('schemas/api/rule.json', '{"properties":{"faults":{"properties":{"ares":{}}}}}');
  if (log) write('tests.log', log);
  const node = (...args: string[]) => spawnSync(process.execPath, [SCRIPT, '--top', top, ...args], { encoding: 'utf8' });
  if (isMade) node();
  const { status, stdout, stderr } = node(...flags, ...(log ? ['--log', join(top, 'tests.log')] : []));
  const page = isMade ? readFileSync(join(top, 'docs/conformance.md'), 'utf8') : '';
  return { status, told: stderr.trim().split('\n').filter(Boolean), stdout, page };
}

t.test('every rule that holds is named by a test, every name is that of a rule, and the page is current', async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, '--check'], { encoding: 'utf8' });
  t.equal(stderr, '');
  t.equal(status, 0);
});

t.test('a table that says what is so has no fault, and makes its page', async (t) => {
  const { status, told, page } = run(t, GOOD, '--check');
  t.same([status, told], [0, []]);
  t.match(page, '**4 rules: 2 hold, 1 are other by choice, 1 are not built.**');
  t.match(page, '| Req 1 | 51 | all | What it says, here | holds | `deep/one.test.ts` |  |');
  t.match(
    page,
    '| A.1 mcc | 241 | all | An element | other by choice |  | Practice differs. Setting: strictHttps true; POLICY.maxTries',
  );
  t.equal(run(t, GOOD).page, page, 'the same each time');
});

const withRow = (row: string): Project => ({ ...GOOD, rows: [...GOOD.rows, row] });
const withTest = (test: string): Project => ({ ...GOOD, test: `${GOOD.test}\n${test}` });

const FAULTS: [what: string, project: Project, told: RegExp][] = [
  [
    'a rule that holds and has no test',
    withRow('Req 3,53,ACS,all,x,holds,,'),
    /^docs.*csv:6 Req 3 \(ACS\) holds, but no test names it$/,
  ],
  ['a name in a comment', { ...GOOD, test: `// '${named('Req 1')}'\nt.test('${named('Req 2 (DS)')}')` }, /Req 1 \(ACS\) holds/],
  ['a test that is skipped', { ...GOOD, test: `t.skip('${named('Req 1, Req 2 (DS)')}')` }, /Req 1 \(ACS\) holds/],
  ['a test to do', { ...GOOD, test: `t.test('${named('Req 1, Req 2 (DS)')}', { todo: true })` }, /Req 1 \(ACS\) holds/],
  [
    'an id that is none',
    withTest(`t.ok(x, '${named('Req 99')}');`),
    /^test\/deep\/one\.test\.ts:2 Req 99 is the id of no rule; the nearest is Req \d$/,
  ],
  [
    'a mistyped element',
    withTest(`const title = \`${named('A.1 mcx')}\`;`),
    /:2 A\.1 mcx is the id of no rule; the nearest is A\.1 mcc/,
  ],
  ['one bad id of two', withTest(`t.ok('${named('Req 1, 5.9.3 x')}')`), /5\.9\.3 x is the id of no rule/],
  ['a name before a value', withTest(`t.ok(\`${named('Req 98', '$')}{x}\`)`), /Req 98 is the id of no rule/],
  ['an id of two rules', withTest(`t.ok('${named('Req 2')}')`), /Req 2 may be one of Req 2 \(DS\), Req 2 \(SDK\)/],
  [
    'the rule of another',
    withTest(`t.ok('${named('Req 1 (DS)')}')`),
    /Req 1 \(DS\) is the rule of another component: Req 1 \(ACS\)/,
  ],
  [
    'a rule that is there twice',
    withRow('Req 1,51,ACS,all,x,not built,Why.,'),
    /csv:6 Req 1 stands there twice for ACS; first in line 2/,
  ],
  ['no such status', withRow('Req 3,53,ACS,all,x,perhaps,,'), /csv:6 Req 3 has the status "perhaps"/],
  ['no such component', withRow('Req 3,53,Bank,all,x,not built,Why.,'), /csv:6 Req 3 names no component: Bank/],
  ['not built without a reason', withRow('Req 3,53,ACS,all,x,not built,,'), /csv:6 Req 3 is "not built" without a reason/],
  [
    'a choice without a reason',
    withRow('Req 3,53,ACS,all,x,other by choice,,strictHttps'),
    /Req 3 is "other by choice" without a reason/,
  ],
  ['a choice without a setting', withRow('Req 3,53,ACS,all,x,other by choice,Why.,'), /without the setting that turns it round/],
  [
    'a setting that is none',
    withRow('Req 3,53,ACS,all,x,other by choice,Why.,nonsuch'),
    /names a setting that nothing .* knows: nonsuch/,
  ],
  ['a member that is none', withRow('Req 3,53,ACS,all,x,other by choice,Why.,POLICY.nonsuch'), /knows: POLICY\.nonsuch/],
  ['a page that was not made', { ...GOOD, isMade: false }, /^docs\/conformance\.md is stale: npm run conformance$/],
  [
    'a test that passed nowhere',
    { ...GOOD, log: `ok 1 - ${named('Req 1')} # time=3ms\n` },
    /Req 2 \(DS\) holds, but no test that names it passed in/,
  ],
  [
    'a test that failed',
    { ...GOOD, log: `ok 1 - ${named('Req 1, Req 2 (DS)')}\n    not ok 2 - ${named('Req 1')}\n` },
    /Req 1 holds, but a test that names it failed in/,
  ],
  [
    'a test that was skipped',
    { ...GOOD, log: `ok 1 - ${named('Req 1, Req 2 (DS)')} # SKIP no\n` },
    /Req 1 \(ACS\) holds, but no test that names it passed/,
  ],
];

t.test('what is wrong is told with file, line and id', async (t) => {
  for (const [what, project, expected] of FAULTS) {
    const { status, told } = run(t, project, '--check');
    t.equal(status, 1, what);
    t.ok(
      told.some((line) => expected.test(line)),
      `${what}: ${told.join(' | ')}`,
    );
  }
});

t.test('a row of a table may hold the ids alone, where a title is made of them', async (t) => {
  const row = "const rows = [['Req 1, Req 2 (DS)', 'so it is']];";
  const composed = run(t, { ...GOOD, test: `${row}\nfor (const [rule] of rows) t.ok(x, \`\${rule}: it is\`);` }, '--check');
  t.same([composed.status, composed.told], [0, []]);
  t.equal(run(t, { ...GOOD, test: row }, '--check').status, 1, 'no title is made of it here');
});

t.test('what only looks like the name of a rule is none', async (t) => {
  for (const title of ['2.2.0', '2.3.1 AReq', 'D, browser', '1.5 s', 'Y', 'the DS', 'A.', 'RFC 7520, 5.5'])
    t.same(run(t, withTest(`t.ok('${named(title)}')`), '--check').told, [], title);
});
