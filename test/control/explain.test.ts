import t from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { makeInbox } from '../../src/delivery/delivery.ts';
import { openStore } from '../../src/store/store.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { type ControlOptions, makeControl } from '../../src/web/control/control.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeLooks } from '../support/looks.ts';

const ID = '019c3a0e-8a32-4f6b-9d5b-24808a95e4b1';
const HOSTILE = '<i>\u202E';
const BECAUSE = 'the card is blocked';

/** As a version of this program may have kept it that keeps more than this one. */
const transaction = {
  acsTransID: ID,
  threeDSServerTransID: ID,
  dsTransID: ID,
  messageVersion: '2.2.0',
  messageCategory: '02',
  deviceChannel: '01',
  cardHash: 'hash',
  purchase: {
    merchantName: 'Shop',
    purchaseAmount: '',
    purchaseCurrency: '',
    purchaseExponent: '',
    maskedCard: '497072XXXXXX2226',
  },
  because: BECAUSE,
  explain: [
    { rule: 'next', verdict: 'passed', why: `nothing was set for ${HOSTILE}` },
    { rule: BECAUSE, verdict: 'N', why: 'blocked by the tester' },
    { because: 'the last rule', verdict: 'not asked' },
  ],
  state: { name: 'someLaterState', result: { transStatus: 'Z', transStatusReason: '86', interactionCounter: 0 } },
} as unknown as Transaction;

t.test('the page shows the rules that were tried, and marks the one that decided', async (t) => {
  const store = await openStore(':memory:', makeKeys(newSecret()), 'NORMAL');
  const urls = { acs: 'http://localhost:1', control: 'http://localhost:2', sandbox: 'http://127.0.0.1:3' };
  const acs = { store, urls, readOptions: {} } as ControlOptions['acs'];
  const app = makeControl({
    acs,
    inbox: makeInbox(store.outbox, () => 0),
    sends: false,
    notReady: async () => undefined,
    sweep: async () => {},
  });
  t.teardown(async () => {
    await app.close();
    store.close();
  });
  await store.transactions.open(
    transaction,
    1_800_000_000_000,
    [
      { at: 1_800_000_000_000, direction: 'in', type: 'AReq', body: '{"messageType":"AReq"}' },
      { at: 1_800_000_000_000, direction: 'out', type: 'Unheard', body: 'no JSON' },
    ],
    '',
  );
  const control = await app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await launchBrowser(t);
  const page = await browser.newPage();
  await page.goto(`${control}/console/transactions/${ID}?language=en`);
  const rules = page.getByTestId('tried').getByRole('listitem');
  t.same(await rules.allInnerTexts(), [
    'next passed\nnothing was set for <i>\\u202e',
    'the card is blocked N decided\nblocked by the tester',
    'the last rule not asked',
  ]);
  t.equal(await rules.nth(1).getAttribute('aria-current'), 'true');
  t.equal(await page.getByTestId('sequence').getByText('SDK', { exact: true }).count(), 1, 'an app has an SDK, no browser');
  t.equal(await page.getByTestId('state').innerText(), 'someLaterState', 'a state of a later version is shown as it is');
  t.match(await (await fetch(`${control}/api/transactions/${ID}`)).json(), { explain: [{ rule: 'next' }, {}, {}] });

  await page.goto(`${control}/console/transactions/?language=en`);
  t.match(await page.getByTestId('transaction').innerText(), 'app (01)');
  const looks = await makeLooks(browser, [360, 1280]);
  await looks(t, 'transaction-explain', `${control}/console/transactions/${ID}?`);
});
