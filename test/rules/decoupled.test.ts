// 3RI and decoupled authentication, chapter 3, by way of the loopback DS: each assertion names the rule that it shows.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { readWhole } from '../../src/messages/read.ts';
import { opensApp } from '../support/app.ts';
import { exampleOf, postJson } from '../support/areqs.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE } from '../support/testClock.ts';
import { until } from '../support/until.ts';

/** The examples have their dates, and device information in the clear. */
const DS_TAKES = { dsRules: ['deviceInfo=clear', 'dates=any'] };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DECOUPLED = '4970720000200007';
const OUTCOMES = {
  Y: '4970720000010000',
  A: '4970720000020009',
  N: '4970720000030008',
  U: '4970720000040007',
  R: '4970720000050006',
};
/** Cards that may be authenticated decoupled instead of a challenge, and after it. */
const BY_ITSELF = '4970720000210006';
const TWICE = '4970720000220005';
const HOUR = 60 * MINUTE;
const CHANNELS = { app: '01', browser: '02', '3ri': '03' } as const;
type Channel = keyof typeof CHANNELS;

const isValid = (type: 'ARes' | 'RReq' | 'RRes', message: unknown, channel: Channel) =>
  readWhole(type, JSON.stringify(message), { deviceChannel: CHANNELS[channel] }).messageType === type;
const typesOf = (messages: Json[]) => messages.map(({ type }) => type).join(' ');
const dsKnows = async (s: Scenario, { threeDSServerTransID }: Json): Promise<Json[]> => {
  const answer = await fetch(`${s.simulator.urls.sandbox}/ds/transactions/${threeDSServerTransID}`);
  return ((await answer.json()) as { messages?: Json[] }).messages ?? [];
};
const inboxOf = async (s: Scenario) => (await fetch(`${s.simulator.urls.control}/api/messages`)).json() as Promise<Json[]>;

/** The 3DS Server of the test sends the example of a channel to the DS. */
async function sends(s: Scenario, version: string, channel: Channel, patch: Json = {}): Promise<Json> {
  const example = JSON.parse(readFileSync(exampleOf(version, `${channel}-payment`), 'utf8'));
  const { dsTransID: _a, dsURL: _b, dsReferenceNumber: _c, ...areq } = example;
  const ids = { threeDSServerURL: s.ds.url, threeDSServerTransID: randomUUID() };
  return postJson(`${s.simulator.urls.sandbox}/ds/areq`, { ...areq, ...ids, ...patch });
}

const asks = (threeDSRequestorDecReqInd = 'Y', threeDSRequestorDecMaxTime = '00060') => ({
  ...{ acctNumber: DECOUPLED, threeDSRequestorDecReqInd, threeDSRequestorDecMaxTime },
});

/** The names of the rules by channel, as titles. */
const TITLES = {
  app: {
    ares: 'Req 321: D has acsDecConInd Y and how the cardholder is asked',
    unasked: 'Req 321: there is no D where the requestor does not ask for it',
    short: 'Req 321: nor where the time is too short',
    timer: 'Req 322: the time of threeDSRequestorDecMaxTime runs, and the cardholder is asked outside of the protocol',
    atOnce: 'Req 345: the RReq leaves as soon as there is a result',
    over: 'Req 345: when the time is over, RReq U 24 with challengeCancel 03',
    silent: '5.9.11 decoupled: whatever the DS answers, nothing goes to the SDK',
  },
  browser: {
    ares: 'Req 325: D has acsDecConInd Y and how the cardholder is asked',
    unasked: 'Req 325: there is no D where the requestor does not ask for it',
    short: 'Req 325: nor where the time is too short',
    timer: 'Req 326: the time of threeDSRequestorDecMaxTime runs',
    atOnce: 'Req 347: the RReq leaves as soon as there is a result',
    over: 'Req 347: when the time is over, RReq U 24 with challengeCancel 03',
    silent: '5.9.12 decoupled: whatever the DS answers, nothing goes through the browser',
  },
  '3ri': {
    ares: 'Req 328: D has acsDecConInd Y and how the cardholder is asked',
    unasked: 'there is no D where the requestor does not ask for it',
    short: 'Req 328: nor where the time is too short',
    timer: 'Req 330: the time of threeDSRequestorDecMaxTime runs',
    atOnce: 'Req 353: the RReq leaves as soon as there is a result',
    over: 'Req 353: when the time is over, RReq U 24 with challengeCancel 03',
    silent: '5.9.13 3RI: a bad answer of the DS is told to the DS alone',
  },
} as const;

