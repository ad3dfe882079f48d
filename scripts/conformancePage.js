// Makes docs/conformance.md of the table of rules and of the tests that name them.
import { COMPONENTS, chapterNames, chapterOf, RULES_FILE, STATUSES } from './rules.js';

export const PAGE_FILE = 'docs/conformance.md';

/**
 * @param {import('./rules.js').Rule[]} rules
 * @param {import('./namedRules.js').Name[]} names
 * @returns {string} the page; the same for the same table and tests
 */
export function conformancePage(rules, names) {
  const files = new Map(rules.map((rule) => [rule, new Set()]));
  for (const { rule, file } of names) files.get(rule).add(file.replace(/^test\//, ''));
  const groups = [...new Set(rules.map(({ component }) => component))].sort(byComponents);
  const parts = groups.flatMap((group) => [`## ${group.split('/').join(', ')}`, ...chaptersOf(group, rules, files)]);
  return `${[...headOf(rules, names), ...parts].join('\n\n')}\n`;
}

function headOf(rules, names) {
  const ofComponent = (one) => rules.filter(({ component }) => component.split('/').includes(one));
  const ofChapter = (name) => rules.filter((rule) => chapterOf(rule) === name);
  const total = countsOf(rules);
  return [
    '# Conformance',
    `The rules of EMV 3DS 2.3.1.1 that concern a part of this project, in words of our own, by their ids in the specification, with the page
of its PDF. \`npm run conformance\` makes this page from [${RULES_FILE.replace('docs/', '')}](${RULES_FILE.replace('docs/', '')}) and from the tests that name the rules;
\`npm run conformance -- --check\` demands that every rule that holds is named by a test.`,
    `**${rules.length} rules: ${STATUSES.map((status, at) => `${total[at]} ${wordsOf(status)}`).join(', ')}.** ${new Set(names.map(({ file }) => file)).size} files of tests name them.`,
    'A rule of several components counts for each of them here:',
    tableOf(
      ['component', 'rules', ...STATUSES],
      COMPONENTS.map((one) => [one, ...withTotal(ofComponent(one))]),
    ),
    tableOf(
      ['chapter', 'rules', ...STATUSES],
      chapterNames.map((name) => [name, ...withTotal(ofChapter(name))]),
    ),
  ];
}

const wordsOf = (status) => (status === 'holds' ? 'hold' : `are ${status}`);
const countsOf = (rules) => STATUSES.map((wanted) => rules.filter(({ status }) => status === wanted).length);
const withTotal = (rules) => [rules.length, ...countsOf(rules)];

/** Those of one component first, in the usual order; then those of two, and so on. */
function byComponents(one, other) {
  const order = (group) => group.split('/').map((name) => COMPONENTS.indexOf(name));
  const length = order(one).length - order(other).length;
  return length !== 0 ? length : order(one).join().localeCompare(order(other).join());
}

function chaptersOf(group, rules, files) {
  const own = rules.filter(({ component }) => component === group);
  return chapterNames.flatMap((name) => {
    const rows = own.filter((rule) => chapterOf(rule) === name).map((rule) => rowOf(rule, files.get(rule)));
    return rows.length === 0
      ? []
      : [
          `### ${group}: ${name}`,
          tableOf(['rule', 'page', 'versions', 'what it says', 'status', 'tests', 'reason, setting'], rows),
        ];
  });
}

function rowOf({ id, page, versions, rule, status, reason, setting }, files) {
  const tests = [...files].sort().map((file) => `\`${file}\``);
  return [
    id,
    page,
    versions,
    rule,
    status,
    tests.join(' '),
    [reason && `${reason.replace(/\.$/, '')}.`, setting && `Setting: ${setting}`].filter(Boolean).join(' '),
  ];
}

function tableOf(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
