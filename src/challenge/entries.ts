import type { StepName } from './methods.ts';

/** What a typed entry must look like before it is judged. A malformed one is answered with a hint and costs no try. */
const FORMATS: Partial<Record<StepName, RegExp>> = {
  ePin: /^\d{4}$/,
  code: /^\d{8}$/,
  emailCode: /^\d{8}$/,
};

/** The entry without the spaces and dashes that people paste with codes; undefined where it still is not well formed. */
export function wellFormed(step: StepName, entry: string): string | undefined {
  const compact = entry.replaceAll(/[\s-]/g, '');
  return FORMATS[step]?.test(compact) ? compact : undefined;
}
