// What the cardholder sees, chapter 4 and Table A.20, in browsers and apps. Each assertion names the rule that it shows.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import { opensApp } from '../support/app.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startScenario } from '../support/scenario.ts';

const QUESTIONS = { text: CARDS.sms, select: '4970720000140005', multiSelect: '4970720000150004', oob: '4970720000160003' };
const IN_HTML = { sdkInterface: '02', sdkUiType: ['05'] } as const;
const htmlOf = (acsHTML: unknown) => Buffer.from(String(acsHTML), 'base64url').toString('utf8');
/** Whether the texts stand in a page in this order. */
const inOrder = (page: string, texts: string[]) => {
  const places = texts.map((text) => page.indexOf(text));
  return places.every((place, at) => place >= 0 && place > (places[at - 1] ?? -1));
};

for (const messageVersion of ['2.1.0', '2.2.0', '2.3.1'] as const) {
  t.test(`${messageVersion}: the HTML for apps`, async (t) => {
    const s = await startScenario(t);
    for (const acctNumber of Object.values(QUESTIONS)) {
      const { challenge } = await opensApp(s, { messageVersion, ...IN_HTML, areq: { acctNumber } });
      const page = htmlOf((await challenge.start()).acsHTML);
      t.match(
        page,
        /^\s*<!doctype html>[\s\S]*<meta name="viewport"[\s\S]*<\/html>\s*$/i,
        'Req 162: a whole document that fits a phone',
      );
      t.match(page, /<style>[\s\S]+<\/style>/, 'Req 161, Req 162: its CSS is in it');
      const sources = [...page.matchAll(/<img[^>]*src="([^"]*)"/g)].map(([, source = '']) => source);
      t.ok(
        sources.length === 2 && sources.every((source) => source.startsWith('data:image/')),
        'Req 161, Req 162, Req 163: so are both logos',
      );
      t.notMatch(
        page,
        /<(?:script|link|iframe|object|a)\b|\bon\w+=|@import|url\((?!data:)/i,
        'Req 160, Req 163: nothing leads or reaches elsewhere',
      );
      const addresses = page.match(/https?:\/\/[^\s"'<)]*/gi) ?? [];
      t.same(
        addresses,
        ['HTTPS://EMV3DS/challenge'],
        'Req 160, Req 164, Req 165: the one address is that of the SDK, to which the form goes',
      );
      t.match(page, /<form method="get" action="HTTPS:\/\/EMV3DS\/challenge">/, 'Req 164: by GET');
      const [why = '', more = ''] = page.match(/<details[\s\S]*?<\/details>/g) ?? [];
      t.match(more, /^<details><summary>[^<]+<\/summary>/, 'Req 375: the expandable label is a control');
      t.match(more, /<\/summary><p>[^<]+/, 'Req 376: its text is in the closed part');
      t.match(why, /^<details><summary>[^<]+<\/summary>/, 'Req 377: so is the label why');
      t.match(why, /<\/summary><p>[^<]+/, 'Req 378: with its text');
      t.ok(
        inOrder(page, ['<h1>', '<form', '<details>']) && page.indexOf('<header>') < page.indexOf('<h1>'),
        'Req 359: branding, challenge and information stand in their order',
      );
    }
  });

  t.test(`${messageVersion}: the pages for browsers`, async (t) => {
    const s = await startScenario(t);
    const areq = (acctNumber: string) => s.sendsAReq({ acctNumber });
    for (const challengeWindowSize of ['01', '02', '03', '04', '05']) {
      const page = await s.postsCReq(await areq(CARDS.sms), {}, { challengeWindowSize });
      t.equal(page.status, 200, 'Req 269, Req 120: the CReq is answered by the page of the challenge');
      t.match(page.html, `data-window-size="${challengeWindowSize}"`, 'Req 177: in the window size of the CReq');
      t.match(page.headers.get('content-type'), 'text/html; charset=utf-8', 'Req 191: as text/html in UTF-8');
      t.notOk(page.headers.has('x-frame-options'), 'Req 122: it may be framed');
      t.notMatch(page.headers.get('content-security-policy'), 'frame-ancestors', 'Req 122: by anybody');
      t.ok(
        inOrder(page.html, ['<header>', '<h1>', '<form method="post" action="/3ds/challenge" novalidate', '<footer>']),
        'Req 359, Req 380: the zones stand in their order',
      );
      const [footer = ''] = /<footer>[\s\S]*<\/footer>/.exec(page.html) ?? [];
      t.match(
        footer,
        /<details[^>]*>\s*<summary>[^<]+<\/summary>/,
        'Req 381, Req 383: what can be opened is a control in the information zone',
      );
      t.notMatch(footer, /<details[^>]*\bopen\b/, 'Req 382, Req 384: its texts show when opened');
    }
    const ares = await areq(CARDS.sms);
    const page = await s.postsCReq(ares);
    await s.ds.stop();
    const waiting = await s.posts(page, { code: await s.code(ares) });
    t.equal(waiting.name, 'processing');
    t.match(
      waiting.html,
      /class="(?:[\w ]*\b)?(?:spinner|progress|waiting)\b/,
      'Req 179: the processing screen has something that moves',
    );
  });
}

/** Of Table A.20: what each acsUiType must have (M), may have (O) and must not have (-). */
const CELLS: Record<string, Record<string, 'M' | 'O' | '-'>> = {
  challengeEntryBox: { '01': 'M', '02': '-', '03': '-', '04': '-', '07': '-' },
  challengeInfoHeader: { '01': 'M', '02': 'M', '03': 'M', '04': 'M', '07': 'M' },
  challengeInfoLabel: { '01': '-', '02': 'M', '03': 'M', '04': 'O', '07': 'O' },
  challengeInfoText: { '01': 'M', '02': 'M', '03': 'M', '04': 'M', '07': 'M' },
  challengeInfoTextIndicator: { '01': 'O', '02': 'O', '03': 'O', '04': 'O', '07': 'O' },
  challengeSelectInfo: { '01': '-', '02': 'M', '03': 'M', '04': '-', '07': '-' },
  expandInfoLabel: { '01': 'O', '02': 'O', '03': 'O', '04': 'O', '07': 'O' },
  oobContinueLabel: { '01': '-', '02': '-', '03': '-', '04': 'M', '07': '-' },
  resendInformationLabel: { '01': 'O', '02': '-', '03': '-', '04': '-', '07': '-' },
  submitAuthenticationLabel: { '01': 'M', '02': 'M', '03': 'M', '04': '-', '07': '-' },
  whyInfoLabel: { '01': 'O', '02': 'O', '03': 'O', '04': 'O', '07': 'O' },
};
const TITLES: Record<string, string> = {
  challengeEntryBox: 'A.20 challengeEntryBox, A.20 M and N cells: UI 01 alone has the entry box',
  challengeInfoHeader: 'A.20 challengeInfoHeader, A.20 M and N cells: every native UI has a header',
  challengeInfoLabel: 'A.20 challengeInfoLabel, A.20 M and N cells: 02 and 03 have a label, 01 has none',
  challengeInfoText: 'A.20 challengeInfoText, A.20 M and N cells: every native UI has a text',
  challengeInfoTextIndicator: 'A.20 challengeInfoTextIndicator: any native UI may warn',
  challengeSelectInfo: 'A.20 challengeSelectInfo, A.20 M and N cells: 02 and 03 have options, the others none',
  expandInfoLabel: 'A.20 expandInfo: any native UI may have a text to expand',
  oobContinueLabel: 'A.20 oobContinueLabel, A.20 M and N cells: 04 has the label where there is no app to open, the others none',
  resendInformationLabel: 'A.20 resendInformationLabel, A.20 M and N cells: 01 may offer to send again, the others not',
  submitAuthenticationLabel: 'A.20 submitAuthenticationLabel, A.20 M and N cells: 01 to 03 have it, 04 and 07 not',
  whyInfoLabel: 'A.20 whyInfo: any native UI may say why',
};
const example = (name: string): Json =>
  JSON.parse(readFileSync(shipped(`fixtures/messages/2.3.1/CRes-app-${name}.json`), 'utf8'));
const SAMPLES: Json = {
  ...{
    challengeEntryBox: { challengeDataEntryLabel: 'Code' },
    challengeInfoTextIndicator: 'Y',
    challengeSelectInfo: [{ '01': 'x' }],
  },
};
const verdict = (cres: Json): string => {
  try {
    readWhole('CRes', JSON.stringify(cres), { version: '2.3.1', deviceChannel: '01' });
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
};

t.test('Table A.20: what a native user interface has', async (t) => {
  const { oobAppURL: _a, oobAppLabel: _b, ...oob } = example('oob');
  const bases: Record<string, Json> = {
    ...{ '01': example('text'), '02': example('select'), '03': { ...example('select'), acsUiType: '03' } },
    ...{ '04': { ...oob, oobContinueLabel: 'Go on' }, '07': example('information') },
  };
  for (const [element, cells] of Object.entries(CELLS)) {
    for (const [acsUiType, cell] of Object.entries(cells)) {
      const base = { ...bases[acsUiType], [element]: undefined };
      const cres = { ...base, [element]: bases[acsUiType]?.[element] ?? SAMPLES[element] ?? 'A text' };
      const expected = cell === 'M' ? [/^201/, 'taken'] : cell === 'O' ? ['taken', 'taken'] : ['taken', /^203/];
      t.match([verdict(base), verdict(cres)], expected, String(TITLES[element]));
      const told = [verdict(base), verdict(cres)].filter((one) => one !== 'taken');
      for (const one of told) t.match(one, element, String(TITLES[element]));
    }
  }
  const box = (patch: Json) => verdict({ ...bases['01'], challengeEntryBox: { challengeDataEntryLabel: 'Code', ...patch } });
  t.match(
    [box({}), box({ challengeDataEntryMasking: 'Y' }), box({ challengeDataEntryMasking: 'Y', challengeDataEntryToggle: 'Y' })],
    ['taken', /^201.*challengeDataEntryToggle/, 'taken'],
    'A.20 challengeDataEntryToggle: who masks says whether it can be shown',
  );
  const many = (count: number) => ({
    ...bases['02'],
    challengeSelectInfo: Array.from({ length: count }, (_, at) => ({ [`${at}`]: `Option ${at}` })),
  });
  t.match(
    [1, 8, 9].map((count) => verdict(many(count))),
    ['taken', 'taken', /^203/],
    'A.20 challengeSelectInfo: one to eight options',
  );
  const twice = { ...bases['02'], challengeSelectInfo: [{ '1': 'x' }, { '1': 'x' }] };
  t.match(verdict(twice), /^204/, 'A.20 challengeSelectInfo: no two alike');
});

t.test('2.3.1: what this ACS shows in an app', async (t) => {
  const s = await startScenario(t);
  for (const acctNumber of [CARDS.ePinThenSms, ...Object.values(QUESTIONS)]) {
    const { challenge } = await opensApp(s, { messageVersion: '2.3.1', sdkInterface: '01', areq: { acctNumber } });
    const cres: Json = { ...(await challenge.start()) };
    const type = String(cres.acsUiType);
    for (const [element, cells] of Object.entries(CELLS)) {
      const isThere = element in cres;
      t.ok(
        cells[type] === 'O' || isThere === (cells[type] === 'M'),
        'Req 387: a CRes has what its acsUiType must have, and nothing that it must not',
      );
    }
    t.match(cres.challengeInfoText, /^[^<]*\n[^<]*$/, 'Req 370: lines are parted by \\n');
  }
});

t.test('what an app brings and gets', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of ['2.2.0', '2.3.1'] as const) {
    const native = { messageVersion, sdkInterface: '01', areq: { acctNumber: CARDS.sms } } as const;
    const resent = await opensApp(s, native);
    await resent.challenge.start();
    t.match(
      await resent.challenge.resends(),
      { challengeCompletionInd: 'N' },
      'A.16 rows 1-4: resendChallenge alone is answered by a CRes',
    );
    if (messageVersion !== '2.2.0')
      t.match(await resent.challenge.entersNothing(), { challengeCompletionInd: 'N' }, 'A.16 rows 1-4: so is challengeNoEntry');
    t.match(await resent.challenge.cancels(), { challengeCompletionInd: 'Y' }, 'A.16 rows 1-4: and challengeCancel');
    const html = await opensApp(s, { messageVersion, ...IN_HTML });
    await html.challenge.start();
    t.match(htmlOf(html.challenge.cres?.acsHTML), '<form', 'Req 166: the SDK takes the page from acsHTML');
    t.match(
      await html.challenge.enters(EPIN),
      { acsUiType: '05' },
      'Req 413, Req 393: what the form of the page makes goes unchanged into challengeHTMLDataEntry',
    );
    const last = await html.challenge.enters(await s.code(html.ares));
    t.match(last, { transStatus: 'Y' }, 'Req 413, Req 393: and is judged');
    const oob = await opensApp(s, { ...native, areq: { acctNumber: QUESTIONS.oob } });
    await oob.challenge.start();
    const again = await oob.challenge.answers({ oobContinue: messageVersion === '2.3.1' ? '01' : true } as never);
    t.match(
      again,
      { challengeCompletionInd: 'N', acsUiType: '04' },
      '3.2 step 17: without an answer out of band the ACS shows the same again',
    );
    await fetch(`${s.simulator.urls.control}/api/transactions/${oob.ares.acsTransID}/approve`, { method: 'POST' });
    const done = await oob.challenge.answers({ oobContinue: messageVersion === '2.3.1' ? '01' : true } as never);
    t.match(done, { transStatus: 'Y' }, '3.2 step 17: the outcome comes from there, not from the CReq');
  }
});

t.test('what a browser brings and gets', async (t) => {
  const s = await startScenario(t);
  const session = (length: number) => ({ threeDSSessionData: 'A'.repeat(length) });
  const ends = async (form: Record<string, string>, padded = false) => {
    const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
    const creq = Buffer.from(s.creq(ares)).toString(padded ? 'base64' : 'base64url');
    const page = await s.postsForm('/3ds/creq', { creq, ...form });
    return { ares, page, final: await s.finalPage(ares, await s.posts(page, { action: 'cancel' })) };
  };
  for (const padded of [true, false]) {
    const { page, final } = await ends({ threeDSSessionData: padded ? 'c2Vzc2lvbg==' : 'c2Vzc2lvbg' }, padded);
    t.equal(page.name, 'otp', 'Req 119, T1.3 Base64url, Req 192: creq is taken with and without padding');
    t.equal(
      final.final?.threeDSSessionData,
      padded ? 'c2Vzc2lvbg==' : 'c2Vzc2lvbg',
      'Req 119, A.3 threeDSSessionData: so is threeDSSessionData, which comes back as it was',
    );
  }
  t.equal((await ends({})).final.final?.threeDSSessionData, undefined, 'A.3 threeDSSessionData: absent where none came');
  t.equal(
    (await ends(session(1024))).final.final?.threeDSSessionData?.length,
    1024,
    'A.3 threeDSSessionData: 1024 bytes are taken',
  );
  const long = await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }), session(1025));
  t.match(long.final?.message, { errorCode: '203', errorDetail: 'threeDSSessionData' }, 'A.3 threeDSSessionData: more are 203');
  const { ares } = await ends({});
  t.match(s.ds.rreqs().at(-1), { acsTransID: ares.acsTransID, interactionCounter: '00' }, 'Req 121: the counter begins at zero');
  const twice = await s.sendsAReq({ acctNumber: CARDS.sms });
  const first = await s.postsCReq(twice);
  const wrong = await s.posts(first, { code: otherCode(await s.code(twice)) });
  t.equal((await s.postsCReq(twice)).html, wrong.html, 'Req 442: a further CReq goes on where the challenge was');
});
