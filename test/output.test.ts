import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { makeOutput, type Output } from '../src/output.ts';
import { makeFolder } from './support/cli.ts';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** A pipe whose reader is this test, and the output that writes into it. */
function pipe(t: Test) {
  const fifo = join(makeFolder(t), 'fifo');
  execFileSync('mkfifo', [fifo]);
  let reader = openSync(fifo, O_RDONLY | O_NONBLOCK);
  const fd = openSync(fifo, O_WRONLY | O_NONBLOCK);
  const tellLost = (lost: number, reason: string) => `lost ${lost} (${reason})\n`;
  t.teardown(() => closeSync(fd));
  return {
    output: makeOutput({ stream: { fd }, tellLost }),
    leave: () => closeSync(reader),
    comeBack() {
      reader = openSync(fifo, O_RDONLY | O_NONBLOCK);
    },
    /** What is in the pipe now. */
    read() {
      const chunk = Buffer.alloc(1024 * 1024);
      try {
        return chunk.toString('utf8', 0, readSync(reader, chunk));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
        throw error;
      }
    },
  };
}

t.test('lines arrive as they come', async (t) => {
  const { output, read } = pipe(t);
  output.write('one\n');
  output.write('two\n');
  t.equal(read(), 'one\ntwo\n');
});

t.test(
  'a reader that does not read costs lines, which are counted and told of once, and never a wait or half a line',
  async (t) => {
    const { output, read } = pipe(t);
    const count = 40_000;
    for (let line = 1; line <= count; line += 1) output.write(`${line} ${'x'.repeat(60)}\n`);
    let text = '';
    for (;;) {
      const more = read();
      if (more === '' && text.includes('lost')) break;
      text += more;
      output.flush();
    }
    const lines = text.trimEnd().split('\n');
    const [notice, ...others] = lines.filter((line) => line.startsWith('lost'));
    t.same(others, [], 'said once');
    const kept = lines.filter((line) => !line.startsWith('lost'));
    const told = Number(/^lost (\d+) \(nobody reads it\)$/.exec(notice ?? '')?.[1]);
    t.ok(told > 0, `${told} of ${count} are told to be lost`);
    t.equal(kept.length + told, count, 'and all others are there');
    for (const [index, line] of kept.entries())
      if (line !== `${index + 1} ${'x'.repeat(60)}`) t.fail(`line ${index + 1} is not whole`);
    output.write('after\n');
    t.equal(read(), 'after\n', 'and then it goes on');
  },
);

t.test('a reader that goes away and comes back hears how much it missed', async (t) => {
  const { output, leave, comeBack, read } = pipe(t);
  output.write('before\n');
  t.equal(read(), 'before\n');
  leave();
  for (const line of ['a', 'b', 'c']) output.write(`${line}\n`);
  output.flush();
  comeBack();
  output.write('back\n');
  output.flush();
  t.equal(read(), 'lost 3 (EPIPE)\nback\n');
});

t.test('what comes back is told also where nothing more is said', async (t) => {
  const { output, leave, comeBack, read } = pipe(t);
  leave();
  output.write('gone\n');
  comeBack();
  let text = '';
  while (text === '') {
    await new Promise((resolve) => setTimeout(resolve, 20));
    text = read();
  }
  t.equal(text, 'lost 1 (EPIPE)\n');
});

t.test('a full disk costs nothing but lines', async (t) => {
  const fd = openSync('/dev/full', 'w');
  t.teardown(() => closeSync(fd));
  const output: Output = makeOutput({ stream: { fd }, lingerMs: 10, tellLost: (lost) => `${lost}\n` });
  for (let line = 0; line < 100_000; line += 1) output.write('no room\n');
  const started = performance.now();
  await output.end(60_000);
  t.ok(performance.now() - started < 30_000, 'its end waits for nobody');
});
