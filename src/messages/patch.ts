import { applyPatch, type Operation } from 'rfc6902';

/** A JSON Patch (RFC 6902). */
export type JsonPatch = readonly Operation[];

/** Copies can double a message with each operation. */
const MAX_CHARACTERS = 512 * 1024;

/**
 * A message with its patch applied; the message itself stays as it was.
 * @returns in `problem`, why the patch cannot be applied: then nothing of it is
 */
export function patchMessage<M extends object>(message: M, patch: JsonPatch): { message: M } | { problem: string } {
  const copy = structuredClone(message);
  for (const operation of patch) {
    const problem = apply(copy, operation);
    if (problem) return { problem: `${describeOperation(operation)} ${problem}` };
  }
  return { message: copy };
}

/** Applies one operation. @returns why it cannot be */
function apply(copy: object, operation: Operation): string | undefined {
  const { op, path } = operation;
  const isThere = isPlace(copy, path, op === 'add' || op === 'move' || op === 'copy');
  if (!isThere || ('from' in operation && !isPlace(copy, operation.from, false))) return 'does not apply';
  try {
    const [error] = applyPatch(copy, [structuredClone(operation)]);
    if (error) return 'does not apply';
    return JSON.stringify(copy).length > MAX_CHARACTERS ? 'makes it too large' : undefined;
  } catch {
    // Copies into themselves nest deeper than can be cloned or written.
    return 'nests it too deeply';
  }
}

/** Names by which every object hands out what all objects share; no message has an element of such a name. */
const SHARED_BY_ALL = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Whether a pointer leads to a member of the message itself: never to what its objects and arrays inherit, nor to the length
 * of an array, nor into a text.
 * @param isNew whether the last member may be one that is not there yet
 */
function isPlace(message: object, pointer: string, isNew: boolean): boolean {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  let at: unknown = message;
  for (const [index, name] of names.entries()) {
    if (typeof at !== 'object' || at === null || SHARED_BY_ALL.has(name)) return false;
    if (isNew && index === names.length - 1) return !Array.isArray(at) || isRoom(at, name);
    if (!Object.hasOwn(at, name) || (Array.isArray(at) && name === 'length')) return false;
    at = (at as Record<string, unknown>)[name];
  }
  return true;
}

/** Whether an element can be put there: at the end, or in front of one that is there. */
function isRoom({ length }: readonly unknown[], name: string): boolean {
  return name === '-' || (/^(0|[1-9]\d*)$/.test(name) && Number(name) <= length);
}

/** What a patch does, in a few words and without its values. */
export function summaryOfPatch(patch: JsonPatch): string {
  const [first, second, third, ...rest] = patch.filter(({ op }) => op !== 'test').map(describeOperation);
  const named = [first, second, third].filter((text) => text !== undefined);
  return rest.length === 0 ? named.join(', ') : `${named.join(', ')} and ${rest.length} more`;
}

const describeOperation = ({ op, path }: Operation) => `${op} ${path}`;
