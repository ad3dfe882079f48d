import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { StartError } from '../../src/startError.ts';
import { type Durability, openDatabase } from '../../src/store/database.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { makeFolder } from '../support/cli.ts';

const SYNCHRONOUS = { NORMAL: 1, FULL: 2 } as const satisfies Record<Durability, number>;

for (const durability of ['FULL', 'NORMAL'] as const) {
  t.test(`each opening sets what SQLite forgets (${durability})`, async (t) => {
    const file = join(makeFolder(t), 'acs.sqlite');
    for (const time of ['first', 'second']) {
      const database = await openDatabase(file, durability);
      const pragma = (name: string) => database.pragma(name, { simple: true });
      t.equal(pragma('journal_mode'), 'wal', `${time}: WAL`);
      t.equal(pragma('synchronous'), SYNCHRONOUS[durability], `${time}: synchronous`);
      t.equal(pragma('foreign_keys'), 1, `${time}: foreign keys`);
      t.ok(Number(pragma('busy_timeout')) > 0 && Number(pragma('busy_timeout')) <= 250, `${time}: waits, but not for long`);
      t.equal(pragma('user_version'), MIGRATIONS.length, `${time}: up to date`);
      database.close();
    }
  });
}

t.test('migrations run once, in order', async (t) => {
  const file = join(makeFolder(t), 'acs.sqlite');
  const first = await openDatabase(file, 'FULL');
  const tables = schemaOf(first);
  first.prepare("INSERT INTO meta (name, value) VALUES ('test', 'kept')").run();
  first.close();
  const second = await openDatabase(file, 'FULL');
  t.same(schemaOf(second), tables, 'the same tables');
  t.same(second.prepare("SELECT value FROM meta WHERE name = 'test'").get(), { value: 'kept' }, 'and what was in them');
  second.close();

  for (let version = 0; version < MIGRATIONS.length; version += 1) {
    const old = join(makeFolder(t), 'old.sqlite');
    const database = new Sqlite(old);
    for (const sql of MIGRATIONS.slice(0, version)) database.exec(sql);
    database.pragma(`user_version = ${version}`);
    database.close();
    const upgraded = await openDatabase(old, 'FULL');
    t.same(schemaOf(upgraded), tables, `from version ${version}`);
    upgraded.close();
  }
});

