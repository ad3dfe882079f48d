import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
};

export interface Asset {
  type: string;
  body: string | Buffer;
}

/** The stylesheets, scripts and drawings of a folder, held in memory under names that change with their content. */
export interface Assets {
  /** The folder that a file is taken from; undefined where there is none of this name. */
  folderOf(name: string): string | undefined;
  /** `challenge.css` → `challenge.3f2a….css` */
  versioned(name: string): string;
  /** The asset of a versioned name. */
  find(versionedName: string): Asset | undefined;
}

/** @param folders where the files are; of two with one name the later folder's is taken */
export function loadAssets(...folders: readonly string[]): Assets {
  const byVersion = new Map<string, Asset>();
  const versions = new Map<string, string>();
  const from = new Map<string, string>();
  for (const path of folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))) {
    const file = basename(path);
    const [stem, extension = ''] = file.split('.');
    const type = TYPES[extension];
    if (!type) continue;
    const body = type.startsWith('image/svg') || type.startsWith('text/') ? readFileSync(path, 'utf8') : readFileSync(path);
    const version = `${stem}.${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${extension}`;
    versions.set(file, version);
    from.set(file, dirname(path));
    byVersion.set(version, { type, body });
  }
  return {
    folderOf: (name) => from.get(name),
    versioned(name) {
      const version = versions.get(name);
      if (!version) throw new Error(`${folders.join(', ')} has no file ${name}`);
      return version;
    },
    find: (versionedName) => byVersion.get(versionedName),
  };
}
