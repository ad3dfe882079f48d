/** A JSON object in a text: what stands from `start` to `end`. */
export interface ObjectInText {
  start: number;
  end: number;
  raw: string;
  value: Record<string, unknown>;
}

/** What looks like a message, but is no JSON. */
export interface BrokenInText {
  start: number;
  end: number;
  why: string;
}

export const isBrokenJson = (object: ObjectInText | BrokenInText): object is BrokenInText => 'why' in object;

/**
 * How many characters are looked at for braces that are no JSON, those in lines with escaped quotes included, so that a text full
 * of them is given up in a second: some for each of the text, and enough for a short one. The logs of a day with a few stray
 * braces in each line stay far below.
 */
const LOOKED_AT = { each: 100, least: 20_000_000, most: 200_000_000 };

interface Budget {
  left: number;
}

const budgetFor = ({ length }: string): Budget => ({
  left: Math.min(LOOKED_AT.most, Math.max(LOOKED_AT.least, LOOKED_AT.each * length)),
});

/** Where one brace has closed nowhere, the objects after it are looked for no further than the ACS would read a message. */
const MAX_MESSAGE = 256 * 1024;

/**
 * The outermost JSON objects of a text, as they are written; what stands around them makes no difference. Braces that are no
 * JSON are passed over, unless they hold the word messageType.
 * @param isEscaped whether their quotes may be escaped, as logs write a text in a text
 */
export function jsonObjects(text: string, isEscaped = false, budget = budgetFor(text)): (ObjectInText | BrokenInText)[] {
  const found: (ObjectInText | BrokenInText)[] = [];
  let furthest = Number.POSITIVE_INFINITY;
  let start = text.indexOf('{');
  while (start !== -1) {
    const limit = Math.min(start + furthest, text.length);
    const end = endOfObject(text, start, limit);
    const parsed = parse(text.slice(start, end ?? limit));
    if ('value' in parsed && end !== undefined) {
      found.push({ start, end, raw: text.slice(start, end), value: parsed.value });
    } else {
      if (end === undefined) furthest = MAX_MESSAGE;
      budget.left -= (end ?? limit) - start;
      found.push(...((isEscaped && escapedObjects(text, start, budget)) || brokenMessage(text, start, end, parsed)));
      if (budget.left < 0) {
        found.push({ start, end: text.length, why: 'From here on there are too many braces that are no JSON.' });
        return found;
      }
    }
    start = text.indexOf('{', Math.max(start + 1, found.at(-1)?.end ?? 0));
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

/** The objects in the rest of a line that begins with an escaped quote; undefined where there are none. */
function escapedObjects(text: string, start: number, budget: Budget): (ObjectInText | BrokenInText)[] | undefined {
  if (!/^\{\\+"/.test(text.slice(start, start + 10))) return undefined;
  const end = endOfLine(text, start);
  budget.left -= end - start;
  const objects = jsonObjects(text.slice(start, end).replaceAll(/\\(["\\/])/g, '$1'), true, budget);
  return objects.length > 0 ? objects.map((object) => ({ ...object, start, end })) : undefined;
}

/** What is no JSON, but was to be a message. One that is never closed ends where another line begins anew. */
function brokenMessage(text: string, start: number, end: number | undefined, parsed: ReturnType<typeof parse>): BrokenInText[] {
  if (!/^\{\s*"/.test(text.slice(start, start + 200))) return [];
  const ending = end ?? endOfIndented(text, start);
  const raw = text.slice(start, ending);
  const isMessage = /^\{[^{}]*"messageType"/.test(raw.slice(0, MAX_MESSAGE));
  return isMessage && 'why' in parsed ? [{ start, end: ending, why: parsed.why }] : [];
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** The end of the lines that belong to the one at `from`: they begin with a space, a quote, or a closing brace or bracket. */
function endOfIndented(text: string, from: number): number {
  let end = endOfLine(text, from);
  while (/[\s"}\]]/.test(text[end + 1] ?? '')) end = endOfLine(text, end + 1);
  return end;
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [34, 92, 123, 125];

/** The index after the brace that closes the one at `start`. */
function endOfObject(text: string, start: number, limit: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < limit; at += 1) {
    const char = text.charCodeAt(at);
    if (isInString && char === BACKSLASH) at += 1;
    else if (char === QUOTE) isInString = !isInString;
    else if (!isInString && char === OPEN) depth += 1;
    else if (!isInString && char === CLOSE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
