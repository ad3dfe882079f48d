import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { LIMITS } from '../../src/enrolment/limits.ts';
import { createSimulator } from '../../src/index.ts';
import { messagesTo, newestCodes, otherCodes, PEOPLE, type PortalPage, PortalVisitor, signsIn } from '../support/portal.ts';
import { type PortalServer, startPortalServer } from '../support/portalServer.ts';
import { MINUTE, testClock } from '../support/testClock.ts';

const { smsOnly, newcomer, enrolled } = PEOPLE;

async function startPortal(t: { teardown(tidyUp: () => unknown): unknown }, data = ':memory:', clock = testClock()) {
  const simulator = await createSimulator({ durability: 'NORMAL', data, clock });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= simulator.close();
    return closed;
  };
  t.teardown(close);
  const { urls } = simulator;
  return {
    simulator,
    urls,
    clock,
    close,
    visitor: () => new PortalVisitor(urls.acs),
    codes: newestCodes.bind(null, urls.control),
  };
}

/** How many guesses were looked at. */
const evaluated = ({ logs }: PortalServer) => logs.filter((line) => line.includes('portal: wrong or expired codes')).length;

const lastCode = ({ delivery }: PortalServer, channel: string, to?: string) =>
  delivery.sent.findLast((sent) => sent.channel === channel && sent.code && (!to || sent.to === to))?.code ?? '';

t.test('of 200 parallel guesses no more than the limit are looked at, and then the right codes are not either', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  const codes = { smsCode: lastCode(server, 'sms'), emailCode: lastCode(server, 'email') };
  const guesses = Array.from({ length: 200 }, (_, index) =>
    visitor.posts('/portal/identity', { smsCode: String(index).padStart(8, '0'), emailCode: codes.emailCode }),
  );
  const answers = await Promise.all(guesses);
  t.equal(evaluated(server), LIMITS.proveIdentity.flow.most);
  t.same([...new Set(answers.map(({ status, location }) => `${status} ${location}`))], ['303 /portal/identity']);
  await visitor.opens('/portal/identity');
  const blocked = await visitor.sends('/portal/identity', codes);
  t.equal(blocked.notice, 'identityBlocked', 'the right codes');
  const wrong = await visitor.sends('/portal/identity', { smsCode: '1', emailCode: '2' });
  t.equal(withoutToken(wrong), withoutToken(blocked), 'get the answer that wrong ones get');
  const none = await visitor.sends('/portal/identity', { smsCode: '', emailCode: '' });
  t.equal(withoutToken(none), withoutToken(blocked), 'and that none get');
  await visitor.sends('/portal/identity', { action: 'resend' });
  const again = await visitor.types({ sms: lastCode(server, 'sms'), email: lastCode(server, 'email') });
  t.equal(again.notice, 'identityBlocked', 'new codes give no try back');
  server.clock.forward(15 * MINUTE);
  await visitor.sends('/portal/identity', { action: 'resend' });
  const honest = await visitor.types({ sms: lastCode(server, 'sms'), email: lastCode(server, 'email') });
  t.equal(honest.name, 'dashboard', 'after a time it works again');
});

t.test('codes that are left empty are no try', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  const codes = { sms: lastCode(server, 'sms'), email: lastCode(server, 'email') };
  for (let times = 0; times < 2 * LIMITS.proveIdentity.flow.most; times += 1) {
    const page = await visitor.types(times % 2 ? { ...codes, sms: '' } : { ...codes, email: ' - ' });
    t.equal(page.notice, 'codesMissing');
  }
  t.equal((await visitor.types(codes)).name, 'dashboard');
});

t.test('a new session gives a guesser new tries only up to the limit of the cardholder', async (t) => {
  const server = await startPortalServer(t);
  const visitors = Array.from({ length: 10 }, () => new PortalVisitor(server.url));
  await Promise.all(visitors.map((visitor) => visitor.givesEmail(smsOnly.email)));
  await Promise.all(
    visitors.flatMap((visitor) =>
      Array.from({ length: 10 }, () => visitor.posts('/portal/identity', { smsCode: '00000000', emailCode: 'AAAAAA' })),
    ),
  );
  t.equal(evaluated(server), LIMITS.proveIdentity.cardholder.most);
  const other = new PortalVisitor(server.url);
  await other.givesEmail(newcomer.email);
  const [sms, email] = [lastCode(server, 'sms', '+687 79 00 25'), lastCode(server, 'email', newcomer.email)];
  t.equal((await other.types({ sms, email })).name, 'dashboard', 'another cardholder is not held up');
});

