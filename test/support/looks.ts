import { mkdirSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import type { Test } from 'tap';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** A folder for pictures of every state; none are taken without it. */
const SHOTS = process.env.ACS_SHOTS;

/** Looks at a page in both languages and colour schemes: it fits every width, and axe finds nothing. */
export async function makeLooks(browser: Browser, usualWidths: readonly number[]) {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  /** @param url with a query, to which the language is added */
  return async function looks(t: Test, state: string, url: string, widths = usualWidths): Promise<void> {
    for (const language of ['fr', 'en']) {
      await page.goto(`${url}&language=${language}`);
      await page.evaluate(axe.source);
      t.equal(await page.locator('html').getAttribute('lang'), language, `${state}: its language`);
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of widths) {
          const what = `${state}-${language}-${colorScheme}-${width}`;
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          t.ok(overflow <= 0, `${what}: no sideways scroll (${overflow})`);
          const found = await page.evaluate<AxeResults>(
            `axe.run(${JSON.stringify({ runOnly: { type: 'tag', values: RULES } })})`,
          );
          const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
          t.same(violations, [], `${what}: axe finds nothing`);
          if (!SHOTS) continue;
          mkdirSync(SHOTS, { recursive: true });
          await page.screenshot({ path: `${SHOTS}/${what}.png`, fullPage: true });
        }
      }
    }
  };
}
