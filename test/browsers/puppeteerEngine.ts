// Chromium by the DevTools protocol and Firefox by WebDriver BiDi: puppeteer speaks both.
import puppeteer, { type Browser, type Frame, type Page } from 'puppeteer-core';
import { type Engine, type Place, type Tab, until } from './engine.ts';

const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];

/** @param path the program */
export async function launchPuppeteer(name: 'chromium' | 'firefox', path: string, env: NodeJS.ProcessEnv = {}): Promise<Engine> {
  const browser: Browser = await puppeteer.launch({
    browser: name === 'firefox' ? 'firefox' : 'chrome',
    executablePath: path,
    headless: name === 'firefox' ? true : 'shell',
    env: { ...process.env, ...env },
    ...(name === 'chromium' ? { args: CHROMIUM_ARGS } : {}),
  });
  return {
    name,
    async openTab() {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport({ width: 1280, height: 900 });
      return tabOf(page, () => context.close());
    },
    close: () => browser.close(),
  };
}

function tabOf(page: Page, close: () => Promise<void>): Tab {
  return {
    top: placeOf(async () => page.mainFrame()),
    inFrame: (selector) => placeOf(async () => (await (await page.$(selector))?.contentFrame()) ?? undefined),
    async goTo(url) {
      await page.goto(url);
    },
    // Its own goBack waits for an event that does not come for a page out of the cache.
    async traverse(by) {
      await page.evaluate(`setTimeout(() => history.go(${by}))`);
    },
    async reload() {
      await page.reload();
    },
    resize: (width, height) => page.setViewport({ width, height }),
    async screenshot(file) {
      await page.screenshot({ path: file as `${string}.png` });
    },
    close,
  };
}

function placeOf(find: () => Promise<Frame | undefined>): Place {
  const element = (selector: string) => until(async () => (await (await find())?.$(selector)) ?? undefined, selector);
  return {
    async click(selector) {
      await until(async () => {
        const found = await element(selector);
        // The bare screen that later pages lie under for a second would be clicked in its place.
        if (!(await found.evaluate(isOnTop))) return undefined;
        await found.click();
        return true;
      }, `a click on ${selector}`);
    },
    async type(selector, text) {
      await (await element(selector)).type(text);
    },
    async evaluate(expression) {
      const frame = await until(find, 'the frame');
      return frame.evaluate(expression) as never;
    },
  };
}

/** In the browser: whether a click in the middle of an element reaches it. */
const isOnTop = new Function(
  'element',
  `element.scrollIntoView({ block: 'nearest' });
   const { x, y, width, height } = element.getBoundingClientRect();
   return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));`,
) as (element: unknown) => boolean;
