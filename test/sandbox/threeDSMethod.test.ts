import t, { type Test } from 'tap';
import type { Simulator } from '../../src/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { Shopper, startShop } from '../support/shopper.ts';

type Known = Record<string, unknown>;

const FRICTIONLESS = '4970720000010000';

async function behaves(simulator: Simulator, behaviour: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${simulator.urls.control}/api/three-ds-method`, { method: 'PUT', body: JSON.stringify(behaviour), headers });
}

/** When the browser's time is moved on, and how far. */
interface Patience {
  until: RegExp;
  ms: number;
  /** Whether the browser's time stands still otherwise. */
  isPaused?: boolean;
}

/** Pays with a card that needs no challenge; tells what the 3DS Server and the ACS had of the 3DS Method. */
async function pays(t: Test, shop: Awaited<ReturnType<typeof startShop>>, { waits }: { waits?: Patience } = {}) {
  const shopper = await Shopper.enters(shop.simulator, shop.browser, { timezoneId: 'Pacific/Noumea' });
  const { clock } = shopper.context;
  if (waits) await clock.install({ time: 0 });
  if (waits?.isPaused) await clock.pauseAt(1_000);
  const answered = waits ? shopper.page.waitForResponse(waits.until) : undefined;
  await shopper.paysWith(FRICTIONLESS);
  await answered;
  // The script of the 3DS Method has to have set its timers: it is deferred, so it has run when its page is loaded.
  await shopper.page
    .frames()
    .find((frame) => frame.url().endsWith('/3ds/method'))
    ?.waitForLoadState();
  if (waits?.isPaused) await clock.runFor(waits.ms);
  else if (waits) await clock.fastForward(waits.ms);
  const { outcome, fact } = await shopper.result();
  const id = await fact('three-ds-server-trans-id');
  const { urls } = shop.simulator;
  const server = (await (await fetch(`${urls.sandbox}/3ds-server/transactions/${id}`)).json()) as {
    areq: Known;
    ares: Known;
    methodCompleted?: boolean;
  };
  const transaction = (await (await fetch(`${urls.control}/api/transactions/${server.ares.acsTransID}`)).json()) as Known;
  t.equal(outcome, 'accepted', 'the payment goes on in any case');
  const { complaints } = shopper;
  await shopper.leaves();
  return {
    ...{ threeDSCompInd: server.areq.threeDSCompInd, methodCompleted: server.methodCompleted === true, complaints },
    method: transaction.threeDSMethod as Known,
  };
}

t.test('the shop’s browser runs the 3DS Method', async (t) => {
  const shop = await startShop(t);

  await t.test('normal: it looks at the browser and notifies', async (t) => {
    const found = await pays(t, shop);
    t.match(found, { threeDSCompInd: 'Y', methodCompleted: true, complaints: [] });
    t.match(found.method, {
      methodData: 'present',
      request: { userAgent: /Chrome/, acceptLanguage: /fr-FR/ },
      browser: {
        ...{
          browserUserAgent: /Chrome/,
          browserLanguage: 'fr-FR',
          languages: /^fr-FR/,
          timeZone: 'Pacific/Noumea',
          browserTZ: '-660',
        },
        ...{
          browserScreenWidth: /^\d+$/,
          browserScreenHeight: /^\d+$/,
          browserColorDepth: '24',
          cookiesEnabled: /^(true|false)$/,
        },
      },
    });
    t.notOk('note' in found.method);
  });

  await t.test('silent: the shop waits its ten seconds, and says N', async (t) => {
    await behaves(shop.simulator, { behaviour: 'silent' });
    const found = await pays(t, shop, { waits: { until: /\/3ds\/method\/data$/, ms: 10_000 } });
    t.match(found, { threeDSCompInd: 'N', methodCompleted: false });
    t.match(found.method, { methodData: 'present', mark: String, note: /silent on purpose/ });
  });

  await t.test('failing: N, and nothing was seen', async (t) => {
    await behaves(shop.simulator, { behaviour: 'failing' });
    const found = await pays(t, shop, { waits: { until: /\/3ds\/method$/, ms: 10_000 } });
    t.match(found, { threeDSCompInd: 'N', methodCompleted: false });
    t.match(found.method, { methodData: 'absent', calledAt: String, note: /failed on purpose: it answered HTTP 500/ });
  });

  await t.test('slow: too late for the shop; its data come too late for the AReq', async (t) => {
    await behaves(shop.simulator, { behaviour: 'slow', delayMs: 20_000 });
    const found = await pays(t, shop, { waits: { until: /\/method\/assets\/method/, ms: 10_000 } });
    t.match(found, { threeDSCompInd: 'N', methodCompleted: false });
    t.match(found.method, { methodData: 'late', request: { userAgent: /Chrome/ }, note: /slow on purpose: .* 20000 ms/ });
  });

  await t.test('slow, but in time', async (t) => {
    await behaves(shop.simulator, { behaviour: 'slow', delayMs: 9000 });
    const found = await pays(t, shop, { waits: { until: /\/method\/assets\/method/, ms: 9000, isPaused: true } });
    t.match(found, { threeDSCompInd: 'Y', methodCompleted: true, complaints: [] });
    t.match(found.method, { methodData: 'present' });
  });

  await t.test('without scripts the shop does not wait for it', async (t) => {
    await behaves(shop.simulator, { behaviour: 'normal' });
    const found = await pays(t, { ...shop, browser: await launchBrowser(t, { scripts: false }) });
    t.match(found, { threeDSCompInd: 'N', methodCompleted: false });
  });
});
