/** A JSON object in a text. */
export interface ObjectInText {
  start: number;
  raw: string;
  value: Record<string, unknown>;
}

/** What looks like a message, but is no JSON. */
export interface BrokenInText {
  start: number;
  raw: string;
  why: string;
}

export const isBroken = (object: ObjectInText | BrokenInText): object is BrokenInText => 'why' in object;

/** In a text full of braces that close nowhere, the search ends after this many. */
const MAX_FAILURES = 200;

/**
 * The outermost JSON objects of a text, as they are written; what stands around them makes no difference. Braces that are no
 * JSON are passed over, unless they hold the word messageType.
 */
export function jsonObjects(text: string): (ObjectInText | BrokenInText)[] {
  const found: (ObjectInText | BrokenInText)[] = [];
  let failures = 0;
  let start = text.indexOf('{');
  while (start !== -1 && failures < MAX_FAILURES) {
    const end = endOfObject(text, start);
    const parsed = parse(text.slice(start, end ?? text.length));
    // One that is never closed ends with its line: the next may hold another.
    const raw = text.slice(start, end ?? endOfLine(text, start));
    if ('value' in parsed) found.push({ start, raw, ...parsed });
    else failures += 1;
    const isMessage = 'why' in parsed && /^\{\s*"[^{}]*"messageType"|^\{\s*"messageType"/.test(raw);
    if (isMessage) found.push({ start, raw, why: parsed.why });
    start = text.indexOf('{', start + ('value' in parsed || isMessage ? raw.length : 1));
  }
  return found;
}

function parse(raw: string): { value: Record<string, unknown> } | { why: string } {
  try {
    return { value: JSON.parse(raw) };
  } catch (error) {
    // The parser quotes the text: a card number may stand in it.
    return { why: (error as Error).message.replaceAll(/,? ?\.{0,3}"[\s\S]*" is not valid JSON$/g, '').replaceAll(/\s+/g, ' ') };
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** The index after the brace that closes the one at `start`. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (isInString && char === '\\') at += 1;
    else if (char === '"') isInString = !isInString;
    else if (!isInString && char === '{') depth += 1;
    else if (!isInString && char === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
