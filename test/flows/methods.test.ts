import type { FrameLocator, Page } from 'playwright-core';
import t from 'tap';
import { createSimulator } from '../../src/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { issuerWith } from '../support/fixtures.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import { Shopper, startShop } from '../support/shopper.ts';

/** The newest message to the cardholder on the screen. */
async function newestMessage(shopper: Shopper): Promise<Record<string, string>> {
  const acsTransID = (await shopper.challenge.locator('body').getAttribute('data-acs-trans-id')) ?? '';
  const query = new URLSearchParams({ acsTransID, wait: '10s' });
  const response = await fetch(`${shopper.simulator.urls.control}/api/messages?${query}`);
  return ((await response.json()) as Record<string, string>[])[0] ?? {};
}

/** Opens the notification on the cardholder's phone: a browser window of its own, without anything of the first one. */
async function phoneOf(shopper: Shopper, options: object = {}): Promise<Page> {
  const { link = '' } = await newestMessage(shopper);
  const browser = shopper.context.browser();
  if (!browser) throw new Error('the browser has gone');
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  await page.goto(link);
  return page;
}

const heading = async (challenge: FrameLocator) =>
  (await challenge.getByRole('heading', { level: 1 }).textContent())?.replaceAll(/\s+/g, ' ').trim();
const submit = (shopper: Shopper) => shopper.challenge.getByTestId('submit').click();

