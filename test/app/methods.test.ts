import t from 'tap';
import type { CRes } from '../../src/messages/types.ts';
import { type AppOptions, erroOf, opensApp, sendsAReqOfApp, valid } from '../support/app.ts';
import { EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, METHOD_CARDS, RIGHT_ANSWER, RIGHT_ANSWERS } from '../support/methods.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'] as const;
const HTML = { sdkInterface: '02', sdkUiType: ['01', '02', '03', '04', '05'] };

const lastRReq = (s: Scenario) => valid('RReq', s.ds.rreqs().at(-1));
const words = ({ challengeInfoText, acsHTML }: CRes) =>
  challengeInfoText ?? Buffer.from(String(acsHTML), 'base64url').toString('utf8');

function opens(s: Scenario, method: keyof typeof METHOD_CARDS, options: AppOptions = {}) {
  return opensApp(s, { ...options, areq: { acctNumber: METHOD_CARDS[method], ...options.areq } });
}

/** What a tester, or the cardholder in the bank's app, decides. */
async function decides(s: Scenario, { acsTransID }: Json, verdict: 'approve' | 'refuse'): Promise<number> {
  const path = `/api/transactions/${acsTransID}/${verdict}`;
  return (await fetch(`${s.simulator.urls.control}${path}`, { method: 'POST' })).status;
}

for (const messageVersion of VERSIONS) {
  const oobContinue = messageVersion === '2.3.1' ? ('01' as const) : (true as const);

  t.test(`${messageVersion}: an app shows each method by its own template, and Y is one right answer away`, async (t) => {
    const s = await startScenario(t);
    const rows = [
      ['ePin', '01', async () => ({ challengeDataEntry: EPIN })],
      ['email', '01', async (ares: Json) => ({ challengeDataEntry: await s.code(ares) })],
      ['select', '02', async () => ({ challengeDataEntry: RIGHT_ANSWER })],
      ['multiSelect', '03', async () => ({ challengeDataEntry: RIGHT_ANSWERS.join(',') })],
    ] as const;
    for (const [method, acsUiType, right] of rows) {
      const { ares, challenge } = await opens(s, method, { messageVersion });
      t.match(await challenge.start(), { acsUiType }, method);
      t.match(await challenge.answers(await right(ares)), { transStatus: 'Y' }, `${method}: right`);
      t.match(lastRReq(s), { transStatus: 'Y', interactionCounter: '01', acsRenderingType: { acsUiTemplate: acsUiType } });
    }
  });

  t.test(`${messageVersion}: a wrong choice is a try, and so is one that was not offered (Req 61)`, async (t) => {
    const s = await startScenario(t);
    const { challenge } = await opens(s, 'select', { messageVersion });
    await challenge.start();
    t.notMatch(words(await challenge.answers({ challengeDataEntry: '9' })), /incorrect/);
    t.match(words(await challenge.answers({ challengeDataEntry: '1' })), /incorrect.*1 tr/);
    t.match(await challenge.answers({ challengeDataEntry: '1' }), { transStatus: 'N' });
    t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '19', interactionCounter: '03' });
  });

  for (const [face, deviceRenderOptions] of [['native', undefined] as const, ['HTML', HTML] as const]) {
    const areq = deviceRenderOptions ? { deviceRenderOptions } : {};
    const back = face === 'native' ? { oobContinue } : { challengeHTMLDataEntry: 'action=submit' };

    t.test(
      `Req 61: ${messageVersion}, ${face}: out of band, the app finds out what was decided when it comes back`,
      async (t) => {
        const s = await startScenario(t);
        const { ares, challenge } = await opens(s, 'oob', { messageVersion, areq });
        t.match(await challenge.start(), { acsUiType: face === 'native' ? '04' : '05' });
        t.match(words(await challenge.answers(back)), /Nothing has been approved yet/, 'too early: the same again');
        t.equal(await decides(s, ares, 'approve'), 200);
        t.equal(await decides(s, ares, 'refuse'), 409, 'the first word stands');
        t.match(await s.transaction(ares), { state: 'challenging' }, 'nothing is reported before the SDK has come back');
        t.match(await challenge.answers(back), { transStatus: 'Y', challengeCompletionInd: 'Y' });
        t.match(lastRReq(s), { transStatus: 'Y', interactionCounter: '02' });

        const refused = await opens(s, 'oob', { messageVersion, areq });
        await refused.challenge.start();
        t.equal(await decides(s, refused.ares, 'refuse'), 200);
        t.match(await refused.challenge.answers(back), { transStatus: 'N' });
        t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '19', interactionCounter: '01' });

        const early = await opens(s, 'oob', { messageVersion, areq });
        await early.challenge.start();
        for (let times = 1; times < 3; times += 1) await early.challenge.answers(back);
        t.match(await early.challenge.answers(back), { transStatus: 'N' }, 'three rounds without a result are the maximum');
        t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '19', interactionCounter: '03' });
      },
    );
  }

  t.test(`${messageVersion}: in HTML, choices come back as the query of the form`, async (t) => {
    const s = await startScenario(t);
    const areq = { deviceRenderOptions: HTML };
    for (const [method, query] of [
      ['select', `select=${RIGHT_ANSWER}&action=submit`],
      ['multiSelect', `${RIGHT_ANSWERS.map((key) => `multiSelect=${key}`).join('&')}&action=submit`],
    ] as const) {
      const { challenge } = await opens(s, method, { messageVersion, areq });
      t.match(words(await challenge.start()), /type="(radio|checkbox)"/);
      t.match(await challenge.answers({ challengeHTMLDataEntry: query }), { transStatus: 'Y' }, method);
    }
  });

  t.test(`${messageVersion}: a method without a human is for browsers alone: U, 03`, async (t) => {
    const s = await startScenario(t);
    for (const method of ['automatic', 'picker'] as const) {
      const { ares } = await sendsAReqOfApp(s, { messageVersion, areq: { acctNumber: METHOD_CARDS[method] } });
      t.match(valid('ARes', ares), { transStatus: 'U', transStatusReason: '03' }, method);
      t.match(await s.transaction(ares), { because: /needs a browser/ });
    }
  });
}

