import t from 'tap';
import type { CReqElements } from '../../src/sandbox/sdk/challenge.ts';
import { htmlOf } from '../../src/sandbox/sdk/judge.ts';
import { erroOf, opensApp, valid } from '../support/app.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import { issuerWith } from '../support/fixtures.ts';
import type { Json } from '../support/json.ts';
import { METHOD_CARDS } from '../support/methods.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

// The user interface of 2.3.1 in an app, as an SDK has it: native and HTML.

const EVERY_TYPE = ['01', '02', '03', '04', '05', '06', '07'];
const NATIVE = { sdkInterface: '01', sdkUiType: ['01', '02', '03', '04', '07'] };
const HTML = { sdkInterface: '02', sdkUiType: EVERY_TYPE };
const FACES = [
  ['native', NATIVE],
  ['HTML', HTML],
] as const;

const rreqOf = (s: Scenario, { acsTransID }: Json) =>
  valid(
    'RReq',
    s.ds.rreqs().find((rreq) => rreq.acsTransID === acsTransID),
  );

async function postsToControl(s: Scenario, path: string, body?: Json): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const sent = body ? { headers, body: JSON.stringify(body) } : {};
  return (await fetch(`${s.simulator.urls.control}${path}`, { method: 'POST', ...sent })).status;
}

/** What the next AReq of a card gets. */
const next = (s: Scenario, acctNumber: string, outcome: Json) =>
  postsToControl(s, '/api/next', { match: { acctNumber }, ...outcome });

const opens = (s: Scenario, acctNumber: string, deviceRenderOptions: Json = NATIVE, areq: Json = {}) =>
  opensApp(s, { messageVersion: '2.3.1', areq: { acctNumber, deviceRenderOptions, ...areq } });

t.test('A.14 template 06, A.1 acsUiType, 4.2.6.1 template, Req 32, Req 342: each method in HTML', async (t) => {
  const s = await startScenario(t);
  const rows = [
    [METHOD_CARDS.ePin, HTML, '01', '05'],
    [METHOD_CARDS.select, HTML, '02', '05'],
    [METHOD_CARDS.multiSelect, HTML, '03', '05'],
    [METHOD_CARDS.oob, HTML, '06', '06'],
    [METHOD_CARDS.oob, { sdkInterface: '03', sdkUiType: ['06'] }, '06', '06'],
    [METHOD_CARDS.oob, { sdkInterface: '02', sdkUiType: ['05'] }, '05', '05'],
  ] as const;
  for (const [acctNumber, options, acsUiTemplate, acsUiType] of rows) {
    const { ares, challenge } = await opens(s, acctNumber, options);
    const acsRenderingType = { acsInterface: '02', acsUiTemplate, deviceUserInterfaceMode: '01' };
    t.match(ares, { acsRenderingType }, `A.14 template 06, 4.2.6.1 template: ${acctNumber}, ${options.sdkUiType}`);
    t.match(await challenge.start({ oobAppURLInd: '02' }), { acsUiType }, `A.1 acsUiType: ${acctNumber}, ${options.sdkUiType}`);
  }
});

t.test('Req 374: deviceUserInterfaceMode is that of the screen (C008 of deviceInfo)', async (t) => {
  const s = await startScenario(t);
  for (const [C008, deviceUserInterfaceMode] of [
    ['1080x2400', '01'],
    ['1920x1080', '02'],
  ]) {
    const deviceInfo = Buffer.from(JSON.stringify({ DV: '1.7', DD: { C001: 'Android', C008 } })).toString('base64url');
    const { ares } = await opens(s, METHOD_CARDS.ePin, HTML, { deviceInfo });
    t.match(ares, { acsRenderingType: { deviceUserInterfaceMode } }, `Req 374: ${C008}`);
  }
});

