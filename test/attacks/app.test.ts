import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { encryptChallenge } from '../../src/crypto/challengeJwe.ts';
import { readOrMakeSecret } from '../../src/crypto/keyFile.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import type { SdkChallenge } from '../../src/index.ts';
import { makeLog } from '../../src/log.ts';
import { startSimulator } from '../../src/simulator.ts';
import { openStore } from '../../src/store/store.ts';
import { erroOf, honestApp, opensApp, opensWithCode, sendsAReqOfApp } from '../support/app.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startDs } from '../support/moodyDs.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

const PARALLEL = 200;

const isErro = (body: string) => body.startsWith('{');
const codeOf = (body: string) => (isErro(body) ? JSON.parse(body).errorCode : 'CRes');
const sealsEntry = (challenge: SdkChallenge, creq: Json, challengeDataEntry: string) =>
  challenge.seals(JSON.stringify({ ...creq, challengeDataEntry }));
const guess = (code: string, index: number) => String((Number(code) + 1 + index) % 100_000_000).padStart(8, '0');

/** One RReq, which says what the record says. */
async function endsOnce(t: Test, s: Scenario, ares: Json, expected: Json): Promise<void> {
  const { result } = await s.ends(ares);
  t.match(result, expected);
  const rreqs = s.ds.rreqs().filter(({ acsTransID }) => acsTransID === ares.acsTransID);
  t.equal(rreqs.length, 1, 'the DS gets one RReq');
  t.equal(rreqs[0]?.transStatus, (result as Json).transStatus);
}

t.test('the honest cardholder ends in Y', async (t) => {
  const s = await startScenario(t);
  t.match((await honestApp(s)).cres, { transStatus: 'Y' });
});

t.test('of 200 parallel CReqs with one counter, one at most is judged', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const creq = { ...challenge.creq() };
  const jwes = await Promise.all(Array.from({ length: PARALLEL }, (_, index) => sealsEntry(challenge, creq, guess(code, index))));
  const answers = await Promise.all(jwes.map((jwe) => challenge.posts(jwe)));
  const codes = answers.map(({ body }) => codeOf(body));
  t.equal(codes.filter((answer) => answer === 'CRes').length, 1, 'one is answered by a CRes');
  t.same([...new Set(codes)].sort(), ['302', '305', 'CRes'].sort(), 'the second is a fault of the counter, the others come late');
  await endsOnce(t, s, ares, { transStatus: 'U', interactionCounter: 1 });
});

t.test('200 parallel CReqs that go on counting are three tries', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const jwes = await Promise.all(
    Array.from({ length: PARALLEL }, (_, index) => sealsEntry(challenge, { ...challenge.creq() }, guess(code, index))),
  );
  // One after the other, as an SDK that is told to: every counter is right, and the third wrong code ends it.
  const codes: string[] = [];
  for (const jwe of jwes.slice(0, 10)) codes.push(codeOf((await challenge.posts(jwe)).body));
  t.same(codes.slice(0, 4), ['CRes', 'CRes', 'CRes', '305']);
  await Promise.all(jwes.slice(10).map((jwe) => challenge.posts(jwe)));
  await endsOnce(t, s, ares, { transStatus: 'N', transStatusReason: '19', interactionCounter: 3 });
});

t.test('the right code after all is lost is no Y, however parallel', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  for (let tries = 0; tries < 3; tries += 1) await challenge.enters(otherCode(code));
  const creqs = await Promise.all(Array.from({ length: 50 }, () => sealsEntry(challenge, { ...challenge.creq() }, code)));
  const answers = await Promise.all(creqs.map((jwe) => challenge.posts(jwe)));
  t.same([...new Set(answers.map(({ body }) => codeOf(body)))], ['305']);
  await endsOnce(t, s, ares, { transStatus: 'N', transStatusReason: '19' });
});

t.test('a CReq that is played again is a fault of the counter: a lost answer costs no second try', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const jwe = await sealsEntry(challenge, { ...challenge.creq() }, otherCode(code));
  t.equal(codeOf((await challenge.posts(jwe)).body), 'CRes');
  t.match(JSON.parse((await challenge.posts(jwe)).body), { errorCode: '302', errorDetail: /next one, which is 002/ });
  await endsOnce(t, s, ares, { transStatus: 'U', challengeCancel: '06', interactionCounter: 1 });
});