t.test('codes are sent to a cardholder only up to the limit, whoever asks; signing in gives them back', async (t) => {
  const server = await startPortalServer(t);
  const { most } = LIMITS.sendCodes.cardholder;
  for (let times = 0; times < most + 5; times += 1) {
    const visitor = new PortalVisitor(server.url);
    await visitor.givesEmail(smsOnly.email);
    const page = await visitor.types({ sms: lastCode(server, 'sms'), email: lastCode(server, 'email') });
    t.equal(page.name, 'dashboard', 'an honest cardholder may come as often as he likes');
  }
  const before = server.delivery.sent.length;
  const asked = await Promise.all(
    Array.from({ length: most + 10 }, () => new PortalVisitor(server.url).givesEmail(smsOnly.email)),
  );
  t.equal(server.delivery.sent.length - before, 2 * most);
  t.same(
    asked.filter(({ name }) => name === 'email').map(({ notice }) => notice),
    Array(10).fill('tooManySends'),
  );
});

t.test('who proves his own number gets no tries at another one back', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  await visitor.types({ sms: lastCode(server, 'sms'), email: lastCode(server, 'email') });
  const [victim, own] = ['+687 78 11 22', ['+687 78 33 44', '+687 78 33 45']] as const;
  const names = async (phone: string) => {
    await visitor.opens('/portal/phone');
    return visitor.sends('/portal/phone', { phone });
  };
  for (let round = 0; round < 4; round += 1) {
    await names(victim);
    for (let resends = 0; resends < 2; resends += 1) await visitor.sends('/portal/phone/code', { action: 'resend' });
    for (let tries = 0; tries < 4; tries += 1) await visitor.sends('/portal/phone/code', { code: '00000000' });
    await visitor.sends('/portal/phone/code', { action: 'cancel' });
    const mine = own[round % 2] as string;
    await names(mine);
    await visitor.sends('/portal/phone/code', { code: lastCode(server, 'sms', mine) });
  }
  const toVictim = server.delivery.sent.filter(({ to }) => to === victim).length;
  t.ok(toVictim <= LIMITS.sendPhoneCode.flow.most, `${toVictim} codes to the other number`);
  const guesses = server.logs.filter((line) => line.includes('portal: wrong or expired code of a phone')).length;
  t.ok(guesses <= LIMITS.provePhone.flow.most, `${guesses} guesses at its code`);

  const honest = new PortalVisitor(server.url);
  await honest.givesEmail(newcomer.email);
  await honest.types({ sms: lastCode(server, 'sms', '+687 79 00 25'), email: lastCode(server, 'email', newcomer.email) });
  for (let changes = 0; changes < LIMITS.sendPhoneCode.cardholder.most + 2; changes += 1) {
    const mine = own[changes % 2] as string;
    await honest.opens('/portal/phone');
    await honest.sends('/portal/phone', { phone: mine });
    const done = await honest.sends('/portal/phone/code', { code: lastCode(server, 'sms', mine) });
    t.equal(done.notice, 'phoneChanged', 'numbers that are proven may change as often as he likes');
  }
});

t.test('a page that is posted ten times at once sends once', async (t) => {
  const server = await startPortalServer(t);
  const { sent } = server.delivery;
  const visitor = new PortalVisitor(server.url);
  const tenTimes = (path: string, fields: Record<string, string>) =>
    Promise.all(Array.from({ length: 10 }, () => visitor.posts(path, fields)));
  const leadTo = (answers: PortalPage[]) => [...new Set(answers.map(({ location }) => location))];

  await visitor.opens('/portal/');
  t.same(leadTo(await tenTimes('/portal/', { email: smsOnly.email })), ['/portal/identity']);
  t.equal(sent.length, 2, 'the first page: one pair of codes');
  await visitor.opens('/portal/identity');
  t.same(leadTo(await tenTimes('/portal/identity', { action: 'resend' })), ['/portal/identity']);
  t.equal(sent.length, 4, 'new codes: one pair');
  t.equal((await visitor.opens('/portal/identity')).notice, 'codesSent');
  const page = await visitor.types({ sms: lastCode(server, 'sms'), email: lastCode(server, 'email') });
  t.equal(page.name, 'dashboard', 'all ten have opened one session, and its codes are good');

  sent.length = 0;
  await visitor.opens('/portal/phone');
  t.same(leadTo(await tenTimes('/portal/phone', { phone: '78 11 22' })), ['/portal/phone/code']);
  t.equal(sent.length, 1, 'a new phone: one code');
  await visitor.opens('/portal/phone/code');
  t.same(leadTo(await tenTimes('/portal/phone/code', { action: 'resend' })), ['/portal/phone/code']);
  t.equal(sent.length, 2, 'a new code for it: one');
  t.equal((await visitor.opens('/portal/phone/code')).notice, 'phoneCodeSent');
  const right = { code: lastCode(server, 'sms') };
  await Promise.all([visitor.posts('/portal/phone/code', right), visitor.posts('/portal/phone/code', right)]);
  t.equal((await visitor.opens('/portal/dashboard')).notice, 'phoneChanged', 'the right code, typed once and posted twice');
});