t.test('every method in the window, from the shop to its last word', async (t) => {
  const { simulator, browser } = await startShop(t);

  await t.test('ePin only', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(METHOD_CARDS.ePin);
    await shopper.sees('epin');
    t.equal(await heading(shopper.challenge), 'Authentification par Mot de passe', 'a single step is not counted');
    await shopper.entersEPin('4826');
    const { outcome, story } = await shopper.result();
    t.equal(outcome, 'accepted');
    t.match(story.ares, { authenticationType: '01' });
    t.match(story.rreq, { transStatus: 'Y', authenticationType: '01', authenticationMethod: '01', interactionCounter: '01' });
    t.same(shopper.complaints, []);
    await shopper.leaves();
  });

  await t.test('a code by e-mail', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(METHOD_CARDS.email);
    await shopper.sees('otp');
    t.match(await shopper.challenge.locator('.lead').textContent(), 'par e-mail à cxxxxxxxxx@example.nc');
    const { channel, to, subject, text = '', code = '' } = await newestMessage(shopper);
    t.match(
      { channel, to, subject },
      { channel: 'email', to: 'cardholder@example.nc', subject: 'OPT-NC\u00a0: votre code à usage unique' },
    );
    t.match(text, /299,00.€ à .?MyTestMerchantACS3/, 'it says what is paid to whom');
    await shopper.entersCode(code);
    const { outcome, story } = await shopper.result();
    t.equal(outcome, 'accepted');
    t.match(story.rreq, { authenticationType: '02', authenticationMethod: '05' });
    await shopper.leaves();
  });

  await t.test('a question, by keyboard, after a wrong answer', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(METHOD_CARDS.select, { windowSize: '01' });
    await shopper.sees('select');
    await shopper.challenge.getByLabel('Bourail').check();
    await submit(shopper);
    await shopper.challenge.getByText('Réponse erronée').waitFor();
    await shopper.challenge.locator('[data-testid^=answer]:focus').waitFor();
    await shopper.page.keyboard.press('Space');
    for (let down = 0; down < 2; down += 1) await shopper.page.keyboard.press('ArrowDown');
    await shopper.page.keyboard.press('Enter');
    const { outcome, story } = await shopper.result();
    t.equal(outcome, 'accepted');
    t.match(story.rreq, { authenticationType: '01', authenticationMethod: '06', interactionCounter: '02' });
    await shopper.leaves();
  });

  await t.test('several choices', async (t) => {
    const shopper = await Shopper.enters(simulator, browser, { locale: 'en-GB' });
    await shopper.paysWith(METHOD_CARDS.multiSelect);
    await shopper.sees('multi-select');
    await submit(shopper);
    await shopper.challenge.getByTestId('field-error').waitFor();
    await shopper.challenge.getByLabel('Plane ticket').check();
    await shopper.challenge.getByLabel('Books at').check();
    await submit(shopper);
    const { outcome } = await shopper.result();
    t.equal(outcome, 'accepted');
    await shopper.leaves();
  });

  await t.test('approved in the bank app: the window goes on by itself', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(METHOD_CARDS.oob);
    await shopper.sees('oob');
    await submit(shopper);
    await shopper.challenge.getByTestId('challenge-status').waitFor();
    const phone = await phoneOf(shopper);
    t.match(await phone.getByTestId('amount').textContent(), /299,00\s€/);
    t.match(await phone.getByTestId('transaction').textContent(), /MyTestMerchantACS3[\s\S]*xxxxxxxxxxxx0003/);
    await phone.getByTestId('approve').click();
    await phone.getByRole('heading', { name: 'Paiement validé' }).waitFor();
    await phone.context().close();
    const { outcome, story } = await shopper.result();
    t.equal(outcome, 'accepted');
    t.match(story.ares, { authenticationType: '03' });
    t.match(story.rreq, { transStatus: 'Y', authenticationType: '03', authenticationMethod: '11', interactionCounter: '02' });
    t.same(shopper.complaints, []);
    await shopper.leaves();
  });

  await t.test('refused in the bank app, with the window in a strict sandbox', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(METHOD_CARDS.oob, { frame: 'strict' });
    await shopper.sees('oob');
    await shopper.holdsTime();
    const phone = await phoneOf(shopper, { javaScriptEnabled: false });
    await phone.getByTestId('refuse').click();
    await phone.getByRole('heading', { name: 'Paiement refusé' }).waitFor();
    await phone.context().close();
    await shopper.comesTo('cancelled');
    t.match(await shopper.challenge.getByRole('status').textContent(), 'Vous avez refusé ce paiement dans votre application');
    const { outcome, story } = await shopper.result();
    t.equal(outcome, 'refused');
    t.match(story.rreq, { transStatus: 'N', transStatusReason: '19' }, 'Req 61: authentication failed');
    t.match(story.cres, { transStatus: 'N' });
    await shopper.leaves();
  });

  await t.test('without a human', async (t) => {
    for (const [card, outcome, rreq] of [
      [METHOD_CARDS.automatic, 'accepted', { transStatus: 'Y', interactionCounter: '00' }],
      [METHOD_CARDS.automaticNo, 'refused', { transStatus: 'N', transStatusReason: '01' }],
    ] as const) {
      const shopper = await Shopper.enters(simulator, browser);
      await shopper.paysWith(card);
      await shopper.sees('processing');
      const result = await shopper.result();
      t.equal(result.outcome, outcome, card);
      t.match(result.story.rreq, rreq, card);
      await shopper.leaves();
    }
  });

  await t.test('the tester picks the result', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(METHOD_CARDS.picker);
    await shopper.sees('picker');
    await shopper.challenge.getByTestId('pick-R').check();
    await shopper.challenge.getByTestId('reason').selectOption('10');
    await submit(shopper);
    const { outcome, story } = await shopper.result();
    t.equal(outcome, 'refused');
    t.match(story.rreq, { transStatus: 'R', transStatusReason: '10', interactionCounter: '01' });
    t.match(story.cres, { transStatus: 'N' });
    await shopper.leaves();
  });
});

