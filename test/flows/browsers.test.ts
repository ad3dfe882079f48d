import t from 'tap';
import { launchBrowser } from '../support/browser.ts';
import { Shopper, startShop } from '../support/shopper.ts';

const GUIDE_CARD = '4970720000052226';
const SMS_CARD = '4970720000100009';

t.test('every kind of browser and frame gets through the challenge', async (t) => {
  const { simulator, browser } = await startShop(t);

  await t.test('by keyboard alone, with Enter for Valider', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(GUIDE_CARD);
    await shopper.sees('epin');
    await shopper.challenge.getByTestId('epin-input').focus();
    await shopper.page.keyboard.type('4826');
    await shopper.page.keyboard.press('Enter');
    await shopper.sees('otp');
    await shopper.challenge.getByTestId('otp-input').focus();
    await shopper.page.keyboard.type(await shopper.readsCode());
    await shopper.page.keyboard.press('Enter');
    t.equal((await shopper.result()).outcome, 'accepted');
    await shopper.leaves();
  });

  await t.test('without scripts, by the buttons that are there for it', async (t) => {
    const shopper = await Shopper.enters(simulator, await launchBrowser(t, { scripts: false }));
    await shopper.paysWith(GUIDE_CARD);
    await shopper.page.getByTestId('open-challenge').click();
    await shopper.sees('epin');
    await shopper.entersEPin('12');
    await shopper.challenge.locator('[data-testid=epin-input][aria-invalid=true]').waitFor();
    t.equal(await shopper.challenge.locator('body').getAttribute('data-tries-left'), '2', 'Req 61: a malformed entry counts');
    await shopper.entersEPin('9999');
    await shopper.challenge.getByRole('button', { name: 'Fermer' }).click();
    await shopper.challenge.getByTestId('challenge-error').waitFor({ state: 'detached' });
    await shopper.entersEPin('4826');
    await shopper.sees('otp');
    await shopper.entersCode(await shopper.readsCode());
    await shopper.sees('success');
    await shopper.challenge.getByTestId('continue').click();
    const back = shopper.challenge.getByRole('link');
    await back.first().click();
    t.equal((await shopper.result()).outcome, 'accepted');
    await shopper.leaves();
  });

  for (const frame of ['sandboxed', 'strict']) {
    await t.test(`in a frame with the sandbox attribute (${frame})`, async (t) => {
      const shopper = await Shopper.enters(simulator, browser);
      await shopper.paysWith(SMS_CARD, { frame });
      await shopper.sees('otp');
      t.ok(await shopper.page.getByTestId('challenge-frame').getAttribute('sandbox'));
      await shopper.entersCode('00000000');
      await shopper.challenge.getByTestId('challenge-error').waitFor();
      await shopper.entersCode(await shopper.readsCode());
      t.equal((await shopper.result()).outcome, 'accepted');
      await shopper.leaves();
    });
  }

  await t.test('in English by browserLanguage, and in French by the switch on the page', async (t) => {
    const shopper = await Shopper.enters(simulator, browser, { locale: 'en-GB' });
    await shopper.paysWith(GUIDE_CARD, { language: 'en' });
    await shopper.sees('epin');
    t.match(await shopper.challenge.locator('html').getAttribute('lang'), 'en');
    t.match(await shopper.challenge.getByTestId('transaction').textContent(), '€299.00');
    await shopper.challenge.getByTestId('language-fr').click();
    await shopper.challenge.locator('html[lang=fr]').waitFor();
    await shopper.entersEPin('4826');
    await shopper.challenge.locator('html[lang=fr] body[data-page=otp]').waitFor();
    t.match(await shopper.challenge.getByRole('heading', { level: 1 }).textContent(), /Étape 2 sur 2/, 'the choice is kept');
    await shopper.entersCode(await shopper.readsCode());
    t.equal((await shopper.result()).outcome, 'accepted');
    await shopper.leaves();
  });

  await t.test('two tabs, reload and back: the challenge stands where it is and nothing costs a try', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(GUIDE_CARD);
    await shopper.sees('epin');
    const used = await shopper.challenge.locator('input[name=token]').first().inputValue();
    await shopper.entersEPin('4826');
    await shopper.sees('otp');
    const body = new URLSearchParams({ token: used, action: 'submit', ePin: '0000', language: 'fr' });
    const again = await (await fetch(`${simulator.urls.acs}/3ds/challenge`, { method: 'POST', body })).text();
    t.match(again, /data-page="otp"[^>]*data-tries-left="3"/, 'a used page shows the current step');
    await shopper.entersCode(await shopper.readsCode());
    t.equal((await shopper.result()).outcome, 'accepted');
    await shopper.leaves();
  });
});
