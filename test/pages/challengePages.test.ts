import type { AddressInfo } from 'node:net';
import formbody from '@fastify/formbody';
import axe from 'axe-core';
import Fastify, { type FastifyReply } from 'fastify';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { shipped } from '../../src/files.ts';
import { catalogue, makePages } from '../../src/pages/render.ts';
import { launchBrowser } from '../support/browser.ts';
import { CRES, MERCHANT, SESSION_DATA, STATE_NAMES, STATES, type StateName } from './challengeStates.ts';

type Fields = Record<string, string>;

const SIZES = {
  '01': { width: 250, height: 400 },
  '02': { width: 390, height: 400 },
  '03': { width: 500, height: 600 },
  '04': { width: 600, height: 400 },
  '05': { width: 1280, height: 800 },
};
const ROOM_FOR_THE_ACTION = 390;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A merchant's sandbox in which nothing runs. */
const WITHOUT_SCRIPTS = 'allow-forms';

/** In a page: its timers stand still until `goOn(ms)`, which a moment later runs those of at most so many milliseconds. */
const HELD_TIMERS = `
  const later = setTimeout;
  window.held = [];
  window.setTimeout = (run, ms) => {
    const timer = { run, ms };
    held.push(timer);
    return timer;
  };
  window.clearTimeout = (timer) => {
    held = held.filter((other) => other !== timer);
  };
  window.goOn = (limit) => later(() => held.filter(({ ms }) => ms <= limit).forEach(({ run }) => run()), 200);
`;

const pages = makePages('challenge', '/3ds/assets/', shipped('fixtures/'));
const methodPages = makePages('method', '/3ds/assets/');
const render = (name: StateName, language = 'fr', change: object = {}) =>
  pages.render(STATES[name].template, language, { ...STATES[name].view, ...change });

