import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test as TapTest } from 'tap';
import { readConfig } from '../../src/config.ts';
import { makeLog } from '../../src/log.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import { startSimulator } from '../../src/simulator.ts';
import { example } from '../messages/example.ts';
import { opensApp } from '../support/app.ts';
import { ENCODED, elementsOf, inUrl, NUMBER, numbersIn, SPELLINGS, UNKNOWN, VALUES, withValue } from '../support/cardNumbers.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { startDs } from '../support/moodyDs.ts';
import { PEOPLE, PortalVisitor, signsIn } from '../support/portal.ts';
import { makeScenario, type Scenario } from '../support/scenario.ts';
import { type TestClock, testClock } from '../support/testClock.ts';

const VERSIONS: readonly MessageVersion[] = ['2.1.0', '2.2.0', '2.3.1'];
const EVERY_SPELLING = Object.values(SPELLINGS).join(' / ');
const JSON_TYPE = { 'content-type': 'application/json' };

/** A DS that takes messages on every path, and answers an RReq as it is told to. */
async function startOpenDs(t: { teardown(tidyUp: () => unknown): unknown }) {
  const received: { url: string; message: Json }[] = [];
  const ds = { url: '', received, answer: (rres: Json): string => JSON.stringify(rres) };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const message = JSON.parse(body) as Json;
    received.push({ url: request.url ?? '', message });
    const { messageVersion, threeDSServerTransID, acsTransID, dsTransID, sdkTransID } = message;
    const ids = { messageVersion, threeDSServerTransID, acsTransID, dsTransID, ...(sdkTransID ? { sdkTransID } : {}) };
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(message.messageType === 'RReq' ? ds.answer({ messageType: 'RRes', ...ids, resultsStatus: '01' }) : '');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ds.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.teardown(() => new Promise((resolve) => server.close(resolve)));
  return ds;
}

interface Watched {
  s: Scenario;
  data: string;
  lines: string[];
}

type Test = Parameters<typeof startDs>[0] & { testdir(): string };

/** A simulator that tells its log all there is, and keeps its data in a folder. */
async function startWatched(t: Test, data = t.testdir(), clock: TestClock = testClock(), port = 0): Promise<Watched> {
  const lines: string[] = [];
  const log = makeLog('trace', { write: (line: string) => void lines.push(line) });
  const free = ['--port', String(port), '--control-port', '0', '--sandbox-port', '0', '--data', data, '--durability', 'normal'];
  const simulator = await startSimulator({ config: readConfig([...free, '--log-level', 'trace'], {}), log, clock });
  return { s: makeScenario(t, simulator, clock, await startDs(t)), data, lines };
}

/** The files of a data folder, as text, by name. */
function filesOf(data: string): Record<string, string> {
  const names = readdirSync(data).filter((name) => name.startsWith('acs.sqlite'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(data, name)).toString('latin1')]));
}

/** Everything that the control port tells of a transaction. */
async function toldOf({ simulator: { urls } }: Scenario, acsTransID: unknown): Promise<Record<string, string>> {
  const paths = {
    api: `/api/transactions/${acsTransID}`,
    page: `/console/transactions/${acsTransID}?language=en`,
    inbox: `/api/messages?acsTransID=${acsTransID}`,
  };
  const texts = Object.entries(paths).map(async ([name, path]) => [name, await (await fetch(urls.control + path)).text()]);
  return Object.fromEntries(await Promise.all(texts));
}

/** Log, files, API and console hold the number in no spelling; but for the copy that is planted, so that the search is known to see. */
async function holdsNone(t: TapTest, { s, data, lines }: Watched, ids: unknown[]): Promise<void> {
  const { control } = s.simulator.urls;
  for (const acsTransID of ids)
    for (const [where, text] of Object.entries(await toldOf(s, acsTransID)))
      t.same(numbersIn(text), [], `${where} of ${acsTransID}`);
  for (const path of ['/api/transactions?limit=200', '/console/transactions/', '/console/', '/api/messages'])
    t.same(numbersIn(await (await fetch(control + path)).text()), [], path);
  t.same(numbersIn(lines.join('')), [], 'the log');
  for (const [name, text] of Object.entries(filesOf(data))) t.same(numbersIn(text), [], `${name} while it runs`);
  await s.close();
  for (const [name, text] of Object.entries(filesOf(data))) t.same(numbersIn(text), [], `${name} after the end`);

  const database = new Sqlite(join(data, 'acs.sqlite'));
  database.prepare("INSERT INTO meta (name, value) VALUES ('planted', ?)").run(`${EVERY_SPELLING} ${ENCODED}`);
  database.close();
  const seen = numbersIn(Object.values(filesOf(data)).join(''));
  t.same(seen, [...Object.keys(SPELLINGS), 'base64url'], 'what is planted is seen');
}

