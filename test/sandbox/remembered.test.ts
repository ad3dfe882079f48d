import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { bytesOf, Remembered } from '../../src/sandbox/remembered.ts';
import { makeOrders } from '../../src/sandbox/shop/orders.ts';
import { makeServerTransactions, type ServerTransaction } from '../../src/sandbox/threeDSServer/serverTransactions.ts';

const MIB = 1024 * 1024;

t.test('what is remembered is bounded in number and in bytes, and the oldest go first', async (t) => {
  const few = new Remembered<string>({ entries: 3 });
  for (const id of ['a', 'b', 'c', 'd']) few.set(id, id);
  t.same(
    ['a', 'b', 'c', 'd'].map((id) => few.get(id)),
    [undefined, 'b', 'c', 'd'],
  );

  const small = new Remembered<{ text: string }>({ bytes: MIB });
  for (let id = 0; id < 1000; id += 1) {
    small.set(String(id), { text: 'x'.repeat(10_000) });
    if (small.bytes > MIB) t.fail(`${small.bytes} bytes after ${id}`);
  }
  t.ok(small.bytes > MIB / 2, 'it is made use of');
  t.ok(small.get('999'), 'the newest is there');
  t.notOk(small.get('0'), 'the oldest is not');

  const growing = new Remembered<{ text: string }>({ bytes: MIB });
  const [first, second] = [{ text: 'x'.repeat(10_000) }, { text: '' }];
  growing.set('first', first);
  growing.set('second', second);
  second.text = 'x'.repeat(520_000);
  growing.changed('second');
  t.same([growing.get('first'), growing.get('second')], [undefined, second], 'what has grown puts out what is older');
  growing.set('second', { text: '' });
  t.ok(growing.bytes < 1000, 'what is replaced counts no more');
  growing.set('huge', { text: 'x'.repeat(MIB) });
  t.equal(growing.get('huge'), undefined, 'what is larger than all is not kept');
  t.equal(growing.bytes, 0);
});

t.test('a value is measured by what it takes in memory, however it is cut', async (t) => {
  t.ok(bytesOf('é'.repeat(1000)) >= 2000);
  t.ok(bytesOf(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, 1]))) > 64_000, 'many small members');
  t.ok(bytesOf(Array.from({ length: 1000 }, () => ({}))) > 64_000);
  let nested: unknown = {};
  for (let depth = 0; depth < 100_000; depth += 1) nested = { nested };
  t.ok(bytesOf(nested) > 100_000, 'also where it is nested deeper than a stack is high');
});

t.test('what the DS keeps of all that is posted to it stays below its limit', async (t) => {
  // Its heap is bounded: were all kept, or most of it, the worker would die of it.
  const flood = new Worker(new URL(import.meta.url.replace('remembered.test', 'flood')), {
    resourceLimits: { maxOldGenerationSizeMb: 200 },
  });
  const [kept] = (await once(flood, 'message')) as [{ messages: number; bytes: number }];
  t.ok(kept.messages > 0 && kept.messages <= 50, `${kept.messages} messages of the newest`);
  t.ok(kept.bytes <= 4 * MIB, 'none of which is all there is');
});

t.test('a payment that the 3DS Server has forgotten is forgotten by the shop, too', async (t) => {
  const transactions = makeServerTransactions({ bytes: MIB });
  const orders = makeOrders(transactions, { bytes: MIB });
  const opens = () =>
    orders.open({ acctNumber: '4970720000052226' } as Parameters<typeof orders.open>[0], (id) => {
      const threeDSServerTransID = randomUUID();
      const transaction = {
        threeDSServerTransID,
        messageVersion: '2.2.0',
        returnPath: id,
        language: 'fr',
        methodCompleted: false,
      };
      transactions.open(transaction as ServerTransaction);
      return transaction as ServerTransaction;
    });
  const first = opens();
  t.equal(orders.get(first.id)?.transaction, transactions.get(first.transaction.threeDSServerTransID));
  transactions.sendsSessionData(first.transaction, 'session');
  t.equal(transactions.bySessionData('session'), first.transaction);
  for (let count = 0; count < 100; count += 1) {
    const { transaction } = opens();
    transaction.rreq = { messageType: 'RReq', data: 'x'.repeat(20_000) } as never;
    transactions.changed(transaction);
  }
  t.equal(orders.get(first.id), undefined);
  t.equal(transactions.bySessionData('session'), undefined);
  t.match(first.transaction, { returnPath: first.id }, 'who still holds it can say where to go on');
  t.ok(orders.get(opens().id), 'the newest is there');
});
