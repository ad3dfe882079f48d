import { constants, copyFileSync, existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { keyFile, keysOf, storeFile } from './dataFolder.ts';
import { StartError } from './startError.ts';
import { backUpStore } from './store/backup.ts';
import { putInPlace, remove } from './wholeFile.ts';

const HELP = `Usage: acs-simulator backup [--data FOLDER] FILE

Copies the store of a data folder whole into FILE, and its key into FILE.key, also while a simulator runs on it. Neither may be
there already. A copy of acs.sqlite alone is no backup: what was written last is in other files.

  --data FOLDER         the data folder, as the simulator was started with (./data)
                        ACS_DATA
  --help                this text

To restore, put both into an empty folder, as acs.sqlite and key, and start with --data and that folder.
`;

const EXAMPLE = 'acs-simulator backup --data ./data backup.sqlite';

/**
 * `acs-simulator backup`: copies a store and its key.
 * @param args the command line after `backup`
 * @returns what is said about it
 * @throws StartError with one sentence where that cannot be done; nothing is left behind then
 */
export async function backupCommand(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { values, positionals } = parse(args);
  if (values.help) return HELP;
  const [copy, ...others] = positionals;
  if (copy === undefined || copy === '' || others.length > 0)
    throw new StartError(`backup takes one FILE; for example: ${EXAMPLE}`);
  const data = values.data ?? (env.ACS_DATA || './data');
  const copyOfKey = `${copy}.key`;
  refuseWhatCannotBe(data, copy, copyOfKey);
  try {
    await backUpStore(storeFile(data), copy, (written) => {
      if (written === undefined) throw new StartError(`the store in ${data} is empty: there is nothing to copy`);
      return keysOf(data, written).fingerprint;
    });
    copyKey(data, copyOfKey, copy);
  } catch (error) {
    throw sentence(copy, error);
  }
  return [
    `The store in ${data} is copied:`,
    `  ${copy}`,
    `  ${copyOfKey}   its key; nobody can read the store without it, so keep both, for nobody else's eyes`,
    'To restore, put them into an empty folder, as acs.sqlite and key, and start with --data and that folder.',
    '',
  ].join('\n');
}

function parse(args: readonly string[]) {
  try {
    const options = { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new StartError(`${(error as Error).message.split(/\.\s/)[0]}; for example: ${EXAMPLE}`);
  }
}

function refuseWhatCannotBe(data: string, copy: string, copyOfKey: string): void {
  if (data === ':memory:') throw new StartError(`what is in memory cannot be copied; for example: ${EXAMPLE}`);
  if (!existsSync(storeFile(data))) {
    throw new StartError(`there is no store in ${data}: name its folder with --data, for example ${EXAMPLE}`);
  }
  for (const file of [copy, copyOfKey]) {
    if (existsSync(file)) throw new StartError(`${file} is there already and is not replaced: name another file`);
  }
}

/** Whole or not at all; without it the copy of the store would be worth nothing. */
function copyKey(data: string, copyOfKey: string, copy: string): void {
  const unfinished = `${copyOfKey}.new`;
  try {
    copyFileSync(keyFile(data), unfinished, constants.COPYFILE_EXCL);
    putInPlace(unfinished, copyOfKey);
  } catch (error) {
    for (const file of [unfinished, copy]) remove(file);
    throw error;
  }
}

function sentence(copy: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof StartError || !/^E[A-Z]+$/.test(code ?? '')) return error;
  if (code === 'EEXIST') return new StartError(`${copy} is there already and is not replaced: name another file`);
  return new StartError(
    `the backup ${basename(copy)} cannot be written in ${dirname(copy)} (${code}): name a file in a folder that is there and can be written`,
  );
}