/** The ACS on 127.0.0.1 and a shop on localhost: two sites, as in life. The shop isolates itself, the strictest framing there is. */
async function startSites(t: Test) {
  const posted: Fields[] = [];
  const notified: Fields[] = [];
  /** What the waiting page asks, and what it is answered in turn. */
  const asked: string[] = [];
  const changes: boolean[] = [];
  const collected: Fields[] = [];
  /** What the merchant waits for before he answers a notification. */
  const merchant = { waitsFor: Promise.resolve() };
  // A test that fails leaves nothing behind for the next one.
  t.beforeEach(() => {
    for (const heard of [posted, notified, asked, changes, collected]) heard.length = 0;
    merchant.waitsFor = Promise.resolve();
  });
  const acs = Fastify({ forceCloseConnections: true });
  const shop = Fastify({ forceCloseConnections: true });
  await acs.register(formbody);
  await shop.register(formbody);
  t.teardown(() => Promise.all([acs.close(), shop.close()]));

  const page = (reply: FastifyReply, html: string, formAction = '') =>
    reply
      .headers({
        'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self' ${formAction}; connect-src 'self'; base-uri 'none'`,
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8')
      .send(html);

  acs.get<{
    Querystring: { state: StateName; language: string; delayMs?: string; seconds?: string; watch?: string; merchant?: string };
  }>('/page', (request, reply) => {
    const { state, language, delayMs, seconds, watch, merchant } = request.query;
    const change: Record<string, unknown> = {};
    if (merchant) change.summary = { ...STATES.epin.view.summary, merchant };
    if (delayMs) change.final = { action: `${shopUrl}/notify`, fields: [CRES, SESSION_DATA], delayMs, leavesByItself: true };
    if (seconds) change.refresh = { url: '/page?state=success&language=fr', seconds };
    if (watch)
      change.watch = { url: '/3ds/challenge/changed?token=kTq0', next: '/page?state=success&language=fr', seconds: watch };
    return page(reply, render(state, language, change), shopUrl);
  });
  acs.get<{ Querystring: { token: string } }>('/3ds/challenge/changed', (request, reply) => {
    asked.push(request.query.token);
    reply.headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
    return reply.send({ changed: changes.shift() ?? false });
  });
  acs.get('/method', (_request, reply) => {
    const notification = { action: `${shopUrl}/notify`, threeDSMethodData: 'eyJ0aHJlZURTU2VydmVyVHJhbnNJRCI6IjEifQ' };
    const view = { collect: '/collected', token: 'kTq0', delayMs: 0, notification };
    return page(reply, methodPages.render('method', 'fr', view), shopUrl);
  });
  acs.post<{ Body: Fields }>('/collected', (request, reply) => {
    collected.push(request.body);
    return reply.code(204).header('cross-origin-resource-policy', 'cross-origin').send();
  });
  acs.post<{ Body: Fields }>('/3ds/challenge', (request, reply) => {
    posted.push(request.body);
    return page(reply, '<!doctype html><title>posted</title><p data-testid="posted">posted</p>');
  });
  acs.get<{ Params: { name: string } }>('/3ds/assets/:name', (request, reply) => {
    const asset = pages.assets.find(request.params.name) ?? methodPages.assets.find(request.params.name);
    if (!asset) return reply.code(404).send();
    return reply.header('cross-origin-resource-policy', 'cross-origin').type(asset.type).send(asset.body);
  });
  acs.get('/3ds/theme.css', (_request, reply) =>
    reply
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('text/css')
      .send(':root { --brand: #00527a; --on-brand: #ffffff; --accent: #b3541e; }'),
  );

  shop.get<{ Querystring: { src: string; width: string; height: string; sandbox?: string } }>('/', (request, reply) => {
    const { src, width, height, sandbox } = request.query;
    return reply
      .header('cross-origin-embedder-policy', 'require-corp')
      .type('text/html')
      .send(
        `<!doctype html><html lang="en"><title>Shop</title><body style="margin:0"><iframe name="challenge" title="Your bank" style="border:0"
        width="${width}" height="${height}" src="${src}"${sandbox ? ` sandbox="${sandbox}"` : ''}></iframe>`,
      );
  });
  shop.post<{ Body: Fields }>('/notify', async (request, reply) => {
    notified.push(request.body);
    await merchant.waitsFor;
    reply.header('cross-origin-embedder-policy', 'require-corp').header('cross-origin-resource-policy', 'cross-origin');
    return reply.type('text/html').send('<!doctype html><title>Thanks</title><p data-testid="notified">thanks</p>');
  });

  shop.get('/favicon.ico', (_request, reply) => reply.code(204).send());

  await acs.listen({ host: '127.0.0.1', port: 0 });
  await shop.listen({ host: 'localhost', port: 0 });
  const acsUrl = `http://127.0.0.1:${(acs.server.address() as AddressInfo).port}`;
  const shopUrl = `http://localhost:${(shop.server.address() as AddressInfo).port}`;

  /** Shows a page of the ACS in the shop's frame. */
  async function show(
    tab: Page,
    path: string,
    size: { width: number; height: number } = SIZES['02'],
    sandbox = '',
  ): Promise<Frame> {
    const query = new URLSearchParams({ src: acsUrl + path, width: `${size.width}`, height: `${size.height}`, sandbox });
    await tab.goto(`${shopUrl}/?${query}`);
    const frame = tab.frame('challenge');
    if (!frame) throw new Error('the shop shows no challenge frame');
    return frame;
  }
  const showState = (tab: Page, state: StateName, query: Fields = {}, size = SIZES['02'], sandbox = '') =>
    show(tab, `/page?${new URLSearchParams({ state, language: 'fr', ...query })}`, size, sandbox);

  return { acsUrl, show, showState, merchant, posted, notified, collected, asked, changes };
}

/** A tab, and what its console complained of. */
async function openTab(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1300, height: 850 }, ...options });
  const tab = await context.newPage();
  const complaints: string[] = [];
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  tab.on('pageerror', (error) => complaints.push(error.message));
  return { tab, complaints };
}

const resize = (tab: Page, size: { width: number; height: number }): Promise<void> =>
  tab.locator('iframe').evaluate((iframe, { width, height }) => {
    iframe.width = width;
    iframe.height = height;
  }, size);

