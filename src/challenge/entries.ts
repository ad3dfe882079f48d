import type { Entry, Expected, Judgement } from './judges.ts';
import type { Asks, Box } from './stepRow.ts';
import { rowOf, type StepName } from './steps.ts';

/** The entry in the fields of the page of a step. What comes twice is none, but where several may be chosen. */
export function entryOfForm(step: StepName, form: Readonly<Record<string, unknown>>): Entry {
  const { asks, browser } = rowOf(step);
  if (choosesMany(asks)) return browser.fields.flatMap((field) => [form[field] ?? []].flat().map(String));
  return browser.fields.map((field) => (typeof form[field] === 'string' ? form[field] : ''));
}

/** The entry in the texts that an SDK sends, native or as HTML: one for each box; several that were chosen have commas between them. */
export function entryOfTexts(step: StepName, texts: readonly string[]): Entry {
  const { asks } = rowOf(step);
  const [first = ''] = texts;
  if (choosesMany(asks)) return first.split(',').map((key) => key.trim());
  return asks.kind === 'digits' && asks.second ? texts : [first];
}

/** Whether several answers may be chosen. */
export function choosesMany(asks: Asks): boolean {
  return asks.kind === 'choice' && asks.question === 'multiSelect';
}

/** What an entry is to its step; undefined where the step has nothing to enter. */
export function judgeEntry(step: StepName, entry: Entry, expected: Expected): Judgement | Promise<Judgement> | undefined {
  const { asks, judge } = rowOf(step);
  if (!judge) return undefined;
  const read = asks.kind === 'digits' ? digitsOf(entry, asks.second ? [asks, asks.second] : [asks]) : entry;
  return read ? judge(read, expected) : { type: 'malformed' };
}

/** The digits of each box without the spaces and dashes that people paste with codes; undefined where they still are not so many. */
function digitsOf(entry: Entry, boxes: readonly Box[]): Entry | undefined {
  const compact = boxes.map((_box, index) => (entry[index] ?? '').replaceAll(/[\s-]/g, ''));
  return boxes.every(({ length }, index) => new RegExp(`^\\d{${length}}$`).test(compact[index] ?? '')) ? compact : undefined;
}
