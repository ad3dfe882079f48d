import { randomUUID } from 'node:crypto';
import t from 'tap';
import { openDatabase } from '../../src/store/database.ts';
import { makeMethodRuns } from '../../src/store/methodData.ts';
import { makeWriter } from '../../src/store/writer.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const NOTIFY = 'http://shop.example/notify';
const encode = (data: unknown) => Buffer.from(JSON.stringify(data)).toString('base64url');

interface MethodPage {
  status: number;
  html: string;
  headers: Headers;
  token: string;
}

async function calls(s: Scenario, threeDSMethodData: string, query = ''): Promise<MethodPage> {
  const { status, html, headers } = await s.postsForm(`/3ds/method${query}`, { threeDSMethodData }, { 'user-agent': 'Test/1.0' });
  return { status, html, headers, token: /data-token="([^"]*)"/.exec(html)?.[1] ?? '' };
}

const collects = (s: Scenario, form: Record<string, string> | string) => s.postsForm('/3ds/method/data', form);

/** The 3DS Method of an AReq, as far as the transaction tells. */
async function told(s: Scenario, threeDSServerTransID: string, patch: Json = {}): Promise<Json> {
  const ares = await s.sendsAReq({ threeDSServerTransID, acctNumber: CARDS.frictionless, ...patch });
  return ((await s.transaction(ares)) as Json).threeDSMethod as Json;
}

const runOf = (id: string) => encode({ threeDSServerTransID: id, threeDSMethodNotificationURL: NOTIFY });

t.test('what the page finds is on the transaction; threeDSCompInd and our own sight are compared', async (t) => {
  const s = await startScenario(t);
  const rows: [ind: string, steps: ('called' | 'collected')[], methodData: string, note: RegExp | undefined][] = [
    ['Y', ['called', 'collected'], 'present', undefined],
    ['Y', ['called'], 'late', /had not sent its data/],
    ['Y', [], 'absent', /never called/],
    ['N', ['called', 'collected'], 'present', /was the notification received/],
    ['N', ['called'], 'late', undefined],
    ['N', [], 'absent', /never called/],
    ['U', ['called', 'collected'], 'present', /no 3DS Method URL/],
    ['U', ['called'], 'late', /no 3DS Method URL/],
    ['U', [], 'absent', undefined],
  ];
  for (const [threeDSCompInd, steps, methodData, note] of rows) {
    const id = randomUUID();
    const page = steps.includes('called') ? await calls(s, runOf(id)) : undefined;
    if (page && steps.includes('collected'))
      await collects(s, { token: page.token, browserLanguage: 'fr-NC', timeZone: 'Pacific/Noumea' });
    const found = await told(s, id.toUpperCase(), { threeDSCompInd });
    t.match(found, { threeDSCompInd, methodData }, `${threeDSCompInd} ${steps}`);
    t.equal(note ? note.test(String(found.note)) : found.note === undefined, true, `${threeDSCompInd} ${steps}: ${found.note}`);
    if (page) t.match(found, { calledAt: '2026-02-07T21:28:18.000Z', request: { userAgent: 'Test/1.0' } });
    if (methodData === 'present')
      t.match(found, { browser: { browserLanguage: 'fr-NC', timeZone: 'Pacific/Noumea' }, browserAt: String });
  }
});