/** What axe-core, already in the frame, objects to. */
async function violations(frame: Frame): Promise<string[]> {
  const options = { runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'], iframes: false, preload: false };
  const { violations } = await frame
    .locator('html')
    .evaluate((root, options) => root.ownerDocument.defaultView.axe.run(options), options);
  return violations.map((found: axe.Result) => `${found.id}: ${found.nodes.map((node) => node.html).join(' ')}`);
}

const overflow = (frame: Frame): Promise<number> => frame.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);

/** The elements that one must see without scrolling: field and "Valider", or the way on. */
async function outOfSight(frame: Frame, more = ''): Promise<string[]> {
  const actions = frame.locator(`#epin, #otp, [data-testid=submit], [data-testid=continue]${more}`);
  return actions.evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top < 0 || bottom > element.ownerDocument.defaultView.innerHeight;
      })
      .map((element) => `${element.outerHTML.slice(0, 60)} ends at ${Math.round(element.getBoundingClientRect().bottom)}`),
  );
}

t.test('in a browser', async (t) => {
  const browser = await launchBrowser(t);
  const sites = await startSites(t);

  t.test('every page, in every language, fits every window size and is accessible', async (t) => {
    const oneLanguage = async (language: string) => {
      const { tab, complaints } = await openTab(browser);
      for (const state of STATE_NAMES) {
        const frame = await sites.showState(tab, state, { language });
        await frame.evaluate(axe.source);
        for (const [windowSize, size] of Object.entries(SIZES)) {
          await resize(tab, size);
          const where = `${state}, ${language}, ${windowSize}`;
          t.same(await violations(frame), [], `${where}: axe finds nothing`);
          t.equal(await overflow(frame), 0, `${where}: nothing to scroll sideways`);
          // A list of choices is as long as it is: in a low window one scrolls to its button.
          const hasRoom =
            'question' in STATES[state].view || 'picks' in STATES[state].view
              ? size.height >= 800
              : size.width >= ROOM_FOR_THE_ACTION;
          if (hasRoom) t.same(await outOfSight(frame), [], `${where}: the action is in sight`);
        }
      }
      t.same(complaints, [], `${language}: the console is silent`);
      await tab.context().close();
    };
    await Promise.all(catalogue.languages.map(oneLanguage));
  });

  t.test('the smallest window shows the entry, its button and what is said of it, of a merchant with a usual name', async (t) => {
    const { tab } = await openTab(browser);
    // Five lines of warning above two boxes: there is no room for both.
    const isLong = (state: StateName) => state === 'password and code, shut';
    for (const state of STATE_NAMES.filter((name) => !isLong(name))) {
      const { view } = STATES[state];
      if (!('form' in view) || 'question' in view || 'picks' in view) continue;
      for (const language of catalogue.languages) {
        const frame = await sites.showState(tab, state, { language, merchant: 'MyTestMerchantACS3' }, SIZES['01']);
        t.same(await outOfSight(frame, ', .notice, .field-error'), [], `${state}, ${language}`);
      }
    }
    await tab.context().close();
  });

  t.test('the colours of the dark scheme have contrast', async (t) => {
    const { tab } = await openTab(browser, { colorScheme: 'dark' });
    for (const state of [
      'epin',
      'code, wrong',
      'code, malformed',
      'success',
      'cancelled, failed',
      'processing',
      'select, wrong, trust list',
      'oob, sent again',
      'picker, malformed, trust list',
    ] as const) {
      const frame = await sites.showState(tab, state);
      await frame.evaluate(axe.source);
      t.same(await violations(frame), [], state);
    }
    await tab.context().close();
  });

  t.test('odd frames and doubled text scroll down, never sideways', async (t) => {
    const { tab } = await openTab(browser);
    for (const state of ['epin, wrong', 'code, malformed', 'success', 'multiSelect, wrong', 'oob', 'picker'] as const) {
      for (const size of [
        { width: 250, height: 200 },
        { width: 320, height: 480 },
        { width: 600, height: 250 },
        { width: 1280, height: 300 },
      ]) {
        t.equal(await overflow(await sites.showState(tab, state, {}, size)), 0, `${state} at ${size.width} x ${size.height}`);
      }
      const frame = await sites.showState(tab, state, {}, SIZES['01']);
      await frame.locator('html').evaluate((root) => {
        root.style.fontSize = '200%';
      });
      t.equal(await overflow(frame), 0, `${state} with text of 200 % at 250 x 400`);
    }
    await tab.context().close();
  });

  t.test('Enter in the field means "Valider", with and without scripts', async (t) => {
    const { tab } = await openTab(browser);
    for (const sandbox of ['', WITHOUT_SCRIPTS]) {
      for (const [state, field, name] of [
        ['epin, wrong', 'epin-input', 'ePin'],
        ['code', 'otp-input', 'code'],
      ] as const) {
        const frame = await sites.showState(tab, state, {}, SIZES['02'], sandbox);
        await frame.getByTestId(field).fill('4826');
        await frame.getByTestId(field).press('Enter');
        await frame.getByTestId('posted').waitFor();
        t.same(sites.posted.splice(0), [{ token: 'kTq0-single-use', language: 'fr', [name]: '4826', action: 'submit' }]);
      }
    }
    await tab.context().close();
  });

  t.test('every button posts its action without scripts', async (t) => {
    const { tab } = await openTab(browser);
    const common = { token: 'kTq0-single-use', language: 'fr' };
    for (const [testId, fields] of [
      ['submit', { code: '', action: 'submit' }],
      ['resend', { action: 'resend' }],
      ['cancel', { action: 'cancel' }],
      ['close', { action: 'close' }],
      ['language-en', { action: 'language', switchTo: 'en' }],
    ] as const) {
      const frame = await sites.showState(tab, 'code, wrong', {}, SIZES['02'], WITHOUT_SCRIPTS);
      await frame.getByTestId(testId).click();
      await frame.getByTestId('posted').waitFor();
      t.same(sites.posted.splice(0), [{ ...common, ...fields }], testId);
    }
    await tab.context().close();
  });

  t.test('choices and waits post what was chosen, by keyboard and without scripts', async (t) => {
    const { tab } = await openTab(browser);
    const common = { token: 'kTq0-single-use', language: 'fr', action: 'submit' };
    const show = (state: StateName) => sites.showState(tab, state, {}, SIZES['01'], WITHOUT_SCRIPTS);
    const rows: [StateName, (frame: Frame) => Promise<unknown>, Record<string, unknown>][] = [
      ['select', (frame) => frame.getByLabel('Koné').check(), { answer: '3' }],
      ['select, wrong, trust list', (frame) => frame.getByTestId('answer-4').press('Space'), { answer: '4', trustList: 'Y' }],
      [
        'multiSelect',
        async (frame) => {
          await frame.getByTestId('answer-1').press('Space');
          await frame.getByTestId('answer-3').press('Space');
        },
        { answer: ['1', '3'] },
      ],
      ['oob', async () => {}, {}],
      [
        'picker',
        async (frame) => {
          await frame.getByTestId('pick-N').check();
          await frame.getByTestId('reason').selectOption('11');
        },
        { result: 'N', reason: '11' },
      ],
      ['code, trust list', (frame) => frame.getByTestId('trust-list').check(), { code: '', trustList: 'Y' }],
    ];
    for (const [state, choose, fields] of rows) {
      const frame = await show(state);
      await choose(frame);
      await frame.getByTestId('submit').click();
      await frame.getByTestId('posted').waitFor();
      t.same(sites.posted.splice(0), [{ ...common, ...fields }], state);
    }
    const frame = await show('oob');
    await frame.getByTestId('resend').click();
    await frame.getByTestId('posted').waitFor();
    t.match(sites.posted.splice(0), [{ action: 'resend' }], 'a new notification');
    await tab.context().close();
  });

  t.test('the arrow keys go through the answers of a question, which a reader of the screen hears with it', async (t) => {
    const { tab } = await openTab(browser);
    const frame = await sites.showState(tab, 'select, wrong, trust list');
    t.equal(
      await frame.locator(':focus').getAttribute('data-testid'),
      'answer-1',
      'after a wrong answer the first has the focus',
    );
    await tab.keyboard.press('ArrowDown');
    t.ok(await frame.getByTestId('answer-2').isChecked());
    await frame.getByRole('group', { name: /^Quelle ville figure dans votre adresse, ici \? Une seule réponse$/ }).waitFor();
    await tab.context().close();
  });

  t.test('a page that waits for the app goes on by itself when something has happened, in a sandbox, too', async (t) => {
    const { tab, complaints } = await openTab(browser);
    for (const sandbox of ['', 'allow-forms allow-scripts']) {
      sites.asked.splice(0);
      sites.changes.splice(0, 9, false, true);
      const frame = await sites.showState(tab, 'oob', { watch: '0.05' }, SIZES['02'], sandbox);
      await frame.getByText('Authentification Réussie!').waitFor();
      t.same(sites.asked, ['kTq0', 'kTq0'], 'it asked until it was told so');
    }
    t.same(complaints, []);
    await tab.context().close();
  });

  t.test('the keyboard goes from the languages to the entry, then to the other actions, then to help', async (t) => {
    const { tab } = await openTab(browser);
    const frame = await sites.showState(tab, 'code');
    const focused = frame.locator(':focus');
    const order: (string | null)[] = [];
    await frame.getByTestId('language-fr').focus();
    for (let step = 0; step < 7; step++) {
      order.push(await focused.evaluate((element) => element.dataset.testid ?? element.localName));
      await tab.keyboard.press('Tab');
    }
    t.same(order, ['language-fr', 'language-en', 'otp-input', 'submit', 'resend', 'cancel', 'summary']);
    await tab.context().close();
  });

  t.test('closing the box of a wrong code hides it and goes to the field', async (t) => {
    const { tab } = await openTab(browser);
    const frame = await sites.showState(tab, 'epin, wrong');
    t.ok(await frame.getByTestId('epin-input').isVisible(), 'the field is there beside the box');
    await frame.getByTestId('close').click();
    t.notOk(await frame.getByTestId('challenge-error').isVisible());
    t.equal(await frame.locator(':focus').getAttribute('id'), 'epin');
    t.same(sites.posted, [], 'nothing is posted');
    await tab.context().close();
  });

  t.test('a doubled click posts once', async (t) => {
    const { tab } = await openTab(browser);
    const frame = await sites.showState(tab, 'code');
    await frame.getByTestId('submit').dblclick();
    await frame.getByTestId('posted').waitFor();
    t.equal(sites.posted.splice(0).length, 1);
    await tab.context().close();
  });

  t.test('the result goes to the merchant by itself in a sandbox that allows forms and scripts', async (t) => {
    const { tab, complaints } = await openTab(browser);
    for (const state of ['success', 'cancelled, by the cardholder'] as const) {
      const frame = await sites.showState(tab, state, { delayMs: '50' }, SIZES['02'], 'allow-forms allow-scripts');
      await frame.getByTestId('notified').waitFor();
      t.same(sites.notified.pop(), { cres: 'eyJ9', threeDSSessionData: 'c2hvcA' }, state);
    }
    t.same(complaints, []);
    await tab.context().close();
  });

  t.test('the result goes to the merchant by its button where scripts are forbidden', async (t) => {
    const { tab } = await openTab(browser);
    const frame = await sites.showState(tab, 'success', { delayMs: '0' }, SIZES['02'], WITHOUT_SCRIPTS);
    await frame.getByRole('button', { name: 'Continuer' }).click();
    await frame.getByTestId('notified').waitFor();
    t.same(sites.notified.splice(0), [{ cres: 'eyJ9', threeDSSessionData: 'c2hvcA' }]);
    await tab.context().close();
  });

  t.test('a click before the delay is over posts the result once, however long the merchant takes', async (t) => {
    const { tab } = await openTab(browser);
    await tab.addInitScript(HELD_TIMERS);
    sites.merchant.waitsFor = new Promise((resolve) => setTimeout(resolve, 1_500));
    const frame = await sites.showState(tab, 'success', { delayMs: '300' });
    t.equal(await frame.getByTestId('continue').evaluate((button) => button.ownerDocument.defaultView.held.length), 1);
    await frame.getByTestId('continue').evaluate((button) => {
      button.click();
      button.click();
      button.ownerDocument.defaultView.goOn(300);
    });
    await frame.getByTestId('notified').waitFor();
    t.equal(sites.notified.splice(0).length, 1);
    await tab.context().close();
  });

  t.test('the waiting page looks again by itself with scripts', async (t) => {
    const { tab } = await openTab(browser);
    const frame = await sites.showState(tab, 'processing', { seconds: '1' }, SIZES['02'], 'allow-forms allow-scripts');
    await frame.getByText('Authentification Réussie!').waitFor();
    t.pass('by challenge.js');
    await tab.context().close();
  });

  t.test('the waiting page looks again by itself without scripts', async (t) => {
    const { tab } = await openTab(browser, { javaScriptEnabled: false });
    await tab.goto(`${sites.acsUrl}/page?state=processing&language=fr&seconds=1`);
    await tab.getByText('Authentification Réussie!').waitFor();
    t.pass('by the document');
    await tab.context().close();
  });

  t.test('the waiting page looks again by its link, where a sandbox forbids all else', async (t) => {
    const { tab } = await openTab(browser);
    const frame = await sites.showState(tab, 'processing', { seconds: '600' }, SIZES['02'], WITHOUT_SCRIPTS);
    await frame.getByTestId('continue').click();
    await frame.getByText('Authentification Réussie!').waitFor();
    t.match(frame.url(), '/page?state=success&language=fr', 'with the whole query');
    await tab.context().close();
  });

  t.test('Req 264: the 3DS Method page collects and posts at once, unseen, also in a sandbox without an origin', async (t) => {
    const { tab, complaints } = await openTab(browser);
    const frame = await sites.show(tab, '/method', { width: 0, height: 0 }, 'allow-forms allow-scripts');
    await frame.getByTestId('notified').waitFor({ state: 'attached' });
    t.same(sites.notified.splice(0), [{ threeDSMethodData: 'eyJ0aHJlZURTU2VydmVyVHJhbnNJRCI6IjEifQ' }]);
    t.match(sites.collected.splice(0), [{ token: 'kTq0', browserUserAgent: /Chrome/, timeZone: String, browserTZ: /^-?\d+$/ }]);
    t.same(complaints, []);
    await tab.context().close();
  });
});

