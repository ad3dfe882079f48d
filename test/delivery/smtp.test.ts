import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import t, { type Test } from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { makeDelivery, makeInbox, NotDelivered, type Outside, SEND_MS } from '../../src/delivery/delivery.ts';
import { makeSmtp, readSender, readSmtpUrl, type SmtpServer } from '../../src/delivery/smtp.ts';
import type { CardholderMessage } from '../../src/enrolment/cardholder.ts';
import { shipped } from '../../src/files.ts';
import { openStore } from '../../src/store/store.ts';
import { startMailServer, startSocketServer } from '../support/receivers.ts';

const PASSWORD = 'pä:ss/w@rd';
const FROM = { name: 'OPT-NC', address: 'no-reply@bank.example' };
const EMAIL: CardholderMessage = {
  channel: 'email',
  to: 'cardholder@example.nc',
  subject: 'Votre code à usage unique – ePin',
  text: 'Bonjour,\n\nT6H1aR est votre code pour \u2068MyShop \u200Fשלום\u2069.\n.\nÀ bientôt',
  code: 'T6H1aR',
  time: 1_800_000_000_000,
};

const server = (url: string): SmtpServer => {
  const found = readSmtpUrl(url);
  if (!found) throw new Error(`${url} is no SMTP URL`);
  return found;
};

async function delivering(t: Test, outside: Outside) {
  const store = await openStore(':memory:', makeKeys(newSecret()), 'NORMAL');
  t.teardown(() => store.close());
  const now = () => EMAIL.time;
  const inbox = makeInbox(store.outbox, now);
  return { inbox, delivery: makeDelivery(store.outbox, inbox, outside, now) };
}

const bySmtp = async (t: Test, url: string, from = FROM) => delivering(t, { email: await makeSmtp(server(url), from) });

/** What a delivery is refused with. */
async function refusal(work: Promise<unknown>): Promise<{ error: Error; ms: number }> {
  const started = performance.now();
  try {
    await work;
  } catch (error) {
    return { error: error as Error, ms: performance.now() - started };
  }
  throw new Error('it was delivered');
}

t.test('an e-mail arrives as it was written, and the inbox has it, too', async (t) => {
  const { mails, port } = await startMailServer(t, { disabledCommands: ['STARTTLS', 'AUTH'] });
  const { inbox, delivery } = await bySmtp(t, `smtp://127.0.0.1:${port}`);
  await delivery.deliver(EMAIL);
  const [mail] = mails;
  t.match(mail, { from: FROM.address, to: [EMAIL.to], user: undefined, text: EMAIL.text });
  t.match(mail?.headers, {
    from: '"OPT-NC" <no-reply@bank.example>',
    to: EMAIL.to,
    subject: EMAIL.subject,
    'content-type': /^text\/plain; charset=utf-8$/i,
    'auto-submitted': 'auto-generated',
    'message-id': /@bank\.example>$/,
  });
  t.equal(mails.length, 1);
  t.match(await inbox.find({ to: EMAIL.to }), [{ ...EMAIL, delivery: { state: 'sent', at: EMAIL.time } }]);
});

t.test('what has no server stays in the inbox and says nothing of delivery', async (t) => {
  const { mails, port } = await startMailServer(t);
  const { inbox, delivery } = await bySmtp(t, `smtp://127.0.0.1:${port}`);
  await delivery.deliver({ channel: 'sms', to: '+687 79 00 23', text: 'a text', time: 1 });
  t.same(mails, []);
  const [sms] = await inbox.find({});
  t.notOk('delivery' in (sms ?? {}));
});

