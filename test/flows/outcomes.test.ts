import { existsSync } from 'node:fs';
import t from 'tap';
import { askedOf, findBrokenLaw } from '../../src/decision/laws.ts';
import type { Outcome } from '../../src/decision/outcome.ts';
import type { AReq } from '../../src/messages/types.ts';
import { areqOf, exampleOf, postJson, sends, VERSIONS, validARes, wishOf } from '../support/areqs.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const KINDS = ['browser-payment', 'browser-nonpayment', '3ri-payment', '3ri-nonpayment', 'app-payment', 'app-nonpayment'];

const asks = (s: Scenario, next: object) => postJson(`${s.simulator.urls.control}/api/next`, next);

/** What makes as much legal as can be: no prompt, and decoupled authentication in place of one. */
function wishesOf(version: string, kind: string): Json {
  if (version === '2.1.0') return {};
  const decoupled = { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
  return { ...decoupled, ...(kind.startsWith('3ri') && version !== '2.3.1' ? {} : wishOf(version, '05')) };
}

for (const version of VERSIONS) {
  t.test(`in ${version}, every outcome is one line away, wherever the protocol allows it`, async (t) => {
    const s = await startScenario(t);
    const outcomes: Outcome[] = ['Y', 'A', 'I', 'C', 'D', 'S'].map((transStatus) => ({ transStatus }) as Outcome);
    for (const transStatus of ['N', 'U', 'R'] as const) outcomes.push({ transStatus, transStatusReason: '09' });
    for (const kind of KINDS.filter((name) => existsSync(exampleOf(version, name)))) {
      for (const outcome of outcomes) {
        const areq = areqOf(s, version, kind, wishesOf(version, kind));
        const rule = await asks(s, outcome);
        const ares = validARes(await sends(s, areq));
        const law = findBrokenLaw(outcome, askedOf(areq as unknown as AReq));
        const { explain, rule: applied } = (await s.transaction(ares)) as Json;
        const what = `${kind}: ${outcome.transStatus}`;
        if (law) {
          t.equal(applied, undefined, `${what} is passed over`);
          const entry = (explain as Json[])[0];
          t.match(entry, { verdict: 'passed over', why: law.says }, `${what}, and it is said why`);
          await fetch(`${s.simulator.urls.control}/api/rules`, { method: 'DELETE' });
        } else {
          t.match(ares, { ...outcome }, what);
          t.equal(applied, rule.id, `${what} by its rule`);
        }
      }
    }
  });
}
