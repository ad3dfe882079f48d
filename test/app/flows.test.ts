import t from 'tap';
import type { SdkChallenge } from '../../src/index.ts';
import { type AppOptions, honestApp, opensApp, opensWithCode, sendsAReqOfApp, valid } from '../support/app.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND } from '../support/testClock.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'] as const;
const ENCRYPTIONS = ['A128CBC-HS256', 'A128GCM'] as const;
const FACES = { native: { sdkInterface: '01' }, HTML: { sdkInterface: '02', sdkUiType: ['05'] } } as const;

/** The last RReq, if its schema allows it. */
const lastRReq = (s: Scenario): Json => valid('RReq', s.ds.rreqs().at(-1));

for (const messageVersion of VERSIONS) {
  for (const enc of ENCRYPTIONS) {
    for (const [face, shown] of Object.entries(FACES)) {
      const options: AppOptions = { messageVersion, enc, ...shown };
      const means = messageVersion === '2.3.1' ? { authenticationMethod: ['01', '02'] } : { authenticationType: '02' };

      t.test(`${messageVersion}, ${enc}, ${face}: every way through the challenge ends as it should`, async (t) => {
        const s = await startScenario(t);

        const { ares, cres } = await honestApp(s, options);
        t.match(cres, { challengeCompletionInd: 'Y', transStatus: 'Y', acsCounterAtoS: '002' }, 'ePin, then code: Y');
        t.match(ares, { transStatus: 'C', acsChallengeMandated: 'Y', ...means });
        t.notOk('acsURL' in ares, 'the acsURL is in acsSignedContent alone');
        const acsRenderingType = {
          acsInterface: face === 'native' ? '01' : '02',
          acsUiTemplate: face === 'native' ? '01' : '05',
          ...(messageVersion === '2.3.1' ? { deviceUserInterfaceMode: '01' } : {}),
        };
        t.same(ares.acsRenderingType, acsRenderingType);
        const rreq = lastRReq(s);
        t.match(rreq, { transStatus: 'Y', interactionCounter: '02', acsRenderingType, ...means });
        t.equal(rreq.sdkTransID, messageVersion === '2.1.0' ? undefined : ares.sdkTransID);

        const wrong = await opensWithCode(s, options);
        for (const left of ['2', '1']) {
          const again = await wrong.challenge.enters(otherCode(wrong.code));
          const text = again.challengeInfoText ?? Buffer.from(again.acsHTML ?? '', 'base64url').toString('utf8');
          t.match(text, new RegExp(`incorrect.*${left} tr`), `${left} tries are left`);
          if (face === 'native') t.equal(again.challengeInfoTextIndicator, 'Y');
        }
        t.match(await wrong.challenge.enters(otherCode(wrong.code)), { transStatus: 'N', challengeCompletionInd: 'Y' });
        t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '19', interactionCounter: '03' });

        const cancelled = await opensWithCode(s, options);
        t.match(await cancelled.challenge.cancels(), { transStatus: 'N' }, 'a cancel is N');
        t.match(
          lastRReq(s),
          messageVersion === '2.3.1'
            ? { transStatus: 'N', transStatusReason: '19', challengeCancel: '01', interactionCounter: '01' }
            : { transStatus: 'N', transStatusReason: '01', challengeCancel: '01', interactionCounter: '00' },
        );

        const resent = await opensWithCode(s, options);
        await resent.challenge.resends();
        const newest = await s.code(resent.ares, 2);
        await resent.challenge.enters(resent.code === newest ? otherCode(newest) : resent.code);
        t.match(await resent.challenge.enters(newest), { transStatus: 'Y' }, 'after a resend the new code is right');

        const idle = await opensWithCode(s, options);
        s.clock.forward(10 * MINUTE);
        await s.simulator.sweep();
        await s.ends(idle.ares);
        t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' });
      });
    }
  }
}

t.test('the tries count over both steps, and the ePin step offers no new code', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge } = await opensApp(s);
  const first = await challenge.start();
  t.match(first, { acsUiType: '01', challengeInfoHeader: 'Password authentication' });
  t.notOk(first.resendInformationLabel);
  await challenge.enters('0000');
  const code = await challenge.enters(EPIN);
  t.match(code, { challengeInfoHeader: 'SMS authentication', resendInformationLabel: 'Send a new code' });
  await challenge.enters(otherCode(await s.code(ares)));
  t.match(await challenge.enters(otherCode(await s.code(ares))), { transStatus: 'N' });
  t.match(lastRReq(s), { transStatusReason: '19', interactionCounter: '04' });
});

