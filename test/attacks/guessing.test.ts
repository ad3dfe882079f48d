import t, { type Test } from 'tap';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import type { Page } from '../support/page.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

const PARALLEL = 200;

/** Two pages of one transaction, as two tabs have them, each posted to by half of the guesses. */
async function inTabs(guesses: Record<string, string>[], tabs: Page[], s: Scenario): Promise<Page[]> {
  return Promise.all(guesses.map((guess, index) => s.posts(tabs[index % tabs.length] as Page, guess)));
}

const guesses = (code: string, length = PARALLEL): Record<string, string>[] =>
  Array.from({ length }, (_, index) => ({ code: String((Number(code) + 1 + index) % 100_000_000).padStart(8, '0') }));

/** Guesses on and on: each post comes from the page that the last one was answered by. */
async function guessOnAndOn(s: Scenario, page: Page, form: Record<string, string>): Promise<Page> {
  let current = page;
  for (let post = 0; post < 8 && current.token !== ''; post += 1) current = await s.posts(current, form);
  return current;
}

/** The end that three wrong entries lead to, told by everyone alike. */
async function provesThreeTries(t: Test, s: Scenario, ares: Json, interactionCounter = '03'): Promise<void> {
  const { result, report, messages } = await s.ends(ares);
  const outcome = { transStatus: 'N', transStatusReason: '19' };
  t.match(result, { ...outcome, interactionCounter: Number(interactionCounter) }, 'the result is N, 19 after three entries');
  t.equal(report, 'acknowledged');
  const rreqs = s.ds.rreqs().filter(({ acsTransID }) => acsTransID === ares.acsTransID);
  t.equal(rreqs.length, 1, 'the DS gets one RReq');
  t.match(rreqs[0], { ...outcome, interactionCounter });
  t.notOk('authenticationValue' in (rreqs[0] ?? {}), 'without an authenticationValue');
  t.equal(messages.filter(({ type }) => type === 'RReq').length, 1, 'the record holds one RReq');
}

t.test('the honest cardholder ends in Y, by ePin and code and by code alone', async (t) => {
  const s = await startScenario(t);
  const page = await honestFlow(s);
  t.equal(page.name, 'success');
  t.match(page.final?.message, { messageType: 'CRes', transStatus: 'Y' });

  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const codePage = await s.postsCReq(ares);
  const final = await s.finalPage(ares, await s.posts(codePage, { code: await s.code(ares) }));
  t.match(final.final?.message, { messageType: 'CRes', transStatus: 'Y' });
  t.match(s.ds.rreqs(), [
    { transStatus: 'Y', interactionCounter: '02' },
    { transStatus: 'Y', interactionCounter: '01' },
  ]);
  for (const rreq of s.ds.rreqs()) t.match(rreq.authenticationValue, /^[A-Za-z0-9+/]{27}=$/);
});

t.test('200 parallel wrong codes from one page are one try', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const code = await s.code(ares);
  const answers = await inTabs(guesses(code), [page], s);
  t.same([...new Set(answers.map(({ status, triesLeft }) => `${status} ${triesLeft}`))], ['200 2'], 'two tries are left');
  const waiting = await s.posts(answers[0] as Page, { code });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' }, 'the cardholder can still do it');
});

t.test('200 guessers who post again from every page they get have three tries together', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const code = await s.code(ares);
  await Promise.all(guesses(code).map((guess) => guessOnAndOn(s, page, guess)));
  await provesThreeTries(t, s, ares);
  const late = await s.posts(page, { code });
  t.equal(late.name, 'cancelled', 'the right code comes too late');
  t.match(late.final?.message, { transStatus: 'N' });
});

t.test('a right code among 200 posts from one page counts if it is judged, and nothing else does', async (t) => {
  const s = await startScenario(t);
  for (const place of [0, 100]) {
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const page = await s.postsCReq(ares);
    const code = await s.code(ares);
    const answers = await inTabs(guesses(code).with(place, { code }), [page], s);
    const { state, result } = await until(
      () => s.transaction(ares),
      (found) => found.state !== 'ending',
      'the RRes',
    );
    const names = [...new Set(answers.map(({ name }) => name))];
    if (state === 'final') {
      t.match(result, { transStatus: 'Y', interactionCounter: 1 }, 'the right code was the first');
      t.notOk(names.includes('otp'), 'and no page asks for a code any more');
    } else {
      t.same(names, ['otp'], 'a wrong code was the first: every page asks again');
      t.same([...new Set(answers.map(({ triesLeft }) => triesLeft))], [2], 'and one try is gone');
    }
  }
  const yes = s.ds.rreqs().filter(({ transStatus }) => transStatus === 'Y').length;
  t.equal(s.ds.rreqs().length, yes, 'no RReq says anything but Y');
});

t.test('a right code after three wrong ones is never a Y, however parallel', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const code = await s.code(ares);
  const second = await s.posts(page, { code: otherCode(code) });
  const third = await s.posts(second, { code: otherCode(code) });
  t.equal(third.triesLeft, 1);
  await s.posts(third, { code: otherCode(code) });
  await Promise.all(guesses(code).map((_, index) => s.posts([page, second, third][index % 3] as Page, { code })));
  await provesThreeTries(t, s, ares);
});