t.test('what the 3DS Method did on purpose is marked, explains itself in the note, and stands on the console', async (t) => {
  const s = await startScenario(t);
  const rows: [query: string, ind: string, methodData: string, note: RegExp][] = [
    ['silent', 'N', 'late', /^threeDSCompInd is N; the 3DS Method was silent on purpose/],
    ['silent', 'Y', 'late', /^threeDSCompInd is Y, though the 3DS Method was silent on purpose/],
    ['failing', 'N', 'absent', /^threeDSCompInd is N; the 3DS Method failed on purpose: it answered HTTP 500/],
    ['failing', 'U', 'absent', /^threeDSCompInd is U; the 3DS Method failed on purpose/],
    ['slow&delayMs=9000', 'N', 'late', /was slow on purpose: data and notification after 9000 ms/],
  ];
  for (const [query, threeDSCompInd, methodData, note] of rows) {
    const threeDSServerTransID = randomUUID();
    await calls(s, runOf(threeDSServerTransID), `?behaviour=${query}`);
    const ares = await s.sendsAReq({ threeDSServerTransID, threeDSCompInd, acctNumber: CARDS.frictionless });
    const found = (await s.transaction(ares)).threeDSMethod;
    t.match(found, { methodData, mark: /on purpose/, note, calledAt: String, behaviour: { behaviour: String } }, query);
    const page = await fetch(`${s.simulator.urls.control}/console/transactions/${ares.acsTransID}?language=en`);
    t.match(await page.text(), /data-testid="method-note"><span class="mark">⚑ <bdi>threeDSCompInd is [\s\S]* on purpose/, query);
  }
  const again = randomUUID();
  await calls(s, runOf(again), '?behaviour=failing');
  const { token } = await calls(s, runOf(again));
  await collects(s, { token, platform: 'Linux' });
  const found = await told(s, again, { threeDSCompInd: 'Y' });
  t.match(found, { methodData: 'present', browser: { platform: 'Linux' } }, 'after one that failed the next one counts');
  t.notOk('mark' in found || 'note' in found);
});

t.test('data that come after the AReq are shown as what they are', async (t) => {
  const s = await startScenario(t);
  const id = randomUUID();
  const { token } = await calls(s, runOf(id));
  const ares = await s.sendsAReq({ threeDSServerTransID: id, threeDSCompInd: 'N' });
  s.clock.forward(1000);
  await collects(s, { token, platform: 'Linux' });
  t.match(await s.transaction(ares), {
    threeDSMethod: { methodData: 'late', browserAt: '2026-02-07T21:28:19.000Z', browser: { platform: 'Linux' } },
  });
});

t.test('threeDSMethodData is read padded, unpadded and in the standard alphabet', async (t) => {
  const s = await startScenario(t);
  const data = { threeDSServerTransID: randomUUID(), threeDSMethodNotificationURL: `${NOTIFY}?a=~~~~ÿ` };
  const url = encode(data);
  const standard = Buffer.from(JSON.stringify(data)).toString('base64');
  for (const encoded of [url, `${url}${'='.repeat((4 - (url.length % 4)) % 4)}`, standard, ` ${standard}\n`]) {
    t.match(
      (await calls(s, encoded)).html,
      /action="http:\/\/shop\.example\/notify\?a&#x3D;~~~~ÿ"|action="http:\/\/shop\.example\/notify\?a=~~~~ÿ"/,
      encoded.slice(-6),
    );
  }
});

t.test(
  'the page is framed by anyone, needs no cookie, has nothing inline and talks to us and the 3DS Server alone',
  async (t) => {
    const s = await startScenario(t);
    const { headers, html } = await calls(s, runOf(randomUUID()));
    const csp = headers.get('content-security-policy') ?? '';
    t.match(csp, /default-src 'none'/);
    t.match(csp, /script-src 'self'/);
    t.match(csp, /connect-src 'self'/);
    t.notMatch(csp, /frame-ancestors|unsafe/);
    t.equal(headers.get('x-frame-options'), null);
    t.equal(headers.get('set-cookie'), null);
    t.equal(headers.get('cache-control'), 'no-store');
    t.notMatch(html, /<script(?![^>]*src=)|style=|onload=/);
    const script = /src="([^"]+)"/.exec(html)?.[1] ?? '';
    const asset = await fetch(s.simulator.urls.acs + script);
    t.match([asset.status, asset.headers.get('content-type')], [200, /javascript/]);
    t.equal((await fetch(`${s.simulator.urls.acs}/3ds/method/assets/nothing.js`)).status, 404);
    t.equal((await fetch(`${s.simulator.urls.acs}/3ds/method`)).status, 405);
  },
);

