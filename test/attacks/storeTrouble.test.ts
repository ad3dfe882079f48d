import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import t, { type Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { startSimulator } from '../../src/simulator.ts';
import { CARDS } from '../support/cards.ts';
import { makeFolder } from '../support/cli.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, METHOD_CARDS, says } from '../support/methods.ts';
import { startDs } from '../support/moodyDs.ts';
import { PEOPLE, PortalVisitor } from '../support/portal.ts';
import { startWebhook } from '../support/receivers.ts';
import { makeScenario } from '../support/scenario.ts';
import { smallDisk, storeFaults, watchConnections } from '../support/storeFaults.ts';
import { SECOND, testClock } from '../support/testClock.ts';
import { until } from '../support/until.ts';

const FAULTS = [
  'its folder was moved',
  'another folder is in its place',
  'its file was made read-only',
  'the file system is read-only',
  'its log was removed',
  'the disk is full',
] as const;

const connectionTo = watchConnections(t);

async function start(t: Test, { folder = makeFolder(t), more = [] as string[] } = {}) {
  // A folder in a folder: it can be moved.
  const data = join(folder, 'data');
  mkdirSync(data);
  const lines: Json[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const free = ['--port', '0', '--control-port', '0', '--sandbox-port', '0'];
  const config = readConfig([...free, '--data', data, '--durability', 'normal', ...more], {});
  const clock = testClock();
  const s = makeScenario(t, await startSimulator({ config, log, clock }), clock, await startDs(t));
  const { control } = s.simulator.urls;
  const get = async (path: string) => {
    const response = await fetch(`${control}${path}`);
    return { status: response.status, body: (await response.json()) as Json, headers: response.headers };
  };
  const faults = storeFaults(data, connectionTo(join(data, 'acs.sqlite')));
  return { s, data, faults, lines, get, ready: () => get('/readyz') };
}

/** What was logged of the store, warnings and worse. */
const told = (lines: Json[]) => lines.filter(({ level, msg }) => Number(level) >= 40 && /store/.test(String(msg)));

/** Where no file system can be mounted, SQLite itself is told that there is no room. */
function full(data: string, disk: string | undefined, faults: ReturnType<typeof storeFaults>) {
  if (disk !== undefined) return faults['the disk is full'];
  const connection = connectionTo(join(data, 'acs.sqlite'));
  return {
    why: /the disk is full/,
    begin() {
      connection.exec('CREATE TABLE ballast (x)');
      // Whatever is written needs another page, wherever there may be room on those of its table.
      for (const [index, event] of WRITES.entries()) {
        const insert = 'INSERT INTO ballast VALUES (zeroblob(100000))';
        connection.exec(`CREATE TEMP TRIGGER more${index} AFTER ${event} BEGIN ${insert}; END`);
      }
      connection.pragma(`max_page_count = ${connection.pragma('page_count', { simple: true })}`);
    },
    end() {
      connection.pragma('max_page_count = 1073741823');
      for (const index of WRITES.keys()) connection.exec(`DROP TRIGGER temp.more${index}`);
    },
  };
}

const TABLES = ['meta', 'transactions', 'messages', 'effects', 'outbox', 'rules', 'portalUses', 'portalSessions'];
const WRITES = TABLES.flatMap((table) => [`INSERT ON ${table}`, `UPDATE ON ${table}`]);

for (const name of FAULTS) {
  t.test(`${name}: nobody gets a Y, nobody is blamed, and the same step goes on when it is over`, async (t) => {
    const folder = makeFolder(t);
    const disk = name === 'the disk is full' ? smallDisk(t, join(folder, 'disk'), 8 * 1024 * 1024) : undefined;
    const { s, data, faults, lines, get, ready } = await start(t, { folder: disk ?? folder });
    const fault = name === 'the disk is full' ? full(data, disk, faults) : faults[name];
    t.ok(fault, name);
    if (!fault) return;

    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const page = await s.postsCReq(ares);
    const code = await s.code(ares);
    const cancelled = await s.sendsAReq({ acctNumber: CARDS.sms });
    const toCancel = await s.postsCReq(cancelled);
    const waiting = await s.sendsAReq({ acctNumber: CARDS.sms });
    const inApp = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob });
    const oobPage = await s.postsCReq(inApp);
    const link = await approvalLink(s, inApp);
    const visitor = new PortalVisitor(s.simulator.urls.acs, { 'accept-language': 'en' });
    await visitor.opens('/portal/');
    t.match(await ready(), { status: 200, body: { status: 'ready' } });

    fault.begin();
    const unready = await until(ready, ({ status }) => status === 503, 'the trouble to be known');
    t.match(unready.body, { status: 503, title: fault.why }, 'the reason is told');
    t.match(await get('/healthz'), { status: 200, body: { status: 'ok' } }, 'the process lives');

    const refused = await s.sendsAReq({ acctNumber: CARDS.frictionless });
    t.match(refused, { messageType: 'Erro', errorCode: '403', errorComponent: 'A' }, 'an AReq gets no Y');

    for (const [what, answer] of [
      ['a right code', await s.posts(page, { code })],
      ['to cancel', await s.posts(toCancel, { action: 'cancel' })],
      ['a new code', await s.posts(toCancel, { action: 'resend' })],
    ] as const) {
      t.match(
        answer,
        { status: 503, name: 'otp', token: what === 'a right code' ? page.token : toCancel.token },
        `${what}: its step`,
      );
      t.match(answer.html, /Not possible just now. Nothing was counted/, `${what}: says so`);
      t.match(answer.headers.get('retry-after'), /^\d+$/, what);
      t.notMatch(answer.html, code, `${what}: what was typed is not on the page`);
    }
    const french = await s.postsForm('/3ds/challenge', { token: page.token, action: 'submit', code, language: 'fr' });
    t.match(french.html, /Impossible pour l’instant. Rien n’a été compté/, 'in his language');
    const form = { creq: Buffer.from(s.creq(waiting)).toString('base64url'), threeDSSessionData: 'c2hvcA' };
    const first = await s.postsForm('/3ds/creq', form);
    t.match(first, { status: 503, name: 'not-now' });
    t.match(
      first.html,
      new RegExp(
        `action="/3ds/creq"[\\s\\S]*name="creq" value="${form.creq}"[\\s\\S]*value="c2hvcA"[\\s\\S]*data-testid="retry"`,
      ),
    );
    const approval = await says(link, 'approve');
    t.match(approval, { status: 503, page: 'approval' }, 'the request in the bank app can be answered again');
    t.match(approval.body, /not possible just now[\s\S]*data-testid="approve"/);
    const mail = await visitor.sends('/portal/', { email: PEOPLE.enrolled.email });
    t.match(mail, { status: 503, name: 'error' }, 'the portal');
    t.match(mail.html, /href="\/portal\/" data-testid="retry"/);
    const rule = await fetch(`${s.simulator.urls.control}/api/next`, {
      method: 'POST',
      body: '{"transStatus": "N", "transStatusReason": "11"}',
      headers: { 'content-type': 'application/json' },
    });
    t.match([rule.status, rule.headers.has('retry-after'), await rule.json()], [503, true, { status: 503, title: fault.why }]);
    for (let sweeps = 0; sweeps < 5; sweeps += 1) await s.simulator.sweep();
    t.equal(told(lines).length, 1, 'it is told once');

    fault.end();
    t.match(await until(ready, ({ status }) => status === 200, 'the end of the trouble'), { body: { status: 'ready' } });
    t.equal(told(lines).length, 2, 'and so is its end');
    t.same((await s.codes(ares)).length, 1, 'no code was sent twice');
    t.match(
      (await s.finalPage(ares, await s.posts(page, { code }))).final?.message,
      { transStatus: 'Y' },
      'the same code, same page',
    );
    t.match((await s.ends(ares)).result, { transStatus: 'Y', interactionCounter: 1 }, 'nothing was counted');
    t.match((await s.transaction(cancelled)).state, 'challenging', 'nothing was cancelled');
    await s.posts(toCancel, { action: 'cancel' });
    t.match((await s.ends(cancelled)).result, { transStatus: 'N', challengeCancel: '01' });
    t.match(await s.postsForm('/3ds/creq', form), { status: 200, name: 'otp' });
    t.match(await says(link, 'approve'), { status: 200, page: 'approved' });
    t.match((await s.finalPage(inApp, await s.posts(oobPage, {}))).final?.message, { transStatus: 'Y' });
    t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { transStatus: 'Y' });
    t.equal(s.ds.rreqs().length, 3, 'one RReq each');
  });
}