for (const version of ['2.2.0', '2.3.1']) {
  for (const channel of Object.keys(CHANNELS) as Channel[]) {
    const title = TITLES[channel];

    t.test(`${version}, ${channel}: D, and the cardholder approves`, async (t) => {
      const s = await startScenario(t, DS_TAKES);
      const ares = await sends(s, version, channel, asks());
      t.ok(isValid('ARes', ares, channel), `ARes: ${ares.errorDetail ?? 'whole'}`);
      const text = version === '2.3.1' ? { text: /./ } : /./;
      const how = version === '2.3.1' ? { authenticationMethod: ['12'] } : { authenticationType: '04' };
      t.match(ares, { transStatus: 'D', acsDecConInd: 'Y', ...how }, title.ares);
      t.match(ares.cardholderInfo, text, '4.4 3RI: D carries a text for the cardholder');
      t.notOk(ares.acsRenderingType || ares.acsURL, '4.1 note decoupled: D has no user interface in the protocol');
      const inbox = await until(
        () => inboxOf(s),
        ({ length }) => length > 0,
        'the notification',
      );
      t.match(inbox, [{ acsTransID: ares.acsTransID }], title.timer);
      s.clock.forward(HOUR - MINUTE);
      await s.simulator.sweep();
      t.match(await s.transaction(ares), { state: 'decoupled' }, title.timer);
      t.same(s.ds.rreqs(), [], title.timer);
      await postJson(`${s.simulator.urls.control}/api/transactions/${ares.acsTransID}/approve`, {});
      await s.ends(ares);
      const [rreq = {}] = s.ds.rreqs();
      t.match(rreq, { transStatus: 'Y' }, title.atOnce);
      t.equal(typesOf((await s.transaction(ares)).messages), 'AReq ARes RReq RRes', 'Req 351, Req 352: one RReq for an ARes D');
      if (channel === '3ri') of3RI(t, s, rreq, await dsKnows(s, ares), (await s.transaction(ares)).messages as never);
    });

    t.test(`${version}, ${channel}: D, and nobody answers`, async (t) => {
      const s = await startScenario(t, DS_TAKES);
      const ares = await sends(s, version, channel, asks());
      s.clock.forward(HOUR);
      await s.simulator.sweep();
      await s.ends(ares);
      t.match(s.ds.rreqs(), [{ transStatus: 'U', transStatusReason: '24', challengeCancel: '03' }], title.over);
      const unasked = await sends(s, version, channel, asks('N', undefined));
      t.not(unasked.transStatus, 'D', title.unasked);
      const short = await sends(s, version, channel, asks('Y', '00001'));
      t.not(short.transStatus, 'D', title.short);
    });

    t.test(`${version}, ${channel}: D, and the DS answers the RReq badly`, async (t) => {
      const s = await startScenario(t, DS_TAKES);
      const example = JSON.parse(readFileSync(exampleOf(version, `${channel}-payment`), 'utf8'));
      for (const [mood, errorCode] of [
        ['answersBrokenRRes', '203'],
        ['answersGarbage', '101'],
        ['answersErro', undefined],
      ] as const) {
        s.ds.mood = mood;
        s.ds.received.length = 0;
        const ids = { dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
        const ares = await postJson(`${s.simulator.urls.acs}/3ds/areq`, { ...example, ...ids, ...asks() });
        await postJson(`${s.simulator.urls.control}/api/transactions/${ares.acsTransID}/approve`, {});
        await s.ends(ares);
        const owed = errorCode ? 1 : 0;
        await until(
          () => s.ds.erros().length,
          (count) => count >= owed,
          'the Erro',
        );
        const codes = s.ds.erros().map((erro) => erro.errorCode);
        t.same(codes, errorCode ? [errorCode] : [], title.silent);
        const types = (await s.transaction(ares)).messages.map((message) => message.type);
        t.notOk(types.includes('CRes'), title.silent);
        if (channel === '3ri')
          t.match(types.at(errorCode ? -2 : -1), /^(RRes|Erro|invalid)$/, 'Req 341: what came is on the record');
      }
    });
  }

  t.test(`${version}: 3RI without a challenge`, async (t) => {
    const s = await startScenario(t, DS_TAKES);
    const all: Json[] = [];
    for (const [transStatus, acctNumber] of Object.entries(OUTCOMES)) {
      const ares = await sends(s, version, '3ri', { acctNumber });
      all.push(ares);
      t.match(ares, { transStatus }, 'Req 291: the outcome of the card');
      t.ok(isValid('ARes', ares, '3ri'), 'Req 293, Req 294: the ARes is whole by its table');
      t.equal(
        'authenticationValue' in ares && 'eci' in ares,
        'YA'.includes(transStatus),
        'Req 292: Y and A carry authenticationValue and eci',
      );
      if ('NUR'.includes(transStatus))
        t.match(ares.transStatusReason, /^\d\d$/, 'Req 289: no authentication is told with its transStatusReason');
      t.equal(typesOf((await s.transaction(ares)).messages), 'AReq ARes', 'Req 289: nothing follows');
      t.equal(typesOf(await dsKnows(s, ares)), 'AReq ARes', 'Req 296, Req 297, Req 286: the DS forwards and keeps AReq and ARes');
    }
    const challenged = await sends(s, version, '3ri', { acctNumber: '4970720000052226' });
    t.match(challenged.transStatus, /^[^CS]$/, 'Req 291: a card that would be challenged is not, in 3RI');
    t.equal(new Set(all.map(({ dsTransID }) => dsTransID)).size, all.length, 'Req 279: each AReq gets a dsTransID of its own');
    t.equal(
      new Set(all.map(({ acsTransID }) => acsTransID)).size,
      all.length,
      'Req 288: each AReq gets an acsTransID of its own',
    );
    for (const { acsTransID } of all) t.match(acsTransID, UUID, 'T1.3 UUID: in lower case, with hyphens');
    const wrong: [Json, string, string][] = [
      [{ messageType: 'XReq' }, '101', 'Invalid Message Type'],
      [{ threeRIInd: '00' }, '203', 'threeRIInd'],
      [{ threeRIInd: undefined }, '201', 'threeRIInd'],
    ];
    for (const [patch, errorCode, errorDetail] of wrong) {
      t.match(
        await sends(s, version, '3ri', patch),
        { errorComponent: 'D', errorCode, errorDetail },
        'Req 278: the DS refuses what is wrong',
      );
      const example = JSON.parse(readFileSync(exampleOf(version, '3ri-payment'), 'utf8'));
      const answer = await postJson(`${s.simulator.urls.acs}/3ds/areq`, { ...example, ...patch });
      t.match(answer, { errorComponent: 'A', errorCode, errorDetail }, 'Req 287: so does the ACS');
    }
  });
}

function of3RI(t: Test, s: Scenario, rreq: Json, ds: Json[], acs: { type: string; body: Json }[]) {
  const sent = acs.find(({ type }) => type === 'RReq')?.body ?? {};
  t.ok(isValid('RReq', sent, '3ri'), 'Req 349: the RReq is whole by its table');
  t.notOk('interactionCounter' in sent || 'sdkTransID' in sent, 'Req 349: without interactionCounter and sdkTransID');
  t.equal(typesOf(ds), 'AReq ARes RReq RRes', 'Req 339: the DS keeps RReq and RRes');
  t.match(
    rreq,
    { acsTransID: sent.acsTransID, transStatus: sent.transStatus },
    'Req 333, Req 334, Req 427: the DS brings the RReq to the threeDSServerURL',
  );
  t.equal(s.ds.rreqs().length, 1, 'Req 352: once');
  const rres = acs.find(({ type }) => type === 'RRes')?.body;
  t.same(rres, ds.at(-1)?.message, 'Req 340: the ACS gets the RRes as it came');
  t.match(rres, { resultsStatus: '01', acsTransID: sent.acsTransID }, 'Req 341: the ACS takes the RRes, and keeps it');
}

t.test('2.3.1: a challenge in an app goes on decoupled', async (t) => {
  const s = await startScenario(t, DS_TAKES);
  const fallback = { threeDSRequestorDecReqInd: 'F', threeDSRequestorDecMaxTime: '00060' };
  const rows = [
    ['cancelled', BY_ITSELF, '29'],
    ['completed', TWICE, '30'],
  ] as const;
  for (const [way, acctNumber, transStatusReason] of rows) {
    const { ares, challenge } = await opensApp(s, { messageVersion: '2.3.1', areq: { ...fallback, acctNumber } });
    await challenge.start();
    const told = way === 'cancelled' ? await challenge.cancels() : await challenge.enters(await s.code(ares));
    t.match(told, { challengeCompletionInd: 'N', acsUiType: '07' }, `${way}: the cardholder is told first`);
    const last = await challenge.continues();
    await s.ends(ares);
    const rreq = s.ds.rreqs().at(-1);
    t.ok(isValid('RReq', rreq, 'app'), `${way}: the RReq is whole`);
    t.match(rreq, { transStatus: 'D', transStatusReason }, 'Req 462: the RReq of a fallback is D, with 29 or 30');
    t.match(last, { challengeCompletionInd: 'Y', transStatus: 'D' }, 'Req 470: so is the final CRes');
  }
});
