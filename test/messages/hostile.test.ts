// The work that a text costs grows with its length alone, and stays near that of parsing it. What is compared is CPU time of one
// process, the best of several; the margins are many times what is measured, since a pattern that begins anew at each character
// is a thousand times dearer.
import t from 'tap';
import { SHAPES } from '../../bench/shapes.ts';
import { maskMessage, maskText } from '../../src/messages/masking.ts';
import { readMessage } from '../../src/messages/read.ts';
import { maskCopy as maskedCopy } from '../../src/sandbox/masked.ts';
import { example } from './example.ts';

const BYTES = 1_000_000;
const MOST = 400;

const areq = JSON.stringify(example('AReq-browser-payment'));
const ENTRIES: Record<string, (text: string) => unknown> = {
  'is read': (text) => readMessage('AReq', text),
  'is masked': (text) => maskText(text),
  'is masked as valid numbers': (text) => maskText(text, 'valid'),
  'is masked for a report': (text) => maskText(text, 'typed'),
  'is masked for an answer': (text) => maskText(text, 'long', () => 'X'),
  'is recorded as an AReq': (text) => maskMessage(text, { acctNumber: '4970720000052226' }),
  'is recorded as another message': (text) => maskMessage(text),
  'is recorded as the message of an app': (text) => maskMessage(text, { hasEntries: true }),
  'is recorded by the sandbox': (text) => maskedCopy(JSON.parse(text)),
};

const LEAST = 500;

/** In microseconds. What takes a second is not tried again. */
function least(act: () => unknown): number {
  let best = cpuTime(act);
  for (let time = 1; time < 3 && best < 1_000_000; time += 1) best = Math.min(best, cpuTime(act));
  return Math.max(LEAST, best);
}

function cpuTime(act: () => unknown): number {
  const before = process.cpuUsage();
  try {
    act();
  } catch {
    // Refused.
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

for (const [entry, act] of Object.entries(ENTRIES)) {
  t.test(`a hostile text ${entry} at a small multiple of parsing it`, async (t) => {
    for (const [shape, make] of Object.entries(SHAPES)) {
      const text = areq.replace('{', `{"x":${make(BYTES)},`);
      const multiple = least(() => act(text)) / least(() => JSON.parse(text));
      t.ok(multiple < MOST, `${shape}: ${multiple.toFixed(1)}`);
    }
  });
}
