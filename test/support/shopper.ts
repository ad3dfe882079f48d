import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { launchBrowser } from './browser.ts';
import { until } from './until.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => Promise<void>): unknown;
}

export type Json = Record<string, string | undefined>;

/** The messages of a payment as the parties have them. */
export interface Story {
  ares: Json;
  /** As the DS received it from the ACS. */
  rreq: Json | undefined;
  rres: Json | undefined;
  cres: Json | undefined;
  erro: Json | undefined;
}

export async function startShop(t: Teardown, { scripts = true } = {}): Promise<{ simulator: Simulator; browser: Browser }> {
  const simulator = await createSimulator();
  t.teardown(() => simulator.close());
  return { simulator, browser: await launchBrowser(t, { scripts }) };
}

/** Somebody who buys in the shop, in a browser window of his own. */
export class Shopper {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly simulator: Simulator;
  /** What the browser complained about: errors of scripts, refused content. */
  readonly complaints: string[] = [];
  private holds = false;

  private constructor(simulator: Simulator, context: BrowserContext, page: Page) {
    this.simulator = simulator;
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async enters(
    simulator: Simulator,
    browser: Browser,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Shopper> {
    const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(20_000);
    return new Shopper(simulator, context, await context.newPage());
  }

  /** Pays for the basket; `shop` presets the options of the checkout page. */
  async paysWith(card: string, shop: Record<string, string> = {}): Promise<void> {
    await this.page.goto(`${this.simulator.urls.sandbox}/shop/?${new URLSearchParams({ card, ...shop })}`);
    await this.page.getByTestId('pay').click();
  }

  /** The browser's time stands still until `result`: no page goes on by itself while it is looked at. */
  async holdsTime(): Promise<void> {
    this.holds = true;
    await this.context.clock.install();
    await this.context.clock.pauseAt(Date.now() + 60_000);
  }

  /** Lets the time that is held go on, a second at once, until a page of the challenge is there. */
  async comesTo(name: string): Promise<void> {
    const page = this.challenge.locator(`body[data-page=${name}]`);
    const looks = async () => {
      await this.context.clock.runFor(1_000);
      return page.count();
    };
    await until(looks, (count) => count > 0, `the page ${name}`);
  }

  get challenge(): FrameLocator {
    return this.page.frameLocator('[data-testid=challenge-frame]');
  }

  /** Waits for a page of the challenge by its name. */
  async sees(name: string): Promise<void> {
    await this.challenge.locator(`body[data-page=${name}]`).waitFor({ state: 'attached' });
  }

  async entersEPin(ePin: string): Promise<void> {
    await this.challenge.getByTestId('epin-input').fill(ePin);
    await this.challenge.getByTestId('submit').click();
  }

  async entersCode(code: string): Promise<void> {
    await this.challenge.getByTestId('otp-input').fill(code);
    await this.challenge.getByTestId('submit').click();
  }

  /** Reads the newest code of the challenge on the screen from the tester's inbox. */
  async readsCode(): Promise<string> {
    const acsTransID = await this.challenge.locator('body').getAttribute('data-acs-trans-id');
    const query = new URLSearchParams({ acsTransID: acsTransID ?? '', wait: '10s' });
    const response = await fetch(`${this.simulator.urls.control}/api/messages?${query}`);
    const [newest] = (await response.json()) as { code: string }[];
    return newest?.code ?? '';
  }

  /** Waits for the shop's last word. */
  async result(): Promise<{ outcome: string | null; fact(testId: string): Promise<string | null>; story: Story }> {
    if (this.holds) await this.context.clock.resume();
    const result = this.page.locator('[data-testid=result]:not([data-outcome=waiting])');
    await result.waitFor();
    const fact = (testId: string) => this.page.getByTestId(testId).textContent();
    const threeDSServerTransID = (await fact('three-ds-server-trans-id'))?.trim() ?? '';
    return {
      outcome: await result.getAttribute('data-outcome'),
      fact: async (testId) => (await fact(testId))?.trim() ?? null,
      story: await storyOf(this.simulator, threeDSServerTransID),
    };
  }

  leaves(): Promise<void> {
    return this.context.close();
  }
}

async function storyOf({ urls }: Simulator, threeDSServerTransID: string): Promise<Story> {
  const get = async (path: string) => (await fetch(urls.sandbox + path + threeDSServerTransID)).json();
  const { messages } = (await get('/ds/transactions/')) as { messages: { type: string; message: Json }[] };
  const seenByDs = (type: string) => messages.find((item) => item.type === type)?.message;
  const server = (await get('/3ds-server/transactions/')) as { cres?: Json; erro?: Json };
  return {
    ares: seenByDs('ARes') ?? {},
    rreq: seenByDs('RReq'),
    rres: seenByDs('RRes'),
    cres: server.cres,
    erro: server.erro,
  };
}
