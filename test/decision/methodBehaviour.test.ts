import t from 'tap';
import { methodMark, readBehaviour } from '../../src/decision/methodBehaviour.ts';

t.test('a behaviour of the 3DS Method is taken as it is named, with a delay up to a minute where it is slow', async (t) => {
  const rows: [asked: { behaviour?: unknown; delayMs?: unknown }, expected: { behaviour: string; delayMs: number } | string][] = [
    [{ behaviour: 'normal' }, { behaviour: 'normal', delayMs: 0 }],
    [{ behaviour: 'failing' }, { behaviour: 'failing', delayMs: 0 }],
    [{ behaviour: 'silent' }, { behaviour: 'silent', delayMs: 0 }],
    [{ behaviour: 'slow' }, { behaviour: 'slow', delayMs: 12_000 }],
    [
      { behaviour: 'slow', delayMs: 0 },
      { behaviour: 'slow', delayMs: 0 },
    ],
    [
      { behaviour: 'slow', delayMs: '59999' },
      { behaviour: 'slow', delayMs: 59_999 },
    ],
    [
      { behaviour: 'slow', delayMs: 60_000 },
      { behaviour: 'slow', delayMs: 60_000 },
    ],
    [{ behaviour: 'slow', delayMs: 60_001 }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: -1 }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: 1.5 }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: '1e3' }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: '0x10' }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: '' }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: ' 1' }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: '000001' }, 'delayMs'],
    [
      { behaviour: 'normal', delayMs: 0 },
      { behaviour: 'normal', delayMs: 0 },
    ],
    [{ behaviour: 'normal', delayMs: 1 }, 'delayMs'],
    [{ behaviour: 'fast' }, 'behaviour'],
    [{}, 'behaviour'],
  ];
  for (const [asked, expected] of rows) {
    const read = readBehaviour(asked);
    if (typeof expected === 'string') {
      t.match(
        read,
        { field: expected, rule: String, example: expected === 'behaviour' ? 'slow' : '12000' },
        JSON.stringify(asked),
      );
    } else t.same(read, expected, JSON.stringify(asked));
  }
});

t.test('what a tester did to the 3DS Method is said in a clause, of a normal one nothing', async (t) => {
  t.equal(methodMark({ behaviour: 'normal', delayMs: 0 }), undefined);
  t.equal(methodMark({ behaviour: 'slow', delayMs: 7 }), 'was slow on purpose: data and notification after 7 ms');
  t.equal(methodMark({ behaviour: 'failing', delayMs: 0 }), 'failed on purpose: it answered HTTP 500');
  t.equal(methodMark({ behaviour: 'silent', delayMs: 0 }), 'was silent on purpose: it never posts the notification');
});
