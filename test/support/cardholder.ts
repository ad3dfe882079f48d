import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Simulator } from '../../src/index.ts';
import { newestCodes, type Person } from './portal.ts';

/** A cardholder with a browser, on the enrolment portal. */
export class PortalUser {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly urls: Simulator['urls'];
  readonly person: Person;
  /** What the browser complained about: errors of scripts, refused content. */
  readonly complaints: string[] = [];

  private constructor(urls: Simulator['urls'], person: Person, context: BrowserContext, page: Page) {
    this.urls = urls;
    this.person = person;
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async enters(
    { urls }: Pick<Simulator, 'urls'>,
    browser: Browser,
    person: Person,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<PortalUser> {
    const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(20_000);
    const user = new PortalUser(urls, person, context, await context.newPage());
    await user.opens('/portal/');
    return user;
  }

  async opens(path: string): Promise<void> {
    await this.page.goto(`${this.urls.acs}${path}`);
  }

  get(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Waits for a page by its name, and for what it has to say. */
  async sees(name: string, notice?: string): Promise<void> {
    const said = notice === undefined ? '' : notice === '' ? ':not([data-notice])' : `[data-notice=${notice}]`;
    await this.page.locator(`body[data-page=${name}]${said}`).waitFor({ state: 'attached' });
  }

  async givesEmail(email: string = this.person.email): Promise<void> {
    await this.get('email-input').fill(email);
    await this.get('submit').click();
  }

  codes(): Promise<{ sms: string; email: string }> {
    return newestCodes(this.urls.control, this.person);
  }

  async types({ sms, email }: { sms: string; email: string }): Promise<void> {
    await this.get('sms-code-input').fill(sms);
    await this.get('email-code-input').fill(email);
    await this.get('submit').click();
  }

  /** From the first page to the dashboard. */
  async signsIn(): Promise<void> {
    await this.givesEmail();
    await this.sees('identity');
    await this.types(await this.codes());
    await this.sees('dashboard');
  }

  async choosesEPin(ePin: string, confirmation = ePin): Promise<void> {
    await this.get('epin-input').fill(ePin);
    await this.get('epin-confirmation-input').fill(confirmation);
    await this.get('submit').click();
  }
}