async function sendsAReq(s: Scenario, areq: Json | string): Promise<Json> {
  const text = typeof areq === 'string' ? areq : JSON.stringify({ ...areq, ...freshIds() });
  const response = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', body: text, headers: JSON_TYPE });
  const answer = await response.text();
  return JSON.parse(answer) as Json;
}

const freshIds = () => ({ threeDSServerTransID: randomUUID(), dsTransID: randomUUID() });

/** Elements that say which AReq this is, and where its result goes. */
const NEEDED = ['acctNumber', 'dsURL', 'dsTransID', 'threeDSServerTransID'];

/** The AReq with the number in every element that takes it, after each was sent alone in each way in which it takes it. */
async function fillsEveryElement(s: Scenario, version: MessageVersion, base: Json): Promise<{ filled: Json; taken: string[] }> {
  const isTaken = async (areq: Json) => (await sendsAReq(s, areq)).messageType === 'ARes';
  const takenOf = async (path: string, values: unknown[]) => {
    const takes = await Promise.all(values.map((value) => isTaken(withValue(base, path, value))));
    return values.filter((_value, index) => takes[index]);
  };
  let filled = base;
  const taken: string[] = [];
  for (const path of elementsOf(version, 'AReq').filter((name) => !NEEDED.includes(name))) {
    const alone = await takenOf(path, VALUES);
    const values = alone.length > 0 ? alone : await takenOf(path, [VALUES.slice(0, 1)]);
    const more = values.map((value) => withValue(filled, path, value));
    for (const areq of more) if (await isTaken(areq)) filled = areq;
    if (more.includes(filled)) taken.push(path);
  }
  return { filled, taken };
}

for (const version of VERSIONS)
  t.test(
    `${version}: a number in whatever element of an AReq is kept and shown nowhere, and its payment ends in Y`,
    async (t) => {
      const watched = await startWatched(t);
      const { s } = watched;
      const ds = await startOpenDs(t);
      const dsURL = inUrl(ds.url);
      const base = { ...example('AReq-browser-payment', version), dsURL, acctNumber: CARDS.ePinThenSms, browserLanguage: 'en' };
      const { filled, taken } = await fillsEveryElement(s, version, base);
      for (const path of ['merchantName', 'notificationURL', 'threeDSRequestorID', 'purchaseAmount', 'threeDSRequestorURL'])
        t.ok(taken.includes(path), `${path} takes it`);
      t.ok(taken.length > 20, `${taken.length} elements take it`);

      const extension = { name: 'Test', id: 'A000000003-1', criticalityIndicator: false, data: UNKNOWN };
      const whole = { ...filled, ...freshIds(), messageExtension: [extension], unknown: UNKNOWN };
      const raw = JSON.stringify(whole).replaceAll(`"${NUMBER}"`, `"${SPELLINGS.jsonEscaped}"`);
      const ares = await sendsAReq(s, raw);
      t.match(ares, { messageType: 'ARes', transStatus: 'C' });
      t.same(await sendsAReq(s, raw), ares, 'the same again gets the same answer, byte for byte');
      const ePinPage = await s.postsCReq(ares, { threeDSSessionData: EVERY_SPELLING });
      const codePage = await s.posts(ePinPage, { ePin: EPIN });
      const waiting = await s.posts(codePage, { code: await s.code(ares) });
      for (const page of [ePinPage, codePage, waiting]) t.same(numbersIn(page.html), [], `the page ${page.name}`);
      const { final } = await s.finalPage(ares, waiting);
      t.match(final?.message, { transStatus: 'Y' });
      t.equal(final?.threeDSSessionData, EVERY_SPELLING, 'threeDSSessionData comes back byte for byte');
      t.equal(final?.action, filled.notificationURL, 'to the notificationURL');
      t.ok(numbersIn(String(final?.action)).length > 0);
      t.match(ds.received.at(-1), { url: dsURL.slice(ds.url.length), message: { messageType: 'RReq', transStatus: 'Y' } });
      await holdsNone(t, watched, [ares.acsTransID]);
    },
  );

t.test('the same of AReqs without a browser', async (t) => {
  const watched = await startWatched(t);
  const ids: unknown[] = [];
  for (const [name, version] of [
    ['AReq-app-payment', '2.1.0'],
    ['AReq-app-payment', '2.3.1'],
    ['AReq-3ri-payment', '2.2.0'],
    ['AReq-3ri-payment', '2.3.1'],
  ] as const) {
    const base = { ...example(name, version), dsURL: inUrl(watched.s.ds.url), acctNumber: CARDS.ePinThenSms };
    const { filled, taken } = await fillsEveryElement(watched.s, version, base);
    t.ok(taken.length > 10, `${name} ${version}: ${taken.length} elements take it`);
    const ares = await sendsAReq(watched.s, { ...filled, unknown: UNKNOWN });
    t.match(ares, { messageType: 'ARes' });
    ids.push(ares.acsTransID);
  }
  await holdsNone(t, watched, ids);
});

