/** A text in the languages of the pages. */
export type Says = Record<string, string>;

/** A question whose answers are chosen, not typed. The order of the options never changes: a tester can rely on it. */
export interface Question {
  kind: 'select' | 'multiSelect';
  /** E-mail of the cardholder whom it is put to; without one it is put to everybody who has none of his own. */
  cardholder?: string;
  asks: Says;
  options: readonly { says: Says; right?: boolean }[];
}

/** The question of a cardholder: the first of his own of that kind, else the first that is everybody's. */
export function questionFor(questions: readonly Question[], kind: Question['kind'], cardholder: string | undefined): Question {
  const ofKind = questions.filter((question) => question.kind === kind);
  const own = cardholder === undefined ? undefined : ofKind.find((question) => question.cardholder === cardholder);
  const found = own ?? ofKind.find((question) => question.cardholder === undefined);
  if (!found) throw new Error(`there is no question of the kind ${kind} for everybody`);
  return found;
}

/** The value by which a page names an option: its place, from 1 on. */
export function optionValue(index: number): string {
  return String(index + 1);
}

/**
 * Judges what was chosen.
 * @param chosen the values of the chosen options
 * @returns whether these are all the right options and no other; undefined where it is no answer at all: nothing chosen, more
 *   than one of a single select, or a value that the question does not have
 */
export function isRightChoice({ kind, options }: Question, chosen: readonly string[]): boolean | undefined {
  const values = options.map((_option, index) => optionValue(index));
  const isAnswer = chosen.length > 0 && chosen.every((value) => values.includes(value));
  if (!isAnswer || new Set(chosen).size !== chosen.length || (kind === 'select' && chosen.length > 1)) return undefined;
  return options.every(({ right = false }, index) => chosen.includes(optionValue(index)) === right);
}