t.test('TLS and password as the URL says', async (t) => {
  const logins: string[] = [];
  const auth = {
    authOptional: false,
    onAuth: (
      { username, password }: { username?: string | undefined; password?: string | null | undefined },
      _session: unknown,
      done: (error: Error | null, response?: { user: string }) => void,
    ) => {
      logins.push(`${username} ${password}`);
      // Servers do tell what they were told.
      if (password === PASSWORD) done(null, { user: username ?? '' });
      else done(new Error(`${password} is not the password of ${username}`));
    },
  };
  const [starttls, implicit] = await Promise.all([startMailServer(t, auth), startMailServer(t, { ...auth, secure: true })]);
  const user = `me%40bank:${encodeURIComponent(PASSWORD)}`;
  const urls = [
    [`smtp://${user}@127.0.0.1:${starttls.port}?rejectUnauthorized=false`, starttls],
    [`smtp://${user}@127.0.0.1:${starttls.port}/?requireTLS=true&rejectUnauthorized=false`, starttls],
    [`smtps://${user}@localhost:${implicit.port}?rejectUnauthorized=false`, implicit],
  ] as const;
  for (const [url, { mails }] of urls) {
    mails.length = 0;
    const { delivery } = await bySmtp(t, url);
    await delivery.deliver(EMAIL);
    t.match(mails, [{ user: 'me@bank', secure: true, text: EMAIL.text }], url.replace(user, '…'));
  }
  t.same([...new Set(logins)], [`me@bank ${PASSWORD}`], 'the password arrived as it is');

  const unknown = await bySmtp(t, `smtps://${user}@localhost:${implicit.port}`);
  t.match((await refusal(unknown.delivery.deliver(EMAIL))).error, {
    name: 'NotDelivered',
    message: /^e-mail not sent: the SMTP server cannot be used \(\w+\)$/,
  });
  const wrong = await bySmtp(t, `smtp://me:other-secret@127.0.0.1:${starttls.port}?rejectUnauthorized=false`);
  const { error } = await refusal(wrong.delivery.deliver(EMAIL));
  t.ok(error instanceof NotDelivered);
  t.match(error.message, /^e-mail not sent: the SMTP server answered 535 to AUTH/);
  t.notMatch(`${error.stack} ${JSON.stringify(error)}`, /other-secret/, 'the password is not in what is said');
  t.notMatch(JSON.stringify(await wrong.inbox.find({})), /other-secret/, 'nor in the inbox');
});

t.test('without STARTTLS, requireTLS sends neither password nor message', async (t) => {
  const heard: string[] = [];
  const { port } = await startSocketServer(t, (socket) => {
    socket.write('220 plain\r\n');
    socket.on('data', (data) => {
      heard.push(String(data));
      socket.write(String(data).startsWith('EHLO') ? '250-plain\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n');
    });
  });
  const { delivery } = await bySmtp(t, `smtp://me:secret@127.0.0.1:${port}?requireTLS=true`);
  t.match((await refusal(delivery.deliver(EMAIL))).error.message, /^e-mail not sent: the SMTP server/);
  t.notMatch(heard.join(''), /AUTH|MAIL FROM|DATA/);
});

t.test('no text becomes a header or a recipient', async (t) => {
  const { mails, port } = await startMailServer(t, { disabledCommands: ['STARTTLS', 'AUTH'] });
  const { delivery } = await bySmtp(t, `smtp://127.0.0.1:${port}`, {
    name: 'Bank\r\nBcc: evil@example.com',
    address: FROM.address,
  });
  const subjects = ['a\r\nBcc: evil@example.com', 'a\nX-Evil: 1', 'a\rX-Evil: 1', 'a\u2028X-Evil: 1', 'a\u0000\u0085X-Evil: 1'];
  for (const subject of subjects) {
    mails.length = 0;
    await delivery.deliver({ ...EMAIL, subject });
    const [mail] = mails;
    t.same([mails.length, mail?.to], [1, [EMAIL.to]], encodeURIComponent(subject));
    t.notOk(mail?.counts.bcc || mail?.counts['x-evil'], 'no header more');
    t.equal(mail?.counts.subject, 1);
    t.notMatch(mail?.headers.subject, /[\r\n]/);
  }
  mails.length = 0;
  await delivery.deliver({ ...EMAIL, text: 'a\r\n.\r\nMAIL FROM:<evil@example.com>\r\n..\r\nb' });
  t.match(mails, [{ text: 'a\n.\nMAIL FROM:<evil@example.com>\n..\nb' }], 'a dot alone does not end the message');
  t.equal(mails.length, 1);

  mails.length = 0;
  const recipients = [
    'a@example.nc, evil@example.com',
    'a@example.nc;evil@example.com',
    'a@example.nc\r\nRCPT TO:<evil@example.com>',
    'a@example.nc\nBcc: evil@example.com',
    '<evil@example.com>',
    'A <a@example.nc>',
    'a@b@example.nc',
    '@example.nc',
    'a',
    '',
  ];
  for (const to of recipients) {
    t.match(
      (await refusal(delivery.deliver({ ...EMAIL, to }))).error.message,
      /is not one e-mail address, such as/,
      JSON.stringify(to),
    );
  }
  t.same(mails, []);
});