t.test('a number in whatever element of what a DS answers to an RReq', async (t) => {
  const watched = await startWatched(t);
  const { s } = watched;
  const ds = await startOpenDs(t);
  const ids: unknown[] = [];
  const cancelled = async (version: MessageVersion, answer: (rres: Json) => string) => {
    ds.answer = answer;
    const areq = { ...example('AReq-browser-payment', version), dsURL: `${ds.url}/rreq`, acctNumber: CARDS.sms };
    const ares = await sendsAReq(s, areq);
    await s.posts(await s.postsCReq(ares), { action: 'cancel' });
    ids.push(ares.acsTransID);
    return s.ends(ares);
  };
  const erro = (rres: Json) => ({ ...example('Erro'), ...rres, messageType: 'Erro', errorMessageType: 'RReq' });
  for (const version of VERSIONS) {
    for (const path of elementsOf(version, 'RRes'))
      await cancelled(version, (rres) => JSON.stringify(withValue(rres, path, EVERY_SPELLING)));
    for (const path of elementsOf(version, 'Erro'))
      await cancelled(version, (rres) => JSON.stringify(withValue(erro(rres), path, EVERY_SPELLING)));
    const known = await cancelled(version, (rres) => JSON.stringify({ ...rres, unknown: UNKNOWN }));
    t.match(known, { report: 'acknowledged' }, 'an RRes with more in it is an RRes');
    t.match(JSON.stringify(known.messages.at(-1)), '497072XXXXXX0009', 'whose record is masked');
  }
  await cancelled('2.2.0', () => `<p>${EVERY_SPELLING} ${ENCODED.slice(0, 0)}`);
  await cancelled('2.2.0', (rres) => JSON.stringify({ ...rres, text: 'PAN' }).replace('PAN', SPELLINGS.jsonEscaped));
  await cancelled('2.2.0', (rres) => JSON.stringify({ ...rres, deviceInfo: ENCODED }));
  await cancelled('2.2.0', () => NUMBER);
  await holdsNone(t, watched, ids);
});

t.test('a number in whatever element of a CReq, in a browser and in an app, and in the Erro of an SDK', async (t) => {
  const watched = await startWatched(t);
  const { s } = watched;
  const ids: unknown[] = [];
  for (const version of VERSIONS) {
    for (const path of [...elementsOf(version, 'CReq'), 'unknown']) {
      const areq = { ...example('AReq-browser-payment', version), dsURL: s.ds.url, acctNumber: CARDS.sms };
      const ares = await sendsAReq(s, areq);
      await s.postsCReq(ares, { threeDSSessionData: NUMBER }, withValue({}, path, EVERY_SPELLING));
      ids.push(ares.acsTransID);
    }
    for (const path of [...elementsOf(version, 'CReq'), 'unknown']) {
      const { ares, challenge } = await opensApp(s, { messageVersion: version, areq: { acctNumber: CARDS.sms } });
      const creq = withValue({ ...challenge.creq() }, path, EVERY_SPELLING);
      await challenge.posts(await challenge.seals(JSON.stringify(creq)));
      ids.push(ares.acsTransID);
    }
    for (const path of [...elementsOf(version, 'Erro'), 'unknown']) {
      const { ares, challenge } = await opensApp(s, { messageVersion: version, areq: { acctNumber: CARDS.sms } });
      const { acsTransID, threeDSServerTransID, sdkTransID } = ares;
      const erro = { ...example('Erro', version), messageVersion: version, acsTransID, threeDSServerTransID, sdkTransID };
      await challenge.posts(JSON.stringify(withValue(erro, path, EVERY_SPELLING)), 'application/json; charset=utf-8');
      ids.push(acsTransID);
    }
  }
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' });
  await holdsNone(t, watched, ids);
});

