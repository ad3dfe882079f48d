import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';

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
  const { path, env } = findChromium();
  const browser = await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env },
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