for (const [messageVersion, asks, answers, status] of [
  ['2.2.0', 'whitelistingInfoText', 'whitelistingDataEntry', 'whiteListStatus'],
  ['2.3.1', 'trustListInfoText', 'trustListDataEntry', 'trustListStatus'],
] as const) {
  t.test(
    `A.1 trustListDataEntry, A.20 trustListInfoText: ${messageVersion}: the offer to trust the merchant is made on the last step`,
    async (t) => {
      const s = await startScenario(t);
      const ind = messageVersion === '2.3.1' ? ['09'] : '09';
      const areq = { threeDSRequestorChallengeInd: ind };
      const refusing = await opens(s, 'ePin', { messageVersion, areq });
      t.match((await refusing.challenge.start())[asks], /trusted/);
      await refusing.challenge.answers({ challengeDataEntry: EPIN, [answers]: 'N' });
      t.match(lastRReq(s), { transStatus: 'Y', [status]: 'R' });

      const trusting = await opens(s, 'ePin', { messageVersion, areq });
      await trusting.challenge.start();
      await trusting.challenge.answers({ challengeDataEntry: EPIN, [answers]: 'Y' });
      t.match(lastRReq(s), { transStatus: 'Y', [status]: 'Y', [`${status}Source`]: '03' });

      const silent = await opens(s, 'ePin', { messageVersion, areq: { ...areq, acctNumber: METHOD_CARDS.select } });
      await silent.challenge.start();
      const none = await erroOf(silent.challenge.answers({ challengeDataEntry: RIGHT_ANSWER, [answers]: undefined } as never));
      t.match(none, { errorCode: '201', errorDetail: answers }, 'an offer has to be answered');
      const unasked = await opens(s, 'ePin', { messageVersion });
      await unasked.challenge.start();
      const answer = unasked.challenge.answers({ challengeDataEntry: EPIN, [answers]: 'Y' });
      if (messageVersion === '2.2.0') t.match(await answer, { transStatus: 'Y' }, 'what was not offered is ignored');
      else t.match(await erroOf(answer), { errorCode: '203', errorDetail: answers }, 'what was not offered is refused');

      const html = await opens(s, 'select', { messageVersion, areq: { ...areq, deviceRenderOptions: HTML } });
      t.match(words(await html.challenge.start()), /name="trustList"/, 'HTML asks it, too');
      await html.challenge.answers({ challengeHTMLDataEntry: `select=${RIGHT_ANSWER}&trustList=Y&action=submit` });
      t.match(lastRReq(s), { transStatus: 'Y', [status]: 'Y' });

      const known = await opens(s, 'ePin', { messageVersion, areq });
      t.notOk((await known.challenge.start())[asks], 'who trusts already is not asked again');
    },
  );
}

t.test('who ticks the box in the app of the bank trusts the merchant, though the SDK says N', async (t) => {
  const s = await startScenario(t);
  for (const [trustList, whiteListStatus] of [
    ['', 'R'],
    ['Y', 'Y'],
  ] as const) {
    const { ares, challenge } = await opens(s, 'oob', { areq: { threeDSRequestorChallengeInd: '09' } });
    await challenge.start();
    const link = new URL(await approvalLink(s, ares));
    const form = { approval: link.searchParams.get('approval') ?? '', verdict: 'approve', ...(trustList ? { trustList } : {}) };
    const answer = await fetch(`${link.origin}/bank-app/`, { method: 'POST', body: new URLSearchParams(form) });
    t.equal(answer.status, 200);
    t.match(await challenge.answers({ oobContinue: true, whitelistingDataEntry: 'N' }), { transStatus: 'Y' });
    t.match(lastRReq(s), { transStatus: 'Y', whiteListStatus, whiteListStatusSource: '03' });
  }
});

t.test('the notification of the bank app goes out once the challenge in the app begins', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge } = await opens(s, 'oob');
  await challenge.start();
  const path = `${s.simulator.urls.control}/api/messages?acsTransID=${ares.acsTransID}`;
  const [push] = await until(
    async () => (await (await fetch(path)).json()) as Json[],
    ({ length }) => length > 0,
    'the notification',
  );
  t.match(push, { channel: 'push', link: /\/bank-app\/\?approval=/ });
});
