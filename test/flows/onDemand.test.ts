import t from 'tap';
import { needsBrowser } from '../../src/challenge/appUi.ts';
import { METHODS, type MethodName, stepsOf } from '../../src/challenge/methods.ts';
import { rowOf, type StepName } from '../../src/challenge/steps.ts';
import type { SdkChallenge } from '../../src/index.ts';
import type { CRes } from '../../src/messages/types.ts';
import { maskEmail, maskPhone } from '../../src/pages/format.ts';
import { opensApp } from '../support/app.ts';
import { postJson } from '../support/areqs.ts';
import { EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, messagesOf, RIGHT_ANSWER, RIGHT_ANSWERS, says } from '../support/methods.ts';
import type { Page } from '../support/page.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

/** Where codes and notifications go: `+687 79 00 23`, `cardholder@example.nc`. */
const TO = { sms: /^\+\d[\d ]{6,}$/, push: /^\+\d[\d ]{6,}$/, email: /^[^@\s]+@[^@\s]+$/ } as const;

type FixtureCard = Scenario['simulator']['fixtures']['cards'][number];

const cardsOf = (s: Scenario): readonly FixtureCard[] => s.simulator.fixtures.cards;

/** The ePin of whoever holds a card; of one who has chosen none, that of all who have none. */
const ePinOf = (s: Scenario, { cardholder }: FixtureCard) =>
  s.simulator.fixtures.cardholders.find(({ email }) => email === cardholder)?.ePin ?? EPIN;

/** What the next AReq of a card gets. */
const next = (s: Scenario, acctNumber: string, outcome: Json) =>
  postJson(`${s.simulator.urls.control}/api/next`, { match: { acctNumber }, ...outcome });

type Tap = Pick<typeof t, 'match' | 'ok' | 'equal'>;

/** Everything that was sent for a transaction has gone to somebody; what is shown of a code says to whom. */
async function isSentToSomebody(t: Tap, s: Scenario, ares: Json, sentence: string, shown?: string): Promise<void> {
  const sent = await messagesOf(s, ares);
  for (const { channel, to } of sent) t.ok(TO[channel as keyof typeof TO].test(String(to)), `${sentence}: ${channel} to ${to}`);
  const [{ channel = '', to = '', code = undefined } = {}] = sent;
  if (shown === undefined || code === undefined) return;
  const masked = channel === 'email' ? maskEmail(String(to)) : maskPhone(String(to));
  t.ok(masked !== '' && shown.includes(masked), `${sentence}: it says that the code goes to ${masked}`);
}

/** What an honest cardholder does at each step of a challenge in a browser. */
async function answersPage(s: Scenario, ares: Json, page: Page, step: StepName, ePin: string): Promise<Page> {
  switch (step) {
    case 'ePin':
      return s.posts(page, { ePin });
    case 'ePinAndCode':
      return s.posts(page, { ePin, code: await s.code(ares) });
    case 'code':
    case 'emailCode':
      return s.posts(page, { code: await s.code(ares) });
    case 'select':
      return s.posts(page, { answer: RIGHT_ANSWER });
    case 'multiSelect':
      return s.postsForm(
        '/3ds/challenge',
        `token=${page.token}&action=submit&${RIGHT_ANSWERS.map((key) => `answer=${key}`).join('&')}`,
      );
    case 'picker':
      return s.posts(page, { result: 'Y' });
    case 'oob':
      await says(await approvalLink(s, ares), 'approve');
      return page;
    case 'automatic':
      s.clock.forward(2000);
      await s.simulator.sweep();
      return page;
  }
}

async function paysInBrowser(t: Tap, s: Scenario, card: FixtureCard, method: MethodName | undefined): Promise<void> {
  const sentence = `${card.acctNumber}, ${method ?? 'no method named'}`;
  await next(s, card.acctNumber, { transStatus: 'C', ...(method ? { method } : {}) });
  const ares = await s.sendsAReq({ acctNumber: card.acctNumber });
  t.match(ares, { transStatus: 'C' }, `${sentence}: challenged`);
  const chosen = (await s.transaction(ares)).method as MethodName;
  t.equal(chosen, method ?? chosen);
  let page = await s.postsCReq(ares);
  for (const step of stepsOf(chosen)) {
    if (rowOf(step).sends)
      await until(
        () => messagesOf(s, ares),
        (sent) => sent.length > 0,
        `${sentence}: what is sent`,
      );
    await isSentToSomebody(t, s, ares, sentence, page.html);
    page = await answersPage(s, ares, page, step, ePinOf(s, card));
  }
  const { final } = await s.finalPage(ares, page);
  t.match(final?.message, { transStatus: chosen === 'automatic' ? (card.automatic?.transStatus ?? 'Y') : 'Y' }, sentence);
}

