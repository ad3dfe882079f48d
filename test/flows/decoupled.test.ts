import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { createSimulator } from '../../src/index.ts';
import { readWhole } from '../../src/messages/read.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, messagesOf, opensLink, says } from '../support/methods.ts';
import { startDs } from '../support/moodyDs.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND, testClock } from '../support/testClock.ts';
import { until } from '../support/until.ts';

const NEEDED = '4970720000200007';
const BY_ITSELF = '4970720000210006';
const TWICE = '4970720000220005';
const DAY = 24 * 60 * MINUTE;

/** Sends the example AReq of a version and kind. */
async function sends(s: Scenario, version: string, kind: string, patch: Json): Promise<Json> {
  const example = JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/AReq-${kind}.json`), 'utf8'));
  const ids = { dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
  const body = JSON.stringify({ ...example, ...ids, ...patch });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return (await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body })).json() as Promise<Json>;
}

const asks = (minutes: string, acctNumber = NEEDED, ind = 'Y') => ({
  acctNumber,
  threeDSRequestorDecReqInd: ind,
  threeDSRequestorDecMaxTime: minutes,
});

async function answers(s: Scenario, { acsTransID }: Json, verb: 'approve' | 'refuse'): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${s.simulator.urls.control}/api/transactions/${acsTransID}/${verb}`, { method: 'POST' });
  return { status: response.status, body: (await response.json()) as Json };
}

const later = async (s: Scenario, ms: number) => {
  s.clock.forward(ms);
  await s.simulator.sweep();
};

const next = async (s: Scenario, body: Json) =>
  (await fetch(`${s.simulator.urls.control}/api/next`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })) as Response;

t.test('any card is authenticated decoupled by rule, answers by itself, and ends as the rule says', async (t) => {
  const s = await startScenario(t);
  const sms = '4970720000100009';
  const decoupled = { transStatus: 'D', answers: { answer: 'approved', afterSeconds: 20 } };
  const rreq = async () => {
    await later(s, 20 * SECOND);
    const [sent] = await until(s.ds.rreqs, ({ length }) => length > 0, 'an RReq');
    return sent;
  };
  await next(s, { ...decoupled, challengeResult: { transStatus: 'A' }, cardholderInfo: 'Open the app' });
  const ares = await sends(s, '2.2.0', 'browser-payment', asks('00060', sms));
  t.match(readWhole('ARes', JSON.stringify(ares)), { transStatus: 'D', cardholderInfo: 'Open the app', acsDecConInd: 'Y' });
  t.match(readWhole('RReq', JSON.stringify(await rreq())), { transStatus: 'A', acsTransID: ares.acsTransID, eci: '06' });

  await next(s, decoupled);
  t.match(await sends(s, '2.2.0', 'browser-payment', { acctNumber: sms }), { transStatus: 'C' }, 'unless it was not asked for');
  t.match(await sends(s, '2.2.0', '3ri-payment', asks('00060', sms)), { transStatus: 'D' }, 'then the next one that asks has it');
});

const KINDS = [
  ['2.2.0', 'browser-payment'],
  ['2.2.0', 'browser-nonpayment'],
  ['2.2.0', '3ri-payment'],
  ['2.2.0', '3ri-nonpayment'],
  ['2.3.1', 'browser-payment'],
  ['2.2.0', 'app-payment'],
  ['2.3.1', 'app-payment'],
  ['2.3.1', '3ri-payment'],
  ['2.3.1', '3ri-nonpayment'],
] as const;

