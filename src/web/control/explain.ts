import { visible } from './jsonTree.ts';

/** A rule that was tried for an AReq, ready to be shown. */
export interface RuleShown {
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
 * @param because the sentence of the rule that decided: it marks the winner where no verdict says `decided`, else the last one is
 */
export function triedRules(explain: unknown, because: string): RuleShown[] {
  const entries = (Array.isArray(explain) ? explain : []).filter((entry) => typeof entry === 'object' && entry !== null);
  const rules = entries.map((entry: Record<string, unknown>) => ({
    rule: visible(textOf(entry.rule) || textOf(entry.because)),
    verdict: visible(textOf(entry.verdict)),
    why: visible(textOf(entry.why)),
    names: [entry.rule, entry.because],
  }));
  const said = rules.findIndex(({ verdict }) => verdict === 'decided');
  const named = said === -1 ? rules.findIndex(({ names }) => names.includes(because)) : said;
  const winner = named === -1 ? rules.length - 1 : named;
  // The mark of the winner says in the language of the page what the verdict says.
  return rules.map(({ names: _names, verdict, ...rule }, index) => ({
    ...rule,
    ...{ verdict: verdict === 'decided' ? '' : verdict, decided: index === winner },
  }));
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