t.test('a first page that is posted again while its codes are on their way opens one session', async (t) => {
  const server = await startPortalServer(t);
  const { deliver } = server.delivery;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  server.delivery.deliver = async (message) => {
    await held;
    return deliver(message);
  };
  const visitor = new PortalVisitor(server.url);
  await visitor.opens('/portal/');
  const first = visitor.posts('/portal/', { email: smsOnly.email });
  while (!server.logs.some((line) => line.includes('portal: codes made'))) await new Promise(setImmediate);
  await visitor.posts('/portal/', { email: smsOnly.email });
  letGo();
  await first;
  t.equal((await visitor.opens('/portal/identity')).name, 'identity', 'the late answer does not take the session away');
  t.equal(server.delivery.sent.length, 2);
  t.equal((await visitor.types({ sms: lastCode(server, 'sms'), email: lastCode(server, 'email') })).name, 'dashboard');
});

t.test('a client address that tries many e-mail addresses is held up', async (t) => {
  const server = await startPortalServer(t);
  const { most } = LIMITS.identify.source;
  const visitor = new PortalVisitor(server.url);
  await visitor.opens('/portal/');
  for (let times = 0; times < most; times += 1) await visitor.posts('/portal/', { email: times % 2 ? '' : 'nobody' });
  await visitor.opens('/portal/');
  t.equal(visitor.page?.notice, 'emailMissing', 'what is no address does not count');
  const posts = Array.from({ length: most + 20 }, (_, index) =>
    visitor.posts('/portal/', { email: `${index}@example.nc` }, { 'x-forwarded-for': `192.0.2.${index}` }),
  );
  await Promise.all(posts);
  for (const email of ['', 'nobody', 'nobody@example.nc']) {
    t.equal((await new PortalVisitor(server.url).givesEmail(email)).notice, 'tooManyTries', `${email}: the same answer`);
  }
  const page = await new PortalVisitor(server.url).givesEmail(smsOnly.email);
  t.same([page.name, page.notice], ['email', 'tooManyTries'], 'the same answer for who is known');
  server.clock.forward(15 * MINUTE);
  t.equal((await new PortalVisitor(server.url).givesEmail(smsOnly.email)).name, 'identity');
});

t.test('the limits outlive a restart', async (t) => {
  const [data, clock] = [t.testdir(), testClock()];
  const first = await startPortal(t, data, clock);
  const visitor = first.visitor();
  await visitor.givesEmail(smsOnly.email);
  const wrong = otherCodes(await first.codes(smsOnly));
  for (let tries = 0; tries < LIMITS.proveIdentity.flow.most; tries += 1) await visitor.types(wrong);
  await visitor.sends('/portal/identity', { action: 'resend' });
  const codes = await first.codes(smsOnly);
  await first.close();

  const second = await startPortal(t, data, clock);
  const again = new PortalVisitor(second.urls.acs);
  for (const [name, value] of visitor.jar) again.jar.set(name, value);
  t.equal((await again.opens('/portal/identity')).name, 'identity', 'the session is still there');
  t.equal((await again.types(codes)).notice, 'identityBlocked', 'and so is its block');
  const other = second.visitor();
  await other.givesEmail(smsOnly.email);
  for (let tries = LIMITS.proveIdentity.flow.most; tries < LIMITS.proveIdentity.cardholder.most; tries += 1) {
    if (tries % LIMITS.proveIdentity.flow.most === 0) await other.givesEmail(smsOnly.email);
    t.equal((await other.types(wrong)).notice, 'identityFailed', `try ${tries + 1} of the cardholder`);
  }
  await other.givesEmail(smsOnly.email);
  t.equal((await other.types(await second.codes(smsOnly))).notice, 'identityBlocked');
  clock.forward(61 * MINUTE);
  t.equal((await signsIn(second.urls, smsOnly)).page?.name, 'dashboard');
});

t.test('two processes on one store count together', async (t) => {
  const [data, clock] = [t.testdir(), testClock()];
  const [one, two] = [await startPortal(t, data, clock), await startPortal(t, data, clock)];
  const visitor = one.visitor();
  await visitor.givesEmail(smsOnly.email);
  const codes = await one.codes(smsOnly);
  const elsewhere = new PortalVisitor(two.urls.acs);
  for (const [name, value] of visitor.jar) elsewhere.jar.set(name, value);
  await elsewhere.opens('/portal/identity');
  const wrong = otherCodes(codes);
  const fields = { smsCode: wrong.sms, emailCode: wrong.email };
  await Promise.all(
    [visitor, elsewhere].flatMap((who) => Array.from({ length: 40 }, () => who.posts('/portal/identity', fields))),
  );
  for (const who of [visitor, elsewhere]) t.equal((await who.types(codes)).notice, 'identityBlocked');
  clock.forward(15 * MINUTE);
  await elsewhere.sends('/portal/identity', { action: 'resend' });
  const fresh = await two.codes(smsOnly);
  const both = await Promise.all(
    [visitor, elsewhere].map((who) => who.posts('/portal/identity', { smsCode: fresh.sms, emailCode: fresh.email })),
  );
  t.same(both.map(({ location }) => location).sort(), ['/portal/dashboard', '/portal/identity'].sort(), 'right codes work once');
});