t.test('garbage gets an empty page and leaves nothing', async (t) => {
  const s = await startScenario(t);
  const id = randomUUID();
  const broken = [
    '',
    '%%%',
    encode('text'),
    encode(null),
    encode([]),
    encode({}),
    encode({ threeDSServerTransID: id }),
    encode({ threeDSServerTransID: [id], threeDSMethodNotificationURL: NOTIFY }),
    encode({ threeDSServerTransID: `${id}.x`, threeDSMethodNotificationURL: NOTIFY }),
    encode({ threeDSServerTransID: id, threeDSMethodNotificationURL: 'javascript:alert(1)' }),
    encode({ threeDSServerTransID: id, threeDSMethodNotificationURL: 'http://' }),
    `{"threeDSServerTransID":"${id}"}`,
  ];
  for (const data of broken) {
    const { status, html } = await calls(s, data);
    t.same([status, html], [200, '<!doctype html><title>3DS Method</title>'], data.slice(0, 30));
  }
  t.equal(
    (await s.postsForm('/3ds/method', `threeDSMethodData=${runOf(id)}&threeDSMethodData=${runOf(randomUUID())}`)).status,
    200,
  );
  t.match(await told(s, id), { methodData: 'absent' });
});

t.test('only who was given the page may say what it found, and only once', async (t) => {
  const s = await startScenario(t);
  const [id, other] = [randomUUID(), randomUUID()];
  const { token } = await calls(s, runOf(id));
  await calls(s, runOf(other));
  const proof = token.split('.')[1];
  for (const forged of ['', id, `${id}.`, `${id}.${'x'.repeat(32)}`, `${other}.${proof}`, `${token}x`, '.']) {
    t.equal((await collects(s, { token: forged, platform: 'forged' })).status, 403, forged);
  }
  t.match(await told(s, id), { methodData: 'late' }, 'forged data are not kept');
  t.equal((await collects(s, { token, platform: 'first' })).status, 204);
  t.equal((await collects(s, { token, platform: 'second' })).status, 204);
  t.match(await told(s, id), { methodData: 'present', browser: { platform: 'first' } }, 'the first data stay');
});

t.test('what is kept is known by name, single, short, plain, and without card numbers', async (t) => {
  const s = await startScenario(t);
  const id = randomUUID();
  const { token } = await calls(s, runOf(id));
  const form = new URLSearchParams({
    token,
    browserUserAgent: 'Mozilla/5.0 '.repeat(200),
    browserLanguage: `fr\u202e\u2066NC\u0000\u001b[31m`,
    timeZone: 'card 4970720000052226 here',
    platform: '<script>alert(1)</script>',
    isAdmin: 'true',
    __proto__: 'polluted',
    constructor: 'polluted',
    'browser[toString]': 'polluted',
  });
  form.append('languages', 'fr');
  form.append('languages', 'en');
  t.equal((await collects(s, form.toString())).status, 204);
  const found = await told(s, id);
  const browser = found.browser as Json;
  t.same(Object.keys(browser).sort(), ['browserLanguage', 'browserUserAgent', 'platform', 'timeZone']);
  t.equal(String(browser.browserUserAgent).length, 512);
  t.equal(browser.browserLanguage, 'frNC  [31m');
  t.equal(browser.timeZone, 'card 497072XXXXXX2226 here');
  t.equal(({} as Json).isAdmin, undefined);
  t.notMatch(JSON.stringify(found), /polluted/);
});

t.test('a body that is too large is refused, and a card number in the User-Agent is masked', async (t) => {
  const s = await startScenario(t);
  t.equal((await collects(s, { token: 'x'.repeat(70_000) })).status, 413);
  const id = randomUUID();
  await s.postsForm('/3ds/method', { threeDSMethodData: runOf(id) }, { 'user-agent': 'Pan 4970720000052226' });
  t.match(await told(s, id), { request: { userAgent: 'Pan 497072XXXXXX2226' } });
});

