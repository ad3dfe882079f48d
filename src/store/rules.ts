import type { Keys } from '../crypto/keys.ts';
import type { Database } from './database.ts';
import type { RuleRecord } from './ruleRecord.ts';
import type { Write } from './writer.ts';

export interface Rules {
  /** A number that changes with every rule that is made, changed, used up or removed, by whichever process. */
  revision(): Promise<number>;
  /** In the order in which they were made. */
  all(): Promise<RuleRecord[]>;
  /** @returns its id; undefined where there are `limit` rules already */
  add(record: Omit<RuleRecord, 'id' | 'applied'>, limit: number): Promise<number | undefined>;
  /** Puts another rule in its place, not applied yet; false where it is gone. */
  replace(id: number, record: Omit<RuleRecord, 'id' | 'applied'>): Promise<boolean>;
  /** False where it was gone. */
  remove(id: number): Promise<boolean>;
  clear(): Promise<void>;
}

interface Row {
  id: number;
  applied: number;
  document: string;
}

/** A rule is sealed in the file: numbers of merchants and requestors, which it may look for, can be anything. */
export function makeRules(database: Database, write: Write, keys: Keys): Rules {
  const readRevision = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'rulesRevision'");
  const select = database.prepare<[], Row>('SELECT id, applied, document FROM rules ORDER BY id');
  const count = database.prepare<[], { rules: number }>('SELECT count(*) AS rules FROM rules');
  const insert = database.prepare('INSERT INTO rules (times, document) VALUES (?, ?)');
  const update = database.prepare('UPDATE rules SET times = ?, applied = 0, document = ? WHERE id = ?');
  const removeOne = database.prepare('DELETE FROM rules WHERE id = ?');
  const removeAll = database.prepare('DELETE FROM rules');

  const sealed = (record: object) => keys.seal('seal of a rule', [], JSON.stringify(record));

  return {
    async revision() {
      return Number(readRevision.get()?.value);
    },
    async all() {
      return select.all().map(({ id, applied, document }) => ({ id, applied, ...read(document) }));
    },
    add: (record, limit) =>
      write(() => {
        if ((count.get()?.rules ?? 0) >= limit) return undefined;
        return Number(insert.run(record.rule.times ?? null, sealed(record)).lastInsertRowid);
      }),
    replace: (id, record) => write(() => update.run(record.rule.times ?? null, sealed(record), id).changes === 1),
    remove: (id) => write(() => removeOne.run(id).changes === 1),
    clear: () =>
      write(() => {
        removeAll.run();
      }),
  };

  /** Older versions of this program kept rules unsealed. */
  function read(document: string): Omit<RuleRecord, 'id' | 'applied'> {
    return JSON.parse(document.startsWith('{') ? document : keys.unseal('seal of a rule', [], document));
  }
}

/** Counts one application of a rule inside a change of the store: false where it is gone or used up. The last one removes it. */
export function makeSpend(database: Database): (id: number) => boolean {
  const spend = database.prepare<[number], { isLast: number }>(`
    UPDATE rules SET applied = applied + 1 WHERE id = ? AND (times IS NULL OR applied < times)
    RETURNING times IS NOT NULL AND applied >= times AS isLast`);
  const removeOne = database.prepare('DELETE FROM rules WHERE id = ?');
  return (id) => {
    const spent = spend.get(id);
    if (spent?.isLast) removeOne.run(id);
    return spent !== undefined;
  };
}
