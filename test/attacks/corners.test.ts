import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import t, { type Test } from 'tap';
import { makeLog } from '../../src/log.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { rawRequest } from '../support/rawRequest.ts';
import { startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND } from '../support/testClock.ts';

/** A DS on a bare socket: `onRReq` is called for each request and may spoil it. */
async function rawDs(t: Test, onRReq: (count: number, destroy: () => void, answer: () => void) => void) {
  let count = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      count += 1;
      const { messageVersion, threeDSServerTransID, acsTransID, dsTransID } = JSON.parse(body);
      const rres = { messageType: 'RRes', messageVersion, threeDSServerTransID, acsTransID, dsTransID, resultsStatus: '01' };
      const answer = () => response.setHeader('content-type', 'application/json').end(JSON.stringify(rres));
      onRReq(count, () => request.socket.destroy(), answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, count: () => count };
}

t.test('an RReq whose connection breaks is sent again and acknowledged', async (t) => {
  const s = await startScenario(t);
  const ds = await rawDs(t, (count, destroy, answer) => (count === 1 ? destroy() : answer()));
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms, dsURL: ds.url });
  await s.posts(await s.postsCReq(ares), { action: 'cancel' });
  t.match(await s.ends(ares), { report: 'acknowledged' });
  t.equal(ds.count(), 2);
});

t.test('a sweep is over when what it set off is carried out', async (t) => {
  const s = await startScenario(t);
  const ds = await rawDs(t, (_count, _destroy, answer) => setTimeout(answer, 200));
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms, dsURL: ds.url });
  s.clock.forward(31 * SECOND);
  await s.simulator.sweep();
  t.match(await s.transaction(ares), { state: 'final', report: 'acknowledged' });
});

t.test('an Erro is never answered with an Erro, and bytes that are no UTF-8 are no message', async (t) => {
  const s = await startScenario(t);
  const post = (body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const silent = await post(JSON.stringify({ messageType: 'Erro', messageVersion: '2.2.0', errorCode: '404' }));
  t.same([silent.status, await silent.text()], [200, '']);
  const latin1 = new Uint8Array(Buffer.from(JSON.stringify(s.areq({ merchantName: 'Café' })), 'latin1'));
  t.match(await (await post(latin1)).json(), { errorCode: '101' });
  t.match(await (await post(JSON.stringify(s.areq({ merchantName: 'Café' })))).json(), { messageType: 'ARes' });
});

t.test('threeDSSessionData comes back also where it is empty; twice is a fault', async (t) => {
  const s = await startScenario(t);
  t.equal((await honestFlow(s, {}, { threeDSSessionData: '' })).final?.threeDSSessionData, '');
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const creq = Buffer.from(s.creq(ares)).toString('base64url');
  const twice = await s.postsForm('/3ds/creq', `creq=${creq}&threeDSSessionData=a&threeDSSessionData=b`);
  t.match(twice.final?.message, { errorCode: '204', errorDetail: 'threeDSSessionData' });
});

t.test('a merchant who gets an Erro is told so, while the cardholder sees that the payment failed', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares, {}, { challengeWindowSize: '09' });
  t.match(page, { name: 'cancelled', final: { message: { messageType: 'Erro', errorCode: '203' } } });
  const { messages } = await s.ends(ares);
  t.ok(
    (messages as Json[]).some(({ type, direction }) => type === 'CReq' && direction === 'in'),
    'the broken CReq is in the record',
  );
});

t.test('the final CRes is in the record once, however often its page is loaded', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const waiting = await s.posts(await s.postsCReq(ares), { action: 'cancel' });
  await s.ends(ares);
  await Promise.all(Array.from({ length: 15 }, () => s.looks(waiting)));
  const { messages } = await s.transaction(ares);
  t.equal((messages as Json[]).filter(({ type }) => type === 'CRes').length, 1);
});

t.test('an expired code that cannot be sent anew ends the challenge as timed out', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  let page = await s.postsCReq(ares);
  for (let sends = 1; sends < 4; sends += 1) page = await s.posts(page, { action: 'resend' });
  const code = await s.code(ares, 4);
  s.clock.forward(6 * MINUTE);
  page = await s.posts(page, { code: 'malformed' });
  s.clock.forward(5 * MINUTE);
  await s.posts(page, { code });
  t.match((await s.ends(ares)).result, { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' });
});

t.test('a hint at the field takes the place of the box of a wrong code', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms });
  const wrong = await s.posts(await s.postsCReq(ares), { ePin: '1111' });
  t.match(wrong.html, 'data-testid="challenge-error"');
  const malformed = await s.posts(wrong, { ePin: '12' });
  t.match(malformed.html, 'data-testid="field-error"');
  t.notMatch(malformed.html, 'data-testid="challenge-error"');
  t.equal((await s.posts(malformed, { ePin: EPIN })).name, 'otp');
});

t.test('nothing of another site or port opens the console, not even a link; what is typed does', async (t) => {
  const s = await startScenario(t);
  const ask = async (site: string, dest: string, method = 'GET') => {
    const headers = { 'sec-fetch-site': site, 'sec-fetch-dest': dest };
    return (await rawRequest(`${s.simulator.urls.control}/console/`, { method, headers })).status;
  };
  for (const site of ['same-origin', 'none']) t.equal(await ask(site, 'document'), 200, site);
  for (const site of ['same-site', 'cross-site']) {
    for (const dest of ['document', 'empty', 'iframe', 'script', 'image']) t.equal(await ask(site, dest), 403, `${site} ${dest}`);
    t.equal(await ask(site, 'document', 'POST'), 403, `a form that is posted from ${site}`);
  }
});

t.test('the log hides one-time codes and shows the codes of errors', async (t) => {
  const lines: string[] = [];
  const log = makeLog('info', new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }));
  log.info({ code: '12345678', deep: { code: 87654321, ePin: '4826' }, err: { code: 'ECONNRESET' } }, 'card 4970720000052226');
  t.notMatch(lines.join(''), /12345678|87654321|4826|4970720000052226/);
  t.match(lines.join(''), 'ECONNRESET');
});
