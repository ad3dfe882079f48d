import t from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { makeDelivery, makeInbox } from '../../src/delivery/delivery.ts';
import { openStore } from '../../src/store/store.ts';
import { type ControlOptions, makeControl } from '../../src/web/control/control.ts';

t.test('the inbox shows e-mails and notices, too, and leads to the pages of their transactions', async (t) => {
  const store = await openStore(':memory:', makeKeys(newSecret()), 'NORMAL');
  const inbox = makeInbox(store.outbox, () => 0);
  const { deliver } = makeDelivery(store.outbox, inbox, {}, () => 0);
  const urls = { acs: 'http://localhost:1', control: 'http://localhost:2', sandbox: 'http://127.0.0.1:3' };
  const app = makeControl({
    acs: { store, urls, readOptions: {} } as ControlOptions['acs'],
    inbox,
    sends: false,
    notReady: async () => undefined,
    sweep: async () => {},
  });
  t.teardown(async () => {
    await app.close();
    store.close();
  });
  const time = Date.parse('2026-02-07T21:28:18Z');
  const hostile = '<b>\u202Ehello</b>';
  await deliver({ channel: 'email', to: 'a@example.nc', subject: `Your card ${hostile}`, text: 'Line 1\nLine 2', time });
  await deliver({
    channel: 'sms',
    to: '+687 79 00 23',
    text: '12345678 is your code',
    code: '12345678',
    acsTransID: 'x',
    time,
  });

  const { body } = await app.inject({ url: '/console/?language=en', headers: { host: 'localhost:2' } });
  const [sms = '', email = ''] = body.split('data-testid="message"').slice(1);
  t.match(email, 'data-channel="email"');
  t.match(email, '<bdi>Your card &lt;b&gt;\u202Ehello&lt;/b&gt;</bdi>', 'a subject is text, and isolated');
  t.match(email, 'Line 1\nLine 2');
  t.notMatch(email, /message-code|console\/transactions\/"/, 'a notice has no code and no transaction');
  t.match(sms, 'data-testid="message-code">12345678<');
  t.match(sms, 'href="/console/transactions/x?language=en"');
});