t.test('A.1 challengeHTMLDataEntry, A.1 oobContinue, A.1 oobAppStatus: out of band in HTML', async (t) => {
  const s = await startScenario(t);
  const form = { oobContinue: '01', challengeHTMLDataEntry: 'action=submit' } as const;
  for (const [back, what] of [
    [form, 'A.1 challengeHTMLDataEntry, A.1 oobContinue: the form with oobContinue 01'],
    [{ oobContinue: '02' }, 'A.1 oobContinue: 02 without the form'],
    [{ oobContinue: '02', oobAppStatus: '01' }, 'A.1 oobAppStatus: the app could not be opened'],
  ] as const) {
    const { ares, challenge } = await opens(s, METHOD_CARDS.oob, HTML);
    await challenge.start();
    t.match(htmlOf((await challenge.answers(back)).acsHTML), /Nothing has been approved yet/, `${what}: too early`);
    t.equal(await postsToControl(s, `/api/transactions/${ares.acsTransID}/approve`), 200);
    t.match(await challenge.answers(back), { transStatus: 'Y' }, what);
  }
  for (const [back, errorCode, errorDetail] of [
    [{ challengeHTMLDataEntry: 'action=submit' }, '201', 'oobContinue'],
    [{ oobContinue: '01' }, '201', 'challengeHTMLDataEntry'],
    [{ oobContinue: '02', challengeHTMLDataEntry: 'a=b' }, '203', 'challengeHTMLDataEntry'],
  ] as const) {
    const { challenge } = await opens(s, METHOD_CARDS.oob, HTML);
    await challenge.start();
    const erro = await erroOf(challenge.answers(back));
    t.match(erro, { errorCode, errorDetail }, `A.1 challengeHTMLDataEntry, A.1 oobContinue: ${JSON.stringify(back)}`);
  }
});

t.test('Req 401, Req 402, A.1 oobAppURL, A.1 oobAppLabel, A.20 oobAppLabel/oobAppURL: automatic switching', async (t) => {
  const oobAppURL = 'https://app.bank.example/approve';
  const s = await startScenario(t, { fixtures: issuerWith(t, { oobAppURL }) });
  const rows = [
    [NATIVE, '01', true],
    [NATIVE, '02', false],
    [NATIVE, '03', false],
    [HTML, '01', true],
    [HTML, '02', false],
  ] as const;
  for (const [options, oobAppURLInd, isSent] of rows) {
    const { challenge } = await opens(s, METHOD_CARDS.oob, options);
    const cres = await challenge.start({ oobAppURLInd });
    const what = `${options.sdkInterface}, oobAppURLInd ${oobAppURLInd}`;
    t.equal(cres.oobAppURL, isSent ? oobAppURL : undefined, `Req 401, A.1 oobAppURL, A.1 oobAppURLInd: ${what}`);
    const isNative = options === NATIVE;
    t.equal('oobAppLabel' in cres, isSent && isNative, `A.1 oobAppLabel, A.20 oobAppLabel/oobAppURL: ${what}`);
    if (isNative) continue;
    const html = htmlOf(cres.acsHTML);
    t.equal(html.includes('href="HTTPS://EMV3DS/openoobApp"'), isSent, `Req 402: ${what}`);
    t.match(html, 'action="HTTPS://EMV3DS/challenge"', 'Req 164: the form for who comes back by himself');
  }
  const { ares, challenge } = await opens(s, METHOD_CARDS.oob, HTML);
  await challenge.start({ oobAppURLInd: '01' });
  await postsToControl(s, `/api/transactions/${ares.acsTransID}/approve`);
  const cres = await challenge.answers({ oobContinue: '01', oobAppURLInd: '01' });
  t.match(cres, { transStatus: 'Y' }, 'A.1 challengeHTMLDataEntry: no form where the app switches by itself (Req 164)');

  const own = await startScenario(t);
  await next(own, METHOD_CARDS.oob, { transStatus: 'C', method: 'oob', oobAppURL });
  const { challenge: ruled } = await opens(own, METHOD_CARDS.oob);
  t.match(await ruled.start({ oobAppURLInd: '01' }), { acsUiType: '04', oobAppURL }, 'Req 401: a rule names it as well');
  t.equal(await next(own, METHOD_CARDS.oob, { transStatus: 'C', oobAppURL: 'bankapp://x' }), 400, 'Req 401: https alone');
  const usual = await opens(own, METHOD_CARDS.oob);
  t.notOk('oobAppURL' in (await usual.challenge.start({ oobAppURLInd: '01' })), 'A.1 oobAppURL: none is made up');
});

