import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { sealTransaction, unsealTransaction } from '../../src/store/document.ts';
import { openStore } from '../../src/store/store.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';

const TRANSACTION = {
  acsTransID: '019c3a01-6d50-4611-9e26-d40d0258a932',
  threeDSServerTransID: '8a880dc0-d2d2-4067-bcb1-b08d1690b26e',
  dsTransID: 'f25084f0-5b16-4c0a-ae5d-b24808a95e4b',
  messageVersion: '2.2.0',
  dsURL: 'https://ds.example/4970720000100009',
  notificationURL: 'https://shop.example/4970720000100009?é',
  threeDSRequestorID: '4970720000100009',
  cardHash: 'hash',
  purchase: { merchantName: 'Shop', purchaseAmount: '1' },
  someLaterElement: '4970720000100009',
  state: { name: 'challenging', dueAt: 5, session: { creq: 'x', threeDSSessionData: '4970720000100009' }, progress: { step: 0 } },
} as unknown as Transaction;

t.test('a transaction comes back whole; what is not named as readable is sealed, and its deadline can be read', (t) => {
  const keys = makeKeys(newSecret());
  const document = sealTransaction(TRANSACTION, keys);
  t.same(unsealTransaction(document, keys), TRANSACTION);
  t.notMatch(document, /4970720000100009|shop\.example/);
  t.match(JSON.parse(document), { acsTransID: TRANSACTION.acsTransID, state: { name: 'challenging', dueAt: 5 } });
  t.throws(() => unsealTransaction(document, makeKeys(newSecret())), 'with the key of this simulator alone');
  t.end();
});

t.test('what older versions kept unsealed is read as it is: transactions, rules and trusted merchants', async (t) => {
  const file = join(t.testdir(), 'acs.sqlite');
  const keys = makeKeys(newSecret());
  (await openStore(file, keys, 'NORMAL')).close();
  const database = new Sqlite(file);
  const rule = { rule: { match: { threeDSRequestorID: '4970720000100009' }, outcome: { transStatus: 'N' } } };
  database
    .prepare('INSERT INTO transactions (acsTransID, threeDSServerTransID, openedAt, revision, document) VALUES (?, ?, 1, 0, ?)')
    .run(TRANSACTION.acsTransID, TRANSACTION.threeDSServerTransID, JSON.stringify(TRANSACTION));
  database.prepare('INSERT INTO rules (document) VALUES (?)').run(JSON.stringify(rule));
  database.prepare("INSERT INTO trustList (cardHash, threeDSRequestorID, addedAt) VALUES ('hash', 'merchant', 1)").run();
  database.close();

  const store = await openStore(file, keys, 'NORMAL');
  t.teardown(() => store.close());
  t.same((await store.transactions.find(TRANSACTION.acsTransID))?.transaction, TRANSACTION);
  t.match(await store.transactions.search({ merchant: 'shop' }, 10), [{ transaction: TRANSACTION }]);
  t.match(await store.rules.all(), [rule]);
  t.ok(await store.trustList.has('hash', 'merchant'));
  t.notOk(await store.trustList.has('hash', 'other'));
});
