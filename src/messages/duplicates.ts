// JSON.parse keeps the last of two members with one name and says nothing; the protocol answers 204. The text is known to
// be valid JSON here, so a string that is followed by a colon is a name, and nothing else is.

type Json = unknown;

/** Paths of the members that occur twice in one object, such as `acctInfo.chAccAgeInd`; names are compared after unescaping. */
export function duplicateElements(text: string, parsed: Json): string[] {
  return countNamesIn(text) === countMembers(parsed) ? [] : findDuplicates(text);
}

function countNamesIn(text: string): number {
  let names = 0;
  let at = text.indexOf('"');
  while (at !== -1) {
    const next = skipSpace(text, endOfString(text, at));
    if (text[next] === ':') names += 1;
    at = text.indexOf('"', next);
  }
  return names;
}

function countMembers(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += countMembers(item);
    return members;
  }
  for (const key of Object.keys(value)) members += 1 + countMembers((value as Record<string, Json>)[key]);
  return members;
}

function findDuplicates(text: string): string[] {
  const found = new Set<string>();
  const open: { path: string; names: Set<string>; current: string }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    const inside = open.at(-1);
    if (char === '{' || char === '[')
      open.push({ path: inside?.current ?? '', names: new Set(), current: inside?.current ?? '' });
    if (char === '}' || char === ']') open.pop();
    if (char !== '"') continue;
    const end = endOfString(text, at);
    if (inside && text[skipSpace(text, end)] === ':') {
      const name = JSON.parse(text.slice(at, end)) as string;
      inside.current = inside.path === '' ? name : `${inside.path}.${name}`;
      if (inside.names.has(name)) found.add(inside.current);
      inside.names.add(name);
    }
    at = end - 1;
  }
  return [...found];
}

/** The index after the closing quote of the string that opens at `open`. */
function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}
