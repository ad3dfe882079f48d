import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shipped } from '../../src/files.ts';
import { makeFolder } from './cli.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** A copy of the fixtures that ship, one file of it changed; the name is that of the file without `.json`. */
export function changedFixtures<T = Record<string, unknown>>(t: Teardown, name: string, change: (content: T) => T): string {
  const folder = join(makeFolder(t), 'fixtures');
  cpSync(shipped('fixtures'), folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
  return folder;
}

/** The same, with settings of the issuer profile. */
export function issuerWith(t: Teardown, settings: Record<string, unknown>): string {
  return changedFixtures(t, 'issuer', (issuer) => ({ ...issuer, ...settings }));
}