t.test('Req 61: what is no code at all is an attempt, and so is nothing entered, which shows the same again', async (t) => {
  const s = await startScenario(t);
  const { challenge, code } = await opensWithCode(s);
  const first = challenge.cres;
  for (const entry of ['1234', 'abcdefgh', '１２３４５６７８']) {
    const again = await (await opensWithCode(s)).challenge.enters(entry);
    t.match(again, { challengeInfoTextIndicator: 'Y', challengeInfoText: /8 digits. This try counts/ }, entry);
  }
  const same = await challenge.entersNothing();
  t.equal(same.challengeInfoText, first?.challengeInfoText);
  t.notOk(same.challengeInfoTextIndicator);
  t.match(await challenge.enters(`${code.slice(0, 4)} ${code.slice(4)}`), { transStatus: 'Y' });
  t.match(lastRReq(s), { interactionCounter: '02' });

  for (const inVain of [(c: SdkChallenge) => c.entersNothing(), (c: SdkChallenge) => c.enters('1234')]) {
    const idle = await opensWithCode(s);
    for (let times = 1; times < 3; times += 1) t.match(await inVain(idle.challenge), { challengeCompletionInd: 'N' });
    t.match(await inVain(idle.challenge), { challengeCompletionInd: 'Y', transStatus: 'N' }, 'the third one reaches the maximum');
    t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '19', interactionCounter: '03' });
  }
});

t.test('Req 61: a resend is no attempt, whatever the version', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of VERSIONS) {
    const { ares, challenge } = await opensWithCode(s, { messageVersion });
    await challenge.resends();
    await challenge.enters(await s.code(ares, 2));
    t.match(lastRReq(s), { transStatus: 'Y', interactionCounter: '01' }, messageVersion);
  }
});

t.test('an app speaks the language of its device, and French by default', async (t) => {
  const s = await startScenario(t);
  const rows = [
    ['fr-FR', 'Authentification par mot de passe'],
    ['fr_NC', 'Authentification par mot de passe'],
    ['en-AU', 'Password authentication'],
    ['ja-JP', 'Authentification par mot de passe'],
  ] as const;
  for (const [locale, challengeInfoHeader] of rows) {
    const { challenge } = await opensApp(s, { locale });
    t.match(await challenge.start(), { challengeInfoHeader }, locale);
  }
  const { challenge } = await opensApp(s, { areq: { deviceInfo: 'e30' } });
  t.match(
    await challenge.start(),
    { challengeInfoHeader: 'Authentification par mot de passe' },
    'a deviceInfo that tells nothing',
  );
});

t.test('an outcome without challenge needs no key, and tells the app its ids', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of VERSIONS) {
    const { sdk, ares } = await sendsAReqOfApp(s, { messageVersion, areq: { acctNumber: CARDS.frictionless } });
    t.match(valid('ARes', ares), { transStatus: 'Y', sdkTransID: sdk.sdkTransID });
    t.notOk('acsSignedContent' in ares || 'acsRenderingType' in ares);
  }
});

t.test('the user interface follows what the SDK can show', async (t) => {
  const s = await startScenario(t);
  const rows = [
    ['03', ['01', '02', '03', '04', '05'], { acsInterface: '01', acsUiTemplate: '01' }],
    ['03', ['05'], { acsInterface: '02', acsUiTemplate: '05' }],
    ['03', ['02', '05'], { acsInterface: '02', acsUiTemplate: '05' }],
    ['02', ['01', '02', '03', '04', '05'], { acsInterface: '02', acsUiTemplate: '05' }],
    ['02', ['01'], { acsInterface: '02', acsUiTemplate: '01' }],
    ['01', ['01'], { acsInterface: '01', acsUiTemplate: '01' }],
    ['01', ['02', '03', '04'], undefined],
    ['02', ['02', '03', '04'], undefined],
  ] as const;
  for (const [sdkInterface, sdkUiType, expected] of rows) {
    const { ares } = await sendsAReqOfApp(s, { sdkInterface, sdkUiType });
    t.same(ares.acsRenderingType, expected, `${sdkInterface} with ${sdkUiType}`);
    if (expected) t.equal(ares.transStatus, 'C');
    else t.match(valid('ARes', ares), { transStatus: 'U', transStatusReason: '03' });
  }
});

t.test('the first CReq has thirty seconds, every other one ten minutes', async (t) => {
  const s = await startScenario(t);
  const late = await opensApp(s);
  s.clock.forward(30 * SECOND);
  await s.simulator.sweep();
  await s.ends(late.ares);
  t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '14', challengeCancel: '05', interactionCounter: '00' });

  const { ares, challenge } = await opensWithCode(s);
  for (let minutes = 0; minutes < 18; minutes += 9) {
    s.clock.forward(9 * MINUTE);
    await challenge.entersNothing();
  }
  await challenge.resends();
  t.match(await challenge.enters(await s.code(ares, 2)), { transStatus: 'Y' }, 'each CRes gives ten minutes more');
});
