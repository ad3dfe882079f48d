import t from 'tap';
import { findMessages } from '../../src/check/find.ts';
import { check } from '../../src/index.ts';
import { example } from '../messages/example.ts';

const areq = example('AReq-browser-payment');
const ares = example('ARes-C');
const creq = example('CReq');
const cres = example('CRes');
const text = (message: object) => JSON.stringify(message);
const base64url = (message: object) => Buffer.from(text(message)).toString('base64url');
const methodData = { threeDSServerTransID: areq.threeDSServerTransID, threeDSMethodNotificationURL: 'https://shop.example/done' };

/** What is found in a text: `line message`. */
const seen = (input: string) => check(input).map(({ line, message }) => `${line} ${message}`);

const { messageType: _untyped, ...untyped } = areq;
const signed = String(example('ARes-app-C').acsSignedContent);
/** A JWS of somebody else, as it stands in many a log. */
const TOKEN = ['{"alg":"RS256","typ":"JWT"}', '{"sub":"1234"}', 'x']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

const rows: [sentence: string, input: string, found: string[]][] = [
  ['a message', text(areq), ['1 AReq']],
  ['a message over many lines', `\n${JSON.stringify(ares, undefined, 2)}\n`, ['2 ARes']],
  ['a list of messages', `[${text(areq)},\n${text(ares)}]`, ['1 AReq', '2 ARes']],
  ['lines of messages', [areq, ares, creq].map(text).join('\n'), ['1 AReq', '2 ARes', '3 CReq']],
  ['a line of a log', `2026-02-07 21:28:18 INFO {thread-1} sent ${text(areq)} to DS in 3 ms {"ms":3}`, ['1 AReq']],
  ['a log of JSON that holds the message', text({ level: 30, msg: 'sent', request: { body: areq } }), ['1 AReq']],
  ['a log of JSON that holds its text', text({ level: 30, body: text(areq), answer: [text(ares)] }), ['1 AReq', '1 ARes']],
  ['a form', `creq=${base64url(creq)}&threeDSSessionData=abc`, ['1 CReq']],
  [
    'a form with padding, percent encoded',
    `x=1&cres=${encodeURIComponent(Buffer.from(text(cres)).toString('base64'))}`,
    ['1 CRes'],
  ],
  ['a form in a line of a log', `POST /3ds "threeDSMethodData=${base64url(methodData)}" 200`, ['1 threeDSMethodData']],
  ['a field in JSON of a log', `INFO ok\n${text({ body: { creq: base64url(creq) } })}`, ['2 CReq']],
  ['base64url alone', base64url(cres), ['1 CRes']],
  ['base64url in a line of a log', `notification: cres ${base64url(cres)} received`, ['1 CRes']],
  ['the data of the 3DS Method as JSON', text(methodData), ['1 threeDSMethodData']],
  ['base64 of a message over many lines', Buffer.from(JSON.stringify(cres, undefined, 2)).toString('base64url'), ['1 CRes']],
  [
    'base64 in lines of 76',
    (
      Buffer.from(text(cres))
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n'),
    ['1 CRes'],
  ],
  ['base64url in the path of an address', `GET https://acs.example/${base64url(creq)}/done`, ['1 CReq']],
  ['base64url at the end of a sentence', `It was ${base64url(creq)}.`, ['1 CReq']],
  ['a message whose quotes are escaped', `INFO body="${text(areq).replaceAll('"', '\\"')}" in 3 ms`, ['1 AReq']],
  [
    'two of them in a line, and one more',
    `${[areq, ares].map((each) => text(each).replaceAll('"', '\\"')).join(' > ')}\n${text(creq)}`,
    ['1 AReq', '1 ARes', '2 CReq'],
  ],
  ['braces in every line of a long log', `INFO {thread-1} { ok\n`.repeat(1000) + text(areq), ['1001 AReq']],
  ['a JWE', `sent eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.BBBB.CCCC`, ['1 JWE']],
  ['a creq that is not base64url', 'creq=%%%', ['1 no message']],
  ['a creq of something else', `creq=${Buffer.from('<html>').toString('base64url')}`, ['1 no message']],
  ['a message that is no JSON', '{"messageType":"AReq",}', ['1 no message']],
  ['an unfinished message in a log', `INFO {"messageType":"AReq","mcc":\n${text(ares)}`, ['1 no message', '2 ARes']],
  ['half of a message over many lines', JSON.stringify(areq, undefined, 2).slice(0, 400), ['1 no message']],
  ['a creq without end', `creq=${'a'.repeat(5_000_000)}`, ['1 no message']],
  ['base64url without end', `eyJ${'a'.repeat(5_000_000)}`, ['1 no message']],
  ['braces that close nowhere, and no end of them', '{"x" '.repeat(60_000), ['1 no message']],
  ['a token in a log', `authorization: Bearer ${TOKEN}\n${text(areq)}`, ['2 AReq']],
  ['an acsSignedContent in a log', `signed ${signed}\n${text(areq)}`, ['1 acsSignedContent', '2 AReq']],
  ['an acsSignedContent by its name', text({ acsSignedContent: signed }), ['1 acsSignedContent']],
  [
    'the line of a log that names a transaction',
    text({ time: '2026', acsTransID: areq.dsTransID, transStatus: 'Y', dsURL: areq.dsURL, answer: 'RRes', msg: 'RReq Y' }) +
      text(areq),
    ['1 AReq'],
  ],
  ['session data', `creq=${base64url(creq)}&threeDSSessionData=${'a'.repeat(1024)}`, ['1 CReq']],
  ['UTF-16', Buffer.from(text(areq), 'utf16le').toString('latin1'), ['1 no message']],
  ['nothing', '', ['1 no message']],
  ['text without any', 'hello { world } {}', ['1 no message']],
  ['JSON without any', '{"a":[1]}', ['1 no message']],
  ['a list without any', '[1,2]', ['1 no message']],
  ['a message without messageType', text({ ...areq, messageType: '' }), ['1 message without messageType']],
  ['many braces', '{'.repeat(100_000), ['1 no message']],
];

t.test('messages are found wherever they stand', async (t) => {
  for (const [sentence, input, found] of rows) t.same(seen(input), found, sentence);
});

t.test('what is found where a text holds valid messages has no finding', async (t) => {
  for (const [sentence, input, found] of rows.filter(
    ([, , expected]) => !expected.some((each) => /no message|without/.test(each)),
  ))
    t.same(
      check(input).flatMap(({ findings }) => findings),
      [],
      `${sentence}: ${found}`,
    );
});

t.test('an unreadable text is told why, by code 101', async (t) => {
  const why = (input: string) =>
    check(input).flatMap(({ findings }) => findings.map(({ errorCode, meaning }) => `${errorCode} ${meaning}`));
  t.match(why('{"messageType":"AReq",}')[0], /^101 A message is one JSON object\. .*(Expected|Unexpected)/);
  t.match(why('')[0], /There is nothing here/);
  t.match(why('{"a":1}')[0], /no object with messageType/);
  t.match(why('hello')[0], /neither JSON, nor creq=/);
  t.match(why(JSON.stringify(areq, undefined, 2).slice(0, 400))[0], /Unterminated|Unexpected end|Expected/);
  t.match(why('{"x" '.repeat(60_000))[0], /too many braces/);
  // Each line of such a text is looked at as a text of its own: all of them share what may be looked at.
  t.match(why('{\\"a\\":'.repeat(20_000))[0], /too many braces/);
  t.match(why('{\0"\0a\0"\0')[0], /UTF-16/);
  t.match(why('creq=a')[0], /creq is not base64url/);
  t.match(check(`\ufeff${text(areq)}`)[0]?.findings, [{ errorCode: '101', meaning: /byte order mark/ }]);
});

t.test('the log of a day is read in its length, not in the square of it', async (t) => {
  const line = `INFO {thread-1} creq=${base64url(creq)} ${text({ level: 30, body: text(creq) })}\n`;
  const checked = check(line.repeat(20_000));
  t.equal(checked.length, 40_000);
  t.match(checked.at(-1), { line: 20_000, message: 'CReq', findings: [] });
});

t.test('a message that lacks its messageType is one all the same: 201', async (t) => {
  const brief = (input: string) =>
    check(input).map(({ message, findings }) => [
      message,
      ...findings.map(({ errorCode, element }) => `${errorCode} ${element}`),
    ]);
  const lacking = ['message without messageType', '201 messageType'];
  t.same(brief(text(untyped)), [lacking]);
  t.same(brief(`${text(areq)}\n${text(untyped)}`), [['AReq'], lacking], 'in lines');
  t.same(brief(text([untyped, areq] as unknown as object)), [lacking, ['AReq']], 'in a list');
  for (const name of ['ARes-C', 'ARes-N', 'CReq', 'CReq-app-first', 'CRes', 'RReq-N', 'RRes', 'PReq', 'Erro']) {
    const { messageType: _type, ...message } = example(name);
    t.same(brief(text(message)), [lacking], name);
  }
  t.same(brief(text({ ...untyped, messageVersion: undefined })), [lacking], 'also without a version');
  t.same(brief(text({ request: untyped, transStatus: 'Y', acsTransID: 'x', dsURL: 'x' })), [lacking], 'in what tells of it');
});

t.test('a form field brings its own message, and session data of at most 1024 characters', async (t) => {
  const brief = (input: string) =>
    check(input).flatMap(({ findings }) => findings.map(({ errorCode, element }) => `${errorCode} ${element}`));
  t.same(brief(`creq=${base64url(cres)}`), ['101 messageType']);
  t.same(brief(`cres=${base64url(creq)}`), ['101 messageType']);
  t.same(brief(text({ creq: base64url(cres) })), ['101 messageType'], 'also in JSON of a log');
  t.match(check(`creq=${base64url(cres)}`)[0]?.findings, [{ change: /^send "CRes" where it belongs/ }]);
  t.same(brief(`cres=${base64url(example('Erro'))}`), [], 'an Erro may come in place of the CRes');
  t.same(brief(`creq=${base64url(creq)}&threeDSSessionData=${'a'.repeat(1025)}`), ['203 threeDSSessionData']);
  t.same(brief(`threeDSSessionData=${'%41'.repeat(1024)}`).includes('203 threeDSSessionData'), false, 'counted as decoded');
});

t.test(
  'a message is found in twenty objects inside each other; nesting without end costs nothing and breaks nothing',
  async (t) => {
    const message = '{"messageType":"AReq"}';
    const around = (levels: number, inner: string) => `${'{"a":'.repeat(levels)}${inner}${'}'.repeat(levels)}`;
    t.match(findMessages(around(20, message)), [{ what: 'message', text: message }]);
    t.same(findMessages(around(21, message)), []);
    t.same(findMessages(around(50_000, '1')), []);
    t.match(findMessages(`${around(50_000, '1')}\n${message}`), [{ line: 2, what: 'message', text: message }]);
    const deep = message.replace('}', `,"x":${around(50_000, '1')}}`);
    t.match(check(deep), [
      { message: 'AReq', findings: [{ element: 'message', errorCode: '101', meaning: /at most 100 levels deep/ }] },
    ]);
  },
);
