import t, { type Test } from 'tap';
import { createSimulator } from '../../src/index.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { issuerWith } from '../support/fixtures.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { METHOD_CARDS, messagesOf } from '../support/methods.ts';
import { startDs } from '../support/moodyDs.ts';
import type { Page } from '../support/page.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, testClock } from '../support/testClock.ts';
import { until } from '../support/until.ts';

/** Hundreds of scrypt hashes take their time where the machine has other work. */

const CARD = CARDS.ePinThenSms;
const OTHER_CARD = '4970600000000146';
const LIMIT = 5;
const WRONG = '9073';

interface Opened {
  s: Scenario;
  ares: Json;
  page: Page;
}

async function open(s: Scenario, patch: Json = {}): Promise<Opened> {
  const ares = await s.sendsAReq({ acctNumber: CARD, ...patch });
  return { s, ares, page: await s.postsCReq(ares) };
}

/** Enters a wrong ePin in as many new transactions. */
async function fails(s: Scenario, times: number, acctNumber = CARD): Promise<Page[]> {
  const pages: Page[] = [];
  for (let time = 0; time < times; time += 1) pages.push(await s.posts((await open(s, { acctNumber })).page, { ePin: WRONG }));
  return pages;
}

const lockOf = async (s: Scenario, acctNumber = CARD) =>
  (await (await fetch(`${s.simulator.urls.control}/api/cards/${acctNumber}/lock`)).json()) as Json;
const unlock = (s: Scenario, acctNumber = CARD) =>
  fetch(`${s.simulator.urls.control}/api/cards/${acctNumber}/lock`, { method: 'DELETE' });

/** How many ePins were judged, as the results and the pages tell: each judged one is an interaction of its transaction. */
async function judged(s: Scenario, all: Opened[], answers: Map<Json, Page[]>): Promise<number> {
  let count = 0;
  for (const { ares } of all) {
    const { state, result } = await s.transaction(ares);
    if (result) count += Number(result.interactionCounter);
    else if (state === 'challenging')
      count += 3 - Math.min(3, ...(answers.get(ares) ?? []).map(({ triesLeft = 3 }) => triesLeft));
  }
  return count;
}

/** 200 ePins at once, in 100 transactions, the right one among the last of them. */
async function storm(t: Test, all: Opened[]): Promise<void> {
  const [first] = all as [Opened];
  const answers = new Map<Json, Page[]>();
  const post = async ({ s, ares, page }: Opened, ePin: string) => {
    const answer = await s.posts(page, { ePin });
    answers.set(ares, [...(answers.get(ares) ?? []), answer]);
    // On from the page that came, as a guesser does.
    if (answer.name === 'epin') answers.get(ares)?.push(await s.posts(answer, { ePin: WRONG }));
    return answer;
  };
  const wrong = [...all, ...all.slice(50)].map((opened) => post(opened, WRONG));
  // As soon as the card is locked, while the others still guess.
  await until(
    () => lockOf(first.s),
    ({ locked }) => locked === true,
    'the lock',
  );
  const right = all.slice(50).map((opened) => post(opened, EPIN));
  await Promise.all([...wrong, ...right]);

  t.equal(
    await judged(first.s, all, answers),
    LIMIT + 1,
    'five ePins were judged, and one more of all the payments that had begun',
  );
  t.match(await lockOf(first.s), { wrongEPins: LIMIT, locked: true, shut: true });
  const pages = [...answers.values()].flat();
  t.notOk(
    pages.some(({ name }) => name === 'otp'),
    'no right ePin got through',
  );
  const late = await first.s.posts((all.at(-1) as Opened).page, { ePin: EPIN });
  t.not(late.name, 'otp', 'nor does one that comes later');
  for (const { s, ares } of all.slice(0, 10)) t.same(await s.codes(ares), [], 'and no code was sent');
}

t.test('200 parallel ePins over 100 transactions of one card: six are judged, then the right one is refused, too', async (t) => {
  const s = await startScenario(t);
  const all = await Promise.all(Array.from({ length: 100 }, () => open(s)));
  await storm(t, all);
  t.match(await lockOf(s, OTHER_CARD), { locked: true, wrongEPins: LIMIT }, 'the ePin is the one of his other card, too');
  t.match(await s.sendsAReq({ acctNumber: OTHER_CARD }), { transStatus: 'N', transStatusReason: '12' });
  t.match(
    (await s.transaction((all.at(-1) as Opened).ares)).state,
    'challenging',
    'the others are not ended by what was not theirs',
  );
  t.equal((await unlock(s, OTHER_CARD)).status, 204);
  const { page } = all.at(-1) as Opened;
  const again = await s.posts(page, { ePin: EPIN });
  t.equal((await s.posts(again, { ePin: EPIN })).name, 'otp', 'and go on when the lock is lifted');
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' }, 'the positive control: unlocked, the card works');
});

