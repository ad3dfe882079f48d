// Times, repeated messages and endings of a challenge, 5.5 and 5.9, at the ACS. Each assertion names the rule that it shows.
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { erroOf, opensApp, opensWithCode, valid } from '../support/app.ts';
import { areqOf, sends } from '../support/areqs.ts';
import { CARDS, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND } from '../support/testClock.ts';
import { until } from '../support/until.ts';

const lastRReq = (s: Scenario) => s.ds.rreqs().at(-1) ?? {};
const sweeps = async (s: Scenario, ms: number) => {
  s.clock.forward(ms);
  await s.simulator.sweep();
};

for (const messageVersion of ['2.2.0', '2.3.1'] as const) {
  const byAcs = messageVersion === '2.3.1' ? '10' : '06';
  const browserAReq = (s: Scenario, patch: Json = {}) =>
    sends(s, areqOf(s, messageVersion, 'browser-payment', { acctNumber: CARDS.sms, browserLanguage: 'en', ...patch }));

  t.test(`${messageVersion}: times of a browser`, async (t) => {
    const s = await startScenario(t);
    const kept = await browserAReq(s);
    await sweeps(s, 30 * SECOND - 1);
    t.match(
      await s.postsCReq(kept),
      { name: 'otp' },
      'Req 219, Req 220: a CReq within 30 seconds finds the transaction as it was',
    );
    const late = await browserAReq(s);
    await sweeps(s, 30 * SECOND);
    await s.ends(late);
    t.match(
      lastRReq(s),
      { transStatus: 'N', transStatusReason: '14', challengeCancel: '05' },
      'Req 220: then it is over: RReq N 14, 05',
    );
    t.match(
      (await s.postsCReq(late)).final?.message,
      { messageType: 'Erro', errorCode: '402', errorComponent: 'A' },
      'Req 222, A.4 402: a CReq after that gets 402 by the browser',
    );
    const idle = await browserAReq(s);
    const page = await s.postsCReq(idle);
    await sweeps(s, 10 * MINUTE - 1);
    const again = await s.posts(page, { code: otherCode(await s.code(idle)) });
    await sweeps(s, 10 * MINUTE - 1);
    t.match(await s.transaction(idle), { state: 'challenging' }, 'Req 226: each page gives ten minutes more');
    t.equal(again.name, 'otp');
    await sweeps(s, 1);
    await s.ends(idle);
    t.match(lastRReq(s), { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' }, 'Req 227: then RReq N 14, 04');
  });

  t.test(`${messageVersion}: times of an app`, async (t) => {
    const s = await startScenario(t);
    const kept = await opensApp(s, { messageVersion, areq: { acctNumber: CARDS.sms } });
    await sweeps(s, 30 * SECOND - 1);
    t.match(
      await kept.challenge.start(),
      { challengeCompletionInd: 'N' },
      'Req 219, Req 220: a CReq within 30 seconds finds the transaction as it was',
    );
    const late = await opensApp(s, { messageVersion, areq: { acctNumber: CARDS.sms } });
    await sweeps(s, 30 * SECOND);
    await s.ends(late.ares);
    t.match(
      lastRReq(s),
      { transStatus: 'N', transStatusReason: '14', challengeCancel: '05' },
      'Req 220: then it is over: RReq N 14, 05',
    );
    t.match(await erroOf(late.challenge.start()), { errorCode: '402' }, 'Req 222, A.4 402: a CReq after that gets 402');
    const idle = await opensWithCode(s, { messageVersion });
    await sweeps(s, 10 * MINUTE - 1);
    await idle.challenge.enters(otherCode(idle.code));
    await sweeps(s, 10 * MINUTE - 1);
    t.match(await s.transaction(idle.ares), { state: 'challenging' }, 'Req 223: each CRes gives ten minutes more');
    await sweeps(s, 1);
    await s.ends(idle.ares);
    t.match(
      lastRReq(s),
      { transStatus: 'N', transStatusReason: '14', challengeCancel: '04', interactionCounter: '01' },
      'Req 223: then it is over',
    );
    const silent = await opensWithCode(s, { messageVersion });
    await sweeps(s, 10 * MINUTE);
    await s.ends(silent.ares);
    t.match(lastRReq(s), { interactionCounter: '00' }, 'Req 48: the counter is zero at the first CReq');
  });

  t.test(`${messageVersion}: bad CReqs`, async (t) => {
    const s = await startScenario(t);
    const ares = await browserAReq(s);
    const answer = await s.postsCReq(ares, {}, { challengeWindowSize: '09' });
    t.match(
      answer.final?.message,
      { errorCode: '203', errorDetail: 'challengeWindowSize', errorComponent: 'A' },
      '5.9.6 invalid: Erro A 203 goes through the browser',
    );
    await s.ends(ares);
    t.match(
      lastRReq(s),
      { acsTransID: ares.acsTransID, transStatus: 'U', challengeCancel: byAcs },
      '5.9.6 invalid: and RReq U to the DS',
    );
    t.match(
      await s.transaction(ares),
      { report: 'acknowledged' },
      'T1.3 Ends processing: the sender was told, and the RReq had its RRes',
    );
    const over = await browserAReq(s);
    await s.posts(await s.postsCReq(over), { action: 'cancel' });
    await s.ends(over);
    const count = s.ds.rreqs().length;
    const code = messageVersion === '2.3.1' ? '315' : '305';
    t.match(
      (await s.postsCReq(over)).final?.message,
      { errorCode: code },
      '5.9.6 CReq after RReq: Erro by the browser, 315 since 2.3.1',
    );
    t.equal(s.ds.rreqs().length, count, '5.9.6 CReq after RReq: and no further RReq');
    const frictionless = await browserAReq(s, { acctNumber: CARDS.frictionless });
    t.match(
      (await s.postsCReq(frictionless)).final?.message,
      { errorCode: '305' },
      'Req 197, A.4 305: a CReq where none is expected is 305',
    );

    const rows: [Json, string, string][] = [
      [{ sdkCounterStoA: '01' }, '203', 'sdkCounterStoA'],
      [{ sdkTransID: undefined }, '201', 'sdkTransID'],
    ];
    for (const isFirst of [true, false]) {
      for (const [elements, errorCode, errorDetail] of rows) {
        const app = await opensApp(s, { messageVersion, areq: { acctNumber: CARDS.sms } });
        if (!isFirst) await app.challenge.start();
        const erro = await erroOf(app.challenge.answers(elements as never));
        t.match(
          erro,
          { errorCode, errorDetail, errorComponent: 'A' },
          errorCode === '203' ? '5.9.5 invalid, Req 47: Erro A 203' : '5.9.5 missing, Req 47: Erro A 201',
        );
        await s.ends(app.ares);
        const rreq = lastRReq(s);
        t.match(
          rreq,
          { acsTransID: app.ares.acsTransID, transStatus: 'U', challengeCancel: byAcs },
          errorCode === '203' ? '5.9.5 invalid: and RReq U' : '5.9.5 missing: and RReq U',
        );
        if (messageVersion === '2.3.1')
          t.same(rreq.challengeErrorReporting, { ...erro }, '5.9.5.1: with the Erro in challengeErrorReporting');
      }
    }
  });

  t.test(`${messageVersion}: what the DS answers to an RReq`, async (t) => {
    const s = await startScenario(t);
    const rows = [
      ['answersBrokenRRes', '203'],
      ['answersForOther', '301'],
      ['answersGarbage', '101'],
      ['answersErro', undefined],
    ] as const;
    for (const [mood, errorCode] of rows) {
      s.ds.mood = mood;
      s.ds.received.length = 0;
      const ares = await browserAReq(s);
      const page = await s.postsCReq(ares);
      const final = await s.finalPage(ares, await s.posts(page, { code: await s.code(ares) }));
      t.match(
        final.final?.message,
        { messageType: 'CRes', transStatus: 'Y' },
        '5.9.12 browser, Req 137: the CRes goes through the browser',
      );
      if (errorCode) {
        const [erro] = await until(
          () => s.ds.erros(),
          ({ length }) => length > 0,
          'the Erro',
        );
        t.match(erro, { errorCode, errorComponent: 'A' }, '5.9.12 browser, Req 137: and a bad RRes gets its Erro');
        if (mood === 'answersForOther') t.equal(erro?.errorCode, '301', 'Req 212 (ACS): ids of another transaction are 301');
      } else t.same(s.ds.erros(), [], '5.9.12 browser: an Erro gets none');

      s.ds.received.length = 0;
      const app = await opensWithCode(s, { messageVersion });
      const toSdk = valid('Erro', { ...(await erroOf(app.challenge.enters(app.code))) });
      if (!errorCode) t.match(toSdk, { errorCode: '403' }, '5.9.11 Erro: an Erro of the DS is 403 for the SDK');
      const told = await until(
        () => s.ds.erros().length,
        (count) => count === (errorCode ? 1 : 0),
        'the Erro',
      );
      t.equal(told, errorCode ? 1 : 0, 'Req 75: a bad RRes is told to the DS, an Erro is not');
      s.ds.mood = 'acknowledges';
    }
  });
}

t.test('a DS that does not answer the RReq', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  s.ds.mood = 'hangs';
  await s.posts(page, { code: await s.code(ares) });
  await until(
    () => s.ds.rreqs().length,
    (count) => count === 1,
    'the RReq',
  );
  const started = performance.now();
  const [erro] = await until(
    () => s.ds.erros(),
    ({ length }) => length > 0,
    'the Erro',
  );
  const waited = performance.now() - started;
  t.ok(waited > 4 * SECOND && waited < 9 * SECOND, 'Req 241: the ACS waits five seconds for the RRes');
  t.match(erro, { errorCode: '402', errorComponent: 'A', acsTransID: ares.acsTransID }, 'Req 242, A.4 402: then the DS gets 402');
  await s.ds.stop();
});

t.test('the 3DS Method', async (t) => {
  const s = await startScenario(t);
  const calls = (data: object, padded: boolean) => {
    const text = Buffer.from(JSON.stringify(data)).toString(padded ? 'base64' : 'base64url');
    return s.postsForm('/3ds/method', { threeDSMethodData: text });
  };
  const threeDSMethodNotificationURL = 'http://shop.example/notify';
  for (const padded of [true, false]) {
    const threeDSServerTransID = randomUUID();
    const { html } = await calls({ threeDSServerTransID, threeDSMethodNotificationURL }, padded);
    t.match(html, `action="${threeDSMethodNotificationURL}"`, 'Req 263, A.2 3DS Method data: it posts to the notification URL');
    const value = /name="threeDSMethodData" value="([^"]*)"/.exec(html)?.[1] ?? '';
    t.same(
      JSON.parse(Buffer.from(value, 'base64url').toString()),
      { threeDSServerTransID },
      'Req 263: base64url of threeDSServerTransID alone',
    );
    const token = /data-token="([^"]*)"/.exec(html)?.[1] ?? '';
    await s.postsForm('/3ds/method/data', { token, browserLanguage: 'fr-NC' });
    const ares = await s.sendsAReq({ threeDSServerTransID, acctNumber: CARDS.frictionless });
    const found = (await s.transaction(ares)).threeDSMethod;
    t.match(
      found,
      { methodData: 'present', browser: { browserLanguage: 'fr-NC' } },
      'Req 262: what it found is there when the AReq comes',
    );
  }
  for (const broken of [
    { threeDSServerTransID: randomUUID() },
    { threeDSMethodNotificationURL },
    { threeDSServerTransID: 'x', threeDSMethodNotificationURL },
  ])
    t.notMatch((await calls(broken, false)).html, '<form', 'A.2 3DS Method data: both elements are needed, each in its form');
});

