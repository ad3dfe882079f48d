// The text of JSON, read along without building anything. Outside of its strings, all that counts is one character.

const [SPACE, TAB, LINE_FEED, RETURN, BACKSLASH] = [32, 9, 10, 13, 92];

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