for (const [version, kind] of KINDS) {
  const isNew = version === '2.3.1';
  t.test(`${version} ${kind}: ARes D, then one RReq when the cardholder has answered, or none has`, async (t) => {
    const s = await startScenario(t);
    const proven = kind.endsWith('-payment');
    const inApp = kind.startsWith('app');
    const ways: [string, Json, string[], (ares: Json) => Promise<unknown>][] = [
      ['approved', { transStatus: 'Y', eci: '05' }, proven ? ['authenticationValue'] : [], (ares) => answers(s, ares, 'approve')],
      ['refused', { transStatus: 'N', transStatusReason: '26' }, ['transStatusReason'], (ares) => answers(s, ares, 'refuse')],
      [
        'nobody answers',
        { transStatus: 'U', transStatusReason: '24', challengeCancel: '03' },
        ['transStatusReason', 'challengeCancel'],
        () => later(s, 60 * MINUTE),
      ],
    ];
    for (const [way, expected, more, walk] of ways) {
      const ares = await sends(s, version, kind, asks('00060'));
      readWhole('ARes', JSON.stringify(ares));
      t.match(ares, { transStatus: 'D', acsDecConInd: 'Y', acsChallengeMandated: 'Y' }, `${way}: ARes`);
      const text = /OPT-NC .*(app|application)/;
      const how = isNew
        ? { authenticationMethod: ['12'], cardholderInfo: { text } }
        : { authenticationType: '04', cardholderInfo: text };
      t.match(ares, how);
      for (const absent of ['acsURL', 'authenticationValue', 'eci', 'transStatusReason']) t.notOk(absent in ares, `no ${absent}`);
      t.match(await s.transaction(ares), { state: 'decoupled', dueAt: /^2026-/ });

      const before = s.ds.rreqs().length;
      await walk(ares);
      await s.ends(ares);
      t.equal(s.ds.rreqs().length, before + 1, `${way}: one RReq`);
      const rreq = s.ds.rreqs().at(-1) ?? {};
      readWhole('RReq', JSON.stringify(rreq), inApp ? { deviceChannel: '01' } : {});
      t.match(await s.transaction(ares), { report: 'acknowledged' }, `${way}: RRes`);
      t.match(rreq, { messageVersion: version, ...expected }, `${way}: RReq`);
      const means = isNew
        ? expected.transStatus === 'U'
          ? []
          : ['authenticationMethod']
        : ['authenticationMethod', 'authenticationType'];
      const head = [
        'messageType',
        'messageVersion',
        'threeDSServerTransID',
        'acsTransID',
        'dsTransID',
        'messageCategory',
        ...(isNew || kind.startsWith('3ri') ? [] : ['interactionCounter']),
        'transStatus',
        ...(inApp ? ['sdkTransID'] : []),
      ];
      const eci = 'eci' in expected ? ['eci'] : [];
      t.same(
        Object.keys(rreq).sort(),
        [...head, ...means, ...eci, ...more].sort(),
        `${way}: nothing is missing, nothing is too much`,
      );
      if (isNew && expected.transStatus !== 'U') t.same(rreq.authenticationMethod, ['12']);
      if (!isNew) t.match(rreq, { authenticationType: '04', authenticationMethod: '11' });
      t.notOk(
        (await s.transaction(ares)).messages.some(({ type }) => type === 'CRes'),
        'nobody gets a CRes',
      );
    }
  });
}

t.test('who does not ask, or gives too little time, gets U: 23, 25; in 2.1.0 a reason that it knows', async (t) => {
  const s = await startScenario(t);
  const rows: [string, string, Json, Json][] = [
    ['not asked for', '2.2.0', { acctNumber: NEEDED }, { transStatus: 'U', transStatusReason: '23' }],
    ['asked for by N', '2.2.0', asks('00060', NEEDED, 'N'), { transStatus: 'U', transStatusReason: '23' }],
    ['too little time', '2.2.0', asks('00004'), { transStatus: 'U', transStatusReason: '25', acsDecConInd: 'N' }],
    ['fallback only', '2.3.1', asks('00060', NEEDED, 'F'), { transStatus: 'U', transStatusReason: '23' }],
    ['2.1.0', '2.1.0', { acctNumber: NEEDED }, { transStatus: 'U', transStatusReason: '07' }],
    ['another card, asked for', '2.2.0', asks('00060', '4970720000010000'), { transStatus: 'Y', acsDecConInd: 'N' }],
    ['a challenge, asked for', '2.3.1', asks('00060', '4970720000100009', 'B'), { transStatus: 'C', acsDecConInd: 'N' }],
  ];
  for (const [what, version, patch, expected] of rows) {
    const ares = await sends(s, version, 'browser-payment', patch);
    readWhole('ARes', JSON.stringify(ares));
    t.match(ares, expected, what);
    t.equal('acsDecConInd' in ares, 'acsDecConInd' in expected, `${what}: acsDecConInd`);
  }
});

t.test('a cardholder who answers by himself does so when his time has come, also after a restart', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const first = await startScenario(t, { data, clock, ds });
  const ares = await sends(first, '2.2.0', 'browser-payment', asks('00060', BY_ITSELF));
  await later(first, 10 * SECOND - 1);
  t.match(await first.transaction(ares), { state: 'decoupled' }, 'a millisecond before');
  await first.close();
  clock.forward(DAY);
  const second = makeScenario(t, await createSimulator({ data, clock, durability: 'NORMAL' }), clock, ds);
  await second.simulator.sweep();
  t.match(await second.ends(ares), { result: { transStatus: 'Y' }, report: 'acknowledged' });
  t.equal(ds.rreqs().length, 1, 'one RReq');
});

