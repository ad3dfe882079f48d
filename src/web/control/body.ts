import { maskText } from '../../messages/masking.ts';
import { problem } from '../problem.ts';

type Problem = ReturnType<typeof problem>;

/** What was read, or the problem to answer. */
export type Body<T> = { value: T; fault?: undefined } | { fault: Problem };

type Kind = 'string' | 'number';
type Fields<K extends Record<string, Kind>> = { [F in keyof K]?: K[F] extends 'number' ? number : string };

/**
 * The fields of a JSON body, each of its kind; an unknown one is a mistake that is told.
 * @param example a body as it should be
 */
export function readBody<const K extends Record<string, Kind>>(body: unknown, kinds: K, example: string): Body<Fields<K>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { fault: problem(400, 'body', 'a JSON object, sent as application/json', example) };
  }
  for (const [field, value] of Object.entries(body)) {
    const kind = Object.hasOwn(kinds, field) ? kinds[field] : undefined;
    if (!kind) {
      // The name is the sender's own: an answer stays small, and shows no card number.
      const name = maskText(field).slice(0, 40);
      return { fault: problem(400, name, `unknown here; known are ${Object.keys(kinds).join(', ')}`, example) };
    }
    if (typeof value !== kind) return { fault: problem(400, field, `a ${kind}`, example) };
  }
  return { value: body as Fields<K> };
}