/** A card that may be authenticated decoupled after a challenge by ePin. */
const FALLS_BACK = '4970720000210006';
const fallback = { threeDSRequestorDecReqInd: 'F', threeDSRequestorDecMaxTime: '00060' };

for (const [face, options] of FACES) {
  t.test(`Req 461, A.1 infoContinueLabel, A.1 infoContinueIndicator, A.20 infoContinueLabel: ${face}`, async (t) => {
    const s = await startScenario(t);
    const goesOn = face === 'native' ? { infoContinueIndicator: true as const } : { challengeHTMLDataEntry: 'action=submit' };
    for (const threeDSRequestorDecReqInd of ['F', 'B']) {
      await next(s, FALLS_BACK, { transStatus: 'C', method: 'sms' });
      const { ares, challenge } = await opens(s, FALLS_BACK, options, { ...fallback, threeDSRequestorDecReqInd });
      await challenge.start();
      const told = await challenge.cancels();
      const what = `Req 461, A.20 infoContinueLabel: ${face}, ${threeDSRequestorDecReqInd}`;
      t.match(told, { challengeCompletionInd: 'N', acsUiType: face === 'native' ? '07' : '05' }, what);
      if (face === 'native') t.match(told, { infoContinueLabel: 'Continue', challengeInfoHeader: /bank/ }, what);
      else t.match(htmlOf(told.acsHTML), /Confirm with your bank/, what);
      t.notOk(
        s.ds.rreqs().some(({ acsTransID }) => acsTransID === ares.acsTransID),
        'Req 461: before the result is reported',
      );
      t.match(await challenge.answers(goesOn), { challengeCompletionInd: 'Y', transStatus: 'D' }, `${what}: then the final CRes`);
      t.match(rreqOf(s, ares), { transStatus: 'D', transStatusReason: '29' }, 'Req 462: the same result as ever');
    }
  });
}

t.test('A.1 infoContinueIndicator: a page that tells something takes nothing else; who leaves it has been told', async (t) => {
  const s = await startScenario(t);
  const told = async () => {
    await next(s, FALLS_BACK, { transStatus: 'C', method: 'sms' });
    const opened = await opens(s, FALLS_BACK, NATIVE, fallback);
    await opened.challenge.start();
    await opened.challenge.cancels();
    return opened;
  };
  for (const [elements, errorCode, errorDetail] of [
    [{ challengeDataEntry: '12345678' }, '203', 'challengeDataEntry'],
    [{}, '201', 'infoContinueIndicator'],
  ] as const) {
    const { challenge } = await told();
    t.match(await erroOf(challenge.answers(elements)), { errorCode, errorDetail }, `A.1 infoContinueIndicator: ${errorCode}`);
  }
  const { challenge } = await told();
  t.match(await challenge.cancels(), { transStatus: 'D' }, 'Req 461: cancelled there');
  const silent = await told();
  s.clock.forward(10 * 60_000);
  await s.simulator.sweep();
  await s.ends(silent.ares);
  t.match(rreqOf(s, silent.ares), { transStatus: 'D' }, 'Req 461: an SDK that says nothing more');
});

