import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type Keys, makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { areqMark, makeAReqs } from '../../src/store/areqs.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { makeFolder } from '../support/cli.ts';

const MAX_RECENT = 8;
type Ids = [threeDSServerTransID: string, dsTransID: string];

/** A connection as a process has it: it finds and adds AReqs by their ids. */
function process(database: Database, keys: Keys) {
  const areqs = makeAReqs(database, MAX_RECENT);
  const insert = database.prepare(
    `INSERT INTO transactions (acsTransID, threeDSServerTransID, openedAt, revision, document, areqIds, areqContent)
     VALUES (?, ?, 0, 0, '{}', ?, ?)`,
  );
  return {
    database,
    find: ([server, ds]: Ids, raw = 'AReq') => areqs.find(areqMark(keys, server, ds, raw)),
    add([server, ds]: Ids): void {
      const mark = areqMark(keys, server, ds, 'AReq');
      areqs.added(Number(insert.run(randomUUID(), server, mark.ids, mark.content).lastInsertRowid), mark);
    },
    count: (table: string) => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
  };
}

/** Two of them on one file. */
async function setUp(t: Test) {
  const file = join(makeFolder(t), 'acs.sqlite');
  const keys = makeKeys(newSecret());
  const open = async () => {
    const database = await openDatabase(file, 'NORMAL');
    t.teardown(() => database.close());
    return process(database, keys);
  };
  return { open, one: await open(), two: await open() };
}

const manyIds = (count: number) => Array.from({ length: count }, (): Ids => [randomUUID(), randomUUID()]);

t.test('every AReq is found, whichever process added it, also when the newest have made room', async (t) => {
  const { open, one, two } = await setUp(t);
  const all = manyIds(100);
  const rows = all.map((_, at) => at + 1);
  all.forEach((ids, at) => {
    const adder = at % 3 === 0 ? two : one;
    t.equal(adder.find(ids), undefined);
    adder.add(ids);
    t.match((at % 2 === 0 ? one : two).find(ids), { transactionId: at + 1, isSame: true });
  });
  for (const each of [one, two, await open()]) {
    t.same(
      all.map((ids) => each.find(ids)?.transactionId),
      rows,
    );
    const [[server, ds], [, otherDs]] = [all[0], all[1]] as [Ids, Ids];
    t.match(each.find([server, ds], 'another'), { isSame: false });
    t.match(each.find([server.toUpperCase(), ds]), { isSame: true }, 'capital letters make no difference to an id');
    t.equal(each.find([server, otherDs]), undefined, 'both ids count');
    t.ok(each.count('temp.recentAReqs') <= 2 * MAX_RECENT, 'what is kept in memory is bounded');
  }
  t.ok(one.count('areqs') >= 100 - 2 * MAX_RECENT, 'the older ones are in the index of the file');
});

t.test('a write that is rolled back leaves nothing behind, and what the other process adds then is found', async (t) => {
  const { one, two } = await setUp(t);
  const all = manyIds(40);
  const add = (each: typeof one, from: number, to: number) => {
    for (const ids of all.slice(from, to)) {
      each.find(ids);
      each.add(ids);
    }
  };
  const found = (each: typeof one) => all.flatMap((ids) => each.find(ids)?.transactionId ?? []);
  const rows = all.map((_, at) => at + 1);
  add(one, 0, 5);
  const failing = one.database.transaction(() => {
    add(one, 5, 30);
    throw new Error('and back');
  });
  t.throws(failing);
  t.same([found(one), found(two)], [rows.slice(0, 5), rows.slice(0, 5)]);
  add(two, 5, 12);
  t.same([found(one), found(two)], [rows.slice(0, 12), rows.slice(0, 12)]);
  add(one, 12, 20);
  add(two, 20, 40);
  t.same([found(one), found(two)], [rows, rows]);
});