t.test('the words of the guide', async (t) => {
  const text = (html: string) => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
  const heading = (html: string) => text(/<h1>.*<\/h1>/s.exec(html)?.[0] ?? '');

  t.equal(heading(render('epin')), 'Étape 1 sur 2 : Authentification par Mot de passe');
  t.equal(heading(render('code')), 'Étape 2 sur 2 : Authentification par SMS');
  t.equal(heading(render('code, the only step')), 'Authentification par SMS', 'a single step is not counted');
  t.equal(heading(render('epin, the only step')), 'Authentification par Mot de passe', 'nor is an ePin alone');
  t.match(text(render('email code')), 'par e-mail à cxxxxxxxxx@example.nc', 'where the code went, masked');
  t.equal(heading(render('processing, worded')), 'Authentification en cours');
  t.equal(heading(render('success')), 'Authentification Réussie!');
  t.equal(heading(render('cancelled, failed')), 'Paiement annulé');
  for (const label of ['Marchand', 'Montant', 'Date', 'N° de carte', 'N° de téléphone']) {
    t.match(render('epin'), `<dt>${label}</dt>`, label);
  }
  for (const label of [
    'Résumé de la transaction',
    'Mot de passe',
    'Valider',
    'Annuler votre paiement',
    'Informations',
    '(+687) 268800',
    'Visa Secure',
  ]) {
    t.match(text(render('epin')), label, label);
  }
  t.match(text(render('epin, wrong')), 'Code de sécurité erroné');
  t.match(text(render('epin, wrong')), /3 essais.* Il vous reste 2 essais\..*Fermer/);
  t.match(text(render('code, wrong')), 'Il vous reste 1 essai.', 'one is singular');
  t.match(text(render('cancelled, too many tries')), 'Retour à la boutique');
  t.match(text(render('cancelled, never approved')), 'Votre validation n’est pas arrivée', 'nothing was entered wrongly');
  t.match(text(render('oob, not approved')), 'Il vous reste 3 essais.');
  t.match(text(render('oob, not sent')), 'La notification n’a pas pu être envoyée.');
  t.match(text(render('epin', 'en')), 'Step 1 of 2: Password authentication');
});