t.test('CReqs in another order are refused', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const [first, second] = [{ ...challenge.creq() }, { ...challenge.creq() }];
  t.equal(codeOf((await challenge.posts(await sealsEntry(challenge, second, code))).body), '302');
  t.equal(codeOf((await challenge.posts(await sealsEntry(challenge, first, code))).body), '305');
  await endsOnce(t, s, ares, { transStatus: 'U' });
});

t.test('a CReq of one transaction under the kid of another is undecryptable', async (t) => {
  const s = await startScenario(t);
  const [mine, other] = [await opensWithCode(s), await opensWithCode(s)];
  const jwe = await sealsEntry(mine.challenge, { ...mine.challenge.creq() }, mine.code);
  const header = { alg: 'dir', enc: 'A128CBC-HS256', kid: other.ares.acsTransID };
  const moved = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...jwe.split('.').slice(1)].join('.');
  t.equal(codeOf((await mine.challenge.posts(moved)).body), '302');
  t.equal((await s.transaction(other.ares)).state, 'challenging', 'and ends nothing');
  t.equal(codeOf((await mine.challenge.posts(jwe)).body), 'CRes', 'and is still good under its own');
  await endsOnce(t, s, mine.ares, { transStatus: 'Y' });
  t.match(await other.challenge.enters(other.code), { transStatus: 'Y' });
});

t.test('a message of the ACS sent back to it is none of the SDK', async (t) => {
  const s = await startScenario(t);
  for (const enc of ['A128GCM', 'A128CBC-HS256'] as const) {
    const { challenge } = await opensApp(s, { enc });
    const body = await challenge.seals(JSON.stringify(challenge.creq()));
    const cres = (await challenge.posts(body)).body;
    const answer = (await challenge.posts(cres)).body;
    t.equal(codeOf(answer), enc === 'A128GCM' ? '302' : '101', enc);
  }
});

t.test('one bit changed in any part of a CReq is 302, and no try', async (t) => {
  const s = await startScenario(t);
  for (const enc of ['A128GCM', 'A128CBC-HS256'] as const) {
    for (const part of [2, 3, 4]) {
      const { ares, challenge, code } = await opensWithCode(s, { enc });
      const parts = (await sealsEntry(challenge, { ...challenge.creq() }, code)).split('.');
      const bytes = Buffer.from(parts[part] ?? '', 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      parts[part] = bytes.toString('base64url');
      t.equal(codeOf((await challenge.posts(parts.join('.'))).body), '302', `${enc}, part ${part}`);
      challenge.cres = undefined;
      const right = { sdkCounterStoA: '001', challengeDataEntry: code };
      t.match(await challenge.answers(right), { transStatus: 'Y' }, 'the right one goes on');
      await endsOnce(t, s, ares, { transStatus: 'Y', interactionCounter: 1 });
    }
  }
});

t.test('wrong ePins count on the card, whatever channel they come by, and its lock holds in an app', async (t) => {
  const s = await startScenario(t);
  const [before, begun] = [await opensApp(s), await opensApp(s)];
  for (const { challenge } of [before, begun]) await challenge.start();
  const { challenge, ares } = await opensApp(s);
  await challenge.start();
  for (const ePin of ['0000', '1111', '2222']) await challenge.enters(ePin);
  await endsOnce(t, s, ares, { transStatus: 'N', transStatusReason: '19' });

  const browser = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms });
  const again = await s.posts(await s.postsCReq(browser), { ePin: '3333' });
  t.match(again, { name: 'epin', triesLeft: 2 });
  await s.posts(again, { ePin: '4444' });
  await endsOnce(t, s, browser, { transStatus: 'N', cardLocked: true });

  const another = s.sendsAReq({ acctNumber: '4970600000000146' });
  t.match(await another, { transStatus: 'N', transStatusReason: '12' }, 'for his other card, too');
  t.match(await before.challenge.enters('5555'), { transStatus: 'N' }, 'a payment that had begun ends by its own wrong ePin');
  await endsOnce(t, s, before.ares, { transStatus: 'N', cardLocked: true, interactionCounter: 1 });
  const shown = await begun.challenge.enters(EPIN);
  t.match(shown.challengeInfoText, /cannot be checked|ne peut pas être vérifié/, 'and then none is judged');
  const locked = await sendsAReqOfApp(s);
  t.match(locked.ares, { transStatus: 'N', transStatusReason: '12' });
});

