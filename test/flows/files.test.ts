import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { areqOf, sends, wishOf } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startScenario } from '../support/scenario.ts';

t.test('files make rules, policies and cards: scenarios.json, issuer.json, cards.json', async (t) => {
  const fixtures = join(t.testdir(), 'fixtures');
  cpSync(shipped('fixtures'), fixtures, { recursive: true });
  const change = (name: string, edit: (value: Json) => void) => {
    const value = JSON.parse(readFileSync(join(fixtures, name), 'utf8')) as Json;
    edit(value);
    writeFileSync(join(fixtures, name), JSON.stringify(value));
  };
  const stolen = {
    match: { acctNumber: CARDS.frictionless, purchaseAmount: { endsWith: '66' } },
    outcome: { transStatus: 'R', transStatusReason: '10' },
  };
  change('scenarios.json', (value) => Object.assign(value, { rules: [{ name: 'stolen', ...stolen }] }));
  change('issuer.json', (value) =>
    Object.assign(value, { policy: { frictionlessBelow: { 978: 3000 }, challengeInd: { '02': 'Y' } } }),
  );
  change('cards.json', (value) =>
    (value.cards as Json[]).push({
      acctNumber: '4970990010000008',
      outcome: { transStatus: 'C', method: 'sms', challengeResult: { transStatus: 'A' } },
      says: { fr: 'x', en: 'x' },
    }),
  );
  const s = await startScenario(t, { fixtures });
  const euros = { purchaseCurrency: '978', purchaseExponent: '2' };
  const send = (patch: Json) => sends(s, areqOf(s, '2.2.0', 'browser-payment', { ...euros, ...patch }));
  const ares = await send({ acctNumber: CARDS.frictionless, purchaseAmount: '29966' });
  t.match(ares, { transStatus: 'R', transStatusReason: '10' });
  t.match(await s.transaction(ares), { because: 'rule 0 of scenarios.json (stolen) applies' });
  t.match(await send({ acctNumber: CARDS.frictionless, purchaseAmount: '29900' }), { transStatus: 'Y' });
  t.match(await send({ acctNumber: CARDS.sms, purchaseAmount: '2999' }), { transStatus: 'Y' });
  t.match(await send({ acctNumber: CARDS.sms, purchaseAmount: '3000' }), { transStatus: 'C' });
  t.match(await send({ acctNumber: CARDS.sms, ...wishOf('2.2.0', '02') }), { transStatus: 'Y' });
  t.match(await send({ acctNumber: '4970990010000008' }), { transStatus: 'C' }, 'a card of the file wins over its number');
  const rules = (await (await fetch(`${s.simulator.urls.control}/api/rules`)).json()) as Json[];
  t.match(rules, [{ origin: 'scenarios.json', name: 'stolen', match: { acctNumber: '497072XXXXXX0000' } }]);
});

t.test('files that make no sense are refused with the place', async (t) => {
  const rows: [file: string, value: (old: Json) => Json, says: RegExp][] = [
    [
      'scenarios.json',
      () => ({ rules: [{ outcome: { transStatus: 'N' } }] }),
      /scenarios\.json: \/rules\/0\/outcome\/transStatusReason N, U and R say why.*for example/,
    ],
    [
      'scenarios.json',
      () => ({ rules: [{ outcome: { transStatus: 'Y' }, times: 1 }] }),
      /scenarios\.json: \/rules\/0\/times must not be there/,
    ],
    ['scenarios.json', () => ({}), /scenarios\.json: \/rules must be there/],
    [
      'cards.json',
      (old) => ({
        ...old,
        cards: [{ acctNumber: '4970720000000000', outcome: { transStatus: 'N' }, says: { fr: 'x', en: 'x' } }],
      }),
      /cards\.json: \/cards\/0\/outcome\/transStatusReason/,
    ],
    [
      'cards.json',
      (old) => ({
        ...old,
        cards: [{ acctNumber: '4970720000000000', outcome: { transStatus: 'C', method: 'fax' }, says: { fr: 'x', en: 'x' } }],
      }),
      /\/cards\/0\/outcome\/method must be one of/,
    ],
    [
      'issuer.json',
      (old) => ({ ...old, policy: { challengeInd: { '02': 'maybe' } } }),
      /issuer\.json: \/policy\/challengeInd\/02 must be one of Y, I, challenge, ignore/,
    ],
    [
      'issuer.json',
      (old) => ({ ...old, policy: { frictionlessBelow: { EUR: 1 } } }),
      /issuer\.json: \/policy\/frictionlessBelow/,
    ],
  ];
  for (const [index, [file, value, says]] of rows.entries()) {
    const fixtures = join(t.testdir(), `fixtures-${index}`);
    cpSync(shipped('fixtures'), fixtures, { recursive: true });
    writeFileSync(join(fixtures, file), JSON.stringify(value(JSON.parse(readFileSync(join(fixtures, file), 'utf8')))));
    await t.rejects(startScenario(t, { fixtures }), { name: 'StartError', message: says }, String(says));
  }
});