t.test('the same with two simulators on one store', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const options = { data, clock, durability: 'NORMAL' } as const;
  const simulators = await Promise.all([createSimulator(options), createSimulator(options)]);
  const [a, b] = simulators.map((simulator) => makeScenario(t, simulator, clock, ds)) as [Scenario, Scenario];
  t.match((await honestFlow(b)).final?.message, { transStatus: 'Y' }, 'the positive control');
  const all = await Promise.all(Array.from({ length: 100 }, (_, index) => open(index % 2 === 0 ? a : b)));
  await storm(t, all);
  t.match(await lockOf(b), await lockOf(a), 'both tell the same lock');
});

t.test('right ePins among many at once count each, and lock nothing', async (t) => {
  const s = await startScenario(t);
  const all = await Promise.all(Array.from({ length: 12 }, () => open(s)));
  const pages = await Promise.all(all.map(({ page }) => s.posts(page, { ePin: EPIN })));
  t.same([...new Set(pages.map(({ name }) => name))], ['otp']);
  t.match(await lockOf(s), { wrongEPins: 0, locked: false });
});

t.test('wrong ePins add up over transactions; a right one in between begins the count anew', async (t) => {
  const s = await startScenario(t);
  await fails(s, LIMIT - 1);
  t.match(await lockOf(s), { wrongEPins: 4, locked: false });
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' });
  t.match(await lockOf(s), { wrongEPins: 0, locked: false });
  const running = await open(s);
  const pages = await fails(s, LIMIT, OTHER_CARD);
  t.same(
    pages.map(({ name }) => name),
    ['epin', 'epin', 'epin', 'epin', 'processing'],
    'the fifth in a row ends its transaction',
  );
  t.same(
    pages.slice(0, 4).map(({ triesLeft }) => triesLeft),
    [2, 2, 2, 2],
    'each transaction has three tries of its own',
  );

  const codePage = await s.posts(running.page, { ePin: EPIN });
  t.equal(codePage.name, 'otp', 'a payment that had begun is not ended by what others did');
  const waiting = await s.posts(codePage, { code: await s.code(running.ares) });
  t.match((await s.finalPage(running.ares, waiting)).final?.message, { transStatus: 'Y' });
  t.match(await lockOf(s), { wrongEPins: LIMIT, locked: true }, 'and lifts no lock');
});

t.test(
  'a payment that had begun before the lock ends by its own wrong ePin; after that none is judged, and none is ended',
  async (t) => {
    const s = await startScenario(t);
    const [wrong, right, other] = [await open(s), await open(s), await open(s, { acctNumber: OTHER_CARD })];
    await fails(s, LIMIT);
    await s.finalPage(wrong.ares, await s.posts(wrong.page, { ePin: WRONG }));
    t.match(await s.transaction(wrong.ares), {
      result: { transStatus: 'N', transStatusReason: '19', interactionCounter: 1, cardLocked: true },
    });
    t.match(s.ds.rreqs().at(-1), { transStatus: 'N', transStatusReason: '19', interactionCounter: '01' });
    t.notOk('cardLocked' in (s.ds.rreqs().at(-1) ?? {}), 'the RReq carries nothing of ours');
    for (const { page } of [right, other]) {
      const answers = [await s.posts(page, { ePin: WRONG })];
      answers.push(await s.posts(answers[0] as Page, { ePin: EPIN }));
      t.same(
        answers.map(({ name, triesLeft }) => [name, triesLeft]),
        [
          ['epin', 3],
          ['epin', 3],
        ],
        'the right one and a wrong one are answered alike',
      );
      t.match(answers[1]?.html, /data-testid="challenge-error"[\s\S]+cannot be checked for the moment|ne peut pas être vérifié/);
    }
    await unlock(s);
    const page = await s.postsCReq(other.ares);
    t.equal((await s.posts(page, { ePin: EPIN })).name, 'otp', 'unlocked, he pays');
  },
);

