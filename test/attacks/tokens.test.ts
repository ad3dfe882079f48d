import t from 'tap';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import { rawRequest } from '../support/rawRequest.ts';
import { startScenario } from '../support/scenario.ts';

/** All of an answer that a client can see, but for the time. */
async function answerOf(url: string, options: Parameters<typeof rawRequest>[1]) {
  const { status, headers, body } = await rawRequest(url, options);
  const { date: _date, ...others } = headers;
  return { status, headers: others, body };
}

t.test('forged, foreign, unknown and missing tokens and transactions all get one and the same answer', async (t) => {
  const s = await startScenario(t);
  const { acs } = s.simulator.urls;
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const other = await s.sendsAReq({ acctNumber: CARDS.sms });
  const otherPage = await s.postsCReq(other);
  const [id = '', place = '', proof = ''] = page.token.split('.');
  const [otherId = '', , otherProof = ''] = otherPage.token.split('.');
  const changed = proof.replace(/^./, (char) => (char === 'A' ? 'B' : 'A'));

  const tokens: Record<string, string> = {
    'no token': '',
    'a token of noise': 'x'.repeat(90),
    'the acsTransID alone': id,
    'the acsTransID with an empty proof': `${id}.${place}.`,
    'the threeDSServerTransID as token': `${ares.threeDSServerTransID}.${place}.${proof}`,
    'a proof with one letter changed': `${id}.${place}.${changed}`,
    'the proof of another transaction': `${id}.${place}.${otherProof}`,
    'our proof for another transaction': `${otherId}.${place}.${proof}`,
    'the proof of another place': `${id}.0-1-1.${proof}`,
    'a place that does not come yet': `${id}.1-0-1.${proof}`,
    'the page of results': `${id}.result.${proof}`,
    'an unknown transaction': `00000000-0000-4000-8000-000000000000.${place}.${proof}`,
    'a proof in the other case': `${id}.${place}.${proof.toUpperCase()}`,
    'a very long token': `${id}.${place}.${'A'.repeat(20_000)}`,
    'what SQL would read as more': `' OR '1'='1.${place}.${proof}`,
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const post = (fields: Record<string, string>, path = '/3ds/challenge') =>
    answerOf(`${acs}${path}`, { method: 'POST', headers: form, body: new URLSearchParams(fields).toString() });
  const known = await post({ token: 'none' });
  t.same([known.status, known.body.includes(id)], [404, false], 'the answer names no transaction');
  t.match(known.body, /data-page="error"/);

  const code = await s.code(ares);
  for (const [sentence, token] of Object.entries(tokens)) {
    t.same(await post({ token, action: 'submit', code }), known, `${sentence}, posted`);
    t.same(await post({ token, action: 'cancel' }), known, `${sentence}, to cancel`);
    if (token.length < 2000)
      t.same(await answerOf(`${acs}/3ds/challenge?${new URLSearchParams({ token })}`, {}), known, `${sentence}, looked at`);
  }
  const creq = (patch: object) => Buffer.from(s.creq(ares, { ...patch })).toString('base64url');
  const creqs: Record<string, string> = {
    'no CReq': '',
    'a CReq of noise': '%%%',
    'a CReq that is no JSON': Buffer.from('creq').toString('base64url'),
    'a CReq that is null': Buffer.from('null').toString('base64url'),
    'a CReq of an unknown transaction': creq({ acsTransID: '00000000-0000-4000-8000-000000000000' }),
    'a CReq with a foreign threeDSServerTransID': creq({ threeDSServerTransID: other.threeDSServerTransID }),
    'a CReq without threeDSServerTransID': creq({ threeDSServerTransID: undefined }),
    'a CReq whose acsTransID is a list': creq({ acsTransID: [ares.acsTransID] }),
  };
  for (const [sentence, text] of Object.entries(creqs)) t.same(await post({ creq: text }, '/3ds/creq'), known, sentence);
  t.same(await answerOf(`${acs}/3ds/nothing-here`, {}), known, 'a path that is none');

  t.match(await s.transaction(ares), { state: 'challenging', result: undefined }, 'nothing of all this changed anything');
  const final = await s.finalPage(ares, await s.posts(page, { code }));
  t.match(final.final?.message, { transStatus: 'Y' }, 'the page itself still works');
});

t.test('an unreadable form is refused and changes nothing', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const json = JSON.stringify({ token: { toString: 1 }, creq: { toString: 1 } });
  for (const [type, body] of [
    ['application/json', json],
    ['application/json', JSON.stringify({ token: page.token, action: 'cancel' })],
    ['text/plain', `token=${page.token}&action=cancel`],
    ['multipart/form-data; boundary=x', '--x--'],
  ] as const) {
    for (const path of ['/3ds/challenge', '/3ds/creq', '/3ds/method']) {
      const answer = await s.postsForm(path, body, { 'content-type': type });
      t.same([answer.status, answer.name], [415, 'error'], `${type} at ${path}`);
    }
  }
  const tooLarge = await s.postsForm('/3ds/challenge', { token: page.token, code: '1'.repeat(70_000) });
  t.same([tooLarge.status, tooLarge.name], [413, 'error']);
  t.match(await s.transaction(ares), { state: 'challenging' });
  const final = await s.finalPage(ares, await s.posts(page, { code: await s.code(ares) }));
  t.match(final.final?.message, { transStatus: 'Y' });
});

t.test('a page acts once: its token does nothing after its post, and shows only where the challenge is', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq();
  const ePinPage = await s.postsCReq(ares);
  const codePage = await s.posts(ePinPage, { ePin: EPIN });
  const code = await s.code(ares);
  for (const form of [{ ePin: EPIN }, { ePin: '0000' }, { code: otherCode(code) }, { action: 'cancel' }, { action: 'resend' }]) {
    const again = await s.posts(ePinPage, form);
    t.same([again.name, again.triesLeft, again.token], ['otp', 3, codePage.token], `${JSON.stringify(form)} does nothing`);
  }
  t.equal((await s.codes(ares)).length, 1, 'and sends no code');
  const waiting = await s.posts(codePage, { code });
  const final = await s.finalPage(ares, waiting);
  for (const form of [{ code }, { code: otherCode(code) }, { action: 'cancel' }, { action: 'resend' }]) {
    const late = await s.posts(codePage, form);
    t.same([late.name, late.final], [final.name, final.final], `${JSON.stringify(form)} at the end shows the same final page`);
    t.notMatch(late.html, 'data-auto-submit', 'which posts its CRes by itself the first time alone');
  }
  t.equal(s.ds.rreqs().length, 1, 'there is still one RReq');
  t.match(final.final?.message, { transStatus: 'Y' });
});

t.test('a token of one simulator is nothing to another one', async (t) => {
  const [s, foreign] = [await startScenario(t), await startScenario(t)];
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  t.equal((await foreign.posts(page, { action: 'cancel' })).status, 404);
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' });
});
