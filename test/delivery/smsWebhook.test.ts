import t from 'tap';
import { makeSmsWebhook } from '../../src/delivery/smsWebhook.ts';
import type { CardholderMessage } from '../../src/enrolment/cardholder.ts';
import { startSocketServer, startWebhook, type WebhookMood } from '../support/receivers.ts';

const SMS: CardholderMessage = {
  acsTransID: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b',
  channel: 'sms',
  to: '+687 79 00 23',
  text: 'OPT-NC : 67515537 est votre code à usage unique pour payer 299,00 € à \u2068Shop\u2069.',
  code: '67515537',
  time: Date.parse('2026-02-07T21:28:18Z'),
};

async function reasonOf(work: Promise<void>): Promise<{ why: string; ms: number }> {
  const started = performance.now();
  const why = await work.then(
    () => 'it was taken',
    (error: Error) => error.message,
  );
  return { why, ms: performance.now() - started };
}

t.test('an SMS is posted as JSON, with the number as gateways write it', async (t) => {
  const hook = await startWebhook(t);
  await makeSmsWebhook(hook.url, [])(SMS);
  t.same(hook.received, [
    { to: '+687790023', text: SMS.text, code: SMS.code, acsTransID: SMS.acsTransID, time: '2026-02-07T21:28:18.000Z' },
  ]);
  t.match(hook.types, ['application/json; charset=utf-8']);
  const { code: _code, acsTransID: _acsTransID, ...notice } = SMS;
  await makeSmsWebhook(hook.url, [])(notice);
  t.same(Object.keys(hook.received[1] ?? {}), ['to', 'text', 'time'], 'a notice of the portal has no code and no transaction');
});

t.test('whatever a webhook does, it is over in time and said why', async (t) => {
  const rows: [mood: WebhookMood, why: RegExp][] = [
    ['takes', /^it was taken$/],
    ['isBroken', /^the webhook answered HTTP 500$/],
    ['refuses', /^the webhook answered HTTP 400$/],
    ['hangs', /^the webhook gave no answer \(no answer within 5 s\)$/],
    ['drips', /^the webhook gave no answer \(the answer is not whole within 5 s\)$/],
    ['resets', /^the webhook gave no answer \(ECONNRESET\)$/],
    ['redirects', /^the webhook answered HTTP 307$/],
    ['answersTooMuch', /^the webhook gave no answer \(the answer is larger than 65536 bytes\)$/],
  ];
  const silent = await startSocketServer(t, () => {});
  const garbage = await startSocketServer(t, (socket) => socket.end('220 this is no HTTP\r\n'));
  const noAnswer = [silent, garbage].map(async ({ port }) => {
    const { why, ms } = await reasonOf(makeSmsWebhook(`http://127.0.0.1:${port}/sms`, [])(SMS));
    t.match(why, /^the webhook gave no answer/);
    t.ok(ms < 9000);
  });
  await Promise.all([
    ...noAnswer,
    ...rows.map(async ([mood, expected]) => {
      const hook = await startWebhook(t);
      hook.mood = mood;
      const { why, ms } = await reasonOf(makeSmsWebhook(hook.url, [])(SMS));
      t.match(why, expected, `${mood}: ${why}`);
      t.ok(ms < 9000, `${mood}: over after ${Math.round(ms)} ms`);
      t.equal(hook.received.length, 1, `${mood}: it came once`);
      t.equal(hook.followed, 0, `${mood}: no redirect was followed`);
    }),
  ]);
  t.match((await reasonOf(makeSmsWebhook('http://127.0.0.1:1/sms', [])(SMS))).why, /gave no answer/, 'nobody listens');
});

t.test('any 2xx is taken, the statuses beside are not', async (t) => {
  const hook = await startWebhook(t);
  for (const status of [200, 201, 204, 299]) {
    hook.status = status;
    t.equal((await reasonOf(makeSmsWebhook(hook.url, [])(SMS))).why, 'it was taken', `${status}`);
  }
  for (const status of [300, 399, 400, 500]) {
    hook.status = status;
    t.equal((await reasonOf(makeSmsWebhook(hook.url, [])(SMS))).why, `the webhook answered HTTP ${status}`);
  }
});

t.test('it is posted to allowed origins only', async (t) => {
  const hook = await startWebhook(t);
  const { port } = new URL(hook.url);
  const foreign = [
    `http://0.0.0.0:${port}/sms`,
    `http://127.0.0.1.nip.example:${port}/sms`,
    `http://localhost@sms.example:${port}/sms`,
  ];
  for (const url of foreign) {
    const { why } = await reasonOf(makeSmsWebhook(url, [])(SMS));
    t.match(why, /^the origin of the webhook is not allowed: start with --allow-origin http:/, url);
  }
  t.same(hook.received, []);
  await makeSmsWebhook(`http://0.0.0.0:${port}/sms`, [`http://0.0.0.0:${port}`])(SMS);
  t.equal(hook.received.length, 1, 'the positive control: one that is allowed');
});
