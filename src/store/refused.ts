import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../startError.ts';
import { type Remedy, troubleByCode } from './trouble.ts';

const INSTEAD = 'or choose another folder with --data';
const RESTORE = `put back a backup (docs/backup.md), ${INSTEAD}`;

/** What is said at a start, by what has to be done. */
const SENTENCES: Readonly<Record<Remedy, (file: string, message: string) => string>> = {
  room: noRoom,
  otherProcess: (file) => `${file} is held by another process: end that one, ${INSTEAD}`,
  disk: (file, message) => `the disk of ${file} does not do its work (${message}): see to it, ${INSTEAD}`,
  rights: (file, message) => `${file} cannot be opened (${message}): see to the rights on it, ${INSTEAD}`,
  memory: (file, message) => `there is no memory left to open ${file} (${message}): end other programs`,
  restore: (file, message) => `${file} cannot be used as a store (${message}): ${RESTORE}`,
};

/**
 * Why a store cannot be used at the start, as one sentence that says what to do.
 * @param error what was thrown; one that says nothing of the store comes back as it is
 */
export function storeRefused(file: string, error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message: string };
  if (error instanceof StartError || typeof code !== 'string' || file === ':memory:') return error;
  if (code === 'ENOSPC') return new StartError(noRoom(file));
  const isOfSqlite = code.startsWith('SQLITE');
  if (!isOfSqlite && !/^E[A-Z]+$/.test(code)) return error;
  const remedy = troubleByCode(code)?.remedy;
  const ofCode = isOfSqlite
    ? SENTENCES[remedy ?? 'restore'](file, message)
    : `${file} cannot be used (${code}): ${INSTEAD.slice(3)}`;
  return new StartError(surroundings(file, remedy) ?? ofCode);
}

function noRoom(file: string): string {
  return `there is no room left on the disk of ${file}: make room, ${INSTEAD}`;
}

/** SQLite tells many things by one code: what is behind it is looked up. */
function surroundings(file: string, remedy: Remedy | undefined): string | undefined {
  const isThere = existsSync(file);
  if (isThere && statSync(file).isDirectory()) return `${file} cannot be opened (it is a folder): move it away, ${INSTEAD}`;
  if (remedy === 'restore') return undefined;
  const refusal = [dirname(file), ...(isThere ? [file] : [])].map(writeRefusal).find(Boolean);
  if (refusal) {
    const why = refusal === 'EROFS' ? 'its file system is read-only' : refusal;
    return `${file} cannot be written (${why}): make its folder writable, ${INSTEAD}`;
  }
  return isFull(dirname(file)) ? noRoom(file) : undefined;
}

function writeRefusal(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

function isFull(folder: string): boolean {
  try {
    return statfsSync(folder).bavail === 0;
  } catch {
    return false;
  }
}
