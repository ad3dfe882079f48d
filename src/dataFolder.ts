import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config.ts';
import { readOrMakeSecret } from './crypto/keyFile.ts';
import { type Keys, makeKeys, newSecret } from './crypto/keys.ts';
import { StartError } from './startError.ts';
import { openStore, type Store } from './store/store.ts';

type Note = (text: string) => void;

const IN_MEMORY = ':memory:';

/** What is in a data folder of ours, with what SQLite puts beside its file. */
const STORE = 'acs.sqlite';
const KEY = 'key';
const OURS = [STORE, `${STORE}-wal`, `${STORE}-shm`, `${STORE}-journal`, KEY, `${KEY}.new`];

/** What a data folder holds. */
export interface OpenData {
  keys: Keys;
  store: Store;
  /** For the log, once it is known that the simulator starts: a refusal is one sentence. */
  notes: readonly string[];
}

/** Where the store of a data folder is. */
export function storeFile(data: string): string {
  return data === IN_MEMORY ? data : join(data, STORE);
}

/** Where its key is. */
export function keyFile(data: string): string {
  return join(data, KEY);
}

/**
 * The keys and the store of a data folder, for its owner alone; both in memory for `:memory:`.
 * @throws StartError where the folder, the key or the store cannot be used; the store is unchanged where the key does not fit
 */
export async function openData({ data, durability }: Config): Promise<OpenData> {
  if (data === IN_MEMORY) {
    const keys = makeKeys(newSecret());
    return { keys, store: await openStore(IN_MEMORY, keys, durability), notes: [] };
  }
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  prepareFolder(data, note);
  const hadKey = existsSync(keyFile(data));
  let keys: Keys | undefined;
  const store = await openStore(
    storeFile(data),
    (written) => {
      keys = keysOf(data, written, () =>
        note(`${keyFile(data)} was not written whole: a new key took its place, for the empty store`),
      );
      if (written === undefined && hadKey) {
        note(
          `${storeFile(data)} is empty, though there is a key beside it: restored from a copy? docs/backup.md says what belongs to one`,
        );
      }
      return keys;
    },
    durability,
  );
  return { keys: keys as Keys, store, notes };
}

/**
 * The keys of a data folder, made where nothing was written with a key yet.
 * @param written the fingerprint of the keys that its store was written with
 * @throws StartError where there are others, or none
 */
export function keysOf(data: string, written: string | undefined, onRemade?: () => void): Keys {
  const file = keyFile(data);
  let keys: Keys;
  try {
    keys = makeKeys(readOrMakeSecret(file, { mayMake: written === undefined, ...(onRemade ? { onRemade } : {}) }));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code) throw new StartError(message);
    throw new StartError(code === 'ENOSPC' || code === 'EROFS' ? notWritable(data, code) : unreadable(file, code));
  }
  if (written === undefined || written === keys.fingerprint) return keys;
  throw new StartError(
    `${file} is not the key that ${storeFile(data)} was written with: put that key back, or choose another folder with --data`,
  );
}

function prepareFolder(folder: string, note: Note): void {
  try {
    makeFolder(folder);
    closeToOthers(folder, note);
    // SQLite would make it readable for all, and what it puts beside it is as readable as the file itself.
    closeSync(openSync(storeFile(folder), 'a', 0o600));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // What is wrong with a file that is there, the store says better.
    if (!existsSync(storeFile(folder))) throw new StartError(notWritable(folder, code));
  }
}

function notWritable(folder: string, code: string): string {
  return `the data folder ${folder} cannot be written (${code}): choose another one with --data, or --data ${IN_MEMORY}`;
}

function unreadable(file: string, code: string): string {
  return `${file} cannot be read as a key (${code}): put the right one back, or choose another folder with --data`;
}

/** Like mkdir -p. Node's own `recursive` never returns where the system refuses a folder as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** Also a folder that an older version, or somebody's umask, has left open. One that holds more than ours stays as it is. */
function closeToOthers(folder: string, note: Note): void {
  const entries = readdirSync(folder, { withFileTypes: true });
  const ours = entries.filter((entry) => entry.isFile() && OURS.includes(entry.name));
  for (const { name } of ours) limit(join(folder, name), 0o600, note);
  const isOurs = entries.every((entry) => OURS.includes(entry.name) || entry.name.startsWith('.'));
  if (isOurs && !isShared(folder)) limit(folder, 0o700, note);
  else if (isOpen(folder))
    note(`the data folder ${folder} is open to others and holds more than the store: a folder of its own is safer`);
}

function limit(path: string, mode: number, note: Note): void {
  if (!isOpen(path)) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    // Nobody writes there: the store will say so.
    if ((error as NodeJS.ErrnoException).code === 'EROFS') return;
    note(`${path} is open to others, and that cannot be changed: chmod ${mode.toString(8)} ${path}`);
  }
}

function isOpen(path: string): boolean {
  return (statSync(path).mode & 0o077) !== 0;
}

/** As /tmp is, or the root of a disk. */
function isShared(folder: string): boolean {
  return (statSync(folder).mode & 0o1000) !== 0;
}