t.test('a number in the 3DS Method, the forms of the portal, the control API and the sandbox', async (t) => {
  const watched = await startWatched(t);
  const { s } = watched;
  const { acs, control, sandbox } = s.simulator.urls;

  const threeDSServerTransID = randomUUID();
  const run = { threeDSServerTransID, threeDSMethodNotificationURL: inUrl('https://shop.example') };
  const threeDSMethodData = Buffer.from(JSON.stringify(run)).toString('base64url');
  const headers = { 'user-agent': EVERY_SPELLING, 'accept-language': `fr, ${EVERY_SPELLING}` };
  const { html } = await s.postsForm('/3ds/method', { threeDSMethodData }, headers);
  const names = ['browserUserAgent', 'browserLanguage', 'languages', 'browserTZ', 'timeZone', 'platform', 'unknown', NUMBER];
  const form = Object.fromEntries(names.map((name) => [name, EVERY_SPELLING]));
  const collected = await s.postsForm('/3ds/method/data', { ...form, token: /data-token="([^"]*)"/.exec(html)?.[1] ?? '' });
  t.equal(collected.status, 204);
  const ares = await s.sendsAReq({ threeDSServerTransID, threeDSCompInd: 'Y' });
  t.match(await s.transaction(ares), { threeDSMethod: { browser: { platform: /497072XXXXXX0009/ } } }, 'what was seen is masked');

  const visitor = new PortalVisitor(acs);
  for (const email of [NUMBER, `${NUMBER}@example.nc`, SPELLINGS.spaces, `${SPELLINGS.urlEncoded}@example.nc`])
    t.same(numbersIn((await visitor.givesEmail(email)).html), [], `an e-mail address ${email}`);
  const cardholder = await signsIn(s.simulator.urls, PEOPLE.enrolled);
  t.equal((await cardholder.opens('/portal/phone')).name, 'phone');
  for (const phone of [NUMBER, SPELLINGS.spaces, SPELLINGS.dashes])
    t.same(numbersIn((await cardholder.sends('/portal/phone', { phone })).html), [], `a phone number ${phone}`);

  const post = (url: string, body: object) => fetch(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
  const outcome = { transStatus: 'N', transStatusReason: '11' };
  const wishes = [
    { name: SPELLINGS.urlEncoded, match: {}, outcome },
    { name: `a ${SPELLINGS.dashes}`, match: {}, outcome },
    { match: { merchantName: SPELLINGS.spaces }, outcome },
    { match: { acctNumber: NUMBER }, outcome },
    { match: { [NUMBER]: NUMBER }, outcome },
  ];
  const answers = await Promise.all(wishes.map((wish) => post(`${control}/api/rules`, wish)));
  for (const answer of answers) t.same(numbersIn(await answer.text()), [], 'a rule');
  const known = { match: { threeDSRequestorID: NUMBER, acquirerMerchantID: NUMBER }, outcome };
  t.equal((await post(`${control}/api/rules`, known)).status, 201, 'a rule may name whoever it is for');
  for (const path of [`/console/transactions/${NUMBER}`, `/console/transactions/?merchant=${SPELLINGS.urlGroups}`])
    t.same(numbersIn(await (await fetch(control + path)).text()), [], path);

  const id = randomUUID();
  const areq: Json = { ...example('AReq-browser-payment'), threeDSServerTransID: id, unknown: UNKNOWN, merchantName: NUMBER };
  await post(`${sandbox}/ds/areq`, areq);
  const seen = await (await fetch(`${sandbox}/ds/transactions/${id}`)).text();
  t.match(seen, '497072XXXXXX0009');
  t.same(numbersIn(seen), [], 'what the DS of the sandbox remembers');
  await holdsNone(t, watched, [ares.acsTransID]);
});

t.test('whoever is trusted is known by a number again, after a restart, too, and an RReq finds its dsURL', async (t) => {
  const [data, clock] = [t.testdir(), testClock()];
  const first = await startWatched(t, data, clock);
  const ds = await startOpenDs(t);
  const notificationURL = inUrl('https://shop.example');
  const areq = { acctNumber: CARDS.sms, dsURL: inUrl(ds.url), notificationURL, threeDSRequestorID: NUMBER };
  const trusting = await first.s.sendsAReq({ ...areq, threeDSRequestorChallengeInd: '09' });
  const asked = await first.s.postsCReq(trusting);
  const trusted = await first.s.posts(asked, { code: await first.s.code(trusting), trustList: 'Y' });
  t.match((await first.s.finalPage(trusting, trusted)).final?.message, { transStatus: 'Y' });
  const ares = await first.s.sendsAReq({ ...areq, acctNumber: CARDS.ePinThenSms });
  const page = await first.s.postsCReq(ares, { threeDSSessionData: EVERY_SPELLING });
  await first.s.close();

  const second = await startWatched(t, data, clock, Number(new URL(first.s.simulator.urls.acs).port));
  const again = await second.s.sendsAReq({ ...areq, threeDSRequestorChallengeInd: '01' });
  t.match(again, { whiteListStatus: 'Y' }, 'the merchant is known');
  const { final } = await second.s.finalPage(ares, await second.s.posts(page, { action: 'cancel' }));
  t.match(final?.message, { transStatus: 'N' });
  t.equal(final?.action, notificationURL);
  t.equal(final?.threeDSSessionData, EVERY_SPELLING);
  const last = ds.received.at(-1);
  t.equal(ds.url + last?.url, areq.dsURL);
  t.match(last?.message, { acsTransID: ares.acsTransID, transStatus: 'N' });
  await holdsNone(t, second, [trusting.acsTransID, ares.acsTransID]);
});
