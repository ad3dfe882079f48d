import { readFileSync, writeFileSync } from 'node:fs';
import { newSecret } from './keys.ts';

/**
 * The secret of a data folder: 32 bytes in hexadecimal, made at the first start, readable by its owner alone.
 * @throws Error with one sentence where the file is there and is no key
 */
export function readOrMakeSecret(file: string): Buffer {
  const text = readOrUndefined(file);
  if (text === undefined) {
    const secret = newSecret();
    // 'wx': of two processes that start on one new folder, one makes the key and the other reads it.
    try {
      writeFileSync(file, `${secret.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
      return secret;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return readOrMakeSecret(file);
    }
  }
  if (!/^[0-9a-f]{64}\s*$/.test(text)) {
    throw new Error(
      `${file} is not a key of this simulator (64 hexadecimal digits): put the right one back, or choose another folder with --data`,
    );
  }
  return Buffer.from(text.trim(), 'hex');
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
