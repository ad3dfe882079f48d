import t from 'tap';
import { createSimulator } from '../../src/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { PortalUser } from '../support/cardholder.ts';
import { type Message, messagesTo, otherCodes, PEOPLE, type Person } from '../support/portal.ts';
import { Shopper } from '../support/shopper.ts';
import { MINUTE, SECOND, testClock } from '../support/testClock.ts';
import { until } from '../support/until.ts';

async function startPortal(t: Parameters<typeof launchBrowser>[0]) {
  const clock = testClock();
  const simulator = await createSimulator({ durability: 'NORMAL', clock });
  t.teardown(() => simulator.close());
  const browser = await launchBrowser(t);
  const enters = (person: Person, options: Parameters<typeof PortalUser.enters>[3] = {}) =>
    PortalUser.enters(simulator, browser, person, options);
  return { clock, simulator, browser, enters };
}

/** What the portal told somebody last, once it is no code: a notice leaves after the answer. */
async function newestNotice(control: string, to: string): Promise<Message | undefined> {
  const [notice] = await until(
    () => messagesTo(control, to),
    ([newest]) => newest !== undefined && newest.code === undefined,
    'the notice',
  );
  return notice;
}

t.test('a cardholder creates an ePin, and pays with it a second later', async (t) => {
  const { clock, simulator, browser, enters } = await startPortal(t);
  const user = await enters(PEOPLE.smsOnly);
  const colours = () =>
    user.page.evaluate<string[]>(
      '[...document.querySelectorAll("article")].map((panel) => getComputedStyle(panel).backgroundColor)',
    );
  await user.page.getByRole('heading', { name: "Etape 1 : veuillez saisir l'adresse mail" }).waitFor();
  await user.page.getByRole('button', { name: 'Réinitialiser', exact: true }).waitFor();
  await user.page.getByRole('textbox').fill(PEOPLE.smsOnly.email);
  await user.page.getByRole('button', { name: 'OK', exact: true }).click();

  await user.page.getByRole('heading', { name: 'Vérification de votre identité' }).waitFor();
  for (const name of ['Retour', 'Renvoyer les codes']) await user.page.getByRole('button', { name, exact: true }).waitFor();
  const codes = await user.codes();
  t.match(codes.sms, /^\d{8}$/);
  t.match(codes.email, /^[A-Za-z0-9]{6}$/);
  await user.page.getByLabel('Code reçu par SMS', { exact: true }).fill(codes.sms);
  await user.page.getByLabel('Code reçu par email', { exact: true }).fill(codes.email);
  await user.page.getByRole('button', { name: 'OK', exact: true }).click();

  await user.sees('dashboard');
  const text = (await user.page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  for (const label of [
    'Liste des cartes attachées à votre email',
    'Numéro de carte 1: 497072XXXXXX0009',
    "Méthodes d'authentification pour valider vos paiements en ligne",
    'Numéro de téléphone : xxxxxxxx24',
    "Authentification via la saisie d'un code à usage unique + Mot de passe",
  ])
    t.ok(text.includes(label), label);
  t.equal(await user.get('state-sms').innerText(), 'actif');
  t.equal(await user.get('state-epin').innerText(), 'non actif');
  await user.page.getByRole('button', { name: 'Modifier', exact: true }).waitFor();
  await user.page.getByRole('button', { name: 'Se déconnecter', exact: true }).waitFor();
  const greyBefore = (await colours())[1];
  await user.page.getByRole('button', { name: 'Enregistrer le mot de passe', exact: true }).click();

  await user.page.getByRole('heading', { name: 'Choix du mot de passe' }).waitFor();
  await user.page.getByLabel('Mot de passe', { exact: true }).fill('5937');
  await user.page.getByLabel('Confirmation Mot de passe', { exact: true }).fill('5937');
  await user.page.getByRole('button', { name: 'OK', exact: true }).click();

  await user.sees('dashboard', 'ePinCreated');
  t.match(await user.page.getByRole('status').innerText(), /3D\sSecure[\s\S]*mot de passe est activée/);
  t.equal(await user.get('state-epin').innerText(), 'actif');
  await user.page.getByRole('button', { name: 'Modifier le mot de passe', exact: true }).waitFor();
  const [green, password] = await colours();
  t.equal(green, password, 'both panels have the same colour now');
  t.not(password, greyBefore, 'the second one turned green');
  const toast = await user.get('toast').boundingBox();
  t.ok(toast && toast.x > 640 && toast.y < 300, 'the toast is at the top right');
  await user.get('toast-close').click();
  t.notOk(await user.get('toast').isVisible(), 'and can be closed');
  t.same(user.complaints, [], 'the browser has nothing to complain about');

  const sms = await newestNotice(simulator.urls.control, PEOPLE.smsOnly.phone);
  const mail = await newestNotice(simulator.urls.control, PEOPLE.smsOnly.email);
  t.match(sms?.text, /le mot de passe de vos paiements en ligne vient d'être créé/, 'a notice by SMS');
  t.match(mail?.subject, /mot de passe créé/, 'and one by e-mail');
  t.same([sms?.code, mail?.code, sms?.text.includes('5937'), mail?.text.includes('5937')], [undefined, undefined, false, false]);

  clock.forward(SECOND);
  const shopper = await Shopper.enters(simulator, browser);
  await shopper.paysWith(PEOPLE.smsOnly.card);
  await shopper.sees('epin');
  await shopper.entersEPin('5937');
  await shopper.sees('otp');
  await shopper.entersCode(await shopper.readsCode());
  const { outcome, story } = await shopper.result();
  t.equal(outcome, 'accepted');
  t.match(story.rreq, { transStatus: 'Y', interactionCounter: '02' });
});

t.test('a new ePin is good for a payment that is already running, and the old one is not any more', async (t) => {
  const { simulator, browser, enters } = await startPortal(t);
  const shopper = await Shopper.enters(simulator, browser);
  await shopper.paysWith(PEOPLE.enrolled.card);
  await shopper.sees('epin');
  const user = await enters(PEOPLE.enrolled);
  await user.signsIn();
  t.match(await user.get('cards').innerText(), /497072XXXXXX2226[\s\S]*497060XXXXXX0146/);
  await user.get('change-epin').click();
  await user.choosesEPin('5937', '5936');
  await user.sees('epin', 'ePinDiffers');
  t.match(await user.get('portal-error').innerText(), /Veuillez confirmer le mot de passe défini en le saisissant à nouveau\./);
  t.equal(await user.get('epin-input').inputValue(), '', 'an ePin is never shown again');
  await user.choosesEPin('5937');
  await user.sees('dashboard', 'ePinChanged');
  await shopper.entersEPin(PEOPLE.enrolled.ePin);
  await shopper.challenge.locator('body[data-page=epin][data-tries-left="2"]').waitFor({ state: 'attached' });
  await shopper.entersEPin('5937');
  await shopper.sees('otp');
  await shopper.entersCode(await shopper.readsCode());
  t.equal((await shopper.result()).outcome, 'accepted');
});

t.test('an ePin that is easy to guess is refused with the reason', async (t) => {
  const { enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  await user.signsIn();
  await user.get('create-epin').click();
  const rows = [
    ['123', '123', /exactement 4\schiffres/],
    ['12345', '12345', /exactement 4\schiffres/],
    ['abcd', 'abcd', /exactement 4\schiffres/],
    ['0000', '0000', /tous identiques/],
    ['1234', '1234', /se suivre/],
    ['4321', '4321', /se suivre/],
    ['0015', '0015', /4\sderniers chiffres d'une de vos cartes/],
    ['0023', '0023', /4\sderniers chiffres d'une de vos cartes/],
    ['0025', '0025', /4\sderniers chiffres de votre téléphone/],
    ['2580', '2580', /trop courant/],
  ] as const;
  for (const [ePin, confirmation, reason] of rows) {
    await user.choosesEPin(ePin, confirmation);
    await user.page.getByTestId('portal-error').filter({ hasText: reason }).waitFor();
    t.match(await user.page.title(), /^Erreur\s:/, `${ePin} is refused`);
    await user.page.locator('#notice:focus').waitFor();
    t.pass('the reason has the focus');
  }
  await user.get('cancel').click();
  await user.sees('dashboard', '');
  t.equal(await user.get('state-epin').innerText(), 'non actif');
});

t.test('an e-mail address that the issuer does not know is told so, and stays in its field', async (t) => {
  const { simulator, enters } = await startPortal(t);
  const user = await enters(PEOPLE.smsOnly);
  await user.givesEmail('nobody@example.nc');
  await user.sees('email', 'emailUnknown');
  t.match(await user.get('portal-error').innerText(), /Votre email n'est pas reconnu\./);
  t.equal(await user.get('email-input').inputValue(), 'nobody@example.nc');
  t.same(await messagesTo(simulator.urls.control, 'nobody@example.nc'), []);
  await user.get('portal-error').getByRole('link', { name: "Votre email n'est pas reconnu." }).click();
  t.equal(await user.page.evaluate('document.activeElement?.id'), 'email', 'the error leads to its field');
  await user.get('reset').click();
  await user.sees('email', '');
  t.equal(await user.get('email-input').inputValue(), '');
  await user.givesEmail('nobody@example.nc');
  await user.get('see-help').click();
  await user.sees('help');
  await user.get('security').click();
  await user.page.getByRole('heading', { name: 'Sécuriser mes achats sur Internet' }).waitFor();
  await user.get('to-portal').click();
  await user.givesEmail('SMS-Only@Example.NC ');
  await user.sees('identity');
  t.same(user.complaints, [], 'the browser has nothing to complain about');
});

t.test('wrong, exchanged, replaced and expired codes get one and the same answer', async (t) => {
  const { clock, enters } = await startPortal(t);
  const user = await enters(PEOPLE.smsOnly);
  await user.givesEmail();
  await user.sees('identity');
  const first = await user.codes();
  const wrong = otherCodes(first);
  for (const [said, codes] of Object.entries({
    'the SMS code is wrong': { ...first, sms: wrong.sms },
    'the e-mail code is wrong': { ...first, email: wrong.email },
    'the e-mail code in another case': { ...first, email: swapCase(first.email) },
  })) {
    await user.types(codes);
    await user.sees('identity', 'identityFailed');
    const text = await user.get('portal-error').innerText();
    t.match(text, /^Veuillez vérifier votre saisie\s+La connexion avec la vérification SMS et Email a échoué\.$/, said);
    t.equal(await user.page.locator('[aria-invalid]').count(), 2, 'both fields are marked, whichever is wrong');
  }
  await user.get('resend').click();
  await user.sees('identity', 'codesSent');
  await user.types(first);
  await user.sees('identity', 'identityFailed');
  const second = await user.codes();
  clock.forward(10 * MINUTE);
  await user.types(second);
  await user.sees('identity', 'identityFailed');
  await user.types(second);
  await user.sees('identity', 'identityBlocked');
  clock.forward(16 * MINUTE);
  await user.page.reload();
  await user.sees('identity');
  await user.get('resend').click();
  await user.sees('identity', 'codesSent');
  await user.types(await user.codes());
  await user.sees('dashboard');
});

t.test('the phone number changes when its code is typed, and the old number is told', async (t) => {
  const { clock, simulator, browser, enters } = await startPortal(t);
  const { control } = simulator.urls;
  const user = await enters(PEOPLE.smsOnly);
  await user.signsIn();
  await user.get('change-phone').click();
  for (const [typed, notice] of [
    ['', 'phoneMissing'],
    ['12', 'phoneFormat'],
    ['79 00 24', 'phoneSame'],
  ] as const) {
    await user.get('phone-input').fill(typed);
    await user.get('submit').click();
    await user.sees('phone', notice);
    t.equal(await user.get('phone-input').inputValue(), typed);
  }
  await user.get('phone-input').fill('78.11.22');
  await user.get('submit').click();
  await user.sees('phone-code', '');
  t.equal(await user.get('new-phone').innerText(), 'xxxxxxxx22');
  const [first] = await messagesTo(control, '+687781122', '10s');
  await user.get('phone-code-input').fill('00000000');
  await user.get('submit').click();
  await user.sees('phone-code', 'phoneCodeFailed');
  clock.forward(4 * MINUTE);
  await user.get('resend').click();
  await user.sees('phone-code', 'phoneCodeSent');
  await user.get('phone-code-input').fill(first?.code ?? '');
  await user.get('submit').click();
  await user.sees('phone-code', 'phoneCodeFailed');
  for (let visits = 0; visits < 3; visits += 1) {
    clock.forward(4 * MINUTE);
    await user.page.reload();
  }
  const [second] = await messagesTo(control, '+687781122');
  await user.get('phone-code-input').fill(second?.code ?? '');
  await user.get('submit').click();
  await user.sees('phone-code', 'phoneCodeFailed');
  await user.get('cancel').click();
  await user.sees('dashboard', '');
  t.equal(await user.get('phone').innerText(), 'xxxxxxxx24', 'a change that was given up leaves the old number');

  await user.get('change-phone').click();
  await user.get('phone-input').fill('+687 78 11 22');
  await user.get('submit').click();
  await user.sees('phone-code', '');
  const [third] = await messagesTo(control, '+687781122');
  await user.get('phone-code-input').fill(` ${third?.code?.slice(0, 4)} ${third?.code?.slice(4)}`);
  await user.get('submit').click();
  await user.sees('dashboard', 'phoneChanged');
  t.equal(await user.get('phone').innerText(), 'xxxxxxxx22');
  const notice = await newestNotice(control, PEOPLE.smsOnly.phone);
  t.match(notice?.text, /ce numéro ne reçoit plus les codes/);

  const shopper = await Shopper.enters(simulator, browser);
  await shopper.paysWith(PEOPLE.smsOnly.card);
  await shopper.sees('otp');
  t.match(await shopper.challenge.getByTestId('transaction').innerText(), /\+68xxxxx22/, 'payments use the new number');
});

t.test('the session ends by the log-out and after five minutes without use', async (t) => {
  const { clock, enters } = await startPortal(t);
  const user = await enters(PEOPLE.enrolled);
  await user.signsIn();
  await user.get('logout').click();
  await user.sees('email', 'signedOut');
  await user.page.goBack();
  await user.sees('email');
  await user.opens('/portal/epin');
  await user.sees('email');

  await user.signsIn();
  clock.forward(4 * MINUTE);
  await user.page.reload();
  await user.sees('dashboard');
  clock.forward(4 * MINUTE);
  await user.get('change-epin').click();
  await user.sees('epin');
  clock.forward(5 * MINUTE);
  await user.choosesEPin('5937');
  await user.sees('email', 'ended');
  await user.signsIn();
  t.equal(await user.get('change-epin').count(), 1);
});

t.test('a page that stays open says when its session is about to end, and can keep it', async (t) => {
  const { clock, enters } = await startPortal(t);
  const user = await enters(PEOPLE.enrolled);
  await user.context.clock.install();
  await user.signsIn();
  t.match(
    await user.page.locator('main').innerText(),
    /session se termine après 5\sminutes sans activité, et au plus tard à \d\d:\d\d \(heure .*Calédonie\)/,
  );
  await user.get('change-epin').click();
  await user.sees('epin');
  await user.get('epin-input').fill('59');
  const passes = async (ms: number) => {
    // The script of the page is deferred: it has set its timers when the page is loaded.
    await user.page.waitForLoadState();
    clock.forward(ms);
    await user.context.clock.fastForward(ms);
  };
  await passes(4 * MINUTE + SECOND);
  await user.get('stay').click();
  await user.get('idle-warning').waitFor({ state: 'hidden' });
  t.equal(await user.get('epin-input').inputValue(), '59', 'what was typed stays');
  t.equal(await user.page.evaluate('document.activeElement.id'), 'epin', 'and so does the cursor');
  await passes(4 * MINUTE);
  await user.get('idle-warning').waitFor();
  clock.forward(MINUTE - SECOND);
  await user.choosesEPin('5937');
  await user.sees('dashboard', 'ePinChanged');
});

t.test('a page that stays open beyond the end of its session shows nothing of it any more', async (t) => {
  const { clock, enters } = await startPortal(t);
  const user = await enters(PEOPLE.enrolled);
  await user.context.clock.install();
  await user.signsIn();
  const passes = async (ms: number) => {
    // The script of the page is deferred: it has set its timers when the page is loaded.
    await user.page.waitForLoadState();
    clock.forward(ms);
    await user.context.clock.fastForward(ms);
  };
  const tab = await user.context.newPage();
  await passes(3 * MINUTE);
  await tab.goto(`${user.urls.acs}/portal/help`);
  await passes(2 * MINUTE);
  await user.sees('dashboard');
  t.notOk(await user.get('idle-warning').isVisible(), 'another tab has used the session');
  await passes(2 * MINUTE + SECOND);
  await user.get('idle-warning').waitFor();
  await passes(MINUTE);
  await user.sees('email', 'ended');

  await user.signsIn();
  for (let minutes = 0; minutes < 56; minutes += 4) {
    await passes(4 * MINUTE);
    await user.page.reload();
  }
  await passes(3 * MINUTE + SECOND);
  await user.get('last-warning').waitFor();
  t.notOk(await user.get('stay').isVisible(), 'after an hour no session can be kept');
  await passes(MINUTE);
  await user.sees('email', 'ended');
});

t.test('advice keeps the step that a cardholder is at', async (t) => {
  const { clock, enters } = await startPortal(t);
  const user = await enters(PEOPLE.smsOnly);
  const asksForAdvice = async (link: 'help' | 'security') => {
    await user.get(link).click();
    await user.sees(link);
    return async () => {
      await user.get('to-portal').click();
    };
  };
  await user.givesEmail();
  await user.sees('identity');
  const codes = await user.codes();
  const back = await asksForAdvice('help');
  await back();
  await user.sees('identity', '');
  await user.opens('/portal/nowhere');
  await user.get('continue').click();
  await user.sees('identity', '');
  await user.types(codes);
  await user.sees('dashboard');

  const toDashboard = await asksForAdvice('security');
  await user.get('idle-warning').waitFor({ state: 'attached' });
  clock.forward(4 * MINUTE);
  await user.page.reload();
  clock.forward(4 * MINUTE);
  await toDashboard();
  await user.sees('dashboard');
  await user.get('change-phone').click();
  await user.get('phone-input').fill('78 11 22');
  await user.get('submit').click();
  await user.sees('phone-code');
  await (await asksForAdvice('help'))();
  await user.sees('phone-code');
  await asksForAdvice('help');
  await user.get('logout').click();
  await user.sees('email', 'signedOut');

  await user.givesEmail();
  await user.sees('identity');
  await user.get('back').click();
  await user.sees('email', '');
  await user.signsIn();
  const tooLate = await asksForAdvice('help');
  clock.forward(5 * MINUTE);
  await tooLate();
  await user.sees('email', 'ended');
  await user.page.reload();
  await user.sees('email', '');
});

t.test('what came of a post is said once, and again in another language', async (t) => {
  const { enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer, { viewport: { width: 1280, height: 480 } });
  await user.givesEmail('nobody@example.nc');
  await user.sees('email', 'emailUnknown');
  await user.get('see-help').click();
  await user.get('to-portal').click();
  await user.sees('email', '');
  t.equal(await user.get('email-input').inputValue(), 'nobody@example.nc', 'what was typed stays in its field');
  await user.signsIn();
  await user.get('create-epin').click();
  await user.choosesEPin('5937');
  await user.sees('dashboard', 'ePinCreated');
  await user.get('language-en').click();
  await user.page.locator('html[lang=en] body[data-notice=ePinCreated]').waitFor({ state: 'attached' });
  await user.page.evaluate('scrollTo(0, 200)');
  await user.get('toast-close').click();
  t.equal(await user.page.evaluate('scrollY > 100'), true, 'closing it does not move the page to its top');
  await user.get('help').click();
  await user.get('to-portal').click();
  await user.sees('dashboard', '');
  await user.page.reload();
  await user.sees('dashboard', '');
});

t.test('a link of another site does not disturb what is open, with and without scripts', async (t) => {
  const { simulator, enters } = await startPortal(t);
  // For a browser the shop, at 127.0.0.1, is another site than the portal at localhost.
  const portal = `${simulator.urls.acs}/portal/`;
  for (const javaScriptEnabled of [true, false]) {
    const user = await enters(PEOPLE.newcomer, { javaScriptEnabled });
    await user.get('email-input').fill(PEOPLE.newcomer.email);
    const tab = await user.context.newPage();
    const follows = async (path = '') => {
      await tab.goto(simulator.urls.sandbox);
      await tab.setContent(`<a href="${portal}${path}">Mon mot de passe</a>`);
      await tab.getByRole('link').click();
    };
    await follows();
    await tab.locator('body[data-page=email]').waitFor({ state: 'attached' });
    await user.get('submit').click();
    await user.sees('identity', '');
    await follows();
    await tab.locator('body[data-page=identity]').waitFor({ state: 'attached' });
    await user.types(await user.codes());
    await user.sees('dashboard');
    for (const path of ['', 'epin']) {
      await follows(path);
      await tab.locator('body[data-page=dashboard]').waitFor({ state: 'attached' });
    }
    await user.context.close();
  }
});

t.test('the back button, reloads, two tabs and double clicks do no harm', async (t) => {
  const { simulator, enters } = await startPortal(t);
  const { control } = simulator.urls;
  const user = await enters(PEOPLE.newcomer);
  const sent = async () => (await messagesTo(control, PEOPLE.newcomer.phone)).length;
  await user.get('email-input').fill(PEOPLE.newcomer.email);
  await user.get('submit').dblclick();
  await user.sees('identity');
  t.equal(await sent(), 1, 'a double click sends one code');
  await user.page.reload();
  t.equal(await sent(), 1, 'a reload sends none');
  await user.page.goBack();
  await user.sees('email');
  await user.page.goForward();
  await user.sees('identity');

  const tab = await user.context.newPage();
  await tab.goto(user.page.url());
  await user.get('resend').dblclick();
  await user.sees('identity', 'codesSent');
  t.equal(await sent(), 2, 'one more code');
  await tab.getByTestId('resend').click();
  await tab.locator('body[data-page=identity]').waitFor({ state: 'attached' });
  t.equal(await sent(), 2, 'the other tab is overtaken, and sends none');
  const codes = await user.codes();
  await user.get('sms-code-input').fill(codes.sms);
  await user.get('email-code-input').fill(codes.email);
  await user.get('submit').dblclick();
  await user.sees('dashboard');
  await tab.getByTestId('sms-code-input').fill(codes.sms);
  await tab.getByTestId('email-code-input').fill(codes.email);
  await tab.getByTestId('submit').click();
  await tab.locator('body[data-page=dashboard]').waitFor({ state: 'attached' });

  await user.page.goBack();
  await user.sees('dashboard');
  await user.get('create-epin').click();
  await tab.goto(`${simulator.urls.acs}/portal/epin`);
  await user.get('epin-input').fill('5937');
  await user.get('epin-confirmation-input').fill('5937');
  await user.get('submit').dblclick();
  await user.sees('dashboard', 'ePinCreated');
  t.equal(await sent(), 3, 'one notice');
  await tab.getByTestId('epin-input').fill('8264');
  await tab.getByTestId('epin-confirmation-input').fill('8264');
  await tab.getByTestId('submit').click();
  await tab.locator('body[data-notice=ePinOvertaken]').waitFor({ state: 'attached' });
  t.equal(await sent(), 3, 'a page that knew nothing of the first choice does not replace it unseen');
  await user.page.goBack();
  await user.sees('epin');
});

t.test('a form of an overtaken tab changes nothing, and says so', async (t) => {
  const { enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  await user.signsIn();
  const tab = await user.context.newPage();
  await tab.goto(`${user.urls.acs}/portal/epin`);
  await user.get('logout').click();
  await user.sees('email', 'signedOut');
  await user.signsIn();
  await tab.getByTestId('epin-input').fill('5937');
  await tab.getByTestId('epin-confirmation-input').fill('5937');
  await tab.getByTestId('submit').click();
  await tab.locator('body[data-page=dashboard][data-notice=overtaken]').waitFor({ state: 'attached' });
  t.match(await tab.getByTestId('portal-error').innerText(), /Rien n'a été modifié/);
  t.equal(await tab.getByTestId('state-epin').innerText(), 'non actif');

  await tab.goto(`${user.urls.acs}/portal/dashboard`);
  await user.get('logout').click();
  await user.sees('email', 'signedOut');
  await user.givesEmail();
  await user.sees('identity');
  await tab.getByTestId('logout').click();
  await tab.locator('body[data-page=identity][data-notice=overtaken]').waitFor({ state: 'attached' });
});

t.test('everything works without scripts', async (t) => {
  const { simulator, enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer, { javaScriptEnabled: false });
  await user.givesEmail('nobody@example.nc');
  await user.sees('email', 'emailUnknown');
  await user.get('reset').click();
  await user.sees('email', '');
  await user.givesEmail();
  await user.sees('identity');
  await user.get('back').click();
  await user.sees('email');
  await user.get('email-input').fill(PEOPLE.newcomer.email);
  await user.get('submit').dblclick();
  await user.sees('identity');
  t.equal((await messagesTo(simulator.urls.control, PEOPLE.newcomer.phone)).length, 2, 'two ways, and one code for each');
  await user.get('resend').click();
  await user.sees('identity', 'codesSent');
  await user.types(await user.codes());
  await user.sees('dashboard');
  await user.get('create-epin').click();
  await user.choosesEPin('1111');
  await user.sees('epin', 'ePinAllEqual');
  await user.choosesEPin('5937');
  await user.sees('dashboard', 'ePinCreated');
  t.ok(await user.get('toast').isVisible());
  await user.get('change-phone').click();
  await user.get('phone-input').fill('781122');
  await user.get('submit').click();
  await user.sees('phone-code');
  const [sms] = await messagesTo(simulator.urls.control, '+687781122', '10s');
  await user.get('phone-code-input').fill(sms?.code ?? '');
  await user.get('submit').click();
  await user.sees('dashboard', 'phoneChanged');
  await user.get('logout').click();
  await user.sees('email', 'signedOut');
});

t.test('everything works with the keyboard alone', async (t) => {
  const { enters } = await startPortal(t);
  const user = await enters(PEOPLE.newcomer);
  const { keyboard } = user.page;
  /** Presses Tab until a control has the focus. */
  const tabsTo = async (testId: string) => {
    await user.page.waitForLoadState();
    for (let presses = 0; presses < 30; presses += 1) {
      await keyboard.press('Tab');
      const focused = await user.page.evaluate('document.activeElement?.dataset.testid');
      if (focused === testId) return;
    }
    t.fail(`${testId} cannot be reached`);
  };
  await keyboard.press('Tab');
  t.match(await user.page.evaluate('document.activeElement?.textContent'), /Aller au contenu/);
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.type(PEOPLE.newcomer.email);
  await keyboard.press('Enter');
  await user.sees('identity');
  const codes = await user.codes();
  await tabsTo('sms-code-input');
  await keyboard.type(codes.sms);
  await keyboard.press('Tab');
  await keyboard.type(codes.email);
  await keyboard.press('Enter');
  await user.sees('dashboard');
  await tabsTo('create-epin');
  await keyboard.press('Space');
  await user.sees('epin');
  await tabsTo('epin-input');
  await keyboard.type('5937');
  await keyboard.press('Tab');
  await keyboard.type('5937');
  await tabsTo('submit');
  await keyboard.press('Enter');
  await user.sees('dashboard', 'ePinCreated');
  await tabsTo('toast-close');
  await keyboard.press('Enter');
  t.notOk(await user.get('toast').isVisible());
  await tabsTo('change-phone');
  await keyboard.press('Enter');
  await user.sees('phone');
  await tabsTo('cancel');
  await keyboard.press('Enter');
  await user.sees('dashboard');
});

t.test('the language that was chosen stays, in pages and messages', async (t) => {
  const { simulator, enters } = await startPortal(t);
  const user = await enters(PEOPLE.enrolled);
  await user.get('language-en').click();
  await user.page.getByRole('heading', { name: /Step 1/ }).waitFor();
  await user.givesEmail('nobody@example.nc');
  await user.sees('email', 'emailUnknown');
  await user.get('language-fr').click();
  t.match(await user.get('portal-error').innerText(), /n'est pas reconnu/, 'what was to be said is said in the other language');
  t.equal(await user.get('email-input').inputValue(), 'nobody@example.nc');
  await user.get('language-en').click();
  await user.signsIn();
  const [sms] = await messagesTo(simulator.urls.control, PEOPLE.enrolled.phone);
  t.match(sms?.text, /is your code to sign in/);
  const english = await enters(PEOPLE.enrolled, { locale: 'en-NZ' });
  await english.page.getByRole('heading', { name: /Welcome/ }).waitFor();
});

function swapCase(code: string): string {
  return [...code].map((sign) => (sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase())).join('');
}
