import { readFileSync } from 'node:fs';
import { shipped } from '../files.ts';

/** The tables of Annex A that define elements, one a row; others name the same elements for what a page or a channel has. */
const ELEMENT_TABLES = /^A\.(?:1|6|7|8|1[0-9]|2[5-8]) ([\w.[\]]+)$/;

/** The ids of docs/conformance/requirements.csv, and of those the rows of elements by `parent.child`. */
interface RuleIds {
  all: ReadonlySet<string>;
  ofElements: ReadonlyMap<string, string>;
}

let known: RuleIds | undefined;

/** Read on first use: a start does not pay for faults that never come. */
function ruleIds(): RuleIds {
  known ??= readRuleIds(readFileSync(shipped('docs/conformance/requirements.csv'), 'utf8'));
  return known;
}

function readRuleIds(csv: string): RuleIds {
  const all = new Set<string>();
  const ofElements = new Map<string, string>();
  for (const line of csv.split('\n').slice(1)) {
    const [, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^,]+)),/.exec(line) ?? [];
    const id = quoted?.replaceAll('""', '"') ?? plain;
    if (id === undefined) continue;
    all.add(id);
    const [, path] = ELEMENT_TABLES.exec(id) ?? [];
    const element = path?.replaceAll('[]', '');
    if (element !== undefined && !ofElements.has(element)) ofElements.set(element, id);
  }
  return { all, ofElements };
}

/** Whether a text is the id of a rule, as in docs/conformance/requirements.csv. */
export function isRuleId(text: string): boolean {
  return ruleIds().all.has(text);
}

/** The row of an element, or of the nearest one that it stands in; undefined where no table of 2.3.1 has a row for it. */
export function ruleOfElement(element: string): string | undefined {
  const { ofElements } = ruleIds();
  for (let path = element; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const id = ofElements.get(path);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** Faults that are told by the row of their element; all others have a rule of their own, or that of their code. */
const BY_ELEMENT: readonly string[] = ['201', '203'];
const IS_CURRENCY = /(?:Curr|Currency|Exponent)$/;

/**
 * The rule that a fault goes by where whoever found it names none: `Req 434`, `A.1 oobContinue`; where an element has no row, the
 * row of the code in Table A.4.
 * @param errorCode of the fault, by Table A.4
 * @param detail its errorDetail: of several elements, the rule of each
 * @returns ids of docs/conformance/requirements.csv
 */
export function rulesOf(errorCode: string, detail: string): string[] {
  const ofCode = `A.4 ${errorCode}`;
  if (errorCode === '207') return ['Req 434'];
  if (!/^[A-Za-z][\w.]*(,[A-Za-z][\w.]*)*$/.test(detail)) return [ofCode];
  const elements = detail.split(',');
  if (errorCode === '304')
    return unique(elements.map((element) => (IS_CURRENCY.test(element) ? 'A.5 currencies' : 'A.5 countries')));
  return BY_ELEMENT.includes(errorCode) ? unique(elements.map((element) => ruleOfElement(element) ?? ofCode)) : [ofCode];
}

const unique = (ids: readonly string[]) => [...new Set(ids)];
