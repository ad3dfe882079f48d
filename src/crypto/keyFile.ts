import { readFileSync } from 'node:fs';
import { writeWhole } from '../wholeFile.ts';
import { newSecret } from './keys.ts';

export interface KeyFileOptions {
  /** Whether nothing was written with a key yet: then one is made where there is none, or none that is whole. */
  mayMake?: boolean;
  /** Told where an unfinished key was there and a new one took its place. */
  onRemade?: () => void;
}

const WHOLE = /^[0-9a-f]{64}\s*$/;
/** What a process leaves that dies while it writes a key, or a disk that loses its power: zeros, too. */
const UNFINISHED = /^[0-9a-f]{0,63}[\0\s]*$/;

/**
 * The secret of a data folder: 32 bytes in hexadecimal, made at the first start, readable by its owner alone. Of two processes
 * on one folder only one may be in here.
 * @throws Error with one sentence where the file is there and is no key, or where none may be made; NodeJS.ErrnoException
 */
export function readOrMakeSecret(file: string, { mayMake = true, onRemade }: KeyFileOptions = {}): Buffer {
  const text = readOrUndefined(file);
  if (text !== undefined && WHOLE.test(text)) return Buffer.from(text.trim(), 'hex');
  if (text !== undefined && !(mayMake && UNFINISHED.test(text))) {
    throw new Error(
      `${file} is not a key of this simulator (64 hexadecimal digits): put the right one back, or choose another folder with --data`,
    );
  }
  if (!mayMake) {
    throw new Error(
      `${file} is missing, and what is in the store beside it cannot be read without it: put it back, or choose another folder with --data`,
    );
  }
  const secret = newSecret();
  writeWhole(file, `${secret.toString('hex')}\n`);
  if (text !== undefined) onRemade?.();
  return secret;
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
