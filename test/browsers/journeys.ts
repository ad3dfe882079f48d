// Journeys of a cardholder in three engines: `npm run test:browsers`, with the names of engines behind `--` for these alone.
// An engine that is not here is told and left out; with --all it is a failure.
import t, { type Test } from 'tap';
import { createSimulator } from '../../src/index.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { startScenario } from '../support/scenario.ts';
import { Customer } from './customer.ts';
import { ENGINE_NAMES, type Engine, type EngineName, type Place, see, until } from './engine.ts';
import { launch } from './launch.ts';
import { startMerchant } from './merchant.ts';

const GUIDE_CARD = '4970720000052226';
const SMS_CARD = '4970720000100009';

const wished = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const unknown = wished.filter((name) => !ENGINE_NAMES.includes(name as EngineName));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: the engines are ${ENGINE_NAMES.join(', ')}`);
const demandsAll = process.argv.includes('--all');

for (const name of ENGINE_NAMES.filter((one) => wished.length === 0 || wished.includes(one))) {
  const engine = await launch(name);
  if ('lacks' in engine) {
    console.log(`# ${name} is left out: this machine lacks ${engine.lacks}`);
    if (demandsAll) t.fail(`${name}: this machine lacks ${engine.lacks}`);
  } else {
    await t.test(name, async (t) => {
      t.teardown(() => engine.close());
      await payments(t, engine);
      await history(t, engine);
    });
  }
}

/** In the shop of the sandbox. */
async function payments(t: Test, engine: Engine): Promise<void> {
  const simulator = await createSimulator();
  t.teardown(() => simulator.close());

  await t.test('pays by ePin and code', async (t) => {
    const customer = await Customer.enters(t, simulator, engine);
    await customer.paysWith(GUIDE_CARD);
    await customer.sees('epin');
    await customer.entersEPin('4826');
    await customer.sees('otp');
    await customer.entersCode(await customer.readsCode());
    t.equal(await customer.outcome(), 'accepted');
  });

  for (const frame of ['sandboxed', 'strict']) {
    await t.test(`a wrong code, then the right one, in a frame with the sandbox attribute (${frame})`, async (t) => {
      const customer = await Customer.enters(t, simulator, engine);
      await customer.paysWith(SMS_CARD, { frame });
      await customer.sees('otp');
      const font = await customer.challenge.evaluate(
        `getComputedStyle(document.querySelector('[data-testid=submit]')).fontWeight`,
      );
      t.equal(font, '600', 'the page has its style');
      await customer.entersCode('00000000');
      t.match(await customer.readsError(), /\d/, 'how many tries are left');
      await customer.entersCode(await customer.readsCode());
      t.equal(await customer.outcome(), 'accepted');
    });
  }

  await t.test('cancels', async (t) => {
    const customer = await Customer.enters(t, simulator, engine);
    await customer.paysWith(GUIDE_CARD);
    await customer.sees('epin');
    await customer.challenge.click('[data-testid=cancel]');
    t.equal(await customer.outcome(), 'cancelled');
  });
}

/** What Back, Forward and reload show, at a merchant who counts what comes to his notificationURL. */
async function history(t: Test, engine: Engine): Promise<void> {
  const s = await startScenario(t);
  const merchant = await startMerchant(t, s);

  for (const shows of ['frame', 'fullPage'] as const) {
    const opens = async (t: Test, acctNumber: string) => {
      const tab = await engine.openTab();
      t.teardown(() => tab.close());
      const { page, ares } = await merchant.sells(shows, { acctNumber });
      await tab.goTo(page);
      await tab.top.click('#pay');
      return { tab, ares, place: shows === 'frame' ? tab.inFrame('[data-testid=challenge-frame]') : tab.top };
    };
    await t.test(`Back, Forward and reload come to the step where the challenge stands (${shows})`, async (t) => {
      const { tab, ares, place } = await opens(t, CARDS.ePinThenSms);
      await enters(place, 'epin-input', '9999');
      await see(place, '[data-testid=challenge-error]');
      await enters(place, 'epin-input', EPIN);
      await see(place, '[data-testid=otp-input]');
      for (const [what, move] of [
        ['Back', () => tab.traverse(-1)],
        ['Forward', () => tab.traverse(1)],
        ['reload', () => place.evaluate('void setTimeout(() => location.reload())')],
      ] as const) {
        await place.evaluate('window.isOld = true');
        await move();
        await until(async () => (await place.evaluate('!window.isOld')) || undefined, `a page after ${what}`);
        await see(place, '[data-testid=otp-input]');
        t.equal(await place.evaluate('document.body.dataset.triesLeft'), '2', `${what}: the same step, and no try is gone`);
      }
      await enters(place, 'otp-input', await s.code(ares));
      await see(place, '#thanks');
      t.equal((await s.transaction(ares)).result?.transStatus, 'Y');
    });

    await t.test(`Back after the end posts no second CRes (${shows})`, async (t) => {
      const { tab, ares, place } = await opens(t, CARDS.sms);
      merchant.notified.length = 0;
      await enters(place, 'otp-input', await s.code(ares));
      await see(place, '#thanks');
      t.equal(merchant.notified.splice(0).length, 1, 'one CRes');
      await tab.traverse(-1);
      await see(place, '[data-testid=continue]');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      t.same(merchant.notified, [], 'and no other');
      await place.click('[data-testid=continue]');
      await see(place, '#thanks');
      t.equal(merchant.notified.splice(0).length, 1, 'but by the button');
    });
  }

  await t.test('the notificationURL may lead on to another site', async (t) => {
    const tab = await engine.openTab();
    t.teardown(() => tab.close());
    merchant.leadsTo = `${merchant.url.replace('localhost', '127.0.0.1')}/thanks`;
    const { page, ares } = await merchant.sells('frame', { acctNumber: CARDS.sms });
    await tab.goTo(page);
    await tab.top.click('#pay');
    const place = tab.inFrame('[data-testid=challenge-frame]');
    await enters(place, 'otp-input', await s.code(ares));
    await see(place, '#thanks');
    merchant.leadsTo = '';
  });
}

async function enters(place: Place, field: 'epin-input' | 'otp-input', text: string): Promise<void> {
  await place.type(`[data-testid=${field}]`, text);
  await place.click('[data-testid=submit]');
}