t.test('an error begins the title', async (t) => {
  const title = (name: StateName) => /<title>(.*?)<\/title>/s.exec(render(name))?.[1]?.replaceAll(/\s+/g, ' ');
  t.equal(title('epin'), 'Étape 1 sur 2 : Authentification par Mot de passe – OPT-NC');
  for (const name of ['epin, wrong', 'epin, malformed', 'code, wrong', 'code, malformed', 'code, expired'] as const) {
    t.match(title(name), /^Erreur : Étape/, name);
  }
  t.notMatch(title('code, sent again'), 'Erreur');
});

t.test('Req 61: a malformed entry is told that it counts, what is expected, and what is left', async (t) => {
  t.match(render('epin, malformed'), 'Le mot de passe a 4\u00a0chiffres. Cet essai compte. Il vous reste 2\u00a0essais.');
  t.match(render('code, malformed'), 'Le code a 8\u00a0chiffres. Cet essai compte. Il vous reste 2\u00a0essais.');
  t.match(render('code, malformed'), 'data-tries-left="2"');
  t.match(render('password and code, malformed'), 'le code en a 8. Cet essai compte. Il vous reste 2\u00a0essais.');
  t.match(render('password and code, malformed', 'en'), 'This try counts. You have 2 tries left.');
});

t.test('text from a message is text, and keeps its direction to itself', async (t) => {
  const summary = { ...STATES.epin.view.summary, merchant: '<img src=x onerror=alert(1)>\u202e' };
  const html = render('epin', 'fr', { summary });
  t.match(html, '<dd><bdi>&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;\u202e</bdi></dd>');
  t.match(render('epin'), `<dd><bdi>${MERCHANT}</bdi></dd>`);
});