t.test('seven days later, across restarts, the time is over: once', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  let s = await startScenario(t, { data, clock, ds });
  const ares = await sends(s, '2.2.0', '3ri-payment', asks('10080'));
  for (let day = 1; day <= 7; day += 1) {
    t.match(await s.transaction(ares), { state: 'decoupled' }, `day ${day}`);
    await later(s, DAY - (day === 7 ? 1 : 0));
    await s.close();
    s = makeScenario(t, await createSimulator({ data, clock, durability: 'NORMAL' }), clock, ds);
  }
  await s.simulator.sweep();
  t.match(await s.transaction(ares), { state: 'decoupled' }, 'a millisecond before');
  await later(s, 1);
  await s.ends(ares);
  t.match(ds.rreqs(), [{ transStatus: 'U', transStatusReason: '24', challengeCancel: '03' }]);
  t.match(await answers(s, ares, 'approve'), { status: 409, body: { field: 'state', rule: /it is final/, example: String } });
});

t.test('the cardholder answers in the app of his bank, by the link of the notification: once', async (t) => {
  const s = await startScenario(t);
  for (const [version, kind, verdict, transStatus] of [
    ['2.2.0', 'browser-payment', 'approve', 'Y'],
    ['2.3.1', 'browser-payment', 'refuse', 'N'],
    ['2.2.0', '3ri-nonpayment', 'approve', 'Y'],
  ] as const) {
    const about = `${version} ${kind} ${verdict}`;
    const ares = await sends(s, version, kind, asks('10080'));
    t.match(ares, { transStatus: 'D' }, about);
    const link = await approvalLink(s, ares);
    const [push, ...more] = await messagesOf(s, ares);
    t.match(push, { channel: 'push', to: '+687 79 00 24' });
    t.same(more, []);
    const isPayment = kind.endsWith('-payment');
    t.equal(/payment of|paiement de/.test(String(push?.text)), isPayment, `${about}: ${push?.text}`);
    s.clock.forward(6 * DAY);
    const page = await opensLink(link);
    t.equal(page.page, 'approval', `${about}: valid as long as it is waited for`);
    t.equal(page.body.includes('data-testid="amount"'), isPayment, `${about}: an amount where there is one`);
    t.notMatch(page.body, 'trust-list');
    t.equal((await says(link, verdict)).page, verdict === 'approve' ? 'approved' : 'refused', about);
    t.match((await s.ends(ares)).result, { transStatus }, about);
    t.equal((await says(link, 'approve')).page, 'unknown', `${about}: once`);
    t.equal((await answers(s, ares, 'approve')).status, 409, `${about}: nor by the API`);
  }
  const ares = await sends(s, '2.2.0', 'browser-payment', asks('00030'));
  const link = await approvalLink(s, ares);
  s.clock.forward(30 * MINUTE);
  t.equal((await opensLink(link)).page, 'unknown', 'not when its time is over');
  t.equal((await says(link, 'approve')).page, 'unknown');
});

t.test('200 answers at once are one: the first, and one RReq', async (t) => {
  const s = await startScenario(t);
  const ares = await sends(s, '2.2.0', 'browser-payment', asks('00060'));
  const all = await Promise.all(Array.from({ length: 200 }, (_, index) => answers(s, ares, index % 2 ? 'refuse' : 'approve')));
  t.equal(all.filter(({ status }) => status === 200).length, 1, 'one is taken');
  t.equal(all.filter(({ status }) => status === 409).length, 199, 'all others are told that they come too late');
  const { result } = await s.ends(ares);
  t.match(result, all.find(({ status }) => status === 200)?.body.result, 'and it is the one that was taken');
  await later(s, 60 * MINUTE);
  t.equal(s.ds.rreqs().length, 1);
});

t.test('two simulators on one store, asked at once: one answer is taken, one RReq leaves', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const both = [await startScenario(t, { data, clock, ds }), await startScenario(t, { data, clock, ds })] as const;
  for (let round = 1; round <= 5; round += 1) {
    const ares = await sends(both[0], '2.2.0', 'browser-payment', asks('00060'));
    const all = await Promise.all([0, 1, 2, 3].flatMap((n) => both.map((s) => answers(s, ares, n % 2 ? 'refuse' : 'approve'))));
    t.equal(all.filter(({ status }) => status === 200).length, 1, `round ${round}: one is taken`);
    await both[1].ends(ares);
    t.equal(ds.rreqs().length, round, `round ${round}: one RReq`);
  }
});

t.test('an approval a moment after the time is over is too late, though no sweep has seen it', async (t) => {
  const s = await startScenario(t);
  const ares = await sends(s, '2.2.0', 'browser-payment', asks('00005'));
  s.clock.forward(5 * MINUTE);
  const [late] = await Promise.all([answers(s, ares, 'approve'), s.simulator.sweep()]);
  t.equal(late.status, 409);
  await s.ends(ares);
  t.match(s.ds.rreqs(), [{ transStatus: 'U', transStatusReason: '24' }]);
});

