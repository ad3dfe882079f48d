/** A member of a JSON document, ready to be shown. */
export interface JsonNode {
  name: string;
  /** `AReq.acctInfo.chAccAgeInd`, to be linked to; absent under a name that fits in no link. */
  id?: string;
  /** The names from the top down, without the places in lists: `acctInfo.chAccAgeInd`. */
  path: string;
  kind: 'object' | 'list' | 'string' | 'number' | 'boolean' | 'null' | 'cut';
  /** The value as JSON writes it; for an object or list, how many members it has. */
  text: string;
  /** Whether it is an object or list, also one without members. */
  isBranch: boolean;
  members: JsonNode[];
}

const MAX_DEPTH = 12;
const MAX_NODES = 2000;
const MAX_TEXT = 2000;
const LINKABLE = /^[\w-]+$/;

/**
 * The members of a message as a tree. Large ones are cut: what is left out is in the text of the message.
 * @param id of the message itself, e.g. `AReq`
 */
export function jsonTree(value: unknown, id: string): JsonNode[] {
  let nodes = 0;

  function membersOf(inner: object, parent: { id: string | undefined; path: string; depth: number }): JsonNode[] {
    const members: JsonNode[] = [];
    // Of a long one, what is cut is not looked at.
    const isList = Array.isArray(inner);
    const names = isList ? inner.slice(0, MAX_NODES + 1).keys() : Object.keys(inner);
    for (const name of names) {
      nodes += 1;
      if (nodes > MAX_NODES) return [...members, cut()];
      members.push(nodeOf(String(name), (inner as Record<string, unknown>)[name], isList, parent));
    }
    return members;
  }

  function nodeOf(
    name: string,
    member: unknown,
    inList: boolean,
    parent: { id: string | undefined; path: string; depth: number },
  ) {
    const own = parent.id !== undefined && LINKABLE.test(name) ? `${parent.id}.${name}` : undefined;
    const path = inList ? parent.path : parent.path === '' ? name : `${parent.path}.${name}`;
    const about = { name: visible(name), path, ...(own ? { id: own } : {}) };
    if (typeof member !== 'object' || member === null) return { ...about, ...leafOf(member), isBranch: false, members: [] };
    const kind = Array.isArray(member) ? 'list' : 'object';
    const depth = parent.depth + 1;
    const members = depth > MAX_DEPTH ? [cut()] : membersOf(member, { id: own, path, depth });
    return {
      ...about,
      kind,
      text: String(Array.isArray(member) ? member.length : Object.keys(member).length),
      isBranch: true,
      members,
    } satisfies JsonNode;
  }

  return typeof value === 'object' && value !== null ? membersOf(value, { id, path: '', depth: 1 }) : [];
}

const cut = (): JsonNode => ({ name: '…', path: '', kind: 'cut', text: '', isBranch: false, members: [] });

function leafOf(value: unknown): Pick<JsonNode, 'kind' | 'text'> {
  // Cut before it is looked at: what is spelt out only becomes longer.
  const json = JSON.stringify(typeof value === 'string' ? value.slice(0, MAX_TEXT + 1) : value) ?? '';
  const text = visible(json);
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return { kind: value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean'), text: shown };
}

/** What prints nothing, or turns the direction of what follows, as JSON may spell it. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapeUnit);
}

const escapeUnit = (char: string) =>
  [...Array(char.length).keys()].map((index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
