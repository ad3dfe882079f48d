// What hostile texts cost: the CPU time of each entry as a multiple of that of JSON.parse of the same bytes.
import { readFileSync } from 'node:fs';
import { check } from '../src/check/check.ts';
import { shipped } from '../src/files.ts';
import { makeLog } from '../src/log.ts';
import { MESSAGE_BYTES } from '../src/messages/limits.ts';
import { maskMessage, maskText } from '../src/messages/masking.ts';
import { readMessage } from '../src/messages/read.ts';
import { jsonTree } from '../src/web/control/jsonTree.ts';
import { messageViews } from '../src/web/control/messageView.ts';
import { hostileRequests, type Measure, startMeasured } from './hostileRequests.ts';
import { SHAPES } from './shapes.ts';

const example = readFileSync(shipped('fixtures/messages/2.2.0/AReq-browser-payment.json'), 'utf8').trim();
const BYTES = MESSAGE_BYTES - 20_000;
const TARGET = 10;
const TIMES = 5;

/** An AReq with a value in an element that nobody knows, or in one that is a list, or an object. */
const areqWith = (value: string, name = 'x') => example.replace('{', `{"${name}":${value},`);

const log = makeLog('info', { write: () => undefined });
const IN_PROCESS: Record<string, (text: string) => unknown> = {
  'read an AReq': (text) => readMessage('AReq', text),
  'record an AReq': (text) => maskMessage(text, { acctNumber: '4970720000052226' }),
  'record another message': (text) => maskMessage(text),
  'record a message of an app': (text) => maskMessage(text, { hasEntries: true }),
  'mask a text': (text) => maskText(text),
  'log a text': (text) => log.info({ text }, 'a text'),
  'show its tree': (text) => jsonTree(JSON.parse(text), 'AReq'),
  'show it on a page': (text) =>
    messageViews([{ at: 0, direction: 'in', type: 'AReq', body: text }], {
      ...{ readOptions: {}, messageVersion: '2.2.0', deviceChannel: '02', areqUrl: 'http://localhost' },
    }),
  check: (text) => check(text),
};

function cpuMs(act: () => unknown): number {
  const before = process.cpuUsage();
  try {
    act();
  } catch {
    // Refused: that has its cost, too.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The best of several: others use the machine as well. What takes so long is measured once. */
const LONG_MS = 300;

function best(act: () => unknown): number {
  let least = cpuMs(act);
  for (let time = 1; time < TIMES && least < LONG_MS; time += 1) least = Math.min(least, cpuMs(act));
  return least;
}

const heads = ['shape', 'entry', 'JSON.parse ms', 'ms', 'multiple'] as const;
const multiples: number[] = [];
/** `process`, `http`, or one entry by its name; all without it. */
const only = process.argv[2];

console.log(
  `${heads[0].padEnd(34)}${heads[1].padEnd(30)}${heads[2].padStart(14)}${heads[3].padStart(9)}${heads[4].padStart(10)}`,
);
for (const [shape, make] of Object.entries(SHAPES)) {
  const text = areqWith(make(BYTES));
  const parseMs = best(() => JSON.parse(text));
  for (const [entry, act] of Object.entries(IN_PROCESS)) {
    if (only && only !== 'process' && only !== entry) continue;
    tell(
      shape,
      entry,
      parseMs,
      best(() => act(text)),
    );
  }
}
if (!only || only === 'http') {
  const simulator = await startMeasured();
  for (const [shape, make] of Object.entries(SHAPES)) {
    for (const { entry, bytes, send } of hostileRequests(simulator.urls)) {
      const value = make(bytes);
      const parseMs = best(() => JSON.parse(areqWith(value)));
      let least = Number.POSITIVE_INFINITY;
      for (let time = 0; time < TIMES && !(least > LONG_MS && time > 0); time += 1)
        least = Math.min(least, await costOf(simulator, () => send(value)));
      tell(shape, entry, parseMs, least);
    }
  }
  await simulator.stop();
}
console.log(
  `\n${multiples.filter((multiple) => multiple > TARGET).length} of ${multiples.length} above ${TARGET} times JSON.parse`,
);

async function costOf({ cpuMs: read }: Measure, send: () => Promise<unknown>): Promise<number> {
  const before = read();
  await send();
  return read() - before;
}

function tell(shape: string, entry: string, parseMs: number, ms: number): void {
  const multiple = ms / parseMs;
  multiples.push(multiple);
  const mark = multiple > TARGET ? ' above' : '';
  const cells = [shape.padEnd(34), entry.padEnd(30), parseMs.toFixed(2).padStart(14), ms.toFixed(1).padStart(9)];
  console.log(`${cells.join('')}${multiple.toFixed(1).padStart(10)}${mark}`);
}
