import { readdirSync, readFileSync } from 'node:fs';
import { shipped } from '../files.ts';

type Json = Record<string, unknown>;

const examples = new Map<string, Json[]>();

/** The valid messages of a version that ship with the program. */
function examplesOf(version: string, type: string): Json[] {
  const key = `${version}/${type}`;
  const known = examples.get(key);
  if (known) return known;
  const folder = shipped(`fixtures/messages/${version}/`);
  const files = readdirSync(folder).filter((name) => name === `${type}.json` || name.startsWith(`${type}-`));
  const messages = files.map((name) => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as Json);
  examples.set(key, messages);
  return messages;
}

/** Elements whose example is no use to anybody else. */
const OF_ONE_TRANSACTION: readonly string[] = ['acsSignedContent', 'acctNumber', 'sdkEncData', 'sdkServerSignedContent'];

/** A valid value of an element, from a message that is like this one as far as possible; undefined where none is known. */
export function exampleOf(version: string, type: string, element: string, message: Json): unknown {
  if (OF_ONE_TRANSACTION.includes(element)) return undefined;
  const names = new Set(Object.keys(message));
  // By how many elements one has and the other has not.
  const distance = (other: Json) => {
    const common = Object.keys(other).filter((name) => names.has(name)).length;
    return Object.keys(other).length + names.size - 2 * common;
  };
  const sorted = examplesOf(version, type).toSorted((a, b) => distance(a) - distance(b));
  return sorted.map((example) => valueAt(example, element.split('.'))).find((value) => value !== undefined);
}

/** The value at a path, which goes through the first items of lists. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return valueAt(value[0], path);
  const [name, ...further] = path;
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const member = (value as Json)[name];
  return further.length === 0 ? member : valueAt(member, further);
}
