import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { htmlOf } from '../../src/sandbox/sdk/judge.ts';
import { opensApp } from '../support/app.ts';
import { launchBrowser } from '../support/browser.ts';
import { EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const ONLY_HTML = { sdkInterface: '02', sdkUiType: ['05'] } as const;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** A page as the web view of an SDK holds it: without scripts, and whatever it asks for is noted, and nothing comes of it. */
interface WebView {
  page: Page;
  asked: string[];
  shows(acsHTML: string | undefined): Promise<void>;
  /** The query with which the page goes to the address that the SDK watches for. */
  leaves(press: () => Promise<unknown>): Promise<string>;
}

async function openWebView(browser: Browser, width = 360, runsScripts = false): Promise<WebView> {
  const context = await browser.newContext({ viewport: { width, height: 640 }, javaScriptEnabled: runsScripts });
  const page = await context.newPage();
  const asked: string[] = [];
  await context.route('**', (route) => {
    asked.push(route.request().url());
    // Nothing comes, and the page stays: an abort would bring the browser's own page of errors, at some moment.
    return route.fulfill({ status: 204 });
  });
  return {
    page,
    asked,
    shows: (acsHTML) => page.setContent(htmlOf(acsHTML)),
    async leaves(press) {
      const left = page.waitForRequest(/^https:\/\/emv3ds\/challenge/i);
      await press();
      return new URL((await left).url()).search;
    },
  };
}

t.test('a cardholder types and taps his way through the HTML pages', async (t) => {
  const s = await startScenario(t);
  const view = await openWebView(await launchBrowser(t));
  const { ares, challenge } = await opensApp(s, ONLY_HTML);
  await challenge.start();

  await view.shows(challenge.cres?.acsHTML);
  t.same(view.asked, [], 'the page asks for nothing');
  await view.page.getByLabel('Password (4 digits)').fill(EPIN);
  const byEnter = await view.leaves(() => view.page.keyboard.press('Enter'));
  await challenge.answers({ challengeHTMLDataEntry: byEnter });

  await view.shows(challenge.cres?.acsHTML);
  const resend = await view.leaves(() => view.page.getByRole('button', { name: 'Send a new code' }).click());
  await challenge.answers({ challengeHTMLDataEntry: resend });

  await view.shows(challenge.cres?.acsHTML);
  t.match(await view.page.getByRole('status').textContent(), /new code has just been sent/);
  await view.page.getByLabel('Code received by SMS (8 digits)').fill(await s.code(ares, 2));
  const byButton = await view.leaves(() => view.page.getByRole('button', { name: 'Confirm' }).click());
  t.match(await challenge.answers({ challengeHTMLDataEntry: byButton }), { transStatus: 'Y' });
});

/** Where each part of the page stands. */
const PLACES = `(() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const zones = [...document.querySelectorAll('[data-zone]')].map((zone) => [zone.dataset.zone, zone.getBoundingClientRect().top]);
  const scrolls = document.documentElement.scrollWidth > innerWidth;
  const [text, form, why, help] = ['#text', 'form', 'details', 'details + details'].map(box);
  return { zones, scrolls, formIsBeside: form.left >= text.right, helpIsBeside: help.left >= why.right };
})()`;

t.test(
  'Req 374: the zones stand in their order, upright and lying; lying, what belongs together stands side by side',
  async (t) => {
    const s = await startScenario(t);
    const browser = await launchBrowser(t);
    const pages = await everyPage(s);
    for (const [width, height, isLying] of [
      [390, 600, false],
      [250, 400, false],
      [600, 400, true],
      [932, 430, true],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height } });
      const page = await context.newPage();
      for (const [what, acsHTML] of Object.entries(pages)) {
        await page.setContent(htmlOf(acsHTML));
        const found = (await page.evaluate(PLACES)) as { zones: [string, number][]; scrolls: boolean };
        const byPlace = found.zones.toSorted(([, one], [, other]) => one - other).map(([zone]) => zone);
        const about = `Req 374: ${what} at ${width} by ${height}`;
        t.same(byPlace, ['2', '3', '4'], `${about}: branding, challenge, information`);
        t.match(found, { scrolls: false, formIsBeside: isLying, helpIsBeside: isLying }, about);
      }
      await context.close();
    }
  },
);

t.test('the pages fit every phone and meet WCAG 2.2 AA', async (t) => {
  const s = await startScenario(t);
  const browser = await launchBrowser(t);
  for (const width of [280, 360, 430]) {
    // Scripts are for axe alone.
    const view = await openWebView(browser, width, true);
    for (const [what, acsHTML] of Object.entries(await everyPage(s))) {
      await view.shows(acsHTML);
      const wide = await view.page.evaluate('document.documentElement.scrollWidth');
      t.equal(wide, width, `${what} at ${width}: no sideways scroll`);
      await view.page.evaluate(axe.source);
      const run = `axe.run(${JSON.stringify({ runOnly: { type: 'tag', values: RULES } })})`;
      const { violations } = (await view.page.evaluate(run)) as axe.AxeResults;
      t.same(
        violations.map(({ id }) => id),
        [],
        `${what} at ${width}: axe finds nothing`,
      );
    }
  }
});

async function everyPage(s: Scenario): Promise<Record<string, string | undefined>> {
  const areq: Json = { merchantName: 'W'.repeat(40), purchaseAmount: '9'.repeat(20) };
  const { challenge } = await opensApp(s, { ...ONLY_HTML, areq, locale: 'fr-FR' });
  const ePin = (await challenge.start()).acsHTML;
  const wrong = (await challenge.enters('0000')).acsHTML;
  const code = (await challenge.enters(EPIN)).acsHTML;
  return { ePin, wrong, code, resent: (await challenge.resends()).acsHTML };
}
