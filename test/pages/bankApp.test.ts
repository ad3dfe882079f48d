import axe from 'axe-core';
import t from 'tap';
import { launchBrowser } from '../support/browser.ts';
import { issuerWith } from '../support/fixtures.ts';
import { approvalLink, METHOD_CARDS } from '../support/methods.ts';
import { startScenario } from '../support/scenario.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];
const MERCHANT = 'MyTestMerchantACS3MyTestMerchantACS3MyTe';

t.test('the bank app fits a phone and a desktop, in both languages and schemes, and is accessible', async (t) => {
  const s = await startScenario(t, { fixtures: issuerWith(t, { trustList: 'always' }) });
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob, merchantName: MERCHANT, purchaseAmount: '123456789012' });
  await s.postsCReq(ares);
  const link = await approvalLink(s, ares);
  const browser = await launchBrowser(t);
  const refused = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob });
  await s.postsCReq(refused);
  const refusedLink = await approvalLink(s, refused);

  let inSight = 0;
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      // A page that is not there says so by its status, which a browser mentions.
      if (['error', 'warning'].includes(message.type()) && !/status of 404/.test(message.text())) complaints.push(message.text());
    });
    /** The page as it stands, at every size. */
    const isGood = async (what: string) => {
      await page.evaluate(axe.source);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const options = { runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] };
        const { violations } = await page
          .locator('html')
          .evaluate((root, given) => root.ownerDocument.defaultView.axe.run(given), options);
        const where = `${what}, ${colorScheme}, ${size.width}`;
        t.same(
          violations.map((found: axe.Result) => `${found.id}: ${found.nodes.map((node) => node.html).join(' ')}`),
          [],
          `${where}: axe finds nothing`,
        );
        const overflow = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
        t.equal(overflow, 0, `${where}: nothing to scroll sideways`);
        for (const testId of ['approve', 'refuse'])
          if (size.height > 800 && (await page.getByTestId(testId).count()) > 0) {
            inSight += 1;
            const box = await page.getByTestId(testId).boundingBox();
            t.ok(
              box && box.y + box.height <= size.height && box.height >= 44,
              `${where}: ${testId} is in sight, and large enough`,
            );
          }
      }
    };
    for (const language of ['fr', 'en']) {
      for (const path of ['/bank-app/?', `${link.slice(link.indexOf('/bank-app'))}&`, '/bank-app/?approval=unknown&']) {
        await page.goto(`${s.simulator.urls.acs}${path}language=${language}`);
        await isGood(`${await page.locator('body').getAttribute('data-page')}, ${language}`);
      }
    }
    if (colorScheme === 'dark') {
      await page.goto(link);
      await page.getByTestId('approve').click();
      await page.getByTestId('outcome').waitFor();
      await isGood('approved');
      await page.goto(refusedLink);
      await page.getByTestId('refuse').click();
      await page.getByTestId('outcome').waitFor();
      await isGood('refused');
    }
    t.same(complaints, [], 'the console is silent');
    await context.close();
  }
  t.equal(inSight, 2 * 2 * 2, 'two buttons, in two languages and two schemes, were looked at');
});

t.test('the bank app shows what is approved, as text, and nobody frames it', async (t) => {
  const s = await startScenario(t);
  const merchantName = '<img src=x>\u202eevil';
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob, merchantName, browserLanguage: 'fr' });
  await s.postsCReq(ares);
  const link = await approvalLink(s, ares);
  const response = await fetch(link);
  const html = await response.text();
  t.match(html, '<dd><bdi>&lt;img src&#x3D;x&gt;evil</bdi></dd>', 'without its mark of direction');
  t.match(html, '<html lang="fr">', 'in the language of the payment');
  t.match(html, 'xxxxxxxxxxxx0003');
  t.notMatch(html, METHOD_CARDS.oob, 'the card is masked');
  const english = await (await fetch(`${link}&language=en`)).text();
  t.match(english, '<html lang="en">', 'or the one that was chosen');
  t.match(english, 'href="?language=fr&amp;approval=', 'the other one keeps the request');
  t.match(response.headers.get('content-security-policy'), "frame-ancestors 'none'");
  t.equal(response.headers.get('cache-control'), 'no-store');
  t.equal(response.headers.get('set-cookie'), null);
  const { acs } = s.simulator.urls;
  t.equal((await fetch(`${acs}/bank-app`, { redirect: 'manual' })).headers.get('location'), '/bank-app/');
  const json = await fetch(`${acs}/bank-app/`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  t.equal(json.status, 415);
  t.match(await json.text(), 'data-page="unknown"');
  const empty = await fetch(`${acs}/bank-app/`, { method: 'POST' });
  t.equal(empty.status, 404);
});