t.test('a flood of calls fills nothing: the oldest go, and what is older than seven days', async (t) => {
  const database = await openDatabase(':memory:', 'NORMAL');
  t.teardown(() => database.close());
  const { write } = makeWriter(database);
  const runs = makeMethodRuns(database, write);
  const behaviour = { behaviour: 'normal', delayMs: 0 } as const;
  const count = () => (database.prepare('SELECT count(*) AS n FROM methodData').get() as { n: number }).n;
  await Promise.all(
    Array.from({ length: 10_100 }, (_, index) => runs.called(`run ${index}`, { at: 1000, request: {}, behaviour })),
  );
  t.equal(count(), 10_000);
  t.equal((await runs.stateOf('run 0')).methodData, 'absent');
  t.equal((await runs.stateOf('run 10099')).methodData, 'late');
  const week = 7 * 86_400_000;
  for (let index = 0; index < 5; index += 1) await runs.called(`new ${index}`, { at: 1001 + week, request: {}, behaviour });
  t.equal(count(), 10_000 - 50 + 5, 'ten old ones with every new one');
});

t.test('behaviours for tests: by URL, and by the control API for URLs that name none', async (t) => {
  const s = await startScenario(t);
  const api = `${s.simulator.urls.control}/api/three-ds-method`;
  const put = async (body: unknown) => {
    const response = await fetch(api, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const looks = async (query = '') => {
    const { status, html } = await calls(s, runOf(randomUUID()), query);
    return [status, /data-delay="(\d+)"/.exec(html)?.[1], html.includes('data-notify')];
  };
  t.same(await (await fetch(api)).json(), { behaviour: 'normal', delayMs: 0 });
  t.same(await looks(), [200, '0', true], 'normal');
  const failing = [500, undefined, false];
  t.same(await looks('?behaviour=slow'), [200, '12000', true], 'slow by URL');
  t.same(await looks('?behaviour=slow&delayMs=3000'), [200, '3000', true]);
  t.same(await looks('?behaviour=silent'), [200, '0', false]);
  t.same(await looks('?behaviour=failing'), failing);

  t.same(await put({ behaviour: 'slow', delayMs: 6000 }), { status: 200, body: { behaviour: 'slow', delayMs: 6000 } });
  t.same(await looks(), [200, '6000', true], 'slow by the API');
  t.same(await looks('?behaviour=normal'), [200, '0', true], 'the URL goes before');
  await put({ behaviour: 'silent' });
  t.same(await looks(), [200, '0', false]);
  await put({ behaviour: 'failing' });
  t.same(await looks(), failing);
  t.match(await put({ behaviour: 'normal' }), { status: 200 });

  const wrong: [unknown, string][] = [
    [{}, 'behaviour'],
    [{ behaviour: 'broken' }, 'behaviour'],
    [{ behaviour: 5 }, 'behaviour'],
    [{ behaviour: 'slow', delayMs: 60_001 }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: -1 }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: 1.5 }, 'delayMs'],
    [{ behaviour: 'slow', delayMs: '5000' }, 'delayMs'],
    [{ behaviour: 'silent', delayMs: 1 }, 'delayMs'],
    [{ behaviour: 'slow', delay: 1 }, 'delay'],
  ];
  for (const [body, field] of wrong) {
    t.match(await put(body), { status: 400, body: { field, rule: String, example: /slow/ } }, JSON.stringify(body));
  }
  for (const query of ['?behaviour=broken', '?delayMs=5', '?behaviour=slow&delayMs=x', '?behaviour=slow&behaviour=normal']) {
    t.match(await calls(s, runOf(randomUUID()), query), { status: 400, html: /must be .*for example/ }, query);
  }
  t.same(await looks(), [200, '0', true], 'what is wrong changes nothing');
});
