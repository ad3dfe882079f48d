import { endOfString } from './jsonText.ts';
import { MESSAGE_DEPTH, MESSAGE_MEMBERS } from './limits.ts';

const [QUOTE, COLON] = [34, 58];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];

/**
 * What a message has too much of, before anybody walks through it: levels of objects and lists inside each other, or members of
 * objects, those of all levels counted together. The items of a list are not counted: known lists have their own limits, and nobody
 * looks into others.
 * @param text valid JSON
 */
export function findBrokenBound(
  text: string,
  { depth: mostLevels = MESSAGE_DEPTH, members: mostMembers = MESSAGE_MEMBERS } = {},
): 'depth' | 'members' | undefined {
  let depth = 0;
  let members = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at) - 1;
    else if (char === COLON) members += 1;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) depth += 1;
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth -= 1;
    if (depth > mostLevels) return 'depth';
    if (members > mostMembers) return 'members';
  }
  return undefined;
}
