// The text of JSON, read along without building anything. Outside of its strings, all that counts is one character.

const [SPACE, TAB, LINE_FEED, RETURN, BACKSLASH] = [32, 9, 10, 13, 92];
const [QUOTE, COLON, MINUS, ZERO, NINE] = [34, 58, 45, 48, 57];
/** The rest of a number. */
const END_OF_NUMBER = /[^\d.eE+-]|$/g;

/** The index after the closing quote of the string that opens at `open`; that of the end where it is never closed. */
export function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close === -1 ? text.length : close + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

/** The index of the first character from `from` on that is no white space of JSON. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const char = text.charCodeAt(at);
    if (char !== SPACE && char !== LINE_FEED && char !== RETURN && char !== TAB) return at;
    at += 1;
  }
}

/** A text or a number in JSON: from `start` to before `end`. */
interface Token {
  start: number;
  end: number;
  /** Whether it is the name of a member. */
  isName: boolean;
}

/** The texts and numbers of a JSON, in their order. */
export function* tokensOf(text: string): Generator<Token> {
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    const isNumber = char === MINUS || (char >= ZERO && char <= NINE);
    if (char !== QUOTE && !isNumber) continue;
    const start = at;
    const end = isNumber ? endOfNumber(text, at) : endOfString(text, at);
    yield { start, end, isName: !isNumber && text.charCodeAt(skipSpace(text, end)) === COLON };
    at = end - 1;
  }
}

function endOfNumber(text: string, from: number): number {
  END_OF_NUMBER.lastIndex = from + 1;
  return END_OF_NUMBER.exec(text)?.index ?? text.length;
}
