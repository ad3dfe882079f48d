import type { Simulator } from '../../src/index.ts';
import { type Engine, type Place, readText, see, type Tab, until } from './engine.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => Promise<void>): unknown;
}

const FRAME = '[data-testid=challenge-frame]';

/** Somebody who pays in the shop, in a window of any engine. */
export class Customer {
  readonly tab: Tab;
  readonly challenge: Place;
  private readonly simulator: Simulator;

  private constructor(simulator: Simulator, tab: Tab) {
    this.simulator = simulator;
    this.tab = tab;
    this.challenge = tab.inFrame(FRAME);
  }

  /** In a window that closes with the test. */
  static async enters(t: Teardown, simulator: Simulator, engine: Engine): Promise<Customer> {
    const tab = await engine.openTab();
    t.teardown(() => tab.close());
    return new Customer(simulator, tab);
  }

  /** Pays for the basket; `shop` presets the options of the checkout page. */
  async paysWith(card: string, shop: Record<string, string> = {}): Promise<void> {
    await this.tab.goTo(`${this.simulator.urls.sandbox}/shop/?${new URLSearchParams({ card, ...shop })}`);
    await this.tab.top.click('[data-testid=pay]');
  }

  /** Waits for a page of the challenge by its name. */
  async sees(page: string): Promise<void> {
    await see(this.challenge, `body[data-page=${page}]`);
  }

  async entersEPin(ePin: string): Promise<void> {
    await this.challenge.type('[data-testid=epin-input]', ePin);
    await this.challenge.click('[data-testid=submit]');
  }

  async entersCode(code: string): Promise<void> {
    await this.challenge.type('[data-testid=otp-input]', code);
    await this.challenge.click('[data-testid=submit]');
  }

  /** The newest code of the challenge on the screen, from the tester's inbox. */
  async readsCode(): Promise<string> {
    const acsTransID = await this.challenge.evaluate<string>(`document.body.dataset.acsTransId`);
    const query = new URLSearchParams({ acsTransID, wait: '10s' });
    const response = await fetch(`${this.simulator.urls.control}/api/messages?${query}`);
    const [newest] = (await response.json()) as { code: string }[];
    return newest?.code ?? '';
  }

  /** The shop's last word: accepted, declined … */
  async outcome(): Promise<string> {
    const { top } = this.tab;
    return until(async () => {
      const outcome = await top.evaluate<string | undefined>(`document.querySelector('[data-testid=result]')?.dataset.outcome`);
      return outcome && outcome !== 'waiting' ? outcome : undefined;
    }, 'the result of the shop');
  }

  /** What the page of the challenge says is wrong. */
  readsError(): Promise<string> {
    return readText(this.challenge, '[data-testid=challenge-error]');
  }
}