t.test('whatever a server does, a delivery is over in time, says why, and leaves no connection', async (t) => {
  const says = (...answers: string[]) => {
    return (socket: Socket) => {
      socket.write('220 ready\r\n');
      let data = false;
      socket.on('data', (text) => {
        if (data && !String(text).endsWith('.\r\n')) return;
        const answer = answers.shift();
        if (answer === 'reset') socket.resetAndDestroy();
        else if (answer === 'close') socket.end();
        else if (answer) socket.write(`${answer}\r\n`);
        data = answer?.startsWith('354') ?? false;
      });
    };
  };
  const drips = (socket: Socket) => {
    const dripping = setInterval(() => socket.write('220-still here\r\n'), 200);
    socket.on('close', () => clearInterval(dripping));
  };
  const rows: [what: string, onConnection: Parameters<typeof startSocketServer>[1], why: RegExp][] = [
    ['says nothing', () => {}, /took longer than 5 s/],
    ['goes on greeting', drips, /took longer than 5 s/],
    ['hangs after EHLO', says('250 ok'), /took longer than 5 s/],
    ['hangs after the message', says('250 ok', '250 ok', '250 ok', '354 go on'), /took longer than 5 s/],
    ['resets the connection', (socket) => socket.resetAndDestroy(), /cannot be used \(\w+\)/],
    ['resets in the middle', says('250 ok', '250 ok', 'reset'), /cannot be used \(\w+\)/],
    ['closes in the middle', says('250 ok', 'close'), /cannot be used \(\w+\)/],
    ['is not SMTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /the SMTP server/],
    ['is busy', (socket) => socket.end('421 try later\r\n'), /answered 421/],
    ['knows no such recipient', says('250 ok', '250 ok', '550 no such user secret'), /answered 550 to RCPT TO/],
    ['refuses the message', says('250 ok', '250 ok', '250 ok', '354 go on', '554 spam'), /answered 554 to DATA/],
  ];
  await Promise.all(
    rows.map(async ([what, onConnection, why]) => {
      const { port, open } = await startSocketServer(t, onConnection);
      const { inbox, delivery } = await bySmtp(t, `smtp://127.0.0.1:${port}`);
      const { error, ms } = await refusal(delivery.deliver(EMAIL));
      t.ok(error instanceof NotDelivered, what);
      t.match(error.message, why, `${what}: ${error.message}`);
      t.notMatch(error.message, /secret/, `${what}: nothing that the server said`);
      t.ok(ms < SEND_MS + 4000, `${what}: over after ${Math.round(ms)} ms`);
      t.match(await inbox.find({}), [{ code: EMAIL.code, delivery: { state: 'failed', why } }], `${what}: the inbox has it`);
      for (let wait = 0; open() > 0 && wait < 50; wait += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      t.equal(open(), 0, `${what}: the connection is closed`);
    }),
  );
  const nobody = await bySmtp(t, 'smtp://127.0.0.1:1');
  t.match((await refusal(nobody.delivery.deliver(EMAIL))).error.message, /cannot be used \(\w+\)/, 'nobody listens');
});

t.test('SMTP URLs', async (t) => {
  const rows = [
    ['smtp://localhost', { host: 'localhost', port: 587, secure: false, requireTLS: false }],
    ['smtp://localhost:1025', { port: 1025, secure: false }],
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, secure: true, tls: { rejectUnauthorized: true } }],
    ['smtps://u%40h:p%2F%3A@[::1]:25/?rejectUnauthorized=false', { host: '::1', port: 25, auth: { user: 'u@h', pass: 'p/:' } }],
    ['smtp://localhost?ignoreTLS=true', { ignoreTLS: true }],
  ] as const;
  for (const [url, expected] of rows) t.match(readSmtpUrl(url), expected, url);
  const wrong = ['', 'localhost:25', 'http://localhost', 'smtp://', 'smtp:///x', 'smtp://h/path', 'smtp://h#x', 'smtp://h:99999'];
  const options = [
    'smtp://h?tls=no',
    'smtp://h?requireTLS=1',
    'smtp://h?service=gmail',
    'smtp://h?proxy=http://x',
    'smtp://%zz@h',
  ];
  for (const url of [...wrong, ...options]) t.equal(readSmtpUrl(url), undefined, url);
});

t.test('senders', async (t) => {
  t.same(readSender('no-reply@bank.example'), { name: '', address: 'no-reply@bank.example' });
  t.same(readSender('My bank <no-reply@bank.example>'), { name: 'My bank', address: 'no-reply@bank.example' });
  for (const text of ['', 'bank', 'a@b, c@d', 'a@b\r\nBcc: c@d', 'A\n<a@b>', '<a@b> x', 'a <b> <c@d>']) {
    t.equal(readSender(text), undefined, JSON.stringify(text));
  }
});

t.test('nodemailer is loaded where a server is set, and only there', async (t) => {
  const run = async (options: object) => {
    const trace = `
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(
        "export async function load(url, context, next) { if (url.includes('/nodemailer/')) console.log('loaded'); return next(url, context); }"));
      const { createSimulator } = await import(${JSON.stringify(shipped('dist/src/index.js'))});
      const simulator = await createSimulator(${JSON.stringify(options)});
      await simulator.close();`;
    const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, '--input-type=module', '-e', trace], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await once(child, 'close');
    return output.includes('loaded');
  };
  t.equal(await run({}), false);
  t.equal(await run({ smtpUrl: 'smtp://127.0.0.1:1' }), true, 'the positive control');
});
