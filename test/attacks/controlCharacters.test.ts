import t from 'tap';
import { makeLog } from '../../src/log.ts';
import { formatAmount, isolate, textOfOthers, withoutControls } from '../../src/pages/format.ts';
import { honestApp, opensApp, opensWithCode } from '../support/app.ts';
import { CARDS } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, METHOD_CARDS, messagesOf } from '../support/methods.ts';
import { startMailServer, startWebhook } from '../support/receivers.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

/** A name of a merchant with all that could begin a line of its own, or end its place in the text. */
const HOSTILE = 'A\r\nB\u0000C\u0085D\u2028E\u2029F\u001b[2JG\u202EH\u2066I\u007f';
const SHOWN = 'A\uFFFD\uFFFDB\uFFFDC\uFFFDD\uFFFDE\uFFFDF\uFFFD[2JGHI\uFFFD';
const HONEST = 'Honest';

/** Of a page, whose own line breaks are none. */
const RAW = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\u202A-\u202E\u2066\u2067]/u;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066\u2067]/u;

/** The text that the honest name would have made, with the hostile one as it is to be shown. Codes differ. */
const asWith = (honest: string) => withoutCodes(honest.replaceAll(HONEST, SHOWN));
const withoutCodes = (text: string) => text.replaceAll(/\d{8}|approval=\S+/g, '…');

/** Both payments with what the cardholder is sent for each. */
async function bothOf(s: Scenario, acctNumber: string, name: (name: string) => Json = (merchantName) => ({ merchantName })) {
  const sent: Json[] = [];
  for (const merchant of [HOSTILE, HONEST]) {
    const ares = await s.sendsAReq({ acctNumber, ...name(merchant) });
    await s.postsCReq(ares);
    const [message] = await until(
      () => messagesOf(s, ares),
      (found) => found.length > 0,
      'a message',
    );
    sent.push({ ...message, ares });
  }
  const [hostile = {}, honest = {}] = sent;
  return { hostile, honest };
}

t.test('a name with control characters is one line in SMS, e-mail and push, and turns nothing', async (t) => {
  const { mails, port } = await startMailServer(t, { disabledCommands: ['STARTTLS', 'AUTH'] });
  const hook = await startWebhook(t);
  const s = await startScenario(t, { smtpUrl: `smtp://127.0.0.1:${port}`, smsWebhook: hook.url });
  for (const [channel, card] of Object.entries({ sms: CARDS.sms, email: METHOD_CARDS.email, push: METHOD_CARDS.oob })) {
    const { hostile, honest } = await bothOf(s, card);
    t.equal(hostile.channel, channel);
    t.match(String(honest.text), HONEST);
    t.equal(withoutCodes(String(hostile.text)), asWith(String(honest.text)), channel);
    t.equal(withoutCodes(String(hostile.subject)), withoutCodes(String(honest.subject)), `the subject of ${channel}`);
  }
  const requestor = await bothOf(s, CARDS.sms, (threeDSRequestorName) => ({
    threeDSRequestorName,
    merchantName: undefined,
    messageCategory: '02',
  }));
  t.equal(withoutCodes(String(requestor.hostile.text)), asWith(String(requestor.honest.text)), 'the name of a requestor');

  const [mail, honestMail] = mails;
  t.match(mail?.text, SHOWN, 'the e-mail as it arrived');
  t.same(Object.keys(mail?.headers ?? {}).sort(), Object.keys(honestMail?.headers ?? {}).sort(), 'has no header of its own');
  t.equal(mail?.text.split('\n').length, honestMail?.text.split('\n').length, 'and no line');
  const texts = hook.received.map(({ text = '' }) => text);
  t.match(texts[0], SHOWN, 'the SMS as it arrived');
  for (const text of texts) t.notMatch(text, CONTROL);
});

t.test('nor is it anything else than one line on the pages, in an app, on the console and in the log', async (t) => {
  const s = await startScenario(t);
  const { control } = s.simulator.urls;
  const { hostile } = await bothOf(s, CARDS.sms);
  const ares = hostile.ares as Json;
  const page = await s.postsCReq(ares);
  t.match(page.html, `<bdi>${SHOWN}</bdi>`, 'the page of the challenge');
  const oob = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob, merchantName: HOSTILE });
  await s.postsCReq(oob);
  t.match(await (await fetch(await approvalLink(s, oob))).text(), `<bdi>${SHOWN}</bdi>`, 'the app of the bank');
  const story = await (await fetch(`${control}/console/transactions/${ares.acsTransID}?language=en`)).text();
  const list = await (await fetch(`${control}/console/transactions/`)).text();
  const inbox = await (await fetch(`${control}/console/`)).text();
  for (const [where, html] of Object.entries({ story, list, inbox })) {
    t.match(html, 'A\uFFFD\uFFFDB\uFFFDC', where);
    t.notMatch(html, RAW, `${where} holds none as it is`);
  }

  const lines: string[] = [];
  makeLog('info', { write: (line: string) => void lines.push(line) }).info({ text: HOSTILE }, HOSTILE);
  t.equal(lines.length, 1);
  t.notMatch(lines.join('').trimEnd(), CONTROL, 'the log');
  t.match((await honestFlow(s, { merchantName: HOSTILE })).final?.message, { transStatus: 'Y' }, 'the payment goes on');
});

t.test('in an app the name has one line of the text, and is not bold', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    const infoOf = async (merchantName: string) => {
      const { challenge } = await opensWithCode(s, { messageVersion, areq: { merchantName } });
      return String(challenge.cres?.challengeInfoText);
    };
    const honest = await infoOf(HONEST);
    t.match(honest, HONEST);
    t.equal(await infoOf(HOSTILE), honest.replace(HONEST, SHOWN), messageVersion);
    for (const bold of ['**Your bank:** pay', 'a****b', '***'])
      t.notMatch(await infoOf(bold), /\*\*/, `${messageVersion}: ${bold}`);
    t.match(await infoOf('M*A*S*H'), 'M*A*S*H', 'one star means nothing');
  }
  const { challenge } = await opensApp(s, { areq: { merchantName: HOSTILE }, sdkInterface: '02' });
  const { acsHTML = '' } = await challenge.start();
  t.match(Buffer.from(acsHTML, 'base64url').toString('utf8'), `<bdi>${SHOWN}</bdi>`, 'nor in the HTML of an app');
  t.match((await honestApp(s, { areq: { merchantName: '**x**' } })).cres, { transStatus: 'Y' });
});

t.test('a text of others is told by what is seen of it', (t) => {
  t.equal(textOfOthers(HOSTILE), SHOWN);
  t.equal(isolate(HOSTILE), `\u2068${SHOWN}\u2069`);
  t.equal(withoutControls('a\tb\nc\u202e'), 'a\uFFFDb\uFFFDc\u202e');
  t.equal(textOfOthers('مطعم é 名 🙂 \u200f!'), 'مطعم é 名 🙂 \u200f!', 'every script stays');
  t.equal(formatAmount('1\n2', '978', 2, 'en'), '1\uFFFD2', 'also an amount that nobody judged');
  t.end();
});
