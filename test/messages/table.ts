import type { MessageVersion } from '../../src/messages/versions.ts';
import { ELEMENTS_210 } from './elements/version210.ts';
import { ELEMENTS_220 } from './elements/version220.ts';
import { ELEMENTS_231 } from './elements/version231.ts';
import type { Json } from './example.ts';

/** How much an element is asked for: R required, C under a condition, O optional, - not at all. */
export type Presence = 'R' | 'C' | 'O' | '-';

export interface Element {
  type: string;
  /** `parent.child`; a child of a list stands for every item. */
  path: string;
  name: string;
  parent: string;
  /** By deviceChannel 01, 02, 03. */
  channels: Presence[];
  /** By messageCategory 01, 02. */
  categories: Presence[];
  kind: string;
  /** Bounds of a `number`. */
  bounds: number[];
  least: number;
  most: number;
  codes: string[];
  /** Alternatives; in each, elements with the values of which they have one, or any at all. */
  when: { path: string; values: string[] }[][];
}

const TABLES: Record<MessageVersion, string> = { '2.1.0': ELEMENTS_210, '2.2.0': ELEMENTS_220, '2.3.1': ELEMENTS_231 };

/** The elements of a message. */
export function elementsOf(version: MessageVersion, type: string): Element[] {
  const lines = TABLES[version].trim().split('\n');
  return lines.filter((line) => line.startsWith(`${type} `)).map(parse);
}

function parse(line: string): Element {
  const [type = '', path = '', presence = '', kind = '', size = '', ...rest] = line.split('  ');
  const [channels = '', categories = ''] = presence.split(' ');
  const [name = '', ...bounds] = kind.split(' ');
  const [least = '', most = ''] = size.split('-');
  const codes = rest.find((part) => part.startsWith('[')) ?? '[]';
  const when = rest.find((part) => part.startsWith('when ')) ?? '';
  const dot = path.lastIndexOf('.');
  return {
    ...{ type, path, name: path.slice(dot + 1), parent: path.slice(0, Math.max(dot, 0)) },
    ...{ channels: [...channels] as Presence[], categories: [...categories] as Presence[] },
    ...{ kind: name, bounds: bounds.map(Number) },
    ...{ least: least === '' ? 1 : Number(least), most: most === '' ? Number.POSITIVE_INFINITY : Number(most) },
    codes: codes.slice(1, -1).split(' ').filter(Boolean),
    when: when === '' ? [] : when.slice(5).split(' | ').map(alternative),
  };
}

function alternative(text: string): Element['when'][number] {
  return text.split(' ').map((term) => {
    const [path = '', values = ''] = term.split('=');
    return { path, values: values === '' ? [] : values.split(',') };
  });
}

/** Whether a value counts as absent: null and the empty text; in 2.3.1 also an object or list without content. */
export function isEmptyIn(version: MessageVersion, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return version === '2.3.1' && typeof value === 'object' && Object.keys(value).length === 0;
}

/** What an element is, for a message of a channel and category: the weaker of the two. A DS's own value asks the least. */
export function presenceOf({ channels, categories }: Element, channel: string, category: string): Presence {
  const weakest = (all: (Presence | undefined)[]) =>
    '-OCR'[Math.min(...all.map((one) => '-OCR'.indexOf(one ?? '-')))] as Presence;
  const ofChannel = channels[Number(channel) - 1] ?? weakest(channels);
  const ofCategory = categories[Number(category) - 1] ?? weakest(categories);
  return weakest([ofChannel, ofCategory]);
}

/** Whether an element has to be there. */
export function isRequired(element: Element, presence: Presence, version: MessageVersion, message: Json, around: Json): boolean {
  if (presence === 'R') return true;
  if (presence !== 'C') return false;
  return element.when.some((terms) =>
    terms.every(({ path, values }) => {
      if (path === 'always') return true;
      const value = around[path] ?? path.split('.').reduce<unknown>((at, name) => (at as Json | undefined)?.[name], message);
      return !isEmptyIn(version, value) && (values.length === 0 || values.some((one) => value === (one === 'true' ? true : one)));
    }),
  );
}
