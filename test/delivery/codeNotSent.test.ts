import t from 'tap';
import { opensApp } from '../support/app.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import type { Page } from '../support/page.ts';
import { startWebhook } from '../support/receivers.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { SECOND } from '../support/testClock.ts';
import { until } from '../support/until.ts';

type Webhook = Awaited<ReturnType<typeof startWebhook>>;

/** Lets the time pass that a code is tried in, until the page that waits for it is there. */
async function meanwhile<T>(s: Scenario, page: Promise<T>): Promise<T> {
  let isThere = false;
  const shown = page.finally(() => {
    isThere = true;
  });
  while (!isThere) {
    await s.simulator.sweep();
    s.clock.forward(SECOND);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return shown;
}

const messages = async (s: Scenario, { acsTransID }: Json) =>
  (await (await fetch(`${s.simulator.urls.control}/api/messages?acsTransID=${acsTransID}`)).json()) as (Json & {
    delivery: Json;
  })[];

async function start(t: Parameters<typeof startWebhook>[0]): Promise<{ s: Scenario; hook: Webhook }> {
  const hook = await startWebhook(t);
  return { hook, s: await startScenario(t, { smsWebhook: hook.url }) };
}

t.test('a code that leaves: the page comes when the webhook has it, and the inbox says so', async (t) => {
  const { s, hook } = await start(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  t.equal(page.name, 'otp');
  t.notMatch(page.html, /data-testid="challenge-(error|status)"/);
  const [sms] = await messages(s, ares);
  t.match(hook.received, [{ to: '+687790024', code: sms?.code, acsTransID: ares.acsTransID, text: sms?.text }]);
  t.match(sms, { delivery: { state: 'sent', at: /^2026-02-07T21:28:18/ } });
  const waiting = await s.posts(page, { code: String(hook.received[0]?.code) });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' });
});

t.test(
  'a webhook that fails is tried three times, then the page says that no code is coming, and it costs nothing',
  async (t) => {
    const { s, hook } = await start(t);
    hook.mood = 'isBroken';
    const ares = await s.sendsAReq();
    const ePinPage = await s.postsCReq(ares);
    const page = await meanwhile(s, s.posts(ePinPage, { ePin: EPIN }));
    t.equal(hook.received.length, 3, 'tried three times');
    t.equal(new Set(hook.received.map(({ code }) => code)).size, 1, 'with one code');
    t.same([page.name, page.triesLeft], ['otp', 3]);
    t.match(page.html, /role="alert" data-testid="challenge-error"><p id="notice">The code could not be sent\./);
    t.match(page.html, 'data-testid="resend"');
    const [sms, ...more] = await messages(s, ares);
    t.match(
      sms,
      { code: /^\d{8}$/, delivery: { state: 'failed', why: 'the webhook answered HTTP 500' } },
      'the inbox has it all the same',
    );
    t.same(more, [], 'once');
    t.match((await s.looks(page)).html, /The code could not be sent/, 'a reload says the same');

    let current = page;
    for (let time = 0; time < 4; time += 1) current = await meanwhile(s, s.posts(current, { action: 'resend' }));
    t.match(current.html, /The code could not be sent/, 'that often, again');
    t.equal(current.triesLeft, 3, 'no try is gone');
    hook.mood = 'takes';
    for (let time = 0; time < 3; time += 1) {
      current = await s.posts(current, { action: 'resend' });
      t.match(current.html, /A new code has just been sent by SMS/, 'and all the allowed sends are left');
    }
    current = await s.posts(current, { action: 'resend' });
    t.match(current.html, /A new code has just been sent by SMS/, 'the one that stands for the first code, too');
    current = await s.posts(current, { action: 'resend' });
    t.notMatch(current.html, 'data-testid="resend"', 'then there are no more');

    const code = String(hook.received.at(-1)?.code);
    current = await s.posts(current, { code: otherCode(code) });
    t.equal(current.triesLeft, 2);
    t.match((await s.finalPage(ares, await s.posts(current, { code }))).final?.message, { transStatus: 'Y' });
  },
);

t.test('an e-mail that no server takes is told in the same way, and costs nothing', async (t) => {
  const s = await startScenario(t, { smtpUrl: 'smtp://127.0.0.1:1' });
  const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.email });
  const page = await meanwhile(s, s.postsCReq(ares));
  t.same([page.name, page.triesLeft], ['otp', 3]);
  t.match(page.html, /data-testid="challenge-error"><p id="notice">The code could not be sent\./);
  t.match(page.html, 'data-testid="resend"');
  const [email, ...more] = await messages(s, ares);
  t.match(email, { channel: 'email', code: /^\d{8}$/, delivery: { state: 'failed' } }, 'the inbox has it');
  t.same(more, [], 'once');
  t.match((await s.transaction(ares)).state, 'challenging');
  t.match((await s.finalPage(ares, await s.posts(page, { code: String(email?.code) }))).final?.message, { transStatus: 'Y' });
});

