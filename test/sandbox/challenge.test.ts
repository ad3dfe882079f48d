import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { challengeFor, customerOf, rreqFor } from '../support/stubAcs.ts';

const CARD = '4970720000052226';
const no = { transStatus: 'N', transStatusReason: '19', authenticationValue: undefined, eci: undefined };

const base64url = (message: object) => Buffer.from(JSON.stringify(message)).toString('base64url');
const hidden = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

/** A customer in front of the challenge window. */
async function challenged(t: Test, form: Record<string, string> = {}) {
  let ares: Record<string, unknown> = {};
  const customer = await customerOf(t, (areq) => {
    ares = challengeFor(areq);
    return ares;
  });
  const { location } = await customer.sends('/shop/pay', { card: CARD, ...form });
  const window = (await customer.opens(location)).body;
  const resultPath = location.replace('challenge', 'result');
  const { threeDSServerTransID, acsTransID } = ares;
  const cres = (transStatus: string) =>
    base64url({ messageType: 'CRes', messageVersion: '2.2.0', threeDSServerTransID, acsTransID, transStatus });
  const record = () => customer.get(`/3ds-server/transactions/${threeDSServerTransID}`);
  return { ...customer, ares, window, resultPath, cres, record };
}

t.test('the challenge window opens in the chosen size, with the CReq and session data', async (t) => {
  const { window, ares } = await challenged(t, { windowSize: '04', frame: 'strict' });
  const creq = hidden(window, 'creq');
  t.match(creq, /^[\w-]+$/, 'base64url without padding');
  const { threeDSServerTransID, acsTransID } = ares;
  t.match(JSON.parse(Buffer.from(creq, 'base64url').toString()), {
    messageType: 'CReq',
    messageVersion: '2.2.0',
    challengeWindowSize: '04',
    ...{ threeDSServerTransID, acsTransID },
  });
  t.match(hidden(window, 'threeDSSessionData'), /^[\w-]+$/);
  t.match(window, /<iframe name="challenge" title="Authentification de votre banque" data-testid="challenge-frame"/);
  t.match(window, 'sandbox="allow-forms allow-scripts"');
  t.match(window, 'action="http://localhost/3ds/challenge" target="challenge"');
  t.notMatch((await challenged(t)).window, 'sandbox=', 'no sandbox unless asked for');
});

t.test('the result of a challenge is that of the RReq', async (t) => {
  const rows = [
    [{}, 'accepted', 'Paiement accepté', '01'],
    [{ transStatus: 'A' }, 'accepted', 'Paiement accepté', '01'],
    [no, 'refused', 'Paiement refusé', '01'],
    [{ ...no, transStatusReason: '01', challengeCancel: '01' }, 'cancelled', 'Paiement annulé', '01'],
    [{ ...no, transStatusReason: '14', challengeCancel: '04' }, 'refused', 'Délai dépassé', '01'],
    [{ ...no, transStatusReason: '14', challengeCancel: '05' }, 'refused', 'Délai dépassé', '02'],
    [{ ...no, transStatus: 'U', transStatusReason: '22', challengeCancel: '06' }, 'refused', 'Paiement refusé', '01'],
  ] as const;
  for (const [changes, expected, heading, resultsStatus] of rows) {
    const { post, ares, opens, outcome, resultPath, record } = await challenged(t);
    t.match(await post('/ds/rreq', rreqFor(ares, changes)), { messageType: 'RRes', resultsStatus }, JSON.stringify(changes));
    t.equal(await outcome(resultPath), expected);
    t.match((await opens(resultPath)).body, `<h1>${heading}</h1>`);
    t.match(await record(), { rres: { resultsStatus }, rreq: changes });
  }
});

t.test('a CRes with Y does not make a refused payment accepted', async (t) => {
  const { post, opens, sends, ares, window, cres, outcome, sees, resultPath, record } = await challenged(t);
  const threeDSSessionData = hidden(window, 'threeDSSessionData');
  t.match(await sends('/3ds-server/notification', { cres: cres('Y'), threeDSSessionData }), {
    statusCode: 200,
    body: new RegExp(`href="${resultPath}" target="_top"`),
  });
  t.equal(await outcome(resultPath), 'waiting', 'a CRes alone decides nothing');
  await post('/ds/rreq', rreqFor(ares, no));
  t.equal(await outcome(resultPath), 'refused');
  const again = await opens(resultPath.replace('result', 'challenge'));
  t.match(again, { statusCode: 303, headers: { location: resultPath } }, 'a challenge that is over does not open again');
  const fact = await sees(resultPath);
  t.same([fact('trans-status'), fact('trans-status-reason'), fact('cres-trans-status')], ['N', '19', 'Y']);
  t.match(await record(), { threeDSSessionDataUnchanged: true, cres: { transStatus: 'Y' }, areq: { acctNumber: /^x+2226$/ } });
});

t.test('a result that does not come is waited for, with an end', async (t) => {
  const { opens, outcome, resultPath } = await challenged(t);
  t.match((await opens(`${resultPath}?look=7`)).body, `http-equiv="refresh" content="1; url=${resultPath}?look&#x3D;8"`);
  t.equal(await outcome(`${resultPath}?look=60`), 'error');
  t.notMatch((await opens(`${resultPath}?look=60`)).body, 'http-equiv="refresh"');
});

t.test('session data that came back changed is noticed', async (t) => {
  const { sends, cres, record, window } = await challenged(t);
  await sends('/3ds-server/notification', { cres: cres('Y'), threeDSSessionData: `${hidden(window, 'threeDSSessionData')}A` });
  t.equal((await record()).threeDSSessionDataUnchanged, false);
});

t.test('an Erro instead of a CRes is kept and shown', async (t) => {
  const { sends, record, window, ares, post, sees, resultPath } = await challenged(t);
  const { threeDSServerTransID } = ares;
  const texts = { errorDescription: 'text', errorDetail: 'challengeWindowSize' };
  const erro = {
    messageType: 'Erro',
    messageVersion: '2.2.0',
    errorCode: '203',
    errorComponent: 'A',
    threeDSServerTransID,
    ...texts,
  };
  await sends('/3ds-server/notification', { cres: base64url(erro), threeDSSessionData: hidden(window, 'threeDSSessionData') });
  t.match(await record(), { erro });
  await post('/ds/rreq', rreqFor(ares, { ...no, transStatus: 'U', transStatusReason: '22', challengeCancel: '06' }));
  t.equal((await sees(resultPath))('error-detail'), 'challengeWindowSize');
});

t.test('what nobody knows gets a page or an answer that says so', async (t) => {
  const { opens, sends, post, get } = await challenged(t);
  for (const page of ['method', 'challenge', 'result']) {
    t.match(await opens(`/shop/${page}/00`), { statusCode: 404, body: /data-testid="back-to-shop"/ }, page);
  }
  t.match(await sends('/shop/authenticate/00', {}), { statusCode: 404 });
  t.match(await sends('/3ds-server/notification', { cres: 'no CRes' }), { statusCode: 200, body: /href="\/shop\/"/ });
  t.match(await get(`/3ds-server/transactions/${randomUUID()}`), { status: 404 });
  const ids = { threeDSServerTransID: randomUUID(), acsTransID: randomUUID(), dsTransID: randomUUID() };
  t.match(await post('/3ds-server/rreq', rreqFor(ids)), { errorCode: '301', errorComponent: 'S' });
  t.match(await sends('/shop/pay', { cardNumber: '1'.repeat(20_000) }), { statusCode: 413, body: /<!doctype html>/ });
});