t.test('an ePin, a phone and a signed-in session outlive a restart', async (t) => {
  const [data, clock] = [t.testdir(), testClock()];
  const first = await startPortal(t, data, clock);
  const visitor = await signsIn(first.urls, smsOnly);
  t.equal((await visitor.choosesEPin('5937')).notice, 'ePinCreated');
  await first.close();
  const second = await startPortal(t, data, clock);
  const again = new PortalVisitor(second.urls.acs);
  for (const [name, value] of visitor.jar) again.jar.set(name, value);
  const page = await again.opens('/portal/dashboard');
  t.match(page.html, 'data-testid="change-epin"');
});

t.test('the identity step cannot be left out', async (t) => {
  const { urls, visitor, codes } = await startPortal(t);
  const pending = visitor();
  await pending.givesEmail(smsOnly.email);
  const fields = { ePin: '5937', confirmation: '5937', phone: '78 11 22', code: '00000000', changes: '0' };
  for (const who of [
    visitor(),
    pending,
    strangerWith('acs_portal', 'A'.repeat(43), urls.acs),
    strangerWith('acs_portal', 'x', urls.acs),
  ]) {
    for (const path of ['dashboard', 'epin', 'phone', 'phone/code']) {
      const page = await who.asks(`/portal/${path}`);
      t.equal(page.status, 303, path);
      t.notMatch(page.location, /dashboard|epin|phone/);
      const posted = await who.posts(`/portal/${path}`, fields);
      t.ok([303, 403, 404].includes(posted.status), `POST ${path}: ${posted.status}`);
    }
  }
  await pending.opens('/portal/identity');
  const page = await pending.types(await codes(smsOnly));
  t.equal(page.name, 'dashboard');
  t.match(page.html, /data-testid="create-epin"/, 'nothing was chosen');
  t.match(page.html, 'xxxxxxxx24');
});

t.test('one right code from each of two sessions is nothing', async (t) => {
  const server = await startPortalServer(t);
  const [one, two] = [new PortalVisitor(server.url), new PortalVisitor(server.url)];
  await one.givesEmail(smsOnly.email);
  const first = { sms: lastCode(server, 'sms'), email: lastCode(server, 'email') };
  await two.givesEmail(smsOnly.email);
  const second = { sms: lastCode(server, 'sms'), email: lastCode(server, 'email') };
  for (const visitor of [one, two]) {
    t.equal((await visitor.types({ sms: first.sms, email: second.email })).notice, 'identityFailed');
    t.equal((await visitor.types({ sms: second.sms, email: first.email })).notice, 'identityFailed');
  }
  t.equal((await one.types(second)).notice, 'identityFailed', 'nor are both of the other session');
  t.equal((await two.types(second)).name, 'dashboard');
  t.equal((await one.types(first)).name, 'dashboard');
});

t.test('codes work once, and replaced ones never', async (t) => {
  const { visitor, codes } = await startPortal(t);
  const one = visitor();
  await one.givesEmail(smsOnly.email);
  const old = await codes(smsOnly);
  await one.sends('/portal/identity', { action: 'resend' });
  const fresh = await codes(smsOnly);
  t.equal((await one.types(old)).notice, 'identityFailed');
  t.equal((await one.types({ ...fresh, sms: old.sms })).notice, 'identityFailed');
  const copy = one.twin();
  const both = await Promise.all(
    [one, copy].map((who) => who.posts('/portal/identity', { smsCode: fresh.sms, emailCode: fresh.email })),
  );
  t.same(
    both.map(({ location }) => location).filter((location) => location === '/portal/dashboard').length,
    1,
    'of two at once, one',
  );
  const third = visitor();
  await third.givesEmail(smsOnly.email);
  t.equal((await third.types(fresh)).notice, 'identityFailed', 'used codes are nothing in another session');
});

