import type { Database } from 'better-sqlite3';
import { StartError } from '../startError.ts';
import { MIGRATIONS } from './migrations.ts';

/**
 * Whether a store has everything that the migrations make. What somebody has added is none of our business.
 * @param empty a database in memory
 * @throws StartError that names the first thing that is missing
 */
export function checkSchema(database: Database, empty: Database, file: string): void {
  for (const sql of MIGRATIONS) empty.exec(sql);
  const there = new Set(thingsOf(database));
  const missing = thingsOf(empty).find((thing) => !there.has(thing));
  if (missing !== undefined) throw lacks(file, missing);
}

/** @param thing as `table cards` */
export function lacks(file: string, thing: string): StartError {
  return new StartError(
    `${file} is not what this program made: the ${thing} is missing; put back a backup (docs/backup.md), or choose another folder with --data`,
  );
}

/** Tables before what belongs to them, so that the sentence names the cause. */
function thingsOf(database: Database): string[] {
  return database
    .prepare<[], string>(`
      SELECT type || ' ' || name FROM (
        SELECT 0 AS place, type, name FROM sqlite_schema WHERE type = 'table'
        UNION ALL SELECT 1, 'column', tables.name || '.' || columns.name
          FROM sqlite_schema AS tables, pragma_table_xinfo(tables.name) AS columns WHERE tables.type = 'table'
        UNION ALL SELECT 2, type, name FROM sqlite_schema WHERE type <> 'table')
      WHERE name NOT LIKE 'sqlite_%' ORDER BY place, name`)
    .pluck()
    .all();
}