t.test('A.1 challengeAddLabel, A.1 challengeAddCode, A.20 challengeAddLabel: another method', async (t) => {
  const s = await startScenario(t);
  for (const [face, options] of FACES) {
    await next(s, CARDS.sms, { transStatus: 'C', method: 'sms', alternative: 'email' });
    const { ares, challenge } = await opens(s, CARDS.sms, options);
    const first = await challenge.start();
    const what = `A.1 challengeAddLabel, A.20 challengeAddLabel: ${face}`;
    if (face === 'native') t.match(first, { challengeAddLabel: 'Other way: E-mail authentication' }, what);
    else t.match(htmlOf(first.acsHTML), /value="alternative">Other way: E-mail authentication</, what);
    const other = face === 'native' ? { challengeAddCode: 'Y' as const } : { challengeHTMLDataEntry: 'action=alternative' };
    const changed = await challenge.answers(other);
    const header = changed.challengeInfoHeader ?? htmlOf(changed.acsHTML);
    t.match(header, /E-mail authentication/, `A.1 challengeAddCode: ${face}`);
    const code = await s.code(ares, 2);
    const entry =
      face === 'native' ? { challengeDataEntry: code } : { challengeHTMLDataEntry: `emailCode=${code}&action=submit` };
    t.match(await challenge.answers(entry), { transStatus: 'Y' }, `A.1 challengeAddCode: ${face}, the code of the other method`);
    t.match(
      rreqOf(s, ares),
      { authenticationMethod: ['05'], acsRenderingType: { acsUiTemplate: '01' } },
      'by which he was proven',
    );
  }
  const { challenge } = await opens(s, CARDS.sms);
  t.notOk('challengeAddLabel' in (await challenge.start()), 'A.1 challengeAddLabel: none where there is no other method');
  const erro = await erroOf(challenge.answers({ challengeAddCode: 'Y' }));
  t.match(erro, { errorCode: '203', errorDetail: 'challengeAddCode' }, 'A.1 challengeAddCode: not offered');
});

t.test('A.1 challengeAddCode: the other method gives no further tries, and the code of the first is void', async (t) => {
  const s = await startScenario(t);
  await next(s, CARDS.sms, { transStatus: 'C', method: 'sms', alternative: 'email' });
  const { ares, challenge } = await opens(s, CARDS.sms);
  await challenge.start();
  const first = await s.code(ares);
  await challenge.answers({ challengeDataEntry: first === '00000000' ? '00000001' : '00000000' });
  await challenge.answers({ challengeAddCode: 'Y' });
  t.match(await challenge.answers({ challengeDataEntry: first }), { challengeInfoText: /1 try left/ });
  await challenge.answers({ challengeAddCode: 'Y' });
  t.match(await challenge.answers({ challengeDataEntry: first }), { transStatus: 'N' });
  t.match(rreqOf(s, ares), { transStatus: 'N', transStatusReason: '19' });
});

t.test(
  'A.1 challengeEntryBoxTwo, A.1 challengeDataEntryTwo, A.20 challengeEntryBoxTwo: password and code on one page',
  async (t) => {
    const s = await startScenario(t);
    for (const [face, options] of FACES) {
      await next(s, CARDS.ePinThenSms, { transStatus: 'C', method: 'ePinAndSms' });
      const { ares, challenge } = await opens(s, CARDS.ePinThenSms, options);
      const first = await challenge.start();
      const what = `A.1 challengeEntryBoxTwo, A.20 challengeEntryBoxTwo: ${face}`;
      if (face === 'native')
        t.match(
          first,
          {
            challengeEntryBox: { challengeDataEntryLabel: /Password/, challengeDataEntryMasking: 'Y' },
            challengeEntryBoxTwo: { challengeDataEntryLabel: /Code/, challengeDataEntryAutofillType: '01' },
          },
          what,
        );
      else t.match(htmlOf(first.acsHTML), /name="ePinAndCode"[\s\S]*name="ePinAndCodeTwo"/, what);
      const code = await s.code(ares);
      const enters = (ePin?: string, two?: string) =>
        face === 'native'
          ? { ...(ePin ? { challengeDataEntry: ePin } : {}), ...(two ? { challengeDataEntryTwo: two } : {}) }
          : { challengeHTMLDataEntry: `ePinAndCode=${ePin ?? ''}&ePinAndCodeTwo=${two ?? ''}&action=submit` };
      const says = async (ePin?: string, two?: string) => {
        const cres = await challenge.answers(enters(ePin, two));
        return cres.challengeInfoText ?? htmlOf(cres.acsHTML);
      };
      t.match(
        await says('0000', code),
        /One of your two entries is incorrect/,
        `A.1 challengeDataEntryTwo: ${face}, a wrong one`,
      );
      const wrong = code === '00000000' ? '00000001' : '00000000';
      t.match(await says(EPIN, wrong), /1 try left/, `A.1 challengeDataEntryTwo: ${face}, the other wrong`);
      t.match(
        await challenge.answers(enters(EPIN, code)),
        { transStatus: 'Y' },
        `A.1 challengeDataEntryTwo: ${face}, both right`,
      );
      t.match(rreqOf(s, ares), { authenticationMethod: ['01', '02'], interactionCounter: '03' });

      for (const [which, ePin, two] of [
        ['the first', EPIN, undefined],
        ['the second', undefined, '12345678'],
      ] as const) {
        await next(s, CARDS.ePinThenSms, { transStatus: 'C', method: 'ePinAndSms' });
        const half = await opens(s, CARDS.ePinThenSms, options);
        await half.challenge.start();
        const again = await half.challenge.answers(enters(ePin, two));
        const said = again.challengeInfoText ?? htmlOf(again.acsHTML);
        t.match(said, /The password has 4 digits, the code has 8/, `A.1 challengeDataEntryTwo: ${face}, ${which} alone`);
      }
    }
    const { challenge } = await opens(s, CARDS.sms);
    t.notOk('challengeEntryBoxTwo' in (await challenge.start()), 'A.20 challengeEntryBoxTwo: where one thing is asked');
    const erro = await erroOf(challenge.answers({ challengeDataEntryTwo: '1' }));
    t.match(erro, { errorCode: '203', errorDetail: 'challengeDataEntryTwo' }, 'A.1 challengeDataEntryTwo: not asked');
  },
);