async function answersApp(s: Scenario, ares: Json, challenge: SdkChallenge, step: StepName, ePin: string): Promise<CRes> {
  switch (step) {
    case 'ePin':
      return challenge.enters(ePin);
    case 'select':
      return challenge.enters(RIGHT_ANSWER);
    case 'multiSelect':
      return challenge.enters(RIGHT_ANSWERS.join(','));
    case 'oob':
      await says(await approvalLink(s, ares), 'approve');
      return challenge.answers({ oobContinue: true });
    case 'ePinAndCode': {
      // Native templates have no second box before 2.3.1: it is shown in HTML.
      const form = { ePinAndCode: ePin, ePinAndCodeTwo: await s.code(ares), action: 'submit' };
      return challenge.answers({ challengeHTMLDataEntry: String(new URLSearchParams(form)) });
    }
    default:
      return challenge.enters(await s.code(ares));
  }
}

async function paysInApp(t: Tap, s: Scenario, card: FixtureCard, method: MethodName): Promise<void> {
  const sentence = `${card.acctNumber}, ${method}, in an app`;
  await next(s, card.acctNumber, { transStatus: 'C', method });
  const { ares, challenge } = await opensApp(s, { areq: { acctNumber: card.acctNumber } });
  let cres = await challenge.start();
  for (const step of stepsOf(method)) {
    if (rowOf(step).sends)
      await until(
        () => messagesOf(s, ares),
        (sent) => sent.length > 0,
        `${sentence}: what is sent`,
      );
    await isSentToSomebody(t, s, ares, sentence, cres.challengeInfoText);
    cres = await answersApp(s, ares, challenge, step, ePinOf(s, card));
  }
  t.match(cres, { transStatus: 'Y' }, sentence);
}

const names = Object.keys(METHODS) as MethodName[];

t.test('a challenge on demand works on every card of the fixtures, by every method, in a browser', async (t) => {
  const s = await startScenario(t);
  const cards = cardsOf(s).filter(({ blocked }) => !blocked);
  for (const method of [undefined, ...names]) await Promise.all(cards.map((card) => paysInBrowser(t, s, card, method)));
});

t.test('and in an app, by every method that an app can show', async (t) => {
  const s = await startScenario(t);
  const cards = cardsOf(s).filter(({ blocked }) => !blocked);
  for (const method of names.filter((name) => !needsBrowser(name)))
    await Promise.all(cards.map((card) => paysInApp(t, s, card, method)));
});

t.test('decoupled on demand asks somebody on every card of the fixtures, and his approval counts', async (t) => {
  const s = await startScenario(t);
  for (const { acctNumber } of cardsOf(s)) {
    await next(s, acctNumber, { transStatus: 'D' });
    const asks = { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
    const ares = await s.sendsAReq({ acctNumber, ...asks });
    t.match(ares, { transStatus: 'D' }, acctNumber);
    const link = await approvalLink(s, ares);
    await isSentToSomebody(t, s, ares, acctNumber);
    t.match(await says(link, 'approve'), { status: 200 }, `${acctNumber}: approved`);
    t.match((await s.ends(ares)).result, { transStatus: 'Y' }, acctNumber);
  }
});

t.test('a card without a cardholder is sent its codes where they went before, and keeps its own lock', async (t) => {
  const s = await startScenario(t);
  const [acctNumber, other] = ['4970720000010000', '4970720000030008'] as const;
  const challenged = async (of: string = acctNumber) => {
    await next(s, of, { transStatus: 'C', method: 'ePinThenSms' });
    const ares = await s.sendsAReq({ acctNumber: of });
    return { ares, page: await s.postsCReq(ares) };
  };
  const recipient = async (of?: string) => {
    const { ares, page } = await challenged(of);
    await s.posts(page, { ePin: EPIN });
    await s.code(ares);
    return (await messagesOf(s, ares))[0]?.to;
  };
  const first = await recipient();
  t.equal(await recipient(), first, 'the same card, the same number');
  t.not(await recipient(other), first, 'another card, another one');

  for (let round = 0; round < 2; round += 1) {
    let { page } = await challenged();
    for (let tries = 0; tries < 3; tries += 1) page = await s.posts(page, { ePin: '9073' });
  }
  t.match(await s.sendsAReq({ acctNumber }), { transStatus: 'N', transStatusReason: '12' }, 'five wrong ePins lock it');
  t.match(await s.sendsAReq({ acctNumber: other }), { transStatus: 'N', transStatusReason: '01' }, 'and no other one');
});

t.test('a blocked card is challenged by nobody, also on demand', async (t) => {
  const s = await startScenario(t);
  const blocked = cardsOf(s).filter((card) => card.blocked);
  t.ok(blocked.length > 0);
  for (const { acctNumber } of blocked)
    for (const method of names) {
      await next(s, acctNumber, { transStatus: 'C', method });
      t.match(await s.sendsAReq({ acctNumber }), { transStatus: 'N', transStatusReason: '12' }, `${acctNumber}, ${method}`);
      await fetch(`${s.simulator.urls.control}/api/rules`, { method: 'DELETE' });
    }
});