t.test('codes that were sent to a phone number are void once it is replaced', async (t) => {
  const server = await startPortalServer(t);
  const codes = (phone: string) => ({ sms: lastCode(server, 'sms', phone), email: lastCode(server, 'email') });
  const [old, fresh] = ['+687 79 00 24', '+687 78 11 22'];
  const thief = new PortalVisitor(server.url);
  const owner = new PortalVisitor(server.url);
  await owner.givesEmail(smsOnly.email);
  await owner.types(codes(old));
  await thief.givesEmail(smsOnly.email);
  const stolen = codes(old);
  const other = new PortalVisitor(server.url);
  await other.givesEmail(newcomer.email);
  const others = { sms: lastCode(server, 'sms', '+687 79 00 25'), email: lastCode(server, 'email', newcomer.email) };
  await owner.opens('/portal/phone');
  await owner.sends('/portal/phone', { phone: fresh });

  // The change comes while a resend is at its start, with the old number in its hands.
  const { find } = server.store.cardholders;
  server.store.cardholders.find = async (email) => {
    const before = await find(email);
    server.store.cardholders.find = find;
    const done = await owner.sends('/portal/phone/code', { code: lastCode(server, 'sms', fresh) });
    t.equal(done.notice, 'phoneChanged');
    return before;
  };
  const late = thief.twin();
  await late.sends('/portal/identity', { action: 'resend' });
  t.not(lastCode(server, 'sms', old), '', 'there was a code for the old number');
  t.equal(lastCode(server, 'sms', old), stolen.sms, 'and there is no new one');
  t.equal((await late.types(stolen)).notice, 'identityFailed');
  t.equal((await late.types(codes(fresh))).name, 'dashboard', 'the new number has the codes now');
  t.equal((await other.types(others)).name, 'dashboard', 'the codes of another cardholder are good');

  await owner.opens('/portal/phone');
  await owner.sends('/portal/phone', { phone: old });
  const second = new PortalVisitor(server.url);
  await second.givesEmail(smsOnly.email);
  const before = codes(fresh);
  await owner.sends('/portal/phone/code', { code: lastCode(server, 'sms', old) });
  const page = await second.types(before);
  t.same([page.name, page.notice], ['identity', 'identityFailed'], 'codes to the number that was replaced open nothing');
  await second.sends('/portal/identity', { action: 'resend' });
  t.equal((await second.types(codes(old))).name, 'dashboard', 'new ones to the new number do');
});

t.test('a phone number that ends in the ePin is refused, and only to who has proven it', async (t) => {
  const { urls } = await startPortal(t);
  const visitor = await signsIn(urls, smsOnly);
  const names = async (phone: string) => {
    await visitor.opens('/portal/phone');
    t.equal((await visitor.sends('/portal/phone', { phone })).name, 'phone-code', 'a number alone tells nothing of the ePin');
    const [sms] = await messagesTo(urls.control, phone, '10s');
    return sms?.code ?? '';
  };
  t.equal((await visitor.choosesEPin('7931')).notice, 'ePinCreated');
  const code = await names('+687787931');
  const wrong = otherCodes({ sms: code, email: '' }).sms;
  t.equal((await visitor.sends('/portal/phone/code', { code: wrong })).notice, 'phoneCodeFailed', 'nor does a wrong code');
  const refused = await visitor.sends('/portal/phone/code', { code });
  t.same([refused.name, refused.notice], ['phone', 'phoneEPin']);
  t.match((await visitor.opens('/portal/dashboard')).html, 'xxxxxxxx24', 'the old number stays');

  const pending = await names('+687788264');
  t.equal((await visitor.choosesEPin('8264')).notice, 'ePinChanged', 'chosen while the number waits for its code');
  await visitor.opens('/portal/phone/code');
  t.equal((await visitor.sends('/portal/phone/code', { code: pending })).notice, 'phoneEPin');
  const other = await names('+687787931');
  t.equal((await visitor.sends('/portal/phone/code', { code: other })).notice, 'phoneChanged', 'with another ePin it is taken');
});

t.test('the ePin in place cannot be found by trying ePins on an older page', async (t) => {
  const { urls } = await startPortal(t);
  const visitor = await signsIn(urls, enrolled);
  const { most } = LIMITS.repeatEPin.flow;
  const triesOnOlderPage = async (ePin: string) => {
    await visitor.opens('/portal/epin');
    return visitor.sends('/portal/epin', { ePin, confirmation: ePin, changes: '0' });
  };
  for (let tries = 1; tries < most; tries += 1) t.equal((await triesOnOlderPage(`593${tries}`)).notice, 'ePinOvertaken');
  t.equal((await triesOnOlderPage(enrolled.ePin)).name, 'dashboard', 'the one in place is told from others');
  const blocked = await triesOnOlderPage(enrolled.ePin);
  t.same([blocked.name, blocked.notice], ['epin', 'ePinOvertaken'], 'but only up to a limit: then it gets their answer');
  t.equal((await visitor.choosesEPin('7391')).notice, 'ePinChanged', 'which is none for who chooses one');
});

t.test('a session id that somebody else knows never gets rights', async (t) => {
  const { urls, codes } = await startPortal(t);
  const planted = 'Zm9yZ2VkLWlkLXRoYXQtYW4tYXR0YWNrZXIta25vd3M';
  const victim = strangerWith('acs_portal', planted, urls.acs);
  await victim.givesEmail(smsOnly.email);
  const pendingId = victim.jar.get('acs_portal');
  t.not(pendingId, planted, 'a planted id is not adopted');
  const page = await victim.types(await codes(smsOnly));
  t.equal(page.name, 'dashboard');
  const signedInId = victim.jar.get('acs_portal');
  t.not(signedInId, pendingId, 'a new id comes with the rights');
  for (const id of [planted, pendingId ?? '']) {
    t.equal((await strangerWith('acs_portal', id, urls.acs).asks('/portal/dashboard')).status, 303, 'the old ones are nothing');
  }
  const copy = victim.twin();
  t.equal((await copy.asks('/portal/dashboard')).status, 200);
  await victim.sends('/portal/logout');
  t.equal((await copy.asks('/portal/dashboard')).status, 303, 'after the log-out the id is nothing');
});

