import t from 'tap';
import { LIMITS } from '../../src/issuer/limits.ts';
import { PEOPLE, PortalVisitor } from '../support/portal.ts';
import { type PortalServer, startPortalServer } from '../support/portalServer.ts';

const { smsOnly } = PEOPLE;

/** The codes that left last. */
function lastCodes({ delivery }: PortalServer): { sms: string; email: string } {
  const newest = (channel: string) =>
    delivery.sent.findLast((message) => message.channel === channel && message.code)?.code ?? '';
  return { sms: newest('sms'), email: newest('email') };
}

t.test('codes that cannot be sent are told so on the page that asked, and cost nothing', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  server.delivery.mood = 'broken';
  for (let tries = 0; tries < LIMITS.sendCodes.cardholder.most + 1; tries += 1) {
    const page = await visitor.givesEmail(smsOnly.email);
    t.same([page.name, page.notice], ['email', 'notSent']);
    t.match(page.html, `value="${smsOnly.email}"`, 'the address stays in its field');
  }
  t.equal(visitor.jar.has('acs_portal'), false, 'there is no session without codes');
  t.match(server.logs.join(''), 'portal: a message could not be delivered');

  server.delivery.mood = 'works';
  t.equal((await visitor.givesEmail(smsOnly.email)).name, 'identity');
  const first = lastCodes(server);
  server.delivery.mood = 'broken';
  for (let resends = 0; resends < LIMITS.sendCodes.flow.most + 1; resends += 1) {
    t.equal((await visitor.sends('/portal/identity', { action: 'resend' })).notice, 'notSent');
  }
  t.equal((await visitor.types(first)).notice, 'identityFailed', 'new codes were made, so the old ones are void');
  server.delivery.mood = 'works';
  for (let resends = 0; resends < 3; resends += 1) {
    t.equal((await visitor.sends('/portal/identity', { action: 'resend' })).notice, 'codesSent');
  }
  t.equal((await visitor.sends('/portal/identity', { action: 'resend' })).notice, 'tooManySends', 'the fourth is one too many');
  t.equal((await visitor.types(lastCodes(server))).name, 'dashboard', 'what was sent is good');
});

t.test('half a pair of codes is good for nothing, and counts as sent', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  const first = lastCodes(server);
  server.delivery.mood = 'email';
  t.equal((await visitor.sends('/portal/identity', { action: 'resend' })).notice, 'notSent');
  const half = lastCodes(server);
  t.not(half.sms, first.sms, 'the SMS had left');
  t.equal((await visitor.types({ ...half, email: first.email })).notice, 'identityFailed');
  for (let resends = 2; resends < LIMITS.sendCodes.flow.most; resends += 1) {
    t.equal((await visitor.sends('/portal/identity', { action: 'resend' })).notice, 'notSent');
  }
  t.equal((await visitor.sends('/portal/identity', { action: 'resend' })).notice, 'tooManySends');

  const sentSms = () => server.delivery.sent.filter(({ channel }) => channel === 'sms').length;
  const { most } = LIMITS.sendCodes.cardholder;
  for (let posts = 0; posts < most + 5; posts += 1) {
    const page = await new PortalVisitor(server.url).givesEmail(smsOnly.email);
    t.equal(page.name, 'email');
    t.match(page.notice, sentSms() < most ? 'notSent' : /notSent|tooManySends/);
  }
  t.equal(sentSms(), most, 'a cardholder whose e-mails get lost is not sent SMS without end');
});

t.test('a resend that fails late does not void what another page has sent since', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  const failsLate = holdsUp(server);
  const late = visitor.posts('/portal/identity', { action: 'resend' });
  const fail = await failsLate;
  const other = visitor.twin();
  await other.opens('/portal/identity');
  t.equal((await other.sends('/portal/identity', { action: 'resend' })).notice, 'codesSent');
  fail();
  await late;
  t.equal((await other.types(lastCodes(server))).name, 'dashboard');
});

t.test('the code of a new phone that fails late leaves the number of another tab as it is', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  await visitor.types(lastCodes(server));
  await visitor.opens('/portal/phone');
  const failsLate = holdsUp(server);
  const late = visitor.posts('/portal/phone', { phone: '78 11 22' });
  const fail = await failsLate;
  const other = visitor.twin();
  await other.opens('/portal/phone');
  t.equal((await other.sends('/portal/phone', { phone: '78 33 44' })).name, 'phone-code');
  fail();
  await late;
  const page = await other.opens('/portal/phone/code');
  t.match(page.html, 'xxxxxxxx44', 'the page shows the number of the tab that was last');
  t.equal((await other.sends('/portal/phone/code', { code: lastCodes(server).sms })).notice, 'phoneChanged');
  t.equal((await server.store.cardholders.find(smsOnly.email))?.phone, '+687 78 33 44');
});

t.test('the code of a new phone that cannot be sent leaves all as it was, and costs nothing', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  await visitor.types(lastCodes(server));
  server.delivery.mood = 'broken';
  for (let tries = 0; tries < 6; tries += 1) {
    await visitor.opens('/portal/phone');
    const page = await visitor.sends('/portal/phone', { phone: '78 11 22' });
    t.same([page.name, page.notice], ['phone', 'notSent']);
  }
  server.delivery.mood = 'works';
  await visitor.opens('/portal/phone');
  t.equal((await visitor.sends('/portal/phone', { phone: '78 11 22' })).name, 'phone-code');
  t.match(server.delivery.sent.at(-1), { channel: 'sms', to: '+687 78 11 22', code: /^\d{8}$/ });
  t.notOk('acsTransID' in (server.delivery.sent.at(-1) ?? {}));
  t.equal((await server.store.cardholders.find(smsOnly.email))?.phone, '+687 79 00 24');
});

