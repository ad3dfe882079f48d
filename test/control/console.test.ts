import { join } from 'node:path';
import t from 'tap';
import { readOrMakeSecret } from '../../src/crypto/keyFile.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { createSimulator } from '../../src/index.ts';
import { openStore } from '../../src/store/store.ts';
import { browserOf, codeFor, EPIN_CARD, SMS_CARD, sendAReq } from '../cli/outside.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeLooks } from '../support/looks.ts';

t.test('the console', async (t) => {
  const data = t.testdir();
  const simulator = await createSimulator({ data, durability: 'NORMAL' });
  t.teardown(() => simulator.close());
  const store = await openStore(join(data, 'acs.sqlite'), makeKeys(readOrMakeSecret(join(data, 'key'))), 'NORMAL');
  t.teardown(() => store.close());
  const { acs, control, sandbox } = simulator.urls;
  const browser = await launchBrowser(t);

  const looksAt = await makeLooks(browser, [320, 1280]);
  const looks = (state: string, query: string) => looksAt(t, state, `${control}/console/?${query}`);

  await t.test('empty, it shows how to wait for a code here', async (t) => {
    const page = await browser.newPage();
    await page.goto(control);
    t.equal(page.url(), `${control}/console/`, 'it is where the control port leads');
    t.equal(
      await page.getByTestId('curl').innerText(),
      `curl "${control}/api/messages?to=%2B687790023&wait=10s"`,
      'with the address of this control port',
    );
    t.equal(await page.getByTestId('shop').getAttribute('href'), `${sandbox}/shop/`);
    const other = control.replace('localhost', '127.0.0.1');
    await page.goto(`${other}/console/?to=%2B687790024`);
    t.equal(
      await page.getByTestId('curl').innerText(),
      `curl "${other}/api/messages?to=%2B687790024&wait=10s"`,
      'as it was asked for, and with the recipient that was asked for',
    );
    await page.close();
  });
  await looks('empty', '');

  async function challenge(acctNumber: string, change: object = {}) {
    const ares = await sendAReq(acs, 'http://127.0.0.1:9/rreq', { acctNumber, ...change });
    const cardholder = browserOf(acs, ares);
    await cardholder.sendCReq();
    if (acctNumber === EPIN_CARD.acctNumber) await cardholder.enter({ ePin: EPIN_CARD.ePin });
    return { acsTransID: ares.acsTransID ?? '', code: await codeFor(control, ares.acsTransID ?? '') };
  }
  const hostile = '<img src=x onerror=alert(1)>&amp;';
  const first = await challenge(SMS_CARD.acctNumber, { browserLanguage: 'en' });
  const second = await challenge(SMS_CARD.acctNumber, { merchantName: hostile });
  const third = await challenge(EPIN_CARD.acctNumber);

  await t.test('it shows messages and their codes, the newest first', async (t) => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => problems.push(message.text()));
    page.on('dialog', (dialog) => {
      problems.push(dialog.message());
      return dialog.dismiss();
    });
    await page.goto(`${control}/console/?language=en`);
    const items = await page.getByTestId('message').all();
    const ids = await Promise.all(items.map((item) => item.getAttribute('data-acs-trans-id')));
    t.same(ids, [third.acsTransID, second.acsTransID, first.acsTransID]);
    t.same(await page.getByTestId('message-code').allInnerTexts(), [third.code, second.code, first.code]);
    const texts = await page.getByTestId('message-text').allInnerTexts();
    t.ok(texts[1]?.includes(hostile), `HTML in the name of a merchant is text: ${texts[1]}`);
    t.equal(await page.locator('main img').count(), 0);

    await page.getByTestId('filter-to').fill('+687 79 00 23');
    await page.getByTestId('filter-show').click();
    t.same(await page.getByTestId('message-code').allInnerTexts(), [third.code], 'of one recipient');
    t.equal(await page.getByTestId('filter-to').inputValue(), '+687 79 00 23');
    await page.getByRole('navigation').getByText('FR').click();
    t.same(await page.getByTestId('message-code').allInnerTexts(), [third.code], 'also in the other language');
    t.equal(await page.locator('html').getAttribute('lang'), 'fr');
    await page.getByTestId('all').click();
    t.equal(await page.getByTestId('message').count(), 3, 'and all again');
    t.equal(await page.locator('html').getAttribute('lang'), 'fr');
    await page.getByTestId('filter-to').fill('"><b>nobody</b>');
    await page.getByTestId('filter-show').click();
    t.equal(await page.getByTestId('empty').count(), 1);
    t.equal(await page.getByTestId('filter-to').inputValue(), '"><b>nobody</b>', 'what is asked for is text, too');
    t.same(problems, [], 'nothing is complained of');
    await page.close();
  });
  await looks('messages', '');
  await looks('filtered', '&to=%2B687%2079%2000%2023');

  await t.test('an e-mail is a letter with its subject, an SMS a bubble; what became of them outside is said', async (t) => {
    const mail = {
      channel: 'email',
      to: 'cardholder@example.nc',
      subject: `Code <b>ePin</b> ${hostile}`,
      code: 'T6H1aR',
    } as const;
    const at = Date.parse('2026-02-07T21:28:18Z');
    const why = 'the SMTP server answered 550 to RCPT TO (EENVELOPE)';
    const states = [
      { state: 'sending', at },
      { state: 'failed', at, why },
      { state: 'sent', at },
    ] as const;
    const text = `T6H1aR est votre code.\n\nIl est valable 10 minutes.\u2067${hostile}\u2069`;
    for (const delivery of states) await store.outbox.add({ ...mail, text, time: at }, undefined, delivery);
    await store.outbox.add(
      { channel: 'sms', to: '+687 79 00 23', text: 'Votre ePin est enregistré.', time: at },
      undefined,
      states[2],
    );

    const page = await browser.newPage();
    await page.goto(`${control}/console/?language=en`);
    const letters = page.locator('[data-testid=message][data-channel=email]');
    t.equal(await letters.count(), 3);
    t.same(await letters.getByTestId('message-subject').allInnerTexts(), [mail.subject, mail.subject, mail.subject]);
    t.ok((await letters.getByTestId('message-text').first().innerText()).includes('code.\n\nIl est'), 'its lines are kept');
    t.same(await letters.getByTestId('message-delivery').allInnerTexts(), [
      'handed over to the server',
      `not taken by the server: ${why}`,
      'on its way to the server',
    ]);
    t.equal(await page.locator('main img, main b b').count(), 0, 'HTML in it is text');
    const [notice] = await page.getByTestId('message').all();
    t.equal(await notice?.getByTestId('message-code').count(), 0, 'a notice has no code');
    t.equal(await notice?.locator('.bubble').count(), 1);
    await page.close();
  });
  await looks('letters', '');

  await t.test('what it is asked for twice it does not guess', async (t) => {
    const response = await fetch(`${control}/console/?to=a&to=b`);
    t.match({ status: response.status, body: await response.json() }, { status: 400, body: { field: 'to' } });
  });
});