t.test('effects that belong to a transaction stay, with their messages, where others come in', async (t) => {
  const file = join(makeFolder(t), 'old.sqlite');
  const version = MIGRATIONS.findIndex((sql) => sql.includes('effectsBefore'));
  const old = new Sqlite(file);
  for (const sql of MIGRATIONS.slice(0, version)) old.exec(sql);
  old.exec(`
    INSERT INTO transactions (acsTransID, threeDSServerTransID, openedAt, revision, document) VALUES ('a', 'b', 1, 0, '{}');
    INSERT INTO effects VALUES (7, 'a', 'sms', 'sealed code', 1, 1, 2, NULL), (9, 'a', 'rreq', NULL, 1, 0, 1, 3);
    INSERT INTO outbox VALUES (5, 7, 'a', 1, 'sms', '+687', 'sealed text', '{"state":"failed"}', 4);`);
  const rowsOf = (database: Sqlite.Database) =>
    ['effects', 'outbox'].map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY id`).all());
  const rows = rowsOf(old);
  old.pragma(`user_version = ${version}`);
  old.close();
  const database = await openDatabase(file, 'FULL');
  t.same(rowsOf(database), rows);
  t.same(database.pragma('foreign_key_check'), []);
  database.close();
});

t.test('the locks of the cards of a cardholder become one, as strict as the strictest of them', async (t) => {
  const file = join(makeFolder(t), 'old.sqlite');
  const version = MIGRATIONS.findIndex((sql) => sql.includes('TABLE ePinLocks'));
  const old = new Sqlite(file);
  for (const sql of MIGRATIONS.slice(0, version)) old.exec(sql);
  old.exec(`
    INSERT INTO cardholders (email, phone) VALUES ('locked@a', '+687'), ('counted@a', '+687');
    INSERT INTO cards (cardHash, maskedNumber, cardholder, blocked) VALUES
      ('l1', 'X', 'locked@a', 0), ('l2', 'X', 'locked@a', 0), ('c1', 'X', 'counted@a', 0), ('c2', 'X', 'counted@a', 0);
    INSERT INTO cardLocks VALUES ('l1', 3, NULL, 1), ('l2', 5, 77, 2), ('c1', 1, NULL, 3), ('c2', 2, NULL, 4), ('nobody', 4, NULL, 5);`);
  old.pragma(`user_version = ${version}`);
  old.close();
  const database = await openDatabase(file, 'FULL');
  t.same(database.prepare('SELECT * FROM ePinLocks ORDER BY changedAt').raw().all(), [
    ['locked@a', 5, 77, 0, 2],
    ['counted@a', 3, null, 0, 4],
    ['nobody', 4, null, 0, 5],
  ]);
  database.close();
});

t.test('two processes may open one new file at once', async (t) => {
  const file = join(makeFolder(t), 'acs.sqlite');
  const databases = await Promise.all([openDatabase(file, 'FULL'), openDatabase(file, 'FULL')]);
  for (const database of databases) database.close();
  t.pass('both');
});

/** Another process, as a thread with a connection of its own: brings the file up to date, and saves that a while after it was told to. */
const UPGRADER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { file, sql, told, afterMs, from } = workerData;
  const database = new (require('better-sqlite3'))(file);
  database.exec('BEGIN IMMEDIATE');
  for (const each of sql) database.exec(each);
  database.pragma('user_version = ' + (from + sql.length));
  parentPort.postMessage('it holds the file');
  Atomics.wait(told, 0, 0);
  Atomics.wait(told, 1, 0, afterMs);
  database.exec('COMMIT');
  database.close();
`;

t.test('two processes may bring one store up to date at once: each migration runs once', async (t) => {
  const reference = await openDatabase(':memory:', 'FULL');
  const tables = schemaOf(reference);
  reference.close();
  for (const from of [0, 1, MIGRATIONS.length - 1]) {
    for (const afterMs of [0, 30, 100]) {
      const file = join(makeFolder(t), 'acs.sqlite');
      const old = new Sqlite(file);
      old.pragma('journal_mode = WAL');
      for (const sql of MIGRATIONS.slice(0, from)) old.exec(sql);
      old.pragma(`user_version = ${from}`);
      old.close();
      const told = new Int32Array(new SharedArrayBuffer(8));
      const other = new Worker(UPGRADER, { eval: true, workerData: { file, told, afterMs, from, sql: MIGRATIONS.slice(from) } });
      const ended = once(other, 'exit');
      await once(other, 'message');
      const opening = openDatabase(file, 'FULL');
      Atomics.store(told, 0, 1);
      Atomics.notify(told, 0);
      const database = await opening;
      t.same(schemaOf(database), tables, `from version ${from}, after ${afterMs} ms`);
      t.equal(database.pragma('user_version', { simple: true }), MIGRATIONS.length);
      database.close();
      t.same(await ended, [0], 'the other one is content, too');
    }
  }
});

t.test('a file that another process is writing to can be opened', async (t) => {
  const file = join(makeFolder(t), 'acs.sqlite');
  const first = await openDatabase(file, 'FULL');
  first.exec('BEGIN IMMEDIATE');
  const started = performance.now();
  const second = await openDatabase(file, 'FULL');
  t.ok(performance.now() - started < 200, 'without waiting for it');
  first.exec('ROLLBACK');
  second.close();
  first.close();
});

t.test('a new file that another process holds for a moment is waited for', async (t) => {
  const file = join(makeFolder(t), 'acs.sqlite');
  const holder = new Sqlite(file);
  holder.pragma('journal_mode = WAL');
  holder.exec('BEGIN IMMEDIATE');
  const opening = openDatabase(file, 'FULL');
  setTimeout(() => holder.exec('COMMIT'), 300);
  const database = await opening;
  t.equal(database.pragma('user_version', { simple: true }), MIGRATIONS.length);
  database.close();
  holder.close();
});

t.test('what is no store of ours is refused in one sentence', async (t) => {
  const folder = makeFolder(t);
  const newer = join(folder, 'newer.sqlite');
  const database = new Sqlite(newer);
  database.pragma('user_version = 999');
  database.close();
  await t.rejects(openDatabase(newer, 'FULL'), { name: 'StartError', message: /written by a newer version.*--data$/ });
  await t.rejects(openDatabase(folder, 'FULL'), {
    name: 'StartError',
    message: /cannot be opened.*choose another folder with --data$/,
  });
});

t.test('whatever the migrations made and is gone is named, and what somebody added is let be', async (t) => {
  const made = new Sqlite(':memory:');
  for (const sql of MIGRATIONS) made.exec(sql);
  const things = made.prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all() as Record<
    string,
    string
  >[];
  t.ok(things.length > 20, `${things.length} things`);
  for (const change of [
    ...things.map(({ type, name }) => ({ sql: `DROP ${type} "${name}"`, lacks: `the ${type} ${name} is missing` })),
    { sql: 'ALTER TABLE cards RENAME COLUMN maskedNumber TO number', lacks: 'the column cards.maskedNumber is missing' },
  ]) {
    const file = join(makeFolder(t), 'acs.sqlite');
    const database = await openDatabase(file, 'NORMAL', () => 'mine');
    database.exec('CREATE TABLE of_others (id INTEGER)');
    database.close();
    (await openDatabase(file, 'NORMAL', () => 'mine')).close();
    const broken = new Sqlite(file);
    broken.pragma('foreign_keys = OFF');
    broken.exec(change.sql);
    broken.close();
    const message = new RegExp(`${change.lacks}; put back a backup`);
    await t.rejects(
      openDatabase(file, 'NORMAL', () => 'mine'),
      { name: 'StartError', message },
      change.lacks,
    );
  }
});

t.test('the first key is the one that counts, and one that is refused changes nothing', async (t) => {
  const file = join(makeFolder(t), 'acs.sqlite');
  const told: (string | undefined)[] = [];
  const claim = (ours: string) => (written: string | undefined) => {
    told.push(written);
    if (written !== undefined && written !== ours) throw new StartError('another key');
    return ours;
  };
  const databases = await Promise.all([openDatabase(file, 'FULL', claim('first')), openDatabase(file, 'FULL', claim('first'))]);
  t.equal(told[0], undefined, 'an empty store was written with none');
  await t.rejects(openDatabase(file, 'FULL', claim('second')), { name: 'StartError', message: 'another key' });
  for (const database of databases) database.close();
  const before = readFileSync(file);
  await t.rejects(openDatabase(file, 'FULL', claim('second')), { message: 'another key' });
  t.ok(before.equals(readFileSync(file)), 'to the last byte');
});

function schemaOf(database: Sqlite.Database): unknown[] {
  return database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}
