import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { readOrMakeSecret } from '../../src/crypto/keyFile.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { cardNumberFor } from '../../src/index.ts';
import { unsealTransaction } from '../../src/store/document.ts';
import { opensWithCode } from '../support/app.ts';
import { areqOf, postJson, sends } from '../support/areqs.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, METHOD_CARDS, messagesOf, opensLink, says } from '../support/methods.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

const SPC = { acctNumber: cardNumberFor({ outcome: 'S' }), threeDSRequestorSpcSupport: 'Y', payeeOrigin: 'https://shop.example' };

/** What is under way when a simulator is stopped to be brought up to date. */
async function begins(s: Scenario) {
  const sms = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(sms);
  const app = await opensWithCode(s);
  const oob = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob });
  await s.postsCReq(oob);
  const asks = { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
  const decoupled = await s.sendsAReq({ acctNumber: '4970720000200007', ...asks });
  const links = { oob: await approvalLink(s, oob), decoupled: await approvalLink(s, decoupled) };
  const areq = areqOf(s, '2.2.0', 'browser-payment', { acctNumber: CARDS.frictionless });
  const frictionless = await sends(s, areq);
  const spc = await sends(s, areqOf(s, '2.3.1', 'browser-payment', SPC));
  const locking = await s.postsCReq(await s.sendsAReq({ acctNumber: METHOD_CARDS.ePin }));
  await s.posts(locking, { ePin: '9073' });
  await postJson(`${s.simulator.urls.control}/api/rules`, {
    ...{ match: { acctNumber: '4970720000020009' }, outcome: { transStatus: 'N', transStatusReason: '11' } },
  });
  return { sms, app, oob, decoupled, links, areq, frictionless, spc, code: await s.code(sms) };
}

type UnderWay = Awaited<ReturnType<typeof begins>>;

/** The same, brought to its end by a simulator that was started on the same folder. */
async function goesOn(t: Tap, s: Scenario, { sms, app, oob, decoupled, links, areq, frictionless, spc, code }: UnderWay) {
  const { control, acs } = s.simulator.urls;
  t.equal(await s.code(sms), code, 'the inbox still shows what was sent');
  const page = await s.postsCReq(sms);
  t.equal(page.name, 'otp', 'the challenge of a browser goes on with its CReq');
  t.match((await s.finalPage(sms, await s.posts(page, { code }))).final?.message, { transStatus: 'Y' }, 'and takes its code');
  t.match(await app.challenge.enters(app.code), { transStatus: 'Y' }, 'the challenge of an app goes on with its key');
  for (const [ares, link] of [[oob, links.oob] as const, [decoupled, links.decoupled] as const]) {
    const here = `${acs}/bank-app/${new URL(link).search}`;
    t.equal((await opensLink(here)).page, 'approval', 'the link of a notification still opens its approval');
    await says(here, 'approve');
    t.match((await s.ends(ares)).result, { transStatus: 'Y' });
    t.equal((await messagesOf(s, ares))[0]?.link, link);
  }
  t.same(await sends(s, areq), frictionless, 'an AReq that had come before gets its ARes');
  const { authenticationValue } = frictionless;
  const verified = await postJson(`${control}/api/authentication-values/verify`, {
    ...{ authenticationValue, acctNumber: CARDS.frictionless },
  });
  t.match(verified, { valid: true }, 'an authenticationValue is still ours');
  const assertion = await fetch(`${control}/api/transactions/${spc.acsTransID}/spc-assertion`);
  const { credential: _credential, ...elements } = (await assertion.json()) as Json;
  t.match(await sends(s, areqOf(s, '2.3.1', 'browser-payment', { ...SPC, ...elements })), { transStatus: 'Y' }, 'SPC goes on');
  const lock = await (await fetch(`${control}/api/cards/${METHOD_CARDS.ePin}/lock`)).json();
  t.match(lock, { wrongEPins: 1 }, 'the wrong ePins of a card are known by its number');
  t.match(await s.sendsAReq({ acctNumber: '4970720000020009' }), { transStatus: 'N', transStatusReason: '11' }, 'so is a rule');
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.ePin });
  const waiting = await s.posts(await s.postsCReq(ares), { ePin: EPIN });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' }, 'the ePin is the one that was chosen');
}