t.test('a notice that cannot be sent does not undo what it tells of, nor hold it up', async (t) => {
  const server = await startPortalServer(t);
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  await visitor.types(lastCodes(server));
  server.delivery.mood = 'broken';
  t.match(await visitor.choosesEPin('5937'), { name: 'dashboard', notice: 'ePinCreated' });
  const cardholder = await server.store.cardholders.find(smsOnly.email);
  t.match(cardholder, { changes: 1, enrolment: { chosenAt: server.clock.now(), chosenBy: 'cardholder' } });
  server.clock.forward(1000);
  server.delivery.mood = 'works';
  t.match(await visitor.choosesEPin('8264'), { name: 'dashboard', notice: 'ePinChanged' });
  const { enrolment, changes } = (await server.store.cardholders.find(smsOnly.email)) ?? {};
  t.same([enrolment?.chosenAt, changes], [server.clock.now(), 2]);
  t.match(
    server.delivery.sent.slice(-2).map(({ channel, to, text }) => [channel, to, /modifié/.test(text)]),
    [
      ['sms', '+687 79 00 24', true],
      ['email', smsOnly.email, true],
    ],
  );
});

t.test('an ePin of the fixtures was chosen by the issuer', async (t) => {
  const { store, clock } = await startPortalServer(t);
  t.match(await store.cardholders.find(PEOPLE.enrolled.email), {
    enrolment: { chosenAt: clock.now(), chosenBy: 'issuer' },
    changes: 1,
  });
  t.match(await store.cardholders.find(smsOnly.email), { enrolment: undefined, ePin: undefined, changes: 0 });
});

t.test('with enumerationSafe, a known and an unknown address get the same, whatever is done', async (t) => {
  const server = await startPortalServer(t, { enumerationSafe: true });
  const [known, unknown] = [new PortalVisitor(server.url), new PortalVisitor(server.url)];
  const compare = (said: string, one: { html: string; status: number }, other: { html: string; status: number }) => {
    t.equal(one.status, other.status, said);
    t.equal(withoutTokens(one.html), withoutTokens(other.html), said);
  };
  compare('the e-mail address', await known.givesEmail(smsOnly.email), await unknown.givesEmail('nobody@example.nc'));
  t.equal(unknown.page?.name, 'identity');
  const codes = { sms: '00000000', email: 'AAAAAA' };
  for (let times = 0; times < 4; times += 1) {
    compare('wrong codes', await known.types(codes), await unknown.types(codes));
    const resend = { action: 'resend' };
    compare('new codes', await known.sends('/portal/identity', resend), await unknown.sends('/portal/identity', resend));
  }
  for (let times = 0; times < 3; times += 1) compare('too many tries', await known.types(codes), await unknown.types(codes));
  t.equal(unknown.page?.notice, 'identityBlocked');
  for (let ways = 0; ways < 21; ways += 1) {
    compare('again and again', await known.givesEmail(smsOnly.email), await unknown.givesEmail('nobody@example.nc'));
    if (known.page?.name === 'email') break;
  }
  t.equal(unknown.page?.notice, 'tooManySends', 'the limit of a cardholder holds for who is none');
  t.same(
    server.delivery.sent.filter(({ to }) => to === 'nobody@example.nc'),
    [],
    'nothing is sent to an unknown address',
  );
  t.ok(server.delivery.sent.some(({ to }) => to === smsOnly.email));
});

t.test('with enumerationSafe, neither a slow nor a broken delivery tells a known address', async (t) => {
  const server = await startPortalServer(t, { enumerationSafe: true });
  for (const mood of ['hangs', 'broken'] as const) {
    server.delivery.mood = mood;
    for (const email of [smsOnly.email, 'nobody@example.nc']) {
      const page = await new PortalVisitor(server.url).givesEmail(email);
      t.same([page.name, page.notice], ['identity', ''], `${email}, ${mood}`);
    }
  }
  server.delivery.mood = 'works';
  const visitor = new PortalVisitor(server.url);
  await visitor.givesEmail(smsOnly.email);
  t.equal((await visitor.types(lastCodes(server))).name, 'dashboard', 'who is known gets in');
});

/** Holds up what is sent next: resolves, once that is on its way, to what lets it fail. */
function holdsUp({ delivery }: PortalServer): Promise<() => void> {
  const { deliver } = delivery;
  return new Promise((resolve) => {
    let fail = () => {};
    const failed = new Promise<void>((_resolve, reject) => {
      fail = () => reject(new Error('timed out'));
    });
    delivery.deliver = () => {
      // A pair leaves in one go: both of it are held up.
      setImmediate(() => {
        delivery.deliver = deliver;
        resolve(fail);
      });
      return failed;
    };
  });
}

/** A page without what is random in every page, and without the address that was typed. */
function withoutTokens(html: string): string {
  return html.replaceAll(/name="token" value="[^"]*"/g, 'token').replaceAll(/value="[^"]*@example\.nc"/g, 'typed');
}
