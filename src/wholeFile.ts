import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a folder answers on systems that cannot make its entries last. */
const NOT_FOR_FOLDERS = ['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EACCES'];

/**
 * Writes a file that is there whole or not at all, also where the power goes; readable by its owner alone. What stood there is
 * replaced.
 * @throws NodeJS.ErrnoException where the folder cannot be written
 */
export function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.new`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600 });
    makeLast(unfinished);
    renameSync(unfinished, file);
  } catch (error) {
    remove(unfinished);
    throw error;
  }
  makeLast(dirname(file));
}

/**
 * Gives a finished file its name, and never replaces another.
 * @throws NodeJS.ErrnoException EEXIST where there is a file of that name
 */
export function putInPlace(finished: string, file: string): void {
  makeLast(finished);
  linkSync(finished, file);
  unlinkSync(finished);
  makeLast(dirname(file));
}

/** Removes a file, if it is there and can be removed. */
export function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // What cannot be removed harms less than what led here.
  }
}

function makeLast(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!NOT_FOR_FOLDERS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(descriptor);
  }
}
