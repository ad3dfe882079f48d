// Journeys of a cardholder in three engines: `npm run test:browsers`, with the names of engines behind `--` for these alone.
// An engine that is not here is told and left out; with --all it is a failure.
import t, { type Test } from 'tap';
import { createSimulator } from '../../src/index.ts';
import { Customer } from './customer.ts';
import { ENGINE_NAMES, type Engine, type EngineName } from './engine.ts';
import { launch } from './launch.ts';

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
      await journeys(t, engine);
    });
  }
}

async function journeys(t: Test, engine: Engine): Promise<void> {
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