t.test('nothing is inline and nothing comes from elsewhere', async (t) => {
  for (const name of STATE_NAMES) {
    const html = render(name);
    t.notMatch(html, /<style|<script>|\sstyle=|\son\w+=|autofocus|\spattern=|\srequired/, name);
    t.notMatch(html, /(src|<link[^>]* href)="(?!\/3ds\/)/, name);
  }
});

t.test('only the final page has a cres, and threeDSSessionData only where the merchant sent it', async (t) => {
  const final = { action: 'http://shop.example/notify', fields: [CRES], delayMs: 0 };
  t.notMatch(render('success', 'fr', { final }), 'threeDSSessionData');
  const empty = { ...final, fields: [CRES, { name: 'threeDSSessionData', value: '' }] };
  t.match(render('success', 'fr', { final: empty }), 'name="threeDSSessionData" value=""', 'also an empty one');
  for (const name of STATE_NAMES) t.equal(render(name).includes('name="cres"'), 'final' in STATES[name].view, name);
});

t.test('the error page says nothing of any transaction', async (t) => {
  t.notMatch(render('error'), /data-acs-trans-id|data-testid="transaction"|<form|name="cres"/);
  t.match(render('error'), 'data-page="error"');
  for (const name of ['error', 'not now'] as const) t.notMatch(render(name), 'Visa', `Req 180: ${name}, no scheme is known`);
});

t.test('no page has a button to resend where nothing more is sent', async (t) => {
  t.match(render('code'), 'data-testid="resend"');
  t.notMatch(render('code, no more sends'), 'data-testid="resend"');
  t.notMatch(render('epin'), 'data-testid="resend"');
});