t.test('without scripts the window goes on by its buttons, and by itself where nobody is needed', async (t) => {
  const { simulator, browser } = await startShop(t, { scripts: false });
  const enters = async (card: string) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(card);
    await shopper.page.getByTestId('open-challenge').click();
    return shopper;
  };

  const oob = await enters(METHOD_CARDS.oob);
  await oob.sees('oob');
  await submit(oob);
  await oob.challenge.getByTestId('challenge-status').waitFor();
  const acsTransID = await oob.challenge.locator('body').getAttribute('data-acs-trans-id');
  const approved = await fetch(`${simulator.urls.control}/api/transactions/${acsTransID}/approve`, { method: 'POST' });
  t.equal(approved.status, 200);
  await submit(oob);
  await oob.sees('success');
  t.pass('after the approval its button leads to the result');
  await oob.leaves();

  const automatic = await enters(METHOD_CARDS.automatic);
  await automatic.sees('processing');
  await automatic.sees('success');
  t.pass('a challenge without a human needs no click');
  await automatic.leaves();
});

t.test('a merchant who is trusted in the window is on the list, and is not offered again', async (t) => {
  const simulator = await createSimulator({ fixtures: issuerWith(t, { trustList: 'always' }) });
  t.teardown(() => simulator.close());
  const browser = await launchBrowser(t);
  const pays = async (how: (shopper: Shopper) => Promise<void>) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(METHOD_CARDS.ePin);
    await shopper.sees('epin');
    await how(shopper);
    await shopper.entersEPin('4826');
    const { story } = await shopper.result();
    await shopper.leaves();
    return story.rreq;
  };
  const box = (shopper: Shopper) => shopper.challenge.getByTestId('trust-list');

  const declined = await pays(async () => {});
  t.match(declined, { transStatus: 'Y', whiteListStatus: 'R', whiteListStatusSource: '03' }, 'left empty');
  const trusted = await pays(async (shopper) => {
    await box(shopper).check();
    await shopper.entersEPin('0000');
    await shopper.challenge.getByTestId('challenge-error').waitFor();
    t.ok(await box(shopper).isChecked(), 'the tick outlives a wrong ePin');
  });
  t.match(trusted, { transStatus: 'Y', whiteListStatus: 'Y', whiteListStatusSource: '03' }, 'ticked');
  const known = await pays(async (shopper) => {
    t.equal(await box(shopper).count(), 0, 'no box any more');
  });
  t.notOk('whiteListStatus' in (known ?? {}), 'nothing new is said');

  const shopper = await Shopper.enters(simulator, browser);
  await shopper.paysWith(METHOD_CARDS.oob);
  await shopper.sees('oob');
  t.equal(await box(shopper).count(), 0, 'an approval is given in the app');
  const phone = await phoneOf(shopper);
  await phone.getByTestId('trust-list').check();
  await phone.getByTestId('approve').click();
  await phone.context().close();
  const { story } = await shopper.result();
  t.match(story.rreq, { transStatus: 'Y', whiteListStatus: 'Y' }, 'and so is the trust');
  await shopper.leaves();
});

t.test('where the issuer hides which factor was wrong, all are asked for again', async (t) => {
  const simulator = await createSimulator({ fixtures: issuerWith(t, { revealFactor: false }) });
  t.teardown(() => simulator.close());
  const shopper = await Shopper.enters(simulator, await launchBrowser(t));
  await shopper.paysWith('4970720000052226');
  await shopper.sees('epin');
  await shopper.entersEPin('1111');
  await shopper.sees('otp');
  t.equal(await shopper.challenge.getByTestId('challenge-error').count(), 0, 'nothing is said of the ePin');
  await shopper.entersCode(await shopper.readsCode());
  await shopper.sees('epin');
  t.match(await shopper.challenge.getByTestId('challenge-error').textContent(), /Authentification échouée[\s\S]*2\sessais/);
  await shopper.entersEPin('4826');
  await shopper.sees('otp');
  await shopper.entersCode(await shopper.readsCode());
  const { outcome, story } = await shopper.result();
  t.equal(outcome, 'accepted');
  t.match(story.rreq, { transStatus: 'Y', interactionCounter: '04' });
  await shopper.leaves();
});