t.test('while it lasts, AReqs for the card are answered N, 12, in every version; then the card works again', async (t) => {
  const s = await startScenario(t);
  const afterEPin = await open(s);
  const codePage = await s.posts(afterEPin.page, { ePin: EPIN });
  await fails(s, LIMIT);
  for (const messageVersion of ['2.1.0', '2.2.0']) {
    const ares = await s.sendsAReq({ acctNumber: CARD, messageVersion });
    t.match(ares, { messageType: 'ARes', transStatus: 'N', transStatusReason: '12' }, messageVersion);
    t.match(await s.transaction(ares), { because: /locked for a time: too many wrong ePins/, state: 'final' });
  }
  const waiting = await s.posts(codePage, { code: await s.code(afterEPin.ares) });
  const final = await s.finalPage(afterEPin.ares, waiting);
  t.match(final.final?.message, { transStatus: 'Y' }, 'who had proven the ePin before goes on');

  const { lockedUntil } = await lockOf(s);
  t.equal(Date.parse(String(lockedUntil)), s.clock.now() + 30 * MINUTE);
  s.clock.forward(30 * MINUTE - 1);
  t.match(await s.sendsAReq({ acctNumber: CARD }), { transStatus: 'N' }, 'a millisecond before');
  s.clock.forward(1);
  t.match(await lockOf(s), { locked: false, wrongEPins: 0 }, 'the lock ends by itself');
  t.equal((await fails(s, 1))[0]?.triesLeft, 2);
  t.match(await lockOf(s), { wrongEPins: 1, locked: false }, 'and the count begins anew');
  t.match((await honestFlow(s)).final?.message, { transStatus: 'Y' });
});

t.test('a locked card may still be cancelled, and wrong codes lock no card', async (t) => {
  const s = await startScenario(t);
  const running = await open(s);
  await fails(s, LIMIT);
  await s.posts(running.page, { action: 'cancel' });
  t.match(await s.transaction(running.ares), { result: { transStatus: 'N', challengeCancel: '01' } });

  for (let transaction = 0; transaction < LIMIT; transaction += 1) {
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    let page = await s.postsCReq(ares);
    await s.code(ares);
    for (let tries = 0; tries < 3; tries += 1) page = await s.posts(page, { code: '00000000' });
    await s.ends(ares);
  }
  t.match(await s.sendsAReq({ acctNumber: CARDS.sms }), { transStatus: 'C' });
  t.match(await lockOf(s, CARDS.sms), { wrongEPins: 0, locked: false });
});

t.test('count and lock outlive the process', async (t) => {
  const data = t.testdir();
  const before = await startScenario(t, { data });
  await fails(before, LIMIT - 1);
  await before.close();
  const after = await startScenario(t, { data, clock: before.clock, ds: before.ds });
  const [fifth] = await fails(after, 1);
  t.equal(fifth?.name, 'processing', 'the fifth wrong one is the first after the restart');
  await after.close();
  const third = await startScenario(t, { data, clock: before.clock, ds: before.ds });
  t.match(await third.sendsAReq({ acctNumber: CARD }), { transStatus: 'N', transStatusReason: '12' });
  third.clock.forward(30 * MINUTE);
  t.match((await honestFlow(third)).final?.message, { transStatus: 'Y' });
});

t.test('testers see and lift a lock; a question about no card is told so', async (t) => {
  const s = await startScenario(t);
  await fails(s, LIMIT);
  const lock = await lockOf(s);
  t.match(lock, { card: '497072XXXXXX2226', wrongEPins: 5, locked: true, lockedUntil: /^2026-02-07T21:58:18/ });
  t.notMatch(JSON.stringify(lock), CARD);
  t.equal((await unlock(s)).status, 204);
  t.same(await lockOf(s), { card: '497072XXXXXX2226', wrongEPins: 0, locked: false });
  t.match(await s.sendsAReq({ acctNumber: CARD }), { transStatus: 'C' });
  for (const acctNumber of ['4970', 'abc', '49707200000522260000']) {
    const response = await fetch(`${s.simulator.urls.control}/api/cards/${acctNumber}/lock`);
    t.match([response.status, await response.json()], [400, { field: 'acctNumber', example: /^4970720000052226/ }], acctNumber);
  }
  const foreign = await fetch(`${s.simulator.urls.control}/api/cards/${CARD}/lock`, {
    method: 'DELETE',
    headers: { origin: 'https://evil.example' },
  });
  t.equal(foreign.status, 403, 'no other site lifts it');
});

