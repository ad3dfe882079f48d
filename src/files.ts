import { fileURLToPath } from 'node:url';

/**
 * The path of a file or folder that ships with the package, also from the built code.
 * @param path from the top of the package, e.g. `fixtures/`
 */
export function shipped(path: string): string {
  return fileURLToPath(new URL(path, import.meta.resolve('#package')));
}
