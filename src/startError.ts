/** A reason why the program cannot start, in one sentence that says what to do. The command line shows it without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** A value as it is written in JavaScript, shortened; of an object only that it is one. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return `"${[...value]
      .slice(0, 100)
      .join('')
      .replaceAll(/\p{Cc}/gu, '\uFFFD')}"`;
  if (Array.isArray(value)) return `[${value.slice(0, 10).map(describeValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
