import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a Chromium usually is; CHROMIUM_PATH comes first. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium to launch, and what its process needs in its environment besides. */
export interface Chromium {
  path: string;
  env: Record<string, string>;
}

/**
 * The Chromium that tests use: that of CHROMIUM_PATH, else the machine's own, else the one that came with `npm ci`
 * (`@sparticuz/chromium`, for Linux on x64), which `bringChromium` unpacks.
 * @throws Error with one sentence where there is none
 */
export function findChromium(): Chromium {
  const wish = process.env.CHROMIUM_PATH;
  const found = (wish ? [wish] : USUAL_PLACES).find((path) => existsSync(path));
  if (found) return { path: found, env: {} };
  if (wish) throw new Error(`CHROMIUM_PATH names ${wish}, where there is no file`);
  if (existsSync(join(UNPACKED, 'chromium'))) return unpacked();
  throw new Error(
    'These tests need a Chromium: run them by npm test, which brings one on Linux (x64), or install it, or name it in CHROMIUM_PATH',
  );
}

/** Kept with the packages, so that it goes when they go. */
const UNPACKED = fileURLToPath(
  new URL(`${import.meta.url.includes('/dist/') ? '../../../' : '../../'}node_modules/.cache/chromium`, import.meta.url),
);

/** Its own libraries and fonts: a machine with Node alone may have neither. */
function unpacked(): Chromium {
  return {
    path: join(UNPACKED, 'chromium'),
    env: { LD_LIBRARY_PATH: join(UNPACKED, 'al2023', 'lib'), FONTCONFIG_FILE: join(UNPACKED, 'fonts.conf') },
  };
}

/** Unpacks the Chromium that came with the packages where the machine has none, and says so. Whole or not at all: a stopped run leaves no half one. */
export async function bringChromium(): Promise<void> {
  if (process.env.CHROMIUM_PATH || USUAL_PLACES.some((path) => existsSync(path))) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  if (!existsSync(UNPACKED)) await unpack();
  console.error(`No Chromium found on this machine: the browser tests use the one of @sparticuz/chromium, in ${UNPACKED}`);
}

async function unpack(): Promise<void> {
  mkdirSync(join(UNPACKED, '..'), { recursive: true });
  const folder = mkdtempSync(`${UNPACKED}-`);
  // The package unpacks into the folder for temporary files, and its libraries only where this names its usual host.
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  const { default: packed } = await import('@sparticuz/chromium');
  await packed.executablePath();
  const fonts = `<fontconfig><dir>${UNPACKED}/fonts</dir><cachedir>${UNPACKED}/fonts-cache</cachedir></fontconfig>`;
  writeFileSync(join(folder, 'fonts.conf'), fonts);
  try {
    renameSync(folder, UNPACKED);
  } catch {
    rmSync(folder, { recursive: true }); // another run was quicker
  }
}