t.test('only what waits can be approved', async (t) => {
  const s = await startScenario(t);
  t.match(await answers(s, { acsTransID: 'unknown' }, 'approve'), {
    status: 404,
    body: { field: 'acsTransID', example: String },
  });
  const frictionless = await s.sendsAReq({ acctNumber: '4970720000010000' });
  t.match(await answers(s, frictionless, 'approve'), { status: 409, body: { field: 'state' } });
  const challenge = await s.sendsAReq({ acctNumber: '4970720000100009' });
  await s.postsCReq(challenge);
  t.match(await answers(s, challenge, 'approve'), { status: 409, body: { rule: /it is challenging/ } });
  t.match(await s.transaction(challenge), { state: 'challenging' });
});

t.test('a CReq for decoupled authentication is refused and changes nothing', async (t) => {
  const s = await startScenario(t);
  const ares = await sends(s, '2.2.0', 'browser-payment', asks('00060'));
  const page = await s.postsCReq(ares);
  t.match(page.final?.message, { messageType: 'Erro', errorCode: '305', errorDetail: 'acsTransID' });
  t.match(await s.transaction(ares), { state: 'decoupled' });
  t.equal((await answers(s, ares, 'approve')).status, 200, 'the cardholder still answers');
});

t.test(
  'Req 464, Req 465, Req 471: in 2.3.1 a challenge falls back to D, in RReq and CRes alike, and goes on as 3RI',
  async (t) => {
    const s = await startScenario(t);
    const rows = [
      ['cancelled', BY_ITSELF, '29'],
      ['completed', TWICE, '30'],
    ] as const;
    for (const [way, acctNumber, transStatusReason] of rows) {
      const ares = await sends(s, '2.3.1', 'browser-payment', { ...asks('00060', acctNumber, 'F'), browserLanguage: 'en' });
      t.match(ares, { transStatus: 'C' });
      const page = await s.postsCReq(ares);
      const form: Record<string, string> = way === 'cancelled' ? { action: 'cancel' } : { code: await s.code(ares) };
      const final = await s.finalPage(ares, await s.posts(page, form));
      t.equal(final.name, 'decoupled');
      t.match(final.html, /Confirm with your bank/);
      t.match({ ...readWhole('CRes', JSON.stringify(final.final?.message)) }, { transStatus: 'D' }, `${way}: CRes`);
      const rreq = s.ds.rreqs().at(-1) ?? {};
      t.match({ ...readWhole('RReq', JSON.stringify(rreq)) }, { transStatus: 'D', transStatusReason }, `${way}: RReq`);
      for (const absent of ['authenticationValue', 'eci', 'authenticationMethod']) t.notOk(absent in rreq, `no ${absent}`);
      t.equal(rreq.challengeCancel, way === 'cancelled' ? '01' : undefined, 'Req 126: a cancel is told beside D');

      const next = await sends(s, '2.3.1', '3ri-payment', {
        ...asks('00060', acctNumber),
        threeRIInd: '19',
        threeDSRequestorPriorAuthenticationInfo: [{ threeDSReqPriorRef: ares.acsTransID }],
      });
      t.match(next, { transStatus: 'D' }, 'the 3RI that follows');
      t.equal((await answers(s, next, 'approve')).status, 200);
      t.match(await s.ends(next), { result: { transStatus: 'Y' } });
    }
  },
);

t.test('through the loopback DS and 3DS Server, the RReq of D arrives', async (t) => {
  const s = await startScenario(t);
  const { sandbox, acs } = s.simulator.urls;
  const example = JSON.parse(readFileSync(shipped('fixtures/messages/2.2.0/AReq-browser-payment.json'), 'utf8'));
  const { dsTransID: _a, dsURL: _b, dsReferenceNumber: _c, ...areq } = example;
  const body = JSON.stringify({
    ...areq,
    ...asks('00060'),
    threeDSServerTransID: randomUUID(),
    threeDSServerURL: s.ds.url,
    notificationURL: `${acs}/nowhere`,
  });
  const headers = { 'content-type': 'application/json' };
  const ares = (await (await fetch(`${sandbox}/ds/areq`, { method: 'POST', headers, body })).json()) as Json;
  t.match(ares, { transStatus: 'D' });
  await answers(s, ares, 'approve');
  await until(
    () => s.transaction(ares),
    ({ report }) => report === 'acknowledged',
    'the RRes',
  );
  t.match(s.ds.rreqs(), [{ transStatus: 'Y', authenticationType: '04' }]);
});
