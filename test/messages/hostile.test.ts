// The work that a text costs grows with its length alone, and stays near that of parsing it. What is compared is CPU time of one
// process, the best of several; the margins are many times what is measured, since a pattern that begins anew at each character
// is a thousand times dearer.
import t from 'tap';
import { SHAPES } from '../../bench/shapes.ts';
import { masked } from '../../src/check/mask.ts';
import { areqRecord } from '../../src/messages/areqRecord.ts';
import { withoutCardNumbers } from '../../src/messages/cardNumbers.ts';
import { readMessage } from '../../src/messages/read.ts';
import { example } from './example.ts';

const BYTES = 1_000_000;
const MOST = 400;

const areq = JSON.stringify(example('AReq-browser-payment'));
const ENTRIES: Record<string, (text: string) => unknown> = {
  'is read': (text) => readMessage('AReq', text),
  'is masked': (text) => withoutCardNumbers(text),
  'is masked for a report': masked,
  'is recorded': (text) => areqRecord(text, '4970720000052226'),
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