t.test('what is answered to an AReq', async (t) => {
  const s = await startScenario(t);
  const asks = async (next: Json, version: string, kind: string, patch: Json = {}) => {
    const rule = await fetch(`${s.simulator.urls.control}/api/next`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(next),
    });
    t.equal(rule.ok, true, await rule.text());
    const ares = await sends(s, areqOf(s, version, kind, { acctNumber: CARDS.sms, ...patch }));
    await fetch(`${s.simulator.urls.control}/api/rules`, { method: 'DELETE' });
    return ares;
  };
  const title = 'A.17 C,D,I,S conditions (ACS): no C in 3RI or with 06, D and S only where asked for, I only with 05 to 07';
  t.not((await asks({ transStatus: 'C' }, '2.3.1', '3ri-payment')).transStatus, 'C', title);
  t.not(
    (await asks({ transStatus: 'C' }, '2.3.1', 'browser-payment', { threeDSRequestorChallengeInd: ['06'] })).transStatus,
    'C',
    title,
  );
  t.not(
    (await asks({ transStatus: 'D' }, '2.3.1', 'browser-payment', { threeDSRequestorDecReqInd: 'N' })).transStatus,
    'D',
    title,
  );
  t.not(
    (await asks({ transStatus: 'S' }, '2.3.1', 'browser-payment', { threeDSRequestorSpcSupport: undefined })).transStatus,
    'S',
    title,
  );
  t.not((await asks({ transStatus: 'S' }, '2.3.1', '3ri-payment')).transStatus, 'S', title);
  t.not(
    (await asks({ transStatus: 'I' }, '2.3.1', 'browser-payment', { threeDSRequestorChallengeInd: ['01'] })).transStatus,
    'I',
    title,
  );
  t.equal(
    (await asks({ transStatus: 'I' }, '2.3.1', 'browser-payment', { threeDSRequestorChallengeInd: ['05'] })).transStatus,
    'I',
    title,
  );
  const spc = await asks({ transStatus: 'S' }, '2.3.1', 'browser-payment', {
    threeDSRequestorSpcSupport: 'Y',
    payeeOrigin: 'https://shop.example',
  });
  t.match(
    spc,
    { transStatus: 'S', webAuthnCredList: [{ rpID: /./ }], spcTransData: { challenge: /./ } },
    'Req 449: S has webAuthnCredList and spcTransData',
  );
  const more = { ofNobody: 1, sdkTransID: 'x', acsHTML: 7 };
  const ares = await sends(s, areqOf(s, '2.3.1', 'browser-payment', { acctNumber: CARDS.frictionless, ...more }));
  t.match(
    ares,
    { messageType: 'ARes', transStatus: 'Y' },
    'Req 209 (ACS): elements of no message, or of another channel or message, are ignored',
  );
  t.notOk('ofNobody' in ares || 'sdkTransID' in ares || 'acsHTML' in ares, 'Req 209 (ACS): and not sent on');
  for (const version of ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7']) {
    const deviceInfo = Buffer.from(JSON.stringify({ DV: version, DD: { C001: 'Android' } })).toString('base64url');
    const app = await opensApp(s, { messageVersion: '2.3.1', areq: { deviceInfo } });
    t.match(await app.challenge.start(), { challengeCompletionInd: 'N' }, 'Req 397: every data version of deviceInfo is taken');
  }
  const sealed = await sends(s, areqOf(s, '2.3.1', 'app-payment', { sdkEncData: 'e30.e30.e30.e30.e30' }));
  t.match(
    sealed,
    { errorCode: '203', errorDetail: 'sdkEncData' },
    'A.1 sdkEncData (ACS): it ends at the DS; at the ACS it is 203',
  );
});
