import type { Checked } from './check.ts';

/** The messages of one input, by the name that the user gave it. */
export interface CheckedFile {
  file: string;
  messages: Checked[];
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** How a text is made to stand out; without colours it stays as it is. */
export type Paint = (style: Style, text: string) => string;

const WIDTH = 100;
const INDENT = '  ';

/** What `check` prints for people: a line a message, then a block a finding. */
export function printFindings(files: readonly CheckedFile[], paint: Paint): string {
  const heads = files.flatMap(({ file, messages }) =>
    messages.map((checked) => ({
      checked,
      where: messages.length > 1 ? `${file}:${checked.line}` : file,
      what: [checked.message, checked.messageVersion].filter(Boolean).join(' '),
    })),
  );
  const [whereWidth, whatWidth] = [widest(heads.map(({ where }) => where)), widest(heads.map(({ what }) => what))];
  const blocks = heads.map(({ checked, where, what }) => {
    const { findings, note } = checked;
    const notes = findings.filter(({ severity }) => severity === 'note').length;
    const faults = findings.length - notes;
    const count = faults === 0 ? paint('green', 'no finding') : paint('red', countOf(faults, 'finding'));
    const verdict = notes === 0 ? count : `${count}, ${countOf(notes, 'note')}`;
    const head = `${paint('bold', where.padEnd(whereWidth))}  ${what.padEnd(whatWidth)}  ${verdict}`;
    return [head, ...(note ? [`${INDENT}${paint('dim', note)}`] : []), ...details(checked, paint)].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

function details({ findings }: Checked, paint: Paint): string[] {
  const margin = INDENT.repeat(2);
  return findings
    .flatMap(({ severity, element, rule, meaning, errorCode = '', change }) => [
      '',
      `${INDENT}${paint('yellow', element)}  ${paint('dim', severity === 'note' ? 'note' : errorCode)}`,
      ...wrap(meaning).map((line) => `${margin}${line}`),
      ...wrap(`to change: ${change}`).map((line) => `${margin}${line}`),
      ...wrap(`rule: ${rule}`).map((line) => `${margin}${paint('dim', line)}`),
    ])
    .concat(findings.length > 0 ? [''] : []);
}

const countOf = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** Lines of at most the width; a word that is longer stands alone. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** The same for programs: one object a message, findings as they are. */
export function jsonReport(files: readonly CheckedFile[]): string {
  const messages = files.flatMap(({ file, messages }) => messages.map((checked) => ({ file, ...checked })));
  return `${JSON.stringify(messages, undefined, 2)}\n`;
}
