import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

export interface Asset {
  type: string;
  body: string;
}

/** The stylesheets, scripts and drawings of a folder, held in memory under names that change with their content. */
export interface Assets {
  /** `challenge.css` → `challenge.3f2a….css` */
  versioned(name: string): string;
  /** The asset of a versioned name. */
  find(versionedName: string): Asset | undefined;
}

export function loadAssets(folder: string): Assets {
  const byVersion = new Map<string, Asset>();
  const versions = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const [stem, extension = ''] = file.split('.');
    const type = TYPES[extension];
    if (!type) continue;
    const body = readFileSync(folder + file, 'utf8');
    const version = `${stem}.${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${extension}`;
    versions.set(file, version);
    byVersion.set(version, { type, body });
  }
  return {
    versioned(name) {
      const version = versions.get(name);
      if (!version) throw new Error(`${folder} has no file ${name}`);
      return version;
    },
    find: (versionedName) => byVersion.get(versionedName),
  };
}
