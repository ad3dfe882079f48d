import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** Hears of each connection that is opened in this process. @returns how to get the one to a file */
export function watchConnections(t: Teardown): (file: string) => Database {
  const opened: Database[] = [];
  const { pragma } = Sqlite.prototype;
  Sqlite.prototype.pragma = function (this: Database, ...rest: Parameters<typeof pragma>) {
    if (!opened.includes(this)) opened.push(this);
    return pragma.apply(this, rest);
  };
  t.teardown(() => {
    Sqlite.prototype.pragma = pragma;
  });
  return (file) => {
    const found = opened.find(({ name, open }) => open && name === file);
    if (!found) throw new Error(`nobody has opened ${file}`);
    return found;
  };
}

/** A file system of its own, as small as that; undefined where this user may mount none. */
export function smallDisk(t: Teardown, folder: string, bytes: number): string | undefined {
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  if (status !== 0) return undefined;
  t.teardown(() => spawnSync('umount', ['-l', folder]));
  return folder;
}

/** Something that befalls a store, and how it is over. */
export interface StoreFault {
  /** What the reason says. */
  why: RegExp;
  begin(): void;
  end(): void;
}

/** What befalls the store of a running simulator. @param data its data folder */
export function storeFaults(data: string, connection: Database): Record<string, StoreFault> {
  const file = join(data, 'acs.sqlite');
  const ballast = join(data, 'ballast');
  const whole = { bytes: Buffer.alloc(0) };
  return {
    'its folder was moved': {
      why: /acs\.sqlite is gone/,
      begin: () => renameSync(data, `${data}-elsewhere`),
      end: () => renameSync(`${data}-elsewhere`, data),
    },
    'another folder is in its place': {
      why: /acs\.sqlite is another file now/,
      begin() {
        renameSync(data, `${data}-elsewhere`);
        mkdirSync(data);
        new Sqlite(file).exec('CREATE TABLE other (x)').close();
      },
      end() {
        rmSync(data, { recursive: true });
        renameSync(`${data}-elsewhere`, data);
      },
    },
    'its file was made read-only': {
      why: /made read-only/,
      begin: () => chmodSync(file, 0o444),
      end: () => chmodSync(file, 0o600),
    },
    'the file system is read-only': {
      why: /read-only/,
      begin: () => void connection.pragma('query_only = ON'),
      end: () => void connection.pragma('query_only = OFF'),
    },
    'its log was removed': {
      why: /acs\.sqlite-wal is gone/,
      begin: () => renameSync(`${file}-wal`, `${file}-elsewhere`),
      end: () => renameSync(`${file}-elsewhere`, `${file}-wal`),
    },
    'the disk is full': {
      why: /the disk is full/,
      begin: () => fill(ballast),
      end: () => rmSync(ballast),
    },
    'its pages were overwritten': {
      why: /damaged/,
      begin() {
        connection.pragma('wal_checkpoint(TRUNCATE)');
        whole.bytes = readFileSync(file);
        overwrite(file, Buffer.alloc(statSync(file).size - 4 * 16_384, 0xa5), 4 * 16_384);
      },
      end: () => overwrite(file, whole.bytes, 0),
    },
  };
}

function overwrite(file: string, bytes: Buffer, position: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, position);
  closeSync(handle);
}

/** Writes until nothing more fits: first in large pieces, then byte by byte. */
function fill(path: string): void {
  const handle = openSync(path, 'w');
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) writeSync(handle, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  closeSync(handle);
}
