import { mkdirSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import t, { type Test } from 'tap';
import { createSimulator } from '../../src/index.ts';
import { formatClockTime } from '../../src/pages/format.ts';
import { launchBrowser } from '../support/browser.ts';
import { PortalUser } from '../support/cardholder.ts';
import { messagesTo, otherCodes, PEOPLE, type Person, PortalVisitor } from '../support/portal.ts';
import { startPortalServer } from '../support/portalServer.ts';
import { MINUTE, testClock } from '../support/testClock.ts';

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

t.test('pages give examples of the country of the issuer, and times of its zone', async (t) => {
  const issuer = { country: 'FR', timeZone: 'Europe/Paris', enumerationSafe: true };
  const server = await startPortalServer(t, issuer);
  const visitor = new PortalVisitor(server.url, { 'accept-language': 'en' });
  const time = (ms: number) => formatClockTime(server.clock.now() + ms, 'Europe/Paris', 'en');
  await visitor.opens('/portal/');
  t.match(visitor.page?.html, 'name@example.fr');
  t.match((await visitor.givesEmail('nobody')).html, /complete email address, for example name@example\.fr/);
  const until = (page: { html: string } | undefined) => /valid for 10 minutes, until ([^<]*?\))/.exec(page?.html ?? '')?.[1];
  t.equal(until(await visitor.givesEmail('nobody@example.fr')), time(10 * MINUTE), 'of codes that nobody gets, too');
  t.equal(until(await visitor.givesEmail(PEOPLE.newcomer.email)), time(10 * MINUTE));
  server.clock.forward(3 * MINUTE);
  t.equal(until(await visitor.opens('/portal/identity')), time(7 * MINUTE));
  t.equal(until(await visitor.sends('/portal/identity', { action: 'resend' })), time(10 * MINUTE), 'new codes, a new time');

  const code = (channel: string) => server.delivery.sent.findLast((sent) => sent.channel === channel)?.code ?? '';
  await visitor.types({ sms: code('sms'), email: code('email') });
  t.match(visitor.page?.html, `at ${time(60 * MINUTE)} at the latest`, 'the end for good');
  t.match((await visitor.opens('/portal/phone')).html, 'For example 06 12 34 56 78.');
  const refused = await visitor.sends('/portal/phone', { phone: '+33 1 44 55 66 77' });
  t.equal(refused.notice, 'phoneFormat', 'a landline gets no SMS');
  t.match(refused.html, 'Example: 06 12 34 56 78.');
  t.equal(until(await visitor.sends('/portal/phone', { phone: '(+687) 79.11.08' })), time(10 * MINUTE));
});

