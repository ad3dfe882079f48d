import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => Promise<void>): unknown;
}

/**
 * A headless Chromium that speaks to nobody but the pages under test, closed at the end of the test. `scripts: false` forbids
 * them to every page of every site from its first byte. Playwright's `javaScriptEnabled: false` does that for the page of the
 * tab; in a frame of another site it may come after the page was read, whose <noscript> then counts as text.
 */
export async function launchBrowser(t: Teardown, { scripts = true } = {}): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(scripts ? [] : ['--blink-settings=scriptEnabled=false']),
    ],
  });
  t.teardown(() => browser.close());
  return browser;
}

function chromiumPath(): string {
  const wish = process.env.CHROMIUM_PATH;
  const found = (wish ? [wish] : USUAL_PLACES).find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    wish
      ? `CHROMIUM_PATH names ${wish}, where there is no file`
      : 'This test needs Chromium: install it, or name it in CHROMIUM_PATH',
  );
}
