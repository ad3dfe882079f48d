import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchBrowser } from '../support/browser.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const RTL = '\u202Epohs lacirtcele';
const SCRIPT = '<script>alert(1)</script>';

const idOf = ({ acsTransID }: Json) => String(acsTransID);
const idsOn = (page: Page) =>
  page.getByTestId('transaction').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-acs-trans-id')));

/** A page that fails the test where a script, a dialog or a broken rule is complained of. */
async function watchedPage(t: Test, s: Scenario, options: { javaScriptEnabled?: boolean } = {}) {
  const browser = await launchBrowser(t);
  const context = await browser.newContext({ ...options, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => problems.push(message.text()));
  page.on('dialog', (dialog) => {
    problems.push(dialog.message());
    return dialog.dismiss();
  });
  const url = (path: string) => `${s.simulator.urls.control}/console/transactions/${path}`;
  return { page, problems, browser, open: (path = '?language=en') => page.goto(url(path)), url };
}

t.test('the list shows transactions, the newest first, and finds them without scripts', async (t) => {
  const s = await startScenario(t);
  const { page, open, problems } = await watchedPage(t, s, { javaScriptEnabled: false });

  await open();
  t.match(
    await page.getByTestId('curl').innerText(),
    /^curl -s -H 'content-type: application\/json' -d '@.*AReq-browser-payment\.json' http:\/\/localhost:\d+\/3ds\/areq$/,
    'empty, it shows what to try',
  );
  await page.goto(s.simulator.urls.control);
  await page.getByRole('navigation').getByRole('link', { name: 'Transactions', exact: true }).click();
  t.equal(await page.locator('nav.parts [aria-current=page]').innerText(), 'Transactions', 'the menu says where one is');

  const paid = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  s.clock.forward(1000);
  const hostile = await s.sendsAReq({ acctNumber: '4970720000110008', merchantName: SCRIPT });
  s.clock.forward(1000);
  const challenged = await s.sendsAReq({ merchantName: RTL });
  const [first, second, third] = [paid, hostile, challenged].map(idOf);

  await open();
  t.same(await idsOn(page), [third, second, first]);
  const rows = await page.getByTestId('transaction').allInnerTexts();
  t.match(rows[1], SCRIPT, 'HTML in the name of a merchant is text');
  t.match(rows[0], '\\u202epohs lacirtcele', 'a mark that turns the direction is shown, and turns nothing');
  t.match(
    rows[1],
    /2026-02-07 21:28:19 UTC[\s\S]*€299\.00[\s\S]*497072XXXXXX0008[\s\S]*browser \(02\) · 2\.2\.0[\s\S]*N[\s\S]*final[\s\S]*the card is blocked/,
  );
  t.match(rows[0], /C\s+\(challenge\)[\s\S]*awaitingCReq/);

  const filters = [
    ['card', '0008', [second]],
    ['merchant', 'SCRIPT', [second]],
    ['id', first?.slice(0, 13) ?? '', [first]],
    ['id', String(hostile.threeDSServerTransID).toUpperCase(), [second]],
  ] as const;
  for (const [field, value, found] of filters) {
    await open();
    await page.getByTestId(`filter-${field}`).fill(value);
    await page.getByTestId('filter-show').click();
    t.same(await idsOn(page), found, `${field}=${value}`);
    t.equal(await page.getByTestId(`filter-${field}`).inputValue(), value, 'what was asked for stays in its field');
  }
  await page.getByTestId('all').click();
  await page.getByTestId('filter-transStatus').selectOption('Y');
  await page.getByTestId('filter-show').click();
  t.same(await idsOn(page), [first], 'by transStatus');
  await page.getByTestId('filter-state').selectOption('awaitingCReq');
  await page.getByTestId('filter-show').click();
  t.same(await idsOn(page), [], 'both have to fit');
  t.match(await page.getByTestId('empty').innerText(), 'No transaction fits.');

  await open(`?language=en&limit=2`);
  await page.getByTestId('older').click();
  t.same(await idsOn(page), [first], 'and the older ones on another page');
  await page.getByTestId('newest').click();
  t.same(await idsOn(page), [third, second], 'as many as were asked for');
  t.same(problems, [], 'nothing is complained of');

  await open('?language=en&card=12');
  t.match(await page.getByTestId('problem').innerText(), /card: the last four digits of the card number \(card=2226\)/);
  t.equal(await page.locator('#card').getAttribute('aria-invalid'), 'true');
});

t.test('the page of a transaction tells why, and shows what happened', async (t) => {
  const s = await startScenario(t);
  const { page, open, problems } = await watchedPage(t, s);
  const ares = await s.sendsAReq({ merchantName: RTL, acctNumber: CARDS.ePinThenSms });
  s.clock.forward(1500);
  const ePinPage = await s.postsCReq(ares);
  const codePage = await s.posts(ePinPage, { ePin: EPIN });
  const code = await s.code(ares);
  s.clock.forward(4500);
  await s.finalPage(ares, await s.posts(codePage, { code }));

  await open(`${idOf(ares)}?language=en`);
  t.match(await page.getByTestId('because').innerText(), 'the cardholder has an ePin');
  t.match(await page.getByTestId('state').innerText(), 'final (RReq: acknowledged)');
  t.equal(await page.getByTestId('merchant').innerText(), '\\u202epohs lacirtcele');
  const arrows = page.getByTestId('sequence').getByRole('link');
  const labels = await arrows.evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));
  t.same(labels, [
    'AReq +0 ms, 3DS Server / DS → ACS',
    'ARes C +0 ms, ACS → 3DS Server / DS',
    'CReq +1.5 s, Browser → ACS',
    'SMS +1.5 s, ACS → Cardholder',
    'RReq Y +6 s, ACS → 3DS Server / DS',
    'RRes +6 s, 3DS Server / DS → ACS',
    'CRes Y +6 s, ACS → Browser',
  ]);
  const areq = page.locator('#AReq');
  t.notOk(await areq.isVisible(), 'a message without faults is closed');
  await arrows.first().click();
  t.ok(await areq.isVisible(), 'until its arrow is followed');
  t.match(await page.getByTestId('message').first().locator('summary').first().innerText(), 'Well formed');

  await open(`${idOf(ares)}?language=en#AReq.acctInfo.chAccAgeInd`);
  const linked = page.locator('[id="AReq.acctInfo.chAccAgeInd"]');
  t.ok(await linked.isVisible(), 'a link to an element opens what it stands in');
  t.match(await linked.innerText(), /chAccAgeInd\s+"05"\s+Age of the account: .*05 over 60 days/, 'and says what it is');
  t.match(await page.locator('[id="AReq.acctNumber"]').innerText(), '"497072XXXXXX2226"');
  t.match(await page.locator('[id="AReq.merchantName"]').innerText(), '"\\u202epohs lacirtcele"');

  await page.getByTestId('message').first().getByText('curl', { exact: true }).click();
  await page.getByTestId('message').first().getByRole('button', { name: 'Copy' }).last().click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  t.match(copied, /^curl -s -H 'content-type: application\/json' -d '\{/);
  t.match(copied, `${s.simulator.urls.acs}/3ds/areq`);
  t.same(problems, [], 'nothing is complained of');
  t.notMatch(await page.content(), new RegExp(`${CARDS.ePinThenSms}|${code}|${EPIN}"`), 'no card number and no code');

  await open(`${idOf(ares)}?language=en`);
  await page.keyboard.press('Tab');
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content', 'by keyboard: past the menu');
  await arrows.nth(1).focus();
  await page.keyboard.press('Enter');
  t.ok(await page.locator('#ARes').isVisible(), 'and along an arrow into its message');

  await page.setViewportSize({ width: 400, height: 800 });
  t.notOk(await page.getByTestId('sequence').isVisible(), 'on a narrow page the drawing');
  t.ok(await page.getByTestId('timeline').isVisible(), 'is a list');
  t.equal(await page.getByTestId('timeline').locator('li').count(), 7);

  await open('no-such-id?language=en');
  t.equal(await page.getByTestId('unknown').getByText('no-such-id').count(), 1, 'an unknown one has a page, too');
});