t.test('overwritten pages are found before anybody meets them, and again when they are whole', async (t) => {
  const { s, faults, ready } = await start(t);
  await s.sendsAReq({ acctNumber: CARDS.frictionless });
  const fault = faults['its pages were overwritten'];
  fault?.begin();
  t.match((await until(ready, ({ status }) => status === 503, 'the damage')).body, { title: fault?.why });
  fault?.end();
  await until(ready, ({ status }) => status === 200, 'the end of the damage');
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { transStatus: 'Y' });
});

t.test('a data folder that was removed for good: no Y, not ready, alive, and it ends when it is told to', async (t) => {
  const { s, data, get, ready } = await start(t);
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { transStatus: 'Y' });
  rmSync(data, { recursive: true });
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { messageType: 'Erro', errorCode: '403' });
  t.match(await ready(), { status: 503, body: { title: /is gone/ } });
  t.match(await get('/healthz'), { status: 200 });
  await s.close();
});

t.test('a code that had left when the store failed is not sent a second time', async (t) => {
  const hook = await startWebhook(t);
  const { s, faults, ready } = await start(t, { more: ['--sms-webhook', hook.url] });
  const fault = faults['the file system is read-only'];
  hook.mood = 'takes';
  // The fault begins while the gateway has the message, so that it cannot be written down that it left.
  const { push } = hook.received;
  hook.received.push = (...sent) => {
    fault?.begin();
    return push.apply(hook.received, sent);
  };
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(ares);
  await until(
    () => hook.received.length,
    (sent) => sent === 1,
    'the code to leave',
  );
  await until(ready, ({ status }) => status === 503, 'the trouble');
  hook.received.push = push;
  fault?.end();
  await until(ready, ({ status }) => status === 200, 'its end');
  for (let sweeps = 0; sweeps < 5; sweeps += 1) {
    s.clock.forward(7 * SECOND);
    await s.simulator.sweep();
  }
  t.equal(hook.received.length, 1);
});
