import { mkdirSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import t, { type Test } from 'tap';
import { createSimulator } from '../../src/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { PortalUser } from '../support/cardholder.ts';
import { messagesTo, otherCodes, PEOPLE, type Person } from '../support/portal.ts';
import { MINUTE, testClock } from '../support/scenario.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
];
/** The dark colours are the same at every size: a look at the smallest and the largest is enough. */
const ENDS = SIZES.filter(({ width }) => width === 320 || width === 1280);
/** A folder for pictures of every state; none are taken without it. */
const SHOTS = process.env.ACS_SHOTS;

/** Twelve looks at a state take their time where the machine has other work. */

/** A portal, and somebody who looks at its pages as others might. */
async function startPortal(t: Test) {
  const clock = testClock();
  const simulator = await createSimulator({ durability: 'NORMAL', clock });
  t.teardown(() => simulator.close());
  const browser = await launchBrowser(t);
  const enters = (person: Person) => PortalUser.enters(simulator, browser, person, { bypassCSP: true });

  async function looksOnce(page: PortalUser['page'], what: string, viewport: (typeof SIZES)[number]): Promise<void> {
    await page.setViewportSize(viewport);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    t.ok(overflow <= 0, `${what}: no sideways scroll (${overflow})`);
    const found = await page.evaluate<AxeResults>(
      `axe.run(${JSON.stringify({ runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] })})`,
    );
    const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    t.same(violations, [], `${what}: axe finds nothing`);
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: `${SHOTS}/${what}.png`, fullPage: true });
  }

  /** Nothing found by axe, nothing wider than the window, the mark of the simulator. */
  async function looks({ page }: PortalUser, state: string): Promise<void> {
    const back = page.url();
    for (const language of ['fr', 'en']) {
      const url = new URL(back);
      url.searchParams.set('language', language);
      await page.goto(url.href);
      await page.evaluate(axe.source);
      t.equal(await page.locator('html').getAttribute('lang'), language, `${state}: its language`);
      t.ok(await page.getByTestId('simulator-mark').isVisible(), `${state}: the mark of the simulator`);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const viewport of colorScheme === 'light' ? SIZES : ENDS) {
          await looksOnce(page, `${state}-${language}-${colorScheme}-${viewport.width}`, viewport);
        }
      }
    }
    await page.goto(back.replace(/\?.*/, '?language=fr'));
  }
  return { clock, simulator, enters, looks };
}

t.test('the pages before the identity is proven', async (t) => {
  const { enters, looks } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  await looks(user, 'email');
  await user.givesEmail('nobody@example.nc');
  await user.sees('email', 'emailUnknown');
  await looks(user, 'email-unknown');
  await user.givesEmail('nobody');
  await user.sees('email', 'emailFormat');
  await looks(user, 'email-format');

  await user.givesEmail(PEOPLE.newcomer.email);
  await user.sees('identity', '');
  await looks(user, 'identity');
  await user.types(otherCodes(await user.codes()));
  await user.sees('identity', 'identityFailed');
  await looks(user, 'identity-failed');
  await user.get('resend').click();
  await user.sees('identity', 'codesSent');
  await looks(user, 'identity-resent');
  for (let tries = 0; tries < 5; tries += 1) {
    await user.sees('identity');
    await user.types({ sms: '00000000', email: 'AAAAAA' });
    await user.page.waitForLoadState();
  }
  await user.sees('identity', 'identityBlocked');
  await looks(user, 'identity-blocked');
});

t.test('the pages for everybody', async (t) => {
  const { enters, looks } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  for (const page of ['help', 'security', 'nowhere']) {
    await user.opens(`/portal/${page}`);
    await looks(user, page);
  }
});

t.test('the dashboard and the choice of the ePin', async (t) => {
  const { clock, enters, looks } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  await user.signsIn();
  await looks(user, 'dashboard-inactive');
  await user.get('create-epin').click();
  await user.sees('epin', '');
  await looks(user, 'epin');
  await user.choosesEPin('5937', '5938');
  await user.sees('epin', 'ePinDiffers');
  await looks(user, 'epin-differs');
  await user.choosesEPin('0015');
  await user.sees('epin', 'ePinCard');
  await looks(user, 'epin-card');
  await user.choosesEPin('5937');
  await user.sees('dashboard', 'ePinCreated');
  await looks(user, 'dashboard-toast');

  const other = await enters(PEOPLE.noCard);
  await other.signsIn();
  await looks(other, 'dashboard-no-card');
  clock.forward(5 * MINUTE);
  await other.opens('/portal/epin');
  await other.sees('email', 'ended');
  await looks(other, 'email-ended');
});

t.test('the change of the phone number', async (t) => {
  const { simulator, enters, looks } = await startPortal(t);
  const user = await enters(PEOPLE.abroad);
  await user.signsIn();
  await user.get('change-phone').click();
  await user.sees('phone', '');
  await looks(user, 'phone');
  await user.get('phone-input').fill('12');
  await user.get('submit').click();
  await user.sees('phone', 'phoneFormat');
  await looks(user, 'phone-format');
  await user.get('phone-input').fill('79 11 22');
  await user.get('submit').click();
  await user.sees('phone-code', '');
  await looks(user, 'phone-code');
  await user.get('phone-code-input').fill('00000000');
  await user.get('submit').click();
  await user.sees('phone-code', 'phoneCodeFailed');
  await looks(user, 'phone-code-failed');
  const [sms] = await messagesTo(simulator.urls.control, '+687791122', '10s');
  await user.get('phone-code-input').fill(sms?.code ?? '');
  await user.get('submit').click();
  await user.sees('dashboard', 'phoneChanged');
  await looks(user, 'dashboard-phone');
});