t.test('faults stand beside their elements, and an Erro is marked', async (t) => {
  const s = await startScenario(t);
  const { page, open } = await watchedPage(t, s, { javaScriptEnabled: false });
  const ares = await s.sendsAReq();
  await s.postsCReq(ares, {}, { challengeWindowSize: '9', [SCRIPT]: '\u2067<b>' });
  await s.ends(ares);
  await open(`${idOf(ares)}?language=en`);
  t.match(await page.locator('[id="CReq.challengeWindowSize"]').innerText(), /"9"\s+✗ 203 challengeWindowSize/);
  t.equal(await page.locator('#CReq .key').getByText(SCRIPT).count(), 1, 'the name of an element is text');
  const erro = page.getByTestId('message').filter({ hasText: 'Erro 203' });
  t.equal(await erro.getAttribute('open'), '', 'what is wrong is open');
  t.equal(await page.locator('a.arrow.error').count(), 1);
  t.match(await page.getByTestId('reason').innerText(), '07 invalid transaction');
  t.match(await page.getByTestId('cancel').innerText(), '06 an error');
  t.equal(await page.locator('button[data-copy]:visible').count(), 0, 'without scripts nothing offers to copy');
});

t.test('what comes is announced, and moves nothing that is read', async (t) => {
  const s = await startScenario(t);
  const { page, open, problems, browser } = await watchedPage(t, s);
  const first = await s.sendsAReq();
  await open();
  const live = page.getByTestId('live').getByRole('link');
  t.equal(await live.count(), 0, 'silent as long as there is nothing');
  await s.sendsAReq();
  await page.getByText('1 new transaction', { exact: true }).waitFor();
  t.same(await idsOn(page), [idOf(first)], 'the list stands still');
  await s.sendsAReq({ acctNumber: CARDS.frictionless });
  await page.getByText('2 new transactions').click();
  t.equal((await idsOn(page)).length, 3, 'until the reader asks');

  await open('?language=en&card=0000');
  await s.sendsAReq();
  await s.sendsAReq({ acctNumber: CARDS.frictionless });
  await page.getByText('1 new transaction', { exact: true }).waitFor();
  t.pass('what the filter leaves out is not counted');

  await open(`${idOf(first)}?language=en`);
  await s.postsCReq(first);
  await page.getByText('This transaction has moved on').click();
  t.equal(await page.locator('[data-type=CReq]').count(), 1);

  const inbox = await browser.newPage();
  await inbox.goto(`${s.simulator.urls.control}/console/?language=en`);
  const other = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(other);
  await inbox
    .getByText(await s.code(other))
    .first()
    .waitFor();
  t.pass('an inbox that nobody is at takes in what comes');
  await inbox.getByTestId('filter-to').focus();
  const another = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(another);
  await inbox.getByText('1 new message', { exact: true }).waitFor();
  t.equal(await inbox.getByTestId('message').count(), 1, 'one that somebody uses waits');
  await inbox.getByTestId('message').getByRole('link').click();
  t.match(inbox.url(), `/console/transactions/${idOf(other)}?language=en`, 'a message leads to its transaction');
  t.same(problems, [], 'nothing is complained of');
});

t.test('a page of the console weighs less than 25 kB on first load', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const ares = await s.sendsAReq();
  for (let count = 0; count < 60; count += 1) await s.sendsAReq({ acctNumber: CARDS.frictionless });
  for (const path of ['/console/', '/console/transactions/', `/console/transactions/${idOf(ares)}`]) {
    const html = await (await fetch(control + path)).text();
    const assets = [...html.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, asset]) => asset);
    const bodies = await Promise.all(assets.map(async (asset) => (await fetch(`${control}${asset}`)).text()));
    const bytes = [html, ...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0);
    t.ok(bytes < 25_000, `${path}: ${bytes} bytes, compressed`);
  }
});
