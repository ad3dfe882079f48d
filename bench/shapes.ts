// Texts that are cheap to send and were, or could be, dear to look at. Each is the JSON of a value.

const filled = (piece: string, bytes: number) => piece.repeat(Math.floor(bytes / Buffer.byteLength(piece)));
const text = (piece: string) => (bytes: number) => `"${filled(piece, bytes)}"`;
const list = (item: string) => (bytes: number) => `[${filled(`${item},`, bytes)}1]`;
const members = (value: string) => (bytes: number) => {
  const count = Math.floor(bytes / (`"m100000":${value},`.length + 1));
  return `{${Array.from({ length: count }, (_, at) => `"m${at}":${value}`).join(',')}}`;
};

/** By name: a value of about so many bytes. */
export const SHAPES: Record<string, (bytes: number) => string> = {
  'a long text': text('lorem ipsum '),
  'digits with spaces': text('4 '),
  'digits in runs of a hundred': text(`${'4 '.repeat(99)}4x`),
  'digits, twelve at a time': text('497072000005x'),
  'digits without end': text('4'),
  'card numbers': text('4970720000052226,'),
  'card numbers in groups': text('4970 7200 0005 2226,'),
  'dates and times': text('20260207212818,'),
  'ids of transactions': text('12345678-1234-4123-8123-123456789012,'),
  hyphens: text('-'),
  'escaped quotes': text('\\"'),
  backslashes: text('\\\\'),
  'backslashes that escape nothing': (bytes) => `"${filled('\\\\', Math.min(bytes, 200_000))}%"`,
  'percent signs': text('%'),
  'percent signs within percent signs': (bytes) => `"%${filled('25', bytes)}"`,
  'escaped digits': text('\\u0034'),
  'digits that no card has': text('\u{ff14}'),
  emoji: text('\u{1f600}'),
  'halves of emoji': text('\\ud83d'),
  base64: text('eyJhIjoxfQ'),
  'base64 of card numbers': text('NDk3MDcyMDAwMDA1MjIyNiwg'),
  'base64 in many parts': text('NDk3MDcyMDAwMDA1MjIyNg.'),
  'a list of numbers': list('1'),
  'a list of long numbers': list('4970720000052226'),
  'a list of texts': list('"a"'),
  'a list of lists': list('[]'),
  'a list of objects': list('{}'),
  'as many members as are allowed': (bytes) => members('1')(Math.min(bytes, 550_000)),
  'too many members': members('1'),
  'duplicate members': (bytes) => `{${filled('"a":1,', Math.min(bytes, 290_000))}"b":1}`,
  'as deep as is allowed': (bytes) => list(`${'['.repeat(90)}${']'.repeat(90)}`)(bytes),
  'too deep': (bytes) => `${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}`,
  spaces: (bytes) => `${' '.repeat(bytes)}1`,
};
