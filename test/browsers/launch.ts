import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../support/chromium.ts';
import type { Engine, EngineName } from './engine.ts';
import { launchPuppeteer } from './puppeteerEngine.ts';
import { launchWebKit } from './webkitEngine.ts';

/** An engine that cannot be launched here, and what would bring it. */
export interface Lacking {
  lacks: string;
}

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];
/** Debian puts MiniBrowser below the folder of the machine's kind: x86_64-linux-gnu/webkit2gtk-4.1. */
const LIBRARIES = '/usr/lib';
const WEBKIT_DRIVER = '/usr/bin/WebKitWebDriver';
const XVFB = '/usr/bin/Xvfb';

/** Launches an engine of this machine. FIREFOX_PATH and CHROMIUM_PATH name others than the usual ones. */
export async function launch(name: EngineName): Promise<Engine | Lacking> {
  switch (name) {
    case 'chromium': {
      const { path, env } = findChromium();
      return launchPuppeteer('chromium', path, env);
    }
    case 'firefox': {
      const path = [process.env.FIREFOX_PATH ?? '', ...FIREFOX].find((place) => existsSync(place));
      return path
        ? launchPuppeteer('firefox', path)
        : { lacks: 'a Firefox: apt-get install firefox-esr, or name one in FIREFOX_PATH' };
    }
    case 'webkit': {
      const browser = findMiniBrowser();
      if (!browser || !existsSync(WEBKIT_DRIVER) || !existsSync(XVFB))
        return { lacks: 'WebKitGTK and a screen for it: apt-get install webkit2gtk-driver xvfb' };
      return launchWebKit({ driver: WEBKIT_DRIVER, browser });
    }
  }
}

function findMiniBrowser(): string | undefined {
  if (!existsSync(LIBRARIES)) return undefined;
  const folders = readdirSync(LIBRARIES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const places = folders.flatMap(({ name }) =>
    ['webkit2gtk-4.1', 'webkit2gtk-4.0'].map((library) => join(LIBRARIES, name, library, 'MiniBrowser')),
  );
  return places.find((place) => existsSync(place));
}
