import type { Entry, Expected, Judgement } from './judges.ts';
import type { Asks } from './stepRow.ts';
import { rowOf, type StepName } from './steps.ts';

/** The entry in the fields of the page of a step. What comes twice is none, but where several may be chosen. */
export function entryOfForm(step: StepName, form: Readonly<Record<string, unknown>>): Entry {
  const { asks, browser } = rowOf(step);
  if (choosesMany(asks)) return browser.fields.flatMap((field) => [form[field] ?? []].flat().map(String));
  return browser.fields.map((field) => (typeof form[field] === 'string' ? form[field] : ''));
}

/** The entry in the text that an SDK sends, native or as HTML: several that were chosen have commas between them. */
export function entryOfText(step: StepName, text: string): Entry {
  return choosesMany(rowOf(step).asks) ? text.split(',').map((key) => key.trim()) : [text];
}

/** Whether several answers may be chosen. */
export function choosesMany(asks: Asks): boolean {
  return asks.kind === 'choice' && asks.question === 'multiSelect';
}

/** What an entry is to its step; undefined where the step has nothing to enter. */
export function judgeEntry(step: StepName, entry: Entry, expected: Expected): Judgement | Promise<Judgement> | undefined {
  const { asks, judge } = rowOf(step);
  if (!judge) return undefined;
  const read = asks.kind === 'digits' ? digitsOf(entry, asks.length) : entry;
  return read ? judge(read, expected) : { type: 'malformed' };
}

/** The digits without the spaces and dashes that people paste with codes; undefined where they still are not so many. */
function digitsOf([text = '']: Entry, length: number): Entry | undefined {
  const compact = text.replaceAll(/[\s-]/g, '');
  return compact.length === length && /^\d+$/.test(compact) ? [compact] : undefined;
}