t.test('a right code as the third entry is a Y', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  let page = await s.postsCReq(ares);
  const code = await s.code(ares);
  for (const triesLeft of [2, 1]) {
    page = await s.posts(page, { code: otherCode(code) });
    t.equal(page.triesLeft, triesLeft);
  }
  const final = await s.finalPage(ares, await s.posts(page, { code }));
  t.match(final.final?.message, { transStatus: 'Y' });
  t.match(s.ds.rreqs(), [{ transStatus: 'Y', interactionCounter: '03' }]);
});

t.test('two tabs, reloads and resends do not give one try more', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const [one, two] = await Promise.all([s.postsCReq(ares), s.postsCReq(ares)]);
  t.equal(one?.token, two?.token, 'both tabs stand on the same page');
  const first = await s.code(ares);
  t.equal((await s.codes(ares)).length, 1, 'one code was sent for both');

  await inTabs(guesses(first, 50), [one as Page, two as Page], s);
  const reloaded = await s.postsCReq(ares);
  t.equal(reloaded.triesLeft, 2, 'a reload gives no try back');
  await Promise.all(Array.from({ length: 50 }, () => s.posts(reloaded, { action: 'resend' })));
  const code = await s.code(ares, 2);
  t.equal((await s.codes(ares)).length, 2, '50 parallel resends from one page are one');
  const afterResend = await s.postsCReq(ares);
  t.equal(afterResend.triesLeft, 2, 'nor does a resend');
  const withOld = await s.posts(afterResend, { code: first });
  t.equal(withOld.triesLeft, 1, 'the old code is a wrong one now');
  await Promise.all(guesses(code, 30).map((guess) => guessOnAndOn(s, withOld, guess)));
  await provesThreeTries(t, s, ares);
});

t.test('tries are counted over both steps: a wrong ePin leaves two for the code', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq();
  const page = await s.postsCReq(ares);
  const again = await s.posts(page, { ePin: '0000' });
  t.equal(again.triesLeft, 2);
  const codePage = await s.posts(again, { ePin: EPIN });
  t.same([codePage.name, codePage.triesLeft], ['otp', 2]);
  const code = await s.code(ares);
  await Promise.all(guesses(code, 30).map((guess) => guessOnAndOn(s, codePage, guess)));
  await provesThreeTries(t, s, ares, '04');
});

t.test('ePins are guessed three times, and a code without the ePin is nothing', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq();
  const page = await s.postsCReq(ares);
  const skipped = await s.posts(page, { code: '00000000' });
  t.same([skipped.name, skipped.triesLeft], ['epin', 2], 'the step of the ePin cannot be left out');
  t.same(await s.codes(ares), [], 'no code is sent before the ePin is proven');
  const ePins = Array.from({ length: 20 }, (_, index) => String(index).padStart(4, '0'));
  await Promise.all(ePins.map((ePin) => guessOnAndOn(s, skipped, { ePin })));
  await provesThreeTries(t, s, ares);
});

t.test('Req 123: a malformed entry is an attempt, judged by nothing but its form', async (t) => {
  const s = await startScenario(t);
  for (const entry of ['', '1234567', '123456789', 'abcdefgh', '１２３４５６７８', '<b>', '0x123456', '1e7', '-1234567']) {
    const page = await s.posts(await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms })), { code: entry });
    t.same([page.name, page.triesLeft], ['otp', 2], `"${entry}"`);
    t.match(page.html, 'data-testid="field-error"');
  }
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  const code = await s.code(ares);
  const twice = await s.postsForm('/3ds/challenge', `token=${page.token}&action=submit&code=${otherCode(code)}&code=${code}`);
  t.same([twice.name, twice.triesLeft], ['otp', 2], 'two codes in one post are none');
  const grouped = `${code.slice(0, 4)} ${code.slice(4)}`;
  const final = await s.finalPage(ares, await s.posts(twice, { code: grouped }));
  t.match(final.final?.message, { transStatus: 'Y' }, 'a code pasted in groups is well formed');
  t.match(s.ds.rreqs(), [{ interactionCounter: '02' }]);
});

t.test('a code is good for its own transaction only, though card and cardholder are the same', async (t) => {
  const s = await startScenario(t);
  const [mine, other] = [await s.sendsAReq({ acctNumber: CARDS.sms }), await s.sendsAReq({ acctNumber: CARDS.sms })];
  const [minePage] = [await s.postsCReq(mine), await s.postsCReq(other)];
  const [mineCode, foreign] = [await s.code(mine), await s.code(other)];
  const refused = await s.posts(minePage, { code: foreign });
  t.same([refused.name, refused.triesLeft], mineCode === foreign ? ['processing', undefined] : ['otp', 2]);
  const final = await s.finalPage(mine, await s.posts(refused, { code: mineCode }));
  t.match(final.final?.message, { transStatus: 'Y' });
});
