import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readConfig } from '../../src/config.ts';
import { makeLog } from '../../src/log.ts';
import { startSimulator } from '../../src/simulator.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, METHOD_CARDS, messagesOf, opensLink, RIGHT_ANSWER, RIGHT_ANSWERS, says } from '../support/methods.ts';
import { startDs } from '../support/moodyDs.ts';
import type { Page } from '../support/page.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, testClock } from '../support/testClock.ts';

const PARALLEL = 200;
const times = <T>(make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: PARALLEL }, (_, index) => make(index)));

async function begins(s: Scenario, method: keyof typeof METHOD_CARDS): Promise<{ ares: Json; page: Page }> {
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS[method] });
  return { ares, page: await s.postsCReq(ares) };
}

/** The link with its token changed. */
function withToken(link: string, change: (token: string) => string): string {
  const url = new URL(link);
  url.searchParams.set('approval', change(url.searchParams.get('approval') ?? ''));
  return url.href;
}

t.test('200 parallel answers to a question from one page are one try; guessing on and on has three', async (t) => {
  const s = await startScenario(t);
  const { ares, page } = await begins(s, 'select');
  const wrong = ['1', '2', '4'];
  const answers = await times((index) => s.posts(page, { answer: wrong[index % 3] as string }));
  t.same([...new Set(answers.map(({ triesLeft }) => triesLeft))], [2], 'one try is gone');
  const second = answers[0] as Page;
  t.match(second.html, 'Wrong answer');
  await times(async () => {
    let current = second;
    for (let post = 0; post < 6 && current.token !== ''; post += 1) current = await s.posts(current, { answer: '1' });
  });
  t.match((await s.ends(ares)).result, { transStatus: 'N', transStatusReason: '19', interactionCounter: 3 });
  t.equal(s.ds.rreqs().length, 1, 'one RReq');
  t.equal((await s.posts(second, { answer: RIGHT_ANSWER })).final?.message.transStatus, 'N', 'the right one comes too late');
});

t.test('Req 123: an answer that is none is an attempt; the right one is a Y', async (t) => {
  const s = await startScenario(t);
  for (const [method, malformed, right] of [
    [
      'select',
      ['', 'answer=', 'answer=9', 'answer=0', 'answer=3&answer=1', 'answer=3&answer=3', 'answer=Nouméa'],
      [RIGHT_ANSWER],
    ],
    ['multiSelect', ['', 'answer=1&answer=9', 'answer=1&answer=1'], RIGHT_ANSWERS],
  ] as const) {
    for (const fields of malformed) {
      const { token } = (await begins(s, method)).page;
      const page = await s.postsForm('/3ds/challenge', `token=${token}&action=submit&${fields}`);
      t.same([page.triesLeft, /data-testid="field-error"/.test(page.html)], [2, true], `${method}: "${fields}"`);
    }
    const begun = await begins(s, method);
    const form = right.map((value) => `answer=${value}`).join('&');
    const waiting = await s.postsForm('/3ds/challenge', `token=${begun.page.token}&action=submit&${form}`);
    t.equal((await s.finalPage(begun.ares, waiting)).final?.message.transStatus, 'Y', method);
  }
});

t.test('some of several right answers, or one too many, are wrong', async (t) => {
  const s = await startScenario(t);
  for (const answers of [['1'], ['1', '3', '4'], ['2', '4']]) {
    const { page } = await begins(s, 'multiSelect');
    const form = answers.map((value) => `answer=${value}`).join('&');
    const again = await s.postsForm('/3ds/challenge', `token=${page.token}&action=submit&${form}`);
    t.equal(again.triesLeft, 2, answers.join());
  }
});

t.test('200 parallel approvals of one link are one Y, one RReq and one answer that says so', async (t) => {
  const s = await startScenario(t);
  const { ares } = await begins(s, 'oob');
  const link = await approvalLink(s, ares);
  const pages = (await times(() => says(link, 'approve'))).map(({ page }) => page);
  t.equal(pages.filter((page) => page === 'approved').length, 1, 'one counts');
  t.equal(pages.filter((page) => page === 'unknown').length, PARALLEL - 1, 'the others find nothing to approve');
  t.match((await s.ends(ares)).result, { transStatus: 'Y', interactionCounter: 1 });
  t.equal(s.ds.rreqs().length, 1);
});