t.test('fields that no form has change nothing', async (t) => {
  const { urls, simulator, visitor, codes } = await startPortal(t);
  const evil = {
    'email[]': enrolled.email,
    cardholder: enrolled.email,
    name: 'signedIn',
    session: 'signedIn',
    known: 'true',
    sends: '0',
    flow: 'x',
    __proto__: 'x',
    constructor: 'x',
    outcome: 'changed',
    expiresAt: '99999999999999',
  };
  const one = visitor();
  await one.opens('/portal/');
  await one.sends('/portal/', { ...evil, email: newcomer.email });
  t.equal(one.page?.name, 'identity');
  const sent = await codes(newcomer);
  await one.sends('/portal/identity', { ...evil, email: enrolled.email, smsCode: sent.sms, emailCode: sent.email });
  t.equal(one.page?.name, 'dashboard');
  t.match(one.page?.html, newcomer.email);
  await one.opens('/portal/epin');
  const chosen = { ePin: '5937', confirmation: '5937' };
  await one.sends('/portal/epin', { ...evil, ...chosen, email: enrolled.email, phone: '+687 66 66 66' });
  t.match(one.page?.html, 'xxxxxxxx25', 'the phone is what it was');
  const other = await signsIn(urls, enrolled);
  t.equal(other.page?.name, 'dashboard');
  t.notOk(other.page?.notice);
  const payment = await (await fetch(`${simulator.urls.control}/api/messages?to=${enrolled.email}`)).text();
  t.notMatch(payment, /modifié/, 'the other cardholder was told of no change, for there was none');
});

