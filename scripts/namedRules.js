// Finds the rules that titles of tests name: `'Req 432, A.4 312: the DS answers a second RReq by Erro D 312'`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What can only be meant as the id of a rule: a mistyped one is told. Numbers of message versions are none. */
const LOOKS_LIKE_ID =
  /^(?!2\.[123]\.[01](?![.\d]))(?:Req \d|T1\.3\b|[1-6]\.\d+(?:\.\d+)*(?![\d.]*\s*(?:s|ms|MB|KB|%)\b)|[A-D]\.\d)/;
const WITH_COMPONENT = /^(.+) \(([\w/]+)\)$/;

/**
 * @typedef {object} Name a place where a test names a rule
 * @property {string} file from the top of the project
 * @property {number} line
 * @property {import('./rules.js').Rule} rule
 */

/**
 * Reads all sources under test/. Comments do not count, nor what is skipped or yet to do.
 * @param {string} top the folder of the project
 * @param {import('./rules.js').Rule[]} rules
 * @returns {{ names: Name[], faults: string[] }} the names, and what names no rule
 */
export function namesInTests(top, rules) {
  const find = finderOf(rules);
  const names = [];
  const faults = [];
  for (const file of testFiles(top)) {
    const { titles, composes } = titlesIn(file, readFileSync(join(top, file), 'utf8'));
    for (const { text, line } of titles) {
      const whole = composes && !text.includes(': ') ? find(`${text}: `) : [];
      // A row of a table may hold the ids alone, where a title is made of them; other texts of such a file are no names.
      for (const found of whole.length > 0 && whole.every(({ rule }) => rule) ? whole : find(text)) {
        if (found.rule) names.push({ file, line, rule: found.rule });
        else faults.push(`${file}:${line} ${found.fault}`);
      }
    }
  }
  return { names, faults };
}

function testFiles(top) {
  const files = readdirSync(join(top, 'test'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `test/${name}`)
    .sort();
}

/**
 * The texts of a source that may be titles: every string literal, and a template up to its first value; and whether the source
 * makes titles of values that it has elsewhere: `${rule}: what holds`.
 */
function titlesIn(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  const titles = [];
  let composes = false;
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || isLeftOut(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node))
      titles.push({ text: node.text, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1 });
    if (ts.isTemplateExpression(node) && node.head.text === '' && /^: /.test(node.templateSpans[0].literal.text)) composes = true;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { titles, composes };
}

/** A test that does not run: `t.skip(…)`, `t.todo(…)`, or with such an option. */
function isLeftOut(node) {
  if (!ts.isCallExpression(node)) return false;
  const isOff = (name) => name === 'skip' || name === 'todo';
  if (ts.isPropertyAccessExpression(node.expression) && isOff(node.expression.name.text)) return true;
  const options = node.arguments.filter(ts.isObjectLiteralExpression).flatMap(({ properties }) => properties);
  return options.some(
    (option) =>
      ts.isPropertyAssignment(option) &&
      isOff(option.name.getText()) &&
      (option.initializer.kind === ts.SyntaxKind.TrueKeyword || ts.isStringLiteral(option.initializer)),
  );
}

/**
 * @param {import('./rules.js').Rule[]} rules
 * @returns for a title the rules that it names, or what is wrong with a name; empty where it names none
 */
export function finderOf(rules) {
  const byId = new Map();
  for (const rule of rules) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule]);
  const isKnown = (part) => byId.has(part) || byId.has(WITH_COMPONENT.exec(part)?.[1]);
  return (title) => {
    const end = title.indexOf(': ');
    if (end < 0 || title.slice(0, end).includes('\n')) return [];
    const parts = title.slice(0, end).split(', ');
    if (!LOOKS_LIKE_ID.test(parts[0]) && !isKnown(parts[0])) return [];
    return parts.map((part) => ruleOf(part, byId));
  };
}

function ruleOf(part, byId) {
  const [, bare, component] = WITH_COMPONENT.exec(part) ?? [];
  const [id, whose] = byId.has(part) ? [part] : [bare ?? part, component];
  const rows = byId.get(id);
  if (!rows) return { fault: `${part} is the id of no rule; the nearest is ${nearest(id, [...byId.keys()])}` };
  const fitting = rows.filter((rule) => whose === undefined || rule.component === whose);
  const sharing = rows.filter((rule) => rule.component.split('/').includes(whose));
  const [rule, ...more] = fitting.length > 0 ? fitting : sharing;
  if (rule && more.length === 0) return { rule };
  const all = rows.map((row) => `${id} (${row.component})`).join(', ');
  return { fault: rule ? `${part} may be one of ${all}` : `${part} is the rule of another component: ${all}` };
}

/** The known id that takes the fewest changes. */
function nearest(id, known) {
  const distances = known.map((one) => [distance(id, one), one]);
  return distances.reduce((least, one) => (one[0] < least[0] ? one : least))[1];
}

/** How many signs have to be added, taken away or replaced (Levenshtein). */
function distance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[to.length];
}

/**
 * The titles of a TAP log by how they ended; what was skipped is in neither.
 * @param {string} log
 * @returns {{ passed: string[], failed: string[] }}
 */
export function titlesOfLog(log) {
  const results = { passed: [], failed: [] };
  for (const [, not, title] of log.matchAll(/^ *(not )?ok \d+ - (.*)$/gm)) {
    if (/ # (?:SKIP|TODO)\b/i.test(title)) continue;
    const plain = title.replace(/ # time=\S+(?: \{)?$/, '').replace(/ \{$/, '');
    results[not ? 'failed' : 'passed'].push(plain.replaceAll('\\#', '#').replaceAll('\\\\', '\\'));
  }
  return results;
}