t.test('A.1 deviceBindingInfoText, A.1 deviceBindingDataEntry, A.20 deviceBindingInfoText: a device is remembered', async (t) => {
  const s = await startScenario(t);
  const asked = { threeDSRequestorChallengeInd: ['12'] };
  for (const [face, options] of FACES) {
    const pays = async (binds: 'Y' | 'N', sdkAppID: string) => {
      const { ares, challenge } = await opens(s, METHOD_CARDS.ePin, options, { ...asked, sdkAppID });
      const first = await challenge.start();
      const isAsked = 'deviceBindingInfoText' in first || /name="deviceBinding"/.test(htmlOf(first.acsHTML));
      const html = `ePin=${EPIN}&action=submit${binds === 'Y' ? '&deviceBinding=Y' : ''}`;
      const entry = { challengeDataEntry: EPIN, ...(isAsked ? { deviceBindingDataEntry: binds } : {}) };
      t.match(await challenge.answers(face === 'native' ? entry : { challengeHTMLDataEntry: html }), { transStatus: 'Y' });
      return { ares, isAsked, rreq: rreqOf(s, ares) };
    };
    const app = `12345678-1234-4234-8234-12345678901${face === 'native' ? 1 : 2}`;
    const what = `A.1 deviceBindingInfoText, A.1 deviceBindingStatus: ${face}`;
    t.match(
      await pays('N', app),
      {
        ares: { deviceBindingStatus: '03', deviceBindingStatusSource: '03' },
        isAsked: true,
        rreq: { deviceBindingStatus: '04', deviceBindingStatusSource: '03' },
      },
      `${what}, rejected`,
    );
    t.match(await pays('Y', app), { isAsked: true, rreq: { deviceBindingStatus: '14' } }, `${what}, bound`);
    const known = await pays('Y', app);
    t.match(known, { ares: { deviceBindingStatus: '14' }, isAsked: false }, `${what}, known the next time`);
    t.notOk('deviceBindingStatus' in known.rreq, 'nothing is said of what was not asked');
    t.match(await pays('N', app.replace('9', '8')), { isAsked: true }, `${what}, another device`);
  }
  const { challenge } = await opens(s, METHOD_CARDS.ePin, NATIVE, { ...asked, sdkAppID: '12345678-1234-4234-8234-123456789019' });
  await challenge.start();
  t.match(
    await erroOf(challenge.answers({ challengeDataEntry: EPIN, deviceBindingDataEntry: undefined } as unknown as CReqElements)),
    { errorCode: '201', errorDetail: 'deviceBindingDataEntry' },
    'A.1 deviceBindingDataEntry: asked and not answered',
  );
  const unasked = await opens(s, METHOD_CARDS.ePin);
  t.notOk('deviceBindingInfoText' in (await unasked.challenge.start()), 'A.20 deviceBindingInfoText: not asked');
  t.match(
    await erroOf(unasked.challenge.answers({ challengeDataEntry: EPIN, deviceBindingDataEntry: 'Y' })),
    { errorCode: '203', errorDetail: 'deviceBindingDataEntry' },
    'A.1 deviceBindingDataEntry: answered and not asked',
  );
});

