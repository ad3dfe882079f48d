import { visible } from './jsonTree.ts';

/** A rule that was tried for an AReq, ready to be shown. */
export interface Tried {
  /** The rule in a sentence, or its name. */
  rule: string;
  verdict: string;
  why: string;
  /** Whether it is the one that decided. */
  decided: boolean;
}

/**
 * The rules that were tried, in their order; empty where none were kept. What a transaction of another version of this
 * program holds is taken as far as it can be read.
 * @param because the sentence of the rule that decided: it marks the winner, else the last rule that was tried does
 */
export function triedRules(explain: unknown, because: string): Tried[] {
  const entries = (Array.isArray(explain) ? explain : []).filter((entry) => typeof entry === 'object' && entry !== null);
  const rules = entries.map((entry: Record<string, unknown>) => ({
    rule: visible(textOf(entry.rule) || textOf(entry.because)),
    verdict: visible(textOf(entry.verdict)),
    why: visible(textOf(entry.why)),
    said: [entry.rule, entry.because],
  }));
  const named = rules.findIndex(({ said }) => said.includes(because));
  const winner = named === -1 ? rules.length - 1 : named;
  return rules.map(({ said: _said, ...rule }, index) => ({ ...rule, decided: index === winner }));
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
