// The work that a text costs grows with its length alone, and stays near that of parsing it. What is compared is CPU time of one
// process, the best of several; the margins are many times what is measured, since a pattern that begins anew at each character
// is a thousand times dearer.
import t from 'tap';
import { SHAPES } from '../../bench/shapes.ts';
import { maskMessage, maskText } from '../../src/messages/masking.ts';
import { readMessage } from '../../src/messages/read.ts';
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
  'is recorded': (text) => maskMessage(text, { acctNumber: '4970720000052226' }),
  'of another party is recorded': (text) => maskMessage(text),
  'of an app is recorded': (text) => maskMessage(text, { hasEntries: true }),
};

function least(act: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    try {
      act();
    } catch {
      // Refused.
    }
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.max(500, Math.min(...times));
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
