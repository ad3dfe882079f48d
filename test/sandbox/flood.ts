// Posts 700 MB of messages to the memory of the DS, as a worker of its own: with a heap of its own, whose limit its starter sets.
import { randomBytes, randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { makeDsTransactions } from '../../src/sandbox/ds/routedTransactions.ts';
import { bytesOf } from '../../src/sandbox/remembered.ts';

const MIB = 1024 * 1024;
const transactions = makeDsTransactions(() => 0, { bytes: 8 * MIB });
let newest = '';
for (let count = 0; count < 300; count += 1) {
  newest = randomUUID();
  const transaction = { threeDSServerTransID: randomUUID(), dsTransID: newest, messages: [] };
  transactions.open(transaction);
  for (let times = 0; times < 60; times += 1)
    transactions.saw(transaction, 'ACS → DS', { messageType: 'RReq', data: randomBytes(20_000).toString('hex') });
}
const kept = transactions.byDsTransID(newest)?.messages ?? [];
parentPort?.postMessage({ messages: kept.length, bytes: bytesOf(kept) });