t.test('the issuer profile says how many, how long, and with what answer', async (t) => {
  const { cpSync, readFileSync, writeFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { shipped } = await import('../../src/files.ts');
  const fixtures = join(t.testdir(), 'fixtures');
  cpSync(shipped('fixtures'), fixtures, { recursive: true });
  const issuer = JSON.parse(readFileSync(join(fixtures, 'issuer.json'), 'utf8'));
  const cardLock = { maxWrongEPins: 2, minutes: 1, answer: { transStatus: 'U', transStatusReason: '09' } };
  writeFileSync(join(fixtures, 'issuer.json'), JSON.stringify({ ...issuer, cardLock }));
  const s = await startScenario(t, { fixtures });
  await fails(s, 2);
  t.match(await s.sendsAReq({ acctNumber: CARD }), { transStatus: 'U', transStatusReason: '09' });
  s.clock.forward(MINUTE);
  t.match(await s.sendsAReq({ acctNumber: CARD }), { transStatus: 'C' });
});

t.test('a method that asks for the ePin alone counts and locks as well; one that does not ask for it does not', async (t) => {
  const s = await startScenario(t);
  const pages = await fails(s, LIMIT, METHOD_CARDS.ePin);
  t.same(pages.map(({ name }) => name).slice(-2), ['epin', 'processing'], 'the fifth ends its transaction');
  t.match(await lockOf(s, METHOD_CARDS.ePin), { wrongEPins: LIMIT, locked: true });
  t.match(await s.sendsAReq({ acctNumber: METHOD_CARDS.ePin }), { transStatus: 'N', transStatusReason: '12' });
  t.match(await lockOf(s), { wrongEPins: LIMIT, locked: true }, 'for all cards of the cardholder, whose ePin it is');
  await unlock(s);
  const { page } = await open(s, { acctNumber: METHOD_CARDS.select });
  await s.posts(page, { answer: '1', ePin: WRONG });
  t.match(await lockOf(s, METHOD_CARDS.select), { wrongEPins: 0 });
});

t.test('where it is hidden which factor was wrong, the count on the card is right and the lock is not told', async (t) => {
  const s = await startScenario(t, { fixtures: issuerWith(t, { revealFactor: false }) });
  /** A round: the ePin, then the code that came, which is right. */
  const round = async (ares: Json, page: Page, ePin: string, count: number) => {
    const codePage = await s.posts(page, { ePin });
    t.equal(codePage.name, 'otp', 'the code is asked for, whatever the ePin was');
    const codes = await until(
      () => messagesOf(s, ares),
      (messages) => messages.length >= count,
      `${count} codes`,
    );
    return s.posts(codePage, { code: String(codes[0]?.code) });
  };
  const first = await open(s);
  let page = first.page;
  for (const count of [1, 2]) {
    page = await round(first.ares, page, WRONG, count);
    t.match(page.html, 'One of your entries was wrong');
    t.match(await lockOf(s), { wrongEPins: count, locked: false });
  }
  // Open before the lock, and used after it.
  const [locking, honest, shut] = [await open(s), await open(s), await open(s)];
  page = locking.page;
  for (const count of [1, 2, 3]) page = await round(locking.ares, page, WRONG, count);
  t.match(await lockOf(s), { wrongEPins: LIMIT, locked: true });
  t.match((await s.ends(locking.ares)).result, { transStatus: 'N', transStatusReason: '19', cardLocked: true });

  page = await round(honest.ares, honest.page, EPIN, 1);
  t.match((await s.finalPage(honest.ares, page)).final?.message, { transStatus: 'Y' }, 'who had begun before goes on');

  page = shut.page;
  for (const count of [1, 2, 3]) {
    page = await round(shut.ares, page, count === 1 ? WRONG : EPIN, count);
    if (count < 3) t.same([page.name, page.triesLeft], ['epin', 3 - count], 'the right one is as wrong as any');
  }
  t.match((await s.ends(shut.ares)).result, { transStatus: 'N', transStatusReason: '19', interactionCounter: 6 });
  t.match(await lockOf(s), { wrongEPins: LIMIT, locked: true }, 'and was not counted');
});

t.test('an ePin that is judged while the card is being locked by another process is judged again', async (t) => {
  const [data, clock, ds] = [t.testdir(), testClock(), await startDs(t)];
  const options = { data, clock, durability: 'NORMAL' } as const;
  const simulators = await Promise.all([createSimulator(options), createSimulator(options)]);
  const [a, b] = simulators.map((simulator) => makeScenario(t, simulator, clock, ds)) as [Scenario, Scenario];
  for (let round = 0; round < 3; round += 1) {
    await fails(a, LIMIT - 1);
    const [wrong, right] = [await open(a), await open(b)];
    const [, second] = await Promise.all([a.posts(wrong.page, { ePin: WRONG }), b.posts(right.page, { ePin: EPIN })]);
    const { locked } = await lockOf(a);
    // Either the right one came first and the wrong one is the first of a new count, or it came in a lock, and lifted nothing.
    t.equal(second.name, 'otp', locked ? 'the lock came first' : 'the right ePin came first');
    t.equal((await lockOf(a)).wrongEPins, locked ? LIMIT : 1);
    await unlock(a);
  }
  await until(
    () => lockOf(b),
    ({ wrongEPins }) => wrongEPins === 0,
    'the unlocked card',
  );
});