t.test('what has changed is in view, at every size', async (t) => {
  const { enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  const { page } = user;
  const boxOf = async (testId: string) => {
    const box = await user.get(testId).boundingBox();
    if (!box) throw new Error(`${testId} is not in view`);
    return box;
  };
  await page.setViewportSize({ width: 390, height: 844 });
  await user.signsIn();
  const email = await user.get('email').evaluate((element: { getClientRects(): unknown[] }) => element.getClientRects().length);
  t.equal(email, 1, 'the address stays on one line');
  await user.get('create-epin').click();
  await user.choosesEPin('5937');
  await user.sees('dashboard', 'ePinCreated');
  const state = await boxOf('state-epin');
  t.ok(state.y + state.height <= 844, `the panel that turned green is seen on a phone (${state.y})`);
  t.ok((await boxOf('cards')).y > state.y, 'the cards come after it there');
  t.ok((await boxOf('toast')).height < 160, 'the toast is compact');
  await page.evaluate('scrollTo(0, 500)');
  t.ok((await boxOf('toast')).y < 0, 'and does not cover what is read');

  await page.setViewportSize({ width: 768, height: 1024 });
  t.equal((await boxOf('toast')).x, (await page.locator('.methods').boundingBox())?.x, 'the toast begins where its column does');
  await page.setViewportSize({ width: 1280, height: 800 });
  const title = async () => (await page.locator('main > .title').boundingBox())?.width ?? 0;
  const squeezed = await title();
  await user.get('toast-close').click();
  t.ok((await title()) > squeezed, 'the title has its room back when the toast is gone');
});

t.test('buttons are reached in the order in which they are seen, and Enter means OK without scripts', async (t) => {
  const { simulator } = await startPortal(t);
  const browser = await launchBrowser(t);
  const user = await PortalUser.enters(simulator, browser, PEOPLE.newcomer, { javaScriptEnabled: false });
  const ordered = async (what: string) => {
    for (const width of [390, 1280]) {
      await user.page.setViewportSize({ width, height: 800 });
      const boxes = await Promise.all((await user.page.locator('.buttons > *').all()).map((button) => button.boundingBox()));
      const places = boxes.map((box) => (box?.y ?? 0) * 10_000 + (box?.x ?? 0));
      t.same(
        places,
        places.toSorted((a, b) => a - b),
        `${what}, ${width} px wide`,
      );
    }
  };
  await ordered('the first page');
  await user.get('email-input').fill(PEOPLE.newcomer.email);
  await user.get('email-input').press('Enter');
  await user.sees('identity');
  await ordered('both codes');
  await user.get('sms-code-input').press('Enter');
  await user.sees('identity', 'codesMissing');
  await user.types(await user.codes());
  await user.sees('dashboard');
  await user.opens('/portal/epin');
  await ordered('the ePin');
  await user.get('epin-input').press('Enter');
  await user.sees('epin', 'ePinFormat');
  await user.opens('/portal/phone');
  await user.get('phone-input').fill('78 11 22');
  await user.get('phone-input').press('Enter');
  await user.sees('phone-code');
  await ordered('the code of the phone');
  await user.get('phone-code-input').press('Enter');
  await user.sees('phone-code', 'phoneCodeMissing');
});

t.test('text of twice the size fits, and so do six languages', async (t) => {
  const { enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  const { page } = user;
  const fits = async (what: string) => {
    await page.addStyleTag({ content: 'html { font-size: 200% }' });
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      t.ok(overflow <= 0, `${what}, ${width} px wide: no sideways scroll (${overflow})`);
    }
    await page.reload();
  };
  await fits('the first page');
  await page.setViewportSize({ width: 320, height: 640 });
  const logo = async () => (await page.locator('.issuer').boundingBox())?.width;
  const whole = await logo();
  await page.evaluate(`for (const name of ['ES', 'DE', 'PT', 'IT']) {
    const link = document.querySelector('.languages a:last-child').cloneNode();
    link.textContent = name;
    document.querySelector('.languages').append(link);
  }`);
  t.ok(Math.abs(((await logo()) ?? 0) - (whole ?? 0)) < 1, 'the logo keeps its size beside six languages');
  t.ok((await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')) <= 0);
  for (const path of ['help', 'security', 'nowhere']) {
    await user.opens(`/portal/${path}`);
    await fits(path);
  }
  await user.opens('/portal/');
  await user.signsIn();
  for (const path of ['dashboard', 'epin', 'phone']) {
    await user.opens(`/portal/${path}`);
    await fits(path);
  }
});

t.test('the button that goes on leads in the dark, too', async (t) => {
  const { enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  for (const colorScheme of ['light', 'dark'] as const) {
    await user.page.emulateMedia({ colorScheme });
    const contrast = await user.page.evaluate<number>(`(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
      const luminance = (selector) => {
        canvas.fillStyle = getComputedStyle(document.querySelector(selector)).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
          const value = part / 255;
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const [dark, light] = [luminance('.panel'), luminance('button.primary')].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    })()`);
    t.ok(contrast > 4.5, `${colorScheme}: ${contrast.toFixed(1)} against its panel`);
  }
});
