import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { makeAReqs } from '../../src/store/areqs.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { makeFolder } from '../support/cli.ts';

const MAX_RECENT = 8;

/** Two connections on one file, as two processes have them. */
async function setUp(t: Test) {
  const file = join(makeFolder(t), 'acs.sqlite');
  const keys = makeKeys(newSecret());
  const open = async () => {
    const database = await openDatabase(file, 'NORMAL');
    t.teardown(() => database.close());
    database.pragma('foreign_keys = OFF');
    return { database, areqs: makeAReqs(database, keys, MAX_RECENT) };
  };
  return { open, one: await open(), two: await open() };
}

const count = (database: Database, table: string) =>
  (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;

t.test('every AReq is found, whichever process added it, also when the newest have made room', async (t) => {
  const { open, one, two } = await setUp(t);
  const ids = Array.from({ length: 100 }, () => [randomUUID(), randomUUID()] as const);
  ids.forEach(([server, ds], at) => {
    const { areqs } = at % 3 === 0 ? two : one;
    t.equal(areqs.find(server, ds, 'AReq'), undefined);
    areqs.add(at + 1, server, ds, 'AReq');
    t.match((at % 2 === 0 ? one : two).areqs.find(server, ds, 'AReq'), { transactionId: at + 1, same: true });
  });
  const three = await open();
  for (const { areqs } of [one, two, three]) {
    const found = ids.map(([server, ds]) => areqs.find(server, ds, 'AReq')?.transactionId);
    t.same(
      found,
      ids.map((_, at) => at + 1),
    );
    t.equal(areqs.find(ids[0]?.[0] ?? '', ids[0]?.[1] ?? '', 'another')?.same, false);
    t.equal(areqs.find(ids[0]?.[0] ?? '', ids[1]?.[1] ?? '', 'AReq'), undefined, 'both ids count');
  }
  t.ok(count(one.database, 'areqsByIds') >= 100 - 2 * MAX_RECENT, 'the older ones are in the index of the file');
  for (const { database } of [one, two])
    t.ok(count(database, 'temp.areqsRecent') <= 2 * MAX_RECENT, 'what is kept in memory is bounded');
});

t.test('a write that is rolled back leaves nothing behind', async (t) => {
  const { one, two } = await setUp(t);
  const ids = Array.from({ length: 40 }, () => [randomUUID(), randomUUID()] as const);
  const addAll = (from: number, to: number) =>
    ids.slice(from, to).forEach(([server, ds], at) => {
      one.areqs.find(server, ds, 'AReq');
      one.areqs.add(from + at + 1, server, ds, 'AReq');
    });
  addAll(0, 5);
  const failing = one.database.transaction(() => {
    addAll(5, 30);
    throw new Error('and back');
  });
  t.throws(failing);
  for (const { areqs } of [one, two])
    t.same(ids.map(([server, ds]) => areqs.find(server, ds, 'AReq')?.transactionId).filter(Boolean), [1, 2, 3, 4, 5]);
  addAll(5, 40);
  for (const { areqs } of [one, two])
    t.same(
      ids.map(([server, ds]) => areqs.find(server, ds, 'AReq')?.transactionId),
      ids.map((_, at) => at + 1),
    );
});
