import t from 'tap';
import { CARDS, otherCode } from '../support/cards.ts';
import { startScenario } from '../support/scenario.ts';
import { SECOND } from '../support/testClock.ts';

const SESSION = { threeDSSessionData: 'c2Vzc2lvbg==' };

t.test('a CReq in the last second opens the challenge; the final CRes is Y', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  s.clock.forward(30 * SECOND - 1);
  await s.simulator.sweep();
  const page = await s.postsCReq(ares, SESSION);
  const final = await s.finalPage(ares, await s.posts(page, { code: await s.code(ares) }));
  t.match(final.final, { message: { transStatus: 'Y' }, threeDSSessionData: SESSION.threeDSSessionData });
});

t.test('a CReq that comes too late gets Erro 402 by way of the browser, whether a sweep came first or not', async (t) => {
  const s = await startScenario(t);
  for (const isSwept of [true, false]) {
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    s.clock.forward(30 * SECOND);
    if (isSwept) await s.simulator.sweep();
    const answer = await s.postsCReq(ares, SESSION);
    t.match(answer.final, {
      action: 'http://localhost:8090/shop/3ds/notification',
      threeDSSessionData: SESSION.threeDSSessionData,
      message: {
        messageType: 'Erro',
        errorCode: '402',
        errorComponent: 'A',
        errorMessageType: 'CReq',
        acsTransID: ares.acsTransID,
        threeDSServerTransID: ares.threeDSServerTransID,
      },
    });
    const { result } = await s.ends(ares);
    t.match(result, { transStatus: 'N', transStatusReason: '14', challengeCancel: '05', interactionCounter: 0 });
    t.same(await s.codes(ares), [], 'no code is sent');
  }
  t.equal(s.ds.rreqs().length, 2);
});

t.test('a second, different CReq gets Erro 305 and changes nothing', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares, SESSION);
  const others = [
    await s.postsCReq(ares, SESSION, { challengeWindowSize: '01' }),
    await s.postsCReq(ares, { threeDSSessionData: 'other' }),
    await s.postsCReq(ares),
    await s.postsCReq(ares, SESSION, { unknownElement: 'x' }),
  ];
  for (const { final } of others) t.match(final?.message, { messageType: 'Erro', errorCode: '305', errorMessageType: 'CReq' });
  t.equal((await s.codes(ares)).length, 1, 'no further code is sent');
  const broken = await s.postsCReq(ares, SESSION, { challengeWindowSize: '09' });
  t.match(broken.final?.message, { errorCode: '203' }, 'a broken one is told so');
  t.match(await s.transaction(ares), { state: 'challenging' }, 'and does not end what goes on');
  const final = await s.finalPage(ares, await s.posts(page, { code: await s.code(ares) }));
  t.match(final.final, { message: { transStatus: 'Y' }, threeDSSessionData: SESSION.threeDSSessionData });
});

t.test('the same CReq again goes on where the challenge was and costs nothing', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const first = await s.postsCReq(ares, SESSION);
  const code = await s.code(ares);
  t.equal((await s.postsCReq(ares, SESSION)).html, first.html, 'a reload shows the same page');
  const wrong = await s.posts(first, { code: otherCode(code) });
  const again = await s.postsCReq(ares, SESSION);
  t.equal(again.html, wrong.html, 'a reload after a wrong code shows that page');
  t.same(await s.codes(ares), [code], 'no further code is sent');
  const final = await s.finalPage(ares, await s.posts(again, { code }));
  t.match(final.final?.message, { transStatus: 'Y' });
  t.match(s.ds.rreqs(), [{ interactionCounter: '02' }]);
});

t.test('200 parallel CReqs open one challenge and send one code', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const pages = await Promise.all(Array.from({ length: 200 }, () => s.postsCReq(ares, SESSION)));
  t.equal(new Set(pages.map(({ html }) => html)).size, 1, 'all show the same page');
  await s.code(ares);
  t.equal((await s.codes(ares)).length, 1);
  const final = await s.finalPage(ares, await s.posts(pages[0] as (typeof pages)[0], { code: await s.code(ares) }));
  t.match(final.final?.message, { transStatus: 'Y' });
});

t.test('a broken CReq gets its Erro by way of the browser and ends the transaction: RReq U, 06', async (t) => {
  const s = await startScenario(t);
  const rows = [
    ['a window size that is none', { challengeWindowSize: '09' }, '203', 'challengeWindowSize'],
    ['no window size', { challengeWindowSize: undefined }, '201', 'challengeWindowSize'],
    ['a window size that is a number', { challengeWindowSize: 5 }, '203', 'challengeWindowSize'],
    ['another version', { messageVersion: '2.9.0' }, '102', '2.2.0'],
    ['another message', { messageType: 'CRes' }, '101', 'Invalid Message for the receiving component'],
  ] as const;
  for (const [sentence, patch, errorCode, errorDetail] of rows) {
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const answer = await s.postsCReq(ares, SESSION, patch);
    const errorMessageType = 'messageType' in patch ? patch.messageType : 'CReq';
    t.match(
      answer.final,
      {
        action: 'http://localhost:8090/shop/3ds/notification',
        threeDSSessionData: SESSION.threeDSSessionData,
        message: { messageType: 'Erro', errorCode, errorDetail, errorMessageType, acsTransID: ares.acsTransID },
      },
      sentence,
    );
    const { result } = await s.ends(ares);
    t.match(result, { transStatus: 'U', challengeCancel: '06', interactionCounter: 0 }, `${sentence}: the result`);
    const rreq = s.ds.rreqs().find(({ acsTransID }) => acsTransID === ares.acsTransID);
    t.match(rreq, { transStatus: 'U', challengeCancel: '06', interactionCounter: '00' }, `${sentence}: the RReq`);
    const second = await s.postsCReq(ares, SESSION);
    t.match(second.final?.message, { messageType: 'Erro', errorCode: '305' }, `${sentence}: a good one comes too late`);
  }
});

t.test('a CReq for a transaction that was decided without a challenge gets Erro 305 and changes nothing', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  t.match(ares, { transStatus: 'Y' });
  const answer = await s.postsCReq(ares);
  t.match(answer.final?.message, { messageType: 'Erro', errorCode: '305' });
  await s.simulator.sweep();
  t.same([(await s.transaction(ares)).result?.transStatus, s.ds.rreqs().length], ['Y', 0], 'no RReq is owed');
});

t.test(
  'an Erro in the place of a CReq gets no Erro and changes nothing; another message is told that it is the wrong one',
  async (t) => {
    const s = await startScenario(t);
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const erro = { messageType: 'Erro', errorCode: '101', errorComponent: 'S', errorDescription: 'x', errorDetail: 'x' };
    const answer = await s.postsCReq(ares, SESSION, erro);
    t.notOk(answer.final, 'the page of an unknown transaction');
    t.match(await s.transaction(ares), { state: 'awaitingCReq' });
  },
);