t.test('half of the guesses in the app and half in the browser are not more than those of the app', async (t) => {
  const s = await startScenario(t);
  const { ares, challenge, code } = await opensWithCode(s);
  const browsers = Array.from({ length: 20 }, (_, index) =>
    s.postsForm('/3ds/challenge', { token: `${ares.acsTransID}.0-0-1.x`, action: 'submit', code: guess(code, index) }),
  );
  const opened = await Promise.all([...browsers, s.postsCReq(ares), s.postsCReq(ares, {}, { challengeWindowSize: '9' })]);
  t.same([...new Set(opened.map(({ name }) => name))], ['error'], 'the browser has no page of it');
  await challenge.enters(otherCode(code));
  const again = await challenge.enters(otherCode(code));
  t.match(again, { challengeInfoText: /1 try left/ });
  t.match(await challenge.enters(code), { transStatus: 'Y' });
  await endsOnce(t, s, ares, { transStatus: 'Y', interactionCounter: 3 });
});

/** The session key as the store has it, opened with the key of its folder; undefined where it holds none. */
async function storedKey(data: string, ares: Json): Promise<Buffer | undefined> {
  const keys = makeKeys(readOrMakeSecret(join(data, 'key')));
  const store = await openStore(join(data, 'acs.sqlite'), keys, 'NORMAL');
  try {
    const { app } = (await store.transactions.find(String(ares.acsTransID)))?.transaction ?? {};
    if (!app) throw new Error('the store has no such challenge');
    if (app.sessionKey === undefined) return undefined;
    return Buffer.from(keys.unseal('seal of a session key', [String(ares.acsTransID)], app.sessionKey), 'base64url');
  } finally {
    store.close();
  }
}

t.test('after a restart in the middle of a challenge the app goes on, with the key that the store kept', async (t) => {
  const data = t.testdir();
  const clock = testClock();
  const first = await startScenario(t, { data, clock });
  const port = Number(new URL(first.simulator.urls.acs).port);
  const { ares, challenge } = await opensApp(first);
  await challenge.start();
  await challenge.enters('0000');
  await first.close();
  t.equal((await storedKey(data, ares))?.length, 32);

  const second = await startScenario(t, { data, clock, ds: first.ds, port });
  t.match(await challenge.enters(EPIN), { challengeInfoHeader: 'SMS authentication', acsCounterAtoS: '002' });
  t.match(await challenge.enters(await second.code(ares)), { transStatus: 'Y', acsCounterAtoS: '003' });
  t.match(second.ds.rreqs().at(-1), { transStatus: 'Y', interactionCounter: '03' });
  await second.close();
  t.equal(await storedKey(data, ares), undefined, 'the key is erased when all is over');
});

