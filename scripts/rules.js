// Reads docs/conformance/requirements.csv, the table of the rules of EMV 3DS, and tells what is wrong with a row of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RULES_FILE = 'docs/conformance/requirements.csv';
const COLUMNS = ['id', 'page', 'component', 'versions', 'rule', 'status', 'reason', 'setting'];
export const STATUSES = ['holds', 'other by choice', 'not built'];
export const COMPONENTS = ['ACS', 'DS', '3DSS', 'SDK'];

/** The chapters and annexes of the specification, each with its last page. */
const CHAPTERS = [
  ['1 Introduction', 36],
  ['2 Overview', 48],
  ['3 Flows', 94],
  ['4 User interface', 144],
  ['5 Messages', 171],
  ['6 Security', 184],
  ['A Data elements', 376],
  ['B Message formats', 393],
  ['C Keys', 395],
  ['D Approved algorithms and uses', Number.POSITIVE_INFINITY],
];

/**
 * @typedef {object} Rule a row of the table
 * @property {number} line in the file
 * @property {string} id e.g. `Req 432`, `A.1 oobContinue`, `5.9.3 invalid`
 * @property {string} component who must obey, parted by `/`
 */

/** The chapter of a rule, by its page. */
export function chapterOf({ page }) {
  return CHAPTERS.find(([, last]) => Number(page) <= last)[0];
}

export const chapterNames = CHAPTERS.map(([name]) => name);

/**
 * All rules in the order of the table.
 * @param {string} top the folder of the project
 * @returns {Rule[]}
 */
export function readRules(top) {
  const [head, ...rows] = parseCsv(readFileSync(join(top, RULES_FILE), 'utf8'));
  if (head.cells.join() !== COLUMNS.join()) throw new Error(`${RULES_FILE}:1 has other columns than ${COLUMNS.join()}`);
  return rows.map(({ line, cells }) => {
    if (cells.length !== COLUMNS.length) throw new Error(`${RULES_FILE}:${line} has ${cells.length} columns instead of 8`);
    return { line, ...Object.fromEntries(COLUMNS.map((name, at) => [name, cells[at]])) };
  });
}

/** The rows of a CSV text by RFC 4180, each with the line that it begins on. */
function parseCsv(text) {
  const rows = [];
  let line = 1;
  let row = { line, cells: [] };
  for (const [token, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (token === '' && row.cells.length === 0) break;
    row.cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += token.split('\n').length - 1;
    if (end === ',') continue;
    rows.push(row);
    row = { line, cells: [] };
  }
  return rows;
}

/**
 * What is wrong with the rows, without regard to tests.
 * @param {Rule[]} rules
 * @param {(setting: string) => boolean} isKnownSetting
 * @returns {string[]} one sentence each, with file, line and id
 */
export function faultsOfRules(rules, isKnownSetting) {
  const seen = new Map();
  return rows(rules).flatMap(([rule, say]) => {
    const { id, component, status, reason, setting } = rule;
    const key = `${id} (${component})`;
    const first = seen.get(key);
    seen.set(key, first ?? rule.line);
    return [
      ...(first === undefined ? [] : [say(`stands there twice for ${component}; first in line ${first}`)]),
      ...(component.split('/').every((one) => COMPONENTS.includes(one)) ? [] : [say(`names no component: ${component}`)]),
      ...(STATUSES.includes(status) ? [] : [say(`has the status "${status}", which is none of ${STATUSES.join(', ')}`)]),
      ...(status !== 'holds' && STATUSES.includes(status) && reason === '' ? [say(`is "${status}" without a reason`)] : []),
      ...(status === 'other by choice' && setting === '' ? [say(`is "${status}" without the setting that turns it round`)] : []),
      ...(setting === '' || isKnownSetting(setting)
        ? []
        : [say(`names a setting that nothing in src/ or schemas/ knows: ${setting}`)]),
    ];
  });
}

const rows = (rules) => rules.map((rule) => [rule, (what) => `${RULES_FILE}:${rule.line} ${rule.id} ${what}`]);
