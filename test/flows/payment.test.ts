import t from 'tap';
import { Shopper, startShop } from '../support/shopper.ts';

const GUIDE_CARD = '4970720000052226';
const SMS_CARD = '4970720000100009';

t.test('the main job', async (t) => {
  const { simulator, browser } = await startShop(t);

  await t.test('a cardholder pays at MyTestMerchantACS3 with ePin, then SMS code', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(GUIDE_CARD);
    await shopper.sees('epin');
    t.match(
      await shopper.challenge.getByRole('heading', { level: 1 }).textContent(),
      /Étape 1 sur 2\s*: Authentification par Mot de passe/,
    );
    const summary = (await shopper.challenge.getByTestId('transaction').textContent())?.replaceAll(/\s+/g, ' ');
    for (const text of ['MyTestMerchantACS3', '299,00 €', 'xxxxxxxxxxxx2226', '+68xxxxx23', 'GMT']) t.match(summary, text);
    t.equal(await shopper.challenge.getByTestId('resend').count(), 0, 'there is no code to send again yet');
    await shopper.entersEPin('4826');
    await shopper.sees('otp');
    t.match(
      await shopper.challenge.getByRole('heading', { level: 1 }).textContent(),
      /Étape 2 sur 2\s*: Authentification par SMS/,
    );
    await shopper.holdsTime();
    await shopper.entersCode(await shopper.readsCode());
    await shopper.sees('processing');
    await shopper.comesTo('success');
    const { outcome, fact, story } = await shopper.result();

    t.equal(outcome, 'accepted');
    t.equal(await fact('trans-status'), 'Y');
    t.equal(await fact('eci'), '05');
    t.equal(await fact('authentication-value'), story.rreq?.authenticationValue);
    t.match(story.ares, { transStatus: 'C', acsChallengeMandated: 'Y', authenticationType: '02' });
    t.match(story.rreq, { transStatus: 'Y', interactionCounter: '02', authenticationType: '02', messageCategory: '01' });
    t.match(story.rres, { messageType: 'RRes', resultsStatus: '01' });
    t.match(story.cres, { messageType: 'CRes', transStatus: 'Y', acsTransID: story.ares.acsTransID });
    t.same(shopper.complaints, [], 'the browser has nothing to complain about');
    await shopper.leaves();
  });

  await t.test('after three wrong codes the purchase is cancelled for safety', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(GUIDE_CARD);
    await shopper.sees('epin');
    await shopper.entersEPin('1111');
    await shopper.challenge.locator('body[data-page=epin][data-tries-left="2"]').waitFor({ state: 'attached' });
    t.match(
      await shopper.challenge.getByTestId('challenge-error').textContent(),
      /Code de sécurité erroné[\s\S]*3\sessais[\s\S]*2\sessais/,
    );
    await shopper.entersEPin('4826');
    await shopper.sees('otp');
    const wrong = (await shopper.readsCode()) === '00000000' ? '00000001' : '00000000';
    await shopper.entersCode(wrong);
    await shopper.challenge.locator('body[data-page=otp][data-tries-left="1"]').waitFor({ state: 'attached' });
    await shopper.holdsTime();
    await shopper.entersCode(wrong);
    await shopper.comesTo('cancelled');
    const { outcome, fact, story } = await shopper.result();

    t.equal(outcome, 'refused');
    t.equal(await fact('trans-status'), 'N');
    t.equal(await fact('trans-status-reason'), '19');
    t.match(story.rreq, { transStatus: 'N', transStatusReason: '19', interactionCounter: '04' });
    t.notOk('authenticationValue' in (story.rreq ?? {}));
    t.match(story.cres, { transStatus: 'N' });
    await shopper.leaves();
  });

  await t.test('a cardholder who cancels is taken back to the shop', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(GUIDE_CARD);
    await shopper.sees('epin');
    await shopper.holdsTime();
    await shopper.challenge.getByRole('button', { name: 'Annuler votre paiement' }).click();
    await shopper.comesTo('cancelled');
    await shopper.challenge.getByRole('button', { name: 'Retour à la boutique' }).waitFor();
    const { outcome, fact, story } = await shopper.result();

    t.equal(outcome, 'cancelled');
    t.equal(await fact('challenge-cancel'), '01');
    t.match(story.rreq, { transStatus: 'N', transStatusReason: '01', challengeCancel: '01', interactionCounter: '00' });
    t.match(story.cres, { transStatus: 'N' });
    await shopper.leaves();
  });

  await t.test('a card without ePin asks for the SMS code alone, and a new code makes the old one void', async (t) => {
    const shopper = await Shopper.enters(simulator, browser);
    await shopper.paysWith(SMS_CARD);
    await shopper.sees('otp');
    t.equal((await shopper.challenge.getByRole('heading', { level: 1 }).textContent())?.trim(), 'Authentification par SMS');
    const old = await shopper.readsCode();
    await shopper.challenge.getByTestId('resend').click();
    await shopper.challenge.getByRole('status').waitFor();
    const code = await shopper.readsCode();
    t.not(code, old);
    await shopper.entersCode(old);
    await shopper.challenge.getByTestId('challenge-error').waitFor();
    await shopper.challenge.getByRole('button', { name: 'Fermer' }).click();
    await shopper.entersCode(`${code.slice(0, 4)} ${code.slice(4)}`);
    const { outcome, story } = await shopper.result();

    t.equal(outcome, 'accepted');
    t.match(story.rreq, { transStatus: 'Y', eci: '05' });
    t.match(story.cres, { transStatus: 'Y' });
    await shopper.leaves();
  });

  const frictionless = [
    ['4970720000010000', 'accepted', { transStatus: 'Y', eci: '05' }],
    ['4970720000020009', 'accepted', { transStatus: 'A', eci: '06' }],
    ['4970720000030008', 'refused', { transStatus: 'N', transStatusReason: '01' }],
    ['4970720000040007', 'refused', { transStatus: 'U', transStatusReason: '22' }],
    ['4970720000050006', 'refused', { transStatus: 'R', transStatusReason: '11' }],
    ['4970720000110008', 'refused', { transStatus: 'N', transStatusReason: '12' }],
  ] as const;
  await t.test('the fixture cards without a challenge end as their table says', async (t) => {
    for (const [card, expected, ares] of frictionless) {
      const shopper = await Shopper.enters(simulator, browser);
      await shopper.paysWith(card);
      const { outcome, story } = await shopper.result();
      t.equal(outcome, expected, card);
      t.match(story.ares, ares, card);
      t.equal(story.rreq, undefined, 'no RReq without a challenge');
      await shopper.leaves();
    }
  });
});
