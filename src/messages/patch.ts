import { applyPatch, type Operation } from 'rfc6902';

/** A JSON Patch (RFC 6902). */
export type JsonPatch = readonly Operation[];

/** Copies can double a message with each operation. */
const MAX_CHARACTERS = 512 * 1024;

/**
 * A message with its patch applied; the message itself stays as it was.
 * @returns in `problem`, why the patch cannot be applied: then nothing of it is
 */
export function patched<M extends object>(message: M, patch: JsonPatch): { message: M } | { problem: string } {
  const copy = structuredClone(message);
  for (const operation of patch) {
    const [error] = applyPatch(copy, [structuredClone(operation)]);
    if (error) return { problem: `${describe(operation)} does not apply` };
    if (JSON.stringify(copy).length > MAX_CHARACTERS) return { problem: `${describe(operation)} makes it too large` };
  }
  return { message: copy };
}

/** What a patch does, in a few words and without its values. */
export function summaryOfPatch(patch: JsonPatch): string {
  const [first, second, third, ...rest] = patch.filter(({ op }) => op !== 'test').map(describe);
  const named = [first, second, third].filter((text) => text !== undefined);
  return rest.length === 0 ? named.join(', ') : `${named.join(', ')} and ${rest.length} more`;
}

const describe = ({ op, path }: Operation) => `${op} ${path}`;