t.test('A.1 togglePositionInd, A.20 togglePositionInd: above the buttons where the issuer wants it so', async (t) => {
  const areq = { threeDSRequestorChallengeInd: ['09'] };
  for (const [togglePosition, expected] of [
    ['above', '01'],
    ['below', undefined],
  ]) {
    const s = await startScenario(t, { fixtures: issuerWith(t, { togglePosition }) });
    const { challenge } = await opens(s, METHOD_CARDS.ePin, NATIVE, areq);
    t.equal(
      (await challenge.start()).togglePositionInd,
      expected,
      `A.1 togglePositionInd, A.20 togglePositionInd: ${togglePosition}`,
    );
    const inHtml = await opens(s, METHOD_CARDS.ePin, HTML, areq);
    const html = htmlOf((await inHtml.challenge.start()).acsHTML);
    const isAbove = html.indexOf('name="trustList"') < html.indexOf('value="submit"');
    t.equal(isAbove, togglePosition === 'above', `A.20 togglePositionInd: ${togglePosition}, in HTML`);
    const unasked = await opens(s, METHOD_CARDS.ePin);
    t.notOk('togglePositionInd' in (await unasked.challenge.start()), 'A.20 togglePositionInd: nothing is asked');
  }
});

t.test('A.20 trustListInfoText: HTML asks it, too, and R is reported where it was asked alone', async (t) => {
  const s = await startScenario(t);
  for (const [ticked, trustListStatus] of [
    ['', 'R'],
    ['&trustList=Y', 'Y'],
  ]) {
    const { ares, challenge } = await opens(s, METHOD_CARDS.ePin, HTML, { threeDSRequestorChallengeInd: ['09'] });
    t.match(htmlOf((await challenge.start()).acsHTML), /name="trustList" value="Y"/);
    await challenge.answers({ challengeHTMLDataEntry: `ePin=${EPIN}&action=submit${ticked}` });
    t.match(rreqOf(s, ares), { transStatus: 'Y', trustListStatus }, `A.20 trustListInfoText: ${trustListStatus}`);
  }
});

