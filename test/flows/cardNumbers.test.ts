import { randomUUID } from 'node:crypto';
import t from 'tap';
import { cardNumberFor } from '../../src/index.ts';
import { readMessage } from '../../src/messages/read.ts';
import { legalPairs } from '../../src/transaction/legality.ts';
import type { Outcome } from '../../src/transaction/outcome.ts';
import { areqOf, postJson, sends, VERSIONS, validARes, wishOf } from '../support/areqs.ts';
import { type Json, type Scenario, startScenario } from '../support/scenario.ts';

for (const version of VERSIONS) {
  t.test(`in ${version}, every outcome is one card number away`, async (t) => {
    const s = await startScenario(t);
    const answers = async ({ transStatus, transStatusReason: reason }: Pick<Outcome, 'transStatus' | 'transStatusReason'>) => {
      const acctNumber = cardNumberFor({ outcome: transStatus, ...(reason ? { reason } : {}) });
      const areq = areqOf(s, version, 'browser-payment', { acctNumber, ...wishOf(version, transStatus === 'I' ? '05' : '01') });
      if (transStatus === 'D') Object.assign(areq, { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' });
      if (version === '2.3.1') Object.assign(areq, { threeDSRequestorSpcSupport: 'Y', payeeOrigin: 'https://shop.example' });
      const ares = validARes(await sends(s, areq));
      t.match(ares, { transStatus, ...(reason ? { transStatusReason: reason } : {}) }, acctNumber);
    };
    await Promise.all(legalPairs(version).map(answers));
  });

  t.test(`in ${version}, the end of a challenge is one card number away`, async (t) => {
    const s = await startScenario(t);
    const late = version === '2.1.0' ? '07' : '22';
    const ends = [
      ['Y', { transStatus: 'Y' }, 'Y'],
      ['N', { transStatus: 'N', transStatusReason: '19' }, 'N'],
      ['cancel', { transStatus: 'N', transStatusReason: '01', challengeCancel: '01' }, 'N'],
      ['timeout', { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' }, 'N'],
      ['U', { transStatus: 'U', transStatusReason: late }, 'N'],
      ['A', { transStatus: 'A' }, 'N'],
      ['R', { transStatus: 'R', transStatusReason: '11' }, 'N'],
    ] as const;
    for (const [result, expected, cres] of ends) {
      const acctNumber = cardNumberFor({ outcome: 'C', method: 'sms', result });
      const ares = validARes(await sends(s, areqOf(s, version, 'browser-payment', { acctNumber, browserLanguage: 'en' })));
      const waiting = await s.posts(await s.postsCReq(ares), { code: await s.code(ares) });
      t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: cres }, result);
      const rreq = readMessage('RReq', JSON.stringify(s.ds.rreqs().at(-1)));
      t.match(rreq, { ...expected, acsTransID: ares.acsTransID }, `${result}: the RReq is valid`);
      t.equal('authenticationValue' in rreq, ['Y', 'A'].includes(expected.transStatus), 'and proven with Y and A alone');
    }
  });
}

t.test('a card of one version answers AReqs of another with Erro 102 and that version', async (t) => {
  const s = await startScenario(t);
  const acctNumber = cardNumberFor({ versions: ['2.1.0'], outcome: 'Y' });
  t.match(validARes(await sends(s, areqOf(s, '2.1.0', 'browser-payment', { acctNumber }))), { transStatus: 'Y' });
  for (const version of ['2.2.0', '2.3.1']) {
    const erro = await sends(s, areqOf(s, version, 'browser-payment', { acctNumber }));
    t.match(erro, { messageType: 'Erro', errorCode: '102', errorDetail: '2.1.0', messageVersion: version });
    readMessage('Erro', JSON.stringify(erro));
  }
  const preq = { messageType: 'PReq', messageVersion: '2.2.0', threeDSServerRefNumber: 'X', threeDSServerTransID: randomUUID() };
  const pres = readMessage('PRes', JSON.stringify(await postJson(`${s.simulator.urls.sandbox}/ds/preq`, preq)));
  const rangeOf = (number: string) =>
    pres.cardRangeData?.find(
      ({ startRange, endRange }) =>
        startRange.padEnd(19, '0') <= number.padEnd(19, '0') && number.padEnd(19, '0') <= endRange.padEnd(19, '9'),
    );
  t.match(rangeOf(acctNumber), { acsStartProtocolVersion: '2.1.0', acsEndProtocolVersion: '2.1.0', threeDSMethodURL: String });
  const without = rangeOf(cardNumberFor({ versions: ['2.2.0', '2.3.1'], threeDSMethod: false }));
  t.match(without, { acsStartProtocolVersion: '2.2.0', acsEndProtocolVersion: '2.3.1' });
  t.notOk('threeDSMethodURL' in (without ?? {}));
});

t.test('a number without a meaning is any card, and explain says what is wrong with it', async (t) => {
  const s = await startScenario(t);
  const ares = await sends(s, areqOf(s, '2.2.0', 'browser-payment', { acctNumber: '4970990079900009' }));
  t.match(ares, { messageType: 'ARes', transStatus: 'C' });
  const { explain } = (await s.transaction(ares)) as Json;
  t.match((explain as Json[])[0], { rule: 'card', why: /digits 10 and 11 of the card number/ });
});

t.test('test cards of other sandboxes work where they are switched on', async (t) => {
  const off = await startScenario(t);
  const on = await startScenario(t, { compat: ['gpayments', 'basistheory'] });
  const send = (s: Scenario, acctNumber: string) =>
    sends(s, areqOf(s, '2.2.0', 'browser-payment', { acctNumber, browserLanguage: 'en' }));
  t.match(await send(off, '4100000000300005'), { transStatus: 'C' }, 'off by default');
  const ares = await send(on, '4100000000300005');
  t.match(ares, { transStatus: 'N', transStatusReason: '01' });
  t.match(await on.transaction(ares), { because: 'the card has this outcome in the sandbox of GPayments TestLabs' });
  t.match(await send(on, '4100000000100009'), { transStatus: 'A' });
  const challenged = await send(on, '4200000000000011');
  await on.finalPage(challenged, await on.posts(await on.postsCReq(challenged), { code: await on.code(challenged) }));
  t.match(on.ds.rreqs(), [{ transStatus: 'R', transStatusReason: '11' }], 'rejected after the challenge');
});
