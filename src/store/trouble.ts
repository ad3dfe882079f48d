import { statSync } from 'node:fs';

/** Why the store cannot be used now. No fault of whoever asked: nothing was changed, and the same may be asked again. */
export interface Trouble {
  /** What is wrong, to follow "the store cannot be used: ". */
  why: string;
  /** Whether it stays until a person has mended the file. */
  isDamage: boolean;
}

/** A change was not begun, because what it wrote would be lost. */
export class StoreTrouble extends Error {
  override readonly name = 'StoreTrouble';
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.why);
    this.trouble = trouble;
  }
}

/** What has to be done about trouble. */
export type Remedy = 'room' | 'otherProcess' | 'disk' | 'rights' | 'memory' | 'restore';

/** By the beginning of the code of SQLite; what is not here is a fault of this program. */
const TROUBLES: readonly (readonly [code: string, why: string, remedy: Remedy])[] = [
  ['SQLITE_FULL', 'the disk is full', 'room'],
  ['SQLITE_READONLY', 'its file is read-only', 'rights'],
  ['SQLITE_IOERR', 'its file could not be read or written (input/output error)', 'disk'],
  ['SQLITE_CANTOPEN', 'its file could not be opened', 'rights'],
  ['SQLITE_PERM', 'its file may not be used by this user', 'rights'],
  ['SQLITE_BUSY', 'another process holds its file', 'otherProcess'],
  ['SQLITE_LOCKED', 'another process holds its file', 'otherProcess'],
  ['SQLITE_PROTOCOL', 'its file could not be locked', 'otherProcess'],
  ['SQLITE_NOMEM', 'there is no memory left for it', 'memory'],
  ['SQLITE_CORRUPT', 'its file is damaged', 'restore'],
  ['SQLITE_NOTADB', 'its file is damaged', 'restore'],
];

/** What is wrong by a code of SQLite, and what has to be done; undefined for any other code. */
export function troubleByCode(code: unknown): { why: string; remedy: Remedy } | undefined {
  const known = typeof code === 'string' ? TROUBLES.find(([begin]) => code.startsWith(begin)) : undefined;
  return known && { why: known[1], remedy: known[2] };
}

/** The trouble that an error tells of; undefined for an error of any other kind. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof StoreTrouble) return error.trouble;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (code === 'SQLITE_ERROR' && String(message).startsWith('no such '))
    return { why: `it is incomplete (${message})`, isDamage: true };
  const known = troubleByCode(code);
  return known && { why: known.why, isDamage: known.remedy === 'restore' };
}

/**
 * Looks whether what is written still goes into the files that a start would find: a folder that was moved or removed takes its
 * open files along, and SQLite goes on writing to them. Costs two calls of the system. By name, never by opening: whoever closes
 * a file of a store takes the locks of its whole process away.
 * @returns a check that throws StoreTrouble
 */
export function watchFiles(file: string): () => void {
  if (file === ':memory:') return () => {};
  const known = new Map<string, string>();
  const look = (path: string) => {
    const found = statOf(path);
    const before = known.get(path);
    if (found === undefined) {
      if (before !== undefined) throw new StoreTrouble({ why: `${path} is gone`, isDamage: false });
      return;
    }
    const id = `${found.dev}/${found.ino}`;
    if (before !== undefined && before !== id) throw new StoreTrouble({ why: `${path} is another file now`, isDamage: false });
    if ((found.mode & 0o222n) === 0n) throw new StoreTrouble({ why: `${path} was made read-only`, isDamage: false });
    known.set(path, id);
  };
  look(file);
  return () => {
    look(file);
    look(`${file}-wal`);
  };
}

function statOf(path: string) {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    throw new StoreTrouble({ why: `${path} cannot be reached (${(error as NodeJS.ErrnoException).code})`, isDamage: false });
  }
}