t.test('a webhook that comes back in time: the cardholder sees nothing of it', async (t) => {
  const { s, hook } = await start(t);
  hook.mood = 'resets';
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const coming = s.postsCReq(ares);
  await until(
    () => hook.received.length,
    (count) => count === 1,
    'the first try',
  );
  hook.mood = 'takes';
  const page = await meanwhile(s, coming);
  t.notMatch(page.html, /could not be sent/);
  t.match(await messages(s, ares), [{ delivery: { state: 'sent' } }]);
  t.equal(hook.received.length, 2);
});

t.test('a webhook that hangs keeps the page for four seconds, no longer', async (t) => {
  const { s, hook } = await start(t);
  hook.mood = 'hangs';
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const started = performance.now();
  const coming = s.postsCReq(ares);
  const [sms] = await until(
    () => messages(s, ares),
    ({ length }) => length === 1,
    'the message in the inbox',
  );
  t.match(sms, { delivery: { state: 'sending' } }, 'which has it while the page is awaited');
  const page = await coming;
  const ms = performance.now() - started;
  t.ok(ms > 3900 && ms < 9000, `after ${Math.round(ms)} ms`);
  t.equal(page.name, 'otp');
  const waiting = await s.posts(page, { code: String(sms?.code) });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' }, 'and it works');
});

t.test('a failure that is found when the transaction has moved on changes nothing', async (t) => {
  const { s, hook } = await start(t);
  hook.mood = 'isBroken';
  const [ended, resent] = [await s.sendsAReq({ acctNumber: CARDS.sms }), await s.sendsAReq({ acctNumber: CARDS.sms })];
  // The first tries fail; the pages come by themselves, because nobody moves the clock.
  const [one, two] = await Promise.all([s.postsCReq(ended), s.postsCReq(resent)]);
  t.equal((await s.posts(one as Page, { action: 'cancel' })).name, 'processing');
  await s.ends(ended);
  hook.mood = 'takes';
  const before = hook.received.length;
  const again = await meanwhile(s, s.posts(two as Page, { action: 'resend' }));
  for (let second = 0; second < 5; second += 1) {
    s.clock.forward(SECOND);
    await s.simulator.sweep();
  }
  t.equal(hook.received.length, before + 1, 'a code that nobody can enter any more is not tried again');
  t.match(await s.transaction(ended), { state: 'final', result: { transStatus: 'N', challengeCancel: '01' } });
  const now = await s.looks(again);
  t.match(now.html, /A new code has just been sent by SMS/, 'the newer code is the one that counts');
  t.equal(s.ds.rreqs().length, 1);
});

t.test('an app is told, too, that no code is coming, and goes on with the next one', async (t) => {
  const { s, hook } = await start(t);
  hook.mood = 'isBroken';
  const { ares, challenge } = await opensApp(s, { areq: { acctNumber: CARDS.sms } });
  const told = await meanwhile(s, challenge.start());
  t.match(told, { challengeInfoText: /^The code could not be sent\./, challengeInfoTextIndicator: 'Y' });
  hook.mood = 'takes';
  const resent = await meanwhile(s, challenge.resends());
  t.match(resent.challengeInfoText, /new code has just been sent/);
  t.match(await challenge.enters(await s.code(ares, 2)), { transStatus: 'Y' });
});