t.test('of 200 approvals and refusals at once the first counts, for everybody alike', async (t) => {
  const s = await startScenario(t);
  const { ares, page } = await begins(s, 'oob');
  const link = await approvalLink(s, ares);
  const pages = (await times((index) => says(link, index % 2 ? 'approve' : 'refuse'))).map((answer) => answer.page);
  const counted = pages.filter((name) => name !== 'unknown');
  t.equal(counted.length, 1);
  const expected = counted[0] === 'approved' ? 'Y' : 'N';
  t.match((await s.ends(ares)).result, { transStatus: expected });
  t.equal((await s.posts(page, {})).final?.message.transStatus, expected, 'the CRes agrees');
  t.match(s.ds.rreqs(), [{ transStatus: expected }]);
});

t.test(
  'a link that is unknown, forged, used, replaced, too old or of a challenge that is over gets one and the same answer',
  async (t) => {
    const s = await startScenario(t);
    const language = (link: string) => `${link}&language=en`;
    const dead: Record<string, string> = {};

    const used = await begins(s, 'oob');
    dead.used = await approvalLink(s, used.ares);
    t.equal((await opensLink(dead.used)).page, 'approval', 'a look does not use it up');
    t.equal((await opensLink(dead.used)).page, 'approval');
    t.equal((await says(dead.used, 'approve')).page, 'approved');

    const cancelled = await begins(s, 'oob');
    dead.cancelled = await approvalLink(s, cancelled.ares);
    await s.posts(cancelled.page, { action: 'cancel' });

    const alive = await begins(s, 'oob');
    dead.replaced = await approvalLink(s, alive.ares);
    const resent = await s.posts(alive.page, { action: 'resend' });
    t.match(resent.html, 'data-testid="challenge-status"');
    const newest = await approvalLink(s, alive.ares, 2);

    const old = await begins(s, 'oob');
    dead['too old'] = await approvalLink(s, old.ares);
    s.clock.forward(6 * MINUTE);
    const looked = await s.posts(old.page, {});
    t.equal(looked.name, 'oob');
    await s.posts(await s.posts(alive.page, {}), {});
    s.clock.forward(4 * MINUTE);
    t.equal((await s.posts(looked, {})).name, 'oob', 'the challenge goes on, though the notification has expired');

    const id = String(alive.ares.acsTransID);
    dead.forged = withToken(newest, (token) => token.replace(/.$/, (char) => (char === 'A' ? 'B' : 'A')));
    dead['of another push'] = withToken(newest, (token) => token.replace('.2.', '.3.'));
    dead['of another transaction'] = withToken(newest, (token) => token.replace(id, String(old.ares.acsTransID)));
    dead['of an SMS challenge'] = withToken(newest, (token) => token.replace(id, '00000000-0000-4000-8000-000000000000'));
    dead['a token of a page'] = withToken(newest, () => alive.page.token);
    dead['the acsTransID alone'] = withToken(newest, () => id);
    dead.empty = withToken(newest, () => '');

    const unknown = { get: await opensLink(language(dead.empty)), post: await says(dead.empty, 'approve', { language: 'en' }) };
    t.match(unknown.get, { status: 404, page: 'unknown' });
    for (const [name, link] of Object.entries(dead)) {
      t.same(await opensLink(language(link)), unknown.get, `${name}: looked at`);
      for (const verdict of ['approve', 'refuse'])
        t.same(await says(link, verdict, { language: 'en' }), unknown.post, `${name}: ${verdict}`);
    }
    const { state } = await s.transaction(old.ares);
    t.equal(state, 'challenging', 'none of them did anything');
  },
);

t.test('a link acts by "approve" and "refuse" alone, and only in its own transaction', async (t) => {
  const s = await startScenario(t);
  const [mine, other] = [await begins(s, 'oob'), await begins(s, 'oob')];
  const link = await approvalLink(s, mine.ares);
  for (const verdict of ['', 'yes', 'approved', 'constructor', '__proto__'])
    t.equal((await says(link, verdict)).page, 'unknown', `"${verdict}"`);
  t.equal((await says(link, 'refuse')).page, 'refused');
  t.match((await s.ends(mine.ares)).result, { transStatus: 'N', transStatusReason: '19', interactionCounter: 1 });
  t.equal((await s.transaction(other.ares)).state, 'challenging', 'the other one waits still');
});

t.test('what the challenge window shows does not lead to an approval', async (t) => {
  const s = await startScenario(t);
  const { ares, page } = await begins(s, 'oob');
  const token = new URL(await approvalLink(s, ares)).searchParams.get('approval') ?? '';
  t.notOk(page.html.includes(token.split('.')[2] as string), 'no page holds the proof of the link');
  const posted = await s.postsForm('/3ds/challenge', { token, action: 'submit' });
  t.same([posted.status, posted.name], [404, 'error'], 'and the link is no page');
  const clicked = await s.posts(page, {
    action: 'submit',
    verdict: 'approve',
    approval: 'yes',
    result: 'Y',
    answer: '1',
    code: '12345678',
  });
  t.equal(clicked.name, 'oob', 'a click approves nothing');
  t.match((await s.transaction(ares)).state, 'challenging');
});

