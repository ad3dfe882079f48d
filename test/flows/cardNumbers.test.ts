import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { Outcome } from '../../src/decision/outcome.ts';
import { cardNumberFor } from '../../src/index.ts';
import { readWhole } from '../../src/messages/read.ts';
import { opensApp } from '../support/app.ts';
import { areqOf, postJson, sends, VERSIONS, validARes, wishOf } from '../support/areqs.ts';
import { EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { legalPairs } from '../support/legalPairs.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

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
      const rreq = readWhole('RReq', JSON.stringify(s.ds.rreqs().at(-1)));
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
    readWhole('Erro', JSON.stringify(erro));
  }
  const preq = { messageType: 'PReq', messageVersion: '2.2.0', threeDSServerRefNumber: 'X', threeDSServerTransID: randomUUID() };
  const pres = readWhole('PRes', JSON.stringify(await postJson(`${s.simulator.urls.sandbox}/ds/preq`, preq)));
  const rangeOf = (number: string) =>
    pres.cardRangeData?.find(
      ({ startRange, endRange }) =>
        startRange.padEnd(19, '0') <= number.padEnd(19, '0') && number.padEnd(19, '0') <= endRange.padEnd(19, '9'),
    );
  t.match(rangeOf(acctNumber), {
    acsStartProtocolVersion: '2.1.0',
    acsEndProtocolVersion: '2.1.0',
    threeDSMethodURL: String,
    acsInfoInd: ['01', '02', '03', '04'],
  });
  const { cardRangeData } = (await postJson(`${s.simulator.urls.sandbox}/ds/preq`, {
    ...preq,
    messageVersion: '2.3.1',
    threeDSServerRefNumber: 'Y',
  })) as Json;
  const [{ acsProtocolVersions }] = cardRangeData as [{ acsProtocolVersions: { version: string; acsInfoInd: string[] }[] }];
  t.same(
    acsProtocolVersions.find(({ version }) => version === '2.3.1')?.acsInfoInd,
    ['01', '02', '03', '04', '05', '07', '08', '09', '10', '11'],
    'Table A.6: what the ACS does in 2.3.1, device binding as well',
  );
  const without = rangeOf(cardNumberFor({ versions: ['2.2.0', '2.3.1'], threeDSMethod: false }));
  t.match(without, { acsStartProtocolVersion: '2.2.0', acsEndProtocolVersion: '2.3.1' });
  t.notOk('threeDSMethodURL' in (without ?? {}));
});

t.test('a card number that asks for an ePin takes the one of the docs, in a browser and in an app', async (t) => {
  const s = await startScenario(t);
  const asksFor = (method: 'ePin' | 'ePinThenSms', more: object = {}) => cardNumberFor({ outcome: 'C', method, ...more });
  for (const version of VERSIONS) {
    for (const method of ['ePin', 'ePinThenSms'] as const) {
      const acctNumber = asksFor(method);
      const ares = validARes(await sends(s, areqOf(s, version, 'browser-payment', { acctNumber, browserLanguage: 'en' })));
      const wrong = await s.posts(await s.postsCReq(ares), { ePin: '9073' });
      t.equal(wrong.triesLeft, 2, `${version} ${method}: a wrong one is a try`);
      const next = await s.posts(wrong, { ePin: EPIN });
      const waiting = method === 'ePin' ? next : await s.posts(next, { code: await s.code(ares) });
      t.match(
        (await s.finalPage(ares, waiting)).final?.message,
        { transStatus: 'Y' },
        `${version} ${method}: the right one is taken`,
      );

      const app = await opensApp(s, { messageVersion: version, areq: { acctNumber } });
      await app.challenge.start();
      t.match(await app.challenge.enters('9073'), { challengeCompletionInd: 'N' }, `${version} ${method}: a wrong one in an app`);
      const cres = await app.challenge.enters(EPIN);
      t.match(method === 'ePin' ? cres : await app.challenge.enters(await s.code(app.ares)), { transStatus: 'Y' });
    }
  }
});

t.test('wrong ePins lock such a card for itself, in every channel, and it can be unlocked', async (t) => {
  const s = await startScenario(t);
  const [acctNumber, other] = [1, 2].map((serial) => cardNumberFor({ outcome: 'C', method: 'ePin', serial }));
  const opens = (of = acctNumber) => sends(s, areqOf(s, '2.2.0', 'browser-payment', { acctNumber: of, browserLanguage: 'en' }));
  const running = await s.postsCReq(await opens());
  const { challenge } = await opensApp(s, { areq: { acctNumber } });
  await challenge.start();
  for (const ePin of ['9073', '9074']) await challenge.enters(ePin);
  t.match(await challenge.enters('9075'), { transStatus: 'N' });
  let page = await s.postsCReq(await opens());
  for (const ePin of ['9076', '9077']) page = await s.posts(page, { ePin });
  t.equal(page.name, 'processing', 'the fifth wrong one in a row ends its transaction');
  t.not((await s.posts(running, { ePin: EPIN })).name, 'epin', 'but not the one that had begun, with the right one');
  const lock = `${s.simulator.urls.control}/api/cards/${acctNumber}/lock`;
  t.match(await (await fetch(lock)).json(), { wrongEPins: 5, locked: true });
  const answer = await opens();
  t.match(answer, { transStatus: 'N', transStatusReason: '12' });
  const { explain } = (await s.transaction(answer)) as Json;
  t.match((explain as Json[])[0], { rule: 'card', verdict: 'passed over', why: /locked for a time/ });
  t.match(await opens(other), { transStatus: 'C' }, 'another number that does the same is not locked');
  await fetch(lock, { method: 'DELETE' });
  const ares = await opens();
  const waiting = await s.posts(await s.postsCReq(ares), { ePin: EPIN });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' }, 'unlocked, it works');
});

t.test('the issuer asks nobody for the ePin that is not his; a rule does', async (t) => {
  const s = await startScenario(t);
  const acctNumber = '4111111111111111';
  const send = () => sends(s, areqOf(s, '2.2.0', 'browser-payment', { acctNumber, browserLanguage: 'en' }));
  t.match(await s.transaction(await send()), { because: /no ePin/ });
  await postJson(`${s.simulator.urls.control}/api/next`, { transStatus: 'C', method: 'ePin' });
  const ares = await send();
  const waiting = await s.posts(await s.postsCReq(ares), { ePin: EPIN });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
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
