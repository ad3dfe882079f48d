import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { openDatabase } from '../../src/store/database.ts';
import { makeWriter } from '../../src/store/writer.ts';
import { makeFolder } from '../support/cli.ts';

async function setUp(t: Test) {
  const file = join(makeFolder(t), 'acs.sqlite');
  const database = await openDatabase(file, 'NORMAL');
  database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT');
  const other = new Sqlite(file, { timeout: 0 });
  t.teardown(() => {
    other.close();
    database.close();
  });
  const insert = database.prepare('INSERT INTO numbers (number) VALUES (?)');
  return {
    other,
    ...makeWriter(database),
    add: (number: number) => () => insert.run(number).changes,
    /** As another process sees it: what is committed. */
    committed: () =>
      other
        .prepare<[], { number: number }>('SELECT number FROM numbers ORDER BY number')
        .all()
        .map(({ number }) => number),
  };
}

t.test('none of the writes of one turn is acknowledged before their commit', async (t) => {
  const { write, add, committed } = await setUp(t);
  const whenAcknowledged = Array.from({ length: 200 }, async (_, number) => {
    const changes = await write(add(number));
    return [changes, committed().length];
  });
  t.same(committed(), [], 'nothing is written in the turn itself');
  for (const seen of await Promise.all(whenAcknowledged)) t.same(seen, [1, 200], 'all are there when the first one is told');
});

t.test('the writes of one turn share one commit', async (t) => {
  const statements: string[] = [];
  const database = new Sqlite(':memory:', { verbose: (sql) => statements.push(String(sql)) });
  t.teardown(() => database.close());
  database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT');
  const insert = database.prepare('INSERT INTO numbers (number) VALUES (?)');
  const { write } = makeWriter(database);
  const commits = () => statements.filter((sql) => sql === 'COMMIT').length;
  await Promise.all([1, 2, 3].map((number) => write(() => insert.run(number))));
  t.equal(commits(), 1, 'three writes');
  await Promise.all([4, 5, 6].map((number) => write(() => insert.run(number))));
  t.equal(commits(), 2, 'and three more');
});

t.test('a write that fails takes no other along', async (t) => {
  const { write, add, committed } = await setUp(t);
  await write(add(3));
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((number) => write(add(number))));
  t.same(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  t.match(outcomes[2], { reason: { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' } });
  t.same(committed(), [1, 2, 3, 4, 5], 'each once');
});

t.test('a change that throws by itself leaves nothing behind', async (t) => {
  const { write, add, committed } = await setUp(t);
  const half = write(() => {
    add(1)();
    throw new Error('in the middle');
  });
  const whole = write(add(2));
  await t.rejects(half, { message: 'in the middle' });
  await whole;
  t.same(committed(), [2]);
});

t.test('a file that another process holds for 300 ms is tried again', async (t) => {
  const { write, add, other, committed } = await setUp(t);
  other.exec('BEGIN IMMEDIATE');
  setTimeout(() => other.exec('COMMIT'), 300);
  const changes = await Promise.all([1, 2, 3].map((number) => write(add(number))));
  t.same(changes, [1, 1, 1]);
  t.same(committed(), [1, 2, 3], 'each once');
});

t.test('a file that stays held fails in the end, and only what waited', async (t) => {
  const { write, add, other, committed } = await setUp(t);
  other.exec('BEGIN IMMEDIATE');
  await t.rejects(write(add(1)), { code: 'SQLITE_BUSY' });
  other.exec('ROLLBACK');
  await write(add(2));
  t.same(committed(), [2], 'the writer goes on');
});

t.test('flush commits what waits', async (t) => {
  const { write, flush, add, committed } = await setUp(t);
  const writing = write(add(1));
  flush();
  t.same(committed(), [1]);
  await writing;
});