t.test('200 clicks on "I have approved" from one page are one', async (t) => {
  const s = await startScenario(t);
  const { ares, page } = await begins(s, 'oob');
  const pages = await times(() => s.posts(page, {}));
  t.same([...new Set(pages.map(({ token }) => token))].length, 1, 'all stand on one new page');
  await s.posts(pages[0] as Page, {});
  await says(await approvalLink(s, ares), 'approve');
  t.match((await s.ends(ares)).result, { transStatus: 'Y', interactionCounter: 3 }, 'two clicks and the approval');
});

t.test('fields of other steps mean nothing to a step', async (t) => {
  const s = await startScenario(t);
  const all = { result: 'Y', answer: RIGHT_ANSWER, ePin: EPIN, verdict: 'approve' };
  const sms = await s.sendsAReq({ acctNumber: CARDS.sms });
  const code = await s.posts(await s.postsCReq(sms), all);
  t.same([code.name, code.triesLeft], ['otp', 2], 'SMS: nothing was entered');
  const automatic = await begins(s, 'automatic');
  t.equal(automatic.page.name, 'processing');
  t.equal((await s.posts(automatic.page.refresh.match(/token=([^&]*)/)?.[1] ?? '', all)).name, 'processing', 'automatic');
  for (const form of [
    { result: 'X' },
    { result: 'N', reason: '14' },
    { result: 'constructor' },
    { result: 'R', reason: '99' },
    {},
  ]) {
    const page = await s.posts((await begins(s, 'picker')).page, form);
    t.equal(page.name, 'picker', JSON.stringify(form));
    t.match(page.html, 'data-testid="field-error"');
  }
  t.same(s.ds.rreqs(), [], 'nothing has ended');
});

t.test('whether a page has changed is told for its own token alone, and says nothing else', async (t) => {
  const s = await startScenario(t);
  const { ares, page } = await begins(s, 'oob');
  const asks = async (token: string) => {
    const response = await fetch(`${s.simulator.urls.acs}/3ds/challenge/changed?token=${token}`);
    return [response.status, await response.text()];
  };
  t.same(await asks(page.token), [200, '{"changed":false}']);
  const forged = page.token.replace(/.$/, (char) => (char === 'A' ? 'B' : 'A'));
  for (const token of [forged, 'x', '', String(ares.acsTransID)]) t.same(await asks(token), [200, '{"changed":true}'], token);
  await says(await approvalLink(s, ares), 'approve');
  t.same(await asks(page.token), [200, '{"changed":true}'], 'after the approval');
});

t.test('codes by e-mail and links are shown by the inbox alone: not by a log line, a page or the files', async (t) => {
  const [data, clock, lines] = [t.testdir(), testClock(), [] as string[]];
  const log = makeLog('trace', { write: (line: string) => void lines.push(line) });
  const free = ['--port', '0', '--control-port', '0', '--sandbox-port', '0', '--data', data, '--log-level', 'trace'];
  const simulator = await startSimulator({ config: readConfig(free, {}), log, clock });
  const s = makeScenario(t, simulator, clock, await startDs(t));

  const mail = await begins(s, 'email');
  const code = await s.code(mail.ares);
  const oob = await begins(s, 'oob');
  const link = await approvalLink(s, oob.ares);
  const proof = new URL(link).searchParams.get('approval')?.split('.')[2] ?? '';
  await opensLink(link);
  await says(link, 'approve');
  await s.ends(oob.ares);
  await s.finalPage(mail.ares, await s.posts(mail.page, { code }));
  const [message] = await messagesOf(s, mail.ares);
  t.match(message, { channel: 'email', to: 'cardholder@example.nc', subject: String, code });
  t.match(message?.text, code);
  await s.close();

  const files = readdirSync(data).map((name) => readFileSync(join(data, name), 'latin1'));
  const places = { 'log lines': lines.join(''), 'the page': mail.page.html, 'the files': files.join('') };
  t.ok(lines.length > 5 && files.length > 0, 'there is something to look through');
  for (const [place, text] of Object.entries(places))
    for (const secret of [code, proof]) t.notOk(text.includes(secret), `${place} hold none of it`);
});