t.test('a form that comes from elsewhere changes nothing', async (t) => {
  const { urls, codes } = await startPortal(t);
  const { host } = new URL(urls.acs);
  const origin = `http://${host}`;
  const visitor = await signsIn(urls, smsOnly);
  const stranger = await signsIn(urls, newcomer);
  await stranger.opens('/portal/epin');
  await visitor.opens('/portal/epin');
  const fields = { ePin: '5937', confirmation: '5937' };
  const forged: [string, Record<string, string>, Record<string, string>][] = [
    ['no token', { token: '' }, {}],
    ['no token, but from here', { token: '' }, { origin, 'sec-fetch-site': 'same-origin' }],
    ['a token that was made up', { token: 'AAAA.BBBB' }, {}],
    ['a token of another session', { token: stranger.page?.token ?? '' }, {}],
    ['a page of another site', {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', {}, { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' }],
    ['another site, without Origin', {}, { 'sec-fetch-site': 'cross-site' }],
    ['an old browser on another site', {}, { origin: 'https://evil.example' }],
    ['a sandboxed frame', {}, { origin: 'null' }],
    ['the same host by https', {}, { origin: `https://${host}` }],
    ['Fetch Metadata against Origin', {}, { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['typed into the address bar', {}, { 'sec-fetch-site': 'none' }],
    ['another name of this machine', {}, { host: 'evil.example' }],
    ['another name with our port', {}, { host: `evil.example:${new URL(urls.acs).port}`, origin: 'http://evil.example' }],
  ];
  for (const [said, patch, headers] of forged) {
    const answer = await visitor.posts('/portal/epin', { ...fields, ...patch }, headers);
    t.same([answer.status, answer.name], [403, 'error'], said);
    t.match(answer.html, 'simulator-mark', 'on a page of the portal');
  }
  const overtaken = await visitor.posts(
    '/portal/epin',
    { ...fields, token: 'old.page' },
    { origin, 'sec-fetch-site': 'same-origin' },
  );
  t.same([overtaken.status, overtaken.location], [303, '/portal/dashboard'], 'a page of ours that was overtaken leads on');
  t.match((await visitor.opens('/portal/dashboard')).html, 'create-epin', 'nothing has changed');
  t.equal(
    (await visitor.asks('/portal/', { headers: { host: 'evil.example' } })).status,
    403,
    'nor is a page shown by another name',
  );

  const honest = [{ origin, 'sec-fetch-site': 'same-origin' }, { origin }, {}] as Record<string, string>[];
  for (const [index, headers] of honest.entries()) {
    await visitor.opens('/portal/epin');
    const answer = await visitor.posts('/portal/epin', { ePin: `593${index}`, confirmation: `593${index}` }, headers);
    t.equal(answer.location, '/portal/dashboard', JSON.stringify(headers));
  }
  const other = new PortalVisitor(urls.acs.replace('localhost', '127.0.0.1'));
  await other.givesEmail(enrolled.email);
  t.equal((await other.types(await codes(enrolled))).name, 'dashboard', 'it works on 127.0.0.1, too');
});

t.test('every answer is kept from frames and caches, and the cookies from scripts and other sites', async (t) => {
  const { urls, visitor } = await startPortal(t);
  const one = visitor();
  const pages: PortalPage[] = [await one.opens('/portal/')];
  for (const path of ['help', 'security', 'nowhere']) pages.push(await one.asks(`/portal/${path}`));
  pages.push(
    await one.asks('/portal/', { method: 'POST', body: 'x=y', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  );
  const inside = await signsIn(urls, smsOnly);
  for (const path of ['dashboard', 'epin', 'phone']) pages.push(await inside.asks(`/portal/${path}`));
  const redirected = visitor();
  await redirected.opens('/portal/');
  const redirects = [
    await redirected.asks('/portal'),
    await redirected.asks('/portal/dashboard'),
    await redirected.posts('/portal/', { email: 'nobody' }),
    await redirected.posts('/portal/', { email: smsOnly.email }),
    await inside.twin().posts('/portal/logout', { token: 'old.page' }, { 'sec-fetch-site': 'same-origin' }),
    await inside.asks('/portal/identity'),
    await inside.posts('/portal/epin', { ePin: '1111', confirmation: '1111' }),
  ];
  for (const { status, location } of redirects) t.match([status, location], [/30[23]/, /^\/portal\//]);
  for (const { headers, name } of [...pages, ...redirects]) {
    const csp = String(headers['content-security-policy']);
    t.match(csp, /default-src 'none'.*frame-ancestors 'none'/, `${name}: never framed`);
    t.notMatch(csp, /unsafe/, `${name}: nothing inline`);
    t.match(headers, {
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
  }
  t.notMatch(pages.map(({ html }) => html).join(''), /<script(?! src)|<style| style=| on\w+=/i, 'there is nothing inline');
  const given: string[] = [];
  const watched = visitor();
  for (const page of [
    await watched.asks('/portal/?language=en'),
    await watched.givesEmail(smsOnly.email),
    await watched.posts('/portal/identity', {}),
  ])
    given.push(...page.cookies);
  const more = await inside.posts('/portal/logout', {});
  for (const cookie of [...given, ...more.cookies]) {
    t.match(
      cookie,
      /; Path=\/portal; HttpOnly; SameSite=Strict$|; Path=\/portal; Expires=[^;]*; HttpOnly; SameSite=Strict$/,
      cookie,
    );
  }
  t.ok(given.length >= 2);
});

t.test('behind something that speaks https for it, the portal has its own name, and cookies for https alone', async (t) => {
  const server = await startPortalServer(t, { portalUrl: 'https://bank.example/portal/' });
  const outside = new PortalVisitor(server.url, { host: 'bank.example' });
  const page = await outside.opens('/portal/');
  t.match(page.cookies[0], /; HttpOnly; Secure; SameSite=Strict$/);
  const post = (origin: string) => outside.posts('/portal/', { email: smsOnly.email }, { origin });
  t.equal((await post('http://bank.example')).status, 403);
  t.equal((await post('https://bank.example:8443')).status, 403);
  const answer = await post('https://bank.example');
  t.equal(answer.location, '/portal/identity');
  t.match(answer.cookies[0], /; Secure; /);
  const inside = new PortalVisitor(server.url);
  t.notMatch((await inside.opens('/portal/')).cookies[0], /Secure/, 'on this machine it is http');
});

t.test('what is no form gets a page of the portal, never more than a 4xx', async (t) => {
  const { visitor } = await startPortal(t);
  const one = visitor();
  await one.opens('/portal/');
  const token = one.page?.token ?? '';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const rows = [
    ['JSON', { body: '{"email":"a@b"}', headers: { 'content-type': 'application/json' } }, 415],
    ['too much', { body: `email=${'x'.repeat(20_000)}`, headers: form }, 413],
    ['nothing', { body: '', headers: form }, 403],
    ['no type', { body: 'x' }, 415],
    ['a field twice', { body: `token=${token}&email=a@b.nc&email=${smsOnly.email}`, headers: form }, 303],
    ['a token twice', { body: `token=${token}&token=${token}&email=a@b.nc`, headers: form }, 403],
    ['broken escapes', { body: `token=${token}&email=%E0%A4%A`, headers: form }, 303],
    ['a null byte', { body: `token=${token}&email=a%00@b.nc`, headers: form }, 303],
    ['names of prototypes', { body: `token=${token}&__proto__=1&constructor=2&email=a@b.nc`, headers: form }, 303],
  ] as const;
  for (const [said, { body, ...options }, status] of rows) {
    const page = await one.asks('/portal/', { method: 'POST', body, ...options });
    t.equal(page.status, status, said);
    if (status >= 400) t.equal(page.name, 'error', `${said}: a page of the portal`);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) t.ok((await one.asks('/portal/', { method })).status < 500, method);
  await one.opens('/portal/');
  const page = await one.sends('/portal/', { email: '"><script>alert(1)</script>@example.nc' });
  t.match(page.html, '&lt;script&gt;');
  t.notMatch(page.html, '<script>');
});

t.test('an address that is none gets a page of the portal, whatever it is made of', async (t) => {
  const { visitor } = await startPortal(t);
  for (const path of [
    '%',
    'assets/%',
    '%E0%A4%A',
    'epin%',
    '%2e%2e%',
    'dashboard/%zz?language=en',
    '%?notice=%',
    `${'x'.repeat(8000)}`,
  ]) {
    const { status, name, headers } = await visitor().asks(`/portal/${path}`);
    t.same([status, name], [404, 'error'], path.slice(0, 40));
    t.match(headers, { 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
  }
});

t.test('no code, ePin, session id or whole phone number is in a log line, in a page, or in a file', async (t) => {
  const data = t.testdir();
  const { urls, visitor, codes, close } = await startPortal(t, data);
  const one = visitor();
  const pages = [await one.givesEmail(smsOnly.email)];
  const first = await codes(smsOnly);
  pages.push(await one.types(otherCodes(first)));
  pages.push(await one.sends('/portal/identity', { action: 'resend' }));
  const second = await codes(smsOnly);
  const pendingId = one.jar.get('acs_portal') ?? '';
  pages.push(await one.types(second));
  const signedInId = one.jar.get('acs_portal') ?? '';
  pages.push(await one.choosesEPin('5937', '5938'), await one.choosesEPin('1111'), await one.choosesEPin('5937'));
  await one.opens('/portal/phone');
  pages.push(await one.sends('/portal/phone', { phone: '78 11 22' }));
  const [sms] = await messagesTo(urls.control, '+687781122', '10s');
  const phoneCode = sms?.code ?? '';
  pages.push(await one.sends('/portal/phone/code', { code: phoneCode }));
  t.same(
    pages.map(({ name, notice }) => notice || name),
    [
      'identity',
      'identityFailed',
      'codesSent',
      'dashboard',
      'ePinDiffers',
      'ePinAllEqual',
      'ePinCreated',
      'phone-code',
      'phoneChanged',
    ],
  );
  const secrets = {
    first: first.sms,
    firstMail: first.email,
    second: second.sms,
    secondMail: second.email,
    phoneCode,
    pendingId,
    signedInId,
  };
  for (const [name, secret] of Object.entries(secrets)) {
    t.ok(secret.length >= 6, `${name} is known`);
    for (const page of pages) t.notOk(page.html.includes(secret), `${name} is not in the page ${page.name}`);
  }
  const alone = (text: string, digits: string) => new RegExp(`(?<![0-9A-Za-z_+/=.#-])${digits}(?![0-9A-Za-z_+/-])`).test(text);
  for (const page of pages) {
    t.notOk(alone(page.html, '5937') || alone(page.html, '5938'), `no ePin in ${page.name}`);
    t.notMatch(page.html, /790024|79 00 24|781122|78 11 22/, `no phone number in ${page.name}`);
  }
  const look = (moment: string) => {
    for (const file of readdirSync(data).filter((name) => name !== 'key')) {
      const bytes = readFileSync(join(data, file), 'latin1');
      for (const [name, secret] of Object.entries(secrets))
        t.notOk(bytes.includes(secret), `${moment}: ${name} is not in ${file}`);
      t.notOk(alone(bytes, '5937') || alone(bytes, '5938'), `${moment}: no ePin in ${file}`);
    }
  };
  look('while it runs');
  await close();
  look('after the end');

  const server = await startPortalServer(t);
  const watched = new PortalVisitor(server.url);
  await watched.givesEmail(smsOnly.email);
  const logged = { sms: lastCode(server, 'sms'), email: lastCode(server, 'email') };
  await watched.types(otherCodes(logged));
  await watched.types(logged);
  await watched.choosesEPin('5937');
  server.delivery.mood = 'broken';
  await watched.opens('/portal/phone');
  await watched.sends('/portal/phone', { phone: '78 11 22' });
  const log = server.logs.join('');
  t.match(log, /identity proven[\s\S]*could not be delivered/, 'it is the log of all this');
  for (const secret of [
    logged.sms,
    logged.email,
    watched.jar.get('acs_portal') ?? '-',
    watched.page?.token ?? '-',
    smsOnly.email,
    '79 00 24',
    '78 11 22',
  ])
    t.notOk(log.includes(secret));
  t.notOk(alone(log, '5937'));
});

function strangerWith(cookie: string, value: string, acs: string): PortalVisitor {
  const visitor = new PortalVisitor(acs);
  visitor.jar.set(cookie, value);
  return visitor;
}

function withoutToken({ html }: PortalPage): string {
  return html.replaceAll(/name="token" value="[^"]*"/g, 'token');
}