type Tap = Pick<typeof t, 'match' | 'same' | 'equal'>;

/** Writes a store as a version before did: one key for everything that is sealed, and one for card numbers and fixtures. */
function makeOlder(data: string, { fixtures: { cards, cardholders } }: Scenario['simulator']): number {
  const secret = readOrMakeSecret(join(data, 'key'));
  const keys = makeKeys(secret);
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `acs-simulator ${use}`, 32));
  const sealAsBefore = (text: string) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keyFor('seal'), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
  };
  const database = new Database(join(data, 'acs.sqlite'));
  let resealed = 0;
  const reseal = (text: string) => {
    resealed += 1;
    return sealAsBefore(text);
  };
  type Row = { id: number; sealed: string; document: string } & Record<'acsTransID' | 'kind' | 'channel' | 'recipient', string>;
  const rows = (sql: string) => database.prepare<[], Row & { time: number }>(sql).all();
  for (const { id, sealed, acsTransID, kind } of rows('SELECT * FROM effects WHERE sealed IS NOT NULL')) {
    const text = keys.unseal('seal of an effect', [String(id), kind, acsTransID ?? ''], sealed);
    database.prepare('UPDATE effects SET sealed = ? WHERE id = ?').run(reseal(text), id);
  }
  for (const { id, sealed, acsTransID, time, channel, recipient } of rows('SELECT * FROM outbox WHERE removedAt IS NULL')) {
    const owner = [acsTransID ?? '', String(time), channel, recipient];
    const text = keys.unseal('seal of a message to a cardholder', owner, sealed);
    database.prepare('UPDATE outbox SET sealed = ? WHERE id = ?').run(reseal(text), id);
  }
  for (const { id, document, acsTransID } of rows('SELECT * FROM transactions')) {
    // It sealed nothing of a transaction but the session key.
    const transaction = unsealTransaction(document, keys) as { app?: { sessionKey?: string } };
    if (transaction.app?.sessionKey)
      transaction.app.sessionKey = reseal(keys.unseal('seal of a session key', [acsTransID], transaction.app.sessionKey));
    database.prepare('UPDATE transactions SET document = ? WHERE id = ?').run(JSON.stringify(transaction), id);
  }
  const ofFixtures = createHmac('sha256', keyFor('card')).update(JSON.stringify({ cards, cardholders })).digest('base64url');
  database.prepare("UPDATE meta SET value = ? WHERE name = 'fixturesLoaded'").run(ofFixtures);
  database.close();
  return resealed;
}

t.test('a store of an older version goes on where it was, with all that it holds under its keys', async (t) => {
  const data = t.testdir();
  const clock = testClock();
  const before = await startScenario(t, { data, clock });
  const underWay = await begins(before);
  await before.close();
  t.equal(makeOlder(data, before.simulator), 7, 'four messages, two codes and a session key');
  const port = Number(new URL(before.simulator.urls.acs).port);
  await goesOn(t, await startScenario(t, { data, clock, ds: before.ds, port }), underWay);
});

t.test('what is sealed does not open in the place of another record of the same kind', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const [one, other] = [await s.sendsAReq({ acctNumber: CARDS.sms }), await s.sendsAReq({ acctNumber: CARDS.sms })];
  for (const ares of [one, other]) {
    await s.postsCReq(ares);
    await s.code(ares);
  }
  const database = new Database(join(data, 'acs.sqlite'));
  t.teardown(() => database.close());
  database
    .prepare('UPDATE outbox SET sealed = (SELECT sealed FROM outbox WHERE acsTransID = ?) WHERE acsTransID = ?')
    .run(one.acsTransID, other.acsTransID);
  const shown = (ares: Json) => fetch(`${s.simulator.urls.control}/api/messages?acsTransID=${ares.acsTransID}`);
  t.equal((await shown(one)).status, 200);
  const swapped = await shown(other);
  t.equal(swapped.status, 500, 'rather no answer than the code of somebody else');
  t.notMatch(await swapped.text(), await s.code(one));
});
