/** More slips than these are another word. */
const MAX_SLIPS = 2;
/** A longer name is no misspelling of ours, and not worth the comparing. */
const LONGEST = 40;

/** The known name that is meant, as far as its spelling tells: up to two letters differ, whatever the capitals. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const [best] = known
    .map((one) => ({ one, slips: slipsBetween(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, slips }) => slips <= Math.min(MAX_SLIPS, one.length / 2))
    .toSorted((a, b) => a.slips - b.slips);
  return best?.one;
}

/** How many letters have to be put in, left out or replaced to make one word of another (Levenshtein). */
function slipsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries())
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The known flag that is meant where parseArgs says that it knows none of that name. */
export function flagMeant(message: string, flags: readonly string[]): string | undefined {
  const [, unknown] = /^Unknown option '--?([^'=]+)/.exec(message) ?? [];
  return unknown && nearestOf(unknown, flags);
}
