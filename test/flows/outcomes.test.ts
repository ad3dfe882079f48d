import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import t from 'tap';
import { cardNumberFor } from '../../src/index.ts';
import type { AReq } from '../../src/messages/types.ts';
import { askedOf, brokenLaw } from '../../src/transaction/legality.ts';
import type { Outcome } from '../../src/transaction/outcome.ts';
import { areqOf, exampleOf, postJson, sends, VERSIONS, validARes, wishOf } from '../support/areqs.ts';
import { CARDS, type Json, type Scenario, startScenario } from '../support/scenario.ts';

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
        const law = brokenLaw(outcome, askedOf(areq as unknown as AReq));
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

t.test('Secure Payment Confirmation: S, then the AReq that reports what came of it', async (t) => {
  const s = await startScenario(t);
  const acctNumber = cardNumberFor({ outcome: 'S' });
  const spc = { acctNumber, threeDSRequestorSpcSupport: 'Y', payeeOrigin: 'https://shop.example', browserLanguage: 'en' };
  const first = validARes(await sends(s, areqOf(s, '2.3.1', 'browser-payment', spc)));
  const { challenge, ...shown } = first.spcTransData as Json;
  t.match(first, { transStatus: 'S', webAuthnCredList: [{ rpID: 'localhost', credentialIds: String }] });
  t.match(shown, { currency: String, displayName: 'OPT-NC Visa', value: /^\d+(\.\d\d)?$/, payeeOrigin: 'https://shop.example' });
  t.match(await s.transaction(first), { state: 'final', result: { transStatus: 'S' } });
  t.equal((await fetch(String((first.spcTransData as Json).icon))).status, 200, 'the picture of the card is there');

  const reports = (answered: unknown, prior = first.acsTransID, patch: Json = {}) => {
    const clientDataJSON = Buffer.from(JSON.stringify({ type: 'payment.get', challenge: answered })).toString('base64url');
    return areqOf(s, '2.3.1', 'browser-payment', {
      ...spc,
      threeDSRequestorAuthenticationInfo: [
        { threeDSReqAuthMethod: '09', threeDSReqAuthData: { id: 'x', response: { clientDataJSON } } },
      ],
      threeDSRequestorPriorAuthenticationInfo: [{ threeDSReqPriorRef: prior, threeDSReqPriorAuthMethod: '05' }],
      ...patch,
    });
  };
  t.match(validARes(await sends(s, reports(challenge))), { transStatus: 'Y', authenticationValue: String });
  const n09 = { transStatus: 'N', transStatusReason: '09' };
  t.match(validARes(await sends(s, reports(challenge))), n09, 'it counts once');
  t.match(validARes(await sends(s, reports('x'.repeat(43)))), n09, 'another challenge');
  t.match(validARes(await sends(s, reports(challenge, randomUUID()))), n09, 'of no transaction');
  const second = validARes(await sends(s, areqOf(s, '2.3.1', 'browser-payment', spc)));
  const { challenge: secondChallenge } = second.spcTransData as Json;
  t.match(validARes(await sends(s, reports(secondChallenge))), n09, 'of another transaction');
  const { threeDSRequestorSpcSupport: _support, ...withoutSupport } = reports(secondChallenge, second.acsTransID, {
    acctNumber: CARDS.sms,
  });
  t.match(validARes(await sends(s, withoutSupport)), n09, 'of another card');
  const atOnce = await Promise.all(Array.from({ length: 10 }, () => sends(s, reports(secondChallenge, second.acsTransID))));
  t.equal(atOnce.filter(({ transStatus }) => transStatus === 'Y').length, 1, 'of ten at once one counts');

  const incomplete = (spcIncompInd: string) => sends(s, areqOf(s, '2.3.1', 'browser-payment', { ...spc, spcIncompInd }));
  t.match(validARes(await incomplete('01')), { transStatus: 'C' });
  t.match(validARes(await incomplete('02')), { transStatus: 'N', transStatusReason: '26' });
  t.match(validARes(await incomplete('03')), { transStatus: 'C' });
});
