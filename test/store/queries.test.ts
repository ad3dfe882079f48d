import Sqlite, { type Database } from 'better-sqlite3';
import t, { type Test } from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { makeInbox } from '../../src/delivery/delivery.ts';
import { openStore } from '../../src/store/store.ts';

/** A store, with every statement that it has prepared. */
async function openWatched(t: Test) {
  const statements = new Set<string>();
  let database: Database | undefined;
  const { prepare } = Sqlite.prototype;
  Sqlite.prototype.prepare = function (this: Database, sql: string) {
    statements.add(sql);
    database = this;
    return prepare.call(this, sql);
  } as typeof prepare;
  const store = await openStore(':memory:', makeKeys(newSecret()), 'NORMAL');
  Sqlite.prototype.prepare = prepare;
  t.teardown(() => store.close());
  if (!database) throw new Error('nothing was prepared');
  const raw = database;
  return {
    store,
    database: raw,
    statements: [...statements].filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT)/.test(sql)),
    planOf: (sql: string) => {
      const positions = sql.match(/\?/g)?.length ?? 0;
      const names = Object.fromEntries([...sql.matchAll(/[:@](\w+)/g)].map(([, name = '']) => [name, 1]));
      const explain = prepare.call(raw, `EXPLAIN QUERY PLAN ${sql}`);
      const values = Array<number>(positions).fill(1);
      return (positions > 0 ? explain.all(values) : explain.all(names)) as { detail: string }[];
    },
  };
}

/** What reads more than it answers, and why it may. */
const ARGUED: readonly (readonly [begin: RegExp, why: string])[] = [
  [/^SELECT \(SELECT max\(id\)/, 'one row without a table, of two that are the last of theirs'],
  [
    /^INSERT OR REPLACE INTO areqs SELECT .* ORDER BY areqIds$/,
    'sorts once in 16,384 AReqs: an index of random ids, in its order',
  ],
  [/^SELECT .* FROM outbox INDEXED BY outboxBy(RecipientAnd)?Time /, 'sorts what came since then, which is what was asked for'],
  [/^SELECT id, applied, document FROM rules ORDER BY id$/, 'all rules, of which there are few, where one has changed'],
  [/^SELECT count\(\*\) AS rules FROM rules$/, 'the same, where a tester makes one'],
  [/^DELETE FROM rules$/, 'a tester removes all of them'],
  [/^DELETE FROM methodData WHERE id IN \(SELECT id FROM methodData ORDER BY id LIMIT 10\)/, 'ten rows'],
  [/^SELECT type \|\| ' ' \|\| name FROM .* FROM sqlite_schema/, 'what there is of tables, once at a start'],
  [/^UPDATE portalSessions SET document = json_remove/, 'the sessions of an hour, where a phone number was changed'],
];

t.test('every statement of the store finds its rows by an index', async (t) => {
  const { statements, planOf } = await openWatched(t);
  t.ok(statements.length > 80, `${statements.length} statements`);
  const unused = new Set(ARGUED);
  for (const sql of statements) {
    const text = sql.replaceAll(/\s+/g, ' ').trim();
    const plan = planOf(sql).map(({ detail }) => detail);
    if (!plan.some((detail) => /^SCAN|TEMP B-TREE/.test(detail))) continue;
    const argued = ARGUED.find(([begin]) => begin.test(text));
    if (argued) unused.delete(argued);
    t.ok(argued, `${text}: ${plan.join(', ')}`);
  }
  t.same(
    [...unused].map(([begin]) => String(begin)),
    [],
    'and every exception is one',
  );
});

t.test('who waits for a message looks at those that he asked for alone, however many there are', async (t) => {
  const { store, database, statements, planOf } = await openWatched(t);
  const inbox = makeInbox(store.outbox, () => 1000);
  const text = { channel: 'sms', text: 'Hello' } as const;
  const [one, other] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'];
  for (let time = 1; time <= 50; time += 1) await store.outbox.add({ ...text, to: '+687 79 00 23', acsTransID: one, time });
  await store.outbox.add({ ...text, to: '+687 79 00 24', acsTransID: other, time: 51 });
  await store.outbox.add({ ...text, channel: 'email', to: 'Cardholder@example.nc', time: 52 });

  const times = async (filter: Parameters<typeof inbox.find>[0]) => (await inbox.find(filter)).map(({ time }) => time);
  t.same((await times({})).slice(0, 3), [52, 51, 50], 'the newest first');
  t.same(await times({ acsTransID: other }), [51]);
  t.same(await times({ to: '68779 0024' }), [51], 'spaces and a plus sign make no difference');
  t.same(await times({ to: 'cardholder@EXAMPLE.nc' }), [52], 'nor do capital letters');
  t.same(await times({ to: '+687790023', acsTransID: other }), []);
  t.same(await times({ to: '+687790023', acsTransID: one, since: 49 }), [50, 49]);
  t.same(await times({ since: 51 }), [52, 51]);
  t.equal(await inbox.remove({ acsTransID: one, since: 50 }), 1);
  t.equal((await inbox.take({ to: '+687790023', since: 49 })).length, 1);
  t.same((await times({ to: '+687790023' })).slice(0, 2), [48, 47]);
  t.equal(await inbox.remove({}), 50);
  t.same(await times({}), []);

  const looks = statements.filter((sql) => /FROM outbox/.test(sql) && /LIMIT :limit/.test(sql));
  t.equal(looks.length, 8, 'a statement for each choice of filters');
  const rowsRead = looks.map((sql) => planOf(sql)[0]?.detail ?? '');
  t.same(
    rowsRead.filter((detail) => /acsTransID/.test(detail)).length,
    looks.filter((sql) => /acsTransID = /.test(sql)).length,
    'with an acsTransID, its index: a tester’s phone may have all of the messages',
  );
  t.equal(database.prepare('PRAGMA integrity_check').pluck().get(), 'ok');
});
