import t from 'tap';
import { SdkRefusal } from '../../src/index.ts';
import { erroOf, honestApp, opensApp, sendsAReqOfApp } from '../support/app.ts';
import { CARDS } from '../support/cards.ts';
import { bends, postsRaw } from '../support/faults.ts';
import { startScenario } from '../support/scenario.ts';

const C = { transStatus: 'C', acctNumber: CARDS.sms };
const ofSms = { areq: { acctNumber: CARDS.sms } };

t.test('the ARes to an app is patched', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { ares: { patch: [{ op: 'remove', path: '/acsSignedContent' }] } } });
  t.match((await sendsAReqOfApp(s, ofSms)).ares, { transStatus: 'C', acsSignedContent: undefined });
});

t.test('the CRes of a step is patched before it is encrypted', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { stepCRes: { patch: [{ op: 'remove', path: '/acsUiType' }] } } });
  const { ares, challenge } = await opensApp(s, ofSms);
  await t.rejects(challenge.start(), SdkRefusal, 'no SDK takes it');
  const { messages } = await s.transaction(ares);
  const cres = messages.find(({ type }) => type === 'CRes');
  t.match(cres, { body: { acsUiType: undefined, messageType: 'CRes' }, mark: 'mutated on purpose: remove /acsUiType' });
});

t.test(
  '5.9.7 invalid CRes: the Erro of the SDK about a CRes without a mandatory element ends the challenge at the ACS',
  async (t) => {
    const s = await startScenario(t);
    for (const [messageVersion, challengeCancel] of [
      ['2.2.0', '06'],
      ['2.3.1', '09'],
    ] as const) {
      await bends(s, { ...C, faults: { stepCRes: { patch: [{ op: 'remove', path: '/submitAuthenticationLabel' }] } } });
      const { ares, challenge } = await opensApp(s, { ...ofSms, messageVersion });
      const refusal = await challenge.start().catch((error: unknown) => error);
      const erro = { errorComponent: 'C', errorCode: '201', errorDetail: 'submitAuthenticationLabel' };
      t.match(refusal, { name: 'SdkRefusal', erro }, messageVersion);
      await s.simulator.sweep();
      const rreq = s.ds.rreqs().find(({ acsTransID }) => acsTransID === ares.acsTransID);
      t.match(rreq, { transStatus: 'U', challengeCancel }, messageVersion);
      if (messageVersion === '2.3.1') t.match(rreq, { challengeErrorReporting: erro }, 'the DS gets a copy of it');
    }
  },
);

t.test('the final CRes says another thing than the RReq; the steps before it are as they should be', async (t) => {
  const s = await startScenario(t);
  const patch = [{ op: 'replace', path: '/transStatus', value: 'N' }];
  await bends(s, { ...C, faults: { cres: { patch } } });
  const { ares, challenge } = await opensApp(s, ofSms);
  await challenge.start();
  t.match(await challenge.enters(await s.code(ares)), { transStatus: 'N', challengeCompletionInd: 'Y' });
  t.match(s.ds.rreqs().at(-1), { transStatus: 'Y' });
  const { messages, result } = await s.transaction(ares);
  t.match(result, { transStatus: 'Y' });
  const marks = messages.filter(({ type }) => type === 'CRes').map(({ mark }) => mark);
  t.same(marks, [undefined, 'mutated on purpose: replace /transStatus']);
});

t.test('the final CRes never comes: the connection is closed without a byte, and others go on', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { cres: { send: 'never' } } });
  const { ares, challenge } = await opensApp(s, ofSms);
  await challenge.start();
  const creq = challenge.creq({ challengeDataEntry: await s.code(ares) });
  const jwe = await challenge.seals(JSON.stringify(creq));
  const [raw, honest] = await Promise.all([postsRaw(challenge.acsURL, jwe, 'application/jose; charset=utf-8'), honestApp(s)]);
  t.same(raw, { text: '', end: 'closed' });
  t.match(honest.cres, { transStatus: 'Y' });
  t.match(await s.transaction(ares), { state: 'final', report: 'acknowledged', result: { transStatus: 'Y' } });
  const { messages } = await s.transaction(ares);
  t.match(messages.filter(({ type }) => type === 'CRes').at(-1), { mark: 'never sent on purpose' });
});

t.test('an RReq that is never sent is for the app a DS that was not reached', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { rreq: { send: 'never' } } });
  const { ares, challenge } = await opensApp(s, ofSms);
  await challenge.start();
  t.match(await erroOf(challenge.enters(await s.code(ares))), { errorCode: '405' });
  t.equal(s.ds.rreqs().length, 0);
});

t.test('the Erro to an app is patched, and kept as it left', async (t) => {
  const s = await startScenario(t);
  await bends(s, { ...C, faults: { erro: { patch: [{ op: 'replace', path: '/errorDetail', value: 'bent' }] } } });
  const { ares, challenge } = await opensApp(s, ofSms);
  await challenge.start();
  const wrong = challenge.answers({ sdkCounterStoA: '009', challengeDataEntry: '1' });
  t.match(await erroOf(wrong), { errorDetail: 'bent' });
  const { messages } = await s.transaction(ares);
  t.match(
    messages.filter(({ type }) => type === 'Erro'),
    [{ body: { errorDetail: 'bent' }, mark: /^mutated on purpose/ }],
  );
});
