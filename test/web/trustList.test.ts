import t, { type Test } from 'tap';
import { DEMO_EPIN } from '../../src/cards/ePins.ts';
import { cardNumberFor } from '../../src/cards/speakingNumbers.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { issuerWith } from '../support/fixtures.ts';
import type { Json } from '../support/json.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const hasBox = (html: string) => html.includes('data-testid="trust-list"');

/** A challenge by ePin alone, to its end: whether the box was there, and the RReq. */
async function pays(s: Scenario, areq: Json, form: Record<string, string> = {}): Promise<{ offered: boolean; rreq: Json }> {
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.ePin, ...areq });
  const page = await s.postsCReq(ares);
  await s.posts(page, { ePin: EPIN, ...form });
  await s.ends(ares);
  const rreq = s.ds.rreqs().find(({ acsTransID }) => acsTransID === ares.acsTransID) ?? {};
  return { offered: hasBox(page.html), rreq };
}

const asked = { threeDSRequestorChallengeInd: '09' };
const start = (t: Test, trustList?: string) => startScenario(t, trustList ? { fixtures: issuerWith(t, { trustList }) } : {});

t.test('the cardholder is asked where the AReq asks for it, or where the issuer wants it', async (t) => {
  const rows = [
    [undefined, asked, true],
    [undefined, { threeDSRequestorChallengeInd: '03' }, false],
    ['always', { threeDSRequestorChallengeInd: '03' }, true],
    ['never', asked, false],
  ] as const;
  for (const [setting, areq, offered] of rows) {
    const found = await pays(await start(t, setting), areq, { trustList: 'Y' });
    const about = `${setting ?? 'by default'}, ${areq.threeDSRequestorChallengeInd}`;
    t.equal(found.offered, offered, about);
    t.equal(found.rreq.transStatus, 'Y');
    t.equal(found.rreq.whiteListStatus, offered ? 'Y' : undefined, `${about}: a field that was not offered says nothing`);
  }
});

t.test('a merchant who is trusted is not offered again: with that card, for that merchant', async (t) => {
  const s = await start(t);
  const other = { ...asked, threeDSRequestorID: 'another-merchant' };
  t.match(await pays(s, asked, { trustList: 'Y' }), {
    offered: true,
    rreq: { whiteListStatus: 'Y', whiteListStatusSource: '03' },
  });
  t.match(await pays(s, asked), { offered: false }, 'known');
  t.match(await pays(s, other), { offered: true, rreq: { whiteListStatus: 'R' } }, 'another merchant');
  const secondCard = await s.sendsAReq({ acctNumber: METHOD_CARDS.picker, ...asked });
  t.ok(hasBox((await s.postsCReq(secondCard)).html), 'another card');
});

t.test('a merchant who is trusted pays without a challenge where the AReq names that ground (08)', async (t) => {
  const s = await start(t);
  const ground = { acctNumber: METHOD_CARDS.ePin, threeDSRequestorChallengeInd: '08' };
  t.match(await s.sendsAReq(ground), { transStatus: 'C', whiteListStatus: 'N', whiteListStatusSource: '03' });
  await pays(s, asked, { trustList: 'Y' });
  t.match(await s.sendsAReq(ground), { transStatus: 'Y', whiteListStatus: 'Y', whiteListStatusSource: '03' });
  t.match(await s.sendsAReq({ ...ground, threeDSRequestorID: 'another-merchant' }), { transStatus: 'C', whiteListStatus: 'N' });
});

t.test('a merchant is not trusted by a challenge that fails, or by any field but Y', async (t) => {
  const s = await start(t);
  for (const trustList of ['N', '', 'on', 'y', 'true'])
    t.match(await pays(s, asked, { trustList }), { rreq: { whiteListStatus: 'R' } }, trustList);
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.ePin, ...asked });
  let page = await s.postsCReq(ares);
  for (const ePin of ['0000', '0001', '0002']) page = await s.posts(page, { ePin, trustList: 'Y' });
  await s.ends(ares);
  const rreq = s.ds.rreqs().find(({ acsTransID }) => acsTransID === ares.acsTransID) ?? {};
  t.match(rreq, { transStatus: 'N' });
  t.notOk('whiteListStatus' in rreq, 'nothing is said of trust');
  t.match(await pays(s, asked), { offered: true }, 'he is asked again');
});

t.test('the box is on the last entry page alone', async (t) => {
  const s = await start(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms, ...asked });
  const first = await s.postsCReq(ares);
  t.notOk(hasBox(first.html));
  const last = await s.posts(first, { ePin: EPIN, trustList: 'Y' });
  t.ok(hasBox(last.html));
  const malformed = await s.posts(last, { code: '1', trustList: 'Y' });
  t.match(malformed.html, /data-testid="trust-list" checked/, 'the tick outlives a malformed code');
  await s.posts(malformed, { code: await s.code(ares) });
  await s.ends(ares);
  t.match(s.ds.rreqs(), [{ whiteListStatus: 'R' }], 'what counts is the last page');
});

t.test('the end that a tester writes says what came of the box, and only Y makes the merchant trusted', async (t) => {
  const s = await start(t);
  const ends = (result: 'N' | 'Y') => cardNumberFor({ outcome: 'C', method: 'ePin', result });
  const n = await pays(s, { ...asked, acctNumber: ends('N') }, { ePin: DEMO_EPIN, trustList: 'Y' });
  t.match(n, { offered: true, rreq: { transStatus: 'N', transStatusReason: '19' } });
  t.notOk('whiteListStatus' in n.rreq);
  t.match(await pays(s, { ...asked, acctNumber: ends('N') }), { offered: true }, 'the merchant is not on the list');
  t.match(await pays(s, { ...asked, acctNumber: ends('Y') }, { ePin: DEMO_EPIN, trustList: 'Y' }), {
    offered: true,
    rreq: { transStatus: 'Y', whiteListStatus: 'Y', whiteListStatusSource: '03' },
  });
  t.match(await pays(s, { ...asked, acctNumber: ends('Y') }, { ePin: DEMO_EPIN }), { offered: false }, 'now he is');
});

t.test('2.1.0 knows no trust', async (t) => {
  const s = await start(t, 'always');
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.ePin, messageVersion: '2.1.0', threeDSRequestorChallengeInd: '01' });
  t.equal(ares.transStatus, 'C');
  const page = await s.postsCReq(ares, {}, { messageVersion: '2.1.0' });
  t.equal(page.name, 'epin');
  t.notOk(hasBox(page.html));
});
