import { endOfString, skipSpace } from './jsonText.ts';

// JSON.parse keeps the last of two members with one name and says nothing; the protocol answers 204. The text is known to
// be valid JSON here, so a string that is followed by a colon is a name, and nothing else is.

const [QUOTE, COLON] = [34, 58];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];

/** As many names as an errorDetail holds. The rest is not looked for: a hostile message could name millions. */
const MAX_LENGTH = 2048;

/** Paths of the members that occur twice in one object, such as `acctInfo.chAccAgeInd`; names are compared after unescaping. */
export function duplicateElements(text: string, parsed: unknown): string[] {
  return countNames(text) === countMembers(parsed) ? [] : findDuplicates(text);
}

function countNames(text: string): number {
  let names = 0;
  let open = text.indexOf('"');
  while (open !== -1) {
    const next = skipSpace(text, endOfString(text, open));
    if (text.charCodeAt(next) === COLON) names += 1;
    open = text.indexOf('"', next);
  }
  return names;
}

/** With a list instead of recursion: JSON may be nested deeper than the call stack. */
function countMembers(parsed: unknown): number {
  let members = 0;
  const open: object[] = isObject(parsed) ? [parsed] : [];
  for (let value = open.pop(); value; value = open.pop()) {
    const inside: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (inside !== value) members += inside.length;
    for (const item of inside) if (isObject(item)) open.push(item);
  }
  return members;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function findDuplicates(text: string): string[] {
  const found = new Set<string>();
  let length = 0;
  const open: { path: string; names: Set<string>; current: string }[] = [];
  for (let at = 0; at < text.length && length < MAX_LENGTH; at += 1) {
    const char = text.charCodeAt(at);
    const inside = open.at(-1);
    if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      const path = inside?.current ?? '';
      open.push({ path, names: new Set(), current: path });
    }
    if (char === CLOSE_BRACE || char === CLOSE_BRACKET) open.pop();
    if (char !== QUOTE) continue;

    const end = endOfString(text, at);
    if (inside && text.charCodeAt(skipSpace(text, end)) === COLON) {
      const name = JSON.parse(text.slice(at, end)) as string;
      inside.current = pathOf(inside.path, name);
      if (inside.names.has(name) && !found.has(inside.current)) {
        found.add(inside.current);
        length += inside.current.length + 1;
      }
      inside.names.add(name);
    }
    at = end - 1;
  }
  return [...found];
}

/** A member may have the empty name; it is shown as it is written, since an errorDetail is never empty. */
function pathOf(parent: string, name: string): string {
  const shown = name === '' ? '""' : name;
  return parent === '' ? shown : `${parent}.${shown}`;
}