t.test('Req 429, 4.2 note images, A.1 issuerImage, A.1 psImage, A.20 issuerImage, A.20 psImage: pictures', async (t) => {
  const s = await startScenario(t);
  const { challenge } = await opens(s, METHOD_CARDS.ePin);
  const { issuerImage, psImage } = (await challenge.start()) as unknown as Record<string, Record<string, string>>;
  for (const [name, images] of Object.entries({ issuerImage, psImage }))
    for (const look of ['default', 'dark', 'monochrome']) {
      const answer = await fetch(String(images?.[look]));
      const bytes = Buffer.from(await answer.arrayBuffer());
      t.equal(answer.headers.get('content-type'), 'image/png', `Req 429, 4.2 note images, A.1 ${name}: ${look}`);
      t.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG', `Req 429, A.20 ${name}: ${look} is one by its bytes`);
    }
  const second = await challenge.answers({ challengeDataEntry: '0000' });
  t.notOk(
    'issuerImage' in second || 'psImage' in second,
    'A.1 issuerImage, A.1 psImage, A.20 issuerImage: in the first CRes alone',
  );

  const html = await opens(s, METHOD_CARDS.ePin, HTML);
  const page = htmlOf((await html.challenge.start()).acsHTML);
  t.match(page, /src="data:image\/png;base64,/, '4.2 note images: in HTML, too');
  t.notMatch(page, /svg/, '4.2 note images: no other type');
});

t.test('Req 429: a picture that is neither PNG nor JPEG is refused at the start', async (t) => {
  for (const url of [
    'https://bank.example/a.svg',
    'https://bank.example/a.gif',
    'https://bank.example/logo',
    'http://b.example/a.png',
  ])
    for (const appImages of [{ issuer: url }, { scheme: { default: 'https://bank.example/a.png', dark: url } }])
      await t.rejects(
        startScenario(t, { fixtures: issuerWith(t, { appImages }) }),
        /issuer\.json: \/appImages\/(issuer|scheme).*PNG or JPEG/,
        `Req 429: ${JSON.stringify(appImages)}`,
      );
  const images = {
    issuer: { default: 'https://b.example/a.PNG', dark: 'https://b.example/a.jpeg?x=1' },
    scheme: 'https://b.example/p.jpg',
  };
  const s = await startScenario(t, { fixtures: issuerWith(t, { appImages: images }) });
  const { challenge } = await opens(s, METHOD_CARDS.ePin);
  t.match(
    await challenge.start(),
    { issuerImage: images.issuer, psImage: { default: images.scheme } },
    'Req 429: those that are',
  );
});

t.test('Req 445: the name of a merchant does not turn bold', async (t) => {
  const s = await startScenario(t);
  for (const merchantName of ['**x**', 'A ** B', '****', '***Shop***']) {
    const { challenge } = await opens(s, METHOD_CARDS.ePin, NATIVE, { merchantName });
    const { challengeInfoText, whyInfoText, expandInfoText } = await challenge.start();
    t.notMatch(`${challengeInfoText}${whyInfoText}${expandInfoText}`, /\*\*/, `Req 445: ${merchantName}`);
  }
});

t.test('4.2.3 NPA: a request without a purchase shows no amount', async (t) => {
  const s = await startScenario(t);
  const nothing = {
    purchaseAmount: undefined,
    purchaseCurrency: undefined,
    purchaseExponent: undefined,
    purchaseDate: undefined,
  };
  for (const [face, options] of FACES)
    for (const purchase of [nothing, { purchaseAmount: '0', purchaseCurrency: '978', purchaseExponent: '2' }]) {
      const { challenge } = await opens(s, METHOD_CARDS.ePin, options, { messageCategory: '02', ...purchase });
      const cres = await challenge.start();
      t.notMatch(cres.challengeInfoText ?? htmlOf(cres.acsHTML), /Amount|€/, `4.2.3 NPA: ${face}, ${purchase.purchaseAmount}`);
    }
});

t.test(
  'A.26 challengeEntryBox.challengeDataEntryAutofillType: a device fills in the code of a text message, not that of an e-mail',
  async (t) => {
    const s = await startScenario(t);
    const sms = await opens(s, CARDS.sms);
    t.match(await sms.challenge.start(), {
      challengeEntryBox: { challengeDataEntryAutofill: 'Y', challengeDataEntryAutofillType: '01' },
    });
    const email = await opens(s, METHOD_CARDS.email);
    const { challengeEntryBox = {} } = await email.challenge.start();
    t.notOk('challengeDataEntryAutofill' in challengeEntryBox || 'challengeDataEntryAutofillType' in challengeEntryBox);
  },
);

t.test('a wrong choice is called a wrong answer, not a wrong code', async (t) => {
  const s = await startScenario(t);
  for (const [face, options] of FACES) {
    const { challenge } = await opens(s, METHOD_CARDS.select, options);
    await challenge.start();
    const entry = face === 'native' ? { challengeDataEntry: '1' } : { challengeHTMLDataEntry: 'select=1&action=submit' };
    const cres = await challenge.answers(entry);
    t.match(cres.challengeInfoText ?? htmlOf(cres.acsHTML), /The answer is incorrect/, face);
  }
});
