import { blockedUntil, type LimitName, LONGEST_MS, type Scope, scopesOf } from '../enrolment/limits.ts';
import type { Database } from './database.ts';

/** Something that is about to be done, and by whom. */
export interface Use {
  name: LimitName;
  subjects: Partial<Record<Scope, string>>;
  /** What it is forgiven with: the way through the portal, or one phone number on that way. */
  group: string;
  at: number;
}

/** A use that is counted now, or until when it is not allowed. */
export type CountedUse = { ids: number[] } | { blockedUntil: number };

/** The uses of the portal that limits are counted by. To be counted inside a write. */
export function preparePortalUses(database: Database) {
  const select = database.prepare<[string, string, string, number], { at: number }>(
    'SELECT at FROM portalUses WHERE use = ? AND scope = ? AND subject = ? AND at > ?',
  );
  // The column `flow` holds the group.
  const insert = database.prepare('INSERT INTO portalUses (use, scope, subject, flow, at) VALUES (?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM portalUses WHERE id = ?');
  const removeOf = database.prepare('DELETE FROM portalUses WHERE flow = ? AND use = ?');
  const removeOld = database.prepare('DELETE FROM portalUses WHERE at <= ?');

  return {
    count({ name, subjects, group, at }: Use): CountedUse {
      removeOld.run(at - LONGEST_MS);
      const counted = scopesOf(name).map(([scope, { withinMs }]) => {
        const subject = subjects[scope];
        if (subject === undefined) throw new Error(`${name} is limited by ${scope}, which is not given`);
        return { scope, subject, times: select.all(name, scope, subject, at - withinMs).map((row) => row.at) };
      });
      const until = blockedUntil(name, Object.fromEntries(counted.map(({ scope, times }) => [scope, times])), at);
      if (until !== undefined) return { blockedUntil: until };
      return {
        ids: counted.map(({ scope, subject }) => Number(insert.run(name, scope, subject, group, at).lastInsertRowid)),
      };
    },
    giveBack(ids: readonly number[]): void {
      for (const id of ids) remove.run(id);
    },
    forgive(group: string, names: readonly LimitName[]): void {
      for (const name of names) removeOf.run(group, name);
    },
  };
}