t.test('no session key, code, ePin and card number is in a log line, in the API or in a file', async (t) => {
  const data = t.testdir();
  const [clock, lines] = [testClock(), [] as string[]];
  const log = makeLog('trace', { write: (line: string) => void lines.push(line) });
  const free = ['--port', '0', '--control-port', '0', '--sandbox-port', '0', '--data', data, '--log-level', 'trace'];
  const simulator = await startSimulator({ config: readConfig(free, {}), log, clock });
  const s = makeScenario(t, simulator, clock, await startDs(t));
  const looks: { ares: Json; key: string; entered: string[] }[] = [];
  for (const options of [{ sdkInterface: '01' }, { sdkInterface: '02', enc: 'A128GCM' }] as const) {
    const { ares, challenge } = await opensApp(s, options);
    await challenge.start();
    await challenge.enters('9073');
    await challenge.enters(EPIN);
    const code = await s.code(ares);
    await challenge.enters(otherCode(code));
    looks.push({ ares, key: (await storedKey(data, ares))?.toString('base64url') ?? 'none', entered: [code, otherCode(code)] });
    t.match(await challenge.enters(code), { transStatus: 'Y' });
  }
  const { ares, challenge, code } = await opensWithCode(s);
  await challenge.reports('ELEMENT_FORMAT_INVALID', `the code ${code} of ${CARDS.sms}`);
  await s.ends(ares);
  const record = await Promise.all(looks.map(async (look) => JSON.stringify(await s.transaction(look.ares))));
  await s.close();
  const files = readdirSync(data).filter((name) => name !== 'key');
  const texts = {
    'the log': lines.join(''),
    'the API': record.join(''),
    ...Object.fromEntries(files.map((name) => [name, readFileSync(join(data, name), 'latin1')])),
  };
  t.match(texts['the log'], /app: code answered by final CRes Y/, 'it is the log of this test');
  t.match(texts['the API'], /\[hidden\]/, 'entries are in the record as hidden');
  for (const [where, text] of Object.entries(texts)) {
    for (const { key, entered } of looks) {
      const bytes = Buffer.from(key, 'base64url');
      const forms = [key, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('latin1')];
      t.equal(bytes.length, 32);
      t.notOk(
        forms.some((form) => text.includes(form)),
        `${where} holds no session key`,
      );
      t.notOk(
        entered.some((digits) => text.includes(digits)),
        `${where} holds no code`,
      );
    }
    for (const digits of [EPIN, '9073'])
      t.notMatch(text, new RegExp(`(?<![0-9A-Za-z_+/-])${digits}(?![0-9A-Za-z_+/-])`), `${where} holds no ePin`);
    t.notOk(text.includes(CARDS.ePinThenSms) || text.includes(CARDS.sms), `${where} holds no card number`);
  }
});

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 500 }).map((text) => Buffer.from(text)),
  fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)),
  fc.array(fc.base64String({ maxLength: 60 }), { minLength: 5, maxLength: 5 }).map((parts) => Buffer.from(parts.join('.'))),
);

t.test('no bytes that are posted break the endpoint, keep it waiting, or harm the challenge', async (t) => {
  const s = await startScenario(t);
  const { challenge, code } = await opensWithCode(s);
  const post = async (body: Buffer, type: string) => {
    const response = await fetch(challenge.acsURL, { method: 'POST', headers: { 'content-type': type }, body });
    return { status: response.status, text: await response.text() };
  };
  await fc.assert(
    fc.asyncProperty(anyBody, fc.constantFrom('application/jose', 'application/json; charset=utf-8'), async (body, type) => {
      const { status, text } = await post(body, type);
      if (status !== 200) throw new Error(`HTTP ${status}`);
      if (text !== '' && JSON.parse(text).messageType !== 'Erro') throw new Error(text);
    }),
    { numRuns: 400 },
  );
  t.match(await challenge.enters(code), { transStatus: 'Y' });
});

t.test('nothing that the holder of a key encrypts breaks the endpoint', async (t) => {
  const s = await startScenario(t);
  const { challenge } = await opensApp(s);
  const creq = challenge.creq();
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json({ maxDepth: 3 }),
    fc
      .dictionary(fc.constantFrom(...Object.keys(creq), 'challengeDataEntry', 'challengeCancel', 'oobContinue'), fc.jsonValue(), {
        maxKeys: 3,
      })
      .map((patch) => JSON.stringify({ ...creq, ...patch })),
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.boolean(), async (text, isOpened) => {
      const { challenge: fresh } = await opensApp(s);
      if (isOpened) await fresh.start();
      const ids = fresh.creq();
      const own = text.replaceAll(creq.acsTransID, ids.acsTransID).replaceAll(creq.sdkTransID ?? '', ids.sdkTransID ?? '');
      const { status, body } = await fresh.posts(await fresh.seals(own));
      if (status !== 200 || body.includes('"errorCode":"404"')) throw new Error(`HTTP ${status} ${body}`);
    }),
    { numRuns: 60 },
  );
  t.pass('60 messages');
});

t.test('a forged kid tells nothing of a transaction that it does not tell anyhow', async (t) => {
  const s = await startScenario(t);
  const { challenge } = await opensApp(s);
  const how = { key: randomBytes(32), enc: 'A128GCM', direction: 'SDK to ACS', acsTransID: randomUUID(), counter: 0 } as const;
  const answer = JSON.parse((await challenge.posts(await encryptChallenge('{}', how))).body);
  t.match(answer, { errorCode: '301' });
  t.notOk(answer.threeDSServerTransID || answer.dsTransID || answer.sdkTransID);
  t.match(await erroOf(challenge.start({ sdkCounterStoA: '007' })), { errorCode: '302' }, 'the key alone does not help');
});
